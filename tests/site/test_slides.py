"""A lecturer shows any chapter: all that has a number, whole on its slide."""

import ast
import io
import re
import unicodedata
from copy import copy
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from axe import AXE_SCRIPT, CONTRAST, STRUCTURE, assert_nothing
from bs4 import Tag
from chapters import CHAPTERS, PAGES
from parsing import soup
from pypdf import PdfReader
from test_notebooks import run_links

NOT_SHOWN = (
    "section:has(> .tag_explorer), .exercise > :not(.admonition-title), "
    "details[id^=sol-], .run, .cite"
)
FOLDER = "downloads/slides/"

ENGLISH = [f"{FOLDER}{chapter.name}.html" for chapter in CHAPTERS]
SPANISH = [f"es/{address}" for address in ENGLISH]

every_deck = pytest.mark.parametrize("address", [*ENGLISH, *SPANISH])


class Deck(NamedTuple):
    path: Path
    slides: list[Tag]  # without the notes
    spoken: set[str]  # paragraphs, those of the notes, too
    noted: list[str]  # code in the notes
    page: Path
    chapter: Tag  # the page without what a deck leaves out


@lru_cache(maxsize=1)  # the tests of a deck run in turn
def taken_apart(path):
    deck, page = soup(path), path.parents[2] / "book" / path.name
    spoken = {words(paragraph) for paragraph in deck.select("p")}
    noted = [pre.get_text() for pre in deck.select(".notes pre")]
    for notes in deck.select(".notes"):
        notes.decompose()
    article = soup(page).article
    for part in article.select(NOT_SHOWN):
        part.decompose()
    slides = deck.select(".slides > section > section")
    return Deck(path, slides, spoken, noted, page, article)


@pytest.fixture
def deck(site, address):
    return taken_apart(site / address)


def words(*elements):
    text = " ".join(element.get_text() for element in elements)
    return " ".join(text.replace("¶", "").split())


def permalinks(element):
    """The number at each permalink."""
    return {
        link["href"]: re.search(r"\d+(\.\d+)*", link.parent.get_text())[0]
        for link in element.select("a.headerlink")
    }


@pytest.mark.parametrize("edition", ["", "es"], ids=["English", "Spanish"])
def test_chapters_have_slides_and_link_them_and_no_page_without_a_number(site, edition):
    edition = site / edition
    decks = {path.stem for path in (edition / FOLDER).glob("*.html")}
    assert decks >= {chapter.name for chapter in CHAPTERS}
    for page in PAGES:
        html = (edition / "book" / f"{page.stem}.html").read_text(encoding="utf-8")
        has_number = '<h1><span class="section-number">' in html
        assert (page.stem in decks) == has_number, page.stem
        links = run_links(edition, page.stem)
        assert (f"../{FOLDER}{page.stem}.html" in links) == has_number, page.stem


@every_deck
def test_what_has_a_number_is_on_a_slide_with_it_and_with_its_permalink(deck):
    numbers = {}
    for slide in deck.slides:
        numbers |= permalinks(slide)
    expected = permalinks(deck.chapter)
    assert len(expected) > 15
    page = f"../../book/{deck.page.name}"
    assert numbers == {f"{page}{place}": n for place, n in expected.items()}
    html = deck.page.read_text(encoding="utf-8")
    for address in numbers:
        file, _, label = address.partition("#")
        assert (deck.path.parent / file).resolve() == deck.page
        assert f'id="{label}"' in html


@every_deck
def test_an_answer_is_on_the_slide_after_its_question(deck):
    slides = [words(slide) for slide in deck.slides]
    questions = [copy(question) for question in deck.chapter.select(".predict")]
    assert len(questions) >= 2
    for question in questions:
        answer = words(question.details.extract())
        [shown] = [n for n, slide in enumerate(slides) if words(question) in slide]
        assert answer not in slides[shown]
        assert answer in slides[shown + 1]


def imports(code):
    """Whether it imports and does no more, but perhaps for a call of a setting."""
    first, *others = ast.parse(code).body
    kinds = ast.Import | ast.ImportFrom
    return isinstance(first, kinds) and all(
        isinstance(other, kinds | ast.Expr) for other in others
    )


@every_deck
def test_each_cell_has_a_slide_with_its_code_and_output_or_one_for_each(deck):
    cells = deck.chapter.select(".cell:not(.tag_hide-input)")
    expected = [[pre.get_text() for pre in cell.select("pre")] for cell in cells]
    expected = [texts for texts in expected if not imports(texts[0])]
    shown = []
    for slide in deck.slides:
        texts = [pre.get_text() for pre in slide.select(".cell pre")]
        if slide.select(".cell > .cell_input"):
            shown.append(texts)
        elif texts:  # below the code it would be too small
            shown[-1] += texts
    assert shown == expected


