"""Which small changes of a chapter's code its own checks do not notice.

``make mutants`` tries all chapters, ``make mutants NAME=heads`` one.
A mutant is killed by a check that fails or by an error. One that runs out of time is
alive: no check noticed it, and another machine may be faster. One that stops at
a name or a type is no program, and does not count. ``equivalent/<chapter>.toml`` argues
that a mutant is equivalent, as right as the chapter, or says why it is alive.
"""

import os
import sys
import tomllib
from collections import Counter

import program
from chapters import CHAPTERS, ROOT
from mutation import mutants

ARGUED = ROOT / "tests" / "programs" / "equivalent"
LEAST = 0.95  # of the mutants that are not equivalent are killed
ALIVE = {"survived", "out of time"}
HEADINGS = ("check", "error", "alive", "time", "equal", "killed")


def argued(name):
    """Why mutants survive: {(old, new): (kind, why)}."""
    path = ARGUED / f"{name}.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        (mutant["old"], mutant["new"]): (kind, mutant["why"])
        for kind, listed in lists.items()
        for mutant in listed
    }


def mutants_of(cell):
    return [] if "hide-input" in cell.tags else mutants(cell.source)


def verdict(failure):
    if failure is None:
        return "survived"
    if failure.kind in {"AssertionError", "DidNotRaise"}:
        return "failed a check"
    if failure.kind == "OutOfTime":
        return "out of time"
    stopped = failure.kind in program.REFUSALS | {"Crashed"}
    return "stopped" if stopped else "no program"


def outcomes(cells):
    """Triples (line of the chapter, mutant, verdict), by line."""
    made = {
        (number, mutant.source): (cell.line + mutant.line, mutant)
        for number, cell in enumerate(cells)
        for mutant in mutants_of(cell)
    }
    as_run = [cell.as_run for cell in cells]
    unchanged, runs = program.run(as_run, made, os.cpu_count())
    assert unchanged.failure is None, f"the chapter fails: {unchanged.failure}"
    found = [(*made[edit], verdict(run.failure)) for edit, run in runs.items()]
    return sorted(found, key=lambda outcome: (outcome[0], outcome[1].new))


def summary(outcomes, arguments):
    """The numbers of a table's row: by verdict, equivalent ones apart, and the rate."""
    counts = Counter(
        "equivalent"
        if verdict in ALIVE and arguments.get(mutant.key, ("",))[0] == "equivalent"
        else verdict
        for _, mutant, verdict in outcomes
    )
    killed = counts["failed a check"] + counts["stopped"]
    return counts, killed / (killed + sum(counts[verdict] for verdict in ALIVE))


def complaints(outcomes, arguments):
    """What is alive and nothing is said of, and arguments for what is not alive."""
    alive = {m.key: (line, v) for line, m, v in outcomes if v in ALIVE}
    for key in alive.keys() - arguments.keys():
        line, verdict = alive[key]
        words = "survives" if verdict == "survived" else "runs out of time"
        yield line, words, key
    for key in arguments.keys() - alive.keys():
        yield 0, "is not alive, though its list says so", key


def advice(name):
    return (
        f"  Reject each in book/{name}.md by a better check, or argue for it in"
        f" tests/programs/equivalent/{name}.toml; delete arguments for what is not"
        " alive."
    )


def main(names):
    red = False
    print(f"{'chapter':31}", *(f"{heading:>7}" for heading in HEADINGS), sep="")
    for chapter in CHAPTERS:
        if chapter.name not in names:
            continue
        found, arguments = outcomes(chapter.cells), argued(chapter.name)
        counts, rate = summary(found, arguments)
        columns = "failed a check", "stopped", "survived", "out of time", "equivalent"
        numbers = "".join(f"{counts[column]:7}" for column in columns)
        print(f"{chapter.name:31}{numbers}{rate:7.1%}", flush=True)
        complained = sorted(complaints(found, arguments))
        for line, what, (old, new) in complained:
            print(f"  book/{chapter.path.name}:{line} {what}:\n    {old}\n    {new}")
        if complained or rate < LEAST:
            red = True
            print(advice(chapter.name))
    return red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [chapter.name for chapter in CHAPTERS]))
