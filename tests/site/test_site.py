"""The built pages are valid, whole, free of third parties, and know their address."""

import re
import tempfile
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import html5lib
import pytest
from axe import assert_axe_finds_nothing
from browsing import Host, serve
from builds import ADDRESS, KEPT, REPOSITORY
from chapters import CHAPTERS, PAGES, ROOT
from fontTools.ttLib import TTFont
from matplotlib.image import imread
from pybtex.database import parse_file

MATHML = "{http://www.w3.org/1998/Math/MathML}math"
SVG = "{http://www.w3.org/2000/svg}svg"
ANOTHER_HOST = re.compile(r"""(?:\b[a-z]+:|["'`(]|^)//([\w-]+(?:\.[\w-]+)+)""", re.I)
# what the links of the book lead to, the last two if the repository is known
LED_TO = {
    "arxiv.org",
    "colah.github.io",
    "doi.org",
    "github.com",
    "karpathy.github.io",
    "www.sphinx-doc.org",
}
LED_TO_OF_A_REPOSITORY = {"colab.research.google.com", "mybinder.org"}
# what else styles, scripts and drawings name, in their comments, messages and metadata
NAMED = {
    "clipboardjs.com",
    "codepen.io",
    "creativecommons.org",
    "developer.mozilla.org",
    "hakim.se",
    "m2.material.io",
    "marked.js.org",
    "matplotlib.org",
    "nbsphinx.readthedocs.io",
    "purl.org",
    "revealjs.com",
    "snowballstem.org",
    "www.w3.org",
}
LOADED = {
    ".css": r"""(?:@import|url\()\s*['"]?(?:\w+:)?//""",
    ".ipynb": r"""src=\\?['"](?:\w+:)?//|!\[[^]]*\]\((?:\w+:)?//""",
    ".js": r"""(?:src\s*=|\b(?:fetch|import|open|sendBeacon|Worker|WebSocket)\()"""
    r"""\s*['"`](?:\w+:)?//""",
    ".svg": r"""(?:href|src)\s*=\s*['"](?:\w+:)?//|url\(['"]?(?:\w+:)?//""",
}


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

    def metas(self, name):
        """What the head says under that name, each time that it does."""
        metas = self.tree.iterfind("head/meta")
        return [
            meta.get("content")
            for meta in metas
            if name in (meta.get("name"), meta.get("property"))
        ]


def read_pages(site):
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="session")
def pages(site):
    return read_pages(site)


@pytest.fixture(scope="module")
def told_pages(told):
    return read_pages(told)


def html_name(source):
    return source.relative_to(ROOT).with_suffix(".html").as_posix()


def reports(folder, pages):
    """What each page of the contents offers to report a mistake."""
    links = {}
    for source in PAGES:
        found = pages[folder / html_name(source)].tree.iterfind(
            ".//p[@class='report']/a"
        )
        links[source.stem] = [link.get("href") for link in found]
    return links


def test_each_page_says_where_a_mistake_is_reported_if_that_is_known(
    site, pages, told, told_pages
):
    assert not any(reports(site, pages).values())
    for name, [address] in reports(told, told_pages).items():
        assert address.startswith(f"https://github.com/{REPOSITORY}/issues/new?title=")
        assert address.endswith(f"{name}%3A%20")


def test_every_page_of_the_contents_is_built(site, pages):
    for source in PAGES:
        assert site / html_name(source) in pages


def test_the_first_page_leads_to_the_book(site, pages):
    first = pages[site / "index.html"]
    refresh = first.tree.find("head/meta[@http-equiv='refresh']").get("content")
    assert refresh == f"0; url={html_name(PAGES[0])}"
    assert first.tree.find(".//a").get("href") == html_name(PAGES[0])


def test_html_is_valid(pages):
    assert {str(path): page.errors for path, page in pages.items() if page.errors} == {}


def test_every_link_within_the_site_arrives(pages):
    dead = []
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its links begin with the path of the site's address
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


def assert_head_is_whole(path, page):
    language = "es" if "es" in path.parts[-4:] else "en"  # within the site
    assert page.tree.get("lang") == language, path.name
    assert page.tree.findtext("head/title").strip(), path.name
    assert len(list(page.tree.iter("h1"))) == 1, path.name
    descriptions = page.metas("description")
    assert len(descriptions) == 1, path.name
    assert len(descriptions[0]) > 40, path.name
    icons = [e for e in page.tree.iter("link") if "icon" in e.get("rel").split()]
    assert len(icons) == 1, path.name


