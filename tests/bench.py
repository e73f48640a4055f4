"""What the book costs, as ratios within one run: ``make bench``.

A fresh copy is built cold, again, and after an edit; its cells are also run one
after another, without a book. The page is compared with the one that Jupyter Book
makes of the same chapter by default, whose other hosts are only counted.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import yaml
from browsing import serve
from builds import STRICT, copy_repository, jupyter_book_build
from chapters import CHAPTERS
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from playwright.sync_api import sync_playwright

from press.tools import browser

[CHAPTER] = [chapter for chapter in CHAPTERS if chapter.name == "cell"]
STOCK = {
    "execute": {"execute_notebooks": "force"},
    "parse": {"myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"]},
    "sphinx": {
        "extra_extensions": ["sphinx_proof", "sphinx_exercise"],
        "config": {"bibtex_bibfiles": ["references.bib"]},
    },
}
SENTENCE = "This sentence is new."


def seconds(function, *arguments):
    start = time.monotonic()
    function(*arguments)
    return time.monotonic() - start


def run_cells():
    KernelManager.transport_encryption.default_value = "auto"  # else each one warns
    for chapter in CHAPTERS:
        with tempfile.TemporaryDirectory() as folder:
            resources = {"metadata": {"path": folder}}
            NotebookClient(chapter.notebook, timeout=300, resources=resources).execute()


def build(folder):
    status, output = jupyter_book_build(folder, *STRICT)
    assert status == 0, output


def until(true, limit=300):
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "nothing came in time"
        time.sleep(0.02)


def edit_to_page(folder):
    """Seconds from an edit to the page of `make watch` that has it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}/book/{CHAPTER.name}.html"
    log = (folder / "_build" / "watch.log").open("w")
    command = ["make", "-o", ".venv/tests", f"BIN={Path(sys.executable).parent}"]
    watching = subprocess.Popen(
        [*command, "watch", f"PORT={port}"],
        cwd=folder,
        stdout=log,
        stderr=log,
        start_new_session=True,
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
        return seconds(until, lambda: shows(SENTENCE))
    finally:
        os.killpg(watching.pid, signal.SIGINT)
        watching.wait()


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


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder, other = Path(temporary, "book"), Path(temporary, "stock")
        other.mkdir()
        copy_repository(folder)
        cells = seconds(run_cells)
        cold, warm = seconds(build, folder), seconds(build, folder)
        print(f"cold build      {cold / cells:7.2f} times what the cells take alone")
        print(f"warm build      {cold / warm:7.0f} times faster than the cold one")
        edit = edit_to_page(folder)
        print(f"edit to page    {cold / edit:7.0f} times faster than the cold build")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser.find())
            site = folder / "_build" / "html"
            ours = weight(chromium, site, f"book/{CHAPTER.name}.html")
            theirs = weight(chromium, stock(other), f"{CHAPTER.name}.html")
        print(f"page            {theirs[0] / ours[0]:7.1f} times lighter than stock")
        print("bytes, requests, requests to other hosts:", ours, "against", theirs)


if __name__ == "__main__":
    main()
