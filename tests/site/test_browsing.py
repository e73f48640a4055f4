"""What the tests of the site share is made once, and found as it was made."""

import asyncio

import pytest
from browsing import CHAPTER_ADDRESSES, NARROW, group


def test_tests_of_one_group_run_in_one_process(request):
    in_processes = hasattr(request.config, "workerinput")
    for item in request.session.items:
        if in_processes and (name := group(item)):
            assert item.nodeid.endswith(f"@{name}"), (
                "xdist is not told the group: see the hook in tests/browsing.py"
            )


STATE = """() => [
    innerWidth, scrollY, document.body.dataset.theme, document.activeElement.tagName,
    matchMedia("print").matches, matchMedia("(prefers-color-scheme: dark)").matches,
    [...document.querySelectorAll("details")].map(e => e.open),
    [...document.querySelectorAll("[tabindex]")].length,
]"""


def test_a_look_does_not_depend_on_the_one_before(visit):
    for viewport in ({}, {"viewport": NARROW}):
        page = visit(CHAPTER_ADDRESSES[0], **viewport)
        page.evaluate("window.isTheSamePage = true")
        before = page.evaluate(STATE)
        other = {"scheme": "dark", "media": "print", "theme": "dark", "unfolded": True}
        visit(CHAPTER_ADDRESSES[0], **viewport, **other)
        page.keyboard.press("Tab")
        page.evaluate("scrollTo(0, 500)")
        assert page.evaluate(STATE) != before
        assert visit(CHAPTER_ADDRESSES[0], **viewport).evaluate(STATE) == before
        assert page.evaluate("isTheSamePage"), "it must be loaded once"


@pytest.mark.xdist_group("event loop")
def test_an_event_loop_runs_where_a_browser_is_used(chromium):
    assert chromium.is_connected()
    assert asyncio._get_running_loop(), (
        "Playwright leaves no loop running any more: delete without_event_loop in"
        " tests/browsing.py, and these two tests"
    )


@pytest.mark.xdist_group("event loop")
def test_no_event_loop_runs_for_a_test_without_a_browser():
    asyncio.run(asyncio.sleep(0))
