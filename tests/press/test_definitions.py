"""The index and the search lead to the place where a chapter defines a term."""

import json

import pytest
from bs4 import BeautifulSoup

GLOSSARY = """\
# Glossary

```{glossary}
hidden state
  A vector that a network keeps.

epsilon
  A small number.

mask
  What is real.
```
"""
PAGES = {
    "index": "# A book\n",
    "first": "# First\n\nA hidden state.\n\n## Later\n\n**Hidden states** stay.\n",
    "second": "# Second\n\nA **hidden state**, and **another** thing.\n",
    "terms": GLOSSARY,
}
SPANISH = {
    "hidden state": "estado oculto",
    "**Hidden states** stay.": "Los **estados ocultos** se quedan.",
    "A **hidden state**, and **another** thing.": "Un **estado oculto** y **otro**.",
    "epsilon": "épsilon",
    "mask": "esfera",
}


def links(book):
    """The entries of the index in its order, each with the places it leads to."""
    page = BeautifulSoup(book.page("genindex"), "html.parser")
    found = {}
    for entry in page.select("table.genindextable li"):
        name, *others = entry.select("a")
        found[name.get_text()] = {link["href"] for link in (name, *others)}
    return found


def search_index(book):
    index = (book.outdir / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))


def searched(book):
    """What the search knows of entries: {name: {(page, id, whether it is first)}}."""
    index = search_index(book)
    return {
        name: {(index["docnames"][page], anchor, main) for page, anchor, main in found}
        for name, found in index["indexentries"].items()
    }


DEFINED = {"book/terms.html#term-hidden-state", "book/first.html#later"}


def test_the_first_place_in_bold_is_an_entry_beside_the_glossary(tiny_book):
    book = tiny_book(PAGES)
    assert links(book)["hidden state"] == DEFINED
    assert links(book)["mask"] == {"book/terms.html#term-mask"}
    assert "another" not in links(book)
    assert searched(book)["hidden state"] == {
        ("book/terms", "term-hidden-state", True),
        ("book/first", "later", True),
    }


def test_the_spanish_term_leads_to_the_same_places(tiny_book):
    book = tiny_book(PAGES, language="es", catalogue=SPANISH)
    assert links(book)["estado oculto"] == DEFINED


def test_spanish_sorts_a_letter_with_an_accent_as_without(tiny_book):
    book = tiny_book(PAGES, language="es", catalogue=SPANISH)
    assert list(links(book)) == ["épsilon", "esfera", "estado oculto"]


@pytest.mark.parametrize("word", ["estado", "estados"])
def test_sphinx_would_not_look_for_a_word_of_the_field(word):
    from sphinx.search.es import SearchSpanish

    from press.content.search import Spanish

    assert word in SearchSpanish.stopwords
    assert word not in Spanish.stopwords


def test_a_title_of_the_search_has_no_permalink(tiny_book):
    box = "```{prf:definition} A name\n:label: def-it\n\nIt is.\n```\n"
    book = tiny_book({**PAGES, "second": f"# Second\n\n{box}"})
    titles = search_index(book)["alltitles"]
    assert "(A name)" in titles
    assert not any("¶" in title for title in titles)


def test_chapters_sort_by_their_numbers_in_the_search(tiny_book):
    """Of pages that fit equally well the search shows the lowest title first."""
    chapters = {f"c{n:02}": f"# Chapter\n\n{n} words.\n" for n in range(1, 12)}
    pages = {"index": "# A book\n\nText.\n", **chapters}
    for build in range(2):  # a warm one keeps titles of the one before
        pages["c03"] += "More.\n"
        index = search_index(tiny_book(pages, fresh=not build))
        titles = dict(zip(index["docnames"], index["titles"], strict=True))
        numbered = sorted(titles[f"book/{name}"] for name in chapters)
        assert numbered == [titles[f"book/{name}"] for name in chapters]
        assert all(title.count("<!--") == 1 for title in numbered)
    assert titles["book/index"] == "A book"


def test_the_search_keeps_the_definitions(tiny_book):
    before = searched(tiny_book(PAGES))
    edited = {**PAGES, "second": PAGES["second"].replace("thing", "word")}
    assert searched(tiny_book(edited, fresh=False)) == before
    moved = {**PAGES, "first": PAGES["first"].replace("**", "")}
    after = searched(tiny_book(moved, fresh=False))
    assert after["hidden state"] == {
        ("book/terms", "term-hidden-state", True),
        ("book/second", "second", True),
    }
