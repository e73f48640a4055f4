"""Each word of the sources is spelled: of chapters, translations and files at the root.

Words that only the built pages have are in tests/site/test_generated_words.py.
"""

import pytest
from prose import at_the_root, of_catalogues, of_message, of_pages
from spelling import LISTED, Text, assert_spelled, misspelled, unknown_words


@pytest.fixture(scope="session")
def unknown(reading):
    return unknown_words([*at_the_root(), *of_pages(reading), *of_catalogues()])


def test_every_word_of_the_sources_is_spelled(unknown):
    assert_spelled(unknown)


def test_the_list_of_words_is_in_the_order_of_the_alphabet():
    ordered = sorted(set(LISTED), key=lambda word: (word.casefold(), word))
    wrong = [word for word, here in zip(LISTED, ordered, strict=False) if word != here]
    assert ordered == LISTED, (
        "In tests/source/words.txt each word stands once, and capital letters sort as"
        f" small ones. Move or delete the first that does not: {wrong[:1]}"
    )


def test_a_misspelled_word_is_noticed_with_its_place():
    message = (
        "Its `colr`, **un**like $colr$ or {ref}`sec-colr`, is a color of a "
        "{term}`nuron`, {ref}`a matricks <sec-colr>`, ![an inputt](colr.svg), "
        "[PyTorch's](https://doi.org/colr) Softmax normalizes {colr} inptu_size."
    )
    texts = [
        Text("book/cell.md:7", "en", of_message(message), frozenset({"inptu"})),
        Text(
            "book/cell.md:8", "en", of_message("\n\\colr{\\text{for inptu and eech} x}")
        ),
        Text(
            "book/cell.po:9", "es", of_message("Una matris, un estado y una función.")
        ),
    ]
    unknown = unknown_words(texts)
    wrong = {*unknown} - {*LISTED}
    assert wrong == {
        "color",
        "nuron",
        "matricks",
        "inputt",
        "normalizes",
        "inptu",
        "eech",
        "matris",
    }
    [line] = [line for line in misspelled(unknown) if "inputt (" in line]
    assert line.startswith("book/cell.md:7: inputt (input")
