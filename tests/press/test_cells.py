"""Cells run alone, and what they print and draw is the same on every machine."""

import asyncio
import logging
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jupyter_client.manager import AsyncKernelManager
from myst_nb.core.read import read_myst_markdown_notebook
from myst_nb.core.utils import coalesce_streams
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tiny_book import NOTEBOOK

from press.cells import outputs, running
from press.cells.versions import cache_path

HEADER = f"{NOTEBOOK}# A chapter\n"
LINES_BEFORE_THE_CELL = HEADER.count("\n") + 2
INDEX = {"index": "# A book\n\nText.\n"}


def chapter(code):
    return f"{HEADER}\n```{{code-cell}}\n{code}\n```\n"


# what cells draw


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("M 1.123456 -2.987654", "M 1.12 -2.99"),
        ('width="10.5" y="3.25"', 'width="10.5" y="3.25"'),
        ("translate(1.00049 2)", "translate(1.00 2)"),
        ("scale(0.015625 -0.015625)", "scale(0.015625 -0.015625)"),
        ("translate(1.23456 0) scale(0.1234)", "translate(1.23 0) scale(0.1234)"),
        ("matplotlib v3.10.0", "matplotlib v3.10.0"),
    ],
)
def test_places_have_two_decimals_and_a_scale_keeps_its_digits(drawn, expected):
    assert outputs.rounded(drawn) == expected, "See NUMBER in press/cells/outputs.py."


def test_a_drawing_has_no_metadata_and_no_named_groups():
    drawn = '<svg>\n <metadata>x\ny</metadata><g id="a"><path id="b"/></g></svg>'
    assert outputs.rounded(drawn) == '<svg><g><path id="b"/></g></svg>'


def test_only_drawings_are_rounded():
    drawing = {outputs.SVG: "<svg>1.23456</svg>", "text/plain": "1.23456"}
    plot = new_output("display_data", data=drawing)
    printed = new_output("stream", name="stdout", text="1.23456")
    cells = [new_markdown_cell("1.23456"), new_code_cell("", outputs=[plot, printed])]
    shown = new_output("display_data", data={"text/plain": "1.23456"})
    cells[1].outputs.append(shown)
    outputs.finish(new_notebook(cells=cells))
    assert plot.data == {outputs.SVG: "<svg>1.23</svg>", "text/plain": "1.23456"}
    assert printed.text == cells[0].source == shown.data["text/plain"] == "1.23456"


# a book whose cells run

IN_PIECES = """\
import sys
import time

sys.stdout.write("a")
sys.stdout.flush()
time.sleep(0.5)
print("b")
print("c")"""


def test_a_cell_that_prints_in_pieces_has_one_box(tiny_book):
    """The kernel sends what waits five times a second, wherever a line is."""
    pages = {**INDEX, "first": chapter(IN_PIECES)}
    page = tiny_book(pages, nb_execution_mode="cache").page("book/first")
    boxes = BeautifulSoup(page, "html.parser").select(".cell_output .stream pre")
    assert [box.get_text() for box in boxes] == ["ab\nc\n"], (
        "A box a piece, or a line that no cell prints: see coalesce_streams in"
        " press/cells/running.py."
    )


def test_myst_nb_breaks_a_line_that_was_sent_in_pieces():
    pieces = [
        new_output("stream", name="stdout", text=piece) for piece in ("a", "b\n", "c\n")
    ]
    assert coalesce_streams(pieces)[0].text == "a\nb\nc\n", (
        "MyST-NB no longer breaks lines: delete its row in press/README.md, and"
        " press/upstream/myst-nb-coalesce-streams.md."
    )


DRAWING = """\
from IPython.display import display

display({"image/svg+xml": "<svg><g x='1.23456'/></svg>"}, raw=True)"""


def test_other_tools_do_with_a_cell_what_the_press_expects(
    tiny_book, monkeypatch, caplog, capfd
):
    files, write_file = [], running.write_file

    def write(renderer, path, content, **how):
        files.append((path[-1], content))
        return write_file(renderer, path, content, **how)

    monkeypatch.setattr(running, "write_file", write)
    caplog.set_level(logging.INFO, "press.cells")
    pages = {**INDEX, "first": chapter(DRAWING)}
    book = tiny_book(pages, nb_execution_mode="cache")

    said = book.app.status.getvalue()
    assert "running book/first (1 of 1)" in said, (
        "The build does not say what runs: see run_side_by_side in"
        " press/cells/running.py."
    )
    assert "Executing notebook using" not in said, (
        "MyST-NB runs cells itself: it does not find in the cache what"
        " press/cells/running.py puts there, or reads chapters otherwise."
    )
    kept = cache_path(book.doctreedir.parent)
    assert book.env.mystnb_config.execution_cache_path == str(kept), (
        "MyST-NB has another cache: change choose_cache in press/cells/versions.py."
    )
    assert len(list(kept.glob("executed/*/base.ipynb"))) == 1, (
        "jupyter-cache has its files elsewhere: change keep in press/cells/running.py."
    )
    drawing = b"<svg><g x='1.23'/></svg>"
    [plot] = book.outdir.parent.glob("jupyter_execute/*.svg")
    assert plot.read_bytes() == drawing
    assert ("part", drawing) in files, (
        "MyST-NB does not write a plot by NbElementRenderer.write_file: change"
        " write_whole in press/cells/running.py."
    )
    said_by = {r.name for r in caplog.records if "notebook with kernel" in r.message}
    assert said_by == {"press.cells"}, (
        "nbclient does not say to its log that it begins: change log in run_chapter,"
        " press/cells/running.py."
    )
    assert "without encryption" not in capfd.readouterr().err, (
        "A kernel warns that its channel is not encrypted: change run_chapters in"
        " press/cells/running.py."
    )


