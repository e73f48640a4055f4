"""A browser shows every page whole and quietly, to everybody, also offline."""

import re

import pytest
from chapters import CHAPTERS
from conftest import (
    ADDRESSES,
    NARROW,
    WIDE,
    every_chapter,
    every_page,
    every_page_in_both_languages,
    unfold,
)

FIGURES = {  # hand-written ones and plots of each chapter
    f"book/{chapter.name}.html": len(re.findall(r"name: fig-", chapter.text))
    for chapter in CHAPTERS
}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@every_page_in_both_languages
def test_pages_load_quietly_and_from_one_host(open_page, server, address, viewport):
    page = open_page(server + address, viewport=viewport)
    page.wait_for_load_state("networkidle")
    assert page.complaints == []


def test_the_address_of_the_site_leads_to_the_book(open_page, server):
    page = open_page(server)
    page.wait_for_url(f"{server}{ADDRESSES[0]}")
    page.wait_for_load_state("networkidle")
    # what the first page had begun to load, its icon, the browser may drop
    assert [c for c in page.complaints if not c.startswith("failed:")] == []


# Furo lets a box around the article scroll, and hides what leaves the page itself.
TOO_WIDE = """() => {
    const found = [];
    for (let e = document.querySelector("article"); e; e = e.parentElement)
        if (getComputedStyle(e).overflowX !== "visible")
            if (e.scrollWidth > e.clientWidth) found.push(e.className || e.tagName);
    return found;
}"""


@every_page_in_both_languages
def test_a_phone_scrolls_no_page_sideways(open_page, server, address):
    page = open_page(server + address, viewport=NARROW)
    unfold(page)
    assert page.evaluate(TOO_WIDE) == []


AREAS = """all => all.filter(e => e.checkVisibility())
    .map(e => e.getBoundingClientRect()).map(box => box.width * box.height)"""
LOADED_FONTS = """document.fonts.ready
    .then(all => [...all].filter(f => f.status === "loaded").map(f => f.family))"""


def assert_drawn(page, figures):
    """Maths and figures have a size, and the maths its font."""
    areas = page.locator("math").evaluate_all(AREAS)
    assert areas
    assert min(areas) > 0
    areas = page.locator("figure svg[role=img], figure img").evaluate_all(AREAS)
    assert len(areas) == figures
    assert all(area > 0 for area in areas)
    family = page.locator("math").first.evaluate("e => getComputedStyle(e).fontFamily")
    fonts = page.evaluate(LOADED_FONTS)
    assert family.split(",")[0].strip('"') in [font.strip('"') for font in fonts]


@every_chapter
def test_maths_and_pictures_are_drawn(open_page, server, address):
    assert_drawn(open_page(server + address), FIGURES[address])


@every_chapter
def test_maths_and_pictures_are_drawn_from_a_folder_without_scripts(
    open_page, site, address
):
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    assert_drawn(page, FIGURES[address])
    assert page.complaints == []


@every_page
def test_pages_load_quietly_from_a_folder(open_page, site, address):
    assert open_page((site / address).as_uri()).complaints == []


@every_chapter
def test_a_link_to_a_solution_opens_it(open_page, server, address):
    page = open_page(server + address)
    names = page.locator("details[id^=sol-]").evaluate_all("all => all.map(e => e.id)")
    assert len(names) >= 3
    for name in names:
        assert not page.locator(f"#{name}").evaluate("e => e.open")
        page.goto(f"{server}{address}#{name}")
        assert page.locator(f"#{name}").evaluate("e => e.open")
    arrived = open_page(f"{server}{address}#{names[-1]}")
    assert arrived.locator(f"#{names[-1]}").evaluate("e => e.open")


@every_page
def test_what_scrolls_sideways_is_reached_by_keyboard(open_page, server, address):
    page = open_page(server + address, viewport=NARROW)
    unfold(page)
    unreachable = page.evaluate(
        """[...document.querySelectorAll("article *")]
        .filter(e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0)
        .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
        .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert unreachable == []
