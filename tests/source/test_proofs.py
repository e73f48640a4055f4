"""Each theorem of the book has its statement for Rocq, which `make proofs` checks."""

from press.content.statements import by_label, statements
from press.tools import proofs


def test_each_theorem_of_the_book_has_a_statement_and_two_wrong_ones():
    """As `make proofs` finds before it calls Rocq."""
    texts, found = proofs.sources(), statements(proofs.PROOFS)
    chapters, wrongs = proofs.labels_of_chapters(), proofs.wrong_statements()
    labels = [label for of_chapter in chapters.values() for label in of_chapter]
    said = proofs.complaints_of(labels, found, texts)
    said += proofs.too_few(wrongs, chapters)
    said += [
        words for one in wrongs if (words := proofs.poor(one, texts.get(one.file)))
    ]
    assert said == [], "\n".join(said)
    wide = [
        f"proofs/{one.file}: {line}"
        for shown in by_label(labels, found).values()
        for one in shown
        for line in one.text.splitlines()
        if len(line) > 79
    ]
    assert wide == [], "The page shows 79 columns:\n" + "\n".join(wide)
