"""The words that only built pages have are spelled: those of tools and scripts.

They stand in buttons, boxes, labels, alt texts and descriptions. Words of the sources
have been judged in tests/source/test_spelling.py and are passed over.
"""

import re
from itertools import groupby

import html5lib
import pytest
from chapters import WITH_CELLS
from prose import at_the_root, names_in_code, of_catalogues
from spelling import LISTED, Text, assert_spelled, misspelled, unknown_words

TAGS = {"code", "kbd", "math", "pre", "script", "style"}
CLASSES = {"bibtex-citation", "citation", "issue", "theme-toggle"}  # the last is Furo's
INLINE = {"a", "abbr", "b", "cite", "em", "i", "span", "strong", "sub", "sup"}
SAID = ("alt", "aria-description", "aria-label", "placeholder", "title")
NAMES = {chapter.name for chapter in WITH_CELLS}  # and of their slides
META = re.compile(r"(description|title|alt)$")


def prose(element, language="en"):
    """Pieces of text, each with its language; a new line stands between blocks."""
    language, tag = element.get("lang", language), str(element.tag).split("}")[-1]
    if tag == "meta":
        if META.search(element.get("name") or element.get("property") or ""):
            yield language, element.get("content") + "\n"
    elif tag in TAGS or CLASSES & {*element.get("class", "").split()}:
        yield language, "…"
    elif isinstance(element.tag, str):  # and not a comment
        edge = language, "" if tag in INLINE else "\n"
        for name in SAID:
            if name in element.attrib:
                yield language, f"\n{element.get(name)}\n"
        yield edge
        yield language, element.text or ""
        for child in element:
            yield from prose(child, language)
            yield language, child.tail or ""
        yield edge


def texts(name, html, names=()):
    """What a page says, in pieces of one language each."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for language, pieces in groupby(prose(tree), key=lambda piece: piece[0]):
        yield Text(name, language, "".join(text for _, text in pieces), names)


@pytest.fixture(scope="module")
def on_the_pages(site):
    """The words that the dictionaries lack."""
    found = []
    for path in sorted(site.rglob("*.html")):
        names = names_in_code(f"book/{path.stem}") if path.stem in NAMES else ()
        html = path.read_text(encoding="utf-8")
        found += texts(str(path.relative_to(site)), html, names)
    return unknown_words(found)


@pytest.fixture(scope="module")
def in_the_sources():
    """The same; the catalogues have the English of the pages as well."""
    return unknown_words([*at_the_root(), *of_catalogues(english=True)])


def test_every_word_that_only_a_built_page_has_is_spelled(on_the_pages, in_the_sources):
    only_there = on_the_pages.keys() - in_the_sources.keys()
    assert_spelled({word: on_the_pages[word] for word in sorted(only_there)})


def test_every_listed_word_is_used(on_the_pages, in_the_sources):
    unused = set(LISTED) - on_the_pages.keys() - in_the_sources.keys()
    assert not unused, (
        "Delete these from tests/source/words.txt, since no page or source needs them:"
        f" {', '.join(sorted(unused))}"
    )


def test_a_misspelled_word_is_noticed_with_its_page():
    page = """\
<html lang="en"><meta name="description" content="A cel."><title>On cells</title>
<p>Its <code>colr</code>, <b>un</b>like <math><mi>colr</mi></math>, is a color.
<img alt="A state"> Softmax <a title="on steps">normalizes</a> the PyTorch's neuron.
<svg><text>inputt</text></svg> <p lang="es">Una matris, un estado y una función.
"""
    unknown = unknown_words([*texts("cell.html", page), *texts("again.html", page)])
    wrong = {*unknown} - {*LISTED}
    assert wrong == {"cel", "color", "inputt", "matris", "normalizes"}
    assert "cell.html: inputt (input" in "\n".join(misspelled(unknown))
