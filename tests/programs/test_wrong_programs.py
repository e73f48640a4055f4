"""Each chapter runs alone and is cheap, and its checks reject every wrong program.

A wrong program is the chapter's code with one edit, from the chapter's file in
``wrong/``: ``name`` says what is wrong, ``old`` is replaced by ``new``. What a chapter
and its wrong programs come to is found once in a run of the tests, and then looked up.
"""

import os
import pickle
import tomllib
from contextlib import suppress

import costs
import program
import pytest
import seeds
from chapters import CHAPTERS, ROOT, WITH_CELLS, Chapter, checks, solutions
from filelock import FileLock

from press.outputs.blanks import blanked

LISTS = ROOT / "tests" / "programs" / "wrong"
DEAR = 5  # CPU seconds: a wrong program that needs more waits for a training run
MOST_DEAR = 3  # such programs of a chapter
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
AT_ONCE = max(1, os.cpu_count() // WORKERS)


def wrong_programs(chapter):
    path = LISTS / f"{chapter.name}.toml"
    return (
        tomllib.loads(path.read_text(encoding="utf-8"))["wrong"]
        if path.exists()
        else []
    )


def edit_of(cells, old, new):
    """The edit, as ``program.run`` takes it: ``old`` stands once, and in no check."""
    places = [
        (i, cell) for i, cell in enumerate(cells) for _ in range(cell.source.count(old))
    ]
    assert len(places) == 1, (
        f"{old!r} occurs {len(places)} times in the chapter's code, not once:"
        " change `old` in the chapter's list in tests/programs/wrong"
    )
    i, cell = places[0]
    first = cell.source[: cell.source.index(old)].count("\n") + 1
    last = first + old.count("\n")
    for check in checks(cell.source):
        assert last < check.lineno or check.end_lineno < first, (
            f"{old!r} is part of a check: choose an `old` in"
            " tests/programs/wrong that is none"
        )
    wrong = cell.source.replace(old, new)
    assert wrong != cell.source, (
        f"{old!r} is replaced by itself: change `new` in tests/programs/wrong"
    )
    return i, wrong


def assert_rejected(run, name):
    failure = run.failure
    assert failure, (
        f"no check rejects this program: add one to book/{name}.md that does"
    )
    assert failure.kind != "OutOfTime", (
        "no check rejected this program in good time: add an early one to"
        f" book/{name}.md, or choose another edit"
    )
    assert failure.kind in program.REFUSALS, (
        "the edit makes no program, since it must run or stop at a wrong shape: change"
        f" `new` in tests/programs/wrong/{name}.toml: {failure}"
    )


def assignments(chapter):
    """{label of an exercise: the edit that leaves its answer to a student}."""
    found = {}
    for label, numbers in solutions(chapter).items():
        code = "\n\n".join(chapter.cells[number].source for number in numbers)
        if blank := blanked(code):
            found[label] = numbers[0], blank
    return found


def runs_of_chapter(chapter):
    """What the chapter comes to, and {edit: what it comes to}."""
    cells, edits = chapter.cells, list(assignments(chapter).values())
    for wrong in wrong_programs(chapter):
        with suppress(AssertionError):  # its own test complains
            edits.append(edit_of(cells, wrong["old"], wrong["new"]))
    return program.run([cell.as_run for cell in cells], edits, AT_ONCE)


@pytest.fixture(scope="session")
def runs(tmp_path_factory, testrun_uid):
    """The runs of a chapter, for all processes of the tests found by the first one."""
    folder = tmp_path_factory.getbasetemp().parent

    def runs(chapter):
        kept = folder / f"runs-{testrun_uid}-{chapter.name}"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                kept.write_bytes(pickle.dumps(runs_of_chapter(chapter)))
            return pickle.loads(kept.read_bytes())

    return runs


def of_chapter(chapter, *values, name=None):
    """A parameter of a test that stays with the others of its chapter."""
    group = pytest.mark.xdist_group(chapter.name)
    return pytest.param(chapter, *values, id=name or chapter.name, marks=group)


every_chapter = pytest.mark.parametrize("chapter", [of_chapter(c) for c in CHAPTERS])
every_page_with_cells = pytest.mark.parametrize(
    "chapter", [of_chapter(page) for page in WITH_CELLS]
)


@every_page_with_cells
def test_a_chapter_runs_alone_in_an_empty_folder_and_leaves_no_file(chapter, runs):
    unchanged, _ = runs(chapter)
    assert unchanged.failure is None, (
        f"book/{chapter.path.name} fails, though run alone: {unchanged.failure}"
    )
    assert unchanged.files == [], (
        f"book/{chapter.path.name} leaves {unchanged.files}: let its cells write no"
        " file, or remove it"
    )


@every_page_with_cells
def test_the_cells_of_a_chapter_are_cheap(chapter, runs):
    unchanged, _ = runs(chapter)
    complaints = list(costs.complaints({chapter.name: sum(unchanged.quiet_seconds)}))
    assert not complaints, complaints[0]


def test_the_cells_of_all_chapters_are_cheap(runs):
    used = {chapter.name: sum(runs(chapter)[0].quiet_seconds) for chapter in WITH_CELLS}
    complaints = list(costs.complaints(used))
    assert not complaints, "\n".join([costs.table(used), *complaints])


@pytest.mark.parametrize(
    ("chapter", "wrong"),
    [
        of_chapter(chapter, wrong, name=f"{chapter.name}: {wrong['name']}")
        for chapter in CHAPTERS
        for wrong in wrong_programs(chapter)
    ],
)
def test_a_wrong_program_is_rejected(chapter, wrong, runs):
    assert wrong.keys() <= {"name", "trap", "old", "new"}, (
        f"tests/programs/wrong/{chapter.name}.toml: only name, trap, old and new count"
    )
    edit = edit_of(chapter.cells, wrong["old"], wrong["new"])
    unchanged, edited = runs(chapter)
    assert unchanged.failure is None, f"the chapter itself fails: {unchanged.failure}"
    assert_rejected(edited[edit], chapter.name)


@pytest.mark.parametrize(
    ("chapter", "label"),
    [
        of_chapter(chapter, label, name=label)
        for chapter in CHAPTERS
        for label in assignments(chapter)
    ],
)
def test_an_exercise_without_an_answer_fails_its_own_checks(chapter, label, runs):
    run = runs(chapter)[1][assignments(chapter)[label]]
    assert run.failure and len(run.seconds) == 1, (
        f"book/{chapter.path.name}: the checks in the solution of {label} pass in the"
        " assignment, where it has blanks (press/outputs/blanks.py). Let them check"
        " what the solution computes"
    )


def assert_few_are_dear(edited, name):
    dear = sorted(
        f"{sum(run.quiet_seconds):.0f} s for {source}"
        for (_, source), run in edited.items()
        if sum(run.quiet_seconds) > DEAR
    )
    assert len(dear) <= MOST_DEAR, (
        f"{len(dear)} wrong programs of book/{name}.md need more than {DEAR} CPU"
        f" seconds, and at most {MOST_DEAR} may wait for a training run: reject them by"
        " a small check before it:\n" + "\n".join(dear)
    )


@every_chapter
def test_at_most_three_wrong_programs_wait_for_a_training_run(chapter, runs):
    assert_few_are_dear(runs(chapter)[1], chapter.name)


@every_page_with_cells
def test_a_chapter_that_trains_marks_its_seeds(chapter, runs):
    unchanged, _ = runs(chapter)
    assert max(unchanged.quiet_seconds) < DEAR or seeds.marked(chapter.cells), (
        f"book/{chapter.path.name} trains: say there which seeds, as in the line"
        " SEEDS = range(4), so that make seeds can try others"
    )


@every_chapter
def test_every_chapter_has_wrong_programs(chapter):
    names = [wrong["name"] for wrong in wrong_programs(chapter)]
    file = f"tests/programs/wrong/{chapter.name}.toml"
    assert len(names) >= 5, f"list five wrong programs or more in {file}"
    assert len(set(names)) == len(names), f"give each program of {file} its own name"


def test_every_list_belongs_to_a_chapter():
    lists, chapters = (
        {path.stem for path in LISTS.iterdir()},
        {c.name for c in CHAPTERS},
    )
    assert lists == chapters, (
        "name the lists in tests/programs/wrong after the chapters in book, one each:"
        f" {sorted(lists ^ chapters)}"
    )


@pytest.fixture
def small_chapter(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(
        "# Small\n\n```{code-cell} python\ndouble = 2 * 3\nunchecked = 1\n```\n\n"
        "```{code-cell} python\nwhile unchecked > 1:\n    pass\n"
        "assert double == 3 + 3\n```\n",
        encoding="utf-8",
    )
    return Chapter(path).cells


def assert_edit_is_rejected(cells, old, new):
    edit = edit_of(cells, old, new)
    _, edited = program.run([cell.as_run for cell in cells], [edit])
    assert_rejected(edited[edit], "small")


def test_a_rejected_program_passes(small_chapter):
    assert_edit_is_rejected(small_chapter, "2 * 3", "2 + 3")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("unchecked = 1", "unchecked = 0", "no check rejects"),
        ("2 * 3", "3 * 2", "no check rejects"),
        ("unchecked = 1", "unchecked = 2", "no check rejected .* in good time"),
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
        assert_edit_is_rejected(small_chapter, old, new)


def test_a_fourth_program_that_waits_for_a_training_run_is_noticed():
    failure = program.Failure("AssertionError", "assert learned", "")
    slow = {
        (1, f"edit {i}"): program.Run(failure, quiet_seconds=[3.0, 3.0])
        for i in range(4)
    }
    quick = {(2, "edit"): program.Run(failure, quiet_seconds=[0.1])}
    with pytest.raises(AssertionError, match="4 wrong programs of book/small.md"):
        assert_few_are_dear(slow | quick, "small")
    del slow[1, "edit 3"]
    assert_few_are_dear(slow | quick, "small")


def test_a_chapter_above_its_limit_is_named_and_so_is_the_book():
    [one] = costs.complaints({"cell": 20.6, "training": 59.0})
    assert one.startswith("The cells of book/cell.md take 21 CPU seconds, and 20")
    [total] = costs.complaints({f"chapter {i}": 19.0 for i in range(13)})
    assert total.startswith("The cells of all chapters take 247 CPU seconds, and 240")


@pytest.mark.parametrize(("each", "status"), [(1.0, 0), (19.0, "The cells of all")])
def test_make_cells_prints_each_cost_and_fails_above_a_limit(
    each, status, monkeypatch, capsys
):
    monkeypatch.setattr(costs, "cost", lambda chapter: each)
    assert str(costs.main()).startswith(str(status))
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(WITH_CELLS) + 2
    assert printed[-1].split() == ["altogether", f"{each * len(WITH_CELLS):.1f}", "240"]
