"""On paper: the text whole, nothing else, solutions as the reader left them."""

import io
import re

from chapters import CHAPTERS
from conftest import every_chapter, every_page, unfold
from pypdf import PdfReader

CODE = {f"book/{c.name}.html": [cell.source for cell in c.cells] for c in CHAPTERS}
PAPER = {"width": 718, "height": 1047}  # A4 in CSS pixels without its margins
AROUND = ["Skip to content", "Back to top", "On this page", "Back matter", "Previous"]


def printed(page):
    """The text of the pages, without the spaces that a PDF has no memory of."""
    pdf = page.pdf(format="A4", margin=dict.fromkeys(("left", "right"), "10mm"))
    pages = PdfReader(io.BytesIO(pdf)).pages
    return without_spaces("\n".join(page.extract_text() for page in pages))


def without_spaces(text):
    return re.sub(r"[^\S\n]", "", text)


@every_chapter
def test_paper_has_every_line_of_code_whole_and_no_navigation(
    open_page, server, address
):
    page = open_page(server + address)
    unfold(page)
    text = printed(page)
    lines = text.splitlines()
    broken = [
        line
        for source in CODE[address]
        for line in source.splitlines()
        if line.strip() and without_spaces(line) not in lines
    ]
    assert broken == []
    assert [words for words in AROUND if without_spaces(words) in text] == []


@every_chapter
def test_paper_has_the_solutions_that_the_reader_opened(open_page, server, address):
    page = open_page(server + address)
    solutions = page.locator("details[id^=sol-]")
    solutions.evaluate_all("all => all.forEach((e, n) => e.append(`SOLUTION${n}.`))")
    assert "SOLUTION" not in printed(page)
    solutions.nth(1).locator("summary").click()
    assert re.findall(r"SOLUTION\d+", printed(page)) == ["SOLUTION1"]


# What is wider than the paper (Furo's headings and tables begin half a rem outside),
# or than the box that it would have to scroll in.
CUT = """() => [...document.querySelectorAll("article *")]
    .filter(e => e.checkVisibility())
    .filter(e => e.getBoundingClientRect().right > innerWidth + 8
        || getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth)
    .map(e => e.outerHTML.slice(0, 200))"""


@every_page
def test_paper_cuts_no_formula_figure_code_or_table(open_page, server, address):
    page = open_page(server + address, viewport=PAPER)
    page.emulate_media(media="print")
    unfold(page)
    assert page.evaluate(CUT) == []


COLOURS = """() => [...document.querySelectorAll("body, body *")].map(e => {
    const {color, backgroundColor, fill, stroke, borderLeftColor} = getComputedStyle(e);
    return [color, backgroundColor, fill, stroke, borderLeftColor].join();
})"""


@every_chapter
def test_paper_is_light_also_for_readers_in_the_dark(open_page, server, address):
    page = open_page(server + address)
    page.emulate_media(media="print", color_scheme="light")
    light = page.evaluate(COLOURS)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(COLOURS) == light
    page.evaluate("document.body.dataset.theme = 'dark'")
    assert page.evaluate(COLOURS) == light
