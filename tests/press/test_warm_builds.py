"""What a second build does in the folder of the first: no more, and no less."""

import re

import pytest
from bs4 import BeautifulSoup
from chapters import ROOT

from press.outputs import own_files, unfinished

FIRST = """\
# First

{text}

$$ x $$ (eq-{name})

```{{image}} {name}.png
:alt: Nothing to see.
```
"""
PAGES = {
    "index": "# A book\n\n:::{book-citation}\n:::\n",
    "first": FIRST.format(text="Text.", name="first"),
    "second": FIRST.format(text="Other text.", name="second").replace(
        "eq-first", "eq-2"
    ),
}
PICTURES = {"book/first.png": "a picture", "book/second.png": "another picture"}
NOTHING_READ = "0 added, 0 changed, 0 removed"


@pytest.fixture
def book(tiny_book):
    """Build it, in the same folder after the first time."""

    def build(pages=PAGES, files=PICTURES, **how):
        return tiny_book(pages, files=files, fresh=False, **how)

    return build


def files_in(folder):
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    return {path for path in paths if (folder / path).is_file()}


def find(html, selector):
    return BeautifulSoup(html, "html.parser").select(selector)


def said(book):
    return book.app.status.getvalue()


def read(book):
    """How many pages the build read, since they were new, and since they changed."""
    found = re.search(r"(\d+) added, (\d+) changed", said(book))
    return found[1], found[2]


def times(book):
    """When each page was written."""
    pages = (book.outdir / "book").glob("*.html")
    return {page.name: page.stat().st_mtime_ns for page in pages}


# what is gone

GONE = "See remove_what_is_gone in press/outputs/gone.py."


def test_a_page_that_is_gone_leaves_no_file(book):
    before = book()
    left = {"book/second.html", "book/second.bib", "book/second.ris"}
    left |= {"book/second.json", "book/second.previews.js", "_images/second.png"}
    assert left <= files_in(before.outdir)
    (before.srcdir / "book" / "second.md").unlink()
    pages = {name: text for name, text in PAGES.items() if name != "second"}
    after = files_in(book(pages).outdir)
    assert {name.replace("second", "first") for name in left} <= after
    assert not [name for name in after if "second" in name], GONE


def test_a_picture_that_no_page_shows_is_gone(book):
    book()
    pages = {**PAGES, "second": FIRST.format(text="New.", name="first")}
    after = files_in(book({**pages, "first": "# First\n\nText.\n"}).outdir)
    pictures = {name for name in after if name.startswith("_images/")}
    assert pictures == {"_images/first.png"}, GONE


def test_a_word_that_is_gone_leaves_the_search(book):
    def index(pages):
        return (book(pages).outdir / "searchindex.js").read_text(encoding="utf-8")

    before = index(PAGES)
    edited = PAGES["first"].replace("Text.", "Zebra.").replace("# First", "# Quagga")
    assert "zebra" in index({**PAGES, "first": edited})
    assert index(PAGES) == before, GONE


OF_MAKE_BOOK = {"downloads/second.ipynb", "downloads/slides/second.html"}
OF_MAKE_BOOK |= {"es/index.html", "es/book/second.html"}


@pytest.mark.parametrize("whole", [True, False], ids=["make book", "plain"])
def test_only_a_build_of_the_whole_book_keeps_what_stands_beside_the_pages(book, whole):
    outdir = book().outdir
    for name in OF_MAKE_BOOK:
        (outdir / name).parent.mkdir(parents=True, exist_ok=True)
        (outdir / name).touch()
    of_whole = {"downloads": ["notebooks", "slides"], "editions": ["en", "es"]}
    kept = files_in(book(**(of_whole if whole else {})).outdir) & OF_MAKE_BOOK
    assert kept == (OF_MAKE_BOOK if whole else set()), GONE


def test_only_a_build_of_pages_removes_anything(book):
    outdir = book(builder="slides").outdir
    (outdir / "downloads").mkdir()
    book(builder="slides")
    assert (outdir / "downloads").exists(), GONE


# what did not end well

MARK = "See begin, end and forget in press/outputs/unfinished.py."


def test_a_build_with_a_warning_is_done_anew(book, monkeypatch):
    """Sphinx forgets the warning of a page that has not changed."""
    end = unfinished.end

    def end_as_with_keep_going(app, exception):
        app.keep_going = True
        end(app, exception)

    wrong = {**PAGES, "second": "# Second\n\n{eq}`no-such-label`\n"}
    for _ in range(2):
        forgetful = book(wrong, warns=True)
    assert read(forgetful) == ("0", "0")
    assert not forgetful.warnings, (
        "Sphinx repeats a warning: delete press/outputs/unfinished.py."
    )
    monkeypatch.setattr(unfinished, "end", end_as_with_keep_going)
    (forgetful.srcdir / "book" / "second.md").touch()
    for _ in range(2):
        strict = book(wrong, warns=True)
        assert any("no-such-label" in warning for warning in strict.warnings), MARK
        assert unfinished.mark(strict.app).exists(), MARK
    assert read(strict) == ("3", "0"), MARK
    right = book()
    assert read(right) == ("3", "0"), MARK
    assert not unfinished.mark(right.app).exists(), MARK


