"""Fold below each proof what Rocq has checked: the statements in proofs/*.v.

A mark in the title of the theorem leads there.

`make proofs` has them checked; here they are only shown, on pages in a browser. Other
builders never see them, so that slides, notebooks and the PDF leave them out. They
are no text of the page either, or the search would list the words of Rocq.
"""

from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx_proof.nodes import proof_node

from press.content.statements import by_label, complaint, is_stated, statements
from press.order import Writing

FOLDER = "proofs"
KEY = "ch-how-to-read-the-proofs"  # the page that explains them
FILE = "https://github.com/{}/blob/HEAD/{}"

logger = logging.getLogger(__name__)


class checked(nodes.General, nodes.Element):
    """A fold with ``statements``, and the address of the ``key`` to them."""


def places(document):
    """Each labelled box with what its statements stand below: its proof, or itself."""
    found, label = {}, None
    for box in document.findall(nodes.Admonition):
        if "label" in box:
            label = box["label"] if is_stated(box["label"]) else None
        if label and ("label" in box or isinstance(box, proof_node)):
            found[label] = box
    return found


class ShowStatements(SphinxPostTransform):
    default_priority = Writing.STATEMENTS
    builders = ("html",)

    def run(self, **kwargs):
        folder = Path(self.env.srcdir, FOLDER)
        below = places(self.document)
        boxes = self.document.findall(nodes.Admonition)
        marked = {box["label"]: box for box in boxes if "label" in box}
        if not (below and folder.exists()):  # a book in the tests has no such folder
            return
        found = by_label(self.env.proof_list, statements(folder))
        for label, box in below.items():
            if words := complaint(label, found[label]):
                logger.warning("%s", words, location=box)
            if found[label]:
                place = f"rocq-{label}"
                fold = checked(ids=[place], statements=found[label], key=self.key())
                box.parent.insert(box.parent.index(box) + 1, fold)
                mark = nodes.reference(
                    "", "✓ Rocq", refid=place, internal=True, classes=["mark"]
                )
                marked[label][0].insert(0, mark)  # what floats takes room from there on

    def key(self):
        """Where the key is, seen from this page; empty where there is none."""
        page, place = self.env.get_domain("std").anonlabels.get(KEY, ("", ""))
        if not page:
            return ""
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        return f"{address}#{place}"


def visit_checked(self, node):
    summary = _("Checked by Rocq, for all sizes")
    self.body.append(
        f'<details class="admonition checked" id="{node["ids"][0]}">'
        f'<summary class="admonition-title">{summary}</summary>\n'
    )
    links = []
    for file, group in groupby(node["statements"], lambda statement: statement.file):
        code = "\n\n".join(statement.text for statement in group)
        html = self.highlighter.highlight_block(code, "coq", location=node)
        self.body.append(f'<div class="highlight-coq notranslate">{html}</div>\n')
        links.append(link_to(self.config.repository, f"{FOLDER}/{file}"))
    if node["key"]:
        words = _("How to read a statement")
        links.append(f'<a class="reference internal" href="{node["key"]}">{words}</a>')
    self.body.append(f"<p>{' · '.join(links)}</p>\n</details>\n")
    raise nodes.SkipNode


def link_to(repository, path):
    """The name of a file, with a link where it is known in which repository it is."""
    name = f'<code class="docutils literal notranslate">{path}</code>'
    if not repository:
        return name
    address = FILE.format(repository, path)
    return f'<a class="reference external" href="{address}">{name}</a>'


def setup(app):
    app.add_node(checked, html=(visit_checked, None))
    app.add_post_transform(ShowStatements)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
