"""The built site, and copies of the repository."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from chapters import ROOT
from filelock import FileLock

pytest_plugins = ["browsing"]

ANSI = re.compile(r"\x1b\[[\d;]*m")


JUPYTER_BOOK = Path(sys.executable).with_name("jupyter-book")


def jupyter_book_build(folder, *options, **environment):
    """Run `jupyter-book build .` there; exit status and everything that it printed."""
    done = subprocess.run(
        [JUPYTER_BOOK, "build", ".", *options],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, ANSI.sub("", done.stdout)


STRICT = ("-W", "-n", "--keep-going")


INSTALLED = ("-o", ".venv/book", "-o", ".venv/tests")


def make(folder, *targets, within=(), **environment):
    """Run make there, with what is installed here; ``within`` is what runs it."""
    command = ["make", *INSTALLED, f"BIN={Path(sys.executable).parent}", *targets]
    done = subprocess.run(
        [*within, *command],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, ANSI.sub("", done.stdout[-3000:])


@pytest.fixture(scope="session")
def site(tmp_path_factory, testrun_uid):
    """The site, with every page read again however warm _build is.

    The tests run in two processes; the first one that asks builds for both.
    """
    built = tmp_path_factory.getbasetemp().parent / f"site-{testrun_uid}"
    with FileLock(f"{built}.lock"):
        if not built.exists():
            for name in ("es", ".doctrees-es"):
                shutil.rmtree(ROOT / "_build" / name, ignore_errors=True)
            make(ROOT, "notebooks", "slides", "spanish")
            status, output = jupyter_book_build(ROOT, *STRICT, "--all")
            lines = output.splitlines()
            warnings = [line for line in lines if "WARNING" in line]
            assert (status, warnings) == (0, []), "\n".join(warnings or lines[-30:])
            built.touch()
    return ROOT / "_build" / "html"


def tracked_files():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = map(Path, names.stdout.rstrip("\0").split("\0"))
    return [path for path in paths if (ROOT / path).is_file()]


def copy_repository(folder):
    for path in tracked_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory, site):
    """A copy of the repository in which no cell needs to run again."""
    folder = tmp_path_factory.mktemp("copy")
    copy_repository(folder)
    shutil.copytree(
        ROOT / "_build" / ".jupyter_cache", folder / "_build" / ".jupyter_cache"
    )
    return folder


@contextmanager
def edited(path, text):
    """The file with another text, and afterwards as it was."""
    before = path.read_text(encoding="utf-8")
    assert text != before
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


pytest_plugins = ["tiny_book"]
