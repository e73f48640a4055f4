"""A term of the glossary is defined in bold before it is used, or its use is a link.

The order is that of the contents. The definition is the first place of all chapters
that has the term in bold; code and the comments in it do not count.
"""

import re

import pytest
from chapters import ROOT, WITH_CELLS
from complaints import in_lines

from press.languages.comments import messages as messages_of_cell

GLOSSARY = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^(\S[^\n]*)\n(?=  )", GLOSSARY.split("```{glossary}")[1], re.M)
ROLE = re.compile(r"\{([\w:-]+)\}`(?:[^`<]*<)?([^`>]*)>?`")
NO_PROSE = re.compile(r"\{[\w:-]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|\]\([^)]*\)")


def pattern(term, around=r"\b"):
    """The term, as one or many."""
    return re.compile(rf"{around}{re.escape(term)}(?:s|es)?{around}", re.IGNORECASE)


def is_link(message, term, labels):
    """Whether it links the term, or a place of the chapter that defines it."""
    return any(
        target.lower() == term.lower() if role == "term" else target in labels
        for role, target in ROLE.findall(message)
    )


def first_use(term, messages, labels):
    """The first message with the term in its prose, if no link comes before it."""
    for message in messages:
        if is_link(message, term, labels):
            return None
        if pattern(term).search(NO_PROSE.sub("…", message)):
            return message
    return None


def complaints(prose, labels, terms):
    """``prose``, ``labels``: messages and labels of each chapter, in their order."""
    for term in terms:
        bold = pattern(term, r"\*\*")
        defining = (n for n in prose if any(map(bold.search, prose[n])))
        if (chapter := next(defining, None)) is None:
            yield f"{term}: no chapter defines it. Put it in bold where one does"
            continue
        for name in prose:
            if name == chapter:
                break
            if use := first_use(term, prose[name], labels[chapter]):
                yield (
                    f"{term}: book/{name}.md uses it before book/{chapter}.md defines"
                    f" it. Link its first use, {{term}}`{term}`: {use[:80]}"
                )


@pytest.fixture(scope="session")
def prose(reading):
    said = {}
    for chapter in WITH_CELLS:
        of_code = {
            text for cell in chapter.cells for _, text in messages_of_cell(cell.source)
        }
        messages = reading.messages[f"book/{chapter.name}"]
        said[chapter.name] = [text for _, text in messages if text not in of_code]
    return said


def test_every_term_is_defined_before_it_is_used_or_linked(prose):
    labels = {
        chapter.name: set(re.findall(r"^\((\S+)\)=$|:label: (\S+)", chapter.text, re.M))
        for chapter in WITH_CELLS
    }
    labels = {
        name: {label for pair in pairs for label in pair}
        for name, pairs in labels.items()
    }
    wrong = list(complaints(prose, labels, TERMS))
    assert not wrong, f"Terms of the glossary:\n{in_lines(wrong)}"


LABELS = {"one": set(), "two": {"sec-two-gate"}}


@pytest.mark.parametrize(
    ("first", "number"),
    [
        (["Nothing."], 0),
        (["Two gates."], 1),
        (["`gate` and $gate$."], 0),
        (["A {term}`gate`, then gates."], 0),
        (["Two {term}`gates <gate>`.", "A gate."], 0),
        (["A gate, and a {term}`gate`.", "A gate."], 0),
        (["A gate.", "A {term}`gate`."], 1),
        (["A gate, see {ref}`sec-two-gate`."], 0),
        (["A gate, see {ref}`sec-one`."], 1),
    ],
)
def test_a_use_before_the_definition_is_noticed(first, number):
    prose = {"one": first, "two": ["A **gate** is."]}
    assert len(list(complaints(prose, LABELS, ["gate"]))) == number


def test_a_term_without_a_definition_is_noticed():
    [complaint] = complaints({"one": ["A gate."]}, LABELS, ["gate"])
    assert "no chapter defines it" in complaint
