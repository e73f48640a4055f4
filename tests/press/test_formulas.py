"""A formula keeps the punctuation after it, wherever the same text stands."""

import re

from bs4 import BeautifulSoup


def test_each_formula_is_bound_to_its_own_punctuation(tiny_book):
    text = "By **b**, $c$, $d$, so $e$."
    book = tiny_book({"index": "# A book\n", "first": f"# First\n\n{text}\n"})
    page = BeautifulSoup(book.page("book/first"), "html.parser")
    paragraph = page.select_one("article section > p:has(.unbroken)")
    assert re.sub(r"\s+", " ", paragraph.get_text()) == re.sub(r"[$*]", "", text)
    bound = [span.get_text() for span in paragraph.select(".unbroken")]
    assert bound == ["c,", "d,", "e."]
