"""A card of the museum shows what its section runs: the wrong line and the right one.

A line is right if it is a statement or an expression of a cell of its section, or of
the cells before the first card, which all exhibits share. ``a if b else c`` is both
``a`` and ``c``. A comment is one of these cells, of which translations are known.
"""

import ast
import re
from dataclasses import dataclass

import pytest
from chapters import CHAPTERS
from complaints import in_lines

from press.languages.comments import comments

CARD = re.compile(r"```\{exhibit\}\n(.*?)```", re.S)
SIDE = re.compile(r"^:(wrong|right): ('?)(.*)\2$", re.M)
MUSEUM = next(chapter for chapter in CHAPTERS if chapter.name == "famous-mistakes")
AFTER_THE_EXHIBITS = "(sec-mistakes-short)="


class Decide(ast.NodeTransformer):
    """Takes one side of each ``a if b else c``."""

    def __init__(self, side):
        self.side = side

    def visit_IfExp(self, node):
        return self.generic_visit(getattr(node, self.side))


def said(source):
    """Each statement and expression of a program, in one form."""
    trees = [ast.parse(source)]
    trees += [Decide(side).visit(ast.parse(source)) for side in ("body", "orelse")]
    kinds = ast.stmt, ast.expr
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {ast.unparse(node) for node in nodes if isinstance(node, kinds)}


@dataclass
class Exhibit:
    line: int
    card: str
    cells: list[str]  # those of its section, and those that all share

    def complaints(self):
        found = set().union(*map(said, self.cells))
        remarks = {text for cell in self.cells for _, text in comments(cell)}
        for side, _, code in SIDE.findall(self.card):
            if ast.unparse(ast.parse(code)) not in found:
                yield f"{self.line}: no cell of its section has the {side} line: {code}"
            for _, text in comments(code):
                if text not in remarks:
                    yield f"{self.line}: no cell of its section has the comment: {text}"


def exhibits(text, cells):
    """The cards of a text, with the cells between them: pairs of line and source."""
    ends = text[: text.index(AFTER_THE_EXHIBITS)].count("\n")
    cards = [
        (text[: card.start()].count("\n") + 1, card[1]) for card in CARD.finditer(text)
    ]
    limits = [line for line, _ in cards] + [ends]
    shared = [source for line, source in cells if line < limits[0]]
    for (line, card), limit in zip(cards, limits[1:], strict=True):
        own = [source for start, source in cells if line < start < limit]
        yield Exhibit(line, card, shared + own)


def test_each_section_before_the_summary_begins_with_a_card():
    text = MUSEUM.text[: MUSEUM.text.index(AFTER_THE_EXHIBITS)]
    sections = re.findall(r"^## (.*)\n\n(.*)$", text, re.M)
    lacking = [title for title, first in sections if first != "```{exhibit}"]
    assert not lacking, f"Begin these with a card, as the others: {in_lines(lacking)}"
    assert len(sections) == len(CARD.findall(text)) == 26  # as the chapter says


def test_each_line_of_a_card_is_run_in_its_section():
    cells = [(cell.line, cell.source) for cell in MUSEUM.cells]
    wrong = [
        f"book/{MUSEUM.path.name}:{complaint}"
        for exhibit in exhibits(MUSEUM.text, cells)
        for complaint in exhibit.complaints()
    ]
    assert not wrong, f"Show on these cards what their cells run:\n{in_lines(wrong)}"


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("h = tanh(u)", True, False),
        ("h = tanh( u )", True, False),
        ("'h = tanh(u)  # as written'", True, False),
        ("'h = tanh(u)  # as read'", False, False),
        ("h = u", True, False),
        ("tanh(u)", True, False),
        ("y = 2", False, True),
        ("x = 1", True, True),
        ("h = tanh(x)", False, False),
        ("after = 3", False, False),
    ],
)
def test_a_line_that_another_section_runs_or_none_is_noticed(code, first, second):
    card = f"```{{exhibit}}\n:wrong: {code}\n```\n"
    blank = "\n" * 9
    text = f"{blank}{card}{blank}{card}{blank}{AFTER_THE_EXHIBITS}{blank}"
    cells = [(2, "x = 1"), (15, "h = tanh(u) if a else u  # as written"), (28, "y = 2")]
    cards = exhibits(text, [*cells, (36, "after = 3")])
    assert [not list(card.complaints()) for card in cards] == [first, second]
