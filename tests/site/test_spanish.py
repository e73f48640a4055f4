"""The Spanish edition says all that the English one says, with the same numbers."""

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby, pairwise
from urllib.parse import urlsplit

import html5lib
import nbformat
import pytest
from browsing import CHAPTER_ADDRESSES, every_page, every_page_of_the_contents
from builds import ADDRESS, REPOSITORY
from chapters import CHAPTERS, PAGES, ROOT, WITH_CELLS
from markdown_it import MarkdownIt
from parsing import soup
from test_generated_words import prose

from press.languages.comments import messages, translated
from press.languages.twins import spanish_messages

TITLE = "RNN a mano"


parsed = lru_cache(maxsize=2)(soup)  # the pages of one address, only to be read


@pytest.fixture
def twins(site, address):
    return parsed(site / address), parsed(site / "es" / address)


@every_page_of_the_contents
def test_twins_have_the_same_places(twins):
    english, spanish = (
        [element["id"] for element in page.find_all(id=True)] for page in twins
    )
    assert sorted(english) == sorted(spanish)


@every_page_of_the_contents
def test_twins_have_the_same_numbers(twins):
    english, spanish = (
        [
            re.findall(r"[\d.]*\d", element.get_text())
            for element in page.select(".caption-number, .eqno, .section-number")
        ]
        for page in twins
    )
    assert english == spanish


@every_page_of_the_contents
def test_twins_lead_to_the_same_places(twins):
    english, spanish = (
        Counter(link["href"] for link in page.article.find_all("a", href=True))
        for page in twins
    )
    assert english == spanish


def shown(page):
    """Code and outputs in their order, the code without what is translated."""
    for element in page.select(".cell pre"):
        text = element.get_text()
        yield (
            without_comments(text) if element.find_parent(class_="cell_input") else text
        )


def without_comments(source):
    return translated(source, lambda text: "")


@every_page_of_the_contents
def test_twins_show_the_same_code_and_outputs(twins):
    english, spanish = map(list, map(shown, twins))
    assert english == spanish


@pytest.mark.parametrize("chapter", WITH_CELLS, ids=lambda chapter: chapter.name)
def test_comments_and_labels_are_in_spanish_on_pages_notebooks_and_slides(
    site, chapter
):
    words = spanish_messages(ROOT, f"book/{chapter.name}")
    said = {
        words[text]
        for cell in chapter.cells
        if "explorer" not in cell.tags
        for _, text in messages(cell.source)
        if words.get(text) not in {None, "", text}
    }
    page = soup(site / "es" / "book" / f"{chapter.name}.html").get_text()
    path = site / "es" / "downloads" / f"{chapter.name}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    notebook = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert [text for text in said if text not in page] == []
    assert [text for text in said if text not in notebook] == []
    slides = site / "es" / "downloads" / "slides" / f"{chapter.name}.html"
    if chapter in CHAPTERS:  # its slides show a part of the code
        deck = soup(slides).get_text()
        assert sum(text in deck for text in said) > len(said) / 3


def terms(page, other):
    """Each term of the glossary, and its twin, which is shown if it is another word."""
    for term in page.select("dl.glossary dt"):
        twin = term.select_one(f"[lang={other}]")
        shown = twin and twin.extract().get_text()
        term.a.decompose()
        word = term.get_text().strip()
        assert shown != word
        yield word, shown or word


def test_the_glossary_has_every_term_in_both_languages_each_in_its_order(site):
    english, spanish = (
        list(terms(soup(site / folder / "book" / "glossary.html"), other))
        for folder, other in (("", "es"), ("es", "en"))
    )
    assert len(english) > 50
    assert set(english) == {(twin, term) for term, twin in spanish}
    assert english == sorted(english, key=lambda entry: entry[0].lower())
    names = [term for term, _ in spanish]
    accents = str.maketrans("áéíóúñ", "aeioun")
    assert names == sorted(names, key=lambda name: name.lower().translate(accents))
    assert names != [twin for _, twin in english]


ENGLISH = set(
    """all and are as at be been but by can does each for from have how if in into is
    it its not of on one only or same so than that the their them then there these
    they this to was we what when where which who with you your""".split()
)


