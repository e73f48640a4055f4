"""What the book tells lecturers about its chapters and proofs is what they contain."""

import re

import pytest
import yaml
from chapters import CHAPTERS, ROOT
from complaints import in_lines
from test_house_style import short_name

NAME = "book/how-to-cite-and-teach.md"
PAGE = (ROOT / NAME).read_text(encoding="utf-8")
LECTURES, *PLANS, RESULTS = (
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


def role(label):
    return f"{{eq}}`{label}`" if label.startswith("eq-") else f"{{prf:ref}}`{label}`"


def test_every_result_has_a_proof():
    for chapter in CHAPTERS:
        kinds = [kind for kind, *_ in BOX.findall(chapter.text)]
        results = [kind for kind in kinds if kind not in {"definition", "proof"}]
        proofs = chapter.text.count("{prf:proof}")
        assert len(results) == proofs, (
            f"book/{chapter.path.name}: has {len(results)} theorems, lemmas and"
            f" corollaries, and {proofs} proofs. Write one proof for each, in boxes of"
            " three backticks"
        )


def test_every_result_is_listed_in_order_with_its_name():
    results = [
        f"{{prf:ref}}`{label}` ({name})"
        for kind, name, label, _ in boxes()
        if kind not in {"definition", "proof"}
    ]
    listed = [result for result, _ in RESULTS]
    wrong = [f"add the row  * - {row}" for row in results if row not in listed]
    wrong += [f"delete the row  * - {row}" for row in listed if row not in results]
    assert not wrong, f"{NAME}, What each result needs:\n{in_lines(wrong)}"
    assert listed == results, (
        f"{NAME}, What each result needs: put the rows in the order of the book:\n"
        f"{in_lines(results)}"
    )


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
        assert set(NAMED.findall(listed)) == needed, (
            f"{NAME}, What each result needs: the row of {label} says {listed.strip()}."
            " Its statement and its proof refer to"
            f" {', '.join(map(role, sorted(needed))) or 'nothing else'}"
        )


def test_the_plan_has_a_row_for_each_chapter():
    planned = [re.findall(r"\{ref\}`ch-(\S+)`", row[0]) for row in LECTURES]
    names = [chapter.name for chapter in CHAPTERS]
    assert planned == [[name] for name in names], (
        f"{NAME}, Chapters and lectures: give each chapter a row, * - {{ref}}`ch-name`,"
        f" in the order of _toc.yml: {', '.join(names)}. The rows are of"
        f" {', '.join(name for row in planned for name in row)}"
    )


def test_a_row_of_the_plan_names_sections_of_its_chapter():
    for chapter, row in zip(CHAPTERS, LECTURES, strict=True):
        sections = re.findall(r"\{ref\}`(\S+)`", " ".join(row[1:]))
        assert sections, (
            f"{NAME}, Chapters and lectures: the row of {chapter.name} says with which"
            " section the second half begins: {ref}`sec-...`"
        )
        form = f"sec-{short_name(chapter.path)}-"
        wrong = [label for label in sections if not label.startswith(form)]
        assert not wrong, (
            f"{NAME}, Chapters and lectures: the row of {chapter.name} names what is no"
            f" section of it: {', '.join(wrong)}"
        )


NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()


def courses():
    """The title of each course, and the names of its chapters in order."""
    part = re.search(r"^Three courses, .*?\n\n(.*?)\n\nFor any", PAGE, re.M | re.S)
    assert part, f"{NAME}: the courses stand between Three courses and For any other"
    for course in part[1].split("\n\n"):
        title, text = course.split("\n: ")
        every = title.startswith("All chapters")
        names = [chapter.name for chapter in CHAPTERS]
        yield title, names if every else re.findall(r"`ch-(\S+)`", text)


def test_a_course_has_as_many_lectures_as_it_says():
    found = len(list(courses()))
    assert found == 3, f"{NAME}: says Three courses, and lists {found}"
    for title, course in courses():
        number, *_ = title.lower().split()
        assert number in ["all", *NUMBERS], (
            f"{NAME}: the title {title!r} begins with a number up to twelve, or All"
        )
        assert number == "all" or NUMBERS.index(number) + 1 == len(course), (
            f"{NAME}: {title!r} names {len(course)} chapters: {', '.join(course)}."
            " Change its title or its chapters"
        )


def needed(chapter):
    """The chapters that its box "After this chapter you can" says one needs."""
    line = re.search(r"^You need: (.*?)(?:\. |\.?\n:::)", chapter.text, re.M | re.S)
    assert line, (
        f"book/{chapter.path.name}: end the box After this chapter you can with a line"
        " You need: {ref}`ch-...`. It names the chapters that come before"
    )
    return set(re.findall(r"\{ref\}`ch-(\S+)`", line[1]))


def test_a_chapter_of_a_course_comes_after_what_it_needs():
    chapters = {chapter.name: chapter for chapter in CHAPTERS}
    for title, course in courses():
        for place, name in enumerate(course):
            assert name in chapters, f"{NAME}: {title!r} names {name}, no chapter"
            missing = sorted(needed(chapters[name]) - {*course[:place]})
            assert not missing, (
                f"{NAME}: in {title!r}, {name} needs {', '.join(missing)} before it, as"
                f' "You need" in book/{name}.md says. Change the course or that line'
            )


CHAPTER_OF = {
    label: chapter.name
    for chapter in CHAPTERS
    for label in re.findall(
        r"^(?:\(|:label: )((?:sec|exr)-\S+?)\)?=?$", chapter.text, re.M
    )
}
WITH_EXPLORER = {
    section.split(")=", 1)[0]
    for chapter in CHAPTERS
    for section in re.split(r"^\((?=sec-)", chapter.text, flags=re.M)
    if '"explorer":' in section
}


@pytest.mark.parametrize(("plan", "hours"), list(zip(PLANS, (6, 12), strict=True)))
def test_a_plan_has_its_hours_and_each_teaches_what_the_ones_before_it_prepare(
    plan, hours
):
    assert [int(row[0]) for row in plan] == list(range(1, hours + 1))
    chapters, taught = {chapter.name: chapter for chapter in CHAPTERS}, []
    for hour, *columns in plan:
        where = f"{NAME}, Six hours, and twelve: hour {hour} of {hours}"
        sections, explorers, exercises = (
            re.findall(r"\{ref\}`(\S+)`", column) for column in columns
        )
        for label in sections:
            taught.append(CHAPTER_OF[label])
            missing = needed(chapters[taught[-1]]) - {*taught}
            assert not missing, f"{where}: {label} needs {', '.join(missing)} before it"
        for label in explorers:
            assert label in WITH_EXPLORER, f"{where}: {label} has no explorer"
        for label in [*explorers, *exercises]:
            assert CHAPTER_OF[label] in taught, f"{where}: {label} comes too early"


def test_the_licences_are_those_of_the_book():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for licence in cff["license"]:
        assert licence.replace("-", " ") in PAGE, (
            f"{NAME}: name the licence {licence} of CITATION.cff at the end of the page"
        )
