"""Serve the book and rebuild it at every edit: ``make watch``.

The pages of one language, without notebooks and slides, are built by a fork of this
process, in which all that a build needs is loaded. A build that fails leaves the page
as it was.
"""

import logging
import socket
import sys
from functools import partial
from pathlib import Path

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from press.languages.editions import NAMES
from press.tools import building
from press.tools.building import ROOT

BUILD = ROOT / "_build"
WATCHED = [ROOT / name for name in ("book", "press", "_config.yml", "_toc.yml")]
IGNORED = IgnoreFilter([], [r"\.mo$", r"\.pyc$", r"~$", r"/\.[^/]*$"])


def rebuild(language: str, changed_paths: list[Path]):
    """Build what the changes concern, and say which changes these are."""
    if changed_paths:
        print("changed:", *(path.name for path in changed_paths), flush=True)
    built = building.run_sphinx(
        "html",
        BUILD / "watch" / language,
        BUILD / f".doctrees-watch-{language}",
        strict=False,
        language=language,
    )
    print("the pages are new" if built else "the pages are as before", flush=True)


def serve(language: str, address: tuple[str, int]):
    host, port = address
    folder = BUILD / "watch" / language
    server = RebuildServer(WATCHED, IGNORED, partial(rebuild, language))
    application = Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", server),
            Mount("/", StaticFiles(directory=folder, html=True)),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=f"{host}:{port}")],
        lifespan=server.lifespan,
    )
    print(f"Open http://{host}:{port}/book/index.html (Ctrl-C ends it)", flush=True)
    uvicorn.run(application, host=host, port=port, log_level="warning")


def main(port: str, language: str):
    if language not in NAMES:
        sys.exit(f"LANGUAGE={language} is none of {', '.join(NAMES)}.")
    address = ("127.0.0.1", int(port))
    try:
        socket.create_server(address).close()
    except OSError:
        sys.exit(f"Port {port} is in use. Name another: make watch PORT=8001")
    # rebuild() says more
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    building.load()
    rebuild(language, [])
    serve(language, address)


if __name__ == "__main__":
    with building.interruptible():
        main(*sys.argv[1:])
