"""Who cites a number of an earlier version finds what it is called now."""

import pytest
from bs4 import BeautifulSoup

from press.content.numbers import all_numbered
from press.content.renumbered import record

FIRST = """\
# A book

```{numbers-since} 0.1.0
```
"""
CHAPTER = """\
(ch-sums)=
# Sums

(sec-sums-one)=
## One

:::{prf:theorem}
:label: thm-sums

Text.
:::

$$ a = b $$ (eq-sums)

(sec-sums-two)=
## Two

:::{prf:theorem}
:label: thm-sums-other

Text.
:::
"""
BEFORE = "(ch-before)=\n# Before\n\nText.\n"
BOOK = {"index": FIRST, "sums": CHAPTER}
LONGER = {"index": FIRST, "before": BEFORE, "sums": CHAPTER}
NUMBERS = "book/numbers/0.1.0.csv"
HEADER = "label,kind,number\n"
OLD = f"""\
{HEADER}ch-sums,chapter,1
sec-sums-one,section,1.1
sec-sums-two,section,1.2
eq-sums,equation,1.1
thm-sums,theorem,1.1
thm-sums-other,theorem,1.2
"""


@pytest.fixture
def build(tiny_book):
    """A book whose chapters had those numbers once."""

    def build(pages, old=OLD, **options):
        return tiny_book(pages, files={NUMBERS: old}, **options)

    return build


def article(book):
    return BeautifulSoup(book.page("book/index"), "html.parser").article


def tables(book):
    """For each folded chapter its title and its rows: was, is, label, link."""
    return {
        box.summary.get_text(): [
            (*(cell.get_text() for cell in row.select("td")), row.a["href"])
            for row in box.select("tbody tr")
        ]
        for box in article(book).select("details")
    }


def test_what_is_recorded_are_the_labels_of_all_numbers(build, tmp_path):
    record(all_numbered(build(BOOK).env), tmp_path / "numbers.csv")
    assert (tmp_path / "numbers.csv").read_text(encoding="utf-8") == OLD


def test_numbers_are_recorded_once(tmp_path):
    record([], tmp_path / "numbers.csv")
    with pytest.raises(FileExistsError):
        record([], tmp_path / "numbers.csv")


def test_where_no_number_has_changed_there_is_a_sentence(build):
    text = article(build(BOOK)).get_text()
    assert "Every number is that of version 0.1.0." in text
    assert "These numbers have changed" not in text
    assert tables(build(BOOK)) == {}


def test_a_chapter_before_it_moves_all_numbers_of_a_chapter(build):
    assert tables(build(LONGER)) == {
        "Chapter 1 is now 2, Sums: each 1.x is 2.x": [
            ("Chapter 1", "2", "ch-sums", "sums.html#ch-sums"),
            ("Section 1.1", "2.1", "sec-sums-one", "sums.html#sec-sums-one"),
            ("Section 1.2", "2.2", "sec-sums-two", "sums.html#sec-sums-two"),
            ("Equation (1.1)", "(2.1)", "eq-sums", "sums.html#equation-eq-sums"),
            ("Theorem 1.1", "2.1", "thm-sums", "sums.html#thm-sums"),
            ("Theorem 1.2", "2.2", "thm-sums-other", "sums.html#thm-sums-other"),
        ]
    }


def test_the_single_page_has_the_table_and_its_links(build):
    page = BeautifulSoup(
        build(
            {**LONGER, "index": "# Another book\n", "teach": FIRST},
            builder="singlehtml",
        ).page("book/index"),
        "html.parser",
    )
    links = page.select(".renumbered td a")
    assert [link.get_text() for link in links] == [
        *("2", "2.1", "2.2", "(2.1)", "2.1", "2.2")
    ]
    assert not page.select("details.renumbered")
    places = {element["id"] for element in page.find_all(id=True)}
    assert {link["href"].removeprefix("#") for link in links} <= places


def test_kinds_are_in_the_language_of_the_page(build):
    book = build(LONGER, language="es")
    [(title, rows)] = tables(book).items()
    assert title == "El capítulo 1 es ahora el 2, Sums: cada 1.x es 2.x"
    assert [was for was, *_ in rows] == [
        *("Capítulo 1", "Sección 1.1", "Sección 1.2", "Ecuación (1.1)"),
        *("Teorema 1.1", "Teorema 1.2"),
    ]


