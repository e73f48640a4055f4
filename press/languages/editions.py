"""Publish the Spanish edition in the English one, and lead from each page to its twin.

The Spanish edition is built into ``_build/es``. If it is there, the English
build puts it into ``es/`` of the site. Nothing leads to what is not there.
"""

import shutil
from html import escape
from pathlib import Path

from press.order import BuildFinished, ConfigInited

NAMES = {"en": "English", "es": "Español"}
FOLDERS = {"en": "", "es": "es/"}  # in the site
SPANISH = ("_build", "es")


def look(app, config):
    if config.language == "es":
        config.twin = "en"
    elif Path(app.srcdir, *SPANISH, "index.html").exists():
        config.twin = "es"


def add_to_page(app, pagename, templatename, context, doctree):
    twin = app.config.twin
    if not twin or app.builder.name != "html" or pagename == "404":
        return
    page = app.builder.get_target_uri(pagename)
    way = FOLDERS[twin] or "../"
    context["twin"] = {
        "address": context["pathto"](way + page, resource=True),
        "language": twin,
        "name": NAMES[twin],
    }
    if address := app.config.html_baseurl:
        site = address.removesuffix(FOLDERS[app.config.language])
        languages = {**FOLDERS, "x-default": ""}
        context["metatags"] += "".join(
            f'<link rel="alternate" hreflang="{language}"'
            f' href="{escape(site + folder + page)}" />\n'
            for language, folder in languages.items()
        )


def publish(app, exception):
    if exception or app.builder.name != "html" or app.config.language != "en":
        return
    published = Path(app.outdir, FOLDERS["es"])
    shutil.rmtree(published, ignore_errors=True)
    if app.config.twin:
        shutil.copytree(Path(app.srcdir, *SPANISH), published)


def setup(app):
    app.add_config_value("twin", "", "html")
    app.connect("config-inited", look, ConfigInited.NEEDS_ADDRESS)
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", publish, BuildFinished.EDITIONS)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
