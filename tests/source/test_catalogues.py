"""The Spanish catalogues translate all that the sources say, and nothing else of it.

They are compared with the messages that Sphinx reads now, so no page need be built.
"""

import re
from collections import Counter

import pytest
from babel.messages import Message
from catalogues import CATALOGUES, messages, place, read
from chapters import PAGES, WITH_CELLS
from complaints import in_lines
from prose import of_message
from spelling import words

from press.languages.catalogues import messages_of_no_page
from press.languages.comments import comments, translated
from press.languages.comments import words as labels

every_catalogue = pytest.mark.parametrize("name", CATALOGUES, ids=str)
ANEW = "run make catalogues and translate what it adds"


def test_every_page_has_a_catalogue_and_every_catalogue_a_page():
    pages = {f"book/{page.stem}.po" for page in PAGES} | {"sphinx.po"}
    catalogues = {path.as_posix() for path in CATALOGUES}
    lacking = [place(name) for name in sorted(pages - catalogues)]
    assert not lacking, f"These are missing: {ANEW}.\n{in_lines(lacking)}"
    left = [place(name) for name in sorted(catalogues - pages)]
    assert not left, (
        f"Delete these: no page of _toc.yml has their name.\n{in_lines(left)}"
    )


@every_catalogue
def test_a_catalogue_has_just_the_messages_of_its_page(name, reading):
    if name.name == "sphinx.po":
        said = {message.id for message in messages_of_no_page() if message.id}
    else:
        page = name.with_suffix("").as_posix()
        said = {message for _, message in reading.messages.get(page, ())}
    kept = {message.id for message in messages(name)}
    wrong = [f"is new: {message}" for message in sorted(said - kept)]
    wrong += [f"is gone: {message}" for message in sorted(kept - said)]
    assert not wrong, f"{place(name)} is not of today: {ANEW}.\n{in_lines(wrong)}"


def has_words(message):
    """A message without one, as a formula or a link, needs no translation."""
    return any(words(of_message(message)))


@every_catalogue
def test_every_message_is_translated(name):
    wrong = [
        f"{place(name, message)}: {message.id}"
        for message in messages(name)
        if message.fuzzy or has_words(message.id) and not message.string.strip()
    ]
    assert not wrong, (
        "Translate these, and delete the line with the word fuzzy above them. If you"
        " know no Spanish, CONTRIBUTING.md, Spanish, says who does it:\n"
        f"{in_lines(wrong)}"
    )


@every_catalogue
def test_no_translation_is_of_a_message_that_is_gone(name):
    gone = [f"#~ {message}" for message in read(name).obsolete]
    assert not gone, f"Delete the lines with #~ in {place(name)}:\n{in_lines(gone)}"


ROLE = re.compile(r"\{([\w:-]+)\}`(?:[^`]*<([^`>]+)>|([^`]*))`")
KEPT = re.compile(
    r"\$[^$]+\$|`[^`]+`|\]\([^)]*\)|<[^>]+>|%\(\w+\)s|\{\w*\}|&#?\w+;|\*\*|\d[\d.,]*\b"
)
WORDS = re.compile(r"\\text\{[^}]*\}")


def kept(text):
    """How often each thing stands in it that no translation may change.

    The target of a term is the term, which is translated.
    """
    if text.startswith("\n"):  # a formula
        return Counter([WORDS.sub("", text)])
    found = [
        f"{{{role}}} {'' if role == 'term' else target or shown}"
        for role, target, shown in ROLE.findall(text)
    ]
    text = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", ROLE.sub("", text))  # 10,000
    return Counter(found + KEPT.findall(text))


def changes(message):
    """What the translation lacks, and what it adds."""
    before, after = kept(message.id), kept(message.string)
    lacks = [f"lacks {part.strip()}" for part in before - after]
    return lacks + [f"adds {part.strip()}" for part in after - before]


@every_catalogue
def test_a_translation_keeps_roles_formulas_code_links_and_numbers(name):
    wrong = [
        f"{place(name, message)}: {', '.join(changes(message))}: {message.id[:60]}"
        for message in messages(name)
        if message.string and not message.fuzzy and changes(message)
    ]
    assert not wrong, (
        "Roles, formulas, code, links and numbers of a translation are those of the"
        f" English. Mend these:\n{in_lines(wrong)}"
    )


@pytest.mark.parametrize(
    ("english", "spanish", "complaints"),
    [
        ("{ref}`a <sec-b>` and $x$", "{ref}`c <sec-b>` y $x$", []),
        ("10,000 of {term}`gate`", "10 000 de {term}`compuerta`", []),
        ("{eq}`eq-a`", "{eq}`eq-b`", ["lacks {eq} eq-a", "adds {eq} eq-b"]),
        ("`h`", "h", ["lacks `h`"]),
        (
            "[a](b) of 3",
            "[c](d) de 4",
            "lacks ](b)|lacks 3|adds ](d)|adds 4".split("|"),
        ),
        ("\nx \\text{if} y", "\nx \\text{si} y", []),
        ("\nx", "\ny", ["lacks x", "adds y"]),
    ],
)
def test_a_changed_part_is_noticed(english, spanish, complaints):
    assert changes(Message(english, spanish)) == complaints


every_page_with_cells = pytest.mark.parametrize(
    "chapter", WITH_CELLS, ids=lambda c: c.name
)


@every_page_with_cells
def test_a_line_of_code_with_a_spanish_comment_fits_the_page(chapter):
    name = f"book/{chapter.name}.po"
    spanish = {message.id: message.string for message in messages(name)}
    long = [
        f"{place(name)}: {len(line)} characters: {line.strip()}"
        for cell in chapter.cells
        for line in translated(
            cell.source, lambda text: spanish.get(text) or text
        ).split("\n")
        if len(line) > 79
    ]
    assert not long, f"Shorten these comments to lines of 79:\n{in_lines(long)}"


CELL = """\
def f(x):
    \"\"\"A sum.

    Of x.
    \"\"\"
    return x + "# no comment"  # (batch,)
"""


PLOT = """\
axes.plot(x, y, "C1o", label="none")
axes.text(left, 2, "left", ha="left")
axes.text(1, 2, "RNN")
axes.set_xlabel("step t")
"""


def test_labels_with_words_are_messages_and_other_texts_of_a_plot_stay():
    assert labels(PLOT) == [(2, "left"), (4, "step t")]
    spanish = {"left": "a la izquierda", "step t": "paso t"}
    assert translated(PLOT, spanish.get) == PLOT.replace(
        '2, "left"', '2, "a la izquierda"'
    ).replace("step", "paso")


def test_comments_and_lines_of_docstrings_are_messages_and_code_stays():
    assert comments(CELL) == [(2, "A sum."), (4, "Of x."), (6, "(batch,)")]
    words = {"A sum.": "Una suma.", "(batch,)": "(lote,)"}
    spanish = CELL.replace("A sum", "Una suma").replace("batch", "lote")
    assert translated(CELL, lambda text: words.get(text, text)) == spanish