def test_a_number_that_did_not_move_with_its_chapter_is_in_bold(build):
    longer = CHAPTER.replace(
        "## One\n", "## One\n\n:::{prf:theorem}\n:label: thm-new\n\nText.\n:::\n"
    )
    book = build({"index": FIRST, "before": BEFORE, "sums": longer})
    assert [*tables(book)] == [
        "Chapter 1 is now 2, Sums: each 1.x is 2.x, but for those in bold"
    ]
    bold = [strong.get_text() for strong in article(book).select("td a > strong")]
    assert bold == ["2.2", "2.3"]


def test_a_chapter_that_has_its_number_lists_what_has_not(build):
    moved = OLD.replace("thm-sums-other,theorem,1.2", "thm-sums-other,theorem,1.3")
    row = ("Theorem 1.3", "1.2", "thm-sums-other", "sums.html#thm-sums-other")
    book = build(BOOK, moved)
    assert tables(book) == {"Chapter 1, Sums": [row]}
    assert not article(book).select("td strong")


GONE = CHAPTER.replace("(sec-sums-two)=\n## Two\n", "")


@pytest.mark.parametrize(
    "text, now",
    [
        (CHAPTER.replace("## Two\n", "Text.\n"), "in 1.1"),
        (GONE.replace("## One", "(sec-sums-two)=\n## One"), "1.1"),
        (GONE.replace("(sec-sums-one)", "(sec-sums-two)=\n(sec-sums-one)"), "1.1"),
    ],
)
def test_the_label_of_a_section_that_went_leads_to_where_it_stands(build, text, now):
    book = build({**BOOK, "sums": text})
    row = ("Section 1.2", now, "sec-sums-two", "sums.html#sec-sums-two")
    assert tables(book) == {"Chapter 1, Sums": [row]}
    sums = BeautifulSoup(book.page("book/sums"), "html.parser")
    assert sums.find(id="sec-sums-two")


@pytest.mark.parametrize(
    "label, text",
    [
        ("thm-sums", CHAPTER.replace("thm-sums\n", "thm-renamed\n")),
        ("sec-sums-two", CHAPTER.replace("(sec-sums-two)=\n", "")),
        (
            "thm-sums-other",  # which is a paragraph now
            CHAPTER.split(":::{prf:theorem}\n:label: thm-sums-other")[0]
            + "(thm-sums-other)=\nText.\n",
        ),
        (
            "thm-sums",  # which is a lemma now
            CHAPTER.replace(
                "theorem}\n:label: thm-sums\n", "lemma}\n:label: thm-sums\n"
            ),
        ),
    ],
)
def test_a_label_that_is_gone_is_a_warning(build, label, text):
    book = build({**BOOK, "sums": text}, warns=True)
    [warning] = book.warnings
    kind = "theorem" if label.startswith("thm") else "section"
    assert f"{NUMBERS}: no {kind} has the label {label} any more," in warning


def test_a_version_without_numbers_is_a_warning(build):
    first = FIRST.replace("0.1.0", "0.9.0")
    warnings = build({**BOOK, "index": first}, warns=True).warnings
    assert any("book/numbers/0.9.0.csv is missing" in warning for warning in warnings)


def test_the_page_is_written_anew_when_a_number_moves_and_only_then(build):
    """Sphinx writes the first page, and one whose own number moves, in any case."""
    root = {"index": "# A book\n\nText.\n", "teach": FIRST}
    chapter = OLD.replace(",1", ",2")  # behind that with the table
    build({**root, "sums": CHAPTER}, chapter)
    for pages, moved in (({"before": BEFORE}, True), ({}, False)):
        book = build({**root, **pages, "sums": CHAPTER}, chapter, fresh=False)
        assert ("Chapter 2 is now 3" in book.page("book/teach")) == moved
    page = book.outdir / "book" / "teach.html"
    before = page.stat().st_mtime_ns
    book = build({**root, "sums": CHAPTER + "\nMore.\n"}, chapter, fresh=False)
    assert "More." in book.page("book/sums")
    assert page.stat().st_mtime_ns == before
