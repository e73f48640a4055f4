"""axe finds nothing on any page, and who wants no motion gets none."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import (
    CHAPTER_ADDRESSES,
    NARROW,
    WIDE,
    every_page,
    every_page_in_both_languages,
    unfold,
)


def assert_axe_finds_nothing(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@every_page_in_both_languages
def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(
    open_page, server, address
):
    page = open_page(server + address)
    unfold(page)
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.mouse.wheel(0, 2000)
            page.mouse.wheel(0, -200)  # then Furo shows the way to the top
            assert_axe_finds_nothing(page)


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
