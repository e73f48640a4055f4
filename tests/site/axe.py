"""axe looks at a page: by every rule, and for contrast at some places of each look."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

# The words of code are half the elements of a chapter. What has no attribute but its
# class is nothing to any rule but that of contrast, so meanwhile code is plain text.
STRUCTURE = """async () => {
    const isPlain = e => ["SPAN", "WBR"].includes(e.tagName)
        && e.getAttributeNames().every(name => name === "class");
    const codes = [...document.querySelectorAll("pre")]
        .filter(pre => [...pre.querySelectorAll("*")].every(isPlain))
        .map(pre => [pre, [...pre.childNodes]]);
    for (const [pre] of codes) pre.textContent = pre.textContent;
    const rules = {"color-contrast": {enabled: false}};
    const found = await axe.run(document, {resultTypes: ["violations"], rules});
    for (const [pre, words] of codes) pre.replaceChildren(...words);
    return found;
}"""

# A chapter has thousands of texts in a few dozen looks, and axe compares the colours
# of each text for milliseconds. So it is shown some of each look, which is all that
# contrast depends on: the letters, their size, and what is painted behind them.
CONTRAST = """async some => {
    const behind = new Map([[null, ""]]), counts = new Map();
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
        const count = (counts.get(look(e)) ?? 0) + 1;
        counts.set(look(e), count);
        if (count <= some) e.setAttribute("data-some", "");
    }
    axe.configure({rules: [{id: "color-contrast", selector: "[data-some]"}]});
    const runOnly = ["color-contrast"];
    const found = await axe.run(document, {resultTypes: ["violations"], runOnly});
    for (const e of document.querySelectorAll("[data-some]"))
        e.removeAttribute("data-some");
    return found;
}"""

EVERYTHING = "within => axe.run(within, {resultTypes: ['violations']})"


def assert_axe_finds_nothing(page, contrast=True):
    """No rule finds anything, and contrast is enough in three places of each look."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(STRUCTURE)
    if contrast:
        found["violations"] += page.evaluate(CONTRAST, 3)["violations"]
    assert_nothing(found)


def assert_axe_finds_nothing_in(page, part):
    """No rule finds anything within the selector, contrast is enough in every place."""
    page.evaluate(AXE_SCRIPT)
    assert_nothing(page.evaluate(EVERYTHING, part))


def assert_nothing(found):
    report = AxeResults(found).generate_report()
    assert not found["violations"], f"{found['url']}\n{report}"
