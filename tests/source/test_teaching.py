"""What the book tells lecturers about its chapters and proofs is what they contain."""

import re

import yaml
from chapters import CHAPTERS, ROOT
from test_house_style import SHORT

PAGE = (ROOT / "book" / "how-to-cite-and-teach.md").read_text(encoding="utf-8")
LECTURES, RESULTS = (
    [row.split("\n  - ") for row in re.split(r"^\* - ", table, flags=re.M)[2:]]
    for table in re.findall(r"^```\{list-table\}\n(.*?)^```$", PAGE, re.M | re.S)
)
BOX = re.compile(
    r"^```\{prf:(\w+)\} ?([^\n]*)\n(?::label: (\S+)\n)?(.*?)^```$", re.M | re.S
)
EQUATION = re.compile(r"^\$\$ \((\S+)\)$", re.M)
NAMED = re.compile(r"\{(?:prf:ref|eq)\}`([^`]+)`")


def boxes():
    """Kind, name, label and text of each definition, statement and proof, in order."""
    return [box for chapter in CHAPTERS for box in BOX.findall(chapter.text)]


def test_every_result_is_listed_in_order_with_its_name():
    results = [
        f"{{prf:ref}}`{label}` ({name})"
        for kind, name, label, _ in boxes()
        if kind not in {"definition", "proof"}
    ]
    assert len(results) == sum(
        chapter.text.count("{prf:proof}") for chapter in CHAPTERS
    )
    assert [result for result, _ in RESULTS] == results


def test_a_result_needs_exactly_what_its_statement_and_proof_refer_to():
    # an equation that stands in a box is part of what the box states or proves
    of, owner, needs = None, {}, {}
    for kind, _, label, text in boxes():
        of = of if kind == "proof" else label
        owner |= dict.fromkeys(EQUATION.findall(text), of)
        needs.setdefault(of, set()).update(NAMED.findall(text))
    for result, listed in RESULTS:
        label = NAMED.search(result)[1]
        needed = {owner.get(name, name) for name in needs[label]} - {label}
        assert set(NAMED.findall(listed)) == needed, label


def test_the_plan_names_each_chapter_and_its_own_sections():
    planned = [re.findall(r"\{ref\}`ch-(\S+)`", row[0]) for row in LECTURES]
    assert planned == [[chapter.name] for chapter in CHAPTERS]
    for chapter, row in zip(CHAPTERS, LECTURES, strict=True):
        sections = re.findall(r"\{ref\}`(\S+)`", " ".join(row[1:]))
        assert sections, chapter.name
        for label in sections:
            assert label.startswith(f"sec-{SHORT.get(chapter.name, chapter.name)}-")


def test_a_course_has_its_lectures_and_each_chapter_what_it_needs():
    courses = dict(re.findall(r"^(\w+) lectures, .*\n: ((?:.+\n)+)", PAGE, re.M))
    taught = {
        number: re.findall(r"`ch-(\S+)`", text)
        or [chapter.name for chapter in CHAPTERS]
        for number, text in courses.items()
    }
    assert {number: len(course) for number, course in taught.items()} == {
        "Four": 4,
        "Eight": 8,
        "Thirteen": 13,
    }
    texts = {chapter.name: chapter.text for chapter in CHAPTERS}
    for number, course in taught.items():
        for place, name in enumerate(course):
            line = re.search(
                r"^You need: (.*?)(?:\. |\.?\n:::)", texts[name], re.M | re.S
            )
            needed = set(re.findall(r"\{ref\}`ch-(\S+)`", line[1]))
            assert needed <= set(course[:place]), f"{number}: {name}"


def test_the_licences_are_those_of_the_book():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for licence in cff["license"]:
        assert licence.replace("-", " ") in PAGE
