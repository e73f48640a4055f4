"""What stands around the book is valid, and what it tells people to do works."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from chapters import ROOT
from builds import tracked_files

EXPECTED_AT_THE_ROOT = set(
    """.ci .github .gitignore CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE
    LICENSE-CODE Makefile README.md _config.yml _toc.yml book press pyproject.toml
    requirements.txt tests""".split()
)
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
HOSTS = set(
    """127.0.0.1 book.example.org colab.research.google.com doi.org
    download.pytorch.org github.com mybinder.org schema.org spdx.org www.sitemaps.org
    www.w3.org""".split()
)


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def texts():
    for path in tracked_files():
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            pass  # a font


def test_only_what_people_expect_is_at_the_root():
    assert {path.parts[0] for path in tracked_files()} == EXPECTED_AT_THE_ROOT


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("citation-file-format", "CITATION.cff"),
        ("dependabot", ".github/dependabot.yml"),
        ("github-workflows", ".github/workflows/book.yml"),
        ("github-workflows", ".github/workflows/weekly.yml"),
    ],
)
def test_files_for_others_keep_their_schemas(schema, file):
    program = Path(sys.executable).with_name("check-jsonschema")
    done = run(program, "--builtin-schema", f"vendor.{schema}", file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command):
    done = run(sys.executable, "-m", "ruff", *command.split(), ".")
    assert done.returncode == 0, done.stdout


def test_the_changelog_ends_with_the_version_that_is_cited():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, *older = re.findall(r"^## (.*)$", text, re.M)
    released = older[0] if newest == "Unreleased" else newest
    assert released == f"{CFF['version']} - {CFF['date-released']}"


def in_the_workflow(job, name, folder, tag):
    """What that step of the workflow does in that folder at that tag."""
    text = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"][job]["steps"]
    [script] = [step["run"] for step in steps if step.get("name") == name]
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_REF_NAME": tag},
        capture_output=True,
        text=True,
    )


def test_a_tag_that_is_not_the_version_is_refused():
    name, version = "Refuse a tag that is not the version", CFF["version"]
    assert in_the_workflow("test", name, ROOT, f"v{version}").returncode == 0
    for tag in ("v0.0.0", version):
        done = in_the_workflow("test", name, ROOT, tag)
        assert done.returncode != 0
        words = f"The tag is {tag}, but the version in CITATION.cff is {version}."
        assert words in done.stdout


def test_a_release_has_its_part_of_the_changelog_and_the_pack(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(
        """# Changelog\n
## Unreleased\n\nLater.\n
## 0.2.0 - 2027-01-31\n\n### Added\n\n- This.\n
## 0.1.0 - 2026-11-24\n\nBefore.\n""",
        encoding="utf-8",
    )
    (tmp_path / "rnns-by-hand-0.2.0.zip").touch()
    (tmp_path / "bin").mkdir()
    program(tmp_path, "gh", 'echo "$@"')
    name = "Publish the release with its notes and the offline pack"
    done = in_the_workflow("release", name, tmp_path, "v0.2.0")
    assert done.stdout.startswith("release create v0.2.0 rnns-by-hand-0.2.0.zip ")
    notes = (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert notes.strip() == "### Added\n\n- This."


def test_every_make_command_that_is_named_exists():
    named = set()
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:`|^ *|cpu )make (\w+)", text, re.M))
    assert named >= {"book", "test", "watch"}
    listed = set(re.findall(r"make (\w+)", run("make", "help").stdout))
    assert named <= listed


def test_no_file_names_a_path_of_one_machine():
    for path, text in texts():
        found = re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", text)
        assert not found, path


def test_no_file_but_the_book_names_an_unexpected_host():
    for path, text in texts():
        if path.parts[0] != "book":
            hosts = set(re.findall(r"https?://([\w.-]+)", text))
            assert hosts - HOSTS == set(), path


@pytest.fixture
def fresh(tmp_path):
    """A folder in which nothing is set up yet, and a first folder of the PATH."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "tests").mkdir()
    shutil.copy2(ROOT / "tests" / "requirements.txt", tmp_path / "tests")
    (tmp_path / "bin").mkdir()
    return tmp_path


def program(folder, name, script):
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def last_words(folder, *arguments):
    """The one line with which make gives up in that folder."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    words = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(words) == 1, done.stdout + done.stderr
    return words[0]


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


def test_a_full_disk_is_named(fresh):
    program(fresh, "df", "echo; echo disk 1000000 999000 1000 100% /")
    words = last_words(fresh, "book")
    assert re.match(r"The disk is full: \d+ MB are needed here, 0 MB are free\.", words)


def test_a_disk_that_a_build_fills_is_named(fresh):
    program(fresh, "df", "echo; echo disk 0 0 $(cat free) 0% /")
    (fresh / "free").write_text("9000000", encoding="utf-8")
    program(fresh, "jupyter-book", "echo 0 > free; exit 1")
    bin = f"BIN={fresh / 'bin'}"
    words = last_words(fresh, "book", "-o", ".venv/book", bin)
    assert words.startswith("The disk is full: ")


def test_a_port_in_use_is_named(fresh):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bin = f"BIN={Path(sys.executable).parent}"
        words = last_words(fresh, "watch", "-o", ".venv/tests", bin, f"PORT={port}")
    assert words == f"Port {port} is in use. Name another: make watch PORT=8001"


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("", "No Chromium or Chrome is found. Install one (Debian: apt install"),
        ("/nonexistent/chrome", "CHROMIUM=/nonexistent/chrome does not run."),
    ],
    ids=["none found", "a wrong one named"],
)
def test_a_missing_browser_says_what_to_install(tmp_path, named, complaint):
    nothing_to_be_had = {
        "CHROMIUM": named,
        "PATH": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
    }
    done = run(
        sys.executable,
        "-c",
        "from press.tools import browser; browser.NAMES.clear(); browser.main()",
        env={
            **os.environ,
            **nothing_to_be_had,
            "PYTHONPATH": str(ROOT),
        },
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith(complaint)
