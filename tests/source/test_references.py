"""All that a page refers to exists, and what others refer to stays."""

import re

from chapters import PAGES, ROOT
from complaints import in_lines
from published import LIST, broken, published
from pybtex.database import parse_file

BIBLIOGRAPHY = ROOT / "book" / "references.bib"
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "book": {"author", "title", "publisher", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "phdthesis": {"author", "title", "school", "year"},
    "misc": {"author", "title"},
}
CITED = re.compile(r"\{cite(?::\w)?\}`(.+?)`", re.DOTALL)


def test_sphinx_understands_every_label_citation_and_directive(reading):
    assert not reading.warnings, (
        "Mend each of these in its file, at its line. A label that is undefined is"
        " misspelled, or nothing has it; a citation needs its key in"
        f" book/references.bib:\n{in_lines(reading.warnings)}"
    )


def test_every_published_place_is_still_in_the_sources(reading):
    wrong = [*broken(published(), reading.permalinks)]
    assert not wrong, (
        "Lecturers cite these. Give each label back to what it named, in its chapter;"
        f" {LIST.relative_to(ROOT)} stays as it is. Only where a section is gone, and"
        " what it said is at the place to which its label leads now, run make"
        f" published, which writes that place behind the label:\n{in_lines(wrong)}"
    )


def test_every_place_is_in_the_list_of_published_ones(reading):
    new = sorted(reading.permalinks.keys() - published().keys())
    assert not new, (
        "Once published, the labels of these places stay. If they are as you want them,"
        f" run make published, which adds them to {LIST.relative_to(ROOT)}:\n"
        f"{in_lines(new)}"
    )


def entries():
    return parse_file(BIBLIOGRAPHY).entries


def test_every_entry_of_the_bibliography_is_cited():
    text = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    cited = {key.strip() for keys in CITED.findall(text) for key in keys.split(",")}
    unused = sorted(entries().keys() - cited)
    assert not unused, (
        "No page cites these: cite them, or delete them from book/references.bib:"
        f" {', '.join(unused)}"
    )


def test_no_work_is_in_the_bibliography_twice():
    titles = {}
    for key, entry in entries().items():
        titles.setdefault(entry.fields["title"].casefold(), []).append(key)
    twice = [" and ".join(keys) for keys in titles.values() if len(keys) > 1]
    assert not twice, (
        "In book/references.bib these have one title. Keep one entry and cite its key:"
        f" {', '.join(twice)}"
    )


def test_every_entry_of_the_bibliography_is_whole():
    wrong = []
    for key, entry in entries().items():
        assert entry.type in REQUIRED, (
            f"{key} in book/references.bib is of the type {entry.type}. Use one of"
            f" {', '.join(REQUIRED)}, or add it to REQUIRED in"
            " tests/source/test_references.py"
        )
        if lacking := REQUIRED[entry.type] - {*entry.fields, *entry.persons}:
            wrong.append(f"{key} lacks {', '.join(sorted(lacking))}")
        doi = entry.fields.get("doi", "10.0000/none")
        if not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
            wrong.append(f"{key}: a doi has the form 10.1234/abc, and not {doi}")
    assert not wrong, f"Mend these in book/references.bib:\n{in_lines(wrong)}"