def test_a_build_that_was_killed_is_done_anew(book):
    """It leaves its mark, half a page, and half of what says how pages were built."""
    first = book()
    page, info = first.outdir / "book" / "first.html", first.outdir / ".buildinfo"
    whole = page.read_text(encoding="utf-8")
    for file in (page, info):
        file.write_text("half", encoding="utf-8")
    unfinished.mark(first.app).touch()
    again = book()
    assert read(again) == ("3", "0"), MARK
    assert page.read_text(encoding="utf-8") == whole, MARK
    assert not unfinished.mark(again.app).exists(), MARK


def test_half_a_buildinfo_is_a_warning_of_sphinx(book):
    info = book().outdir / ".buildinfo"
    info.write_text("half", encoding="utf-8")
    said = "".join(book(warns=True).warnings)
    assert "build info file is broken" in said, (
        "Sphinx believes half a .buildinfo: see forget in press/outputs/unfinished.py."
    )


# what is not read again

AGAIN = "An option of a part is another at each build: see add_config_value in press/."


def test_another_address_is_written_and_nothing_is_read(book, monkeypatch):
    written = []
    for place in ("", "one/", "two/"):
        address = place and f"https://book.example.org/{place}"
        monkeypatch.setenv("SITE_URL", address)
        built = book()
        written.append(times(built))
        canonical = find(built.page("book/first"), "link[rel=canonical]")
        found = [link["href"] for link in canonical]
        assert found == [f"{address}book/first.html"] * bool(address)
        [entry] = find(built.page("book/index"), ".highlight-bibtex pre")
        assert entry.get_text().count("url") == bool(address)
        assert address in entry.get_text()
    assert NOTHING_READ in said(built), (
        "The address is part of what Sphinx reads pages with: see configure in"
        " press/content/citation.py."
    )
    assert all(written[1][page] < written[2][page] for page in written[2])


def test_where_nothing_has_changed_nothing_is_read_and_written(book):
    written = times(book())
    again = book()
    assert NOTHING_READ in said(again), AGAIN
    assert times(again) == written, AGAIN


OWN = "See digest and setup in press/outputs/own_files.py."


@pytest.mark.parametrize(
    ("option", "pages_read"), [("own_files_read", "3"), ("own_files_written", "0")]
)
def test_an_edited_style_is_written_and_an_edited_part_is_read(
    book, monkeypatch, option, pages_read
):
    """The press of a tiny book is the book's own, so another file stands for it."""
    pattern = option.removeprefix("own_files_").upper()
    monkeypatch.setattr(own_files, pattern, ("own/*.*",))
    written = times(book(files={**PICTURES, "own/style.css": "body { color: black }"}))
    edited = book(files={**PICTURES, "own/style.css": "body { color: white }"})
    assert read(edited) == (pages_read, "0"), OWN
    assert all(written[page] < time for page, time in times(edited).items()), OWN


def test_own_files_are_those_of_the_press(book):
    built = book()
    config, root = built.app.config, built.srcdir
    assert config.own_files_read == own_files.digest(root, own_files.READ)
    assert config.own_files_written == own_files.digest(root, own_files.WRITTEN)
    for patterns, names in (
        (own_files.READ, ["press/cells/running.py", "book/locale/es/LC_MESSAGES"]),
        (own_files.WRITTEN, ["press/theme/static/book.css", "templates/page.html"]),
        (own_files.WRITTEN, ["proofs/concatenation.v"]),
    ):
        matched = [
            path.as_posix() for pattern in patterns for path in ROOT.glob(pattern)
        ]
        for name in names:
            assert any(name in path for path in matched), (
                f"{name} is no longer matched by {patterns} of own_files.py."
            )


def test_a_digest_is_another_when_a_file_changes_moves_or_is_new(tmp_path):
    def digest():
        return own_files.digest(tmp_path, ["press/**/*.py"])

    def write(name, text):
        path = tmp_path / "press" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    found = [digest()]
    write("a/part.py", "one")
    found.append(digest())
    write("a/part.py", "two")
    found.append(digest())
    (tmp_path / "press" / "a").rename(tmp_path / "press" / "b")
    found.append(digest())
    write("b/other.py", "two")
    found.append(digest())
    assert len(set(found)) == len(found), OWN
    write("b/notes.txt", "no part")
    assert digest() == found[-1], OWN
