"""What make lacks is named in one line before it begins."""

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from builds import copy_repository
from chapters import ROOT
from stage import program, with_own_mounts

NOWHERE = "http://127.0.0.1:9"
FULL = r"The disk is full: {} MB are needed {}, {} MB are free\."


@pytest.fixture
def fresh(tmp_path):
    """A copy in which nothing is set up yet, and a first folder of the PATH."""
    folder = tmp_path / "fresh"
    copy_repository(folder)
    (folder / "bin").mkdir()
    return folder


def only_line(output):
    """What was said, without what make says about itself."""
    words = [line for line in output.splitlines() if not line.startswith("make")]
    assert len(words) == 1, f"One line and no more should say what lacks: {output}"
    return words[0]


def last_words(folder, *arguments, **environment):
    """The one line with which make gives up in that folder."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "MAKEFLAGS": "", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    return only_line(done.stderr)


def test_a_python_that_does_not_run_is_named(fresh):
    words = last_words(fresh, "book", "PYTHON=/nonexistent/python")
    assert "Tried: /nonexistent/python (does not run)" in words
    assert "make book PYTHON=" in words


def test_an_old_python_is_named_with_its_version(fresh):
    old = program(fresh, "python", "echo 3.9")
    words = last_words(fresh, "test", f"PYTHON={old}")
    assert "Python 3.11, 3.12 or 3.13 is needed" in words
    assert f"{old} (is 3.9)" in words


def test_a_python_without_venv_says_what_to_install(fresh):
    bare = program(
        fresh, "python", 'case "$2" in *ensurepip*) exit 1;; esac; echo 3.12'
    )
    words = last_words(fresh, "book", f"PYTHON={bare}")
    assert "apt install python3.12-venv" in words


def on_a_small_disk(folder, megabytes, command):
    """The one line with which a command gives up in a copy of the folder, on a disk."""
    disk = folder.with_name("disk")
    disk.mkdir()
    done = with_own_mounts(
        folder,
        f"""
        mount -t tmpfs -o size={megabytes}m tmpfs ../disk
        cp -r . ../disk
        cd ../disk
        {command}
        """,
    )
    assert done.returncode != 0, done.stdout
    return only_line(done.stdout)


def test_a_full_disk_is_named_before_anything_is_set_up(fresh):
    python = shlex.quote(sys.executable)
    words = on_a_small_disk(fresh, 50, f"make book PYTHON={python}")
    assert re.match(FULL.format(100, "here", r"\d\d"), words)


FILL = """
from pathlib import Path
from press.tools import book

def fill(folders):
    Path("filler").write_bytes(bytes(250 * 2**20))