def test_cells_that_are_off_do_not_run(tiny_book, monkeypatch):
    ran = []
    monkeypatch.setattr(running, "run_chapters", lambda *how: ran.append(how))
    pages = {**INDEX, "first": chapter("print(1)")}
    assert "print" in tiny_book(pages).page("book/first")
    assert not ran, "press/cells/running.py starts kernels, though cells are off."


# chapters that run, and fail, without a book

TWO_STREAMS = """\
import sys
import time

from IPython.display import display

print("a", end="", flush=True)
print("mind", end="", file=sys.stderr, flush=True)
time.sleep(0.5)
display("shown")
print("b\\n\\nc  ", flush=True)
print(" this", file=sys.stderr)"""
CHAPTERS = {
    "right": "import os\n\nprint(os.environ['OMP_NUM_THREADS'], os.listdir())",
    "printing": TWO_STREAMS,
    "leaving": "open('left.txt', 'w').close()",
    "failing": "x = 0\n\n1 / x",
    "failing-at-once": "1 / 0",
    "hanging": "import time\n\ntime.sleep(100)",
    "dying": "import os\n\nos.kill(os.getpid(), 9)",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The folder of the chapters, the cache, and the last words of the build."""
    folder = tmp_path_factory.mktemp("ran")
    for name, code in CHAPTERS.items():
        (folder / f"{name}.md").write_text(chapter(code), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "7")
        paths = sorted(folder.glob("*.md"))
        with pytest.raises(SystemExit) as ended:
            running.run_chapters(paths, str(folder / "cells"), 5, print)
    return folder, running.open_cache(folder / "cells"), str(ended.value)


share_kernels = pytest.mark.xdist_group("kernels")


def notebook(text):
    return read_myst_markdown_notebook(text, add_source_map=True)


def results(cache, name):
    """The outputs of the one cell of a chapter."""
    _, found = cache.merge_match_into_notebook(notebook(chapter(CHAPTERS[name])))
    return found.cells[-1].outputs


@share_kernels
def test_a_kernel_has_one_thread_and_an_empty_folder(ran):
    _, cache, _ = ran
    [printed] = results(cache, "right")
    assert printed.text == "1 []\n", (
        "See environment and run_chapter in press/cells/running.py: nbclient no longer"
        " gives env to the kernel, or it runs elsewhere."
    )


@share_kernels
def test_what_is_printed_and_complained_are_two_whole_texts_in_this_order(ran):
    _, cache, _ = ran
    found = results(cache, "printing")
    assert [output.get("name") for output in found] == ["stdout", "stderr", None], (
        "See coalesce_streams in press/cells/running.py."
    )
    printed, complained, shown = found
    assert printed.text == "ab\n\nc  \n"
    assert complained.text == "mind this\n"
    assert shown.data == {"text/plain": "'shown'"}


@share_kernels
def test_only_a_chapter_that_is_right_is_kept(ran):
    _, cache, _ = ran
    kept = [
        name
        for name, code in CHAPTERS.items()
        if running.is_cached(cache, notebook(chapter(code)))
    ]
    assert kept == ["right", "printing"], (
        "See run_side_by_side in press/cells/running.py: a chapter that fails is kept,"
        " or one that is right is not."
    )


@share_kernels
@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        (
            "failing",
            3,
            "fails:\n\n    x = 0\n    \n    1 / x\n\nZeroDivisionError: div",
        ),
        ("failing-at-once", 1, "fails:\n\n    1 / 0\n\nZeroDivisionError: div"),
        ("hanging", 1, "does not end within 5 s, the timeout in _config.yml:\n\n"),
        ("dying", 1, "ends its process, or the machine does, short of memory:\n\n"),
    ],
)
def test_the_last_words_name_each_failing_cell(ran, name, line, what):
    folder, _, said = ran
    place = f"{folder / name}.md:{LINES_BEFORE_THE_CELL + line}"
    assert f"\n{place}: cell 1 of {name}.md {what}" in said, (
        "See report and failed_line in press/cells/running.py: nbclient or IPython says"
        " otherwise what went wrong."
    )
    assert said.endswith(
        "The book is not built. Mend the cell and run the build again."
    )
    assert "right.md" not in said and "Traceback" not in said


@share_kernels
def test_a_chapter_that_leaves_a_file_is_named(ran):
    folder, _, said = ran
    words = f"\n{folder / 'leaving.md'}: its cells leave files: left.txt\n"
    assert words in said, "See run_chapter in press/cells/running.py."


def test_a_chapter_runs_with_one_thread_and_its_own_style(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    found = running.environment(Path("book", "first.md"))
    assert found["OMP_NUM_THREADS"] == "1"
    assert found["MATPLOTLIBRC"] == str(Path("book", "matplotlibrc"))
    assert found["PATH"] == os.environ["PATH"]


# nbclient and jupyter_client


def test_nbclient_would_end_one_kernel_at_an_interrupt():
    """Loop refuses its handler, and nbclient goes on without one."""
    asked = []

    class Noting(running.Loop):
        def add_signal_handler(self, *handler):
            asked.append(handler[0])
            super().add_signal_handler(*handler)

    async def set_up():
        client = NotebookClient(new_notebook())
        client.km = client.kc = SimpleNamespace(has_kernel=True)
        async with client.async_setup_kernel(cleanup_kc=False):
            pass

    with asyncio.Runner(loop_factory=Noting) as runner:
        runner.run(set_up())
    assert asked == [signal.SIGINT], (
        "nbclient handles no signal: delete Loop in press/cells/running.py."
    )


def test_a_kernel_without_an_encrypted_channel_would_warn(capfd):
    """That ours does not, is in the test of a cell above."""

    async def start():
        manager = AsyncKernelManager(transport_encryption="disabled")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready()
        client.stop_channels()
        await manager.shutdown_kernel(now=True)

    asyncio.run(start())
    assert "without encryption" in capfd.readouterr().err, (
        "Kernels do not warn: delete transport_encryption in press/cells/running.py."
    )


# jupyter-cache and MyST-NB


@pytest.fixture
def cache(tmp_path):
    return running.open_cache(tmp_path / "cells")


FIRST = notebook(chapter("1 + 1"))


def keep(cache):
    running.keep(cache, Path("first.md"), FIRST)


def test_what_is_kept_is_found_until_its_code_changes(cache):
    assert not running.is_cached(cache, FIRST)
    keep(cache)
    keep(cache)  # two builds may run the same chapter
    assert running.is_cached(cache, FIRST)
    assert running.is_cached(cache, notebook(chapter("1 + 1") + "\nMore prose.\n"))
    assert not running.is_cached(cache, notebook(chapter("1 + 2")))


def test_a_folder_that_lacks_its_file_is_kept_anew(cache):
    keep(cache)
    [file] = cache.path.glob("executed/*/base.ipynb")
    file.unlink()
    assert not running.is_cached(cache, FIRST)
    bundle = running.CacheBundleIn(FIRST, "first.md")
    with pytest.raises(FileExistsError):
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        pytest.fail("jupyter-cache does so itself: simplify keep in running.py.")
    keep(cache)
    assert running.is_cached(cache, FIRST)


def half(content):
    return content[: len(content) // 2]


def garbage(content):
    return b"\0garbage" * (len(content) // 8)


def nothing(content):
    return b""


@pytest.mark.parametrize("damage", [half, garbage, nothing])
def test_a_damaged_cache_is_emptied(cache, damage):
    keep(cache)
    cache.db.dispose()
    database = cache.path / "global.db"
    database.write_bytes(damage(database.read_bytes()))
    opened = running.open_cache(cache.path)
    kept = [running.is_cached(opened, FIRST)]
    keep(opened)
    kept.append(running.is_cached(opened, FIRST))
    assert kept == [False, True], "See open_cache in press/cells/running.py."


def test_myst_nb_believes_half_a_plot_and_writes_it_under_its_name(tmp_path):
    renderer = SimpleNamespace(
        config=SimpleNamespace(output_folder=str(tmp_path)),
        renderer=SimpleNamespace(sphinx_env=None),
    )
    plot = tmp_path / "plot.svg"
    plot.write_bytes(b"<svg")
    running.write_file(renderer, [plot.name], b"<svg/>", exists_ok=True)
    assert plot.read_bytes() == b"<svg", (
        "MyST-NB writes a plot anew: delete write_whole in press/cells/running.py."
    )
    running.write_whole(renderer, [plot.name], b"<svg/>", overwrite=True)
    assert plot.read_bytes() == b"<svg/>"
    assert list(tmp_path.iterdir()) == [plot]
