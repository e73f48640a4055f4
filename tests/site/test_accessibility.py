"""axe finds nothing on any page, and who wants no motion gets none."""

import pytest
from axe import assert_axe_finds_nothing
from browsing import (
    CHAPTER_ADDRESSES,
    NARROW,
    WIDE,
    every_page,
    every_page_in_both_languages,
    light_and_dark,
    wide_and_narrow,
)

# axe's rules look at every page wide and narrow, light and dark. A rule on boxes, such
# as scrollable-region-focusable, depends on the width alone; a rule on colours, such as
# color-contrast and link-in-text-block, on the theme alone.
looks = pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(WIDE, "light"), (NARROW, "dark")],
    ids=["wide and light", "narrow and dark"],
)


@looks
@every_page_in_both_languages
def test_axe_finds_nothing(visit, address, viewport, scheme):
    page = visit(address, viewport, scheme, unfolded=True)
    show_the_way_to_the_top(page)
    # a Spanish page has the style of its twin, so the contrast too
    assert_axe_finds_nothing(page, contrast=not address.startswith("es/"))


SCROLL_BACK = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (const top of [2000, 1800]) { scrollTo(0, top); await frame(); await frame(); }
}"""


def show_the_way_to_the_top(page):
    """As Furo does when a reader scrolls back a little."""
    page.evaluate(SCROLL_BACK)


# The same rules with the theme that Furo's button sets, and so in all four looks, on
# one page, since what stands around the text is the same on all.
@wide_and_narrow
@light_and_dark
def test_axe_finds_nothing_with_the_other_theme(open_page, server, viewport, scheme):
    address = server + CHAPTER_ADDRESSES[0]
    page = open_page(address, viewport=viewport, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    before = background(page)
    page.locator("button.theme-toggle:visible").click()
    assert background(page) != before, "the button must change the theme"
    show_the_way_to_the_top(page)
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
def test_nothing_moves_for_readers_who_want_no_motion(visit, address):
    moving = visit(address, unfolded=True).evaluate(MOVING)
    assert moving == [], "the block prefers-reduced-motion of book.css must stop these"
