"""The museum as its visitors see it: a wall of tiles, and a card for each exhibit."""

import pytest
from browsing import light_and_dark
from chapters import ROOT
from parsing import soup

PAGE = "book/famous-mistakes.html"
EXHIBITS = (ROOT / "book" / "famous-mistakes.md").read_text("utf-8").count("{exhibit}")
DECK = "downloads/slides/famous-mistakes.html"
EDITIONS = ["", "es/"]
WIDTHS = {1280: (3, True), 768: (3, True), 375: (1, False)}  # columns, side by side

# above its plaque, and seen
PAINTINGS = """paintings => paintings.map(painting => {
    const {height, bottom} = painting.getBoundingClientRect();
    const plaque = painting.parentElement.querySelector(".plaque");
    return painting.checkVisibility() && height > 20
        && bottom <= plaque.getBoundingClientRect().top;
})"""

both_editions = pytest.mark.parametrize("edition", EDITIONS, ids=["en", "es"])
every_width = pytest.mark.parametrize("width", WIDTHS)


def text(element):
    return " ".join(element.get_text().split())


@both_editions
def test_the_wall_has_a_tile_for_each_card_with_the_number_of_its_section(
    site, edition
):
    page = soup(site / edition / PAGE)
    tiles, cards = page.select(".wall > li"), page.select(".exhibit")
    assert len(tiles) == len(cards) == EXHIBITS
    for number, (tile, card) in enumerate(zip(tiles, cards, strict=True), 1):
        section = card.parent
        assert tile.a["href"] == f"#{section['id']}"
        assert tile.strong.get_text() == str(number)
        assert text(section.select_one(".section-number")).endswith(f".{number}.")
        assert f" {number} · " in text(card.select_one(".admonition-title"))
        for part in tile.select(".year, .painting"):
            assert text(part) in text(card)


@both_editions
def test_each_number_of_a_card_is_printed_by_a_cell_of_its_section(site, edition):
    for card in soup(site / edition / PAGE).select(".exhibit"):
        outputs = card.parent.select(".cell_output pre")
        printed = [line for pre in outputs for line in pre.get_text().splitlines()]
        shown = [value.get_text() for value in card.select(".measure strong")]
        assert shown == printed
        assert "{" not in text(card.select_one(".measure"))


@both_editions
@every_width
def test_wrong_and_right_are_side_by_side_where_there_is_room(
    open_page, server, edition, width
):
    viewport = {"width": width, "height": 800}
    page = open_page(f"{server}{edition}{PAGE}", viewport=viewport)
    columns, side_by_side = WIDTHS[width]
    lefts = page.locator(".wall > li").evaluate_all(
        "tiles => tiles.map(tile => tile.getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == columns
    pairs = page.locator(".pair").evaluate_all(
        "pairs => pairs.map(pair => [...pair.children].map(side =>"
        " side.getBoundingClientRect().top))"
    )
    assert {wrong == right for wrong, right in pairs} == {side_by_side}
    cut = page.locator(".exhibit pre, .painting").evaluate_all(
        "parts => parts.filter(part => part.scrollWidth > part.clientWidth).length"
    )
    assert not cut
    assert page.locator(".painting").evaluate_all(PAINTINGS) == [True] * EXHIBITS


@both_editions
def test_the_wall_is_on_slides_of_six_with_its_paintings(open_page, server, edition):
    page = open_page(
        f"{server}{edition}{DECK}", viewport={"width": 1280, "height": 720}
    )
    page.wait_for_function("Reveal.isReady()")
    seen, sizes = [], []
    while len(seen) < EXHIBITS:
        page.keyboard.press("ArrowRight")
        assert not page.evaluate("Reveal.isLastSlide()")
        tiles = page.locator("section.present > section.present .wall > li")
        if tiles.count():
            sizes.append(tiles.count())
            seen += tiles.locator(".painting").evaluate_all(PAINTINGS)
    assert seen == [True] * EXHIBITS
    assert {*sizes[:-1]} == {6}


@light_and_dark
def test_wrong_and_right_have_signs_and_colours_of_their_own(open_page, server, scheme):
    page = open_page(f"{server}{PAGE}", color_scheme=scheme)
    seen = {}
    for side, sign in (("wrong", "✗"), ("right", "✓")):
        verdict = page.locator(f".exhibit .{side} .verdict").first
        assert verdict.inner_text().startswith(f"{sign} ")
        seen[side] = verdict.evaluate(
            "verdict => getComputedStyle(verdict).color.match(/\\d+/g).map(Number)"
        )
    (red, green, _), (red_of_right, green_of_right, _) = seen.values()
    assert red > green
    assert green_of_right > red_of_right


@pytest.mark.parametrize("part", [".painting", ".plaque"])
def test_a_click_anywhere_on_a_tile_leads_to_its_card(open_page, server, part):
    page = open_page(f"{server}{PAGE}")
    page.locator(".wall > li").nth(6).locator(part).click(force=True)
    assert page.url.endswith("#sec-mistakes-bias")
