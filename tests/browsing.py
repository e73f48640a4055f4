"""A browser, and pages of the built site: loaded once to look at, or opened to use."""

import asyncio
import gzip
import threading
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId
from chapters import CHAPTERS, PAGES, WITH_CELLS
from playwright.sync_api import sync_playwright

from press.tools import browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 375, "height": 700}

PAGE_ADDRESSES = [f"book/{page.stem}.html" for page in PAGES]
CHAPTER_ADDRESSES = [f"book/{chapter.name}.html" for chapter in CHAPTERS]
ADDRESSES = [*PAGE_ADDRESSES, "genindex.html", "prf-prf.html", "search.html"]

every_page = pytest.mark.parametrize("address", ADDRESSES)
every_page_in_both_languages = pytest.mark.parametrize(
    "address", ADDRESSES + [f"es/{address}" for address in ADDRESSES]
)
every_page_of_the_contents = pytest.mark.parametrize("address", PAGE_ADDRESSES)
every_chapter = pytest.mark.parametrize("address", CHAPTER_ADDRESSES)
every_page_with_cells = pytest.mark.parametrize(
    "address", [f"book/{page.name}.html" for page in WITH_CELLS]
)
wide_and_narrow = pytest.mark.parametrize(
    "viewport", [WIDE, NARROW], ids=["wide", "narrow"]
)
light_and_dark = pytest.mark.parametrize("scheme", ["light", "dark"])

# fixtures that take seconds or minutes in each process, or for which others wait
COSTLY = {"copy", "elsewhere", "on_the_pages", "pages", "plain", "told", "told_pages"}


def group(item):
    """What tests of one group share: the page at an address, or a fixture of a file."""
    if mark := item.get_closest_marker("xdist_group"):
        return mark.args[0]
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if address := parameters.get("address"):
        return address
    if "visit" in item.fixturenames and "name" in parameters:  # of a chapter
        return f"book/{parameters['name']}.html"
    return item.path.stem if COSTLY.intersection(item.fixturenames) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """One process runs a group, in turn, so that what is shared is made once."""
    places = {}
    for item in items:
        if name := group(item):
            item.add_marker(pytest.mark.xdist_group(name))
        places.setdefault(name or item, len(places))
    items.sort(key=lambda item: places[group(item) or item])
    yield
    for item in items:
        # where xdist 3.8 writes the group, and where pytest 9.2 has it read:
        # https://github.com/pytest-dev/pytest-xdist/issues/1386
        if hasattr(item, "_nodeid"):
            item._id = NodeId.parse(item._nodeid)


@contextmanager
def without_event_loop(item):
    """Meanwhile, no event loop runs for a test that uses no browser.

    Playwright leaves its own one running between its calls, in which nothing else
    can run one, such as a tiny book that runs its cells.
    """
    if "chromium" in item.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    with without_event_loop(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with without_event_loop(item):
        return (yield)


class Host(SimpleHTTPRequestHandler):
    """Serves text compressed, as public hosts do."""

    def handle(self):
        with suppress(ConnectionError):  # a page was closed before all had arrived
            super().handle()

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


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser.find())
        yield program
        program.close()


@pytest.fixture(scope="session")
def new_page(chromium):
    """``new_page(**options)`` is in one context with all that have the same options."""
    contexts = {}

    def new_page(viewport=WIDE, color_scheme="light", **options):
        kind = repr(options)
        if kind not in contexts:
            contexts[kind] = chromium.new_context(reduced_motion="reduce", **options)
        page = contexts[kind].new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    return new_page


def watch(page, home):
    """Note what the page waits for, what arrives, and what goes wrong."""
    page.complaints, page.arrived, page.awaited = [], [], set()

    def request(request):
        page.awaited.add(request)
        if not request.url.startswith((home, "data:")):
            page.complaints.append(f"another host: {request.url}")

    def response(response):
        if response.status >= 400:
            page.complaints.append(f"{response.status}: {response.url}")

    def finished(request):
        page.awaited.discard(request)
        page.arrived.append(request)

    def failed(request):
        page.awaited.discard(request)
        page.complaints.append(f"failed: {request.url}: {request.failure}")

    page.on("request", request)
    page.on("response", response)
    page.on("requestfinished", finished)
    page.on("requestfailed", failed)
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))


@pytest.fixture
def open_page(new_page):
    """Opens an address in a page of the test's own, to click and type in."""
    pages = []

    def open_page(address, **options):
        page = new_page(**options)
        pages.append(page)
        watch(page, home=address[: address.index("/", len("http://")) + 1])
        page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.evaluate("localStorage.clear()")  # the theme chosen, the words searched
        page.close()


ICONS = "[...document.querySelectorAll('link[rel~=icon]')].map(link => link.href)"


def wake(page):
    """Scroll to the foot of the page, so that explorers come alive and faces arrive."""
    for explorer in page.locator(".explorer").all():
        explorer.scroll_into_view_if_needed()
        explorer.and_(page.locator(".live")).wait_for()
    page.locator("footer").scroll_into_view_if_needed()
    page.evaluate("document.fonts.ready.then(() => true)")


def load(page, address):
    """Load the page as on a first visit, to its foot, until everything is there."""
    page.goto("about:blank")  # what the page before still asked for ends here
    for noted in (page.complaints, page.arrived, page.awaited):
        noted.clear()
    page.goto(address)
    wake(page)
    icons = set(page.evaluate(ICONS))  # which Chromium asks for last
    for _ in range(1000):
        missing = icons - {request.url for request in page.arrived}
        if not page.awaited and not missing:
            break
        page.wait_for_timeout(10)
    else:
        page.complaints.append(f"never arrived: {page.awaited or missing}")
    page.weights = [
        (request.sizes()["responseBodySize"], request.url) for request in page.arrived
    ]


LOOK = """([theme, unfolded]) => {
    window.detailsAsLoaded ??= new Map(
        [...document.querySelectorAll("details")].map(e => [e, e.open]));
    for (const [details, open] of detailsAsLoaded) details.open = unfolded || open;
    document.body.dataset.theme = theme;
    const root = document.documentElement;
    root.tabIndex = -1;  // Tab goes on from what had the focus last
    root.focus();
    root.blur();
    root.removeAttribute("tabindex");
    scrollTo(0, 0);
    // until what listens to all this was told
    return new Promise(done => requestAnimationFrame(() => setTimeout(done)));
}"""


@pytest.fixture(scope="session")
def visit(new_page, server):
    """``visit(address, **look)`` is a page loaded once for all who only look at it.

    Each look is whole, so none depends on the one before. A test that changes the page
    or leaves it opens its own. What is seen on a phone was loaded on one.
    """
    pages = {}

    def visit(
        address,
        viewport=WIDE,
        scheme="light",
        media="screen",
        theme="auto",
        unfolded=False,
    ):
        device = "phone" if viewport == NARROW else "desk"
        if device not in pages:
            page = pages[device] = new_page(viewport)
            page.address = None
            watch(page, home=server)
            protocol = page.context.new_cdp_session(page)
            protocol.send("Network.enable")
            protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page = pages[device]
        page.bring_to_front()  # Chromium draws what is behind but once a second
        if page.address != address:
            page.address = None
            page.set_viewport_size(NARROW if device == "phone" else WIDE)
            page.emulate_media(media="screen", color_scheme="light")
            load(page, server + address)
            page.address = address
        page.set_viewport_size(viewport)
        page.emulate_media(media=media, color_scheme=scheme)
        page.evaluate(LOOK, [theme, unfolded])
        return page

    return visit
