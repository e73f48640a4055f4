"""A lone number that links to an issue says of which project."""

from bs4 import BeautifulSoup

TEXT = """\
# First

([7](https://github.com/a/b/issues/7), [8](https://github.com/a/c.d/pull/8))
and [9](https://github.com/a/b/issues/10), [1](https://example.org/issues/1) and
[issue 7](https://github.com/a/b/issues/7), *say*, [PR 3](https://github.com/a/b/pull/3)
and [Keras 4](https://github.com/a/keras/issues/4).
"""


def test_an_issue_is_named_by_its_project_where_its_number_is_all(tiny_book):
    page = tiny_book({"index": "# A book\n", "first": TEXT}).page("book/first")
    links = BeautifulSoup(page, "html.parser").select("p:has(em) a")
    texts = [link.get_text() for link in links]
    assert texts == ["b#7", "c.d#8", "9", "1", "issue 7", "b#3", "keras#4"]
