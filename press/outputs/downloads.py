"""Link what is published beside the pages: notebooks, slides, the book as a PDF.

``downloads`` says which kinds of them are; `make book` makes them after the pages and
says so. Notebooks are also offered in Colab and on Binder, which read the branch
``notebooks`` of the repository, if that is known: from ``GITHUB_REPOSITORY``, which
GitHub sets, a fork's to the fork, or else from ``repository-code`` in CITATION.cff.
Then each page also says where a mistake on it is reported. The directive
``assignments`` lists the chapters with blanks for their solutions.
"""

import os
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from press.content.numbers import is_chapter
from press.languages.editions import FOLDERS
from press.order import ConfigInited, Writing
from press.outputs.notebooks import ASSIGNMENTS, is_notebook

FOLDER = "downloads"  # in the folder of each edition
PDF = {"en": "rnns-by-hand.pdf", "es": "rnn-a-mano.pdf"}
COLAB = "https://colab.research.google.com/github/{}/blob/notebooks/{}"
BINDER = "https://mybinder.org/v2/gh/{}/notebooks?labpath={}"
REPORT = "https://github.com/{}/issues/new?title={}"


def find_repository(app, config):
    config.repository = os.environ.get("GITHUB_REPOSITORY") or config.cff.get(
        "repository-code", ""
    ).removeprefix("https://github.com/")


def link_downloads(app, pagename, templatename, context, doctree):
    if app.builder.name != "html":
        return
    name = pagename.rpartition("/")[2]
    files = {"pdf": PDF[app.config.language]}
    if is_notebook(app.env, pagename):
        files["notebooks"] = f"{name}.ipynb"
    if is_chapter(app.env, pagename):
        files["slides"] = f"slides/{name}.html"
    for kind in app.config.downloads:
        if kind in files:
            path = f"{FOLDER}/{files[kind]}"
            context[kind] = context["pathto"](path, resource=True)
    if not (repository := app.config.repository):
        return
    context["report"] = REPORT.format(repository, quote(f"{pagename}: "))
    if "notebooks" in context:
        path = FOLDERS[app.config.language] + files["notebooks"]
        context["colab"] = COLAB.format(repository, path)
        context["binder"] = BINDER.format(repository, path)


class Assignments(SphinxDirective):
    def run(self):
        return [nodes.bullet_list(assignments=True)]


class ListAssignments(SphinxPostTransform):
    """On the pages, and only if notebooks are published beside them."""

    default_priority = Writing.FIRST

    def run(self, **kwargs):
        there = self.app.builder.name == "html" and "notebooks" in self.config.downloads
        chapters = [d for d in self.env.chapter_labels if is_chapter(self.env, d)]
        chapters.sort(key=lambda chapter: self.env.toc_secnumbers[chapter][""])
        for listed in list(self.document.findall(nodes.bullet_list)):
            if "assignments" in listed:
                items = map(self.item, chapters) if there else ()
                listed.replace_self(nodes.bullet_list("", *items) if there else [])

    def item(self, docname):
        [number] = self.env.toc_secnumbers[docname][""]
        title = f"{number}. {self.env.titles[docname].astext()}"
        name = docname.rpartition("/")[2]
        home = "../" * self.env.docname.count("/")
        address = f"{home}{FOLDER}/{ASSIGNMENTS}/{name}.ipynb"
        link = nodes.reference("", title, refuri=address)
        return nodes.list_item("", nodes.paragraph("", "", link))


def setup(app):
    app.add_directive("assignments", Assignments)
    app.add_post_transform(ListAssignments)
    app.add_config_value("downloads", [], "html")
    app.add_config_value("repository", "", "html")
    app.connect("config-inited", find_repository, ConfigInited.NEEDS_ADDRESS)
    app.connect("html-page-context", link_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
