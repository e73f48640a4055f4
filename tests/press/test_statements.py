"""Statements of proofs/*.v: which belong to a label, where a page shows them, and what
`make proofs` says where one is missing or proves nothing. No Rocq is needed here."""

import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from chapters import ROOT

from press.content import statements as of_book
from press.content.statements import (
    Statement,
    by_label,
    labels_in,
    statements_in,
    without_comments,
)
from press.tools import proofs
from press.tools.proofs import Failed, Wrong

FILE = """\
(* Theorem commented : False.
Proof. (* nested *) *)
Theorem order (m n : nat) :
  m + n = n + m. (* whole *)
Proof. by rewrite addnC. Qed.

Lemma helper : 1 = 1. Proof. by []. Qed.

Corollary order_differs n :
  n <> n.+1.
Proof.
by elim: n.
Qed.

Lemma open : 2 = 2.
"""
LABELS = ["thm-small-order", "lem-small-order-swap", "def-small", "cor-small"]


def named(*names):
    return [Statement(name, "small.v", "", 0) for name in names]


def test_a_statement_ends_above_its_proof_and_comments_have_none():
    found = statements_in("small.v", FILE)
    assert [one.name for one in found] == ["order", "helper", "order_differs"]
    assert found[0].text == (
        "Theorem order (m n : nat) :\n  m + n = n + m. (* whole *)"
    )
    assert found[2].text == "Corollary order_differs n :\n  n <> n.+1."


def test_what_stands_in_comments_is_blank_and_lines_stay():
    text = 'a (* b (* c\n*) "*)" d *) e "(*" f'
    assert without_comments(text) == "a" + " " * 10 + "\n" + " " * 13 + 'e "(*" f'


def test_a_statement_belongs_to_the_longest_label():
    names = ["small_order", "small_order_swap", "small_order_swap_twice"]
    names += ["small_order_differs", "small_orderly", "small_x", "other"]
    of_label = by_label(LABELS, named(*names))
    assert {
        label: [one.name for one in found] for label, found in of_label.items()
    } == {
        "thm-small-order": ["small_order", "small_order_differs"],
        "lem-small-order-swap": ["small_order_swap", "small_order_swap_twice"],
        "cor-small": ["small_orderly", "small_x"],
    }


def test_labels_are_found_in_the_source_of_a_page():
    page = "```{prf:theorem} Name\n:class: wide\n:label: thm-a\n\nText.\n```\n"
    page += "````{prf:definition}\n:label: def-b\n````\n```{prf:lemma}\n:label: lem-c\n"
    assert labels_in(page) == ["thm-a", "lem-c"]


# on the page

PAGE = """\
# Small

```{prf:theorem}
:label: thm-small-order

Text.
```

Between.

```{prf:proof}
Clear.
```

```{prf:corollary}
:label: cor-small-alone

Without a proof.
```
"""
KEY = "(ch-how-to-read-the-proofs)=\n# Key\n\nText.\n"
PAGES = {"index": "# Book\n", "small": PAGE, "key": KEY}
PROVED = "Theorem small_order : 1 = 1.\nProof. by []. Qed.\n"
PROVED += "Corollary small_alone : zebra.\nProof. by []. Qed.\n"
PROVED += "Lemma small_alone_too : 3 = 3.\nProof. by []. Qed.\n"
FILES = {"proofs/small.v": PROVED}


def folds(html):
    return BeautifulSoup(html, "html.parser").select("details.checked")


def test_a_statement_is_folded_under_its_proof(tiny_book):
    book = tiny_book(PAGES, files=FILES)
    first, second = folds(book.page("book/small"))
    assert first.find_previous_sibling().get_text().strip() == "Proof. Clear."
    assert second.find_previous_sibling()["id"] == "cor-small-alone"
    assert first.summary.get_text() == "Checked by Rocq, for all sizes"
    assert first.pre.get_text() == "Theorem small_order : 1 = 1.\n"
    assert second.pre.get_text() == (
        "Corollary small_alone : zebra.\n\nLemma small_alone_too : 3 = 3.\n"
    )
    assert not book.page("book/small").count('class="err"')
    assert first.p.get_text() == "proofs/small.v · How to read a statement"
    [link] = first.select("a")
    assert link["href"] == "key.html#ch-how-to-read-the-proofs"
    index = (book.outdir / "searchindex.js").read_text(encoding="utf-8")
    assert "zebra" not in index


