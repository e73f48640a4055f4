"""Take out of the tools' stylesheets the rules that no page of the site can use.

Furo and Pygments style whatever a book may have. A rule stays if each class and id of
one of its selectors is one of a page of the site, or a word of a script, which may set
it; a variable stays if something asks for it. The page contents show from 1200 pixels.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import tinycss2
from sphinx.util import logging

from press.order import BuildFinished

logger = logging.getLogger(__name__)

STYLES = ("styles/furo.css", "pygments.css")
WIDTH_WITH_CONTENTS = ("82em", "74.9em")  # Furo's, and ours
IN_A_PAGE = re.compile(r'(?:class|id)="([^"]*)"|<script>(.*?)</script>', re.S)
WORDS_OF_THE_BOOK = "searchindex.js"
ASKED = re.compile(r"var\(\s*(--[\w-]+)")


def words_of_the_site(folder: Path) -> set[str]:
    """All that may be the name of a class or an id."""
    scripts = set(folder.rglob("*.js")) - set(folder.rglob(WORDS_OF_THE_BOOK))
    texts = [path.read_text(encoding="utf-8") for path in scripts]
    for path in folder.rglob("*.html"):
        found = IN_A_PAGE.findall(path.read_text(encoding="utf-8"))
        texts += {"".join(part) for part in found}
    return {word for text in set(texts) for word in re.findall(r"[\w-]+", text)}


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
    """The classes and ids that an element must have, so not those in ``:not()``."""
    before, found = None, set()
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before == "."):
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


def prune_styles(app, exception):
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    words = words_of_the_site(folder)
    asked = set()
    for pattern in ("_static/*.css", "_static/explorers/*.css", "**/*.html"):
        for path in folder.glob(pattern):
            asked |= set(ASKED.findall(path.read_text(encoding="utf-8")))
    furo = files("furo") / "theme" / "furo" / "static" / STYLES[0]
    whole = {STYLES[0]: furo.read_text(encoding="utf-8")}
    old, new = WIDTH_WITH_CONTENTS
    if old not in whole[STYLES[0]]:
        logger.warning("Furo has no width of %s: change press/page/pruned.py", old)
    for name in STYLES:
        path = folder / "_static" / name
        css = whole.get(name) or path.read_text(encoding="utf-8")
        path.write_text(pruned(css.replace(old, new), words, asked), encoding="utf-8")


def setup(app):
    app.connect("build-finished", prune_styles, BuildFinished.STYLES)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