def test_every_page_has_language_title_heading_description_and_icon(pages):
    for path, page in pages.items():
        assert_head_is_whole(path, page)


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
        return {"ϕ": "𝜙", "ı": "𝚤"}.get(text, text)
    return text


def test_the_font_has_every_character_of_the_formulas(site, pages):
    drawn = set()
    for font in (ROOT / "press" / "theme" / "static" / "fonts").glob("*.woff2"):
        drawn |= set(map(chr, TTFont(font).getBestCmap()))
    invisible = set("\n \u2061\u2062\u2063\u2064")
    missing = {}
    for path, page in pages.items():
        formulas = page.tree.iter(MATHML)
        used = {c for f in formulas for part in f.iter() for c in as_drawn(part)}
        if lacking := used - drawn - invisible:
            missing[path.name] = lacking
    assert missing == {}


@pytest.fixture(scope="session")
def own_host(site, pages):
    """The host of the address that the site knows, if it knows one."""
    first = pages[site / html_name(PAGES[0])].tree
    canonical = first.find("head/link[@rel='canonical']")
    return "" if canonical is None else urlsplit(canonical.get("href")).netloc


def is_not_loaded(element, name):
    """Whether an address in that attribute is for readers and services only."""
    if element.tag == "meta":
        return element.get("http-equiv") is None
    if element.tag == "link":
        return element.get("rel") in {"alternate", "canonical"}
    return element.tag == "a" and name in {"href", "title"} or name.endswith("}xmlns")


def test_no_page_loads_anything_from_another_host(pages):
    for path, page in pages.items():
        for element in page.tree.iter():
            for name, value in element.items():
                if ANOTHER_HOST.search(value):
                    assert is_not_loaded(element, name), f"{path.name}: {value}"
            if element.tag in {"script", "style"}:
                if element.get("type") != "application/ld+json":  # names, no addresses
                    named = ANOTHER_HOST.search(element.text or "")
                    assert not named, f"{path.name}: {named}"


@pytest.mark.parametrize("suffix", LOADED)
def test_no_other_file_loads_anything_from_another_host(site, own_host, suffix):
    files = list(site.rglob(f"*{suffix}"))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        if own_host:  # from which Colab loads the figures
            text = text.replace(f"//{own_host}/", "/")
        loaded = re.search(LOADED[suffix], text)
        assert not loaded, f"{path.name}: {loaded}"
        unknown = set(ANOTHER_HOST.findall(text)) - NAMED
        unknown -= LED_TO | LED_TO_OF_A_REPOSITORY
        assert not unknown, f"{path.name}: {unknown}"


def test_the_hosts_that_links_lead_to_are_those_in_the_list(pages, own_host):
    found = set()
    for page in pages.values():
        for element, address in page.links("href"):
            if element.tag == "a":
                found |= {urlsplit(address).netloc}
    assert found - LED_TO_OF_A_REPOSITORY - {"", own_host} == LED_TO


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


def canonical_addresses(site):
    return {
        page: re.findall(
            r'rel="canonical" href="([^"]*)"', (site / page).read_text(encoding="utf-8")
        )
        for page in map(html_name, PAGES)
    }


def address_in_the_entry_of_the_book(site):
    page = Page(site / "book" / "how-to-cite-and-teach.html")
    shown = "".join(page.tree.find("body").itertext())
    assert "@book{" in shown
    return re.findall(r"url\s*= {(.*?)}", shown)


def test_the_address_is_what_the_build_is_told(told):
    canonical = canonical_addresses(told)
    assert canonical == {page: [ADDRESS + page] for page in canonical}
    assert address_in_the_entry_of_the_book(told) == [ADDRESS]


def test_a_build_that_is_told_no_address_names_none(plain):
    assert not any(canonical_addresses(plain).values())
    assert address_in_the_entry_of_the_book(plain) == []