def test_the_file_is_linked_where_the_repository_is_known(tiny_book, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/fork")
    book = tiny_book(PAGES, files=FILES, language="es")
    fold = folds(book.page("book/small"))[0]
    assert fold.summary.get_text() == "Comprobado con Rocq, para todos los tamaños"
    address = "https://github.com/someone/fork/blob/HEAD/proofs/small.v"
    assert fold.a["href"] == address


@pytest.mark.parametrize("builder", ["slides", "notebooks", "singlehtml"])
def test_other_builders_leave_the_statements_out(tiny_book, builder):
    files = {**FILES, "requirements.txt": "torch\n\nnumpy\n"}
    book = tiny_book(PAGES, files=files, builder=builder)
    written = [path for path in book.outdir.rglob("*.*") if path.suffix != ".js"]
    texts = [path.read_bytes() for path in written]
    assert any(b"Clear." in text or b"Text." in text for text in texts)
    assert not any(b"Rocq" in text or b"zebra" in text for text in texts)


def test_an_edited_statement_is_on_the_page_after_a_warm_build(tiny_book):
    tiny_book(PAGES, files=FILES)
    edited = {"proofs/small.v": PROVED.replace("zebra", "quagga")}
    book = tiny_book(PAGES, files=edited, fresh=False)
    assert "quagga" in book.page("book/small")
    assert "zebra" not in book.page("book/small")


def test_a_label_without_a_statement_is_a_warning(tiny_book):
    files = {"proofs/small.v": PROVED.replace("small_order", "small_ordered")}
    [warning] = tiny_book(PAGES, files=files, warns=True).warnings
    assert "small.md:11: WARNING: thm-small-order has no statement" in warning
    assert "prove it as small_order in proofs/*.v" in warning


# what make proofs says without Rocq


def complaints(text, labels=("thm-small-order",)):
    found = statements_in("small.v", text)
    return proofs.complaints_of(list(labels), found, {"small.v": text})


def test_what_is_right_is_not_complained_of():
    assert complaints(PROVED + "(* Admitted Axiom *)") == []


@pytest.mark.parametrize(
    "word",
    ["Admitted", "admit", "give_up", "Axiom", "Parameters", "Conjecture", "Abort"]
    + ["bypass_check", "Unset Guard Checking", "Unset  Universe Checking"],
)
def test_a_word_that_spares_a_proof_is_named_with_its_line(word):
    [words] = complaints(f"{PROVED}(* {word} *) {word}.")
    assert words.startswith(f"proofs/small.v:7: {word} proves nothing")
    assert complaints(f"{PROVED}Definition {word.lower()}s := 1.") == []


def test_a_missing_statement_is_named(monkeypatch):
    [words] = complaints(PROVED, ["thm-small-order", "lem-gone"])
    assert words.startswith("lem-gone has no statement that is checked")
    monkeypatch.setitem(of_book.NOT_STATED, "lem-gone", "It is about people.")
    assert complaints(PROVED, ["thm-small-order", "lem-gone"]) == []
    [words] = complaints(PROVED)
    assert words == "NOT_STATED names lem-gone, which no box has."
    monkeypatch.setitem(of_book.NOT_STATED, "thm-small-order", "None.")
    words = complaints(PROVED, ["thm-small-order", "lem-gone"])
    assert words[0].startswith("thm-small-order has a statement in proofs/small.v")


@pytest.mark.parametrize(
    "hides",
    ["Variable u : R", "Hypothesis u0 : u = u", "Context (n : nat)", "Let n := 1"],
)
def test_a_statement_that_its_section_completes_is_named(hides):
    closed = f"Section Other.\n{hides}.\nEnd Other.\n"
    assert complaints(closed + PROVED) == []
    [words] = complaints(f"{closed}Section Small.\n{hides}.\n{PROVED}End Small.\n")
    assert (
        f"small_order without what its section assumes ({hides.split()[0]}, " in words
    )


SAID = """\
Fetching opaque proofs from disk for Book.small
Closed under the global context
Fetching opaque proofs from disk for mathcomp.classical.boolp
Axioms:
boolp.propositional_extensionality : forall P Q : Prop, P <-> Q -> P = Q
boolp.functional_extensionality_dep :
  forall (A : Type), f = g
cheat : False
"""


def test_what_a_statement_rests_on_is_read():
    found = named("one", "two")
    resting_on = proofs.assumptions_in(SAID, found)
    assert resting_on == {
        "Book.small.one": set(),
        "Book.small.two": {
            "boolp.propositional_extensionality",
            "boolp.functional_extensionality_dep",
            "cheat",
        },
    }
    [words] = proofs.beyond(resting_on)
    assert words == "Book.small.two rests on cheat, which the book does not name."
    with pytest.raises(Failed, match="something else"):
        proofs.assumptions_in(SAID, named("one"))


WRONG = Wrong("small", "another sum", "small.v", "m + n = n + m", "m + n = n - m")


TAKEN = "The command has succeeded and its effects have been reverted."
REFUSED = "The command has indeed failed with message:\nNo applicable tactic."


def test_a_wrong_statement_is_taken_as_proved_up_to_its_proof():
    taken, rest = proofs.edits(WRONG, FILE)
    statement = "Theorem order (m n : nat) :\n  m + n = n - m. (* whole *)\n"
    assert taken == f"{statement}Admitted.\n"
    before = FILE[: proofs.statement_of(WRONG, FILE)]
    assert before + rest == FILE.replace(WRONG.old, WRONG.new)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("n <> n.+1", "n <> n", "order_differs"),
        ("Corollary order_differs n", "Corollary order_differs m", "order_differs"),
        ("1 = 1", "1 = 2", "helper"),
    ],
)
def test_a_wrong_statement_is_tried_where_it_stands(old, new, name):
    start = proofs.statement_of(WRONG._replace(old=old, new=new), FILE)
    assert FILE[start:].split()[1] == name


