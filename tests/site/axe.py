"""axe looks at a page: by every rule, and for contrast at places of each look."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

# A chapter has thousands of texts in a few dozen looks, and axe compares the colours
# of each text for milliseconds. So it is shown some of each look, which is what the
# contrast depends on: the letters, their size, and all that is painted behind them.
MARK_SOME_OF_EACH_LOOK = """some => {
    const behind = new Map([[null, ""]]), seen = new Map();
    const paint = e => {
        if (!behind.has(e)) {
            const {backgroundColor, backgroundImage, opacity} = getComputedStyle(e);
            const own = [backgroundColor, backgroundImage, opacity].join();
            const none = own === "rgba(0, 0, 0, 0),none,1";
            behind.set(e, paint(e.parentElement) + (none ? "" : `|${own}`));
        }
        return behind.get(e);
    };
    const look = e => {
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(e);
        return [color, fontSize, fontWeight, textShadow, paint(e)].join();
    };
    // axe does not judge a single character
    const hasText = e => e.matches("input, select, textarea") || [...e.childNodes]
        .some(n => n.nodeType === Node.TEXT_NODE && n.data.trim().length > 1);
    const isSeen = e => {
        const {width, height, left, right} = e.getBoundingClientRect();
        return e.checkVisibility({visibilityProperty: true, opacityProperty: true})
            && Math.min(width, height) > 1 && left >= 0 && right <= innerWidth;
    };
    for (const e of document.querySelectorAll("*")) {
        if (!hasText(e) || !isSeen(e)) continue;
        const count = seen.get(look(e)) ?? 0;
        if (count < some) e.setAttribute("data-some", "");
        seen.set(look(e), count + 1);
    }
}"""
ONLY_THERE = """
    axe.configure({rules: [{id: "color-contrast", selector: "[data-some]"}]});
"""
RUN = """within => axe.run(within ?? document, {resultTypes: ["violations"]}).finally(
    () => document.querySelectorAll("[data-some]")
        .forEach(e => e.removeAttribute("data-some")))"""


def assert_axe_finds_nothing(page, within=None, everywhere=False):
    """No rule finds anything, in the whole page or within a selector.

    Contrast is looked at in three places of each look, or everywhere.
    """
    page.evaluate(Axe().axe_script)
    if not everywhere:
        page.evaluate(MARK_SOME_OF_EACH_LOOK, 3)
        page.evaluate(ONLY_THERE)
    found = AxeResults(page.evaluate(RUN, within))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
