"""The PDF is the whole book: what the site shows and numbers is there, unbroken."""

import re
import shutil
import unicodedata
from collections import Counter
from html import unescape

import pytest
import yaml
from builds import copy_repository, make
from chapters import CHAPTERS, PAGES, ROOT, WITH_CELLS
from pypdf import PdfReader
from test_built_elsewhere import ELSEWHERE, assert_same
from test_spanish import english_words

from press.languages.comments import translated
from press.languages.twins import spanish_messages

PDFS = {"en": "pdf/rnns-by-hand.pdf", "es": "pdf/rnn-a-mano.pdf"}
TITLES = {"en": "RNNs by Hand", "es": "RNN a mano"}
CONTENTS = {"en": "Contents", "es": "Contenido"}
VERSION = {"en": "Version", "es": "Versión"}


@pytest.fixture(scope="module")
def build(copy):
    """The folder in which `make pdf` has printed the book."""
    make(copy, "pdf")
    return copy / "_build"


@pytest.fixture(scope="module", params=PDFS)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def edition(site, language):
    return site / language if language == "es" else site


@pytest.fixture(scope="module")
def pdf(build, language):
    return PdfReader(build / PDFS[language])


@pytest.fixture(scope="module")
def page_lines(pdf):
    """The lines of each page."""
    return [page.extract_text().splitlines() for page in pdf.pages]


@pytest.fixture(scope="module")
def single_page(build, language):
    return (build / "singlehtml" / language / "index.html").read_text(encoding="utf-8")


def untagged(html):
    """Its text, with the letters of formulas upright, as NFKC has them."""
    return unicodedata.normalize("NFKC", unescape(re.sub(r"<[^>]*>", "", html)))


