"""``make chapter`` begins one that runs; the rest only its author can write."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import program
import pytest
from builds import copy_repository, make
from chapters import Chapter
from test_wrong_programs import assert_edit_is_rejected


def chapter(folder, *arguments):
    """What ``make chapter`` says there, and its last line if it refuses."""
    done = subprocess.run(
        ["make", "-s", f"BIN={os.path.dirname(sys.executable)}", "chapter", *arguments]
        + ["-o", ".venv/bin/python"],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
    )
    said = done.stderr.splitlines()
    refusal = [line for line in said if not line.startswith("make")]
    return done.stdout, refusal


def failing(folder):
    """The names of the tests of the sources that fail there."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/source", "-n=0", "-q", "-rfE"]
        + ["--chapter=echo"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout
    return set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.M))


@pytest.fixture(scope="module")
def begun(copy):
    chapter(copy, "NAME=echo", "PART=One step", "TITLE=An echo")
    return copy


def test_it_has_its_name_its_title_and_its_place(begun):
    text = (begun / "book" / "echo.md").read_text(encoding="utf-8")
    assert "(ch-echo)=\n# An echo\n" in text
    assert not re.search("NAME|TITLE", text)
    toc = (begun / "_toc.yml").read_text(encoding="utf-8")
    assert "book/stack\n      - file: book/echo\n  - caption: Answers" in toc
    index = (begun / "book" / "index.md").read_text(encoding="utf-8")
    assert index.index("`ch-stack`\n:") < index.index("`ch-echo`\n:")
    assert index.index("`ch-echo`\n:") < index.index("`ch-heads`\n:")


def test_its_cells_run_and_reject_a_wrong_program(begun):
    cells = Chapter(begun / "book" / "echo.md").cells
    unchanged, _ = program.run([cell.as_run for cell in cells])
    assert unchanged.failure is None
    path = begun / "tests" / "programs" / "wrong" / "echo.toml"
    for wrong in tomllib.loads(path.read_text(encoding="utf-8"))["wrong"]:
        assert_edit_is_rejected(cells, wrong["old"], wrong["new"])


def test_only_what_its_author_must_write_or_translate_is_left(begun):
    make(begun, "catalogues")
    make(begun, "published")
    assert failing(begun) == {
        "test_every_message_is_translated",
        "test_nothing_is_left_to_write",
    }


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ([], "Name the chapter, as its file is to be called: make chapter NAME=echo."),
        (["NAME=Echo"], "NAME=Echo is not in kebab case, as in make chapter NAME="),
        (
            ["NAME=an echo"],
            "NAME=an echo is not in kebab case, as in make chapter NAME=",
        ),
        (["NAME=cell"], "book/cell.md exists already. Give the new chapter another"),
        (
            ["NAME=echo", "PART=Echoes"],
            "PART=Echoes is no part of _toc.yml. These are:",
        ),
    ],
)
def test_what_cannot_be_begun_is_refused_and_changes_nothing(
    tmp_path, arguments, refusal
):
    copy_repository(tmp_path / "before")
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    _, [words] = chapter(tmp_path / "after", *arguments)
    assert words.startswith(refusal)
    done = subprocess.run(
        ["diff", "-r", "-x", "__pycache__", "before", "after"], cwd=tmp_path
    )
    assert done.returncode == 0
