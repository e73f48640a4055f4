"""What every explorer promises: a title, a state that can be linked, few bytes."""

import gzip
import re
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest
from axe import assert_axe_finds_nothing_in
from browsing import NARROW, WIDE
from chapters import CHAPTERS, ROOT
from colorspacious import cspace_convert, deltaE
from explorer import Explorer

STATIC = ROOT / "press" / "theme" / "static"
PLACES = [
    (chapter.name, kind)
    for chapter in CHAPTERS
    for cell in chapter.cells
    for kind in re.findall(r'"explorer": "(\w+)"', cell.source)
]
every_place = pytest.mark.parametrize(
    ("name", "kind"), PLACES, ids=["-".join(place) for place in PLACES]
)


def touch(explorer):
    """Change whatever there is to change."""
    root, page = explorer.root, explorer.page
    if root.locator("input").count():
        root.locator("input").first.focus()
        page.keyboard.press("ArrowRight")
    elif root.locator("[data-word]").count():
        root.locator("[data-word]").nth(1).click()
    else:
        root.locator("button[data-set]:not([aria-disabled=true])").first.click()
        if root.get_by_role("spinbutton").count():
            root.get_by_role("spinbutton").first.focus()
            page.keyboard.press("ArrowUp")


def settled(page, key):
    page.wait_for_function("key => location.search.includes(key)", arg=f"{key}=")
    return page.url


@every_place
def test_the_state_survives_a_reload_and_is_a_link(open_page, server, name, kind):
    page = open_page(server + f"book/{name}.html?page=1")
    explorer = Explorer(page, kind)
    link = explorer.root.locator(".link")
    start = explorer.numbers
    touch(explorer)
    changed = explorer.numbers
    assert changed != start
    address = settled(page, kind)
    query = parse_qs(urlsplit(address).query)
    assert query.keys() == {"page", kind}
    page.reload()
    assert Explorer(page, kind).numbers == changed
    target = link.evaluate("link => link.href")
    section = page.locator(f"section[id]:has(> .cell .explorer[data-kind={kind}])")
    assert target == f"{address}#{section.get_attribute('id')}"
    other = open_page(target)
    explorer = Explorer(other, kind)
    assert explorer.numbers == changed
    again = explorer.root.locator("[data-reset], [data-again]")
    again.click()
    if kind == "walk":
        return
    other.wait_for_function("key => !location.search.includes(key)", arg=kind)
    assert explorer.numbers == start
    assert other.complaints == []


REFUSE = "() => { history.replaceState = () => { throw new Error('refused'); }; }"


@every_place
def test_a_link_works_from_a_folder_and_where_the_address_must_not_change(
    open_page, site, name, kind
):
    address = (site / f"book/{name}.html").as_uri()
    page = open_page(address)
    explorer = Explorer(page, kind)
    page.evaluate(REFUSE)
    touch(explorer)
    link = explorer.root.locator(".link")
    page.wait_for_function(
        "([link, kind]) => link.href.includes(`${kind}=`)",
        arg=[link.element_handle(), kind],
    )
    other = open_page(link.evaluate("link => link.href"))
    assert Explorer(other, kind).numbers == explorer.numbers
    assert page.complaints == other.complaints == []


BAD = [
    "",
    "step:99",
    "step:1.5",
    "step:x",
    "step",
    "entry:-1",
    "block:q",
    "block:",
    "x9.0:1",
    "x1.99:1",
    "x1.length:3",
    "x1.0:",
    "x1.0:NaN",
    "x1.0:9",
    "x1.0:1e99",
    "x1:1",
    "__proto__.x:1",
    "constructor:1",
    "gain:9",
    "T:0",
    "T:1.5",
    "f:-1",
    "t:x",
    "heard:",
    "heard:9",
    "temperature:0",
    "k:2.5",
    "p:1.05",
    "sentence:-1",
    "word:99",
    ",,::..",
    "<b>",
]


@every_place
def test_bad_values_in_an_address_are_ignored(open_page, server, name, kind):
    page = open_page(server + f"book/{name}.html")
    start = Explorer(page, kind).numbers
    page.goto(server + f"book/{name}.html?{kind}={','.join(BAD)}")
    assert Explorer(page, kind).numbers == start
    assert page.complaints == []


def test_the_link_is_copied(chromium, server):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server + "book/cell.html?unrolled=step:3,x1.0:0.5")
    explorer = Explorer(page, "unrolled")
    assert explorer.choices["step"] == 3
    assert explorer.numbers["tensors"]["x1"][0] == 0.5
    link = explorer.root.locator(".link")
    link.click()
    explorer.said("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link.evaluate(
        "e => e.href"
    )
    context.close()


