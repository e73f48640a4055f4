"""Pages look as they would with all that Furo has, from much smaller files."""

import gzip
from importlib.resources import files

import pytest
from browsing import NARROW, WIDE, light_and_dark

from press.page.pruned import FURO, WIDTH_WITH_CONTENTS

PROPERTIES = (
    "width height margin padding border display position inset font color background"
    " opacity content textAlign overflow boxShadow"
)
LOOKS = """names => [...document.querySelectorAll("body, body *")].map(element => {
    const looks = ["", "::before", "::after"].map(part => {
        const style = getComputedStyle(element, part || null);
        if (part && style.content === "none") return "";
        return names.map(name => style[name]).join("|");
    });
    return element.cloneNode(false).outerHTML.slice(0, 120) + looks.join(";");
})"""
WITH_ALL_RULES = """css => {
    const link = document.querySelector("link[href*='furo.css']");
    const style = document.createElement("style");
    style.textContent = css;
    link.replaceWith(style);
}"""


@pytest.fixture(scope="module")
def whole():
    """Furo's stylesheet, with the width at which we show the page contents."""
    path = files("furo") / "theme" / "furo" / "static" / FURO
    return path.read_text("utf-8").replace(*WIDTH_WITH_CONTENTS)


@light_and_dark
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "address",
    ["book/index.html", "book/concatenation.html", "book/glossary.html", "search.html"],
)
def test_a_page_looks_as_with_all_rules(
    open_page, server, whole, address, viewport, scheme
):
    page = open_page(server + address, viewport=viewport, color_scheme=scheme)
    pruned = page.evaluate(LOOKS, PROPERTIES.split())
    page.evaluate(WITH_ALL_RULES, whole)
    with_all = page.evaluate(LOOKS, PROPERTIES.split())
    both = zip(pruned, with_all, strict=True)
    unlike = [(one, other) for one, other in both if one != other]
    assert unlike == []


def test_the_stylesheet_is_much_smaller(site, whole):
    pruned = (site / "_static" / FURO).read_bytes()
    assert len(gzip.compress(pruned)) < 0.7 * len(gzip.compress(whole.encode()))
