"""Make the files that a page loads smaller, without a change of what it shows.

Furo and Pygments style whatever a book may have. Of their rules those stay of which
each tag, class and id is one of a page of the site, or a word of a script, which may
make it; a variable stays if something asks for it. Furo's page contents are shown from
1200 pixels on. Our own stylesheets and scripts lose their comments alone. A page loads
one stylesheet, with Pygments', Furo's and ours; a deck has its own, without Furo's.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import rjsmin
import tinycss2
from sphinx.util import logging

from press.languages.editions import FOLDERS
from press.order import BuildFinished
from press.outputs.downloads import FOLDER
from press.page.light import SCRIPTS_OF_SEARCH

logger = logging.getLogger(__name__)

FURO, CODE = "styles/furo.css", "pygments.css"
OURS, DECK = ("book.css", "explorers.css"), "deck.css"
WIDTH_WITH_CONTENTS = ("82em", "74.9em")  # Furo's, and ours
# book.css gives all boxes one quiet look, without the icons and colours of their kinds,
# and says when the links to headings show; the others are for lists of contents in the
# text, for other sites and folded lists in the contents, for kinds of terms, for boxes
# beside the text and forms, which the book has not, and for browsers of long ago
UNDONE = re.compile(
    r"\.admonition\.[a-z]+|\.(?:admonition|topic)-title:before"
    r"|[ >]\.headerlink|\.contents:not|\.external:after|:-moz-"
    r"|\.classifier|-tree label|(?:article |aside)\.sidebar|^legend$|file-upload"
    r"|=number|dd p\.rubric|toctree-wrapper"
)
IN_A_PAGE = re.compile(r'<script>(.*?)</script>|<(\w+)|(?:class|id)="([^"]*)"', re.S)
SCRIPT = re.compile(r'<script [^>]*src="([^"?]+)')
ASKED = re.compile(r"var\(\s*(--[\w-]+)")
WORDS_OF_THE_BOOK = "searchindex.js"

Keep = Callable[[list], bool]  # whether a selector, a list of tokens, is of use


def files_of(edition: Path, *suffixes: str) -> list[Path]:
    """Those of its pages, without what `make book` puts into their folder later."""
    later = {FOLDER, *(name.strip("/") for name in FOLDERS.values())} - {""}
    return [
        path
        for suffix in suffixes
        for path in sorted(edition.rglob(f"*{suffix}"))
        if path.name != WORDS_OF_THE_BOOK
        and not later.intersection(path.relative_to(edition).parts)
    ]


def words_of(paths: list[Path]) -> set[str]:
    """All that may be the name of a tag, a class or an id."""
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


def declarations(content: list, asked: set[str] | None) -> str:
    """What a rule declares, less the variables that nothing asks for."""
    declared = tinycss2.parse_blocks_contents(content, True, True)
    if asked is not None:
        declared = [d for d in declared if d.name[:2] != "--" or d.name in asked]
    return ";".join(
        f"{d.name}:{tinycss2.serialize(d.value).strip()}{'!important' * d.important}"
        for d in declared
    )


def smaller(rules: list, keep: Keep, asked: set[str] | None) -> str:
    """The rules that are of use, without comments."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [s for s in selectors(rule.prelude) if keep(s)]
            if used and (declared := declarations(rule.content, asked)):
                parts = (tinycss2.serialize(s).strip() for s in used)
                prelude = re.sub(r", +", ",", ",".join(parts))
                kept.append(f"{prelude}{{{declared}}}")
        elif rule.at_keyword in ("media", "supports"):
            inside = tinycss2.parse_rule_list(rule.content, True, True)
            if of_use := smaller(inside, keep, asked):
                prelude = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{prelude}{{{of_use}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


def without_comments(css: str) -> str:
    rules = tinycss2.parse_stylesheet(css, True, True)
    return smaller(rules, lambda selector: True, None)


def set_for_all(css: str) -> set[str]:
    """The variables that a stylesheet without comments sets for the whole page."""
    found = set()
    for rule in tinycss2.parse_stylesheet(css, True, True):
        if rule.type == "qualified-rule":
            chosen = [tinycss2.serialize(s).strip() for s in selectors(rule.prelude)]
            if "body" in chosen:
                found |= {d.name for d in tinycss2.parse_blocks_contents(rule.content)}
    return {name for name in found if name.startswith("--")}


def pruned(css: str, words: set[str], asked: set[str], set_again: set[str]) -> str:
    """The stylesheet less what is not used; a variable may be asked for by another.

    Those that are set again after it are not needed here.
    """

    def keep(selector):
        undone = UNDONE.search(tinycss2.serialize(selector))
        return names(selector) <= words and not undone

    while True:
        rules = tinycss2.parse_stylesheet(css, True, True)
        less = smaller(rules, keep, asked.union(ASKED.findall(css)) - set_again)
        if less == css:
            return css
        css = less


def without_default_colours(code: str) -> str:
    """The styles of code without those of words that look like the code around them."""
    default = set(re.findall(r"\.highlight\s*{[^}]*\bcolor: (#\w+)", code))
    styles = defaultdict(set)
    for name, style in re.findall(r"\.highlight \.(\w+) { (.*?) }", code):
        styles[name].add(style.removeprefix("color: "))
    for name, found in styles.items():
        if found <= default:
            code = re.sub(rf".*\.highlight \.{name} {{ .*\n", "", code)
    return code


def gathered(code: str) -> str:
    """The styles of code with one rule for all words that look alike."""
    rule, alike = re.compile(r"^(.*\.highlight )(\.\w+) { (.*?) }.*\n", re.M), {}
    for context, word, style in rule.findall(code):
        alike.setdefault((context, style), []).append(context + word)

    def with_all(found):
        context, _, style = found.groups()
        words = alike.pop((context, style), ())
        return f"{', '.join(words)} {{ {style} }}\n" if words else ""

    return rule.sub(with_all, code)


def make_files_smaller(app, exception):
    if exception or app.builder.name != "html":
        return
    edition = Path(app.outdir)
    static, own, loaded = edition / "_static", {}, set(SCRIPTS_OF_SEARCH)
    for folder in app.config.html_static_path:
        for path in sorted(Path(app.srcdir, folder).rglob("*.*s")):
            name = path.relative_to(Path(app.srcdir, folder)).as_posix()
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".css":
                own[name] = text = without_comments(text)
            elif path.suffix == ".js":
                loaded.add(path.stem)
                text = rjsmin.jsmin(text)
            (static / name).write_text(text, encoding="utf-8")

    old, new = WIDTH_WITH_CONTENTS
    furo = (files("furo") / "theme" / "furo" / "static" / FURO).read_text("utf-8")
    if old not in furo:
        logger.warning("Furo has no width of %s: change press/page/pruned.py", old)
    code = (static / CODE).read_text(encoding="utf-8")
    code = gathered(without_default_colours(code))
    pages = files_of(edition, ".html")
    asked = set(ASKED.findall("".join(own.values())))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        asked |= set(ASKED.findall(text))
        loaded |= {Path(source).stem for source in SCRIPT.findall(text)}
    scripts = [
        path
        for path in files_of(edition, ".js")
        if path.parent != static or path.stem in loaded
    ]
    words = words_of([*pages, *scripts])
    ours = [own[name] for name in OURS]
    set_again = set_for_all("".join(ours))
    tools = pruned(code + furo.replace(old, new), words, asked, set_again)
    (static / OURS[0]).write_text("\n".join([tools, *ours]), encoding="utf-8")
    (static / DECK).write_text(code + own[OURS[0]], encoding="utf-8")


def setup(app):
    app.connect("build-finished", make_files_smaller, BuildFinished.SMALLER)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
