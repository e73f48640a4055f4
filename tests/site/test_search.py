"""The search finds words, symbols and phrases, also from a folder."""

import pytest

QUESTIONS = {
    "h_n": {"cell.html", "batches.html", "stack.html"},
    "vanishing": {"long-sequences.html", "backpropagation-through-time.html"},
    "gate order": {"lstm.html", "gru.html"},
}


def found(page):
    """The pages that the search found, best first."""
    page.locator(".search-summary", has_text="found").wait_for()
    links = page.locator("ul.search li a")
    return links.evaluate_all("all => all.map(a => a.pathname.split('/').pop())")


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("place", ["server", "folder"])
def test_the_search_leads_to_the_chapters_in_question(
    open_page, server, site, place, words
):
    home = server if place == "server" else site.as_uri() + "/"
    page = open_page(home + "search.html?q=" + words.replace(" ", "+"))
    assert QUESTIONS[words] & set(found(page)[:3])


def test_the_words_of_a_search_are_marked_where_it_led_to(open_page, server):
    page = open_page(server + "search.html?q=vanishing")
    found(page)
    page.locator("ul.search li a").first.click()
    marked = page.locator("article .highlighted")
    marked.first.wait_for()
    assert {text.lower() for text in marked.all_inner_texts()} == {"vanishing"}
