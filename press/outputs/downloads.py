"""Publish what lies in ``_build/downloads``, and link what a reader can run.

Every file of that folder goes to ``downloads/`` of the site; what is in Spanish
lies in ``es/`` of it, and goes to ``downloads/`` of the Spanish edition. A page
whose notebook is among them offers it for download, and, if the repository is
known, in Colab and on Binder, which read the branch ``notebooks`` there; a page
whose slides are among them links these, and every page the book as a PDF. Known
the repository is from ``GITHUB_REPOSITORY``, which GitHub sets, a fork's to the
fork, or else from ``repository-code`` in CITATION.cff. Nothing is offered that is
not there.
"""

import os
import shutil
from pathlib import Path

from press.languages.editions import FOLDERS
from press.order import BuildFinished, ConfigInited

PDF = {"en": "rnns-by-hand.pdf", "es": "rnn-a-mano.pdf"}
COLAB = "https://colab.research.google.com/github/{}/blob/notebooks/{}"
BINDER = "https://mybinder.org/v2/gh/{}/notebooks?labpath={}"


def downloads(srcdir, language):
    """The folder of what is to be published in that language."""
    return Path(srcdir, "_build", "downloads", FOLDERS[language])


def look(app, config):
    folder = downloads(app.srcdir, config.language)
    config.downloads = sorted(
        path.relative_to(folder).as_posix()
        for pattern in ("*.*", "slides/*.html")
        for path in folder.glob(pattern)
    )
    config.repository = os.environ.get("GITHUB_REPOSITORY") or config.cff.get(
        "repository-code", ""
    ).removeprefix("https://github.com/")


def add_to_page(app, pagename, templatename, context, doctree):
    name = pagename.rpartition("/")[2]
    notebook = f"{name}.ipynb"
    if app.builder.name != "html":
        return
    for kind, file in (
        ("notebook", notebook),
        ("pdf", PDF[app.config.language]),
        ("slides", f"slides/{name}.html"),
    ):
        if file in app.config.downloads:
            context[kind] = context["pathto"](f"downloads/{file}", resource=True)
    if "notebook" in context:
        if repository := app.config.repository:
            path = FOLDERS[app.config.language] + notebook
            context["colab"] = COLAB.format(repository, path)
            context["binder"] = BINDER.format(repository, path)


def publish(app, exception):
    if app.builder.name == "html" and not exception:
        published = Path(app.outdir, "downloads")
        shutil.rmtree(published, ignore_errors=True)
        if app.config.downloads:
            shutil.copytree(
                downloads(app.srcdir, app.config.language),
                published,
                # the tools' own, and the other edition's
                ignore=shutil.ignore_patterns("_static", "jupyter_execute", "es"),
            )


def setup(app):
    app.add_config_value("downloads", [], "html")
    app.add_config_value("repository", "", "html")
    app.connect("config-inited", look, ConfigInited.NEEDS_ADDRESS)
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", publish, BuildFinished.PUBLISH)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
