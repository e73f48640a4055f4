"""Imports are folded on a page, and stay whole everywhere else."""

import pytest
from bs4 import BeautifulSoup
from tiny_book import NOTEBOOK

CELL = "```{code-cell}\nimport math\n\nmath.pi\n```\n"
OTHER = "```{code-cell}\nsize = 1\nimport json\n```\n"
HIDDEN = "```{code-cell}\n:tags: [hide-input]\n\nx = 1\n```\n"
PAGES = {
    "index": "# A book\n",
    "first": f"{NOTEBOOK}# First\n\n{CELL}\n{OTHER}\n{HIDDEN}",
}


def summaries(page):
    cells = BeautifulSoup(page, "html.parser").select(".cell")
    return [
        [words for part in cell.select("summary") for words in part.stripped_strings]
        for cell in cells
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Imports", "Show the code", "Hide the code"]),
        ("es", ["Importaciones", "Mostrar el código", "Ocultar el código"]),
    ],
)
def test_a_cell_that_imports_is_folded_and_so_is_a_hidden_one(
    tiny_book, language, words
):
    imports, show, hide = words
    page = tiny_book(PAGES, language=language).page("book/first")
    assert summaries(page) == [[imports], [], [show, hide]]


def test_on_paper_imports_are_open(tiny_book):
    page = tiny_book(PAGES, builder="singlehtml").page("book/index")
    assert summaries(page) == [[], [], ["Show the code", "Hide the code"]]
