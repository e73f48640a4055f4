"""Fold solutions and admonitions of class ``dropdown`` into ``<details>``.

The browser opens them without a script. An admonition is folded with

    :::{admonition} Answer
    :class: dropdown

The single page, which is printed, has them open. sphinx-exercise registers a few
handlers for ``singlehtml`` alone, and these hide all those of ``html`` from that
builder; here it gets both.
"""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import (
    depart_solution_node,
    solution_node,
    visit_solution_node,
)

UNFOLDED = {  # how the tools begin and end them
    nodes.admonition: (
        HTML5Translator.visit_admonition,
        HTML5Translator.depart_admonition,
    ),
    solution_node: (visit_solution_node, depart_solution_node),
}


def visit_folded(self, node):
    if "dropdown" not in node["classes"]:
        return UNFOLDED[type(node)][0](self, node)
    title = node.pop(0).astext()  # its link would be a control inside a control
    self.body.append(self.starttag(node, "details", CLASS="admonition"))
    self.body.append(
        f'<summary class="admonition-title">{self.encode(title)}</summary>\n'
    )


def depart_folded(self, node):
    if "dropdown" not in node["classes"]:
        return UNFOLDED[type(node)][1](self, node)
    self.body.append("</details>\n")


def fold_on_pages(app):
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = {**handlers["html"], **handlers.get("singlehtml", {})}
    for node in UNFOLDED:
        handlers["html"][node.__name__] = (visit_folded, depart_folded)


def setup(app):
    app.connect("builder-inited", fold_on_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