def plain(text):
    """Letters of formulas upright, and nothing between words."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def headings(site):
    """Level and text of each heading of the site, but of the box how to cite."""
    for source in PAGES:
        page = site / source.relative_to(ROOT).with_suffix(".html")
        html = page.read_text(encoding="utf-8").partition('<section id="cite"')[0]
        for level, text in re.findall(r'<h([1-6])>(.*?)<a class="headerlink"', html):
            yield int(level), plain(untagged(text))


def flat(outline, level=1):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry, level + 1)
        else:
            yield level, entry


@pytest.fixture(scope="module")
def outline(pdf):
    """Level and entry, the first of which are the contents themselves."""
    entries = list(flat(pdf.outline))
    assert len(entries) > 100
    return entries


def test_the_outline_has_every_heading_of_the_site(edition, language, outline):
    titles = [(level, plain(entry.title)) for level, entry in outline]
    assert titles == [(1, CONTENTS[language]), *headings(edition)]


def test_no_words_of_the_outline_run_together(single_page, outline):
    shown = re.findall(r'<h[1-6]>(.*?)(?:<a class="headerlink"|</h)', single_page)
    shown = set(map(untagged, shown))
    assert {unicodedata.normalize("NFKC", e.title) for _, e in outline} <= shown


def test_the_contents_name_the_page_of_every_chapter_and_section(
    pdf, outline, page_lines
):
    start = pdf.get_destination_page_number(outline[1][1])
    listed = {plain(line) for lines in page_lines[1:start] for line in lines}
    pages = [n for n, (level, _) in enumerate(outline) if level == 1]
    for level, entry in outline[pages[2] :]:  # behind the first page of the site
        number = pdf.get_destination_page_number(entry) + 1
        if level < 3:
            assert plain(f"{entry.title}{number}") in listed, entry.title


def test_every_page_but_the_first_has_its_number(page_lines):
    assert [lines[0] for lines in page_lines[1:]] == [
        str(number) for number in range(2, len(page_lines) + 1)
    ]


def test_it_is_tagged_and_names_its_language(pdf, language):
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == language


def test_title_authors_and_date_are_those_of_the_citation_file(
    pdf, language, page_lines
):
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    words = spanish_messages(ROOT, "sphinx") if language == "es" else {}
    names = [author["name"] for author in cff["authors"]]
    authors = ", ".join(words.get(name, name) for name in names)
    assert pdf.metadata == {
        "/Title": TITLES[language],
        "/Author": authors,
        "/CreationDate": f"D:{cff['date-released']:%Y%m%d}",
        "/ModDate": f"D:{cff['date-released']:%Y%m%d}",
    }
    assert page_lines[0] == [
        TITLES[language],
        authors,
        f"{VERSION[language]} {cff['version']}, {cff['date-released']}",
        ", ".join(cff["license"]),
    ]


def test_printed_elsewhere_it_has_the_same_bytes(build, tmp_path):
    copy_repository(tmp_path)
    shutil.copytree(build / "cells", tmp_path / "_build" / "cells")
    make(tmp_path, "pdf", **ELSEWHERE)
    first, again = (
        {name: (folder / name).read_bytes() for name in PDFS.values()}
        for folder in (build, tmp_path / "_build")
    )
    assert_same(first, again)


def test_every_number_of_the_site_is_in_it(edition, page_lines):
    text = plain(" ".join(line for lines in page_lines for line in lines))
    for chapter in CHAPTERS:
        page = edition / "book" / f"{chapter.name}.html"
        numbers = re.findall(
            r'class="caption-number">(.*?)</span>|class="eqno">(.*?)<a ',
            page.read_text(encoding="utf-8"),
        )
        assert len(numbers) >= 3, chapter.name
        missing = [n for pair in numbers for n in pair if plain(n) not in text]
        assert missing == [], chapter.name


def test_every_line_of_code_is_unbroken(page_lines, language):
    printed = {plain(line) for lines in page_lines for line in lines}
    for chapter in WITH_CELLS:
        words = {}
        if language == "es":
            words = spanish_messages(ROOT, f"book/{chapter.name}")
        for cell in chapter.cells:
            source = translated(cell.source, lambda text, w=words: w.get(text) or text)
            for line in source.splitlines():
                if line.strip():
                    assert plain(line) in printed, f"{chapter.name}: {line}"


def test_nothing_outside_of_code_is_raw_tex(page_lines):
    sources = [plain(cell.source) for page in WITH_CELLS for cell in page.cells]
    for page in PAGES:  # a line of a table may be part of its code
        text = page.read_text(encoding="utf-8")
        sources += map(plain, re.findall(r"^\| `([^`\n]+)`", text, re.M))
    for line in (line for lines in page_lines for line in lines):
        if re.search(r"\\[A-Za-z]|\$", line):
            assert any(plain(line) in source for source in sources), line


def test_every_link_within_the_book_arrives(pdf, single_page):
    within, addresses = [], []
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            link = link.get_object()
            if "/Dest" in link:
                within.append(link["/Dest"])
            else:
                addresses.append(link["/A"]["/URI"])
    assert set(within) <= set(pdf.named_destinations)
    assert all(re.match(r"https?://(?!localhost)", address) for address in addresses)
    shown = re.sub(r'<a class="headerlink.*?</a>', "", single_page)
    links = re.findall(r'<a class="[^"]*internal"[^>]* href="#([^"]+)"', shown)
    assert Counter(within).keys() == Counter(f"/{name}" for name in links).keys()


def test_no_sentence_of_the_spanish_one_is_left_in_english(single_page, language):
    if language == "es":
        assert list(english_words(single_page)) == []


def test_every_id_of_the_single_page_is_unique(single_page):
    ids = Counter(re.findall(r'<[^>]* id="([^"]*)"', single_page))
    assert [name for name, count in ids.items() if count > 1] == []


def test_nothing_is_wider_than_the_paper(build, language, chromium):
    page = chromium.new_page(viewport={"width": 627, "height": 900})  # 166 mm
    page.emulate_media(media="print")
    page.goto((build / "singlehtml" / language / "index.html").as_uri())
    wide = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 200))"""
    )
    page.close()
    assert wide == []
