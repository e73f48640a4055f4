"""Fold what of the code a reader seldom opens, into ``<details>``.

Cells that are tagged ``hide-input``, as MyST-NB does, and, on the pages alone, the cell
that imports: else a chapter would begin with a screen of names.
"""

import ast
from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing


def only_imports(cell: nodes.container) -> bool:
    """Whether it imports, and perhaps sets a default."""
    first, *others = ast.parse(next(cell.findall(nodes.literal_block)).astext()).body
    imports = ast.Import | ast.ImportFrom
    return isinstance(first, imports) and all(
        isinstance(statement, imports | ast.Expr) for statement in others
    )


class FoldImports(SphinxPostTransform):
    default_priority = Writing.FOLDS
    builders = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and only_imports(cell):
                cell["hide_mode"] = "input"
                cell["prompt_show"] = cell["prompt_hide"] = _("Imports")


def begin_fold(self, node):
    """MyST-NB has paragraphs in the summary, and a name for it that hides its words."""
    title, hide = (escape(node[f"prompt_{do}"]) for do in ("show", "hide"))
    if title != hide:
        title = (
            f'<span class="collapsed">{title}</span>\n'
            f'<span class="expanded">{hide}</span>'
        )
    classes = " ".join(node["classes"])
    self.body.append(f'<details class="hide {classes}"><summary>{title}</summary>\n')


def end_fold(self, node):
    self.body.append("</details>\n")


def setup(app):
    app.add_post_transform(FoldImports)
    app.add_node(HideCodeCellNode, override=True, html=(begin_fold, end_fold))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
