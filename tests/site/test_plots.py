"""The words of a plot are read on a phone, in both languages, and stay in the plot."""

import pytest
from browsing import NARROW
from chapters import WITH_CELLS

DRAWN = [f"book/{page.name}.html" for page in WITH_CELLS if "plt.subplots" in page.text]
TEXTS = """all => all.map(text => {
    const svg = text.ownerSVGElement, box = text.getBBox(), view = svg.viewBox.baseVal;
    const place = text.getCTM().multiply(svg.getCTM().inverse());
    const left = box.x + place.e, right = left + box.width;
    const size = parseFloat(getComputedStyle(text).fontSize);
    return {
        words: text.textContent,
        size: size * svg.getBoundingClientRect().width / view.width,
        out: Math.max(view.x - left, right - view.x - view.width),
    };
})"""


@pytest.mark.parametrize("address", [*DRAWN, *(f"es/{address}" for address in DRAWN)])
def test_the_words_of_plots_are_large_and_whole_on_a_phone(visit, address):
    texts = visit(address, NARROW).locator("svg.plot text").evaluate_all(TEXTS)
    assert texts, "a plot has numbers, and words at its axes"
    small = [text for text in texts if text["size"] < 12]
    assert not small, f"12 pixels are legible: see book/matplotlibrc. {small}"
    cut = [text for text in texts if text["out"] > 0]
    assert not cut, f"these leave the plot, perhaps in Spanish alone: {cut}"
