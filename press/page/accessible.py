"""Mend the markup of the tools where it is invalid or hard on a screen reader.

Each mend names the tool that it is for; when the tool is mended, delete it.
"""

from collections import Counter

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import PageContext, Writing

PAGE_MENDS = {
    # Furo and Jupyter Book: part captions are headings without a level
    ' role="heading"': ' role="heading" aria-level="2"',
    # Furo: the link to the page itself looks so, but does not say so
    'class="current reference internal" href="#"': (
        'class="current reference internal" href="#" aria-current="page"'
    ),
    # MyST-NB: the name of a folded cell hides its visible words
    ' aria-label="Toggle hidden content"': "",
    # docutils: a role that is deprecated and not allowed in a list
    'role="doc-biblioentry"': 'role="listitem"',
}


class UniqueIds(SphinxPostTransform):
    """One id, one element.

    sphinx-proof and sphinx-exercise give the content of every box, and every
    proof, one id; Furo gives the box around a table or formula the id within.
    """

    default_priority = Writing.IDS

    def run(self, **kwargs):
        for box in self.document.findall(nodes.container):
            if {"table-wrapper", "math-wrapper"} & set(box["classes"]):
                box["ids"] = []
        every = [
            name for e in self.document.findall(nodes.Element) for name in e["ids"]
        ]
        shared = {name for name, count in Counter(every).items() if count > 1}
        shared |= {"proof", "proof-content"}  # also where there is only one
        for element in self.document.findall(nodes.Element):
            element["ids"] = [name for name in element["ids"] if name not in shared]


def mend_page(app, pagename, templatename, context, doctree):
    for part in ("body", "furo_navigation_tree"):
        for wrong, right in PAGE_MENDS.items():
            if context.get(part):
                context[part] = context[part].replace(wrong, right)


def setup(app):
    app.add_post_transform(UniqueIds)
    app.connect("html-page-context", mend_page, PageContext.AFTER_FURO)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
