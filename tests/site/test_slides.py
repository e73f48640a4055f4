"""A lecturer shows the core chapters: all that has a number, whole on its slide."""

import re

import pytest
import yaml
from axe import assert_axe_finds_nothing
from chapters import CHAPTERS, ROOT
from parsing import soup
from test_notebooks import run_links

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CORE = [chapter["file"].partition("/")[2] for chapter in TOC["parts"][0]["chapters"]]
NOT_SHOWN = (
    "section:has(> .tag_explorer), .exercise > :not(.admonition-title), "
    "details[id^=sol-], .run, .cite"
)

every_deck = pytest.mark.parametrize("name", CORE)


@pytest.fixture(params=["", "es"], ids=["English", "Spanish"])
def edition(site, request):
    return site / request.param


def path(site, name):
    return site / "downloads" / "slides" / f"{name}.html"


def deck(site, name):
    """Its slides, without the notes."""
    page = soup(path(site, name))
    for notes in page.select(".notes"):
        notes.decompose()
    return page.select(".slides > section > section")


def chapter(site, name):
    """The page without what a deck leaves out."""
    article = soup(site / "book" / f"{name}.html").article
    for part in article.select(NOT_SHOWN):
        part.decompose()
    return article


def words(*elements):
    text = " ".join(element.get_text() for element in elements)
    return " ".join(text.replace("¶", "").split())


def permalinks(element):
    """The number at each permalink."""
    return {
        link["href"]: re.search(r"\d+(\.\d+)*", link.parent.get_text())[0]
        for link in element.select("a.headerlink")
    }


def test_the_core_chapters_link_their_slides_and_no_other_has_any(edition):
    decks = {path.stem for path in (edition / "downloads" / "slides").glob("*.html")}
    assert decks == set(CORE) != set()
    for chapter in CHAPTERS:
        link = f"../downloads/slides/{chapter.name}.html"
        assert (link in run_links(edition, chapter)) == (chapter.name in CORE)


@every_deck
def test_what_has_a_number_is_on_a_slide_with_it_and_with_its_permalink(edition, name):
    page = edition / "book" / f"{name}.html"
    numbers = {}
    for slide in deck(edition, name):
        numbers |= permalinks(slide)
    expected = permalinks(chapter(edition, name))
    assert len(expected) > 15
    assert numbers == {f"../../book/{name}.html{h}": n for h, n in expected.items()}
    places = {element["id"] for element in soup(page).find_all(id=True)}
    for address in numbers:
        file, _, label = address.partition("#")
        assert (path(edition, name).parent / file).resolve() == page
        assert label in places


@every_deck
def test_an_answer_is_on_the_slide_after_its_question(edition, name):
    slides = [words(slide) for slide in deck(edition, name)]
    questions = chapter(edition, name).select(".predict")
    assert len(questions) >= 2
    for question in questions:
        answer = words(question.details.extract())
        [shown] = [n for n, slide in enumerate(slides) if words(question) in slide]
        assert answer not in slides[shown]
        assert answer in slides[shown + 1]


@every_deck
def test_each_cell_has_a_slide_with_its_code_and_output(edition, name):
    cells = chapter(edition, name).select(".cell:not(.tag_hide-input)")
    expected = [[pre.get_text() for pre in cell.select("pre")] for cell in cells]
    shown = [
        [pre.get_text() for pre in slide.select(".cell pre")]
        for slide in deck(edition, name)
    ]
    assert [cell for cell in shown if cell] == expected


@every_deck
def test_each_figure_trap_and_formula_is_on_a_slide(edition, name):
    slides, page = deck(edition, name), chapter(edition, name)
    for part in ("figure svg[role=img]", "figure img", "table", "div.math > math"):
        shown = [e for slide in slides for e in slide.select(part)]
        assert len(shown) == len(page.select(part)), part
    traps = [words(e) for slide in slides for e in slide.select(".trap")]
    assert traps == [words(trap) for trap in page.select(".trap")]


@every_deck
def test_prose_is_on_a_slide_or_in_the_notes(edition, name):
    spoken = {words(e) for e in soup(path(edition, name)).select("p")}
    prose = [words(p) for p in chapter(edition, name).select("section > p")]
    assert len(prose) > 20
    assert [text for text in prose if text not in spoken] == []


SHOWN = """() => {
    const slide = Reveal.getCurrentSlide(), texts = document.createTreeWalker(slide, 4);
    const sizes = [];
    while (texts.nextNode()) {
        const {parentElement: e, data} = texts.currentNode;
        if (data.trim() && e.checkVisibility() && !e.closest("svg, math"))
            sizes.push(parseFloat(getComputedStyle(e).fontSize));
    }
    return {
        cut: [slide, ...slide.querySelectorAll("*")].filter(e => e.checkVisibility())
            .filter(e => getComputedStyle(e).overflow !== "visible")
            .filter(e => e.scrollHeight > e.clientHeight
                || e.scrollWidth > e.clientWidth)
            .map(e => e.outerHTML.slice(0, 80)),
        outside: [...slide.querySelectorAll("*")].map(e => e.getBoundingClientRect())
            .some(box => box.right > 1280 || box.bottom > 720),
        smallest: Math.min(...sizes),
        blank: [...slide.querySelectorAll("img")].some(e => !e.naturalWidth),
        last: Reveal.isLastSlide(),
    };
}"""


@every_deck
def test_from_a_folder_each_slide_is_whole_and_reached_by_the_right_arrow(
    open_page, edition, name
):
    page = open_page(
        path(edition, name).as_uri(), viewport={"width": 1280, "height": 720}
    )
    page.wait_for_function("Reveal.isReady()")
    shown = 1
    while True:
        slide = page.evaluate(SHOWN)
        place = f"slide {shown}: {slide}"
        assert slide["cut"] == [], place
        assert not slide["outside"], place
        assert not slide["blank"], place
        assert slide["smallest"] >= 15, place
        if slide["last"]:
            break
        page.keyboard.press("ArrowRight")
        shown += 1
    assert shown == len(deck(edition, name)) > 30
    assert page.complaints == []


@every_deck
def test_axe_finds_nothing_on_the_first_slides(open_page, server, name):
    page = open_page(f"{server}downloads/slides/{name}.html")
    page.wait_for_function("Reveal.isReady()")
    for _ in range(6):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_axe_finds_nothing(page)
        page.keyboard.press("ArrowRight")
