"""Each chapter's own checks reject every wrong program of its list.

A wrong program is the chapter's code with one edit, from the chapter's file in
``wrong/``: ``name`` says what is wrong, ``old`` is replaced by ``new``.
"""

import tomllib
from dataclasses import replace

import program
import pytest
from chapters import CHAPTERS, ROOT, Chapter, checks

LISTS = ROOT / "tests" / "programs" / "wrong"


def wrong_programs(chapter):
    path = LISTS / f"{chapter.name}.toml"
    return (
        tomllib.loads(path.read_text(encoding="utf-8"))["wrong"]
        if path.exists()
        else []
    )


def edited(cells, old, new):
    """The cells with ``old`` replaced, where no check stands and only there."""
    places = [
        (i, cell) for i, cell in enumerate(cells) for _ in range(cell.source.count(old))
    ]
    assert len(places) == 1, (
        f"{old!r} occurs {len(places)} times in the chapter's code, not once"
    )
    i, cell = places[0]
    first = cell.source[: cell.source.index(old)].count("\n") + 1
    last = first + old.count("\n")
    for check in checks(cell.source):
        assert last < check.lineno or check.end_lineno < first, (
            f"{old!r} is part of a check"
        )
    wrong = cell.source.replace(old, new)
    assert wrong != cell.source, f"{old!r} is replaced by itself"
    return [*cells[:i], replace(cell, source=wrong), *cells[i + 1 :]]


def first_failure(cells):
    return program.run([cell.as_run for cell in cells])


def assert_rejected(cells, old, new):
    failure = first_failure(edited(cells, old, new))
    assert failure, "no check rejects this program: add one that does"
    assert failure.kind in program.REFUSALS, f"the edit makes no program: {failure}"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_a_chapter_runs_alone_in_an_empty_folder(chapter):
    assert first_failure(chapter.cells) is None


@pytest.mark.parametrize(
    ("chapter", "wrong"),
    [
        pytest.param(chapter, wrong, id=f"{chapter.name}: {wrong['name']}")
        for chapter in CHAPTERS
        for wrong in wrong_programs(chapter)
    ],
)
def test_a_wrong_program_is_rejected(chapter, wrong):
    assert wrong.keys() <= {"name", "trap", "old", "new"}
    assert_rejected(chapter.cells, wrong["old"], wrong["new"])


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_chapter_has_wrong_programs(chapter):
    names = [wrong["name"] for wrong in wrong_programs(chapter)]
    assert len(names) >= 5
    assert len(set(names)) == len(names)


def test_every_list_belongs_to_a_chapter():
    assert {path.stem for path in LISTS.iterdir()} == {
        chapter.name for chapter in CHAPTERS
    }


@pytest.fixture
def small_chapter(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(
        "# Small\n\n```{code-cell} python\ndouble = 2 * 3\nunchecked = 1\n```\n\n"
        "```{code-cell} python\nassert double == 3 + 3\n```\n",
        encoding="utf-8",
    )
    return Chapter(path).cells


def test_a_rejected_program_passes(small_chapter):
    assert_rejected(small_chapter, "2 * 3", "2 + 3")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("unchecked = 1", "unchecked = 2", "no check rejects"),
        ("2 * 3", "3 * 2", "no check rejects"),
        ("2 * 4", "2 + 4", "occurs 0 times"),
        ("double", "twice", "occurs 2 times"),
        ("3 + 3", "3 + 4", "part of a check"),
        ("2 * 3", "2 * 3", "replaced by itself"),
        ("2 * 3", "2 * three", "makes no program"),
        ("2 * 3", "2 * * 3", "makes no program"),
    ],
)
def test_a_poor_list_is_noticed(small_chapter, old, new, complaint):
    with pytest.raises(AssertionError, match=complaint):
        assert_rejected(small_chapter, old, new)


def test_a_chapter_that_leaves_a_file_is_noticed():
    failure = program.run([(1, "open('left.txt', 'w').close()", False)])
    assert (failure.kind, failure.message) == ("LeftFiles", "left.txt")
