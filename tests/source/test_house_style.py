"""The sources keep what CONTRIBUTING.md promises of a chapter."""

import ast
import re
import sys
from itertools import pairwise

import pytest
import yaml
from chapters import CHAPTERS, PAGES, ROOT, WITH_CELLS, checks
from complaints import in_lines

from press.languages.comments import words

LABELS = [
    r"^\((\S+)\)=$",  # of a heading
    r"^\$\$ \((\S+)\)$",  # of an equation
    r"^:(?:label|name): (\S+)$",  # of a directive
    r"^    name: (\S+)$",  # of a figure that a cell draws
]
PREFIXES = "sec|eq|fig|tbl|thm|lem|cor|def|prf|alg|exr|sol"
LIBRARIES = {"matplotlib", "numpy", "sympy", "torch"}

every_chapter = pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=lambda chapter: chapter.name
)
every_page_with_cells = pytest.mark.parametrize(
    "chapter", WITH_CELLS, ids=lambda chapter: chapter.name
)
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def place(chapter, cell):
    return f"book/{chapter.path.name}:{cell.line}"


def prose(chapter):
    cells = chapter.notebook.cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def labels(path):
    text = path.read_text(encoding="utf-8")
    return [label for form in LABELS for label in re.findall(form, text, re.M)]


def short_name(path):
    """What the labels of a page call it: the name of its file, or one word."""
    for label in labels(path)[1:]:
        _, _, after = label.partition("-")
        named = f"{after}-".startswith(f"{path.stem}-")
        return path.stem if named else after.partition("-")[0]
    return path.stem


@every_page
def test_a_page_begins_with_the_label_of_its_chapter(path):
    assert labels(path)[:1] == [f"ch-{path.stem}"], (
        f"book/{path.name}: write the line (ch-{path.stem})= above the title"
    )


@every_page
def test_labels_name_their_kind_and_their_chapter(path):
    name = short_name(path)
    form = re.compile(rf"(?:{PREFIXES})-{name}(?:-[a-z0-9]+)*")
    wrong = [label for label in labels(path)[1:] if not form.fullmatch(label)]
    assert not wrong, (
        f"book/{path.name}: a label is one of {PREFIXES.replace('|', '-, ')}-, then"
        f" {name}, as in the first of this page, then the thing, in small letters."
        f" Change these: {', '.join(wrong)}"
    )


def test_a_page_ends_with_a_whole_line():
    """Else what is written below it goes on in its last paragraph."""
    assert [page.name for page in PAGES if page.read_bytes()[-1:] != b"\n"] == []


def test_no_two_pages_have_one_short_name():
    owners = {}
    for path in PAGES:
        for name in {path.stem, short_name(path)}:
            owners.setdefault(name, []).append(f"book/{path.name}")
    shared = {name: pages for name, pages in owners.items() if len(pages) > 1}
    assert not shared, (
        "The labels of two pages begin with one name. Give those of the newer page"
        f" another: {shared}"
    )


def test_labels_are_unique():
    places = {}
    for path in PAGES:
        for label in labels(path):
            places.setdefault(label, []).append(f"book/{path.name}")
    twice = {label: pages for label, pages in places.items() if len(pages) > 1}
    assert not twice, f"Rename one of each: these labels stand twice: {twice}"


def test_every_figure_is_used_and_described():
    covers = [f"{chapter.name}-cover.svg" for chapter in CHAPTERS]
    used = {ROOT / "book" / "figures" / cover for cover in covers}
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for figure, options in re.findall(
            r"\{(?:figure|image)\} (\S+)\n((?::.*\n)*)", text
        ):
            used.add((path.parent / figure).resolve())
            assert re.search(r"^:alt: .{40}", options, re.M), (
                f"book/{path.name}: give {figure} a line :alt: that says what it shows"
            )
        assert "![" not in text, (
            f"book/{path.name}: write ```{{figure}}, which has a number and a caption,"
            " for ![...]"
        )
    unused = sorted({*(ROOT / "book" / "figures").iterdir()} - used)
    assert not unused, (
        "Show these in a chapter, or delete them from book/figures:"
        f" {', '.join(path.name for path in unused)}"
    )
    missing = sorted(path.name for path in used if not path.exists())
    assert not missing, f"Draw these in book/figures: {', '.join(missing)}"


@every_page_with_cells
def test_every_plot_is_described(chapter):
    for cell in chapter.cells:
        if "plt." in cell.source:
            where, options = place(chapter, cell), cell.options.get("mystnb", {})
            alt = options.get("image", {}).get("alt", "")
            assert len(alt) >= 40, (
                f"{where}: say what the plot shows, in 40 characters or more: above its"
                " code write mystnb:, image:, alt:, as book/training.md does"
            )
            figure = options.get("figure", {})
            assert figure.keys() >= {"name", "caption"}, (
                f"{where}: a plot is numbered: add mystnb: figure: name: and caption:"
            )
            assert "hide-input" in cell.tags, f"{where}: fold it: tags: [hide-input]"


