"""How chapters are run: side by side, each alone in an empty folder, with clear errors.

MyST-NB runs one chapter after the other, and for a failing cell raises an
exception, of which Jupyter Book prints sixty lines of its own traceback. Here
the chapters that are not in the cache are first run on all cores; MyST-NB then
finds them in the cache. If a cell fails, does not end or ends its process, the
last words on the screen are ``file:line``, its number, its source and what went
wrong. Kernels end with the build, however that ends; a damaged cache is no error.

A result must not depend on the machine: each kernel has one thread, plots are SVG
without a date, and a text is whole, in whichever pieces a busy kernel sent it.
"""

import asyncio
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_client.manager import KernelManager
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_nb.core.render import NbElementRenderer
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.util.logging import getLogger
from sqlalchemy.exc import DatabaseError

from press.cells import outputs

ANSI_COLOUR = re.compile(r"\x1b\[[\d;]*m")
KERNEL_OPTIONS = [
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs="
    "{'bbox_inches': 'tight', 'metadata': {'Date': None}}",
]
FAILURES = {
    CellExecutionError: "fails",
    CellTimeoutError: "does not end within {} s, the timeout in _config.yml",
    DeadKernelError: "ends its process, or the machine does, short of memory",
}

logger = getLogger(__name__)
write_file = NbElementRenderer.write_file


class Loop(asyncio.SelectorEventLoop):
    def add_signal_handler(self, *handler):
        """Ctrl-C ends every kernel; nbclient's handler would end the last one."""
        raise RuntimeError


def open_cache(path):
    cache = get_cache(path)
    try:
        cache.list_cache_records()
        with cache.db.connect() as db:
            sound = db.exec_driver_sql("pragma integrity_check").scalar() == "ok"
    except (DatabaseError, RuntimeError):
        sound = False
    if not sound:
        logger.info("The cache of executed cells is damaged: all cells run again.")
        cache.clear_cache()
    return cache


def is_cached(cache, notebook):
    try:
        cache.merge_match_into_notebook(notebook)
    except Exception:  # not only KeyError: what is there may be damaged
        return False
    return True


def failed_line(cell, first_line, chapter):
    """Line of the chapter at which the cell failed, or else where it begins."""
    traceback = "\n".join(
        line for o in cell["outputs"] for line in o.get("traceback", [])
    )
    within = re.search(r"In\s?\[\d+\], line (\d+)", ANSI_COLOUR.sub("", traceback))
    if within:
        code = cell["source"].splitlines()[int(within[1]) - 1]
        lines = chapter.read_text(encoding="utf-8").splitlines()
        return lines.index(code, first_line - 1) + 1
    return first_line


def report(chapter, notebook, index, error, timeout):
    cell = notebook.cells[index]
    line = failed_line(cell, notebook.metadata.source_map[index] + 1, chapter)
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    source = "\n".join("    " + text for text in cell["source"].splitlines())
    problem = ""
    if isinstance(error, CellExecutionError):
        problem = f"{error.ename}: {ANSI_COLOUR.sub('', error.evalue)}\n\n"
    return (
        f"\n{chapter}:{line}: cell {number} of {chapter.name}"
        f" {FAILURES[type(error)].format(timeout)}:\n\n{source}\n\n{problem}"
    )


def environment(chapter):
    """Variables of the kernel, which runs in another folder than the chapter's."""
    return {
        **os.environ,
        "MATPLOTLIBRC": str(chapter.with_name("matplotlibrc")),
        # another number of threads gives other last digits; and two chapters with
        # a thread for each core slow each other down
        "OMP_NUM_THREADS": "1",
    }


async def run_chapter(chapter, notebook, timeout):
    """Run all cells in an empty folder; what went wrong, or nothing."""
    last = None

    def note(cell, cell_index):
        nonlocal last
        last = cell_index

    with TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=timeout,
            record_timing=False,  # the cache compares metadata, too
            # else there is an output for each piece that a kernel sends of a text
            coalesce_streams=True,
            extra_arguments=KERNEL_OPTIONS,
            on_cell_execute=note,
            resources={"metadata": {"path": folder}},
            shutdown_kernel="immediate",
            log=logging.getLogger("press.cells"),  # else a line for each kernel
        )
        try:
            await client.async_execute(env=environment(chapter))
        except tuple(FAILURES) as error:
            return report(chapter, notebook, last, error, timeout)
        if left := os.listdir(folder):
            return f"\n{chapter}: its cells leave files: {', '.join(sorted(left))}\n\n"
    outputs.finish(notebook)


def keep(cache, chapter, notebook):
    # jupyter-cache stumbles over a folder that lacks its file
    _, key = cache.create_hashed_notebook(notebook)
    shutil.rmtree(cache.path / "executed" / key, ignore_errors=True)
    cache.cache_notebook_bundle(
        CacheBundleIn(notebook, str(chapter)), check_validity=False, overwrite=True
    )


def chapters_to_run(paths, cache):
    """Pairs of a chapter and its notebook, of those that the cache does not know."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if is_myst_markdown_notebook(text):
            notebook = read_myst_markdown_notebook(text, add_source_map=True)
            if not is_cached(cache, notebook):
                yield path, notebook


async def run_side_by_side(chapters, cache, timeout, say):
    cores, begun = asyncio.Semaphore(os.cpu_count()), 0

    async def run_in_turn(chapter, notebook):
        nonlocal begun
        async with cores:
            begun += 1
            name = f"{chapter.parent.name}/{chapter.stem}"
            say(f"running {name} ({begun} of {len(chapters)})")
            failure = await run_chapter(chapter, notebook, timeout)
            if not failure:
                keep(cache, chapter, notebook)
            return failure

    return await asyncio.gather(*(run_in_turn(*chapter) for chapter in chapters))


def run_chapters(
    paths: Iterable[Path], cache_path: str, timeout: int, say: Callable[[str], object]
):
    """Run those chapters that the cache does not know, or end the build."""
    # kernels warn at every start of a channel that is not encrypted
    KernelManager.transport_encryption.default_value = "auto"
    cache = open_cache(cache_path)
    chapters = list(chapters_to_run(paths, cache))
    with asyncio.Runner(loop_factory=Loop) as runner:
        reports = runner.run(run_side_by_side(chapters, cache, timeout, say))
    if failures := "".join(filter(None, reports)):
        sys.exit(
            f"{failures}The book is not built. Mend the cell and run the build again."
        )


def run_before_reading(app, env, docnames):
    config = env.mystnb_config
    if config.execution_mode == "off":
        return
    run_chapters(
        [Path(env.doc2path(name)) for name in docnames],
        config.execution_cache_path,
        config.execution_timeout,
        logger.info,
    )


def write_whole(renderer, path, content, overwrite=False, exists_ok=False):
    """A file has its name only when it is whole: MyST-NB believes a plot that has."""
    whole = Path(renderer.config.output_folder, *path)
    if overwrite or not whole.exists():
        write_file(renderer, [*path[:-1], "part"], content, overwrite=True)
        whole.with_name("part").replace(whole)
    return write_file(renderer, path, content, exists_ok=True)


def setup(app):
    NbElementRenderer.write_file = write_whole
    app.connect("env-before-read-docs", run_before_reading)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
