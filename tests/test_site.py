"""The built pages are valid, whole, free of third parties, and know their address."""

import re
import tempfile
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from chapters import CHAPTERS, PAGES, ROOT
from conftest import STRICT, edited, jupyter_book_build
from fontTools.ttLib import TTFont

MATHML = "{http://www.w3.org/1998/Math/MathML}math"
SVG = "{http://www.w3.org/2000/svg}svg"
LOADED = {"audio", "embed", "iframe", "img", "object", "script", "source", "video"}


class Page:
    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree = parser.parse(self.text)
        self.errors = parser.errors

    @cached_property
    def ids(self):
        return [e.get("id") for e in self.tree.iter() if e.get("id")]

    def links(self, *attributes):
        for element in self.tree.iter():
            for name in attributes:
                if element.get(name) is not None:
                    yield element, element.get(name)


@pytest.fixture(scope="session")
def pages(site):
    """All pages but the first, index.html, which only leads to the book's."""
    found = [path for path in site.rglob("*.html") if path != site / "index.html"]
    return {path: Page(path) for path in sorted(found)}


def test_every_page_of_the_contents_is_built(site, pages):
    for source in PAGES:
        assert site / source.relative_to(ROOT).with_suffix(".html") in pages


def test_the_first_page_leads_to_the_book(site):
    refresh = re.search(
        r"url=([^\"]+)\"", (site / "index.html").read_text(encoding="utf-8")
    )
    assert (site / refresh[1]).is_file()


def test_html_is_valid(pages):
    assert {str(path): page.errors for path, page in pages.items() if page.errors} == {}


def test_every_link_within_the_site_arrives(pages):
    dead = []
    for path, page in pages.items():
        for _, address in page.links("href", "src"):
            url = urlsplit(address)
            if url.scheme or url.netloc:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if not target.is_file():
                dead.append(f"{path.name}: {address}")
            elif url.fragment and target in pages:
                if unquote(url.fragment) not in pages[target].ids:
                    dead.append(f"{path.name}: {address}")
    assert dead == []


def test_every_id_is_unique(pages):
    for path, page in pages.items():
        twice = {name for name in page.ids if page.ids.count(name) > 1}
        assert not twice, f"{path.name}: {twice}"


def test_every_page_has_language_title_and_one_heading(pages):
    for path, page in pages.items():
        assert page.tree.get("lang") == "en", path.name
        assert page.tree.findtext("head/title").strip(), path.name
        assert len(list(page.tree.iter("h1"))) == 1, path.name


def test_every_chapter_has_a_description(site, pages):
    for chapter in CHAPTERS:
        page = pages[site / "book" / f"{chapter.name}.html"]
        metas = page.tree.findall("head/meta[@name='description']")
        assert len(metas) == 1, chapter.name
        assert len(metas[0].get("content")) > 40, chapter.name


def test_every_picture_has_a_name(pages):
    for path, page in pages.items():
        for picture in page.tree.iter("img"):
            alt, src = picture.get("alt", ""), picture.get("src")
            assert alt.strip(), f"{path.name}: {src}"
            assert alt != src, f"{path.name}: {src}"  # what Sphinx writes without one
        for picture in page.tree.iter(SVG):
            if picture.get("role") == "img":
                assert picture.get("aria-label", "").strip(), path.name


def as_drawn(element):
    """The characters of a part of a formula; a lone letter is drawn in italics."""
    text = element.text or ""
    if element.tag.endswith("}mi") and len(text) == 1 and not element.attrib:
        code = ord(text)
        for first, last, italic in (("A", "Z", "𝐴"), ("a", "z", "𝑎"), ("α", "ω", "𝛼")):
            if first <= text <= last:
                return "ℎ" if text == "h" else chr(code - ord(first) + ord(italic))
    return text


def test_the_font_has_every_character_of_the_formulas(site, pages):
    drawn = set()
    for font in (ROOT / "book" / "_static" / "fonts").glob("*.woff2"):
        drawn |= set(map(chr, TTFont(font).getBestCmap()))
    invisible = set("\n \u2061\u2062\u2063\u2064")
    missing = {}
    for path, page in pages.items():
        formulas = page.tree.iter(MATHML)
        used = {c for f in formulas for part in f.iter() for c in as_drawn(part)}
        if lacking := used - drawn - invisible:
            missing[path.name] = lacking
    assert missing == {}


def test_nothing_is_loaded_from_another_host(site, pages):
    for path, page in pages.items():
        for element, address in page.links("src", "srcset", "data", "href"):
            stylesheet_or_icon = (
                element.tag == "link" and element.get("rel") != "canonical"
            )
            if element.tag in LOADED or stylesheet_or_icon:
                assert not urlsplit(address).netloc, f"{path.name}: {address}"
    for css in site.rglob("*.css"):
        text = css.read_text(encoding="utf-8")
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", text), css.name


def test_pages_show_nothing_of_the_machine(site):
    forbidden = [
        str(ROOT),
        str(Path.home()) + "/",
        tempfile.gettempdir() + "/",
        "file://",
    ]
    forbidden = (
        "|".join(map(re.escape, forbidden)) + r"|\x1b\[|\b0x[0-9a-fA-F]{6}|ipykernel_\d"
    )
    for path in [*site.rglob("*.html"), site / "searchindex.js"]:
        assert not re.search(forbidden, path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    "address", ["", "https://book.example.org/rnn/"], ids=["untold", "told"]
)
def test_the_address_is_what_the_build_is_told(copy, address):
    status, output = jupyter_book_build(copy, *STRICT, SITE_URL=address)
    assert status == 0, output
    html = copy / "_build" / "html"
    canonical = {
        str(path.relative_to(html)): re.findall(
            r'rel="canonical" href="([^"]*)"', path.read_text(encoding="utf-8")
        )
        for path in html.glob("book/*.html")
    }
    assert canonical == {
        page: [address + page] if address else [] for page in canonical
    }
    index = "".join(Page(html / "book" / "index.html").tree.find("body").itertext())
    assert "@book{" in index
    assert re.findall(r"url\s*= {(.*?)}", index) == ([address] if address else [])


def test_an_edited_style_reaches_the_built_pages(copy):
    page = copy / "_build" / "html" / "book" / "cell.html"

    def style():
        status, output = jupyter_book_build(copy, *STRICT)
        assert status == 0, output
        return re.search(r"book\.css\?v=\w+", page.read_text(encoding="utf-8"))[0]

    before = style()
    with edited(copy / "book" / "_static" / "book.css", "body { color: red }\n"):
        assert style() != before