book.run_cells = fill
book.main()
"""


def test_a_disk_that_a_build_fills_is_named(fresh):
    words = on_a_small_disk(fresh, 300, shlex.join([sys.executable, "-c", FILL]))
    assert re.match(FULL.format(200, "here", r"\d\d"), words)


@pytest.mark.parametrize("folder", [".", "_build"])
def test_a_folder_that_cannot_be_written_is_named(fresh, folder):
    (fresh / "_build").mkdir()
    bin = Path(sys.executable).parent
    done = with_own_mounts(
        fresh,
        f"""
        mount --bind {folder} {folder}
        mount -o remount,ro,bind {folder}
        cd "$PWD"
        make -o .venv/book BIN={shlex.quote(str(bin))} book
        """,
    )
    assert done.returncode != 0
    words = only_line(done.stdout)
    assert words.startswith(f"The folder {fresh / folder} cannot be written.")


def test_a_set_up_that_was_broken_off_begins_anew(fresh):
    script = 'case "$2" in venv) touch begun_anew;; *) echo 3.12;; esac'
    python = program(fresh, "python", script)
    half_made = fresh / ".venv" / "bin" / "python"
    half_made.parent.mkdir(parents=True)
    half_made.touch()
    make_venv = ["make", ".venv/bin/python", f"PYTHON={python}"]
    subprocess.run(make_venv, cwd=fresh, check=True)
    assert (fresh / "begun_anew").exists()
    (fresh / "begun_anew").unlink()
    (fresh / ".venv" / "book").touch()
    subprocess.run(make_venv, cwd=fresh, check=True)
    assert not (fresh / "begun_anew").exists()


def wheel(folder, version, *needs):
    """A package called torch, in which there is nothing but its name."""
    about = f"torch-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", "Name: torch", f"Version: {version}"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    with ZipFile(folder / f"torch-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{about}/METADATA", "\n".join(lines))
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")


@pytest.fixture
def to_be_had(tmp_path):
    """PyTorch for the processor, and for graphics cards here and elsewhere."""
    wheel(tmp_path, "91")
    wheel(tmp_path, "92", 'nvidia-cudnn; platform_system == "Linux"')
    wheel(tmp_path, "93", 'nvidia-cudnn; platform_machine == "another"')
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": str(tmp_path),
        "PIP_NO_INDEX": "1",
    }


CHECK_ROOM = """
import sys
from press.tools import install
install.check_room(install.planned(sys.argv[1]))
"""


def check_room(folder, version):
    """The command that asks for room to install that torch, and installs nothing."""
    requirements = folder / "wanted.txt"
    requirements.write_text(f"torch=={version}\n", encoding="utf-8")
    return [sys.executable, "-c", CHECK_ROOM, requirements.name]


@pytest.mark.parametrize(
    ("version", "megabytes"),
    [("91", "200 MB, which take 720"), ("93", "200 MB, which take 720")],
    ids=["none", "of another machine"],
)
def test_a_small_build_of_pytorch_needs_little_room(
    fresh, to_be_had, version, megabytes
):
    done = subprocess.run(
        check_room(fresh, version),
        cwd=fresh,
        env={**os.environ, **to_be_had},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"pip fetches {megabytes} MB in {sys.prefix}" in done.stdout


def refused_for_graphics_cards(folder, settings):
    """What is said where a disk of 400 MB is to take what pip fetches."""
    pairs = [f"{name}={value}" for name, value in settings.items()]
    command = shlex.join(["env", *pairs, *check_room(folder, "92")])
    return on_a_small_disk(folder, 400, f"TMPDIR=$PWD {command}")


def test_a_build_for_graphics_cards_needs_much_room_and_a_smaller_one_is_named(
    fresh, to_be_had
):
    words = refused_for_graphics_cards(fresh, {**to_be_had, "PIP_NO_CACHE_DIR": "1"})
    assert re.match(FULL.format(3000, r"in /\S+/disk", r"3\d\d"), words)
    assert "PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make book" in words


def test_what_pip_keeps_for_later_counts_on_its_disk(fresh, to_be_had):
    words = refused_for_graphics_cards(fresh, {**to_be_had, "PIP_CACHE_DIR": "cache"})
    assert re.match(FULL.format(6000, r"in /\S+/disk", r"3\d\d"), words)


def install(folder, *lines, **environment):
    """The one line with which the installation of something gives up."""
    (folder / "wanted.txt").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "press.tools.install", "wanted.txt"],
        cwd=folder,
        env={**os.environ, "PIP_FIND_LINKS": "", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    return only_line(done.stdout + done.stderr)


def test_without_a_network_there_is_no_set_up(fresh):
    words = install(fresh, "torch==92", PIP_INDEX_URL=NOWHERE, PIP_EXTRA_INDEX_URL="")
    assert words.startswith("No package index can be reached, and wanted.txt lists")


def test_a_package_that_cannot_be_had_is_named(fresh):
    words = install(fresh, "torch==92", PIP_NO_INDEX="1")
    assert words.startswith("pip cannot install wanted.txt: ")
    assert "torch==92" in words


def test_links_are_not_asked_for_without_a_network(fresh):
    bin = f"BIN={Path(sys.executable).parent}"
    words = last_words(fresh, "links", "-o", ".venv/book", bin, HTTPS_PROXY=NOWHERE)
    assert words.startswith("No link can be asked for, since neither https://doi.org")


def test_a_port_in_use_is_named(fresh):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bin = f"BIN={Path(sys.executable).parent}"
        words = last_words(fresh, "watch", "-o", ".venv/authors", bin, f"PORT={port}")
    assert words == f"Port {port} is in use. Name another: make watch PORT=8001"


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("", "No Chromium or Chrome is found, and none can be fetched. Install one"),
        ("/nonexistent/chrome", "CHROMIUM=/nonexistent/chrome does not run."),
    ],
    ids=["none found", "a wrong one named"],
)
def test_a_missing_browser_says_what_to_install(fresh, named, complaint):
    nothing_to_be_had = {
        "CHROMIUM": named,
        "PATH": str(fresh),
        "PLAYWRIGHT_BROWSERS_PATH": str(fresh),
        "PLAYWRIGHT_DOWNLOAD_HOST": NOWHERE,
    }
    code = "from press.tools import browser; browser.NAMES.clear(); browser.main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=fresh,
        env={**os.environ, **nothing_to_be_had},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert only_line(done.stderr).startswith(complaint)


def test_what_runs_before_anything_is_installed_needs_no_package():
    code = "import press.tools.install, press.tools.room"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT)
    assert done.returncode == 0, "Import only what Python itself has."
