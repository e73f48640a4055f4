"""What the book costs: ``make bench``.

CPU seconds are those of all processes that a command began. A copy of the repository is
built from nothing with the cells already run, again, and after an edit; then with
each chapter two and four times, to show how cost grows. The page is compared with the
one that Jupyter Book makes of the same chapter by default, whose other hosts are only
counted. A recurrence is run as a scan, as a loop and by ``nn.GRU``.
"""

import ast
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import torch
import yaml
from browsing import serve
from builds import ROOT, assert_runs, copy_repository, jupyter_book_build
from chapters import CHAPTERS
from myst_nb.core.read import read_myst_markdown_notebook
from playwright.sync_api import sync_playwright
from test_house_style import labels

from press.cells.running import keep, open_cache
from press.cells.versions import cache_path
from press.tools import browser

[CHAPTER] = [chapter for chapter in CHAPTERS if chapter.name == "cell"]
[SCAN] = [chapter for chapter in CHAPTERS if chapter.name == "scan"]
BOOK = [sys.executable, "-m", "press.tools.book"]
CATALOGUES = Path("book", "locale", "es", "LC_MESSAGES", "book")
STOCK = {
    "execute": {"execute_notebooks": "force"},
    "parse": {"myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"]},
    "sphinx": {
        "extra_extensions": ["sphinx_proof", "sphinx_exercise"],
        "config": {"bibtex_bibfiles": ["references.bib"]},
    },
}
SENTENCE = "This sentence is new."


