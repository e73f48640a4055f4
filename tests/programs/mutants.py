"""Which small changes of a chapter's code its own checks do not notice.

``make mutants`` tries the chapters below, ``python tests/programs/mutants.py heads`` another.
Each mutant runs in a fork of a process that has run the cells before it. It is
killed by a check that fails, by an error or by the limit of time. One that stops at
a name or a type is no program, and does not count. ``equivalent/<chapter>.toml`` argues
that a mutant is equivalent, as right as the chapter, or says why it survives.
"""

import os
import signal
import sys
import tomllib
from collections import Counter
from dataclasses import replace

import program
from chapters import CHAPTERS, ROOT
from mutation import mutants

MUTATED = """notation concatenation cell stack backpropagation-through-time
    lstm gru""".split()
ARGUED = ROOT / "tests" / "programs" / "equivalent"
LEAST = 0.95  # of the mutants that are not equivalent are killed
VERDICTS = ["survived", "failed a check", "stopped", "no program"]


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
    return "stopped" if failure.kind in program.REFUSALS else "no program"


def outcomes(cells, limit=60):
    """Triples (line of the chapter, mutant, verdict), by line; limit in seconds."""
    running, found = {}, []

    def wait():
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        found.append((*running.pop(pid), VERDICTS[code] if code >= 0 else "stopped"))

    with program.empty_folder() as namespace:
        for number, cell in enumerate(cells):
            for mutant in mutants_of(cell):
                if len(running) == os.cpu_count():
                    wait()
                if pid := os.fork():
                    running[pid] = cell.line + mutant.line, mutant
                    continue
                signal.alarm(limit)
                rest = [replace(cell, source=mutant.source), *cells[number + 1 :]]
                failure = program.first_failure([c.as_run for c in rest], namespace)
                os._exit(VERDICTS.index(verdict(failure)))
            failure = program.first_failure([cell.as_run], namespace)
            assert failure is None, failure
        while running:
            wait()
    return sorted(found, key=lambda outcome: (outcome[0], outcome[1].new))


def summary(outcomes, arguments):
    """The numbers of a table's row: by verdict, equivalent ones apart, and the rate."""
    counts = Counter(verdict for _, _, verdict in outcomes)
    counts["equivalent"] = sum(
        arguments.get(mutant.key, ("",))[0] == "equivalent"
        for _, mutant, verdict in outcomes
        if verdict == "survived"
    )
    counts["survived"] -= counts["equivalent"]
    killed = counts["failed a check"] + counts["stopped"]
    return counts, killed / (killed + counts["survived"])


def complaints(outcomes, arguments):
    """Survivors that nothing is said of, and arguments for what does not survive."""
    alive = {m.key: line for line, m, verdict in outcomes if verdict == "survived"}
    for key in alive.keys() - arguments.keys():
        yield alive[key], "survives", key
    for key in arguments.keys() - alive.keys():
        yield 0, "does not survive, though its list says so", key


def main(names):
    os.environ["OMP_NUM_THREADS"] = "1"  # a fork has no threads of its own
    red = False
    print(
        f"{'chapter':31}{'check':>7}{'error':>7}{'alive':>7}{'equal':>7}{'killed':>9}"
    )
    for chapter in CHAPTERS:
        if chapter.name not in names:
            continue
        found = program.in_new_process(outcomes, chapter.cells)
        arguments = argued(chapter.name)
        counts, rate = summary(found, arguments)
        columns = ("failed a check", "stopped", "survived", "equivalent")
        numbers = "".join(f"{counts[column]:7}" for column in columns)
        print(f"{chapter.name:31}{numbers}{rate:9.1%}", flush=True)
        for line, what, (old, new) in sorted(complaints(found, arguments)):
            red = True
            print(f"  book/{chapter.path.name}:{line} {what}:\n    {old}\n    {new}")
        red |= rate < LEAST
    return red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MUTATED))