@every_page_with_cells
def test_every_plot_says_in_words_what_it_shows_in_the_one_style(chapter):
    for cell in chapter.cells:
        if "plt." in cell.source:
            where = place(chapter, cell)
            for call in ("set_xlabel(", "set_title("):
                lines = [line.strip() for line in cell.source.split("\n")]
                assert any(words(line) for line in lines if call in line), (
                    f"{where}: say in words what each axis is, by set_xlabel below and"
                    " by set_title at the top left"
                )
            own = re.findall(r"\.legend\(|#[0-9a-f]{6}|grey|set_facecolor", cell.source)
            assert not own, (
                f"{where}: write names at the lines, by text, and take colours C0 to C3"
                f" and k, which the page has in both themes, instead of {own}"
            )


@every_page_with_cells
def test_the_header_is_short_and_describes_the_chapter(chapter):
    header = chapter.text.split("---\n")[1]
    lines = header.count("\n") + 2
    assert lines <= 10, (
        f"book/{chapter.path.name}: the header has {lines} lines. Ten are enough: see"
        " that of book/cell.md"
    )
    meta = yaml.safe_load(header).get("myst", {}).get("html_meta", {})
    assert meta.get("description"), (
        f"book/{chapter.path.name}: say in the header what the chapter shows, in a"
        " sentence, under myst: html_meta: description:"
    )


@every_page_with_cells
def test_cells_fit_the_page(chapter):
    for cell in chapter.cells:
        lines = cell.source.splitlines()
        assert len(lines) <= 25, (
            f"{place(chapter, cell)}: {len(lines)} lines. Divide the cell: 25 at most"
        )
        widest = max(lines, key=len, default="")
        assert len(widest) <= 79, (
            f"{place(chapter, cell)}: {len(widest)} columns in a line. Break it at 79,"
            f" which the page shows without scrolling: {widest}"
        )


@every_page_with_cells
def test_cells_are_plain_python_with_four_libraries(chapter):
    for cell in chapter.cells:
        where = place(chapter, cell)
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            raise AssertionError(
                f"{where}: this is no plain Python ({error.msg}), perhaps a magic of"
                f" IPython: {error.text}"
            ) from None
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            elif isinstance(node, ast.Call):
                assert ast.unparse(node.func) != "input", (
                    f"{where}: a build cannot answer input(...): write the value"
                )
            for name in names:
                assert name.split(".")[0] in LIBRARIES | sys.stdlib_module_names, (
                    f"{where}: imports {name}. A chapter needs the standard library and"
                    f" {', '.join(sorted(LIBRARIES))}, and nothing else"
                )


@every_page_with_cells
def test_chapters_check_what_they_say(chapter):
    assert any(checks(cell.source) for cell in chapter.cells), (
        f"book/{chapter.path.name}: has no check. Write one next to every claim that"
        " can be computed, as CONTRIBUTING.md, A check, says"
    )
    assert ".allclose(" not in chapter.text, (
        f"book/{chapter.path.name}: write torch.testing.assert_close instead of"
        " allclose, which broadcasts shapes and is loose"
    )


QUESTION = re.compile(
    r"^::::\{admonition\} Predict, then run\n:class: predict\n(.*?)^::::$",
    re.MULTILINE | re.DOTALL,
)
ANSWER = ":::{admonition} Answer\n:class: dropdown\n"
TRAP = r"^- (?:If you said \*[^*]+\*,|\*[^*]+\*)\s+\w"


@every_chapter
def test_chapters_ask_two_questions_and_answer_them(chapter):
    where, asked = f"book/{chapter.path.name}", 0
    for cell, below in pairwise(chapter.notebook.cells):
        for box in QUESTION.findall(cell.source):
            asked += 1
            question, *answers = box.split(ANSWER)
            start = f"{where}: the question that begins {question.strip()[:60]!r}"
            assert len(answers) == 1, (
                f"{start} needs one box :::{{admonition}} Answer with :class: dropdown"
            )
            assert re.search(TRAP, answers[0], re.MULTILINE), (
                f"{start}: its answer names the trap behind each wrong one, in a list:"
                " - If you said *the wrong answer*, why one believes it"
            )
            assert checks(below.source), (
                f"{start}: the cell below it answers it, so a check stands in that cell"
            )
    boxes = chapter.text.count(":class: predict")
    assert asked == boxes, (
        f"{where}: {boxes - asked} boxes with :class: predict do not look like those in"
        " book/stack.md (four colons, the title Predict, then run, a cell below)"
    )
    assert asked >= 2, (
        f"{where}: asks {asked} questions of two. Put a box Predict, then run, as in"
        " book/stack.md, before a cell that surprises"
    )


