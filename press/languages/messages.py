"""Write the messages that stand on no page into the template of ``sphinx.po``.

They are those of the book's templates, extensions, figures and references, those of
Furo, which has no catalogue, and the few of other tools that their own catalogues lack.
Sphinx itself would write only those of the templates.
"""

from datetime import UTC, datetime
from pathlib import Path

import furo
import yaml
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from pybtex.database import parse_file

from press.content.bibliography import FIELDS
from press.content.figures import WORD

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ROOT / "press",
    Path(furo.__file__).parent / "theme",
)
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OF_OTHER_TOOLS = [
    "Link to this image",
    "Link to this table",
    "Link to this term",
    "Proof Index",
]
# pages that Furo shows at Read the Docs, or if asked to
UNUSED = {"sidebar/rtd-versions.html", "sidebar/variant-selector.html"}
TEMPLATE = ROOT / "_build" / "gettext" / "sphinx.pot"


def messages():
    catalogue = Catalog(creation_date=datetime.fromtimestamp(0, UTC))
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for message in [cff["title"], *OF_OTHER_TOOLS]:
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


def main():
    with TEMPLATE.open("wb") as file:
        write_po(file, messages())


if __name__ == "__main__":
    main()
