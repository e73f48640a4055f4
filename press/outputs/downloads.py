"""Link what is published beside the pages: notebooks, slides, the book as a PDF.

``downloads`` says which kinds of them are; `make book` makes them after the pages and
says so. Notebooks are also offered in Colab and on Binder, which read the branch
``notebooks`` of the repository, if that is known: from ``GITHUB_REPOSITORY``, which
GitHub sets, a fork's to the fork, or else from ``repository-code`` in CITATION.cff.
Then each page also says where a mistake on it is reported.
"""

import os
from urllib.parse import quote

from press.content.numbers import is_chapter
from press.languages.editions import FOLDERS
from press.order import ConfigInited
from press.outputs.notebooks import is_notebook

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


def setup(app):
    app.add_config_value("downloads", [], "html")
    app.add_config_value("repository", "", "html")
    app.connect("config-inited", find_repository, ConfigInited.NEEDS_ADDRESS)
    app.connect("html-page-context", link_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
