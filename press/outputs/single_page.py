"""The whole book as one page, for `make pdf`, with a template of its own, pdf.html.

Sphinx makes the chapters sections of the first page, leads some links within the page
to a page of another name, and keeps those to an index, which is not printed. All this
is mended here.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing


class Chapters(SphinxPostTransform):
    """A chapter is not a section of the first page, but stands behind it."""

    default_priority = Writing.FIRST
    builders = ("singlehtml",)

    def run(self, **kwargs):
        chapters = list(self.document.findall(addnodes.start_of_file))
        wrappers = {chapter.parent for chapter in chapters}
        self.document.extend(chapters)
        for wrapper in wrappers:
            wrapper.parent.remove(wrapper)


class LinksToAnIndex(SphinxPostTransform):
    """Leaves of a link to a page of its own, such as an index, the text."""

    default_priority = Writing.UNPRINTED
    builders = ("singlehtml",)

    def run(self, **kwargs):
        for link in list(self.document.findall(nodes.reference)):
            if link.get("internal") and "#" not in link.get("refuri", "#"):
                link.replace_self(link.children)


def list_sections(app, doctree):
    """The contents have the sections, too, which Jupyter Book leaves out."""
    if app.builder.name == "singlehtml":
        for toctree in doctree.findall(addnodes.toctree):
            toctree["titlesonly"] = False


def choose_template(app, pagename, templatename, context, doctree):
    if app.builder.name == "singlehtml":
        context["cff"], context["author"] = app.config.cff, app.config.author
        context["address"] = app.config.html_baseurl
        context["this_page"] = f"{app.config.root_doc}.html#"
        return "pdf.html"


def setup(app):
    app.add_post_transform(Chapters)
    app.add_post_transform(LinksToAnIndex)
    app.connect("doctree-read", list_sections)
    app.connect("html-page-context", choose_template)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
