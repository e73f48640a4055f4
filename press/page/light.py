"""Leave out what the pages of this book do not need, so that they arrive soon.

Stylesheets of the tools: book.css has the rules of them that the book uses (pruned.py).
Furo's script: book.js does what the pages need of it. Sphinx's scripts: the search
needs them; book.js fetches them for those who come from there.
Two thirds of the elements of code: those around names and punctuation, which have no
colour of their own. Instead each line of a cell is one, so that on a phone a long line
goes on below, behind its own indentation. A long piece of it may be broken at a bracket
or a dot: else browsers would begin it below, after a line with nothing but indentation.
"""

import re
from html import unescape
from pathlib import Path

from press.order import PageContext
from press.page.checks import lines_of_checks

STYLES = {"pygments", "furo", "furo-extensions", "mystnb", "proof", "exercise"}
SCRIPTS = {"furo"}
SCRIPTS_OF_SEARCH = {
    "documentation_options",
    "doctools",
    "sphinx_highlight",
    "translations",
}
PLAIN = ("n", "p", "w")  # names, punctuation, spaces
AROUND_PLAIN = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')
BEFORE_CODE = (
    '<div class="highlight-ipython3 notranslate"><div class="highlight"><pre>'
    "<span></span>"
)
LONG = 24  # characters without a space
SEVERAL = r"(?=(?:(?:<[^>]*>)*[^)\]\s<]){5})"  # characters, not a short index
DOT = r'(?:<span class="o">)?\.(?:</span>)?'
MAY_BREAK = re.compile(rf"(?<=[(\[]){SEVERAL}|(?<=[\w)\]])(?={DOT}[A-Za-z_])")
CODE = re.compile(f"(?<={BEFORE_CODE})(.*?)(?=</pre>)", re.S)


def line_by_line(code: str) -> str:
    """The same code, each line in an element that knows its indentation.

    Elements that go on for several lines, as those of docstrings, are taken apart.
    A line that compares has a class of its own, since it is not what the cell teaches.
    """
    lines, opened = [], ""
    compare = lines_of_checks(unescape(re.sub(r"<[^>]*>", "", code)))
    for number, line in enumerate(code.rstrip("\n").split("\n"), 1):
        text = re.sub(r"<[^>]*>", "", line)
        indent = len(text) - len(text.lstrip(" "))
        style = f' style="--in:{indent}"' if indent else ""
        if any(len(piece) > LONG for piece in text.split()):
            line = MAY_BREAK.sub("<wbr>", line)
        before = opened
        for tag in re.findall(r"<span[^>]*>|</span>", line):
            opened = "" if tag == "</span>" else tag
        after = "</span>" if opened else ""
        kind = "line check" if number in compare else "line"
        lines.append(f'<span class="{kind}"{style}>{before}{line}{after}\n</span>')
    return "".join(lines)


def with_light_code(html: str) -> str:
    """The HTML with the code of its cells line by line, and without plain elements."""
    return CODE.sub(lambda code: line_by_line(code[1]), AROUND_PLAIN.sub(r"\1", html))


def files_without(files: list, names: set[str]) -> list:
    # MyST-NB puts a digest between the name and the suffix
    return [f for f in files if Path(f.filename or "").name.split(".")[0] not in names]


def leave_out_files(app, pagename, templatename, context, doctree):
    context["css_files"] = files_without(context["css_files"], STYLES)
    if "body" in context:
        context["body"] = with_light_code(context["body"])
    scripts = SCRIPTS if pagename == "search" else SCRIPTS | SCRIPTS_OF_SEARCH
    context["script_files"] = files_without(context["script_files"], scripts)


def setup(app):
    app.connect("html-page-context", leave_out_files, PageContext.AFTER_FURO)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
