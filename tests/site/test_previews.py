"""What a link leads to is shown beside it, to pointer and keyboard, when asked for."""

import json
import re
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from axe import assert_axe_finds_nothing, assert_axe_finds_nothing_in
from browsing import NARROW, every_chapter, light_and_dark, wide_and_narrow

KINDS = ["thm", "equation", "term", "cite"]
PAGE = "book/gru.html"  # has a link of each kind
ASKED = 1000  # milliseconds, longer than any pause of previews.js

every_kind = pytest.mark.parametrize("kind", KINDS)


def letters(element):
    """The text without spaces and without the mark that links to itself."""
    text = "".join(element.itertext())
    return "".join(text.replace("¶", "").split())


def parsed(text):
    return html5lib.parse(text, namespaceHTMLElements=False)


def is_previewed(element):
    """Whether a preview is promised of what has this id."""
    classes = set(element.get("class", "").split())
    return element.tag == "dt" or bool(classes & {"proof", "math", "citation"})


@pytest.fixture(scope="module")
def pages(site):
    return {
        path.as_uri(): parsed(path.read_text(encoding="utf-8"))
        for path in site.glob("book/*.html")
    }


@pytest.fixture(scope="module")
def previews(site):
    """The HTML of each preview by the address that it is of."""
    every = {}
    for path in site.glob("book/*.previews.js"):
        script = path.read_text(encoding="utf-8")
        page = path.as_uri().replace(".previews.js", ".html")
        data = re.fullmatch(r"Object\.assign\(PREVIEWS, (.*)\);\n", script, re.DOTALL)
        every |= {f"{page}#{name}": html for name, html in json.loads(data[1]).items()}
    return every


def test_every_link_to_a_statement_has_its_preview(pages, previews):
    targets = {
        f"{address}#{element.get('id')}": element
        for address, page in pages.items()
        for element in page.iter()
        if element.get("id")
    }
    seen = set()
    for page, tree in pages.items():
        for link in tree.iterfind(".//article//a[@href]"):
            address = urljoin(page, link.get("href"))
            classes = link.get("class", "").split()
            if "internal" not in classes or "headerlink" in classes:
                continue
            # a whole page that Sphinx makes, such as an index, has no label
            target = targets[address] if urldefrag(address).fragment else None
            promised = target is not None and is_previewed(target)
            assert promised == ("previewed" in classes), address
            if promised:
                shown = letters(parsed(previews[address]))
                assert shown.startswith(letters(target)), address
                seen.add(urldefrag(address).fragment.split("-")[0])
    assert seen >= {*KINDS, "cor", "def", "lem"}


def test_previews_have_no_ids_and_no_previews(previews):
    assert len(previews) > 100
    for address, html in previews.items():
        assert not re.search(r'\sid="|headerlink|previewed', html), address


def first_link(page, kind):
    return page.locator(f"a.previewed[href*='#{kind}-']:visible").first


def hover(page, link):
    link.hover()


def focus(page, link):
    """As with the Tab key, from the element before."""
    page.keyboard.press("Shift")
    link.focus()


def assert_preview_of(page, link, previews, site, server):
    preview = page.locator("#preview")
    preview.wait_for(state="visible")
    address = link.evaluate("e => e.href").replace(server, f"{site.as_uri()}/")
    shown = "".join(preview.evaluate("e => e.textContent").split())
    assert shown == letters(parsed(previews[address]))
    assert len(shown) > 20
    assert link.get_attribute("aria-describedby") == "preview"


@pytest.mark.parametrize("ask", [hover, focus])
@every_kind
def test_a_reader_sees_what_a_link_leads_to_until_escape(
    open_page, server, site, previews, ask, kind
):
    page = open_page(server + PAGE)
    link = first_link(page, kind)
    ask(page, link)
    assert_preview_of(page, link, previews, site, server)
    focused = page.evaluate_handle("document.activeElement")
    page.keyboard.press("Escape")
    page.locator("#preview").wait_for(state="hidden")
    assert page.evaluate("e => e === document.activeElement", focused)
    assert link.get_attribute("aria-describedby") is None
    page.wait_for_timeout(ASKED)
    assert page.locator("#preview").is_hidden()
    assert page.complaints == []


