"""An explorer of a page as its reader handles it, and the contrast of what it shows."""

import json

import torch


class Explorer:
    def __init__(self, page, kind):
        self.page = page
        self.root = page.locator(f".explorer[data-kind={kind}]")
        self.given = json.loads(self.root.locator("script").text_content())

    @property
    def numbers(self):
        return self.root.evaluate("root => root.numbers")

    def control(self, name):
        return self.root.locator(f"[name={name}]")

    def press(self, name, key, times=1):
        self.control(name).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def texts(self, name):
        """What the cells of a tensor show, row by row."""
        return self.root.locator(f"[data-v='{name}']").first.evaluate(
            "g => [...g.querySelectorAll('text')].map(t => t.textContent)"
        )


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def rounded(value):
    text = f"{abs(value):.2f}"
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
