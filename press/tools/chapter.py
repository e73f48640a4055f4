"""Begin a chapter: ``make chapter NAME=echo [PART="Gates"] [TITLE="Echo"]``.

Its page is chapter.md, with TO WRITE where only an author knows what stands there. The
files that list all chapters get their entries, too, each in the order of ``_toc.yml``.
"""

import re
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOC, INDEX = ROOT / "_toc.yml", ROOT / "book" / "index.md"
TEACHING = ROOT / "book" / "how-to-cite-and-teach.md"
FIGURES = ROOT / "book" / "figures"
CATALOGUES = ROOT / "book" / "locale" / "es" / "LC_MESSAGES" / "book"
WRONG = """\
# Each program is one edit of the code in book/{name}.md, where old stands once. It
# runs, or stops at a wrong shape, and the chapter's checks reject it.
# TO WRITE: five mistakes or more that one could make here. This one is an example.

[[wrong]]
name = "the activation is forgotten"
old = "return torch.tanh(x_t + h)"
new = "return x_t + h"
"""
NEXT = """\
These files are new or have a new entry:
{files}

Now, in any order and as often as you like:
  make watch                  shows the pages, anew at every edit
  make check CHAPTER={name:<9}says what is still to write or to mend, and where
  make catalogues             puts the sentences into book/locale, for their translation
  make published              lists the labels that are to stay
  make test                   proves the whole book

CONTRIBUTING.md says how a chapter looks, and who translates if you know one language.
"""


def refuse(sentence):
    sys.exit(sentence)


def numbered_parts(toc):
    """The captions of the parts that have chapters, and not the back matter."""
    parts = re.split(r"^  - caption: ", toc, flags=re.M)[1:]
    return [part.split("\n")[0] for part in parts if "numbered: false" not in part]


def last_chapter(toc, part):
    """The name of the chapter with which the part ends."""
    listed = toc.partition(f"  - caption: {part}\n")[2].split("  - caption")[0]
    return re.findall(r"^      - file: book/(\S+)$", listed, re.M)[-1]


def insert(path, form, before, entry):
    """Put the entry of a new chapter below that of the chapter before it.

    ``form`` is the expression of an entry, with % for the name of its chapter.
    """
    text = path.read_text(encoding="utf-8")
    end = re.search(form.replace("%", before), text, re.M).end()
    path.write_text(text[:end] + entry + text[end:], encoding="utf-8")


def begin(name, title, part):
    """Write the files of a chapter and return their paths."""
    toc = TOC.read_text(encoding="utf-8")
    parts = numbered_parts(toc)
    page, part = ROOT / "book" / f"{name}.md", part or parts[-1]
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        refuse(f"NAME={name} is not in kebab case, as in make chapter NAME=two-words.")
    if page.exists():
        refuse(f"book/{name}.md exists already. Give the new chapter another name.")
    if part not in parts:
        refuse(f"PART={part} is no part of _toc.yml. These are: {', '.join(parts)}.")

    skeleton = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    page.write_text(
        skeleton.replace("NAME", name).replace("TITLE", title), encoding="utf-8"
    )
    cover = FIGURES / f"{name}-cover.svg"
    shutil.copy(Path(__file__).with_suffix(".svg"), cover)
    wrong = ROOT / "tests" / "programs" / "wrong" / f"{name}.toml"
    wrong.write_text(WRONG.format(name=name), encoding="utf-8")
    catalogue, another = CATALOGUES / f"{name}.po", CATALOGUES / "index.po"
    head = another.read_text(encoding="utf-8").split("\n\nmsgid")[0] + "\n"
    catalogue.write_text(head, encoding="utf-8")

    before = last_chapter(toc, part)
    entry = f"      - file: book/{name}\n"
    insert(TOC, r"^      - file: book/%\n", before, entry)
    entry = f"{{ref}}`ch-{name}`\n: TO WRITE: what it shows, in a sentence.\n\n"
    insert(INDEX, r"^\{ref\}`ch-%`\n(?:.+\n)+\n", before, entry)
    section = f"  - {{ref}}`sec-{name}-second`\n"
    entry = f"* - {{ref}}`ch-{name}`\n{section}{section}"
    insert(TEACHING, r"^\* - \{ref\}`ch-%`\n(?:  - .*\n)+", before, entry)
    return [page, TOC, INDEX, TEACHING, cover, wrong, catalogue]


def main():
    parser = ArgumentParser(prog="make chapter", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--title", default="")
    parser.add_argument("--part", default="")
    chosen = parser.parse_args()
    if not chosen.name:
        refuse("Name the chapter, as its file is to be called: make chapter NAME=echo.")
    title = chosen.title or chosen.name.replace("-", " ").capitalize()
    files = begin(chosen.name, title, chosen.part)
    listed = "\n".join(f"  {path.relative_to(ROOT)}" for path in files)
    print(NEXT.format(files=listed, name=chosen.name), end="")


if __name__ == "__main__":
    main()