@every_kind
def test_a_reader_of_a_folder_sees_it_too(open_page, site, previews, kind):
    page = open_page((site / PAGE).as_uri())
    link = first_link(page, kind)
    hover(page, link)
    assert_preview_of(page, link, previews, site, f"{site.as_uri()}/")
    assert page.complaints == []


def test_a_preview_stays_under_the_pointer_and_goes_with_it(open_page, server):
    page = open_page(server + PAGE)
    hover(page, first_link(page, "cite"))
    preview = page.locator("#preview")
    preview.wait_for(state="visible")
    preview.hover()
    page.wait_for_timeout(ASKED)
    assert preview.is_visible()
    page.mouse.move(0, 0)
    preview.wait_for(state="hidden")


def test_a_preview_goes_with_the_focus(open_page, server):
    page = open_page(server + PAGE)
    focus(page, first_link(page, "cite"))
    preview = page.locator("#preview")
    preview.wait_for(state="visible")
    page.keyboard.press("Shift+Tab")
    preview.wait_for(state="hidden")


def test_the_keyboard_reaches_a_link_within_a_preview(open_page, server):
    page = open_page(server + PAGE)
    focus(page, first_link(page, "cite"))
    page.locator("#preview").wait_for(state="visible")
    page.keyboard.press("Tab")
    page.wait_for_timeout(ASKED)
    assert page.locator("#preview a:focus").is_visible()


def test_nothing_of_previews_is_loaded_before_the_first(open_page, server):
    page = open_page(server + PAGE)
    loaded = []

    def request(request):
        if request.resource_type == "script":  # the icon may be late
            loaded.append(request.url)

    page.on("request", request)
    other = page.locator("article a.internal:not(.previewed, .headerlink)").first
    hover(page, other)
    focus(page, other)
    page.wait_for_timeout(ASKED)
    html = page.content()
    assert (loaded, "previews.js" in html) == ([], False)
    hover(page, first_link(page, "term"))
    page.locator("#preview").wait_for(state="visible")
    names = [re.sub(r"\?.*", "", url.removeprefix(server)) for url in loaded]
    assert names == ["_static/previews.js", "book/glossary.previews.js"]


def test_a_tap_follows_the_link_and_shows_no_preview(open_page, server):
    page = open_page(server + PAGE, viewport=NARROW, has_touch=True)
    first_link(page, "equation").tap()
    page.wait_for_url("**#equation-*")
    page.wait_for_timeout(ASKED)
    assert page.locator("#preview").count() == 0


def with_a_preview(page, kind):
    focus(page, first_link(page, kind))
    page.locator("#preview").wait_for(state="visible")
    return page


@wide_and_narrow
@light_and_dark
def test_axe_finds_nothing_in_a_preview(open_page, server, scheme, viewport):
    page = open_page(server + PAGE, color_scheme=scheme, viewport=viewport)
    for kind in KINDS:
        with_a_preview(page, kind)
        assert_axe_finds_nothing_in(page, "#preview")
        assert page.locator("#preview").is_visible(), "it must stay while axe looks"
        page.keyboard.press("Escape")
        page.locator("#preview").wait_for(state="hidden")


def test_axe_finds_nothing_around_a_preview(open_page, server):
    page = with_a_preview(open_page(server + PAGE), KINDS[0])
    assert_axe_finds_nothing(page)
    assert page.locator("#preview").is_visible(), "it must stay while axe looks"


OPEN_EACH = """async () => {
    const found = [];
    await load(ownScript("previews"));
    for (const link of document.querySelectorAll("a.previewed")) {
        if (!link.checkVisibility()) continue;
        await load(link.href.replace(/\\.html#.*/, ".previews.js"));
        showPreview(link);
        const { left, right, width, height } = previewBox.getBoundingClientRect();
        const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
        if (left < 0 || right > document.documentElement.clientWidth
            || previewBox.scrollWidth > previewBox.clientWidth
            || width * height === 0 || new Set(ids).size < ids.length)
            found.push(link.href);
    }
    return found;
}"""


@every_chapter
def test_every_preview_fits_a_phone_and_has_no_id_twice(open_page, server, address):
    page = open_page(server + address, viewport=NARROW)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(OPEN_EACH) == [], "previews.js must fit these to the page"
    assert page.complaints == []
