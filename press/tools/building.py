"""Run Sphinx over the book, in a language, with the settings of ``_config.yml``.

The settings are those that Jupyter Book makes of that file, so that what one has read
the other need not read again. Jupyter Book itself is not needed here.
"""

import gc
import os
import sys
import threading
from argparse import Namespace
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from traceback import extract_tb

import yaml
from sphinx.application import Sphinx
from sphinx.cmd.build import handle_exception
from sphinx.util.docutils import docutils_namespace

from press import EXTENSIONS

ROOT = Path(__file__).resolve().parents[2]
VERBOSE = bool(os.environ.get("VERBOSE"))

# what Jupyter Book adds to every book
ADDED = {
    "external_toc_exclude_missing": True,
    "html_logo": "",
    "html_sourcelink_suffix": "",
    "myst_url_schemes": ["mailto", "http", "https"],
    "nb_execution_excludepatterns": [],
    "numfig": True,
    "suppress_warnings": ["myst.domains"],
    "use_multitoc_numbering": True,
}
HIDDEN_FILES = ["**.ipynb_checkpoints", ".DS_Store", "Thumbs.db"]
fork = get_context("fork")  # what is loaded here need not be loaded again
OPTIONS = Namespace(pdb=False, verbosity=0, traceback=VERBOSE)  # of sphinx-build


def settings() -> dict:
    """Sphinx's configuration, as ``jupyter-book config sphinx .`` prints it."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    of_sphinx = config["sphinx"]["config"]
    return {
        **ADDED,
        **of_sphinx,
        "exclude_patterns": sorted({*config["exclude_patterns"], *HIDDEN_FILES}),
        "extensions": [*of_sphinx["extensions"], "sphinx_multitoc_numbering"],
    }


@contextmanager
def interruptible():
    """End without a traceback after Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit("Interrupted!")


def load():
    """Import all that a build needs, once for those that fork from this process."""
    for extension in EXTENSIONS:
        try:
            import_module(extension)
        except Exception as error:
            place = extract_tb(error.__traceback__)[-1]
            sys.exit(
                f"The part {extension} does not load:"
                f" {place.filename}:{place.lineno}: {type(error).__name__}: {error}"
            )


def run_sphinx(
    builder: str,
    outdir: Path,
    doctrees: Path,
    *,
    strict: bool = True,
    **overrides: object,
) -> bool:
    """Build, say each warning and error, and return whether there was none."""
    # what the command `jupyter-book build . -n` adds to its settings
    of_the_command = {
        "external_toc_path": (ROOT / "_toc.yml").as_posix(),
        "nitpicky": True,
    }
    app = None
    gc.collect()  # sphinx_external_toc stumbles over what is left of an app before
    try:
        with docutils_namespace():
            app = Sphinx(
                ROOT,
                None,
                outdir,
                doctrees,
                builder,
                {**settings(), **of_the_command, **overrides},
                status=sys.stdout if VERBOSE else None,
                warning=sys.stderr,
                warningiserror=strict,
                keep_going=strict,
            )
            if builder == "singlehtml":
                app.set_html_assets_policy("always")
            app.build()
            return app.statuscode == 0
    except Exception as error:
        handle_exception(app, OPTIONS, error, sys.stderr)
        return False


def run_apart(*jobs: tuple) -> bool:
    """Run functions side by side, each in a fork; whether all of them were right."""
    ours, of_parent = fork.Pipe(duplex=False)

    def run(function, *arguments):
        of_parent.close()
        threading.Thread(target=end_with_parent, args=[ours], daemon=True).start()
        # pages are many small objects that stay: to look for garbage among them at
        # each 700th would take a third of a build
        gc.set_threshold(50_000)
        try:
            right = function(*arguments)
        except KeyboardInterrupt:  # of which the parent tells
            right = False
        sys.exit(not right)

    processes = [fork.Process(target=run, args=job) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return all(process.exitcode == 0 for process in processes)


def end_with_parent(pipe):
    """End this process when its parent is gone, however that ended."""
    try:
        pipe.recv()
    except EOFError:
        os._exit(1)
