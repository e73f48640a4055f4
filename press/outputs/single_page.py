"""The whole book as one page, for `make pdf`, with a template of its own, pdf.html.

Sphinx makes the chapters sections of the first page, leads some links within the page
to a page of another name, and keeps those to an index, which is not printed. All this
is mended here. A part of the book begins with a page of its own, and each chapter has
a name for its pages, which say in their heads where a reader is.
"""

from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing
from press.outputs.poster import picture_of_a_step


def title_with_number(env, docname):
    """When Sphinx writes, all numbers are together, as those of the first page."""
    numbers = {
        name or page: number
        for page, of_page in env.toc_secnumbers.items()
        for name, number in of_page.items()
    }
    found = numbers.get(docname) or numbers.get(f"{docname}/", ())
    number = ".".join(map(str, found))
    title = env.titles[docname].astext()
    return f"{number}. {title}" if number else title


def page_of_a_part(env, toctree, number):
    """Its number, its name, and its chapters."""
    chapters = "".join(
        f'<li><a class="reference internal" href="#document-{docname}">'
        f"{escape(title_with_number(env, docname))}</a></li>"
        for docname in toctree["includefiles"]
    )
    name = f'<p class="part-title">{escape(toctree["caption"])}</p>'
    if number:
        place = _("Part {}").format(number)
        name = f'<p class="part-number">{place}</p>{name}'
    html = f'<div class="part">{name}<ul class="page-list">{chapters}</ul></div>'
    return nodes.raw("", html, format="html")


class Chapters(SphinxPostTransform):
    """A chapter is not a section of the first page, but stands behind it."""

    default_priority = Writing.FIRST
    builders = ("singlehtml",)

    def run(self, **kwargs):
        chapters = list(self.document.findall(addnodes.start_of_file))
        for wrapper in {chapter.parent for chapter in chapters}:
            wrapper.parent.remove(wrapper)
        pages = {
            chapter["docname"]: nodes.container("", chapter, classes=[f"chapter-{n}"])
            for n, chapter in enumerate(chapters)
        }
        number = 0
        first_page = self.env.get_doctree(self.config.root_doc)
        for toctree in first_page.findall(addnodes.toctree):
            number += bool(toctree.get("numbered"))
            counted = number if toctree.get("numbered") else 0
            self.document += page_of_a_part(self.env, toctree, counted)
            for docname in toctree["includefiles"]:
                self.document += pages[docname]


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


def quoted(text):
    """As a string of CSS."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def choose_template(app, pagename, templatename, context, doctree):
    if app.builder.name == "singlehtml":
        context["cff"], context["author"] = app.config.cff, app.config.author
        context["address"] = app.config.html_baseurl
        context["picture"] = picture_of_a_step()
        context["heads"] = [
            quoted(title_with_number(app.env, docname))
            for toctree in app.env.get_doctree(pagename).findall(addnodes.toctree)
            for docname in toctree["includefiles"]
        ]
        context["this_page"] = f"{app.config.root_doc}.html#"
        return "pdf.html"


def setup(app):
    app.add_post_transform(Chapters)
    app.add_post_transform(LinksToAnIndex)
    app.connect("doctree-read", list_sections)
    app.connect("html-page-context", choose_template)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