@every_chapter
def test_exercises_have_hidden_executed_solutions(chapter):
    where = f"book/{chapter.path.name}"
    exercises = re.findall(r"\{exercise(?:-start)?\}.*\n:label: (\S+)", chapter.text)
    assert len(exercises) >= 3, (
        f"{where}: has {len(exercises)} exercises with a :label:. Write three or more"
    )
    solutions = re.findall(
        r"\{solution-start\} (\S+)\n(.*?)\{solution-end\}", chapter.text, re.DOTALL
    )
    assert [exercise for exercise, _ in solutions] == exercises, (
        f"{where}: each exercise has one solution, in the same order. The exercises are"
        f" {', '.join(exercises)}; the solutions are of"
        f" {', '.join(exercise for exercise, _ in solutions) or 'none'}"
    )
    for exercise, solution in solutions:
        assert ":class: dropdown" in solution, (
            f"{where}: fold the solution of {exercise}: :class: dropdown"
        )
        assert "{code-cell}" in solution, (
            f"{where}: the solution of {exercise} runs: give it a {{code-cell}}"
        )


@every_page_with_cells
def test_nothing_is_left_to_write(chapter):
    wrong = ROOT / "tests" / "programs" / "wrong" / f"{chapter.name}.toml"
    left = []
    for path in (chapter.path, wrong, ROOT / "book" / "index.md"):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            if "TO WRITE" in line:
                left.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not left, "Write these, in place of TO WRITE and what it says:\n" + in_lines(
        left
    )


@every_chapter
def test_chapters_cite(chapter):
    assert re.search(r"\{cite(:\w)?\}`", chapter.text), (
        f"book/{chapter.path.name}: cite a work of book/references.bib under Further"
        " reading: {cite:p}`key`"
    )


def test_every_bold_term_is_in_the_glossary():
    glossary = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    directive = re.search(r"\{glossary\}\n(.*?)\n[`:]{3}", glossary, re.DOTALL)[1]
    terms = {term.casefold() for term in re.findall(r"^\S.*$", directive, re.M)}
    wrong = []
    for chapter in WITH_CELLS:
        for term in re.findall(r"\*\*(.+?)\*\*", prose(chapter), re.DOTALL):
            term = " ".join(term.casefold().split())
            if not {term, term.removesuffix("s")} & terms:
                wrong.append(f"book/{chapter.path.name}: {term}")
    assert not wrong, (
        "A word in bold is a term. Define these in book/glossary.md, in their place in"
        f" the alphabet, or write them in italics:\n{in_lines(wrong)}"
    )


def test_the_first_page_says_a_sentence_of_each_chapter():
    index = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    part = re.search(r"^## The chapters\n(.*?)^\(", index, re.M | re.S)
    assert part, "book/index.md: the section ## The chapters is missing"
    listed = re.findall(r"^\{ref\}`ch-(\S+)`\n: ", part[1], re.M)
    names = [chapter.name for chapter in CHAPTERS]
    wrong = [f"{name} is missing" for name in names if name not in listed]
    wrong += [f"{name} is no chapter" for name in listed if name not in names]
    assert not wrong, (
        "book/index.md, The chapters, has a line {ref}`ch-name` for each chapter, and"
        f" below it a sentence after a colon:\n{in_lines(wrong)}"
    )
    assert listed == names, (
        f"book/index.md, The chapters: put them in the order of _toc.yml:"
        f" {', '.join(names)}"
    )


CODE = re.compile(r"^```(?:\{code-cell\}.*?|\w*)\n.*?^```", re.M | re.S)


# what is numbered within a chapter, as "Theorem 2.1"; "Table 2" may be one of a paper
NUMBERED = (
    r"(?:sections?|equations?|exercises?|fig\.|figures?|tables?|theorems?|lemmas?"
    r"|corollar(?:y|ies)|definitions?|algorithms?)"
)
TYPED = re.compile(rf"[^.]*\b(?:chapters?\s+\d+|{NUMBERED}\s+\(?\d+\.\d+)", re.I)


@every_page
def test_no_number_of_the_book_is_typed_by_hand_and_dates_are_words(path):
    """Neither in prose nor in code, from which notebooks and slides are made, too."""
    text = path.read_text(encoding="utf-8")
    wrong = [
        f"{' '.join(sentence.split())[-60:]}: write {{numref}}`chapter %s <ch-name>`,"
        " or the role of what has the number; in code, say it without the number"
        for sentence in TYPED.findall(text)
        if "{cite:" not in sentence  # of another book
    ]
    text = CODE.sub("", text)
    wrong += [
        f"{date}: write it as 27 November 2026"
        for date in re.findall(r"\b\d{4}-\d\d-\d\d\b", text)
    ]
    assert not wrong, f"book/{path.name}:\n{in_lines(wrong)}"
