"""Whoever cites the book, a chapter or one result finds what it needs, and it stays."""

import csv
import json
import platform
import re
from importlib.metadata import version
from urllib.parse import urljoin

import pytest
import rispy
import yaml
from browsing import ADDRESSES, CHAPTER_ADDRESSES
from chapters import CHAPTERS, PAGES, ROOT
from parsing import soup
from published import ARROW, LIST, published
from pybtex.database import parse_file

CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
AUTHORS = [author["name"] for author in CFF["authors"]]
PERMALINK = re.compile(r'<a class="headerlink[^"]*" href="#([^"]+)"')

every_chapter = pytest.mark.parametrize("name", [chapter.name for chapter in CHAPTERS])


def text_of(html):
    return re.sub(r"<[^>]+>", "", html)


@pytest.fixture(scope="session")
def folder(site):
    return site / "book"


@pytest.fixture(scope="session")
def permalinks(folder):
    """Those of the pages in _toc.yml; what else lies there, another build left."""
    return {
        f"{page.stem}.html#{label}"
        for page in PAGES
        for label in PERMALINK.findall(
            (folder / f"{page.stem}.html").read_text(encoding="utf-8")
        )
    }


def leads(folder, link, there):
    """Whether what a section has left stands in that place, or links it."""
    page, _, label = link.partition("#")
    left = soup(folder / page).find(id=label)
    linked = left.select("a.internal") if left else []
    around = left.find_parent("section") if left else None
    places = {urljoin(page, a["href"]) for a in linked}
    return there in places | ({f"{page}#{around['id']}"} if around else set())


def test_every_published_permalink_still_arrives(folder, permalinks):
    gone = sorted(
        f"{link}{ARROW}{there}" if link != there else link
        for link, there in published().items()
        if there not in permalinks or link != there and not leads(folder, link, there)
    )
    assert not gone, (
        "Lecturers cite these. Give each label back to what it named, in its chapter;"
        f" {LIST.relative_to(ROOT)} stays as it is. Behind an arrow is the place where"
        f" a section that is gone has left its label or a link:\n{chr(10).join(gone)}"
    )


def test_every_permalink_is_in_the_list_of_published_ones(permalinks):
    new = sorted(permalinks - published().keys())
    assert not new, (
        "Once published, these stay. If the labels are as you want them, run make"
        f" published, which adds them to {LIST.relative_to(ROOT)}. If it finds nothing,"
        f" tests/source/reading.py does not know their kind:\n{chr(10).join(new)}"
    )


@pytest.fixture(scope="session")
def numbers_now(folder):
    """What each published label has: a number, or that of the section around it."""
    found = {}
    for page in dict.fromkeys(link.partition("#")[0] for link in published()):
        article = soup(folder / page).article
        for link in [link for link in published() if link.startswith(f"{page}#")]:
            label = link.partition("#")[2]
            if permalink := article.select_one(f'a.headerlink[href="#{label}"]'):
                text = permalink.parent.get_text()
            elif left := article.find(id=label):
                text = left.find_parent("section").find(re.compile("h[1-6]")).get_text()
            else:
                continue
            if number := re.search(r"\d+(\.\d+)*", text):
                found[label.removeprefix("equation-")] = (number[0], link)
    return found


def recorded(version):
    path = ROOT / "book" / "numbers" / f"{version}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["label"]: row["number"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("edition", ["", "es"], ids=["English", "Spanish"])
def test_numbers_that_have_changed_are_in_a_table_by_their_labels(
    site, edition, numbers_now
):
    """Whoever looks up "Theorem 2.1", or a label, is led to what has it now."""
    page = soup(site / edition / "book" / "how-to-cite-and-teach.html")
    source = ROOT / "book" / "how-to-cite-and-teach.md"
    [version] = re.findall(r"\{numbers-since\} (\S+)", source.read_text("utf-8"))
    listed = {
        row.code.get_text(): (
            *(re.search(r"[\d.]+", cell.get_text())[0] for cell in row("td")[:2]),
            row.a["href"],
        )
        for row in page.select(".renumbered tbody tr")
    }
    was = recorded(version)
    assert was.keys() <= numbers_now.keys()
    assert listed == {
        label: (number, *numbers_now[label])
        for label, number in was.items()
        if number != numbers_now[label][0]
    }