@every_deck
def test_imports_have_no_slide_but_are_in_the_notes(deck):
    cells = [pre.get_text() for pre in deck.chapter.select(".cell_input pre")]
    importing = [code for code in cells if imports(code)]
    assert importing
    assert deck.noted == importing
    on_slides = [pre.get_text() for s in deck.slides for pre in s.select("pre")]
    assert not set(importing) & set(on_slides)


@every_deck
def test_no_sign_of_a_permalink_is_on_a_slide(deck):
    assert "¶" not in deck.path.read_text(encoding="utf-8")


def kind(slide):
    """What alone stands on it, if that is one formula or figure, or short code."""
    shown = slide.select(".body > *")
    if len(shown) == 1:
        if shown[0].name == "figure" or "math" in shown[0].get("class", []):
            return "picture"
        texts = [pre.get_text() for pre in shown[0].select(".cell_input, .cell_output")]
        if shown[0].select(".cell_input") and len("".join(texts).splitlines()) <= 8:
            return "code"
    return ""


@every_deck
def test_a_formula_or_figure_has_short_code_next_to_it_on_its_slide(deck):
    apart = [
        words(before, after)
        for before, after in pairwise(deck.slides)
        if not after.find(["h1", "h2", "h3"], recursive=False)
        and {kind(before), kind(after)} == {"code", "picture"}
    ]
    assert apart == []


@every_deck
def test_each_figure_trap_and_formula_is_on_a_slide(deck):
    for part in ("figure svg[role=img]", "figure img", "table", "div.math > math"):
        shown = [e for slide in deck.slides for e in slide.select(part)]
        assert len(shown) == len(deck.chapter.select(part)), part
    traps = [words(e) for slide in deck.slides for e in slide.select(".trap")]
    assert traps == [words(trap) for trap in deck.chapter.select(".trap")]


@every_deck
def test_prose_is_on_a_slide_or_in_the_notes(deck):
    prose = [words(p) for p in deck.chapter.select("section > p")]
    assert len(prose) > 20
    assert [text for text in prose if text not in deck.spoken] == []


# by the right arrow, from the first slide to the last
SLIDES = """() => {
    const shown = [], tried = 1000;
    const textsOf = slide => {
        const texts = document.createTreeWalker(slide, 4), seen = [];
        while (texts.nextNode()) {
            const {parentElement: e, data} = texts.currentNode;
            if (data.trim() && e.checkVisibility() && !e.closest("svg, math"))
                seen.push(e);
        }
        return seen;
    };
    while (shown.length < tried) {
        const slide = Reveal.getCurrentSlide();
        const all = [...slide.querySelectorAll(":not(math *)")];
        shown.push({
            cut: [slide, ...all]
                .filter(e => e.scrollHeight > e.clientHeight
                    || e.scrollWidth > e.clientWidth)
                .filter(e => e.checkVisibility())
                .filter(e => getComputedStyle(e).overflow !== "visible")
                .map(e => e.outerHTML.slice(0, 80)),
            outside: all.map(e => e.getBoundingClientRect())
                .some(box => box.right > 1280 || box.bottom > 720),
            smallest: Math.min(...textsOf(slide)
                .map(e => parseFloat(getComputedStyle(e).fontSize))),
            back: document.querySelector(".back").getAttribute("href"),
            blank: [...slide.querySelectorAll("img")].some(e => !e.naturalWidth),
        });
        if (Reveal.isLastSlide()) break;
        document.dispatchEvent(new KeyboardEvent("keydown", {keyCode: 39}));
    }
    return shown;
}"""


@every_deck
def test_from_a_folder_each_slide_is_whole_and_reached_by_the_right_arrow(
    open_page, deck
):
    page = open_page(deck.path.as_uri(), viewport={"width": 1280, "height": 720})
    page.wait_for_function("Reveal.isReady()")
    shown = page.evaluate(SLIDES)
    assert len(shown) == len(deck.slides) > 30
    wrong = [
        f"slide {number}: {slide}"
        for number, slide in enumerate(shown, 1)
        if slide["cut"]
        or slide["outside"]
        or slide["blank"]
        or not slide["smallest"] >= 15
    ]
    assert not wrong, "\n".join(wrong)
    place = ""
    for slide, seen in zip(deck.slides, shown, strict=True):
        if heading := slide.find(["h1", "h2", "h3"], recursive=False):
            place = heading["id"]
        assert seen["back"] == f"../../book/{deck.page.name}#{place}"
    assert page.complaints == []


def sizes_of(page, selector):
    return page.evaluate(
        """selector => {
            const slide = Reveal.getCurrentSlide();
            return [...slide.querySelectorAll(selector)]
                .map(e => parseFloat(getComputedStyle(e).fontSize));
        }""",
        selector,
    )


