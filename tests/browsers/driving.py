"""Firefox and WebKitGTK: a window that opens pages, runs scripts, and takes keys.

Both are spoken to in W3C's own words, for no library drives the two as Debian has them:
Selenium needs geckodriver for Firefox, which Debian lacks, and Playwright a WebKit of
its own. Firefox answers WebDriver BiDi on a socket, WebKitGTK WebDriver over HTTP.
"""

import json
import os
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from websockets.sync.client import connect

SECONDS = 120  # for an answer, on a busy machine
KEYS = {"Tab": "\ue004", "Escape": "\ue00c", "Enter": "\ue007"}
KEYS |= {"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014"}
DOWN, UP = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
CENTRE = """([selector, index]) => {
    const element = document.querySelectorAll(selector)[index];
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = element.getBoundingClientRect();
    return [Math.floor(left + width / 2), Math.floor(top + height / 2)];
}"""


class Window:
    """What both have in common; a subclass says how it opens, evaluates, and acts."""

    def press(self, key):
        value = KEYS.get(key, key)
        strokes = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keyboard", "actions": strokes})

    def point(self, x, y, *more):
        """Move the pointer there, and what is to come then."""
        actions = [{"type": "pointerMove", "x": x, "y": y, "origin": "viewport"}, *more]
        mouse = {"id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.act({"type": "pointer", **mouse, "actions": actions})

    def hover(self, selector, index=0):
        self.point(*self.evaluate(CENTRE, [selector, index]))

    def click(self, selector, index=0):
        self.point(*self.evaluate(CENTRE, [selector, index]), DOWN, UP)

    def drag(self, selector, index=0):
        """Take it somewhat to the right and up."""
        x, y = self.evaluate(CENTRE, [selector, index])
        there = {"type": "pointerMove", "x": x + 30, "y": y - 30, "duration": 50}
        self.point(x, y, DOWN, {**there, "origin": "viewport"}, UP)


class Firefox(Window):
    def __init__(self, connection):
        self.connection, self.sent = connection, 0
        self.call("session.new", capabilities={})
        # in the first tab, the field for addresses has the focus
        self.tab = self.call("browsingContext.create", type="tab")["context"]
        self.call("browsingContext.activate", context=self.tab)

    def call(self, method, **parameters):
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": parameters}
        self.connection.send(json.dumps(message))
        answer = json.loads(self.connection.recv(SECONDS))
        while answer.get("id") != self.sent:
            answer = json.loads(self.connection.recv(SECONDS))
        assert answer["type"] == "success", answer
        return answer["result"]

    def resize(self, width, height):
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.tab, viewport=size)

    def open(self, address):
        self.call(
            "browsingContext.navigate", context=self.tab, url=address, wait="complete"
        )

    def evaluate(self, function, argument=None):
        """What the function, or its promise, returns for the argument."""
        answer = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({function})"
            f"({json.dumps(argument)}) ?? null))()",
            target={"context": self.tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def act(self, *sources):
        self.call("input.performActions", context=self.tab, actions=sources)


def soon(there):
    """What is there before long."""
    for _ in range(SECONDS * 10):
        if found := there():
            return found
        time.sleep(0.1)
    raise TimeoutError(there.__doc__)


@contextmanager
def running(*command, **options):
    """A program that ends afterwards."""
    with subprocess.Popen(command, text=True, **options) as program:
        try:
            yield program
        finally:
            program.terminate()
            program.wait(SECONDS)


QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
PREFERENCES = {"ui.useOverlayScrollbars": 1, "ui.prefersReducedMotion": 1}


@contextmanager
def firefox():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(k)}, {v});" for k, v in PREFERENCES.items()]
        Path(profile, "user.js").write_text("\n".join(lines), encoding="utf-8")

        def address():
            """Firefox says in its profile where it listens."""
            with suppress(FileNotFoundError, json.JSONDecodeError):
                told = Path(profile, "WebDriverBiDiServer.json").read_text("utf-8")
                where = json.loads(told)
                return f"ws://{where['ws_host']}:{where['ws_port']}/session"

        command = ["firefox-esr", "--headless", "--no-remote", "--profile", profile]
        with running(*command, "--remote-debugging-port=0", **QUIET) as program:
            with connect(soon(address), max_size=None, proxy=None) as connection:
                window = Firefox(connection)
                yield window
                window.call("browser.close")
            program.wait(SECONDS)


DIRECTLY = build_opener(ProxyHandler({}))
# a window without a toolbar, which is as narrow as one likes, is one that a page opened
POPUP = "open('about:blank', '', 'toolbar=no,menubar=no,location=no')"
ALLOWED = ["--automation", "--javascript-can-open-windows-automatically=true"]


class WebKit(Window):
    def __init__(self, address):
        self.address = f"{address}/session"
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": {"args": ALLOWED}}}
        session = self.call("POST", "", capabilities=wanted)["sessionId"]
        self.address += f"/{session}"
        self.evaluate(f"() => {{ {POPUP}; }}")
        [_, window] = self.call("GET", "/window/handles")
        self.call("POST", "/window", handle=window)

    def call(self, method, path, **parameters):
        body = json.dumps(parameters).encode() if method == "POST" else None
        headers = {"Content-Type": "application/json"}
        request = Request(self.address + path, body, headers, method=method)
        try:
            with DIRECTLY.open(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def resize(self, width, height):
        self.call("POST", "/window/rect", width=width, height=height)

    def open(self, address):
        self.call("POST", "/url", url=address)

    def evaluate(self, function, argument=None):
        script = f"return ({function})(arguments[0])"
        return self.call("POST", "/execute/sync", script=script, args=[argument])

    def act(self, *sources):
        self.call("POST", "/actions", actions=sources)


@contextmanager
def screen():
    """The name of a display that is seen nowhere."""
    command = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"]
    command += ["-screen", "0", "1600x1200x24"]
    with running(*command, **{**QUIET, "stdout": subprocess.PIPE}) as program:
        yield f":{program.stdout.readline().strip()}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def webkit():
    with screen() as display:
        environment, port = {**os.environ, "DISPLAY": display}, free_port()

        def listens():
            """WebKitWebDriver listens at its port."""
            with suppress(ConnectionError):
                socket.create_connection(("127.0.0.1", port)).close()
                return True

        with running("WebKitWebDriver", f"--port={port}", env=environment):
            soon(listens)
            window = WebKit(f"http://127.0.0.1:{port}")
            yield window
            window.call("DELETE", "")
