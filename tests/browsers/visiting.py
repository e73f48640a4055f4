"""One visit of a page in Firefox or WebKitGTK, and all that tests ask of it."""

import time
from pathlib import Path

from browsing import NARROW, WIDE, Host
from test_browser import TOO_WIDE

PATIENCE = 10  # seconds, on a busy machine; what is there is taken at once

# what a page says to the console, and what it waits for in vain
LISTEN = """<script>{
    const said = window.complaints = [];
    for (const level of ["warn", "error"])
        console[level] = (...words) => said.push(`${level}: ${words.join(" ")}`);
    addEventListener("error", ({ message, target }) =>
        said.push(message ?? `failed: ${target.src || target.href}`), true);
    addEventListener("unhandledrejection", ({ reason }) => said.push(String(reason)));
}</script>"""
COMPLAINTS = """() => [...complaints, ...performance.getEntriesByType("resource")
    .map(({ name }) => name).filter(name => !name.startsWith(location.origin + "/"))
    .filter(name => !name.startsWith("data:")).map(name => `another host: ${name}`)]"""


class Listener(Host):
    """Serves pages that note what they say, and notes what is not there."""

    missed = []

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html" or not path.is_file():
            return super().do_GET()
        page = path.read_text(encoding="utf-8")
        body = page.replace("<head>", f"<head>{LISTEN}", 1).encode()
        assert LISTEN.encode() in body
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, *arguments, **options):
        self.missed.append(f"{code}: {self.path}")
        super().send_error(code, *arguments, **options)


UNFOLD = """async () => {
    document.querySelectorAll("details").forEach(details => { details.open = true; });
    await document.fonts.ready;
    scrollTo(0, document.body.scrollHeight);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)));
    scrollTo(0, 0);
}"""
BROKEN = """() => [...document.querySelectorAll("article math:not([display=block])")]
    .filter(math => math.checkVisibility() && math.getClientRects().length !== 1)
    .map(math => `${math.textContent} in: ${math.closest("p, li, td, dd, figcaption")
        ?.textContent.slice(0, 60)}`)"""
# WebKit may draw the end of a line of code once more on the next; its text is then
# wider than its characters
TWICE = """() => {
    const code = document.querySelector(".cell_input pre");
    if (!code) return [];
    const sample = Object.assign(document.createElement("span"), { textContent: "0" });
    sample.style = "position: absolute; text-indent: 0";
    code.append(sample);
    const { width } = sample.getBoundingClientRect(), range = document.createRange();
    sample.remove();
    return [...document.querySelectorAll(".cell_input .line")].filter(line => {
        const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            range.selectNodeContents(walk.currentNode);
            const drawn = [...range.getClientRects()].map(box => box.width);
            const all = drawn.reduce((sum, part) => sum + part, 0);
            if (all > width * (walk.currentNode.length + .6)) return true;
        }
    }).map(line => line.textContent);
}"""
# Firefox counts the whole height of a letter's font to a formula, the others what is
# inked of it; so all count what either would
HEIGHTS = """() => {
    const texts = math => {
        const found = [], walk = document.createTreeWalker(math, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) found.push(walk.currentNode);
        return found;
    };
    const boxes = math => texts(math).flatMap(text => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return [...range.getClientRects()];
    });
    const height = math => {
        const all = [math.getBoundingClientRect(), ...boxes(math)];
        return Math.max(...all.map(box => box.bottom))
            - Math.min(...all.map(box => box.top));
    };
    return [...document.querySelectorAll("article math[display=block]")]
        .map(math => [math.textContent, height(math)]);
}"""
# with the space around it, except in Chromium; an arrow above a letter is as wide as
# each browser finds fit
WIDTHS = """() => [...document.querySelectorAll("article math[display=block] mo")]
    .filter(sign => sign.parentNode.localName !== "mover")
    .map(sign => [sign.textContent, sign.getBoundingClientRect().width])"""
# the first font that each of these asks for is either of the reader's or of the page
FONTS = """() => {
    const bare = name => name.trim().replace(/^["']|["']$/g, "");
    const faces = [...document.fonts].map(f => [bare(f.family), f.status]);
    const asked = ["body", "h1", "article p", "article pre", "article math"]
        .map(selector => document.querySelector(selector)).filter(Boolean)
        .map(element => bare(getComputedStyle(element).fontFamily.split(",")[0]));
    return { faces, asked };
}"""


def look(window, size):
    window.resize(**size)
    return {
        "overflow": window.evaluate(TOO_WIDE),
        "broken": window.evaluate(BROKEN),
        "twice": window.evaluate(TWICE),
    }


def until(window, function, argument=None):
    """Whether the function is true of the page soon."""
    end = time.monotonic() + PATIENCE
    while not (answer := window.evaluate(function, argument)):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return answer


