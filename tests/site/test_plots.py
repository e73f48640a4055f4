"""The words of plots and figures are whole in both languages, and read on a phone."""

import pytest
from browsing import NARROW, every_page_in_both_languages
from chapters import WITH_CELLS

DRAWN = [f"book/{page.name}.html" for page in WITH_CELLS if "plt.subplots" in page.text]
TEXTS = """all => all.map(text => {
    const svg = text.ownerSVGElement, view = svg.viewBox.baseVal;
    const box = text.getBoundingClientRect(), whole = svg.getBoundingClientRect();
    return {
        words: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * whole.width / view.width,
        out: Math.max(
            whole.left - box.left, box.right - whole.right,
            whole.top - box.top, box.bottom - whole.bottom),
    };
})"""


@pytest.mark.parametrize("address", [*DRAWN, *(f"es/{address}" for address in DRAWN)])
def test_the_words_of_plots_are_large_on_a_phone(visit, address):
    texts = visit(address, NARROW).locator("svg.plot text").evaluate_all(TEXTS)
    assert texts, "a plot has numbers, and words at its axes"
    small = [text for text in texts if text["size"] < 12]
    assert not small, f"12 pixels are legible: see book/matplotlibrc. {small}"


@every_page_in_both_languages
def test_no_word_leaves_its_figure_or_plot(visit, address):
    texts = visit(address).locator("figure svg text").evaluate_all(TEXTS)
    cut = [text["words"] for text in texts if text["out"] > 1]
    assert not cut, f"these leave the drawing, perhaps in Spanish alone: {cut}"
