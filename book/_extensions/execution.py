"""How chapters are run: side by side, over an encrypted channel, with clear errors.

Plots are drawn as SVG without the date: sharp, small, and the same each time.

MyST-NB runs one chapter after the other. Here the chapters that are not in the
cache are first run on all cores; MyST-NB then finds them in the cache.

For a failing cell MyST-NB raises an exception, of which Jupyter Book prints
sixty lines of its own traceback. Here the last words on the screen are
``file:line``, the number of the cell, its source and what went wrong.
"""

import logging
import re
import sys
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from jupyter_client.manager import KernelManager
from myst_nb.core.execute.base import ExecutionError
from myst_nb.core.execute.cache import NotebookClientCache
from myst_nb.core.read import is_myst_markdown_notebook
from nbclient import NotebookClient

ANSI_COLOUR = re.compile(r"\x1b\[[\d;]*m")

start_client = NotebookClientCache.start_client


KERNEL_OPTIONS = [
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs="
    "{'bbox_inches': 'tight', 'metadata': {'Date': None}}",
]

quiet = logging.getLogger(__name__)
quiet.setLevel(logging.CRITICAL)  # what fails is run again, and reported then


def run_side_by_side(app, env, docnames):
    config = env.mystnb_config
    cache = get_cache(config.execution_cache_path)
    chapters = [
        path
        for path in map(env.doc2path, docnames)
        if is_myst_markdown_notebook(Path(path).read_text(encoding="utf-8"))
    ]
    for path in chapters:
        cache.add_nb_to_project(
            path, read_data={"name": "myst_nb_md", "type": "plugin"}
        )
    executor = load_executor("local-parallel", cache, logger=quiet)
    if len(executor.get_records(chapters)) > 1:
        executor.run_and_cache(filter_uris=chapters, timeout=config.execution_timeout)


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
    NotebookClient.extra_arguments.default_args = (KERNEL_OPTIONS,)
    NotebookClientCache.start_client = start_client_or_exit
    app.connect("env-before-read-docs", run_side_by_side)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
