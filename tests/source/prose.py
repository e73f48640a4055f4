"""The prose of the sources: of pages, translations and files at the root.

What is no prose, as code, formulas and targets of links, is passed over.
"""

import ast
import re
from functools import cache

from catalogues import CATALOGUES, messages, place
from chapters import PAGES, ROOT, Chapter
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from spelling import Text

MYST = create_md_parser(MdParserConfig(enable_extensions={"dollarmath"}), RendererHTML)
OF_FURO = "Toggle Light / Dark / Auto color theme"  # which is American
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")
NAMED = ("id", "attr", "arg", "name", "module")  # fields of Python's syntax tree
BLANK = {"softbreak": " ", "hardbreak": " ", "em_open": "", "em_close": ""}
BLANK |= {"strong_open": "", "strong_close": "", "link_open": "", "link_close": ""}


def shown(token):
    """What the reader sees of a piece of a sentence, if it is prose."""
    if token.type == "text":
        return PLACEHOLDER.sub("…", token.content)
    if token.type == "image":
        return "".join(map(shown, token.children))
    if token.type == "myst_role":
        before, titled, _ = token.content.partition(" <")
        return before if titled or token.meta["name"] == "term" else "…"
    return BLANK.get(token.type, "…")


def of_message(message):
    """The prose of a message, which is a paragraph as its author wrote it."""
    if message.startswith("\n"):  # a formula
        return "\n".join(re.findall(r"\\text\{([^}]*)\}", message))
    inline = MYST.parseInline(message)
    return "".join(shown(piece) for token in inline for piece in token.children)


@cache
def names_in_code(page):
    """The names in the code of a page, which its prose may use as words."""
    cells = Chapter(ROOT / f"{page}.md").cells if page.startswith("book/") else ()
    names = set()
    for cell in cells:
        for node in ast.walk(ast.parse(cell.source, filename=f"{page}.md")):
            for name in (getattr(node, field, None) for field in NAMED):
                names |= set(name.split(".")) if isinstance(name, str) else set()
    return names


def at_the_root():
    for path in sorted(ROOT.glob("*.md")):
        for token in MYST.parse(path.read_text(encoding="utf-8")):
            if token.type == "inline":
                where = f"{path.name}:{token.map[0] + 1}"
                yield Text(where, "en", of_message(token.content))


def of_pages(reading):
    for page in (f"book/{path.stem}" for path in PAGES):
        for where, message in reading.messages.get(page, ()):
            yield Text(where, "en", of_message(message), names_in_code(page))


def of_catalogues(english=False):
    """The translations, and what stands in no page; with ``english``, all messages."""
    for path in CATALOGUES:
        names = names_in_code(path.with_suffix("").as_posix())
        for message in messages(path):
            where = place(path, message)
            yield Text(where, "es", of_message(message.string), names)
            if english or path.name == "sphinx.po" and message.id != OF_FURO:
                yield Text(where, "en", of_message(message.id), names)
