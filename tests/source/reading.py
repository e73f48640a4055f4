"""What Sphinx reads in the sources of the whole book, without running a cell.

It takes a few seconds. Sphinx itself resolves every reference and citation here, and
takes the messages for translators out of the pages, so nothing is guessed.
A plot, which only a run would draw, is replaced by an empty one with a name.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import myst_nb.core.read
from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from nbformat.v4 import new_output
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# what the built book offers for citation; a proof and a solution have no number
PERMALINK = re.compile(r"(?:ch|sec|equation|fig|tbl|thm|lem|cor|def|alg|exr|term)-")


@dataclass
class Reading:
    warnings: list[str]
    messages: dict[str, list[tuple[str, str]]]  # of each page: place and text
    permalinks: list[str]


def without_running(*arguments, **options):
    """The cells of a chapter; one that draws a figure has an empty plot."""
    notebook = read_myst_markdown_notebook(*arguments, **options)
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "python"}
    for cell in notebook.cells:
        if "figure" in cell.metadata.get("mystnb", {}):
            plot = {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
            cell.outputs = [new_output("display_data", data=plot)]
    return notebook


def permalinks(env, page):
    """The places in a page that the built book offers for citation."""
    labels = {
        label
        for element in env.get_doctree(page).findall(nodes.Element)
        for label in element.get("ids", ())
        if PERMALINK.match(label)
    }
    if page in env.toc_secnumbers:  # a chapter, which ends with how to cite it
        labels.add("cite")
    return {f"{Path(page).name}.html#{label}" for label in labels}


def read(folder):
    """Read the book; what Sphinx writes goes into the folder."""
    from press.tools.building import settings

    myst_nb.core.read.read_myst_markdown_notebook = without_running
    warnings = StringIO()
    config = {**settings(), "nb_execution_mode": "off", "nitpicky": True}
    app = Sphinx(ROOT, None, folder, folder, "gettext", config, None, warnings)
    app.build()
    home = f"{ROOT}/"
    messages = {
        page: [
            (f"{source}:{line}".removeprefix(home), message.text)
            for message in catalogue
            for source, line in message.locations[:1]
        ]
        for page, catalogue in app.builder.catalogs.items()
    }
    found = COLOUR.sub("", warnings.getvalue()).replace(home, "").splitlines()
    links = [link for page in app.env.found_docs for link in permalinks(app.env, page)]
    return {"warnings": found, "messages": messages, "permalinks": sorted(links)}


def read_apart():
    """As JSON, from a process of its own, since Sphinx and the press change tools."""
    done = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"Sphinx cannot read the book:\n{done.stderr[-3000:]}"
    return done.stdout


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(read(folder)))
