"""Each theorem of the book has its statement for Rocq, which `make proofs` checks."""

from press.tools import proofs


def test_each_theorem_of_the_book_has_a_statement_and_two_wrong_ones():
    """As `make proofs` finds before it calls Rocq."""
    said = proofs.without_rocq()
    assert said == [], "\n".join(said)


def test_a_statement_fits_the_page():
    wide = [
        f"proofs/{one.file}: {line}"
        for one in proofs.shown_of(proofs.all_labels())
        for line in one.text.splitlines()
        if len(line) > 79
    ]
    assert wide == [], "The page shows 79 columns:\n" + "\n".join(wide)
