"""Firefox and WebKit show each page as Chromium does, and their readers can use it.

Each page is visited once in each of them, and its formulas are measured in Chromium,
too; `make browsers` runs this, for which Debian has the browsers.
"""

from contextlib import ExitStack

import pytest
from browsing import CHAPTER_ADDRESSES, WIDE, serve
from chapters import CHAPTERS
from driving import firefox, webkit
from visiting import HEIGHTS, WIDTHS, Listener, visit

ENGINES = {"firefox": firefox, "webkit": webkit}
INDEX = "book/index.html"
SPANISH = [f"es/{address}" for address in (INDEX, "book/cell.html", "book/lstm.html")]
EXPLORERS = {
    f"{language}book/{chapter.name}.html": number
    for language in ("", "es/")
    for chapter in CHAPTERS
    if (number := sum("explorer" in cell.tags for cell in chapter.cells))
}
FEW = 5.5  # pixels, for two signs of a formula, a third of the size of its font
ALIKE = 1.15  # of two heights of a formula, the greater one by the other

every_engine = pytest.mark.parametrize("engine", ENGINES)
PAGES = [INDEX, *CHAPTER_ADDRESSES, *SPANISH]
every_page = pytest.mark.parametrize("address", PAGES)
every_chapter = pytest.mark.parametrize(
    "address", [address for address in PAGES if not address.endswith(INDEX)]
)
every_page_with_explorers = pytest.mark.parametrize(
    "address", [address for address in PAGES if address in EXPLORERS]
)


@pytest.fixture(scope="session")
def seen(site):
    """``seen(engine, address)`` is what the one visit of a page has shown."""
    windows, visits = {}, {}
    with ExitStack() as stack:
        home = stack.enter_context(serve(site, Listener))

        def seen(engine, address):
            if engine not in windows:
                windows[engine] = stack.enter_context(ENGINES[engine]())
            if (engine, address) not in visits:
                visits[engine, address] = visit(windows[engine], home, address)
            return visits[engine, address]

        yield seen


@every_engine
@every_page
def test_a_page_is_quiet_and_asks_for_nothing_in_vain(seen, engine, address):
    assert seen(engine, address)["complaints"] == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@every_engine
@every_page
def test_no_page_scrolls_sideways(seen, engine, address, width):
    assert seen(engine, address)[width]["overflow"] == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@every_engine
@every_page
def test_no_line_ends_within_a_formula(seen, engine, address, width):
    broken = seen(engine, address)[width]["broken"]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@every_engine
@every_page
def test_no_code_is_drawn_twice(seen, engine, address, width):
    assert seen(engine, address)[width]["twice"] == []


@every_engine
@every_page
def test_displayed_formulas_are_as_high_as_in_chromium(seen, engine, address, visit):
    here = seen(engine, address)["heights"]
    there = visit(address, WIDE, unfolded=True).evaluate(HEIGHTS)
    assert [text for text, _ in here] == [text for text, _ in there]
    unlike = [
        f"{height:.1f} for {other:.1f} in Chromium: {text}"
        for (text, height), (_, other) in zip(here, there, strict=True)
        if not 1 / ALIKE <= height / other <= ALIKE
    ]
    assert not unlike, "\n".join(unlike)


@every_page
def test_no_sign_of_a_formula_is_wider_in_one_browser(seen, address, visit):
    """Chromium may widen a fence, and Firefox the sign of a product."""
    there = visit(address, WIDE, unfolded=True).evaluate(WIDTHS)
    both = [seen(engine, address)["widths"] for engine in ENGINES]
    unlike = [
        f"{sign}: Chromium {chromium:.0f}, Firefox {one:.0f}, WebKit {other:.0f}"
        for (sign, chromium), (_, one), (_, other) in zip(there, *both, strict=True)
        if abs(one - other) > FEW or chromium - min(one, other) > FEW
    ]
    assert not unlike, "\n".join(unlike)


@every_engine
@every_page
def test_the_fonts_of_the_page_have_arrived(seen, engine, address):
    fonts = seen(engine, address)["fonts"]
    families = {family for family, _ in fonts["faces"]}
    loaded = {family for family, status in fonts["faces"] if status == "loaded"}
    assert "error" not in {status for _, status in fonts["faces"]}
    asked = families.intersection(fonts["asked"])
    assert asked, "formulas, if nothing else, have a font of the book"
    assert asked <= loaded


@every_engine
@every_page_with_explorers
def test_explorers_move_by_keys_and_by_pointer(seen, engine, address):
    explorers = seen(engine, address)["explorers"]
    assert explorers == [(True, True)] * EXPLORERS[address], "(by keys, by pointer)"


@every_engine
@every_chapter
def test_a_preview_opens_on_hover_and_on_focus_and_escape_closes_it(
    seen, engine, address
):
    both = {"hover": (True, True), "focus": (True, True)}
    assert seen(engine, address)["previews"] == both, "(it opened, it closed)"


@every_engine
@every_page
def test_the_switch_of_the_theme_changes_the_page_and_its_controls(
    seen, engine, address
):
    themes = seen(engine, address)["themes"]
    assert set(themes) == {"auto", "dark", "light"}
    for name, look in themes.items():
        wanted = "dark" if name == "dark" else "light"  # as a reader prefers here
        assert look["page"] == wanted
        assert look["controls"], "the switch itself is one"
        other = [html[:80] for used, html in look["controls"] if used != wanted]
        assert other == [], f"these stay as they were in the theme {name}"
