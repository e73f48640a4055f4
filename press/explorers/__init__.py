"""Turn what a cell of tag ``explorer`` prints into something to try out.

The cell prints JSON: ``explorer``, which kind it is, and the numbers of the modules
that the chapter has executed. The module of that name in this folder makes a still
picture from them, which is whole without a script; the script of that name in
``theme/static/explorers`` brings it to life on top of the common ``explorers.js``.

On a page without cells the directive ``explorer`` has the same JSON as its content.

A new kind takes two files. ``<kind>.py`` here has ``picture(numbers)``, which returns
a ``drawing.Picture``; add it to ``KINDS``. What the script finds in its HTML:

data-tensor="x1"
    A label, and a cell for each entry of ``values.x1``, a vector or rows of a matrix.
data-edit="x1" data-name="x_1"
    A reader may change its entries; what a screen reader calls it.
data-least, data-most, data-step
    Between which bounds (-3 and 3), and by how much (0.05).
data-decimals="0"
    How many decimals are shown where there are not two; then without a colour.
data-set="step:2,entry:{i}"
    What a click on cell ``i`` chooses; on a button also by how much: ``step:+1``.
data-text="t", data-only="n"
    Shows ``texts.t``; is shown if the list ``only`` has it.
data-by="1", data-reset
    A button that moves the number touched last; one that restores the start.
<input type="range" name="gain">
    Sets a choice.

``<kind>.js`` calls ``explore(kind, {...})`` with these functions:

begin(numbers)
    ``{choices, tensors}`` at the start: each choice made by ``between`` or ``among``,
    each tensor a flat list. They are the state, which the address keeps.
compute(numbers, choices, tensors)
    Pure. ``{values, texts, only, result}`` for the HTML; ``result`` is what a screen
    reader is told. Also ``active``, names of tensors that stand out, ``chosen``, a row
    of some, and ``edits``: which tensor a box with ``data-edit=""`` changes.
show(root, made, explorer)
    What else is drawn; may be left out.
first
    No function, but the tensor that the buttons change before one is touched: "x1".
solved(made, choices, start, challenge)
    Whether the challenge is met; ``start`` is what ``compute`` makes of the start. If
    the challenge has ``by``, no tensor but that may have changed, or none if it is "".
"""

import json
import re
from html import escape

import numpy as np
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from press.explorers import (
    adjoints,
    attention,
    batches,
    concatenation,
    drawing,
    forgetting,
    gates,
    poles,
    recall,
    sampling,
    scan,
    unrolled,
    walk,
)
from press.order import Writing

logger = logging.getLogger(__name__)

KINDS = {
    "adjoints": adjoints.picture,
    "attention": attention.picture,
    "batches": batches.picture,
    "concatenation": concatenation.picture,
    "forgetting": forgetting.picture,
    "gates": gates.picture,
    "recall": recall.picture,
    "poles": poles.picture,
    "sampling": sampling.picture,
    "scan": scan.picture,
    "unrolled": unrolled.picture,
    "walk": walk.picture,
}


def brief(numbers):
    """The same numbers, those of single precision with the digits that it has."""
    if isinstance(numbers, dict):
        return {name: brief(value) for name, value in numbers.items()}
    if isinstance(numbers, list):
        return [brief(value) for value in numbers]
    if isinstance(numbers, float) and numbers == float(np.float32(numbers)):
        return float(str(np.float32(numbers)))
    return numbers


def for_script(**content) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/")


def to_html(printed: str) -> str:
    """The explorer of what a cell printed; ValueError or KeyError if it is none."""
    numbers = brief(json.loads(printed))
    kind = numbers.pop("explorer")
    picture = KINDS[kind](numbers)
    compact = " compact" * bool(numbers.get("compact"))
    challenge = picture.challenge and (
        f'<p class="challenge" hidden><span>{picture.challenge}</span>'
        "<strong></strong></p>"
    )
    return (
        f'<div class="explorer{compact}" data-kind="{kind}" role="group"'
        f' aria-label="{escape(picture.title)}">'
        f'<p class="title">{picture.title}</p>{challenge}'
        f'<div class="parts"><div class="drawing">{picture.drawing}</div>'
        f'<div class="side">{picture.side}</div>{picture.below}'
        f'<div class="foot" hidden>{picture.foot}</div></div>'
        '<p class="status" role="status"></p><script type="application/json">'
        f"{for_script(numbers=numbers, words=drawing.words() | picture.words)}"
        "</script></div>"
    )


class ExplorerDirective(SphinxDirective):
    has_content = True

    def run(self):
        text = "\n".join(self.content)
        output = nodes.container(
            "", nodes.literal_block(text, text, classes=["output"])
        )
        return [nodes.container("", output, classes=["tag_explorer"])]


class Explorers(SphinxPostTransform):
    """Put the explorer in the place of all that its cell shows."""

    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for cell in list(self.document.findall(nodes.container)):
            if "tag_explorer" not in cell["classes"]:
                continue
            for output in list(cell.findall(nodes.literal_block)):
                if "output" in output["classes"]:
                    try:
                        html = to_html(output.astext())
                    except (KeyError, ValueError) as error:
                        logger.warning("no explorer: %r", error, location=cell)
                    else:
                        output.parent.replace_self(nodes.raw("", html, format="html"))


def add_explorers_files(app, pagename, templatename, context, doctree):
    body = context.get("body", "")
    kinds = {*re.findall(r'class="explorer[^"]*" data-kind="(\w+)"', body)}
    scripts = [f"explorers/{kind}" for kind in sorted(kinds)]
    for name in ["explorers", *scripts] if kinds else []:
        app.add_js_file(f"{name}.js", defer="defer")


def setup(app):
    app.add_directive("explorer", ExplorerDirective)
    app.add_post_transform(Explorers)
    app.connect("html-page-context", add_explorers_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
