"""Put the book's SVG figures into the page itself instead of linking them.

An SVG behind ``<img>`` cannot see the theme of the page. Inside the page its
``var(--...)`` colours follow light and dark, and its words are text. The alt
text of the figure becomes the accessible name. A word that is no name of code says
so, ``<text lang="en">``, and is translated.
"""

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing

WORD = re.compile(r' lang="en">([^<]+)')


def translate_words(svg: str) -> str:
    return WORD.sub(lambda word: ">" + _(word[1]), svg)


class InlineSvg(SphinxPostTransform):
    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for image in list(self.document.findall(nodes.image)):
            if not image["uri"].startswith("book/figures/"):
                continue
            path = Path(self.env.srcdir, image["uri"])
            svg = translate_words(path.read_text(encoding="utf-8"))
            name = escape(image.get("alt", ""))
            svg = svg.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)
            image.replace_self(nodes.raw("", svg, format="html"))


def setup(app):
    app.add_post_transform(InlineSvg)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
