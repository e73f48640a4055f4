"""The PDF is the whole book: what the site shows and numbers is there, unbroken."""

import re
import shutil
import unicodedata
from collections import Counter
from html import unescape
from itertools import pairwise

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
POSTERS = {"en": "pdf/rnns-by-hand-poster.pdf", "es": "pdf/rnn-a-mano-poster.pdf"}
TITLES = {"en": "RNNs by Hand", "es": "RNN a mano"}
CONTENTS = {"en": "Contents", "es": "Contenido"}
VERSION = {"en": "Version", "es": "Versión"}
SUBTITLE = {
    "en": "Recurrent neural networks, taken apart until nothing is left to believe",
    "es": "Redes neuronales recurrentes, desmontadas hasta que no haga falta creer nada"
    " a ciegas",
}
MARGIN = 62  # below which only the number of the page stands, in points


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


def read(page):
    """Its lines, and each text with its place from the left and from the foot.

    Places are in points.
    """
    found = []

    def note(text, matrix, text_matrix, font, size):
        if text.strip():
            x, y = text_matrix[4:]
            left = matrix[0] * x + matrix[2] * y + matrix[4]
            height = matrix[1] * x + matrix[3] * y + matrix[5]
            found.append((text.strip(), left, height))

    return page.extract_text(visitor_text=note).splitlines(), found


@pytest.fixture(scope="module")
def pages_read(pdf):
    return [read(page) for page in pdf.pages]


@pytest.fixture(scope="module")
def page_lines(pages_read):
    """The lines of each page."""
    return [lines for lines, _ in pages_read]


@pytest.fixture(scope="module")
def placed(pages_read):
    """The texts of each page with their places."""
    return [found for _, found in pages_read]


@pytest.fixture(scope="module")
def single_page(build, language):
    return (build / "singlehtml" / language / "page" / "index.html").read_text(
        encoding="utf-8"
    )


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


def test_every_page_but_the_first_has_its_number_at_the_foot(placed):
    for number, texts in enumerate(placed, 1):
        foot = [text for text, _, height in texts if height < MARGIN]
        assert foot == ([str(number)] if number > 1 else []), number


def test_the_pages_of_a_chapter_name_it_at_their_outer_side(pdf, placed, outline):
    starts = [
        (pdf.get_destination_page_number(entry), " ".join(entry.title.split()))
        for level, entry in outline
        if level == 1
    ]
    chapters = starts[2:]  # without the contents and the first page of the site
    assert len(chapters) == len(PAGES) - 1
    for (start, title), (end, _) in pairwise([*chapters, (len(pdf.pages), "")]):
        for number in range(start, end):
            if is_page_of_a_part(placed[number]):
                continue
            width = float(pdf.pages[number].mediabox.width)
            top = [(t, x) for t, x, height in placed[number] if height > 785]
            assert plain("".join(text for text, _ in top)) == plain(title), number + 1
            on_the_right = min(x for _, x in top) > width / 4
            assert on_the_right == (number % 2 == 0), number + 1  # 0 is a right page


def is_page_of_a_part(texts):
    """Nothing stands in its upper third."""
    return max(height for _, _, height in texts) < 600


def test_each_part_begins_with_a_page_that_lists_its_chapters(
    pdf, placed, page_lines, language, outline
):
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    both = zip(placed[1:], page_lines[1:], strict=True)
    pages = [lines for texts, lines in both if is_page_of_a_part(texts)]
    assert len(pages) == len(parts)
    titles = [entry for level, entry in outline if level == 1][2:]
    for part, lines in zip(parts, pages, strict=True):
        text = plain("".join(lines))
        if language == "en":
            assert plain(part["caption"]) in text
        for _ in part["chapters"]:
            entry = titles.pop(0)
            number = pdf.get_destination_page_number(entry) + 1
            assert plain(f"{entry.title}{number}") in text
    assert titles == []


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf, placed, outline):
    for _, entry in outline:
        texts = placed[pdf.get_destination_page_number(entry)]
        below = [h for _, _, h in texts if MARGIN < h < float(entry.top) - 25]
        assert below, f"{entry.title} has nothing below it"


@pytest.mark.parametrize("selector", ["figure", ".explorer .drawing", "div.math"])
def test_no_figure_drawing_or_formula_is_broken_over_two_pages(
    build, language, chromium, selector
):
    page = chromium.new_page()
    page.emulate_media(media="print")
    page.goto((build / "singlehtml" / language / "page" / "index.html").as_uri())
    kept = page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
            .map(e => getComputedStyle(e).breakInside)""",
        selector,
    )
    page.close()
    assert set(kept) == {"avoid"}
    assert len(kept) >= 10


def test_no_button_of_a_fold_is_printed(page_lines):
    lines = {plain(line) for lines in page_lines for line in lines}
    for words in ("Show the code", "Hide the code"):
        assert plain(words) not in lines


def test_the_poster_is_one_sheet_of_a3_with_its_words(build, language):
    [sheet] = PdfReader(build / POSTERS[language]).pages
    size = [float(side) * 25.4 / 72 for side in sheet.mediabox[2:]]
    assert size == pytest.approx([420, 297], abs=0.5)
    text = sheet.extract_text()
    for word in ("weight_ih_l0", "LSTM", "480", {"en": "sum", "es": "suma"}[language]):
        assert word in text


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
    title, *subtitle = page_lines[0][:-3]
    assert [title, " ".join(subtitle), *page_lines[0][-3:]] == [
        TITLES[language],
        SUBTITLE[language],
        authors,
        f"{VERSION[language]} {cff['version']}, {cff['date-released']}",
        ", ".join(cff["license"]),
    ]


def test_printed_elsewhere_it_has_the_same_bytes(build, tmp_path):
    copy_repository(tmp_path)
    shutil.copytree(build / "cells", tmp_path / "_build" / "cells")
    make(tmp_path, "pdf", **ELSEWHERE)
    first, again = (
        {
            name: (folder / name).read_bytes()
            for name in [*PDFS.values(), *POSTERS.values()]
        }
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
    codes = []  # of tables: beside something else in a line, or broken into two
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        codes += map(plain, re.findall(r"^\| `([^`\n]+)`", text, re.M))
    for line in (line for lines in page_lines for line in lines):
        rest = plain(line)
        for code in codes:
            rest = rest.replace(code, "")
        if re.search(r"\\[A-Za-z]|\$", rest):
            assert any(rest in source for source in [*sources, *codes]), line


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
    page.goto((build / "singlehtml" / language / "page" / "index.html").as_uri())
    wide = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 200))"""
    )
    page.close()
    assert wide == []
