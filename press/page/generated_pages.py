"""Give pages that are no file of the book what the others have in their head.

Sphinx makes the indices and the search page without a description, and
sphinx-external-toc a first page that is nothing but an order to go elsewhere.
"""

import re
from pathlib import Path

from sphinx.locale import _
from sphinx.util import logging

logger = logging.getLogger(__name__)

SHARED = r'<meta [^>]*"(?:description|og:|twitter:).*?>|<link rel="canonical".*?>'


def descriptions():
    """What each page that is no file of the book has, by the name of the page."""
    return {
        "genindex": _(
            "The terms of the book in alphabetical order, with links to them."
        ),
        "prf-prf": _("The definitions and theorems of the book, by kind and number."),
        "search": _(
            "Search all chapters of the book, the glossary and the bibliography."
        ),
    }


def describe_generated_page(app, pagename, templatename, context, doctree):
    if text := descriptions().get(pagename):
        context["metatags"] = f'<meta name="description" content="{text}">'


def write_first_page(app, exception):
    """People share the address of the site: its page has the head of the book's."""
    if exception or app.builder.name != "html":
        return
    book = app.builder.get_target_uri(app.config.root_doc)
    shared = re.findall(SHARED, Path(app.outdir, book).read_text(encoding="utf-8"))
    head = "\n".join(shared)
    expected = ("og:", "twitter:", "canonical") if app.config.html_baseurl else ()
    for lost in (name for name in expected if name not in head):
        logger.warning("no %r in %s: change SHARED in %s", lost, book, __name__)
    page = f"""\
<!doctype html>
<html lang="{app.config.language}">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={book}">
<link rel="icon" href="_static/{Path(app.config.html_favicon).name}">
{head}
<title>{app.config.project}</title>
<h1><a href="{book}">{app.config.project}</a></h1>
"""
    Path(app.outdir, "index.html").write_text(page, encoding="utf-8")


def setup(app):
    app.connect("html-page-context", describe_generated_page)
    app.connect("build-finished", write_first_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
