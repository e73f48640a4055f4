"""Turn what a cell of tag ``explorer`` prints into something to try out.

The cell prints JSON: ``explorer``, which one it is, and the numbers of the
modules that the chapter has executed. The module of that name in this folder
makes the HTML from them, with a drawing that is whole without a script; the
script of that name in ``theme/static/explorers`` brings it to life.
"""

import json
import re
from html import escape

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from press.explorers import forgetting, gates, unrolled, walk
from press.order import Writing

logger = logging.getLogger(__name__)

KINDS = {
    "forgetting": forgetting.html,
    "gates": gates.html,
    "unrolled": unrolled.html,
    "walk": walk.html,
}


def to_html(printed: str) -> str:
    """The explorer of what a cell printed; ValueError or KeyError if it is none."""
    numbers = json.loads(printed)
    kind = numbers.pop("explorer")
    label, inside = KINDS[kind](numbers)
    return (
        f'<div class="explorer" data-kind="{kind}" role="group"'
        f' aria-label="{escape(label)}">{inside}'
        f'<script type="application/json">{json.dumps(numbers)}</script></div>'
    )


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


def add_explorers_script(app, pagename, templatename, context, doctree):
    body = context.get("body", "")
    kinds = {*re.findall(r'class="explorer" data-kind="(\w+)"', body)}
    scripts = [f"explorers/{kind}" for kind in sorted(kinds)]
    for name in ["explorers", *scripts] if kinds else []:
        app.add_js_file(f"{name}.js", defer="defer")


def setup(app):
    app.add_post_transform(Explorers)
    app.connect("html-page-context", add_explorers_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