def cpu_seconds(command, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert_runs(command, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def until(true, limit=300):
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "nothing came in time"
        time.sleep(0.02)


def edit_to_page(folder):
    """Seconds from an edit of prose to the page of `make watch` that has it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}/book/{CHAPTER.name}.html"
    watching = subprocess.Popen(
        [sys.executable, "-m", "press.tools.watch", port, "en"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )

    def shows(text):
        try:
            return text in urlopen(address).read().decode()
        except OSError:
            return False

    try:
        until(lambda: shows("</html>"))
        path = folder / "book" / CHAPTER.path.name
        path.write_text(f"{CHAPTER.text}\n{SENTENCE}\n", encoding="utf-8")
        start = time.monotonic()
        until(lambda: shows(SENTENCE))
        return time.monotonic() - start
    finally:
        watching.send_signal(signal.SIGINT)
        watching.wait()


def renamed(text, own_labels, number):
    """The text with an ending to each label that is the chapter's own."""
    every = "|".join(map(re.escape, own_labels))
    return re.sub(rf"(?<![\w-])(?:{every})(?![\w-])", rf"\g<0>-{number}", text)


def keep_outputs(cache, chapter, path):
    """Put into the cache that the copy has run, with the outputs of the chapter."""
    ran, copied = (
        read_myst_markdown_notebook(text, add_source_map=True)
        for text in (chapter.text, path.read_text(encoding="utf-8"))
    )
    _, ran = cache.merge_match_into_notebook(ran)
    for cell, done in zip(copied.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
    copied.metadata["language_info"] = ran.metadata["language_info"]
    keep(cache, path, copied)


def add_copies(folder, number):
    """Give the book each chapter once more, with labels of its own, already run."""
    cache = open_cache(cache_path(folder / "_build"))
    for chapter in CHAPTERS:
        name = f"{chapter.name}-{number}"
        path = folder / "book" / f"{name}.md"
        catalogue = folder / CATALOGUES / f"{chapter.name}.po"
        for source, copy in (
            (chapter.path, path),
            (catalogue, catalogue.with_name(f"{name}.po")),
        ):
            text = source.read_text(encoding="utf-8")
            text = renamed(text, labels(chapter.path), number)
            copy.write_text(text, encoding="utf-8")
        keep_outputs(cache, chapter, path)
    toc = folder / "_toc.yml"
    contents = yaml.safe_load(toc.read_text(encoding="utf-8"))
    files = [{"file": f"book/{chapter.name}-{number}"} for chapter in CHAPTERS]
    contents["parts"].insert(-1, {"caption": f"Copy {number}", "chapters": files})
    toc.write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")


def build_anew(folder):
    """CPU seconds of `make book` from nothing but the results of the cells."""
    for built in (folder / "_build").iterdir():
        if built.name != "cells":
            shutil.rmtree(built) if built.is_dir() else built.unlink()
    return cpu_seconds(BOOK, folder)


def stock(folder):
    """The chapter alone in a book that has no settings but those of its syntax."""
    text = CHAPTER.text
    for cell in CHAPTER.cells:
        if "explorer" in cell.tags:  # which would be shown as its numbers
            text = text.replace(cell.source, "pass")
    (folder / CHAPTER.path.name).write_text(text, encoding="utf-8")
    bibliography = CHAPTER.path.with_name("references.bib")
    (folder / bibliography.name).write_bytes(bibliography.read_bytes())
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {CHAPTER.name}\n")
    (folder / "_config.yml").write_text(yaml.safe_dump(STOCK))
    status, output = jupyter_book_build(folder)
    assert status == 0, output
    return folder / "_build" / "html"


def weight(chromium, site, page):
    """Bytes and requests of a first visit, gzipped, and requests to other hosts."""
    own, others = [], []
    with serve(site) as server:
        tab = chromium.new_page()
        tab.route(lambda url: not url.startswith(server), lambda route: route.abort())
        tab.on("requestfinished", lambda request: own.append(request))
        tab.on("requestfailed", lambda request: others.append(request))
        tab.goto(server + page)
        tab.locator("footer").first.scroll_into_view_if_needed()
        tab.wait_for_load_state("networkidle")
        sizes = [request.sizes()["responseBodySize"] for request in own]
    return sum(sizes), len(sizes), len(others)


def print_costs(folder):
    again = "with nothing changed"
    print(f"make book from nothing   {build_anew(folder):7.1f} CPU s without cells")
    print(f"make book again          {cpu_seconds(BOOK, folder):7.1f} CPU s {again}")
    print(f"edit of prose to page    {edit_to_page(folder):7.1f} s in make watch")


def print_weights(folder):
    site = ROOT / "_build" / "html"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        ours = weight(chromium, site, f"book/{CHAPTER.name}.html")
        theirs = weight(chromium, stock(folder), f"{CHAPTER.name}.html")
    print(
        f"page                     {theirs[0] / ours[0]:7.1f} times lighter than stock"
    )
    print("bytes, requests, requests to other hosts:", ours, "against", theirs)


def print_growth(folder):
    print("chapters and CPU s of make book from nothing without cells:")
    for copies, new in ((1, []), (2, [2]), (4, [3, 4])):
        for number in new:
            add_copies(folder, number)
        print(f"{copies * len(CHAPTERS):24} {build_anew(folder):7.1f}", flush=True)


def defined(chapter):
    """What a chapter imports and defines, without what it computes."""
    kinds, names = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef), {}
    for cell in chapter.cells:
        body = [n for n in ast.parse(cell.source).body if isinstance(n, kinds)]
        exec(compile(ast.Module(body, []), chapter.name, "exec"), names)
    return names


def least_seconds(run, times=7):
    """The least CPU time of several, after one that counts for nothing."""
    found = []
    for _ in range(times + 1):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found[1:])


def recurrence_seconds(book, batch, width, steps):
    """Of a layer there and back: as a scan, as a loop, and by ``nn.GRU``."""
    x, h_0 = torch.randn(batch, steps, 32), torch.zeros(batch, width)
    layer = book["MinGRU"](32, width)
    gru = torch.nn.GRU(32, width, batch_first=True)
    return [
        least_seconds(lambda way=way: way().sum().backward())
        for way in (
            lambda: book["Scan"].apply(*layer.pairs(x), h_0),
            lambda: book["loop"](*layer.pairs(x), h_0),
            lambda: gru(x)[0],
        )
    ]


def print_scans():
    """Ratios of CPU times, in float32 and on one thread."""
    book = defined(SCAN)
    torch.set_num_threads(1)
    print("batch, width, steps; by how much a loop and nn.GRU are slower than a scan:")
    for batch, width in ((1, 16), (8, 32), (32, 64), (64, 128)):
        for steps in (100, 1000):
            scan, loop, gru = recurrence_seconds(book, batch, width, steps)
            sizes = f"{batch:4} {width:4} {steps:5}"
            print(f"{sizes} {loop / scan:7.1f} {gru / scan:7.1f}", flush=True)


def main():
    print_scans()
    assert_runs(BOOK, ROOT)
    with tempfile.TemporaryDirectory() as temporary:
        folder, other = Path(temporary, "book"), Path(temporary, "stock")
        other.mkdir()
        copy_repository(folder)
        shutil.copytree(ROOT / "_build" / "cells", folder / "_build" / "cells")
        print_costs(folder)
        print_weights(other)
        print_growth(folder)


if __name__ == "__main__":
    main()