def test_what_a_slide_has_is_as_large_as_fits(open_page, site):
    page = open_page(
        (site / ENGLISH[3]).as_uri(), viewport={"width": 1280, "height": 720}
    )
    page.wait_for_function("Reveal.isReady()")
    sizes = []
    while not page.evaluate("Reveal.isLastSlide()"):
        page.keyboard.press("ArrowRight")
        sizes += sizes_of(page, ".body > p, .body > .admonition")
    assert max(sizes) == 45
    assert len(set(sizes)) > 3, "they are no larger than what they have allows"


def test_the_way_back_is_in_a_corner_and_reached_by_the_keyboard(open_page, site):
    page = open_page(
        (site / ENGLISH[3]).as_uri(), viewport={"width": 1280, "height": 720}
    )
    page.wait_for_function("Reveal.isReady()")
    page.keyboard.press("ArrowRight")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "back":
            break
    else:
        pytest.fail("Tab does not reach the link to the chapter")
    box = page.locator(".back").bounding_box()
    assert box["height"] >= 24
    assert box["x"] + box["width"] < 400
    assert box["y"] > 660
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/book/{CHAPTERS[3].name}.html#*")


PHONES = {"upright": (375, 667), "on its side": (667, 375)}

FLOW = """() => ({
    wide: document.documentElement.scrollWidth > innerWidth,
    deck: document.querySelectorAll(".reveal").length,
    hidden: [...document.querySelectorAll(".slides > section > section")]
        .filter(e => !e.checkVisibility()).length,
    notes: [...document.querySelectorAll(".notes")]
        .filter(e => e.checkVisibility()).length,
    cut: [...document.querySelectorAll(".slides pre")]
        .filter(e => e.scrollWidth > e.clientWidth).length,
    smallest: Math.min(...[...document.querySelectorAll(".body :is(p, li, pre)")]
        .filter(e => e.checkVisibility())
        .map(e => parseFloat(getComputedStyle(e).fontSize))),
})"""


@every_deck
def test_on_a_phone_the_slides_follow_each_other_in_readable_text(open_page, deck):
    page = open_page(deck.path.as_uri(), viewport={"width": 375, "height": 667})
    for width, height in PHONES.values():
        page.set_viewport_size({"width": width, "height": height})
        seen = page.evaluate(FLOW)
        assert seen.pop("smallest") >= 13
        assert not any(seen.values()), (width, height, seen)
    assert page.complaints == []


@pytest.mark.parametrize("without_scripts", [False, True])
def test_on_paper_each_slide_has_a_sheet(open_page, site, without_scripts):
    page = open_page(
        (site / ENGLISH[3]).as_uri(),
        viewport={"width": 1280, "height": 720},
        java_script_enabled=not without_scripts,
    )
    page.wait_for_timeout(500)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    slides = soup(site / ENGLISH[3]).select(".slides > section > section")
    texts = ["".join(sheet.extract_text().split()) for sheet in sheets]
    assert len(slides) <= len(texts) <= 1.2 * len(slides), "a few need two sheets"
    whole = unicodedata.normalize("NFKC", "".join(texts))  # without ligatures
    for slide in slides:
        code = "\n".join(pre.get_text() for pre in slide.select(".body pre"))
        heading = slide.find(["h1", "h2", "h3"], recursive=False)
        number, *rest = heading.get_text().split() if heading else [""]
        for line in [number, "".join(rest), *code.splitlines()]:
            assert "".join(line.split()) in whole


EMPTY_ALL_FROM = """first => {
    for (const slide of [...document.querySelectorAll(".slides > section > section")]
        .slice(first)) slide.replaceChildren();
}"""


@pytest.mark.parametrize("address", ENGLISH)
def test_axe_finds_nothing_on_the_first_slides(open_page, server, address):
    page = open_page(f"{server}{address}")
    page.wait_for_function("Reveal.isReady()")
    page.evaluate(EMPTY_ALL_FROM, 6)  # axe takes long for what is not shown, too
    page.evaluate(AXE_SCRIPT)
    for _ in range(6):
        assert_nothing(page.evaluate(STRUCTURE))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_nothing(page.evaluate(CONTRAST, 3))
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("address", ENGLISH)
def test_axe_finds_nothing_on_a_phone(open_page, server, address):
    page = open_page(f"{server}{address}", viewport={"width": 375, "height": 667})
    page.evaluate(EMPTY_ALL_FROM, 12)
    page.evaluate(AXE_SCRIPT)
    assert_nothing(page.evaluate(STRUCTURE))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert_nothing(page.evaluate(CONTRAST, 3))
