"""A reader without a mouse reaches everything, sees where the focus is, and uses it."""

import pytest
from browsing import CHAPTER_ADDRESSES, NARROW, every_page, wide_and_narrow

# Lists what can be worked with, in the order of the page, and notes what gets focus.
WATCH = """() => {
    const controls = [...document.querySelectorAll(
        "a[href], button, input, select, summary, [tabindex='0']"
    )].filter(e => !e.disabled && e.type !== "hidden"
        && e.checkVisibility({visibilityProperty: true}));
    // a switch of a drawer is seen by its labels
    const look = control => [control, ...(control.labels ?? [])].map(e => {
        const style = getComputedStyle(e);
        return style.opacity === "0" ? "" :
            [style.outlineStyle, style.outlineWidth, style.boxShadow].join();
    }).join();
    const blurred = controls.map(look);
    const focused = [];
    const note = ({target}) => {
        const number = controls.indexOf(target), html = target.outerHTML.slice(0, 200);
        focused.push([number, look(target) !== blurred[number], html]);
    };
    addEventListener("focusin", note);
    const {style} = document.documentElement;
    style.opacity = 0;  // to paint each stop would take half of the time
    window.unwatch = () => {
        removeEventListener("focusin", note);
        style.opacity = "";
        return focused;
    };
    return controls.length;
}"""


@wide_and_narrow
@every_page
def test_tab_reaches_every_control_in_order_and_shows_it(visit, address, viewport):
    page = visit(address, viewport, unfolded=True)
    count = page.evaluate(WATCH)
    # Chromium also stops at a box that scrolls by a fraction of a pixel
    for _ in range(count + 3):
        page.keyboard.down("Tab")  # again and again, as while it is held
    page.keyboard.up("Tab")
    focused = [stop for stop in page.evaluate("unwatch()") if stop[0] >= 0][:count]
    unseen = [html for _, seen, html in focused if not seen]
    assert unseen == [], "focus must change the outline or shadow of these: book.css"
    numbers = [number for number, _, _ in focused]
    assert numbers == list(range(count)), f"Tab leaves the order of the page: {focused}"


def test_a_link_at_the_top_skips_to_the_content(open_page, server):
    page = open_page(server + CHAPTER_ADDRESSES[0])
    skip = page.locator("a.skip-to-content")
    tab_to(page, skip)
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("article :focus").count() == 1


def tab_to(page, place):
    for _ in range(20):
        page.keyboard.press("Tab")
        if place.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("Tab does not reach it")


@pytest.mark.parametrize(
    ("switch", "drawer", "link", "leads_to"),
    [
        ("#__navigation", ".sidebar-drawer", ".toctree-l1 > a", "/book/"),
        ("#__toc", ".toc-drawer", "a[href^='#']", "#"),
    ],
    ids=["navigation", "on this page"],
)
def test_a_drawer_is_opened_used_and_closed_by_keyboard(
    open_page, server, switch, drawer, link, leads_to
):
    page = open_page(server + CHAPTER_ADDRESSES[1], viewport=NARROW)
    drawer = page.locator(drawer)
    start = page.url
    assert not drawer.is_visible()
    tab_to(page, page.locator(switch))
    page.keyboard.press("Space")
    assert drawer.is_visible()
    assert drawer.bounding_box()["x"] in (
        0,
        NARROW["width"] - drawer.bounding_box()["width"],
    )
    assert drawer.locator(":focus").count() == 1
    page.keyboard.press("Escape")
    assert not drawer.is_visible()
    page.keyboard.press("Space")
    tab_to(page, drawer.locator(link).nth(2))  # the focus is on an earlier one
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != start and leads_to in url)
    assert not page.locator(switch).is_checked()
