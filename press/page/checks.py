"""Say below a cell what it has compared: a page exists only if all of it was equal.

The comparisons are read from the code: ``assert``, and the functions of PyTorch and
NumPy whose names begin with it. They run with the cell, so those inside of functions,
which run elsewhere, are left out.
"""

import ast
from collections.abc import Iterator
from html import escape

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing
from press.outputs.blanks import is_check

EQUAL = {
    "assert_close": "≈",
    "assert_allclose": "≈",
    "assert_equal": "==",
    "assert_array_equal": "==",
}
LONGEST = 76  # characters of what is said of a comparison


def of_name(call: ast.Call) -> str:
    """The name of the function alone."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def lines_of_checks(code: str) -> set[int]:
    """The numbers of the lines, from 1, of all statements that compare."""
    parts = (part for part in ast.walk(ast.parse(code)) if is_check(part))
    return {n for part in parts for n in range(part.lineno, part.end_lineno + 1)}


def facts(test: ast.expr) -> list[ast.expr]:
    """What is asserted, one by one where it is joined by ``and``."""
    match test:
        case ast.BoolOp(ast.And(), values):
            return values
    return [test]


def said(code: str, part: ast.AST) -> str:
    """The code of a part of it, in one line."""
    return " ".join(ast.get_source_segment(code, part).split())


def comparisons(code: str) -> Iterator[str]:
    """What the code of a cell compares, in its order, where it can be said shortly."""
    waiting = list(reversed(ast.parse(code).body))
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Assert):
            yield from (said(code, fact) for fact in facts(part.test))
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            if sign := EQUAL.get(of_name(part.value)):
                both = (said(code, value) for value in part.value.args[:2])
                limits = [
                    said(code, keyword)
                    for keyword in part.value.keywords
                    if keyword.arg in ("rtol", "atol")
                ]
                within = f" ({', '.join(limits)})" if limits else ""
                yield f" {sign} ".join(both) + within
        elif isinstance(part, (ast.For, ast.With)):
            waiting += reversed(part.body)


def fold(code: str) -> str:
    """The comparisons of a cell below a line that counts them, as HTML."""
    found = list(comparisons(code))
    if not found:
        return ""
    count = _("1 check passed") if len(found) == 1 else _("{n} checks passed")
    short = [fact for fact in found if len(fact) <= LONGEST]
    items = "".join(f"<li><code>{escape(fact)}</code></li>" for fact in short)
    count = count.format(n=len(found))
    if not items:
        return f'<p class="checks">{count}</p>'
    return (
        f'<details class="checks"><summary>{count}</summary><ul>{items}</ul></details>'
    )


class ShowChecks(SphinxPostTransform):
    default_priority = Writing.CHECKS
    builders = ("html",)

    def run(self, **kwargs):
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") != "cell_code":
                continue
            source = next(cell.findall(nodes.literal_block)).astext()
            if html := fold(source):
                cell += nodes.raw("", html, format="html")


def setup(app):
    app.add_post_transform(ShowChecks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