def test_what_is_wrong_above_all_statements_is_tried_from_the_first_line():
    wrong = WRONG._replace(old="(* nested", new="(* and")
    assert proofs.statement_of(wrong, FILE) == 0


@pytest.mark.parametrize(
    ("taken", "refused", "complaint"),
    [
        (TAKEN, REFUSED, ""),
        ("Error: no.", REFUSED, "it is not the proof that fails, but the text:\nError"),
        (TAKEN, "Error: The command has not failed!", "Rocq does not refuse it."),
    ],
)
def test_a_wrong_statement_is_refused_by_its_proof(taken, refused, complaint):
    said = proofs.judge(WRONG, taken, refused)
    assert complaint in said and bool(complaint) == bool(said)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"old": "no such"}, "old occurs 0 times"),
        ({"old": "n.+1"}, ""),
        ({"old": "Proof"}, "old occurs 4 times"),
        ({"new": WRONG.old}, "old is replaced by itself"),
    ],
)
def test_a_poor_list_is_noticed(entry, complaint):
    said = proofs.poor(WRONG._replace(**entry), FILE)
    assert complaint in said and bool(complaint) == bool(said)


def test_a_list_for_no_file_and_a_short_list_are_noticed():
    assert proofs.poor(WRONG, None).endswith("there is no proofs/small.v.")
    chapters = {"small": ["thm-small-order"], "other": ["lem-other"]}
    words = proofs.too_few([WRONG] * 2, chapters)
    [other] = words
    assert other.startswith("tests/programs/statements/other.toml has 0 wrong")


def test_without_rocq_the_packages_are_named(tmp_path):
    done = subprocess.run(
        [sys.executable, "-S", "-m", "press.tools.proofs"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    [words] = done.stderr.splitlines()
    assert words.endswith(f"on Debian 13, {proofs.INSTALL}")
    assert "apt-get install --no-install-recommends coq libcoq-" in words


def test_other_versions_are_named_in_a_failure(monkeypatch):
    monkeypatch.setattr(proofs, "run", lambda *_: "coq 8.18.0+dfsg-1\n")
    assert proofs.untried() == ["coq 8.18.0+dfsg-1 (tried with 8.20.1)"]
    monkeypatch.setattr(proofs, "run", lambda *_: "coq 8.20.1+dfsg-1+b1\n")
    assert proofs.untried() == []