CONTROLS = "button, input, select, [tabindex='0'], [role=slider]"
# numbers, and what is drawn and written
STATE = """i => {
    const root = document.querySelectorAll(".explorer")[i];
    return JSON.stringify([root.numbers, root.innerText,
        ...[...root.querySelectorAll("svg")].map(svg => svg.outerHTML)]);
}"""
MOVED = f"([i, before]) => ({STATE})(i) !== before"
MARKED = """([i, kind]) => {
    const root = document.querySelectorAll(".explorer")[i];
    root.scrollIntoView({ block: "center", behavior: "instant" });
    document.querySelectorAll("[data-tried]").forEach(e => delete e.dataset.tried);
    const controls = [...root.querySelectorAll(kind)]
        .filter(e => e.checkVisibility() && !e.disabled);
    controls.forEach(e => { e.dataset.tried = ""; });
    return controls.length;
}"""
FOCUS = "i => document.querySelectorAll('[data-tried]')[i].focus()"
PATIENT = 20  # looks at an explorer that may be about to move


def moves(window, explorer, act):
    """Whether a deed changes what the explorer shows."""
    before = window.evaluate(STATE, explorer)
    act()
    for _ in range(PATIENT):
        if window.evaluate(MOVED, [explorer, before]):
            return True
        time.sleep(0.02)
    return False


def moves_by_keys(window, explorer):
    """Some control takes an arrow or Enter."""
    until(window, MARKED, [explorer, CONTROLS])
    for control in range(window.evaluate(MARKED, [explorer, CONTROLS])):
        for key in ("ArrowRight", "ArrowLeft", "Enter"):

            def act(control=control, key=key):
                window.evaluate(FOCUS, control)
                window.press(key)

            if moves(window, explorer, act):
                return True
    return False


def moves_by_pointer(window, explorer):
    """Some control takes a click, as the button to the next step, or is dragged."""
    for control in range(window.evaluate(MARKED, [explorer, CONTROLS])):
        for use in (window.click, window.drag):
            if moves(
                window, explorer, lambda c=control, use=use: use("[data-tried]", c)
            ):
                return True
    return False


MARK_LINKS = """() => {
    const links = [...document.querySelectorAll("article a.previewed")]
        .filter(link => link.checkVisibility())
        .filter(link => link.getClientRects().length === 1);  // in one line
    links.slice(0, 2).forEach(link => { link.dataset.link = ""; });
    return links.length;
}"""
STAND_BEFORE = """() => {
    const place = document.createElement("span");
    place.tabIndex = 0;
    document.querySelectorAll("[data-link]")[1].before(place);
    place.focus();
}"""
SHOWN = "() => !!document.querySelector('#preview')?.checkVisibility()"
HIDDEN = "() => !document.querySelector('#preview')?.checkVisibility()"
WORDS = "() => document.querySelector('#preview').innerText.length"


def previews(window):
    """What opens at a link under the pointer and at one with the focus, and whether
    Escape closes it."""
    found = {}
    if window.evaluate(MARK_LINKS) < 2:
        return found

    def focus():
        window.evaluate(STAND_BEFORE)
        window.press("Tab")

    for name, ask in (("hover", lambda: window.hover("[data-link]")), ("focus", focus)):
        ask()
        opened = until(window, SHOWN) and window.evaluate(WORDS) > 0
        window.press("Escape")
        found[name] = opened, until(window, HIDDEN)
        window.point(1, 1)
    return found


# which of two colour schemes each control is drawn in, as its browser uses it
THEME = """() => {
    const dark = (element, colour) => {
        const before = element.style.cssText;
        element.style.cssText += `;transition: none; background-color: ${colour}`;
        const [r, g, b] = getComputedStyle(element).backgroundColor.match(/\\d+/g);
        element.style.cssText = before;
        return Number(r) + Number(g) + Number(b) < 383 ? "dark" : "light";
    };
    const controls = [...document.querySelectorAll("input, select, textarea, button")]
        .filter(control => control.checkVisibility());
    return {
        page: dark(document.body, "var(--color-background-primary)"),
        controls: controls.map(control => [dark(control, "Canvas"), control.outerHTML]),
    };
}"""
TOGGLE = """() => [...document.querySelectorAll(".theme-toggle")]
    .findIndex(button => button.checkVisibility())"""


def themes(window):
    """What each theme looks like to which the switch leads."""
    found = {}
    for _ in range(3):
        window.click(".theme-toggle", window.evaluate(TOGGLE))
        name = window.evaluate("() => document.body.dataset.theme")
        found[name] = window.evaluate(THEME)
    return found


def visit(window, home, address):
    """Everything about a page that a reader of this browser may notice."""
    Listener.missed.clear()
    window.resize(**WIDE)
    window.open(home + address)
    window.evaluate(UNFOLD)
    seen = {"wide": look(window, WIDE), "heights": window.evaluate(HEIGHTS)}
    seen["widths"] = window.evaluate(WIDTHS)
    seen |= {"narrow": look(window, NARROW), "fonts": window.evaluate(FONTS)}
    window.resize(**WIDE)
    explorers = window.evaluate("() => document.querySelectorAll('.explorer').length")
    seen["explorers"] = [
        (moves_by_keys(window, i), moves_by_pointer(window, i))
        for i in range(explorers)
    ]
    seen |= {"previews": previews(window), "themes": themes(window)}
    seen["complaints"] = window.evaluate(COMPLAINTS) + Listener.missed
    window.evaluate("() => localStorage.clear()")  # the theme chosen
    return seen
