"""A reader knows the place, goes on and back, copies code and chooses the theme."""

import pytest
from browsing import CHAPTER_ADDRESSES, PAGE_ADDRESSES, every_chapter, light_and_dark
from chapters import CHAPTERS


def test_next_and_previous_lead_through_the_book_in_order(open_page, server):
    page = open_page(server + PAGE_ADDRESSES[0])
    for way, addresses in (
        ("next-page", PAGE_ADDRESSES[1:]),
        ("prev-page", PAGE_ADDRESSES[-2::-1]),
    ):
        for address in addresses:
            page.locator(f"a.{way}").click()
            assert page.url == server + address, f"{way}: see _toc.yml"
        assert page.locator(f"a.{way}").count() == 0, f"{way} after the last page"


@every_chapter
def test_the_contents_show_the_page_and_its_sections(visit, address):
    page = visit(address)
    current = page.locator(".sidebar-tree [aria-current=page]").all_inner_texts()
    title = page.locator("h1").evaluate("e => e.cloneNode(true).textContent")
    assert len(current) == 1, "the sidebar must mark one page as the current one"
    assert current[0] in title, "the sidebar marks another page"
    sections = page.locator("article section section > h2")
    names = sections.evaluate_all("all => all.map(e => '#' + e.parentElement.id)")
    assert len(names) >= 3, "a chapter has three sections or more"
    links = page.locator(".toc-tree a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    listed = [link for link in links if link in names]
    assert listed == names, "the list at the right lacks sections of the page"


IN_SIGHT = """link => {
    const { top, bottom } = link.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""


def test_the_list_of_chapters_begins_where_the_reader_is(open_page, server):
    page = open_page(server + CHAPTER_ADDRESSES[-1])
    assert page.locator(".sidebar-tree [aria-current=page]").evaluate(IN_SIGHT)


@pytest.mark.parametrize("chapter", CHAPTERS[:2], ids=lambda chapter: chapter.name)
def test_the_copy_button_copies_exactly_the_code(open_page, server, chapter):
    page = open_page(
        f"{server}book/{chapter.name}.html",
        permissions=["clipboard-read", "clipboard-write"],
    )
    code = [c.source for c in chapter.cells if not c.tags][1:4]  # without imports
    for number, source in enumerate(code):
        cell = page.locator("div.cell:not(:has(> .hide))").nth(number)
        cell.locator(".cell_input pre").hover()
        cell.locator("button.copybtn").click()
        page.wait_for_function("navigator.clipboard.readText()")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == source, "the button must copy the cell, and nothing else"


def is_dark(page):
    return page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0] < 128"
    )


@light_and_dark
def test_the_theme_follows_the_system_and_keeps_the_choice(open_page, server, scheme):
    page = open_page(server + CHAPTER_ADDRESSES[0], color_scheme=scheme)
    assert is_dark(page) == (scheme == "dark"), "the page must follow the system"
    page.locator("button.theme-toggle:visible").click()
    chosen = is_dark(page)
    assert chosen != (scheme == "dark"), "the button must change the theme"
    page.reload()
    assert is_dark(page) == chosen, "the page must keep the reader's choice"
    page.goto(server + CHAPTER_ADDRESSES[1])
    assert is_dark(page) == chosen, "the page must keep the reader's choice"
