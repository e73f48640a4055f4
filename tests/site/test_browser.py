"""A browser shows every page whole and quietly, to everybody, also offline."""

import re

from browsing import (
    ADDRESSES,
    NARROW,
    every_chapter,
    every_page,
    every_page_in_both_languages,
    wide_and_narrow,
)
from chapters import CHAPTERS

FIGURES = {  # hand-written ones and plots of each chapter
    f"book/{chapter.name}.html": len(re.findall(r"name: fig-", chapter.text))
    for chapter in CHAPTERS
}
LOUD = "these are messages of the console, or what was asked for in vain"


@wide_and_narrow
@every_page_in_both_languages
def test_pages_load_quietly_and_from_one_host(visit, address, viewport):
    assert visit(address, viewport).complaints == [], LOUD


def test_the_address_of_the_site_leads_to_the_book(open_page, server):
    page = open_page(server)
    page.wait_for_url(f"{server}{ADDRESSES[0]}")
    # what the first page had begun to load, its icon, the browser may drop
    assert [c for c in page.complaints if not c.startswith("failed:")] == [], LOUD


# Furo lets a box around the article scroll, and hides what leaves the page itself.
TOO_WIDE = """() => {
    const found = [];
    for (let e = document.querySelector("article"); e; e = e.parentElement)
        if (getComputedStyle(e).overflowX !== "visible")
            if (e.scrollWidth > e.clientWidth) found.push(e.className || e.tagName);
    if (!found.length) return [];
    const isOut = e => e.getBoundingClientRect().right > innerWidth;
    const widest = [...document.querySelectorAll("article *")].filter(isOut);
    return [...found, ...widest.map(e => e.outerHTML.slice(0, 200))];
}"""


@every_page_in_both_languages
def test_a_phone_scrolls_no_page_sideways(visit, address):
    wide = visit(address, NARROW, unfolded=True).evaluate(TOO_WIDE)
    assert wide == [], "a box scrolls sideways: make what is in it narrower"


AREAS = """all => all.filter(e => e.checkVisibility())
    .map(e => e.getBoundingClientRect()).map(box => box.width * box.height)"""
LOADED_FONTS = """document.fonts.ready
    .then(all => [...all].filter(f => f.status === "loaded").map(f => f.family))"""


def assert_drawn(page, figures):
    """Maths and figures have a size, and the maths its font."""
    areas = page.locator("math").evaluate_all(AREAS)
    assert areas, "no formula is shown"
    assert min(areas) > 0, "a formula has no size: look at its MathML"
    areas = page.locator("figure svg[role=img], figure img").evaluate_all(AREAS)
    assert len(areas) == figures, "each `name: fig-` in the chapter is one figure"
    assert all(area > 0 for area in areas), "a figure has no size: is its file there?"
    family = page.locator("math").first.evaluate("e => getComputedStyle(e).fontFamily")
    fonts = [font.strip('"') for font in page.evaluate(LOADED_FONTS)]
    assert family.split(",")[0].strip('"') in fonts, "the formulas lack their font"


@every_chapter
def test_maths_and_pictures_are_drawn(visit, address):
    assert_drawn(visit(address), FIGURES[address])


ROOM_BEHIND = """roots => roots.filter(root => root.checkVisibility()).map(root => {
    const inside = document.createRange();
    inside.selectNodeContents(root);
    const right = box => box.getBoundingClientRect().right;
    return right(root) - right(inside);
})"""


@every_chapter
def test_a_root_ends_where_what_is_under_it_ends(visit, address):
    rooms = visit(address).locator("msqrt").evaluate_all(ROOM_BEHIND)
    assert all(abs(room) < 1 for room in rooms), (
        "make fonts narrows the signs of tall roots"
    )


@every_chapter
def test_maths_and_pictures_are_drawn_from_a_folder_without_scripts(
    open_page, site, address
):
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    assert_drawn(page, FIGURES[address])
    assert page.complaints == [], LOUD


@every_page
def test_pages_load_quietly_from_a_folder(open_page, site, address):
    assert open_page((site / address).as_uri()).complaints == [], LOUD


@every_chapter
def test_a_link_to_a_solution_opens_it(visit, open_page, server, address):
    names = visit(address).evaluate(
        "[...document.querySelectorAll('details[id^=sol-]')].map(e => e.id)"
    )
    assert len(names) >= 3, "a chapter has three exercises or more, with solutions"
    first, *others = names
    page = open_page(f"{server}{address}#{first}")
    is_open = {name: page.locator(f"#{name}") for name in names}
    assert is_open[first].evaluate("e => e.open"), "it must be open on arrival"
    for name in others:
        assert not is_open[name].evaluate("e => e.open"), "another link opened it"
        page.goto(f"{server}{address}#{name}")
        assert is_open[name].evaluate("e => e.open"), "book.js must open it"


@every_page
def test_what_scrolls_sideways_is_reached_by_keyboard(visit, address):
    unreachable = visit(address, NARROW, unfolded=True).evaluate(
        """[...document.querySelectorAll("article *")]
        .filter(e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0)
        .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
        .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert unreachable == [], "book.js must give these a tabindex"
