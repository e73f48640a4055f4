"""The built site, a browser that shows it, and copies of the repository."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from chapters import CHAPTERS, PAGES, ROOT
from filelock import FileLock
from playwright.sync_api import sync_playwright

from press.tools import browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 375, "height": 700}
CHAPTER_ADDRESSES = [f"book/{chapter.name}.html" for chapter in CHAPTERS]
ADDRESSES = [f"book/{page.stem}.html" for page in PAGES] + [
    "genindex.html",
    "prf-prf.html",
    "search.html",
]

every_page = pytest.mark.parametrize("address", ADDRESSES)
every_page_in_both_languages = pytest.mark.parametrize(
    "address", ADDRESSES + [f"es/{address}" for address in ADDRESSES]
)
every_chapter = pytest.mark.parametrize("address", CHAPTER_ADDRESSES)


def assert_axe_finds_nothing(page):
    options = {"resultTypes": ["violations"]}  # without it, twice as slow
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(100)  # for what listens to it


ANSI = re.compile(r"\x1b\[[\d;]*m")


JUPYTER_BOOK = Path(sys.executable).with_name("jupyter-book")


def jupyter_book_build(folder, *options, **environment):
    """Run `jupyter-book build .` there; exit status and everything that it printed."""
    done = subprocess.run(
        [JUPYTER_BOOK, "build", ".", *options],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, ANSI.sub("", done.stdout)


STRICT = ("-W", "-n", "--keep-going")


INSTALLED = ("-o", ".venv/book", "-o", ".venv/tests")


def make(folder, *targets, within=(), **environment):
    """Run make there, with what is installed here; ``within`` is what runs it."""
    command = ["make", *INSTALLED, f"BIN={Path(sys.executable).parent}", *targets]
    done = subprocess.run(
        [*within, *command],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, ANSI.sub("", done.stdout[-3000:])


@pytest.fixture(scope="session")
def site(tmp_path_factory, testrun_uid):
    """The site, with every page read again however warm _build is.

    The tests run in two processes; the first one that asks builds for both.
    """
    built = tmp_path_factory.getbasetemp().parent / f"site-{testrun_uid}"
    with FileLock(f"{built}.lock"):
        if not built.exists():
            for name in ("es", ".doctrees-es"):
                shutil.rmtree(ROOT / "_build" / name, ignore_errors=True)
            make(ROOT, "notebooks", "slides", "spanish")
            status, output = jupyter_book_build(ROOT, *STRICT, "--all")
            lines = output.splitlines()
            warnings = [line for line in lines if "WARNING" in line]
            assert (status, warnings) == (0, []), "\n".join(warnings or lines[-30:])
            built.touch()
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def chromium():
    path = browser.find()
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=path)
        yield program
        program.close()


class Host(SimpleHTTPRequestHandler):
    """Serves text compressed, as public hosts do."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".css", ".html", ".js", ".svg"} or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def serve(folder, handler=Host):
    """The address at which the folder is served meanwhile."""
    handler = partial(handler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.fixture(scope="session")
def server(site):
    with serve(site) as address:
        yield address


@pytest.fixture
def open_page(chromium):
    """Opens an address, notes what arrives and goes wrong; options as of a context."""
    contexts = []

    def open_page(address, **options):
        contexts.append(chromium.new_context(**{"reduced_motion": "reduce"} | options))
        page = contexts[-1].new_page()
        page.complaints, page.arrived = [], []
        home = address[: address.index("/", len("http://")) + 1]

        def request(request):
            if not request.url.startswith((home, "data:")):
                page.complaints.append(f"another host: {request.url}")

        def response(response):
            if response.status >= 400:
                page.complaints.append(f"{response.status}: {response.url}")

        page.on("request", request)
        page.on("response", response)
        page.on("requestfinished", lambda request: page.arrived.append(request))
        page.on("requestfailed", lambda r: page.complaints.append(f"failed: {r.url}"))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def tracked_files():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = map(Path, names.stdout.rstrip("\0").split("\0"))
    return [path for path in paths if (ROOT / path).is_file()]


def copy_repository(folder):
    for path in tracked_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory, site):
    """A copy of the repository in which no cell needs to run again."""
    folder = tmp_path_factory.mktemp("copy")
    copy_repository(folder)
    shutil.copytree(
        ROOT / "_build" / ".jupyter_cache", folder / "_build" / ".jupyter_cache"
    )
    return folder


@contextmanager
def edited(path, text):
    """The file with another text, and afterwards as it was."""
    before = path.read_text(encoding="utf-8")
    assert text != before
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


pytest_plugins = ["tiny_book"]
