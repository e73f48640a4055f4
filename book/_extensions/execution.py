"""How chapters are run: over an encrypted channel, and with clear errors.

For a failing cell MyST-NB raises an exception, of which Jupyter Book prints
sixty lines of its own traceback. Here the last words on the screen are
``file:line``, the number of the cell, its source and what went wrong.
"""

import re
import sys
from pathlib import Path

from jupyter_client.manager import KernelManager
from myst_nb.core.execute.base import ExecutionError
from myst_nb.core.execute.cache import NotebookClientCache

ANSI_COLOUR = re.compile(r"\x1b\[[\d;]*m")

start_client = NotebookClientCache.start_client


def failed(cell):
    return any(output["output_type"] == "error" for output in cell.get("outputs", []))


def failed_line(cell, first_line, chapter):
    """Line of the chapter at which the cell failed, or else where it begins."""
    traceback = "\n".join(
        line for o in cell["outputs"] for line in o.get("traceback", [])
    )
    within = re.search(r"In\s?\[\d+\], line (\d+)", ANSI_COLOUR.sub("", traceback))
    if within:
        code = cell["source"].splitlines()[int(within[1]) - 1]
        lines = chapter.read_text(encoding="utf-8").splitlines()
        return lines.index(code, first_line) + 1
    return first_line


def report(client, error):
    chapter = Path(client.path)
    code_cells = [
        (cell, client.cell_line(index))
        for index, cell in enumerate(client.notebook.cells)
        if cell["cell_type"] == "code"
    ]
    for number, (cell, line) in enumerate(code_cells, start=1):
        if failed(cell):
            problem = cell["outputs"][-1]
            source = "\n".join("    " + text for text in cell["source"].splitlines())
            return (
                f"\n{chapter}:{failed_line(cell, line, chapter)}: cell {number} of"
                f" {chapter.name} fails:\n\n{source}\n\n"
                f"{problem['ename']}: {ANSI_COLOUR.sub('', problem['evalue'])}\n\n"
                "The book is not built. Mend the cell and run the build again."
            )
    return f"\n{chapter}: the chapter did not run to its end: {error.__cause__!r}"


def start_client_or_exit(client):
    try:
        start_client(client)
    except ExecutionError as error:
        sys.exit(report(client, error))


def setup(app):
    # kernels warn at every start of a channel that is not encrypted
    KernelManager.transport_encryption.default_value = "auto"
    NotebookClientCache.start_client = start_client_or_exit
    return {"parallel_read_safe": True, "parallel_write_safe": True}
