"""The search leads to the chapter on a term, in both languages, also from a folder."""

import re

import pytest

from press.languages.editions import FOLDERS

QUESTIONS = {
    "en": {
        "hidden state": "memory",
        "gate": "lstm",
        "gate order": "lstm gru",
        "forget gate": "lstm",
        "BPTT": "backpropagation-through-time",
        "h_n": "cell stack batches",
        "vanishing gradient": "long-sequences",
        "padding": "batches",
        "learning rate": "memory",
        "teacher forcing": "heads",
        "concatenation": "concatenation",
    },
    "es": {
        "estado oculto": "memory",
        "estado": "memory",
        "compuerta": "lstm",
        "compuerta de olvido": "lstm",
        "BPTT": "backpropagation-through-time",
        "h_n": "cell stack batches",
        "desvanecimiento del gradiente": "long-sequences",
        "relleno": "batches",
        "tasa de aprendizaje": "memory",
        "teacher forcing": "heads",
        "concatenación": "concatenation",
    },
}


def found(page):
    """The pages that the search found, best first."""
    page.locator(".search-summary", has_text=re.compile("found|encontr")).wait_for()
    links = page.locator("ul.search li a")
    return links.evaluate_all("all => all.map(a => a.pathname.split('/').pop())")


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_chapter_on_a_term_is_among_the_first_three(open_page, server, language):
    missed = {}
    for words, chapters in QUESTIONS[language].items():
        page = open_page(f"{server}{FOLDERS[language]}search.html?q={words}")
        first = found(page)[:3]
        if not {f"{name}.html" for name in chapters.split()} & {*first}:
            missed[words] = first
    assert not missed


def test_the_search_finds_from_a_folder(open_page, site):
    page = open_page(site.as_uri() + "/search.html?q=gate+order")
    assert {"lstm.html", "gru.html"} & set(found(page)[:3])


def test_the_words_of_a_search_are_marked_where_it_led_to(open_page, server):
    page = open_page(server + "search.html?q=vanishing")
    found(page)
    page.locator("ul.search li a").first.click()
    marked = page.locator("article .highlighted")
    marked.first.wait_for()
    assert {text.lower() for text in marked.all_text_contents()} == {"vanishing"}


@pytest.mark.parametrize(
    ("language", "offered"), [("en", "Download"), ("es", "Descarg")]
)
def test_an_excerpt_is_prose_and_not_what_is_offered_under_a_title(
    open_page, server, language, offered
):
    page = open_page(f"{server}{FOLDERS[language]}search.html?q=GRU")
    found(page)
    page.locator("ul.search p.context").first.wait_for()
    excerpts = page.locator("ul.search p.context").all_inner_texts()
    assert len(excerpts) >= 5
    assert not [e for e in excerpts if offered in e or "import " in e or "¶" in e]
