"""Make plots smaller: their places have two decimals, and nobody names their parts."""

import re

from nbformat import NotebookNode

# a scale multiplies, so that its digits count
NUMBER = re.compile(r"(scale\([^)]*)?\d+\.\d{3,}")
UNUSED = re.compile(r"\s*<metadata>.*?</metadata>|(?<=<g) id=\"[^\"]*\"", re.DOTALL)
SVG = "image/svg+xml"


def shortened(number):
    return number[0] if number[1] else f"{float(number[0]):.2f}"


def rounded(svg: str) -> str:
    """The drawing, whose places have two decimals.

    Matplotlib writes a millionth of a point where a hundredth is more than an eye or a
    printer can tell. It names the version of Matplotlib, as each page does, and every
    group, to which nothing leads.
    """
    return NUMBER.sub(shortened, UNUSED.sub("", svg))


def finish(notebook: NotebookNode):
    """Round the drawings of all cells, before they are kept."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if SVG in output.get("data", {}):
                output.data[SVG] = rounded(output.data[SVG])
