"""The sources keep what CONTRIBUTING.md promises of a chapter."""

import ast
import re
import sys
from itertools import pairwise

import pytest
import yaml
from chapters import CHAPTERS, PAGES, ROOT, checks
from pybtex.database import parse_file

LABELS = [
    r"^\((\S+)\)=$",  # of a heading
    r"^\$\$ \((\S+)\)$",  # of an equation
    r"^:(?:label|name): (\S+)$",  # of a directive
    r"^    name: (\S+)$",  # of a figure that a cell draws
]
# what labels call the chapters with long names
SHORT = {
    "backpropagation-through-time": "bptt",
    "famous-mistakes": "mistakes",
    "floating-point": "floats",
    "how-this-book-is-tested": "tested",
    "how-to-cite-and-teach": "teach",
    "long-sequences": "long",
}
PREFIXES = "sec|eq|fig|tbl|thm|lem|cor|def|prf|alg|exr|sol"
LIBRARIES = {"matplotlib", "numpy", "sympy", "torch"}
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "book": {"author", "title", "publisher", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "phdthesis": {"author", "title", "school", "year"},
    "misc": {"author", "title"},
}

every_chapter = pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=lambda chapter: chapter.name
)


def prose(chapter):
    cells = chapter.notebook.cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def labels(path):
    text = path.read_text(encoding="utf-8")
    return [label for form in LABELS for label in re.findall(form, text, re.M)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_labels_name_their_kind_and_their_chapter(path):
    name = SHORT.get(path.stem, path.stem)
    form = re.compile(rf"(?:{PREFIXES})-{name}(?:-[a-z0-9]+)*")
    first, *others = labels(path)
    assert first == f"ch-{path.stem}"
    assert [label for label in others if not form.fullmatch(label)] == []


def test_labels_are_unique():
    every = [label for path in PAGES for label in labels(path)]
    assert {label for label in every if every.count(label) > 1} == set()


def test_every_figure_is_used_and_described():
    used = set()
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for figure, options in re.findall(
            r"\{(?:figure|image)\} (\S+)\n((?::.*\n)*)", text
        ):
            used.add((path.parent / figure).resolve())
            assert re.search(r"^:alt: .{40}", options, re.M), f"{path.name}: {figure}"
        assert "![" not in text, f"{path.name}: a figure has a number and a caption"
    assert used == set((ROOT / "book" / "figures").iterdir())


@every_chapter
def test_every_plot_is_described(chapter):
    for cell in chapter.cells:
        if "plt." in cell.source:
            options = cell.options.get("mystnb", {})
            assert len(options["image"]["alt"]) >= 40, f"{chapter.name}:{cell.line}"
            assert options["figure"].keys() >= {"name", "caption"}
            assert "hide-input" in cell.tags


@every_chapter
def test_the_header_is_short_and_describes_the_chapter(chapter):
    header = chapter.text.split("---\n")[1]
    assert header.count("\n") + 2 <= 10
    assert yaml.safe_load(header)["myst"]["html_meta"]["description"]


@every_chapter
def test_cells_fit_the_page(chapter):
    for cell in chapter.cells:
        lines = cell.source.splitlines()
        assert len(lines) <= 25, f"{chapter.name}:{cell.line}"
        assert max(map(len, lines)) <= 79, f"{chapter.name}:{cell.line}"


@every_chapter
def test_cells_are_plain_python_with_four_libraries(chapter):
    for cell in chapter.cells:
        where = f"{chapter.name}:{cell.line}"
        for node in ast.walk(ast.parse(cell.source, filename=where)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            elif isinstance(node, ast.Call):
                assert ast.unparse(node.func) != "input", where
            for name in names:
                assert name.split(".")[0] in LIBRARIES | sys.stdlib_module_names, where


@every_chapter
def test_chapters_check_what_they_say(chapter):
    assert any(checks(cell.source) for cell in chapter.cells)
    assert ".allclose(" not in chapter.text  # it broadcasts, and is loose


@every_chapter
def test_chapters_ask_two_questions_and_answer_them(chapter):
    asked = 0
    for cell, below in pairwise(chapter.notebook.cells):
        for box in re.findall(
            r"^::::\{admonition\} Predict, then run\n:class: predict\n(.*?)^::::$",
            cell.source,
            re.MULTILINE | re.DOTALL,
        ):
            asked += 1
            question, *answers = box.split(":::{admonition} Answer\n:class: dropdown\n")
            assert len(answers) == 1, question
            assert re.search(r"^- \*[^*]+\* \w", answers[0], re.MULTILINE), question
            assert checks(below.source), question
    assert asked == chapter.text.count(":class: predict") >= 2


@every_chapter
def test_exercises_have_hidden_executed_solutions(chapter):
    exercises = re.findall(r"\{exercise(?:-start)?\}.*\n:label: (\S+)", chapter.text)
    assert len(exercises) >= 3
    solutions = re.findall(
        r"\{solution-start\} (\S+)\n(.*?)\{solution-end\}", chapter.text, re.DOTALL
    )
    assert [exercise for exercise, _ in solutions] == exercises
    for exercise, solution in solutions:
        assert ":class: dropdown" in solution, exercise
        assert "{code-cell}" in solution, exercise


@every_chapter
def test_chapters_cite(chapter):
    assert re.search(r"\{cite(:\w)?\}`", chapter.text)


def test_every_bold_term_is_in_the_glossary():
    glossary = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    directive = re.search(r"\{glossary\}\n(.*?)\n[`:]{3}", glossary, re.DOTALL)[1]
    terms = {term.casefold() for term in re.findall(r"^\S.*$", directive, re.M)}
    for chapter in CHAPTERS:
        for term in re.findall(r"\*\*(.+?)\*\*", prose(chapter), re.DOTALL):
            term = " ".join(term.casefold().split())
            assert {term, term.removesuffix("s")} & terms, f"{chapter.name}: {term}"


def test_the_bibliography_is_whole_and_used():
    cited = set()
    for path in PAGES:
        for keys in re.findall(
            r"\{cite(?::\w)?\}`(.+?)`", path.read_text(encoding="utf-8")
        ):
            cited |= {key.strip() for key in keys.split(",")}
    entries = parse_file(ROOT / "book" / "references.bib").entries
    assert entries.keys() - cited == set()
    titles = [entry.fields["title"].casefold() for entry in entries.values()]
    assert len(set(titles)) == len(titles)
    for key, entry in entries.items():
        present = {*entry.fields, *entry.persons}
        assert present >= REQUIRED[entry.type], (
            f"{key}: {REQUIRED[entry.type] - present}"
        )
        assert re.fullmatch(
            r"10\.\d{4,9}/\S+", entry.fields.get("doi", "10.0000/none")
        ), key
