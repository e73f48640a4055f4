"""What is replaced in the HTML of other tools is there, or the build says so."""

import re
from dataclasses import replace

from tiny_book import NOTEBOOK

from press.page import amendments

# a page for everything that an amendment is expected on
PAGES = {
    "index": "# A book\n\nText.\n",
    "first": NOTEBOOK
    + """\
# One

Text {cite}`cho2014`.

```{code-cell}
:tags: [hide-input]

print(1)
```

:::{bibliography}
:::
""",
}
ROWS = amendments.amendments


def page_names(book):
    pages = book.outdir.rglob("*.html")
    names = {page.relative_to(book.outdir).with_suffix("").as_posix() for page in pages}
    return names - {"index"}  # which only leads to the book


def test_nothing_that_is_to_be_replaced_is_left(tiny_book):
    book = tiny_book(PAGES)
    for name in page_names(book):
        html = book.page(name)
        for row in ROWS(book.app.config):
            new = str(row.new)
            made = html.count(new) if row.old in new else 0
            assert html.count(row.old) == made, f"{name}.html still has {row.old!r}."


def test_a_string_that_a_tool_no_longer_writes_is_a_warning(tiny_book, monkeypatch):
    def changed(*arguments):
        return [replace(row, old=f"{row.old} gone") for row in ROWS(*arguments)]

    monkeypatch.setattr(amendments, "amendments", changed)
    book = tiny_book(PAGES, warns=True)
    for row in changed(book.app.config):
        message = f"{row.tool} no longer writes {row.old!r}: change its row in"
        assert any(message in warning for warning in book.warnings), (
            f"No page of this tiny book is expected to have {row.old!r}: give PAGES in"
            " tests/press/test_amendments.py what it stands on."
        )


def test_a_theme_that_changes_is_a_warning(tiny_book):
    """Here Furo's partial with the names of its icons is an empty one."""
    book = tiny_book(
        PAGES,
        files={"templates/partials/icons.html": ""},
        templates_path=["templates", "press/theme/templates"],
        warns=True,
    )
    assert re.match(
        r".*book/first\S* WARNING: Furo \S+ no longer writes '<title>Menu</title>'",
        "".join(book.warnings),
    )


def test_a_page_without_such_parts_is_no_warning(tiny_book):
    tiny_book({"index": "# A book\n\nText.\n"})


def test_a_warm_build_that_writes_one_page_warns_of_nothing(tiny_book):
    tiny_book(PAGES)
    edited = PAGES | {"index": "# A book\n\nAnother text.\n"}
    book = tiny_book(edited, fresh=False)
    assert "Another text." in book.page("book/index")
