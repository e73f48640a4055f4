"""Compile proofs/ with Rocq and check what the book says of them: ``make proofs``.

It needs Rocq, and of Python nothing but Python itself. ``python -m press.tools.proofs
--install`` prints the command that installs what lacks here, or nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from press.content.statements import (
    ENDS,
    NOT_STATED,
    Statement,
    by_label,
    complaint,
    labels_in,
    statements,
    without_comments,
)

ROOT = Path(__file__).resolve().parents[2]
PROOFS, BUILD = ROOT / "proofs", ROOT / "_build" / "proofs"
WRONG = ROOT / "tests" / "programs" / "statements"
LOGICAL = "Book"  # as proofs/_CoqProject names the folder
OPTIONS = ("-q", "-w", "none", "-Q", ".", LOGICAL)
COQC, COQTOP = ("coqc", *OPTIONS), ("coqtop", *OPTIONS)
AT_ONCE = 2  # each takes up to 1.5 GB
EACH = 2  # wrong statements for a chapter, or more

# Debian's packages, the versions with which all was tried, and where they put what
PACKAGES = {
    "coq": ("8.20.1", ""),
    "libcoq-mathcomp-ssreflect": ("2.3.0", "mathcomp/ssreflect"),
    "libcoq-mathcomp-algebra": ("2.3.0", "mathcomp/algebra"),
    "libcoq-mathcomp-algebra-tactics": ("1.2.4", "mathcomp/algebra_tactics"),
    "libcoq-mathcomp-analysis": ("1.9.0", "mathcomp/analysis"),
    "libcoq-flocq": ("4.2.1", "Flocq"),
}
INSTALL = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"

AXIOMS = {
    "propositional_extensionality",
    "functional_extensionality_dep",
    "constructive_indefinite_description",
}
FORBIDDEN = re.compile(
    r"\b(?:Admitted|admit|give_up|Abort|Axioms?|Parameters?|Conjectures?)\b"
    r"|\bbypass_check\b|\bUnset\s+(?:Guard|Positivity|Universe)\s+Checking\b"
    r"|-type-in-type|-impredicative-set"
)
BEGINS = re.compile(r"^[ \t]*(?:Theorem|Lemma|Corollary|Definition|Fixpoint)\b", re.M)
SECTION = re.compile(
    r"^[ \t]*(?:(?P<opens>Section)\s+\w+|End\s+(?P<closes>\w+)"
    r"|(?P<hides>Variables?|Hypothes[ie]s|Context|Let))\b",
    re.M,
)


class Failed(Exception):
    """In words for the one who runs it."""


# what is installed


def lacking() -> list[str]:
    """Which packages are not here."""
    if not (shutil.which("coqc") and shutil.which("coq_makefile")):
        return list(PACKAGES)
    where = Path(run("coqc", "-where").strip(), "user-contrib")
    return [name for name, (_, at) in PACKAGES.items() if not (where / at).exists()]


def untried() -> list[str]:
    """What has another version here than where all was tried."""
    try:
        found = run("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES)
        versions = dict(line.split() for line in found.splitlines())
    except (Failed, OSError, ValueError):  # no Debian
        versions = {"coq": run("coqc", "-print-version").split()[0]}
    return [
        f"{name} {version} (tried with {PACKAGES[name][0]})"
        for name, version in versions.items()
        if not re.match(rf"{re.escape(PACKAGES[name][0])}(?![\d.])", version)
    ]


def run(*command: str | Path, **options) -> str:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    if done.returncode:
        raise Failed(done.stdout[-3000:].strip())
    return done.stdout


# what the files say


def sources() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(PROOFS.glob("*.v"))}


def line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def forbidden_in(file: str, text: str) -> list[str]:
    """What would let a statement pass without its proof."""
    return [
        f"proofs/{file}:{line_of(text, found.start())}: {found[0]} proves nothing."
        for found in FORBIDDEN.finditer(without_comments(text))
    ]


def hidden_from(statement: Statement, text: str) -> list[str]:
    """What sections around a statement assume, of which its text says nothing."""
    sections: list[list[str]] = [[]]
    for found in SECTION.finditer(without_comments(text), 0, statement.start):
        if found["opens"]:
            sections.append([])
        elif found["hides"]:
            sections[-1].append(
                f"{found['hides']}, line {line_of(text, found.start())}"
            )
        elif len(sections) > 1:  # modules end, too
            sections.pop()
    return [words for section in sections for words in section]


def labels_of_chapters() -> dict[str, list[str]]:
    """For each page with theorems, lemmas or corollaries their labels."""
    pages = sorted((ROOT / "book").glob("*.md"))
    found = {page.stem: labels_in(page.read_text("utf-8")) for page in pages}
    return {name: labels for name, labels in found.items() if labels}


def complaints_of(
    labels: list[str], found: list[Statement], texts: dict[str, str]
) -> list[str]:
    """All that can be said without Rocq."""
    said = [words for file, text in texts.items() for words in forbidden_in(file, text)]
    of_label = by_label(labels, found)
    said += filter(None, (complaint(label, of_label[label]) for label in labels))
    said += [
        f"NOT_STATED names {label}, which no box has."
        for label in NOT_STATED.keys() - set(labels)
    ]
    for statement in (one for shown in of_label.values() for one in shown):
        if hidden := hidden_from(statement, texts[statement.file]):
            said.append(
                f"proofs/{statement.file}: the page would show {statement.name} without"
                f" what its section assumes ({'; '.join(hidden)}): state it whole."
            )
    return said


def all_labels() -> list[str]:
    return [label for labels in labels_of_chapters().values() for label in labels]


def shown_of(labels: list[str]) -> list[Statement]:
    """The statements that belong to a label, which the pages show."""
    of_label = by_label(labels, statements(PROOFS))
    return [one for group in of_label.values() for one in group]


# what Rocq says


def compile_all() -> None:
    """Into the folder of the build, anew where a file or Rocq has changed."""
    texts = sources()
    versions = run("coqc", "-print-version") + repr(untried())
    record = BUILD / "versions.txt"
    if not record.exists() or record.read_text("utf-8") != versions:
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir(parents=True)
        record.write_text(versions, "utf-8")
    for old in BUILD.glob("*"):
        if old.suffix in {".v", ".vo", ".glob"} and f"{old.stem}.v" not in texts:
            old.unlink()
    for file, text in texts.items():
        copy = BUILD / file
        if not copy.exists() or copy.read_text("utf-8") != text:
            copy.write_text(text, "utf-8")
    command = ["coq_makefile", *options_of_rocq(), *texts, "-o", "Makefile.coq"]
    run(*command, cwd=BUILD)
    environment = {**os.environ, "MAKEFLAGS": ""}
    make = ["make", "-f", "Makefile.coq", f"-j{AT_ONCE}"]
    run(*make, cwd=BUILD, env=environment)


def options_of_rocq() -> list[str]:
    """Those in _CoqProject, which lists the files as well, for editors."""
    lines = (PROOFS / "_CoqProject").read_text("utf-8").splitlines()
    return [word for line in lines if line.startswith("-") for word in line.split()]


def check_again(files: list[str]) -> None:
    """What was compiled, and the libraries below it, by the small checker."""
    modules = [f"{LOGICAL}.{Path(file).stem}" for file in files]
    run("coqchk", "-silent", "-Q", ".", LOGICAL, *modules, cwd=BUILD)


def assumptions(found: list[Statement]) -> dict[str, set[str]]:
    """What each statement rests on beside the rules of Rocq itself."""
    files = sorted({Path(statement.file).stem for statement in found})
    lines = [f"From {LOGICAL} Require {file}.\n" for file in files]
    lines += [f"Print Assumptions {full_name(one)}.\n" for one in found]
    script = BUILD / "apart" / "print_assumptions.v"
    script.parent.mkdir(exist_ok=True)
    script.write_text("".join(lines), "utf-8")
    return assumptions_in(run(*COQC, script, cwd=BUILD), found)


def full_name(statement: Statement) -> str:
    return f"{LOGICAL}.{Path(statement.file).stem}.{statement.name}"


def assumptions_in(said: str, found: list[Statement]) -> dict[str, set[str]]:
    """What Print Assumptions said of each, in turn."""
    said = re.sub(r"^Fetching .*\n", "", said, flags=re.M)
    head = r"^(Closed under the global context|[A-Z][A-Za-z ]*:)$\n?"  # such as Axioms:
    parts = re.split(head, said, flags=re.M)
    answers = [
        set()
        if title.startswith("Closed")
        else set(re.findall(r"^([^\s:]+)", body, re.M))
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    ]
    if len(answers) != len(found):
        raise Failed(f"Print Assumptions said something else:\n{said[-3000:]}")
    names = [full_name(statement) for statement in found]
    return dict(zip(names, answers, strict=True))


def beyond(resting_on: dict[str, set[str]]) -> list[str]:
    """What rests on more than the three axioms that the book names."""
    return [
        f"{name} rests on {', '.join(sorted(more))}, which the book does not name."
        for name, axioms in resting_on.items()
        if (more := {axiom for axiom in axioms if axiom.split(".")[-1] not in AXIOMS})
    ]


# wrong statements


class Wrong(NamedTuple):
    """A statement that Rocq must refuse, as a list has it."""

    list: str
    name: str
    file: str
    old: str
    new: str


def wrong_statements() -> list[Wrong]:
    return [
        Wrong(path.stem, **entry)
        for path in sorted(WRONG.glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8"))["wrong"]
    ]


def poor(wrong: Wrong, text: str | None) -> str:
    """What is wrong with an entry of a list before it is tried."""
    where = f"tests/programs/statements/{wrong.list}.toml, {wrong.name!r}: "
    if text is None:
        return f"{where}there is no proofs/{wrong.file}."
    if (count := text.count(wrong.old)) != 1:
        return f"{where}old occurs {count} times in proofs/{wrong.file}, and not once."
    if wrong.old == wrong.new:
        return f"{where}old is replaced by itself."
    return ""


def too_few(wrongs: list[Wrong], chapters: dict[str, list[str]]) -> list[str]:
    """Chapters whose statements have fewer wrong ones than they should."""
    counts = {name: 0 for name in chapters}
    for wrong in wrongs:
        counts[wrong.list] = counts.get(wrong.list, 0) + 1
    return [
        f"tests/programs/statements/{name}.toml has {count} wrong statements: write"
        f" {EACH} or more."
        for name, count in counts.items()
        if count < EACH
    ]


def statement_of(wrong: Wrong, text: str) -> int:
    """Where the statement or definition begins in which the edit stands."""
    same = os.path.commonprefix([wrong.old, wrong.new])
    found = BEGINS.finditer(text, 0, text.index(wrong.old) + len(same))
    return max((begin.start() for begin in found), default=0)


def edits(wrong: Wrong, text: str) -> tuple[str, str]:
    """The wrong statement, which is taken as proved, and the file from there on."""
    start = statement_of(wrong, text)
    edited = text.replace(wrong.old, wrong.new)
    after = text.index(wrong.old) + len(wrong.new)
    proof = ENDS.search(without_comments(edited), after)
    end = proof.start() if proof else after
    return edited[start:end] + "Admitted.\n", edited[start:]


def judge(wrong: Wrong, taken: str, refused: str) -> str:
    """Nothing if the proof below the edit fails, and else what is wrong.

    A statement that is ill-formed is refused as well, but that proves nothing. Rocq
    said the one when it took the statement as proved, the other of the whole file.
    """
    where = f"tests/programs/statements/{wrong.list}.toml, {wrong.name!r}: "
    if "The command has succeeded" not in taken:
        return f"{where}it is not the proof that fails, but the text:\n{taken[-1000:]}"
    if "The command has indeed failed" not in refused:
        return f"{where}Rocq does not refuse it.\n{refused[-1000:]}"
    return ""


def try_those_of(file: str, text: str, wrongs: list[Wrong]) -> list[str]:
    """The complaints about wrong statements of a file.

    One Rocq tries all, each where it stands in the file, since it takes longer to load
    libraries, and to prove what stands before, than to refuse.
    """
    folder = Path("apart", Path(file).stem)
    (BUILD / folder).mkdir(parents=True, exist_ok=True)
    wrongs = sorted(wrongs, key=lambda wrong: statement_of(wrong, text))
    commands, done = [], 0
    for number, wrong in enumerate(wrongs):
        start = statement_of(wrong, text)
        parts = text[done:start], *edits(wrong, text)
        done = start
        for kind, part in zip(("before", "taken", "refused"), parts, strict=True):
            (BUILD / folder / f"{kind}_{number}.v").write_text(part, "utf-8")
        commands += [
            f'Load "{folder}/before_{number}.v".',
            f'Succeed Load "{folder}/taken_{number}.v".',
            f'Fail Load "{folder}/refused_{number}.v".',
        ]
    said = run(*COQTOP, input="\n".join([*commands, ""]), cwd=BUILD)
    answers = said.split("Coq < ")[-3 * len(wrongs) - 1 : -1]
    judged = map(judge, wrongs, answers[1::3], answers[2::3])
    return [words for words in judged if words]


def try_all(
    wrongs: list[Wrong], texts: dict[str, str], pool: ThreadPoolExecutor
) -> list[str]:
    of_file: dict[str, list[Wrong]] = {}
    for wrong in wrongs:
        of_file.setdefault(wrong.file, []).append(wrong)
    jobs = [
        pool.submit(try_those_of, file, texts[file], group)
        for file, group in of_file.items()
    ]
    return [words for job in jobs for words in job.result()]


# all of it


def without_rocq() -> list[str]:
    """All complaints for which nothing need be compiled."""
    texts, wrongs = sources(), wrong_statements()
    return (
        complaints_of(all_labels(), statements(PROOFS), texts)
        + too_few(wrongs, labels_of_chapters())
        + [words for one in wrongs if (words := poor(one, texts.get(one.file)))]
    )


def refuse(complaints: list[str]) -> None:
    if complaints:
        raise Failed("\n".join(complaints))


def prove() -> None:
    if names := lacking():
        raise Failed(
            f"Rocq or a library of it is not here ({', '.join(names)}): on Debian 13,"
            f" {INSTALL}"
        )
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:4.0f} s  {words}", flush=True)

    refuse(without_rocq())
    texts, labels, wrongs = sources(), all_labels(), wrong_statements()
    compile_all()
    say(f"{len(texts)} files of proofs are compiled.")
    shown = shown_of(labels)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        checked = pool.submit(check_again, list(texts))  # takes the longest
        resting_on = pool.submit(assumptions, shown).result()
        refuse(beyond(resting_on))
        free = sum(not axioms for axioms in resting_on.values())
        say(
            f"{len(labels)} theorems, lemmas and corollaries have {len(shown)}"
            f" statements: {free} rest on no axiom, {len(shown) - free} on some of the"
            " three."
        )
        refuse(try_all(wrongs, texts, pool))
        say(f"{len(wrongs)} wrong statements are refused.")
        checked.result()
    say("The checker coqchk has found all proofs right, with the libraries below them.")


def main(*options: str) -> None:
    if options == ("--install",):
        print(INSTALL if lacking() else "", end="")
        return
    try:
        prove()
    except Failed as failed:
        others = untried() if shutil.which("coqc") else []
        note = f"\nOther versions than those tried: {', '.join(others)}."
        sys.exit(f"{failed}{note if others else ''}")


if __name__ == "__main__":
    main(*sys.argv[1:])
