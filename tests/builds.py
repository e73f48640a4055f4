"""Builds of the book that tests share, and copies of the repository.

A plugin that tests/conftest.py loads. A build that several tests look at is made once
for all processes of a run; nothing that a developer has built is changed.
"""

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

ANSI = re.compile(r"\x1b\[[\d;]*m")
BIN = Path(sys.executable).parent
JUPYTER_BOOK = BIN / "jupyter-book"
STRICT = ("-W", "-n", "--keep-going")
INSTALLED = "-o .venv/book -o .venv/authors -o .venv/tests".split()
ADDRESS, REPOSITORY = "https://book.example.org/rnn/", "someone-else/their-fork"
KEPT = ("card.png", "index.html", "sitemap.xml")  # by a build of one page


def run(command, folder, **environment):
    """Exit status of a command in that folder, and everything that it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, ANSI.sub("", done.stdout)


def assert_runs(command, folder, **environment):
    status, output = run(command, folder, **environment)
    assert status == 0, output[-3000:]
    return output


def jupyter_book_build(folder, *options, **environment):
    """Run `jupyter-book build .` there; exit status and everything that it printed."""
    return run([JUPYTER_BOOK, "build", ".", *options], folder, **environment)


def make(folder, *targets, within=(), **environment):
    """Run make there, with what is installed here; ``within`` is what runs it."""
    command = [*within, "make", *INSTALLED, f"BIN={BIN}", *targets]
    return assert_runs(command, folder, **environment)


def build_book(folder, **environment):
    """Run what `make book` runs, into that folder."""
    command = [sys.executable, "-m", "press.tools.book", folder]
    return assert_runs(command, ROOT, **environment)


@pytest.fixture(scope="session")
def once(tmp_path_factory, testrun_uid):
    """``once(name, make)``: a folder that one process fills for all of this run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name, fill):
        folder = shared / f"{name}-{testrun_uid}"
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                part = folder.with_suffix(".part")
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                fill(part)
                part.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def site(once):
    """The site of the book as it is now, in _build."""
    once("site", lambda folder: build_book(ROOT / "_build"))
    return ROOT / "_build" / "html"


def with_what_was_read(folder):
    """A folder for a build that writes pages, but need not read them."""
    built = folder / "_build"
    built.mkdir()
    for name in (".doctrees", ".doctrees-es", "cells"):
        shutil.copytree(ROOT / "_build" / name, built / name)
    return built


def fill_told(folder):
    told = {"SITE_URL": ADDRESS, "GITHUB_REPOSITORY": REPOSITORY}
    built = with_what_was_read(folder)
    build_book(built, **told)
    (folder / "kept").mkdir()
    for name in KEPT:
        shutil.copy(built / "html" / name, folder / "kept")
    # as if this page were edited: the second build writes it and no other
    (built / ".doctrees" / "book" / "glossary.doctree").unlink()
    (built / "finished.json").unlink()
    build_book(built, **told)


@pytest.fixture(scope="session")
def told(site, once):
    """The site of two builds that were told their address and their repository.

    What the first of them wrote under the names KEPT is in ``told.parent / "kept"``.
    """
    folder = once("told", fill_told)
    return folder / "_build" / "html"


def fill_plain(folder):
    with_what_was_read(folder)
    options = ["--path-output", folder, *STRICT]
    status, output = jupyter_book_build(ROOT, *options, SITE_URL="")
    assert status == 0, output
    assert "0 added, 0 changed, 0 removed" in output, (
        "Jupyter Book reads the pages again: settings() in press/tools/building.py"
        " must give what `jupyter-book config sphinx .` prints."
    )


@pytest.fixture(scope="session")
def plain(site, once):
    """The site of `jupyter-book build .`, told nothing: English pages alone."""
    return once("plain", fill_plain) / "_build" / "html"


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
    shutil.copytree(ROOT / "_build" / "cells", folder / "_build" / "cells")
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
