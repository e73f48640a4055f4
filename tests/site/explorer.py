"""An explorer of a page as its reader handles it, and the contrast of what it shows."""

import json

import torch


class Explorer:
    """An explorer that has come into sight, or as it is without scripts."""

    def __init__(self, page, kind, live=True):
        self.page = page
        self.root = page.locator(f".explorer[data-kind={kind}]")
        inside = json.loads(self.root.locator("script").text_content())
        self.given, self.words = inside["numbers"], inside["words"]
        self.root.scroll_into_view_if_needed()
        if live:
            self.root.and_(page.locator(".live")).wait_for()

    @property
    def numbers(self):
        return self.root.evaluate("root => root.numbers")

    @property
    def choices(self):
        return self.numbers["choices"]

    def control(self, name):
        return self.root.locator(f"[name={name}]")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, control, key, times=1):
        control.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def type(self, cell, text):
        """Put a number into a cell, as a reader types it."""
        cell.focus()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def drag(self, cell, pixels):
        """Pull a number upwards with the mouse."""
        cell.scroll_into_view_if_needed()
        box, mouse = cell.bounding_box(), self.page.mouse
        x, y = box["x"] + 10, box["y"] + 10
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y - pixels, steps=5)
        mouse.up()

    def shown(self):
        """What all cells in sight show, by the names of their tensors."""
        return self.root.evaluate(
            """root => Object.fromEntries(
                [...root.querySelectorAll("[data-tensor]")]
                .filter(box => box.checkVisibility())
                .map(box => [box.dataset.tensor,
                    [...box.querySelectorAll(".cell")].map(e => e.textContent)]))"""
        )

    def outside(self):
        """What is cut off, or moves the page sideways, on a phone."""
        return self.root.evaluate(
            """root => [...root.querySelectorAll(":not(script, .status)")]
                .filter(e => e.checkVisibility() && e.getBoundingClientRect().width)
                .filter(e => {
                    const { right } = e.getBoundingClientRect(), inside = new Range();
                    inside.selectNodeContents(e);  // labels are wider than their words
                    const { left, width } = inside.getBoundingClientRect();
                    return right > innerWidth - 15
                        || e.closest(".label") && width
                            && left < root.getBoundingClientRect().left - 1;
                })
                .map(e => e.outerHTML)"""
        )

    def reset(self):
        self.button("Reset").click()

    def cells(self, name):
        return self.root.locator(f"[data-tensor='{name}'] .cell")

    def texts(self, name):
        """What the cells of a tensor show, row by row."""
        return self.cells(name).all_text_contents()

    def unfold(self):
        self.root.locator("details").evaluate("details => details.open = true")
        self.root.locator("details [data-tensor] .cell").first.wait_for()

    def is_solved(self):
        return self.root.locator(".challenge.solved").count() == 1

    def said(self, words):
        """What a screen reader was told last, which has these words."""
        status = self.root.get_by_role("status").filter(has_text=words)
        status.wait_for(state="attached")
        return status.text_content()


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def rounded(value, decimals=2):
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


# contrast(colour of letters, [red, green, blue] behind them); page is that of the page
CONTRAST = """
    const linear = c => c <= 10 ? c / 3294 : ((c / 255 + .055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) =>
        .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const over = ([r, g, b, a = 1], below, opacity = 1) =>
        [r, g, b].map((c, i) => c * a * opacity + below[i] * (1 - a * opacity));
    const page = parse(getComputedStyle(document.body).backgroundColor);
    const contrast = (letters, behind) => {
        const both = [over(parse(letters), behind), behind].map(luminance);
        return (Math.max(...both) + .05) / (Math.min(...both) + .05);
    };
"""
