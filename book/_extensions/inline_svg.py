"""Put the book's SVG figures into the page itself instead of linking them.

An SVG behind ``<img>`` cannot see the theme of the page. Inside the page its
``var(--...)`` colours follow light and dark, and its words are text. The alt
text of the figure becomes the accessible name.
"""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class InlineSvg(SphinxPostTransform):
    default_priority = 5  # before images are collected for copying
    formats = ("html",)

    def run(self, **kwargs):
        for image in list(self.document.findall(nodes.image)):
            if not image["uri"].startswith("book/figures/"):
                continue
            svg = Path(self.env.srcdir, image["uri"]).read_text(encoding="utf-8")
            name = escape(image.get("alt", ""))
            svg = svg.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)
            image.replace_self(nodes.raw("", svg, format="html"))


def setup(app):
    app.add_post_transform(InlineSvg)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
