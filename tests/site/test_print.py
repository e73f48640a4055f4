"""On paper: the text whole, nothing else, solutions as the reader left them."""

import io
import re
from functools import cache

import pytest
from browsing import every_chapter, every_page, every_page_with_cells
from chapters import WITH_CELLS
from pypdf import PdfReader

CHAPTER = {f"book/{chapter.name}.html": chapter for chapter in WITH_CELLS}
PAPER = {"width": 718, "height": 1047}  # A4 in CSS pixels without its margins
AROUND = ["Skip to content", "Back to top", "On this page", "Back matter", "Previous"]


CLOSED = "SOLUTION-CLOSED."

# Opens everything, marks each solution, and puts a closed copy of each beside it.
PREPARE = """closed => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    document.querySelectorAll("details[id^=sol-]").forEach((solution, n) => {
        const copy = solution.cloneNode(true);
        copy.open = false;
        copy.append(closed);
        solution.after(copy);
        solution.append(`SOLUTION-OPEN-${n}.`);
    });
}"""


def without_spaces(text):
    return re.sub(r"[^\S\n]", "", text)


@pytest.fixture(scope="session")
def printed(new_page, server):
    """``printed(address)`` is what the paper says, without spaces, which a PDF lacks.

    Each solution is there twice, opened by the reader, and closed.
    """

    @cache
    def printed(address):
        page = new_page()
        page.goto(server + address)
        page.evaluate(PREPARE, CLOSED)
        pdf = page.pdf(format="A4", margin=dict.fromkeys(("left", "right"), "10mm"))
        page.close()
        sheets = PdfReader(io.BytesIO(pdf)).pages
        return without_spaces("\n".join(sheet.extract_text() for sheet in sheets))

    return printed


@every_page_with_cells
def test_paper_has_every_line_of_code_whole(printed, address):
    lines = printed(address).splitlines()
    broken = [
        line
        for cell in CHAPTER[address].cells
        for line in cell.source.splitlines()
        if line.strip() and without_spaces(line) not in lines
    ]
    assert broken == [], "paper breaks or lacks these lines: shorten them"


@every_page_with_cells
def test_paper_has_no_navigation(printed, address):
    text = printed(address)
    shown = [words for words in AROUND if without_spaces(words) in text]
    assert shown == [], "the block print of book.css must hide these"


@every_chapter
def test_paper_has_the_solutions_that_the_reader_opened(printed, address):
    text = printed(address)
    solutions = CHAPTER[address].text.count("```{solution-start}")
    assert solutions >= 3, "a chapter has three solutions or more"
    opened = [f"SOLUTION-OPEN-{n}." for n in range(solutions)]
    assert [mark for mark in opened if mark not in text] == [], "paper lacks solutions"
    assert CLOSED not in text, "paper shows solutions that the reader left closed"


# What is wider than the paper (Furo's headings and tables begin half a rem outside),
# or than the box that it would have to scroll in.
CUT = """() => [...document.querySelectorAll("article *")]
    .filter(e => e.checkVisibility())
    .filter(e => e.getBoundingClientRect().right > innerWidth + 8
        || getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth)
    .map(e => e.outerHTML.slice(0, 200))"""


@every_page
def test_paper_cuts_no_formula_figure_code_or_table(visit, address):
    cut = visit(address, PAPER, media="print", unfolded=True).evaluate(CUT)
    assert cut == [], "these are wider than the paper: shorten them, or use two lines"


COLOURS = """() => [...document.querySelectorAll("body, body *")].map(e => {
    const {color, backgroundColor, fill, stroke, borderLeftColor} = getComputedStyle(e);
    return [color, backgroundColor, fill, stroke, borderLeftColor].join();
})"""


@every_chapter
def test_paper_is_light_also_for_readers_in_the_dark(visit, address):
    light = visit(address, media="print").evaluate(COLOURS)
    for look in ({"scheme": "dark"}, {"scheme": "dark", "theme": "dark"}):
        found = visit(address, media="print", **look).evaluate(COLOURS)
        changed = [
            pair for pair in zip(light, found, strict=True) if pair[0] != pair[1]
        ]
        assert changed == [], f"the block print of book.css must undo {look}"


@every_page_with_cells
def test_paper_has_no_button_of_folded_code(visit, address):
    shown = visit(address, media="print").evaluate(
        """() => [...document.querySelectorAll(".cell details > summary")]
            .filter(e => e.checkVisibility()).length"""
    )
    assert shown == 0, "the block print of book.css must hide these"
