"""A reader knows the place, goes on and back, copies code and chooses the theme."""

import pytest
from chapters import CHAPTERS
from conftest import ADDRESSES, CHAPTER_ADDRESSES, WIDE, every_chapter

READING_ORDER = [address for address in ADDRESSES if address.startswith("book/")]


def test_next_and_previous_lead_through_the_book_in_order(open_page, server):
    page = open_page(server + READING_ORDER[0])
    for way, addresses in (
        ("next-page", READING_ORDER[1:]),
        ("prev-page", READING_ORDER[-2::-1]),
    ):
        for address in addresses:
            page.locator(f"a.{way}").click()
            assert page.url == server + address
        assert page.locator(f"a.{way}").count() == 0


@every_chapter
def test_the_contents_show_the_page_and_its_sections(open_page, server, address):
    page = open_page(server + address, viewport=WIDE)
    current = page.locator(".sidebar-tree [aria-current=page]")
    title = page.locator("h1").evaluate("e => e.cloneNode(true).textContent")
    assert current.inner_text() in title
    sections = page.locator("article section section > h2")
    names = sections.evaluate_all("all => all.map(e => '#' + e.parentElement.id)")
    assert len(names) >= 3
    links = page.locator(".toc-tree a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert [link for link in links if link in names] == names


@pytest.mark.parametrize("chapter", CHAPTERS[:2], ids=lambda chapter: chapter.name)
def test_the_copy_button_copies_exactly_the_code(open_page, server, chapter):
    page = open_page(
        f"{server}book/{chapter.name}.html",
        permissions=["clipboard-read", "clipboard-write"],
    )
    code = [c.source for c in chapter.cells if not c.tags][:3]
    for number, source in enumerate(code):
        cell = page.locator("div.cell:not(.tag_hide-input)").nth(number)
        cell.locator(".cell_input pre").hover()
        cell.locator("button.copybtn").click()
        page.wait_for_function("navigator.clipboard.readText()")
        assert page.evaluate("navigator.clipboard.readText()") == source


def is_dark(page):
    return page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0] < 128"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_and_keeps_the_choice(open_page, server, scheme):
    page = open_page(server + CHAPTER_ADDRESSES[0], viewport=WIDE, color_scheme=scheme)
    assert is_dark(page) == (scheme == "dark")
    page.locator("button.theme-toggle:visible").click()
    chosen = is_dark(page)
    assert chosen != (scheme == "dark")
    page.reload()
    assert is_dark(page) == chosen
    page.goto(server + CHAPTER_ADDRESSES[1])
    assert is_dark(page) == chosen
