"""Pages look as they would with all that Furo has, from one much smaller stylesheet."""

import gzip
from importlib.resources import files

import pytest
from browsing import LOOK, NARROW, WIDE, light_and_dark, wake
from chapters import ROOT

from press.page.pruned import CODE, FURO, OURS, WIDTH_WITH_CONTENTS

OURS_HERE = ROOT / "press" / "theme" / "static"

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
    const link = document.querySelector("link[href*='book.css']");
    const style = document.createElement("style");
    style.textContent = css;
    link.replaceWith(style);
}"""


@pytest.fixture(scope="module")
def whole(site):
    """The stylesheets as their makers wrote them, in the order of the page's one.

    Furo's has the width at which we show the page contents; what our stylesheets load
    lies beside that of the page.
    """
    furo = files("furo") / "theme" / "furo" / "static" / FURO
    code = (site / "_static" / CODE).read_text("utf-8")
    ours = "\n".join((OURS_HERE / name).read_text("utf-8") for name in OURS)
    ours = ours.replace('url("fonts', 'url("/_static/fonts')
    return code + furo.read_text("utf-8").replace(*WIDTH_WITH_CONTENTS) + ours


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
    wake(page)
    page.evaluate(LOOK, ["auto", False])
    pruned = page.evaluate(LOOKS, PROPERTIES.split())
    page.evaluate(WITH_ALL_RULES, whole)
    page.evaluate(LOOK, ["auto", False])
    with_all = page.evaluate(LOOKS, PROPERTIES.split())
    both = zip(pruned, with_all, strict=True)
    unlike = [(one, other) for one, other in both if one != other]
    assert unlike == []


def test_the_stylesheet_is_much_smaller(site, whole):
    pruned = (site / "_static" / OURS[0]).read_bytes()
    assert len(gzip.compress(pruned)) < 0.75 * len(gzip.compress(whole.encode()))
