"""axe finds nothing on any page, and who wants no motion gets none."""

from itertools import product

import pytest
from conftest import (
    CHAPTER_ADDRESSES,
    NARROW,
    WIDE,
    assert_axe_finds_nothing,
    every_page,
    unfold,
)


def assert_axe_finds_nothing_in(page, looks):
    unfold(page)
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.mouse.wheel(0, 2000)
        page.mouse.wheel(0, -200)  # then Furo shows the way to the top
        assert_axe_finds_nothing(page)


@every_page
def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(
    open_page, server, address
):
    looks = product((WIDE, NARROW), ("light", "dark"))
    assert_axe_finds_nothing_in(open_page(server + address), looks)


# the colours and boxes are those of the English page
@every_page
def test_axe_finds_nothing_in_spanish(open_page, server, address):
    looks = (WIDE, "light"), (NARROW, "dark")
    assert_axe_finds_nothing_in(open_page(f"{server}es/{address}"), looks)


# what Furo's button changes is the same on all pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_other_theme(open_page, server, scheme):
    page = open_page(server + CHAPTER_ADDRESSES[0], color_scheme=scheme)
    unfold(page)
    before = background(page)
    page.locator("button.theme-toggle:visible").click()
    assert background(page) != before
    assert_axe_finds_nothing(page)


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


MOVING = """() => {
    const moving = [], longest = text => Math.max(...text.split(",").map(parseFloat));
    for (const e of document.querySelectorAll("*"))
        for (const part of [null, "::before", "::after"]) {
            const style = getComputedStyle(e, part);
            const seconds = longest(style.transitionDuration)
                + longest(style.transitionDelay) + longest(style.animationDuration);
            if (seconds > 1 / 60 || style.scrollBehavior === "smooth")
                moving.push(`${e.tagName} ${e.className} ${part}`);
        }
    return moving;
}"""


@every_page
def test_nothing_moves_for_readers_who_want_no_motion(open_page, server, address):
    page = open_page(server + address)
    unfold(page)
    assert page.evaluate(MOVING) == []