def english_words(html):
    """Where two words follow each other that are English and not Spanish."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for language, pieces in groupby(prose(tree), key=lambda piece: piece[0]):
        for line in "".join(text for _, text in pieces).splitlines():
            words = re.findall(r"[^\W\d_]+", line.lower())
            if language == "es" and any({*two} <= ENGLISH for two in pairwise(words)):
                yield line.strip()


@every_page
def test_no_sentence_is_left_in_english(site, address):
    html = (site / "es" / address).read_text(encoding="utf-8")
    assert list(english_words(html)) == []


BETWEEN = {  # the parts of a reference
    "In <em>": "En <em>",
    ", and others": " y otros",
    "second edition": "segunda edición",
    "\N{NO-BREAK SPACE}28 of": "\N{NO-BREAK SPACE}28 de",
    "Blog post": "Entrada de blog",
}


def test_references_are_put_together_in_spanish(site):
    english, spanish = (
        (site / folder / "book/bibliography.html").read_text(encoding="utf-8")
        for folder in ("", "es")
    )
    for said, meant in BETWEEN.items():
        assert english.count(said) == spanish.count(meant) > 0, meant
        assert said not in spanish
    assert "Zaremba e Ilya Sutskever" in spanish


def test_two_authors_are_joined_in_spanish(site):
    joined = r"[^\W\d_]+ {} [^\W\d_]+ \["
    for address in CHAPTER_ADDRESSES:
        english = soup(site / address).article.get_text()
        spanish = soup(site / "es" / address).article.get_text()
        expected = len(re.findall(joined.format("and"), english))
        assert len(re.findall(joined.format("y"), spanish)) == expected, address
        assert not re.findall(joined.format("and"), spanish), address


def test_no_sentence_of_the_slides_is_left_in_english(site):
    decks = list((site / "es" / "downloads" / "slides").glob("*.html"))
    assert len(decks) == len(CHAPTERS)
    for deck in decks:
        assert list(english_words(deck.read_text(encoding="utf-8"))) == [], deck.name


def test_no_sentence_of_the_notebooks_is_left_in_english(site):
    for chapter in WITH_CELLS:
        path = site / "es" / "downloads" / f"{chapter.name}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
        text, found, _ = text.partition("\n## Referencias\n")  # titles of papers
        html = MarkdownIt("js-default", {"html": True}).render(text)
        assert list(english_words(f'<html lang="es">{html}')) == [], chapter.name
        assert found or chapter not in CHAPTERS, chapter.name  # a chapter cites


def test_a_sentence_in_english_is_noticed():
    page = '<html lang="es"><p>Una frase.<p title="What is {}">Dos.<p lang="en">It is.'
    assert list(english_words(page.format("this"))) == ["What is this"]


@every_page
def test_each_page_leads_to_its_twin_and_back(site, address, twins):
    places = site / address, site / "es" / address
    for here, there in ((0, 1), (1, 0)):
        link = twins[here].select_one(".sidebar-twin")
        target = places[here].parent.joinpath(link["href"]).resolve()
        assert target == places[there], "the sidebar must lead to the same page"
        assert twins[there].html["lang"] == link["lang"] == link["hreflang"]


def test_the_way_to_the_twin_keeps_the_place(open_page, server):
    page = open_page(f"{server}book/cell.html#sec-cell-in")
    page.locator(".sidebar-twin").click()
    page.wait_for_url(f"{server}es/book/cell.html#sec-cell-in")
    page.locator(".sidebar-twin").click()
    page.wait_for_url(f"{server}book/cell.html#sec-cell-in")
    assert page.complaints == []


def test_without_scripts_the_way_leads_to_the_page(open_page, server):
    page = open_page(f"{server}book/cell.html#sec-cell-in", java_script_enabled=False)
    page.locator(".sidebar-twin").click()
    page.wait_for_url(f"{server}es/book/cell.html")


def test_the_search_finds_spanish_words(open_page, server):
    page = open_page(f"{server}es/search.html?q=compuertas")
    page.locator(".search-summary", has_text="encontr").wait_for()
    page.locator("ul.search li a").first.click()
    marked = page.locator("article .highlighted")
    marked.first.wait_for()
    assert "compuertas" in marked.first.inner_text().lower()
    page.locator(".highlight-link", has_text="Ocultar").wait_for()
    assert page.complaints == []


def test_each_edition_has_its_address_and_names_the_other(told):
    for folder in ("", "es/"):
        for address in ("book/cell.html", "search.html"):
            page = soup(told / folder / address)
            [canonical] = page.select("link[rel=canonical]")
            assert canonical["href"] == ADDRESS + folder + address
            named = page.select("link[rel=alternate][hreflang]")
            assert {link["hreflang"]: link["href"] for link in named} == {
                "en": ADDRESS + address,
                "es": f"{ADDRESS}es/{address}",
                "x-default": ADDRESS + address,
            }


def test_the_sitemap_lists_both_editions(told):
    listed = re.findall("<loc>(.*?)</loc>", (told / "sitemap.xml").read_text())
    pages = {f"book/{page.stem}.html" for page in PAGES}
    assert sorted(listed) == sorted(
        ADDRESS + folder + page for folder in ("", "es/") for page in pages
    )


def test_a_citation_of_the_spanish_edition_leads_to_it(told):
    page = soup(told / "es" / "book" / "cell.html")
    assert page.select_one("meta[name=citation_language]")["content"] == "es"
    assert page.select_one("meta[name=citation_inbook_title]")["content"] == TITLE
    address = f"{ADDRESS}es/book/cell.html"
    for ending in ("bib", "json", "ris"):
        text = (told / "es" / "book" / f"cell.{ending}").read_text(encoding="utf-8")
        assert address in text and TITLE in text


def test_colab_and_binder_open_the_spanish_notebook(told):
    links = [link["href"] for link in soup(told / "es/book/cell.html").select(".run a")]
    download, colab, binder = links[:3]
    assert (told / "es/book" / download).resolve() == told / "es/downloads/cell.ipynb"
    assert (told / "es/downloads/cell.ipynb").exists()
    assert colab.endswith(
        f".google.com/github/{REPOSITORY}/blob/notebooks/es/cell.ipynb"
    )
    assert binder.endswith(f"/v2/gh/{REPOSITORY}/notebooks?labpath=es/cell.ipynb")


def test_the_page_for_missing_ones_leads_into_both_editions(told):
    page = soup(told / "404.html")
    folder = urlsplit(ADDRESS).path
    words = {"en": "Page not found", "es": "Página no encontrada"}
    for place in (page.title, page.h1):
        assert all(heading in place.get_text() for heading in words.values())
    for language, edition in (("en", folder), ("es", f"{folder}es/")):
        assert page.h1.select_one(f"[lang={language}]").get_text() == words[language]
        links = page.article.select_one(f"p[lang={language}]").find_all("a")
        first, search = (link["href"].removeprefix(edition) for link in links)
        assert (first, search) == ("book/index.html", "search.html")
    assert not (told / "es" / "404.html").exists()


def test_without_a_spanish_edition_nothing_leads_to_one(plain):
    for path in plain.rglob("*.*"):
        if path.suffix in {".html", ".xml"}:
            assert "es/book/" not in path.read_text(encoding="utf-8"), path.name
    assert not (plain / "es").exists()
