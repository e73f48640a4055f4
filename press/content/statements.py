"""The statements in ``proofs/*.v``, and to which label of the book each belongs.

It belongs to the label whose name it has, or with whose name and ``_`` it begins:
``lem-concatenation-order`` has ``concatenation_order`` and
``concatenation_order_differs``, and of several such labels the longest counts.

``make proofs`` runs where nothing is installed, so only Python itself is used here.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

NOT_STATED: dict[str, str] = {}  # a label, and the reason why it has no statement

STATED = re.compile(r"(?:thm|lem|cor)-")
BEGINS = re.compile(r"^(?:Theorem|Lemma|Corollary)\s+([\w']+)", re.M)
ENDS = re.compile(r"(?<![\w'])Proof(?=[.\s])")
COMMENTS = re.compile(r'\(\*|\*\)|"[^"]*"')
BOX = re.compile(r"^`{3,}\{prf:\w+\}.*\n(?::.*\n)*?:label: (\S+)$", re.M)


class Statement(NamedTuple):
    name: str
    file: str  # "concatenation.v"
    text: str  # up to its proof
    start: int  # where it begins in the file


def without_comments(text: str) -> str:
    """The same with spaces for what stands in comments, which may be nested."""
    kept, depth, end = [], 0, 0
    for found in COMMENTS.finditer(text):
        opens, closes = found[0] == "(*", found[0] == "*)"
        before = text[end : found.start() if opens else found.end()]
        kept.append(re.sub(r"\S", " ", before) if depth else before)
        end = found.start() if opens else found.end()
        depth += opens - (closes and depth > 0)
    rest = text[end:]
    return "".join(kept) + (re.sub(r"\S", " ", rest) if depth else rest)


def statements_in(file: str, text: str) -> list[Statement]:
    """All of a file that are followed by a proof, whole."""
    code = without_comments(text)
    begins = list(BEGINS.finditer(code))
    limits = [found.start() for found in begins[1:]] + [len(code)]
    found = []
    for begin, limit in zip(begins, limits, strict=True):
        end = ENDS.search(code, begin.start(), limit)
        if not end:
            continue  # it has no proof, or one that no reader can see
        statement = text[begin.start() : end.start()].rstrip()
        found.append(Statement(begin[1], file, statement, begin.start()))
    return found


def statements(folder: Path) -> list[Statement]:
    """Those of all files of a folder, in the order of their names."""
    return [
        statement
        for path in sorted(folder.glob("*.v"))
        for statement in statements_in(path.name, path.read_text(encoding="utf-8"))
    ]


def name_of(label: str) -> str:
    return label.partition("-")[2].replace("-", "_")


def is_stated(label: str) -> bool:
    """Whether it is the label of a theorem, a lemma or a corollary."""
    return bool(STATED.match(label))


def by_label(
    labels: Iterable[str], found: Iterable[Statement]
) -> dict[str, list[Statement]]:
    """For each label of a theorem, a lemma or a corollary its statements."""
    names = {label: f"{name_of(label)}_" for label in labels if is_stated(label)}
    of_label = {label: [] for label in names}
    for statement in found:
        fits = [
            label
            for label, name in names.items()
            if f"{statement.name}_".startswith(name)
        ]
        if fits:
            longest = max(fits, key=lambda label: len(names[label]))
            of_label[longest].append(statement)
    return of_label


def labels_in(page: str) -> list[str]:
    """Those of theorems, lemmas and corollaries in the source of a page."""
    return [label for label in BOX.findall(page) if is_stated(label)]


def complaint(label: str, found: list[Statement]) -> str:
    """What to do about a label without a statement, or about its exception."""
    if bool(found) != (label in NOT_STATED):
        return ""
    if found:
        return (
            f"{label} has a statement in proofs/{found[0].file}: delete it from"
            " NOT_STATED in press/content/statements.py."
        )
    return (
        f"{label} has no statement that is checked: state and prove it as"
        f" {name_of(label)} in proofs/*.v, or write into NOT_STATED in"
        " press/content/statements.py why not."
    )