def test_citations_lead_to_what_they_name(told, told_pages):
    for chapter in CHAPTERS:
        page = told / "book" / f"{chapter.name}.html"
        home = ADDRESS + f"book/{page.name}"
        entries = parse_file(page.with_suffix(".bib"), "bibtex").entries
        for key, entry in entries.items():
            address, _, anchor = entry.fields["url"].partition("#")
            assert address == home, key
            if ":" in key:
                assert anchor.removeprefix("equation-") == key.partition(":")[2]
                assert anchor in told_pages[page].ids
        for ending in ("ris", "json"):
            assert home in page.with_suffix(f".{ending}").read_text(encoding="utf-8")
        assert told_pages[page].metas("citation_fulltext_html_url") == [home]


def test_without_an_address_nothing_needs_one(told, plain):
    for path in plain.rglob("*.html"):
        assert not re.search(r"\"(og|twitter):", path.read_text(encoding="utf-8"))
    added = {path.name for path in told.iterdir()}
    added -= {path.name for path in plain.iterdir()}
    added -= {"downloads", "es"}  # which `make book` alone makes
    assert added == {"404.html", "card.png", "sitemap.xml"}


def test_the_plain_way_links_nothing_that_it_does_not_make(plain):
    page = read_pages(plain)[plain / "book" / "cell.html"]
    assert not page.tree.findall(".//p[@class='run']")
    assert not (plain / "downloads").exists()


def test_every_page_is_as_whole_with_an_address(told_pages):
    for path, page in told_pages.items():
        assert_head_is_whole(path, page)
        assert page.errors == [], path.name


def test_every_page_of_the_contents_has_a_card(told, told_pages):
    for source in PAGES:
        page = told_pages[told / html_name(source)]
        assert page.metas("og:url") == [ADDRESS + html_name(source)]
        (title,) = page.metas("og:title")
        full_title = page.tree.findtext("head/title").strip()
        assert full_title in (title, f"{title} - RNNs by Hand")
        assert page.metas("og:description") == page.metas("description")
        assert page.metas("og:type") == ["website"]
        assert page.metas("og:site_name") == ["RNNs by Hand"]
        assert page.metas("twitter:card") == ["summary_large_image"]
        assert page.metas("og:image") == [ADDRESS + "card.png"]
        assert len(page.metas("og:image:alt")) == 1


def test_the_first_page_has_the_card_of_the_book(told, told_pages):
    first = told_pages[told / "index.html"].text
    book = told_pages[told / html_name(PAGES[0])].text
    tags = re.findall(r'<meta [^>]*"(?:og|twitter):.*?>', book)
    assert tags == re.findall(r'<meta [^>]*"(?:og|twitter):.*?>', first)


def test_the_picture_of_the_card_has_the_size_that_services_ask_for(told):
    assert imread(told / "card.png").shape[:2] == (630, 1200)


@pytest.mark.parametrize("name", KEPT)
def test_a_build_after_an_edit_of_one_page_keeps_what_the_site_has(told, name):
    first = told.parents[1] / "kept" / name
    assert first.read_bytes() == (told / name).read_bytes()


class NotFoundHandler(Host):
    """Shows 404.html where there is no file, as a host of pages does."""

    def send_error(self, code, *arguments):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(Path(self.directory, "rnn", "404.html").read_bytes())


@pytest.fixture(scope="module")
def host(told, tmp_path_factory):
    """Has the site below the path of its address."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "rnn").symlink_to(told)
    with serve(folder, NotFoundHandler) as address:
        yield address


@pytest.mark.parametrize("missing", ["none", "book/none.html", "a/b/c/"])
def test_a_missing_page_shows_the_way_from_any_depth(
    host, open_page, told_pages, told, missing
):
    address = f"{host}rnn/{missing}"
    page = open_page(address)
    wrong = [text for text in page.complaints if "status of 404" not in text]
    assert wrong == [f"404: {address}"]
    assert_axe_finds_nothing(page)
    for name, target in (
        ("first page", html_name(PAGES[0])),
        ("search", "search.html"),
    ):
        link = page.locator("article").get_by_role("link", name=name)
        assert link.evaluate("e => e.href") == f"{host}rnn/{target}"
    for _, link in told_pages[told / "404.html"].links("href", "src"):
        target = urljoin(address, link)
        if target.startswith(host) and not link.startswith("#"):
            assert urlopen(target).status == 200, link


def test_the_search_does_not_find_the_page_for_missing_ones(told):
    index = (told / "searchindex.js").read_text(encoding="utf-8")
    docnames = re.search(r'"?docnames"?:\s*\[(.*?)\]', index)[1]
    assert "book/cell" in docnames
    assert "404" not in docnames
