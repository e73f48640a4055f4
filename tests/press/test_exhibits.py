"""A chapter of exhibits has a card for each, with numbers of its cells, and a wall."""

import nbformat
import pytest
from bs4 import BeautifulSoup

CARD = """\
:year: 2017, 2025
:wrong: h = step(x_t, start)
:right: h = step(x_t, h)

A tutorial: [7](https://github.com/a/b/issues/7)

It computes $x$.

Greatest difference: {}
"""
IN_WORDS = """\
:year: no date
:wrong-words: '"It always works."'
:right-words: It works *here*.

An article

It promises too much.

Nothing is computed
"""
OF_TWO = """\
:year: 2018
:wrong: 'h[0]  # in front'
:wrong-verdict: Not *theirs*
:right: h[1]
:right-verdict: Theirs

Reports

It computes another.

Nothing is computed
"""
PRINTED = "```{{code-block}} text\n:class: output stream\n\n{}\n```\n\n"
VALUE = PRINTED.format("0.25")
REST = "## Rest\n\nText.\n"
INDEX = {"index": "# Index\n\nText.\n"}


def section(card, after=VALUE, name="Stale"):
    """A section with a card, and below it what stands for a cell and its output."""
    return f"## {name}\n\n```{{exhibit}}\n{card}```\n\nText.\n\n{after}"


def chapter(*sections):
    return f"# Museum\n\n```{{exhibits}}\n```\n\n{''.join(sections)}{REST}"


MUSEUM = {**INDEX, "museum": chapter(section(CARD), section(IN_WORDS, "", "Words"))}


def article(book):
    return BeautifulSoup(book.page("book/museum"), "html.parser").article


def text(element):
    return " ".join(element.get_text().split())


def warnings(tiny_book, *sections, **options):
    return tiny_book({**INDEX, "museum": chapter(*sections)}, warns=True, **options)


def test_a_card_has_number_year_source_both_lines_and_the_printed_value(tiny_book):
    card, in_words = article(tiny_book(MUSEUM)).select(".exhibit")
    assert text(card.select_one(".admonition-title")) == "Exhibit 1 · 2017, 2025"
    assert card.select_one(".sources a")["href"] == "https://github.com/a/b/issues/7"
    assert text(card.select_one(".wrong")) == "✗ Wrong h = step(x_t, start)"
    assert text(card.select_one(".right")) == "✓ Right h = step(x_t, h)"
    assert text(card.select_one(".measure")) == "Greatest difference: 0.25"
    assert card.math
    assert text(in_words.select_one(".admonition-title")) == "Exhibit 2 · no date"
    assert text(in_words.select_one(".wrong")) == "✗ Wrong “It always works.”"
    assert in_words.select_one(".right em").get_text() == "here"


def test_the_wall_leads_to_each_card_by_the_title_of_its_section(tiny_book):
    page = article(tiny_book(MUSEUM))
    tiles = page.select(".wall > li")
    assert [text(tile) for tile in tiles] == [
        "1 Stale, 2017, 2025 h = step(x_t, start)",
        "2 Words, no date “It always works.”",
    ]
    for tile, card in zip(tiles, page.select(".exhibit"), strict=True):
        assert page.find(id=tile.a["href"].lstrip("#")) is card.parent


def test_the_words_of_a_card_and_its_tile_are_translated_and_its_code_stays(tiny_book):
    spanish = {
        "It promises too much.": "Promete demasiado.",
        "Greatest difference: {}": "La diferencia es {}.",
        '"It always works."': "«Siempre funciona».",
    }
    page = article(tiny_book(MUSEUM, language="es", catalogue=spanish))
    card, in_words = page.select(".exhibit")
    assert text(card.select_one(".admonition-title")) == "Pieza 1 · 2017, 2025"
    assert text(card.select_one(".measure")) == "La diferencia es 0.25."
    assert text(card.select_one(".wrong")) == "✗ Incorrecto h = step(x_t, start)"
    assert text(in_words.select_one(".wrong")) == "✗ Incorrecto «Siempre funciona»."
    assert "Promete demasiado." in text(in_words)
    assert (
        text(page.select(".wall > li")[1]) == "2 Words, sin fecha «Siempre funciona»."
    )


def test_a_card_may_have_verdicts_of_its_own_and_a_comment_above_its_line(tiny_book):
    book = {**INDEX, "museum": chapter(section(OF_TWO, ""))}
    card = article(tiny_book(book)).select_one(".exhibit")
    assert text(card.select_one(".wrong")) == "✗ Not theirs # in front h[0]"
    assert card.select_one(".wrong pre").get_text() == "# in front\nh[0]\n"
    assert card.select_one(".wrong .verdict em").get_text() == "theirs"
    assert text(card.select_one(".right")) == "✓ Theirs h[1]"


