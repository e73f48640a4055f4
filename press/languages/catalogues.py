"""Put what is new in the English pages into the catalogues: ``make catalogues``.

There is one catalogue for each page, and ``sphinx.po`` for the messages that stand on
no page. Where a sentence has changed, its old translation stays, marked ``fuzzy``. A
catalogue whose page is gone is removed.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

import furo
import yaml
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from pybtex.database import parse_file

from press.content.bibliography import FIELDS
from press.content.figures import WORD
from press.tools import building
from press.tools.building import ROOT

LOCALE = ROOT / "book" / "locale" / "es" / "LC_MESSAGES"
TEMPLATES = ROOT / "_build" / "gettext"
OF_NO_PAGE = "sphinx"

HEADER = rb"""msgid ""
msgstr ""
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
FOLDERS = (ROOT / "press", Path(furo.__file__).parent / "theme")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OF_OTHER_TOOLS = [
    "Link to this image",
    "Link to this table",
    "Link to this term",
]
# pages that Furo shows at Read the Docs, or if asked to
UNUSED = {"sidebar/rtd-versions.html", "sidebar/variant-selector.html"}


def messages_of_no_page() -> Catalog:
    """Those of the press, figures and references, of Furo, and a few of other tools.

    Furo has no catalogue, and the other tools' lack some. Sphinx itself would find
    only the messages of templates.
    """
    catalogue = Catalog()
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    groups = [author["name"] for author in cff["authors"] if "name" in author]
    for message in [cff["title"], *groups, *OF_OTHER_TOOLS]:
        catalogue.add(message)
    for path in sorted(ROOT.glob("book/figures/*.svg")):
        for word in WORD.findall(path.read_text(encoding="utf-8")):
            catalogue.add(word)
    for entry in parse_file(ROOT / "book" / "references.bib").entries.values():
        for name in sorted(FIELDS & set(entry.fields)):
            catalogue.add(entry.fields[name])
    for folder in FOLDERS:
        for found in extract_from_dir(folder, METHODS, comment_tags=()):
            name, _, message, *_ = found
            if name.removeprefix("furo/") not in UNUSED:
                catalogue.add(message)
    return catalogue


def messages_of_pages() -> dict[str, Catalog]:
    """The messages of each page, by the name of its catalogue."""
    shutil.rmtree(TEMPLATES, ignore_errors=True)
    doctrees = ROOT / "_build" / ".doctrees-gettext"
    if not building.run_sphinx("gettext", TEMPLATES, doctrees):
        sys.exit("The catalogues are as before. Mend what is said above.")
    found = {}
    for path in TEMPLATES.rglob("*.pot"):
        with path.open("rb") as file:
            found[path.relative_to(TEMPLATES).with_suffix("").as_posix()] = read_po(
                file
            )
    return {**found, OF_NO_PAGE: messages_of_no_page()}


def updated(path: Path, messages: Catalog) -> bytes:
    """The catalogue of that path with just these messages, and those it had before."""
    catalogue = Catalog(locale="es")
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale="es")
    catalogue.update(messages)
    body = BytesIO()
    write_po(body, catalogue, omit_header=True)
    return HEADER + body.getvalue().lstrip(b"\n")


def main():
    pages = messages_of_pages()
    for name, messages in sorted(pages.items()):
        path = LOCALE / f"{name}.po"
        content = updated(path, messages)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print("Written:", path.relative_to(ROOT))
    for path in sorted(LOCALE.rglob("*.?o")):
        if path.relative_to(LOCALE).with_suffix("").as_posix() not in pages:
            path.unlink()
            print("Removed:", path.relative_to(ROOT), "whose page is gone")


if __name__ == "__main__":
    with building.interruptible():
        main()
