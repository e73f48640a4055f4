"""Show the chapters on the first page as cards: by part, with number and picture.

The list of chapters in index.md says what each shows. Its number and its part are those
of the contents, and its picture is the chapter's cover in the folder of the figures.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.content.numbers import is_chapter
from press.order import Writing

LIST = "sec-index-chapters"  # the section in which the list stands
COVER = "book/figures/{}-cover.svg"


class card(nodes.General, nodes.Element):
    """Around an entry of the list."""


def cover(srcdir: str, docname: str) -> nodes.raw:
    """The chapter's picture, which says nothing that the words do not say."""
    path = Path(srcdir, COVER.format(Path(docname).name))
    svg = path.read_text(encoding="utf-8") if path.exists() else ""
    return nodes.raw(
        "", svg.replace("<svg ", '<svg aria-hidden="true" '), format="html"
    )


class ShowCards(SphinxPostTransform):
    default_priority = Writing.CARDS
    builders = ("html",)

    def run(self, **kwargs):
        for section in self.document.findall(nodes.section):
            if LIST in section["ids"]:
                self.deal(next(section.findall(nodes.definition_list)))

    def deal(self, listed):
        addresses = [next(e.findall(nodes.reference))["refuri"] for e in listed]
        pages = (address.partition("#")[0] for address in addresses)
        entries = dict(zip(pages, list(listed), strict=True))
        parts = []
        for toctree in self.env.tocs[self.config.root_doc].findall(addnodes.toctree):
            cards = nodes.definition_list(classes=["cards"])
            for docname in filter(self.has_number, toctree["includefiles"]):
                address = self.app.builder.get_relative_uri(self.env.docname, docname)
                if entry := entries.get(address):
                    cards += self.card(docname, entry)
            if len(cards):
                parts += [nodes.rubric("", toctree["caption"]), cards]
        place = listed.parent.index(listed)
        listed.parent[place : place + 1] = parts

    def has_number(self, docname):
        return is_chapter(self.env, docname)

    def card(self, docname, entry):
        [number] = self.env.toc_secnumbers[docname][""]
        title = nodes.inline("", "", *entry[0].children)
        title.insert(0, nodes.inline("", f"{number} ", classes=["number"]))
        entry[0].clear()
        entry[0] += [cover(self.env.srcdir, docname), title]
        return card("", entry)


def visit_card(self, node):
    self.body.append('<div class="card">')


def depart_card(self, node):
    self.body.append("</div>")


def setup(app):
    app.add_node(card, html=(visit_card, depart_card))
    app.add_post_transform(ShowCards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