@every_chapter
def test_all_that_has_a_number_or_heading_has_a_permalink(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    numbered = re.findall(
        r"<h[123]>.*?</h[123]>|<figcaption>.*?</figcaption>", page, re.S
    )
    numbered += re.findall(r'<span class="eqno">.*?</span>', page)
    boxes = (
        r'<div class="(?:proof \w+|exercise) admonition".*?"admonition-title">.*?</p>'
    )
    numbered += [
        box for box in re.findall(boxes, page, re.S) if "caption-number" in box
    ]
    assert len(numbered) > 10
    assert [part for part in numbered if not PERMALINK.search(part)] == []


@pytest.mark.parametrize("address", CHAPTER_ADDRESSES)
def test_permalinks_are_visible_and_reached_by_keyboard(visit, address):
    links = visit(address).locator("article .headerlink")
    hidden = links.evaluate_all("""all => all.filter(e => e.checkVisibility())
        .filter(e => e.tabIndex !== 0 || getComputedStyle(e).visibility === "hidden")
        .map(e => e.hash)""")
    assert links.count() > 10, "all that has a number or a heading has a permalink"
    assert hidden == [], "book.css must show these, and Tab reach them"


def entries(folder, name):
    return parse_file(folder / f"{name}.bib", "bibtex").entries


@every_chapter
def test_bibtex_ris_and_csl_json_say_the_same(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    heading = re.search(r"<h1>(.*?)<a", page)[1]
    number, title = text_of(heading).split(". ", 1)
    bibtex = entries(folder, name)[f"rnns-by-hand-{name}"]
    [ris] = rispy.loads((folder / f"{name}.ris").read_text(encoding="utf-8"))
    [csl] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert title == bibtex.fields["title"].strip("{}") == ris["title"] == csl["title"]
    assert number == bibtex.fields["chapter"] == csl["chapter-number"]
    for book in (
        bibtex.fields["booktitle"],
        ris["secondary_title"],
        csl["container-title"],
    ):
        assert book.strip("{}") == CFF["title"]
    assert [str(author).strip("{}") for author in bibtex.persons["author"]] == AUTHORS
    assert ris["authors"] == [author["literal"] for author in csl["author"]] == AUTHORS
    assert (
        bibtex.fields["note"]
        == f"Version {csl['version']}"
        == f"Version {ris['edition']}"
    )
    assert csl["version"] == CFF["version"]
    date = [int(part) for part in str(CFF["date-released"]).split("-")]
    assert csl["issued"]["date-parts"] == [date]
    assert bibtex.fields["year"] == ris["year"] == str(date[0])


@every_chapter
def test_the_page_shows_the_entry_of_the_file(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    box = page[page.index('id="cite"') :]
    shown = re.search(r'<div class="highlight-bibtex">.*?<pre>(.*?)</pre>', box, re.S)[
        1
    ]
    assert (folder / f"{name}.bib").read_text().startswith(text_of(shown))


@every_chapter
def test_every_result_has_an_entry_with_the_number_of_the_page(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    notes = {
        key.removeprefix("rnns-by-hand:"): entry.fields["note"].removesuffix(
            f". Version {CFF['version']}"
        )
        for key, entry in entries(folder, name).items()
        if ":" in key
    }
    labels = {label.removeprefix("equation-") for label in PERMALINK.findall(page)}
    assert notes.keys() == labels - {f"ch-{name}", "cite"}
    boxes = re.findall(
        r'id="([^"]+)">\s*<p class="admonition-title">'
        r'<span class="caption-number">(.*?)</span>',
        page,
    )
    assert boxes
    for label, caption in boxes:
        if label in labels:
            assert notes[label] == caption.strip()
    for label, number in re.findall(
        r'id="equation-([^"]+)".*?<span class="eqno">(\(.*?\))', page, re.S
    ):
        assert notes[label] == f"Equation {number}"


def test_search_engines_and_zotero_read_the_chapter_from_its_tags(folder):
    for chapter in CHAPTERS:
        page = (folder / f"{chapter.name}.html").read_text(encoding="utf-8")
        tags = dict(re.findall(r'<meta name="citation_(\w+)" content="([^"]*)"', page))
        [csl] = json.loads(
            (folder / f"{chapter.name}.json").read_text(encoding="utf-8")
        )
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[
            1
        ]
        linked = json.loads(script)
        assert tags["title"] == linked["name"] == csl["title"]
        assert tags["author"] == AUTHORS[0] == linked["author"][0]["name"]
        assert tags["inbook_title"] == linked["isPartOf"]["name"] == CFF["title"]
        assert tags["publication_date"].replace("/", "-") == linked["datePublished"]
        assert "Chapter" in linked["@type"]


def test_the_foot_of_every_page_names_the_version_and_those_that_it_ran_with(site):
    python, torch = platform.python_version(), version("torch").split("+")[0]
    for address in ADDRESSES:
        page = (site / address).read_text(encoding="utf-8")
        foot = text_of(page[page.index("<footer>") : page.index("</footer>")])
        assert f"Version {CFF['version']}. The chapters ran with" in foot, address
        assert f" Python {python}, NumPy {version('numpy')}," in foot, address
        assert f" PyTorch {torch}," in foot, address


def test_the_key_that_the_book_tells_lecturers_to_cite_exists(folder):
    page = (folder / "how-to-cite-and-teach.html").read_text(encoding="utf-8")
    [key] = re.findall(r"rnns-by-hand:[a-z-]+", text_of(page))
    assert key in entries(folder, "concatenation")
