"""Write what links to theorems, equations, terms and citations show beforehand.

Such links get the class ``previewed``. What they show is in ``page.previews.js``
beside the page that they lead to, and so always as new as that page; ``book.js``
loads it at its first use.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.filter import ElementFilter
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing

KINDS = re.compile("^(alg|cite|cor|def|equation|lem|term|thm)-")


class MarkLinks(SphinxPostTransform):
    """Give the class ``previewed`` to what links to something with a preview."""

    default_priority = Writing.PREVIEWS
    formats = ("html",)

    def run(self, **kwargs):
        for link in self.document.findall(nodes.reference):
            target = link.get("refid") or link.get("refuri", "").partition("#")[2]
            if link.get("internal") and KINDS.match(target):
                link["classes"].append("previewed")


class Shown(ElementFilter):
    """Elements that previews are made of: to parse all of a page takes three times as
    long."""

    def allow_tag_creation(self, nsprefix, name, attrs):
        return name == "dl" or bool(KINDS.match(attrs.get("id") or ""))

    def allow_string_creation(self, string):
        return False  # outside of such elements


def previews_in(body: str) -> Iterator[tuple[str, str]]:
    """Each id and the HTML to show for it, without ids, since a page has its own."""
    soup = BeautifulSoup(body, "html.parser", parse_only=Shown())
    targets = {element["id"]: element for element in soup.find_all(id=KINDS)}
    for headerlink in soup.select("a.headerlink"):
        headerlink.decompose()
    for element in soup.find_all(id=True):
        del element["id"]
    for link in soup.select("a.previewed"):
        link["class"].remove("previewed")
    for name, element in targets.items():
        del element["role"]  # that of an item in a list
        if element.name == "dt":
            yield name, f"<dl>{element}{element.find_next('dd')}</dl>"
        else:
            yield name, str(element)


def write_previews(app, pagename, templatename, context, doctree):
    if doctree and app.builder.name == "html":
        data = json.dumps(dict(previews_in(context["body"])), indent=0)
        path = Path(app.outdir, f"{pagename}.previews.js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Object.assign(PREVIEWS, {data});\n", encoding="utf-8")


def setup(app):
    app.add_post_transform(MarkLinks)
    app.connect("html-page-context", write_previews)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
