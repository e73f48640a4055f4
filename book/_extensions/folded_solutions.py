"""Fold solutions of class ``dropdown`` into ``<details>``, which needs no script.

It also lets sphinx-exercise work in the single-page builder: it registers a
few handlers for ``singlehtml`` alone, which hide those of ``html``.
"""

from sphinx_exercise.nodes import (
    depart_solution_node,
    solution_node,
    visit_solution_node,
)


def visit_solution(self, node):
    if "dropdown" not in node["classes"]:
        return visit_solution_node(self, node)
    title = node.pop(0).astext()  # its link would be a control inside a control
    self.body.append(self.starttag(node, "details", CLASS="admonition"))
    self.body.append(
        f'<summary class="admonition-title">{self.encode(title)}</summary>\n'
    )


def depart_solution(self, node):
    if "dropdown" not in node["classes"]:
        return depart_solution_node(self, node)
    self.body.append("</details>\n")


def replace_handlers(app):
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = {**handlers["html"], **handlers.get("singlehtml", {})}
    for builder in ("html", "singlehtml"):
        handlers[builder][solution_node.__name__] = (visit_solution, depart_solution)


def setup(app):
    app.connect("builder-inited", replace_handlers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
