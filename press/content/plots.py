"""Put the plots that cells draw into the page itself, as figures.py does with figures.

``book/matplotlibrc`` gives plots the colours of the roles on light pages, and black. In
the page these are the colours of its theme; numbers and words are text in the face of
the page, and the words in its language. A notebook has no plot, only what draws it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from press.languages.comments import WORD, cells, words
from press.languages.translation import translator
from press.order import Reading, Writing

logger = logging.getLogger(__name__)

FOLDER = "jupyter_execute"  # where MyST-NB puts what cells draw
SIZE = "14px"  # of the text, in book/matplotlibrc
LINK = "{http://www.w3.org/1999/xlink}href"
COLOURS = {
    "#000000": "currentColor",
    "#046ccd": "var(--input, #046ccd)",
    "#aa3e09": "var(--state, #aa3e09)",
    "#015137": "var(--output, #015137)",
    "#6b247b": "var(--gate, #6b247b)",
}
# what the page has already: its face, and what SVG does by itself
IMPLIED = {("font-size", SIZE), ("stroke-dashoffset", "0"), ("text-anchor", "start")}
INVISIBLE = {"style": "fill: none"}  # the grounds of the plot and of its axes
PLACE = ("viewBox", "width", "height")
SYMBOL = re.compile(r"(?<= )[A-Za-z]$")  # "step t" ends with one


class KnowWords(SphinxTransform):
    """Give each plot the words that its cell writes, and what they are on this page."""

    default_priority = Reading.BEFORE_TRANSLATION

    def apply(self, **kwargs):
        translate = translator(self.env)
        for block in cells(self.document):
            known = {text: translate(text) for _, text in words(block.astext())}
            for image in block.parent.parent.findall(nodes.image):
                image["words"] = known


def of_the_page(style: str) -> str:
    """A style with the colours of the page, and without what it has already."""
    pairs = [part.split(": ") for part in style.split("; ") if part]
    return ";".join(
        f"{key}:{COLOURS.get(value, value)}"
        for key, value in pairs
        if key != "font-family" and (key, value) not in IMPLIED
    )


def flat(parts: list[Element]) -> Iterator[Element]:
    """What is drawn, without groups that say nothing."""
    for part in parts:
        if part.tag == "g" and not part.attrib:
            yield from flat(part)
        elif part.tag not in ("metadata", "style") and part.attrib != INVISIBLE:
            yield part


def write_words(text: Element, known: dict[str, str]):
    shown = known.get(text.text, text.text)
    if symbol := SYMBOL.search(shown):
        shown = shown[: symbol.start()]
        SubElement(text, "tspan", {"font-style": "italic"}).text = symbol[0]
    text.text = shown


def inlined(svg: str, alt: str, known: dict[str, str], name: str) -> str:
    """The plot as a part of a page; its ids begin with that name."""
    root = ElementTree.fromstring(svg)
    ids = {}
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if label := element.attrib.pop("id", ""):
            ids[label] = element.attrib["id"] = f"{name}-{len(ids)}"
    for element in root.iter():
        element[:] = flat(element)
        element.tail = ""
        attributes = element.attrib
        if link := attributes.pop(LINK, ""):
            attributes["href"] = f"#{ids[link[1:]]}"
        if clip := attributes.get("clip-path"):
            attributes["clip-path"] = f"url(#{ids[clip[5:-1]]})"
        if style := of_the_page(attributes.pop("style", "")):
            attributes["style"] = style
        if "d" in attributes:
            attributes["d"] = re.sub(r"\s*([A-Za-z])\s*", r"\1", attributes["d"])
        if attributes.get("transform", "").startswith("rotate(-0 "):
            del attributes["transform"]
        if element.tag == "text" and len(element) == 0:
            write_words(element, known)
        elif element.tag != "tspan":
            element.text = ""
    root.attrib = {
        "class": "plot",
        "role": "img",
        "aria-label": alt,
        **{key: root.attrib[key] for key in PLACE if key in root.attrib},
        "font-size": SIZE,
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root, "unicode")


class InlinePlots(SphinxPostTransform):
    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir, image["uri"])
            if path.parent.name != FOLDER or path.suffix != ".svg":
                continue
            svg, known = path.read_text(encoding="utf-8"), image.get("words", {})
            for word in sorted(unknown(svg, known)):
                logger.warning(
                    "%r has no translation: write it as it is into the call that draws"
                    " it, as set_xlabel or text",
                    word,
                    location=image,
                )
            name = f"plot-{path.stem[:8]}"
            html = inlined(svg, image.get("alt", ""), known, name)
            image.replace_self(nodes.raw("", html, format="html"))


def unknown(svg: str, known: dict[str, str]) -> set[str]:
    """The words of a plot that no catalogue has."""
    shown = {e.text or "" for e in ElementTree.fromstring(svg).iterfind(".//{*}text")}
    return {text for text in shown if WORD.search(text)} - known.keys()


def setup(app):
    app.add_transform(KnowWords)
    app.add_post_transform(InlinePlots)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
