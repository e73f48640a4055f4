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
from sphinx import addnodes
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# what the built book offers for citation, by the beginning of its label, and what has
# such a label; a proof and a solution have no number
KINDS = {
    "ch": "section",
    "sec": "section",
    "equation": "equation",
    "fig": "figure",
    "tbl": "table",
    "thm": "theorem",
    "lem": "lemma",
    "cor": "corollary",
    "def": "definition",
    "alg": "algorithm",
    "exr": "exercise",
    "term": "term",
}
PERMALINK = re.compile(f"({'|'.join(KINDS)})-")


@dataclass
class Reading:
    warnings: list[str]
    messages: dict[str, list[tuple[str, str]]]  # of each page: place and text
    permalinks: dict[str, str]  # where each leads: to itself, if it is of its kind


def without_running(*arguments, **options):
    """The cells of a chapter; one that draws a figure has an empty plot."""
    notebook = read_myst_markdown_notebook(*arguments, **options)
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "python"}
    for cell in notebook.cells:
        if "figure" in cell.metadata.get("mystnb", {}):
            plot = {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
            cell.outputs = [new_output("display_data", data=plot)]
    return notebook


def permalinks(env):
    """The places that the built book offers for citation, and where each leads.

    What is of the kind that its label says leads to itself, and a further label of a
    section to its first one. What a section has left behind leads where the only link
    of its line leads, if to another page, or else to the section in which it stands.
    """
    from press.content.numbers import all_numbered

    kinds = {(one.docname, one.anchor): one.kind for one in all_numbered(env)}
    labelled = {
        (page, label): element
        for page in sorted(env.found_docs)
        for element in env.get_doctree(page).findall(nodes.Element)
        for label in element.get("ids", ())
        if PERMALINK.match(label)
    }
    links = {label: link(page, label) for page, label in labelled}

    def leads_to(page, label, element):
        kind = kinds.get((page, label), "")
        if isinstance(element, nodes.section | nodes.term):  # they may have no number
            kind = element.tagname
        if kind == KINDS[PERMALINK.match(label)[1]]:
            return link(page, element["ids"][0] if kind == "section" else label)
        named = {x.get("reftarget") for x in element.findall(addnodes.pending_xref)}
        if len(named) == 1 and (there := links.get(*named)):
            if not there.startswith(link(page, "")):
                return there
        section = element.parent
        while not isinstance(section, nodes.section):
            section = section.parent
        return link(page, section["ids"][0])

    found = {
        link(page, label): leads_to(page, label, element)
        for (page, label), element in labelled.items()
    }
    # a chapter ends with how to cite it
    cited = [link(page, "cite") for page in env.toc_secnumbers]
    return found | dict(zip(cited, cited, strict=True))


def link(page, label):
    return f"{Path(page).name}.html#{label}"


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
    return {
        "warnings": found,
        "messages": messages,
        "permalinks": permalinks(app.env),
    }


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