def test_the_verdicts_and_the_comment_of_a_card_are_translated(tiny_book):
    spanish = {
        "Not *theirs*": "No es la *suya*",
        "Theirs": "La suya",
        "in front": "delante",
    }
    book = {**INDEX, "museum": chapter(section(OF_TWO, ""))}
    page = article(tiny_book(book, language="es", catalogue=spanish))
    card = page.select_one(".exhibit")
    assert text(card.select_one(".wrong")) == "✗ No es la suya # delante h[0]"
    assert text(card.select_one(".right")) == "✓ La suya h[1]"
    assert text(page.select_one(".painting")) == "# delante h[0]"


def test_a_short_line_is_large_in_its_frame(tiny_book):
    long = section(CARD.replace("start)", "start_of_all)"))
    sections = long, section(IN_WORDS, "", "Words"), section(OF_TWO, "", "Two")
    page = article(tiny_book({**INDEX, "museum": chapter(*sections)}))
    large = ["large" in painting["class"] for painting in page.select(".painting")]
    assert large == [False, False, True]


@pytest.mark.parametrize("line", CARD.splitlines()[:3])
def test_a_missing_option_is_a_warning_with_its_line(tiny_book, line):
    name = line.split(":")[1]
    book = warnings(tiny_book, section(CARD.replace(f"{line}\n", "")))
    [warning] = [line for line in book.warnings if "museum.md:8" in line]
    assert "ERROR: an exhibit needs" in warning
    assert name in warning


@pytest.mark.parametrize(
    ("year", "says"),
    [
        (":year: 2017\n:place: Paris", "place"),
        (":year: in 2017", "a year is 2017, 2017–2019, 2017, 2019 or no date"),
        (
            ":year: 2017\n:wrong-words: Wrong.",
            "one of the options wrong and wrong-words",
        ),
    ],
)
def test_an_option_that_is_unknown_wrong_or_too_many_is_a_warning(
    tiny_book, year, says
):
    book = warnings(tiny_book, section(CARD.replace(":year: 2017, 2025", year)))
    assert any("museum.md:8" in line and says in line for line in book.warnings)


def test_a_card_without_its_three_paragraphs_is_a_warning(tiny_book):
    book = warnings(tiny_book, section(CARD.replace("It computes $x$.\n\n", "")))
    [warning] = [line for line in book.warnings if "museum.md:8" in line]
    assert "an exhibit has three paragraphs" in warning


@pytest.mark.parametrize("after", ["", VALUE + VALUE, PRINTED.format("1\n2")])
def test_a_value_that_no_cell_prints_or_that_no_card_shows_is_a_warning(
    tiny_book, after
):
    book = warnings(tiny_book, section(CARD, after), nb_execution_mode="cache")
    [warning] = book.warnings
    assert "museum.md:8: WARNING: an exhibit has 1 {} for values" in warning


def test_no_other_page_loads_the_style(tiny_book):
    book = tiny_book({**MUSEUM, "other": "# Other\n\n- a\n"})
    loaded = [
        name
        for name in ("museum", "other")
        if "museum.css" in book.page(f"book/{name}")
    ]
    assert loaded == ["museum"]


def test_a_notebook_lists_the_tiles_and_quotes_the_card(tiny_book):
    files = {"requirements.txt": "sphinx\n\nnumpy>=2\n"}
    book = tiny_book(MUSEUM, builder="notebooks", files=files)
    cells = nbformat.read(book.outdir / "museum.ipynb", as_version=4).cells
    assert cells[0].source.endswith(
        "- **1** [Stale](#stale), 2017, 2025\n  \n  `h = step(x_t, start)`\n"
        "- **2** [Words](#words), no date\n  \n  “It always works.”"
    )
    assert (
        "> **Exhibit 1 · 2017, 2025**\n>\n"
        "> A tutorial: [7](https://github.com/a/b/issues/7)\n>\n"
        "> ✗ Wrong\n>\n> ```python\n> h = step(x_t, start)\n> ```\n>\n"
        "> ✓ Right\n>\n> ```python\n> h = step(x_t, h)\n> ```\n>\n"
        "> It computes $x$.\n>\n> Greatest difference: **0.25**\n"
    ) in cells[1].source


def test_each_card_is_on_the_slide_of_its_section_and_six_tiles_are_on_one(tiny_book):
    sections = [section(CARD, name=f"Stale {number}") for number in range(8)]
    book = tiny_book({**INDEX, "museum": chapter(*sections)}, builder="slides")
    deck = BeautifulSoup(book.page("museum"), "html.parser")
    assert "museum.css" in str(deck.head)
    slides = deck.select(".slides > section > section")
    assert [len(slide.select(".wall > li")) for slide in slides if slide.ul] == [6, 2]
    headed = [slide.h2.get_text() for slide in slides if slide.select(".exhibit")]
    assert headed == [f"1.{number + 1}. Stale {number}" for number in range(8)]
