"""Mend the markup of the tools where it is invalid or hard on a screen reader.

Each mend names the tool that it is for; when the tool is mended, delete it.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

PAGE_MENDS = {
    # Furo and Jupyter Book: part captions are headings without a level
    ' role="heading"': ' role="heading" aria-level="2"',
    # MyST-NB: the name of a folded cell hides its visible words
    ' aria-label="Toggle hidden content"': "",
    # docutils: a role that is deprecated and not allowed in a list
    'role="doc-biblioentry"': 'role="listitem"',
}


class UniqueProofIds(SphinxPostTransform):
    """sphinx-proof gives the content of every box the id "proof-content"."""

    default_priority = 5

    def run(self, **kwargs):
        for section in self.document.findall(nodes.section):
            if section["ids"] == ["proof-content"]:
                section["ids"] = []


def mend_page(app, pagename, templatename, context, doctree):
    for part in ("body", "furo_navigation_tree"):
        for wrong, right in PAGE_MENDS.items():
            if context.get(part):
                context[part] = context[part].replace(wrong, right)


def setup(app):
    app.add_post_transform(UniqueProofIds)
    app.connect("html-page-context", mend_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
