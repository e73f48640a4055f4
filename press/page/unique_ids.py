"""One id, one element: else a link does not know where it leads."""

from collections import Counter

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing

SHARED = {"proof", "proof-content"}  # what sphinx-proof gives to every box and proof


class UniqueIds(SphinxPostTransform):
    """Take an id away that several elements have.

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
        shared |= SHARED  # also where there is only one
        for element in self.document.findall(nodes.Element):
            element["ids"] = [name for name in element["ids"] if name not in shared]


def setup(app):
    app.add_post_transform(UniqueIds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
