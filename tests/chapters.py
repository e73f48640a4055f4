"""The pages of the book, and the cells of those that have some, as the build sees them.

A page with cells owes what its code owes: it runs alone and cheaply, is clean, checks
what it says, and is a notebook, too. A chapter is such a page with a number, and owes
exercises, wrong programs and the rest as well.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from myst_nb.core.read import read_myst_markdown_notebook
from sphinx_external_toc.parsing import parse_toc_yaml

from press.outputs.blanks import is_check

ROOT = Path(__file__).resolve().parents[1]
CONTENTS = parse_toc_yaml(ROOT / "_toc.yml")
PAGES = [ROOT / f"{name}.md" for name in CONTENTS]
NUMBERED = {
    ROOT / f"{name}.md"
    for part in CONTENTS.root.subtrees
    if part.numbered
    for name in part.files()
}


@dataclass
class Cell:
    source: str
    line: int  # of the chapter's file, where the source of the cell begins
    options: dict

    @property
    def tags(self):
        return self.options.get("tags", [])

    @property
    def as_run(self):
        """As ``program`` takes it: line, source, whether it must raise."""
        return self.line, self.source, "raises-exception" in self.tags


@dataclass
class Chapter:
    path: Path

    @property
    def name(self):
        return self.path.stem

    @property
    def text(self):
        return self.path.read_text(encoding="utf-8")

    @property
    def notebook(self):
        return read_myst_markdown_notebook(self.text, add_source_map=True)

    @property
    def cells(self):
        notebook, lines = self.notebook, self.text.split("\n")
        starts = zip(notebook.cells, notebook.metadata.source_map, strict=True)
        return [
            Cell(
                cell.source,
                # below the options
                lines.index(cell.source.split("\n")[0], start) + 1,
                cell.metadata,
            )
            for cell, start in starts
            if cell.cell_type == "code"
        ]


SOLUTION = re.compile(
    r"^```\{solution-start\} (\S+)\n.*?^```\{solution-end\}", re.MULTILINE | re.DOTALL
)


def solutions(chapter):
    """{label of an exercise: the numbers of the cells of its solution}."""
    cells = list(enumerate(chapter.cells))
    found = {}
    for solution in SOLUTION.finditer(chapter.text):
        first, last = (chapter.text.count("\n", 0, end) for end in solution.span())
        found[solution[1]] = [n for n, cell in cells if first < cell.line <= last]
    return found


WITH_CELLS = [Chapter(page) for page in PAGES if Chapter(page).cells]
CHAPTERS = [page for page in WITH_CELLS if page.path in NUMBERED]


def checks(source):
    """The checks of a cell, first line first."""
    found = filter(is_check, ast.walk(ast.parse(source)))
    return sorted(found, key=lambda node: node.lineno)
