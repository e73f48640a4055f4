"""Take out of stylesheets what no page of the site can use, and comments of scripts.

Furo and Pygments style whatever a book may have. A rule stays if each tag, class and id
of one of its selectors is one of a page of the site, or a word of a script, which may
make it; a variable stays if something asks for it. Furo's page contents are shown from
1200 pixels on.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import rjsmin
import tinycss2
from sphinx.util import logging

from press.order import BuildFinished

logger = logging.getLogger(__name__)

FURO = "styles/furo.css"
WIDTH_WITH_CONTENTS = ("82em", "74.9em")  # Furo's, and ours
IN_A_PAGE = re.compile(r'<script>(.*?)</script>|<(\w+)|(?:class|id)="([^"]*)"', re.S)
LINKED = re.compile(r'href="[^"]*_static/([^"?]+\.css)')
WORDS_OF_THE_BOOK = "searchindex.js"
SLIDES = "slides"  # which have no rule of Furo's
ASKED = re.compile(r"var\(\s*(--[\w-]+)")


def words_of_the_site(folder: Path, without: str = "") -> set[str]:
    """All that may be the name of a tag, a class or an id, but for a folder's."""
    paths = {
        path
        for suffix in ("html", "js")
        for path in folder.rglob(f"*.{suffix}")
        if path.name != WORDS_OF_THE_BOOK and without not in path.parts
    }
    texts = set()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            texts |= {"".join(part) for part in IN_A_PAGE.findall(text)}
        else:
            texts.add(text)
    return {word for text in texts for word in re.findall(r"[\w-]+", text)}


def selectors(prelude: list) -> Iterator[list]:
    """The selectors of a rule, each a list of tokens."""
    selector = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def names(selector: list) -> set[str]:
    """Tags, classes and ids that an element must have, so not those in ``:not()``."""
    before, found = None, set()
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            found.add(token.value)
        before = token
    return found


def declarations(content: list, asked: set[str]) -> str:
    """What a rule declares, less the variables that nothing asks for."""
    declared = tinycss2.parse_blocks_contents(content, True, True)
    is_asked = [d for d in declared if d.name[:2] != "--" or d.name in asked]
    return "".join(d.serialize() + ";" for d in is_asked)


def prune(rules: list, words: set[str], asked: set[str]) -> str:
    """The rules that can apply to something with one of these words for a name."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [s for s in selectors(rule.prelude) if names(s) <= words]
            if used and (declared := declarations(rule.content, asked)):
                prelude = ",".join(tinycss2.serialize(s).strip() for s in used)
                kept.append(f"{prelude}{{{declared}}}")
        elif rule.at_keyword in ("media", "supports"):
            inside = tinycss2.parse_rule_list(rule.content, True, True)
            if pruned := prune(inside, words, asked):
                prelude = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{prelude}{{{pruned}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


def pruned(css: str, words: set[str], asked: set[str]) -> str:
    """The stylesheet less what is not used; a variable may be asked for by another."""
    while True:
        rules = tinycss2.parse_stylesheet(css, True, True)
        less = prune(rules, words, asked.union(ASKED.findall(css)))
        if less == css:
            return css
        css = less


def linked_styles(folder: Path) -> set[Path]:
    """The stylesheets that a page loads."""
    pages = [path.read_text(encoding="utf-8") for path in folder.rglob("*.html")]
    names = {name for page in pages for name in LINKED.findall(page)}
    return {folder / "_static" / name for name in names}


def make_files_smaller(app, exception):
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    old, new = WIDTH_WITH_CONTENTS
    furo = (files("furo") / "theme" / "furo" / "static" / FURO).read_text("utf-8")
    if old not in furo:
        logger.warning("Furo has no width of %s: change press/page/pruned.py", old)
    (folder / "_static" / FURO).write_text(furo.replace(old, new), encoding="utf-8")
    for static in app.config.html_static_path:
        for path in Path(app.srcdir, static).rglob("*.js"):
            script = rjsmin.jsmin(path.read_text(encoding="utf-8"))
            copy = folder / "_static" / path.relative_to(Path(app.srcdir, static))
            copy.write_text(script, encoding="utf-8")
    styles, asked = linked_styles(folder), set()
    for path in [*styles, *folder.rglob("*.html")]:
        asked |= set(ASKED.findall(path.read_text(encoding="utf-8")))
    words = words_of_the_site(folder)
    words_without_slides = words_of_the_site(folder, without=SLIDES)
    for path in styles:
        own = words_without_slides if path.match(FURO) else words
        css = pruned(path.read_text(encoding="utf-8"), own, asked)
        path.write_text(css, encoding="utf-8")


def setup(app):
    app.connect("build-finished", make_files_smaller, BuildFinished.SMALLER)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
