"""Leave out what the pages of this book do not need, so that they arrive soon.

Stylesheets of the tools: book.css has the few rules of them that the book uses.
Sphinx's scripts: the search needs them; book.js fetches them for those who come
from there.
Two thirds of the elements of code: those around names and punctuation, which have no
colour of their own.
"""

import re
from pathlib import Path

from press.order import PageContext

STYLES = {"mystnb", "proof", "exercise", "furo-extensions"}
SCRIPTS = {"doctools", "sphinx_highlight", "translations"}
PLAIN = ("n", "p", "w")  # names, punctuation, spaces
AROUND_PLAIN = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def files_without(files: list, names: set[str]) -> list:
    # MyST-NB puts a digest between the name and the suffix
    return [f for f in files if Path(f.filename or "").name.split(".")[0] not in names]


def leave_out_files(app, pagename, templatename, context, doctree):
    context["css_files"] = files_without(context["css_files"], STYLES)
    if "body" in context:
        context["body"] = AROUND_PLAIN.sub(r"\1", context["body"])
    if pagename != "search":
        context["script_files"] = files_without(context["script_files"], SCRIPTS)


def setup(app):
    app.connect("html-page-context", leave_out_files, PageContext.AFTER_FURO)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
