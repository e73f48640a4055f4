"""Make what cells print and draw the same on every machine, and plots smaller."""

import re

from nbformat import NotebookNode

# a scale multiplies, so that its digits count
NUMBER = re.compile(r"(scale\([^)]*)?\d+\.\d{3,}")
SVG = "image/svg+xml"


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """One piece of all that a cell printed, and one of its complaints.

    A kernel sends what waits in its buffer every now and then, so where the pieces
    end is chance. MyST-NB's own way ends each of them with a new line.
    """
    streams, kept = {}, []
    for output in outputs:
        if output.output_type != "stream":
            kept.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = output
            kept.append(output)
    return kept


def shortened(number):
    return number[0] if number[1] else f"{float(number[0]):.2f}"


def rounded(svg: str) -> str:
    """The drawing, whose places have two decimals.

    Matplotlib writes a millionth of a point where a hundredth is more than an eye or a
    printer can tell.
    """
    return NUMBER.sub(shortened, svg)


def finish(notebook: NotebookNode):
    """Change the outputs of all cells so, before they are kept."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
            for output in cell.outputs:
                if SVG in output.get("data", {}):
                    output.data[SVG] = rounded(output.data[SVG])