def test_two_explorers_of_a_page_keep_each_its_state(open_page, server):
    page = open_page(server + "book/lstm.html?unrolled=step:2&gates=t:9")
    assert Explorer(page, "unrolled").choices["step"] == 2
    gates = Explorer(page, "gates")
    assert gates.choices["t"] == 9
    gates.press(gates.control("t"), "ArrowRight")
    page.wait_for_url("**/lstm.html?unrolled=step:2&gates=t:10")


@every_place
def test_the_words_of_an_explorer_are_in_the_language_of_its_page(
    open_page, server, name, kind
):
    words = []
    for folder in ("", "es/"):
        explorer = Explorer(open_page(f"{server}{folder}book/{name}.html"), kind)
        title = explorer.root.locator(".title").inner_text()
        assert explorer.root.get_attribute("aria-label") == title
        challenge = explorer.root.locator(".challenge").inner_text()
        link = explorer.root.locator(".link").inner_text()
        words.append(
            (title, challenge, link, *explorer.words["lines"].values())
            if "lines" in explorer.words
            else (title, challenge, link, *explorer.words.values())
        )
    for english, spanish in zip(*words, strict=True):
        assert english != spanish or english.startswith(("ℎ", "𝜆", "<"))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@every_place
def test_axe_finds_nothing_in_what_was_touched(open_page, server, name, kind, viewport):
    page = open_page(server + f"book/{name}.html", viewport=viewport)
    explorer = Explorer(page, kind)
    if explorer.root.locator("details").count():
        explorer.unfold()
    touch(explorer)
    assert_axe_finds_nothing_in(page, f".explorer[data-kind={kind}]")


@every_place
def test_on_paper_the_picture_is_shown_without_what_is_to_be_pressed(visit, name, kind):
    explorer = Explorer(visit(f"book/{name}.html", media="print"), kind)
    assert explorer.root.locator(".drawing").is_visible()
    for part in (".foot", ".challenge"):
        assert explorer.root.locator(part).is_hidden()


@pytest.mark.parametrize(
    ("address", "kind"),
    [(f"{e}book/{name}.html", kind) for e in ("", "es/") for name, kind in PLACES],
)
def test_nothing_is_cut_off_on_a_phone(visit, address, kind):
    assert Explorer(visit(address, NARROW), kind).outside() == []


LATE = """
    IntersectionObserver = class extends IntersectionObserver {
        constructor(callback, options) {
            super(told => callback([{ isIntersecting: false }, ...told]), options);
        }
    };
"""


def test_an_explorer_begins_if_it_came_into_sight_before_it_was_told_that_it_was_out(
    new_page, site
):
    page = new_page()
    page.add_init_script(LATE)
    page.goto((site / "book/backpropagation-through-time.html").as_uri())
    Explorer(page, "adjoints")
    page.close()


def test_only_pages_with_an_explorer_load_its_files(site):
    with_explorer = {"index.html"} | {f"{name}.html" for name, _ in PLACES}
    for page in (site / "book").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert ("explorers.js" in text) == (page.name in with_explorer), page.name


@pytest.mark.parametrize("kind", sorted({kind for _, kind in PLACES}))
def test_an_explorer_is_small(kind):
    files = ["explorers.js", "explorers.css", f"explorers/{kind}.js"]
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in files}
    assert sum(sizes.values()) < 12_000, sizes


VISIONS = ("none", "protanomaly", "deuteranomaly", "tritanomaly")


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_eye_tells_negative_from_positive(theme, vision):
    css = (STATIC / "explorers.css").read_text(encoding="utf-8")
    page, share = [((255, 255, 255), 0.52), ((19, 20, 22), 0.44)][theme]
    assert f"--strength: {share:.0%};" in css
    seen = [page]
    for sign in ("negative", "positive"):
        values = re.findall(rf"--{sign}: #(\w{{6}});", css)
        assert len(values) == 3 and values[1] == values[2]
        colour = bytes.fromhex(values[theme])
        seen.append(
            [share * c + (1 - share) * p for c, p in zip(colour, page, strict=True)]
        )
    if vision != "none":
        blind = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
        seen = [
            (cspace_convert([v / 255 for v in colour], blind, "sRGB1") * 255)
            .clip(0, 255)
            .tolist()
            for colour in seen
        ]
    for one, other in combinations(seen, 2):
        assert deltaE(one, other, input_space="sRGB255") > 15


TO_THE_FOOT_OF_THE_WINDOW = """title => scrollTo({
    top: scrollY + title.getBoundingClientRect().bottom - innerHeight,
    behavior: "instant",
})"""


@every_place
def test_on_a_phone_the_title_is_seen_before_the_buttons(open_page, server, name, kind):
    page = open_page(server + f"book/{name}.html", viewport=NARROW)
    root = Explorer(page, kind).root
    title = root.locator(".title")
    title.evaluate(TO_THE_FOOT_OF_THE_WINDOW)
    under, over = title.bounding_box(), root.locator(".foot").bounding_box()
    assert over["y"] >= under["y"] + under["height"]
