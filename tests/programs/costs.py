"""What the cells of each page cost, in CPU seconds: ``make cells`` prints it.

They are those of a quiet machine, also where it is busy (``program.slowness``).
"""

import sys

import program
from chapters import WITH_CELLS

LIMITS = {"long-sequences": 60, "training": 60}
LIMIT = 20  # of every other chapter
ALTOGETHER = 240
ADVICE = "train fewer or smaller networks, and leave other seeds to make seeds"


def limit(name):
    return LIMITS.get(name, LIMIT)


def table(costs):
    """The costs {name of the chapter: CPU seconds}, line by line."""
    rows = [(name, cost, limit(name)) for name, cost in costs.items()]
    rows += [("altogether", sum(costs.values()), ALTOGETHER)]
    lines = [f"{name:31}{cost:7.1f}{most:7}" for name, cost, most in rows]
    return "\n".join(
        [f"{'CPU seconds of the cells':31}{'used':>7}{'limit':>7}", *lines]
    )


def complaints(costs):
    """A sentence for each limit that is exceeded."""
    for name, cost in costs.items():
        if cost > limit(name):
            yield (
                f"The cells of book/{name}.md take {cost:.0f} CPU seconds, and"
                f" {limit(name)} are its limit in tests/programs/costs.py: {ADVICE}."
            )
    if (total := sum(costs.values())) > ALTOGETHER:
        yield (
            f"The cells of all chapters take {total:.0f} CPU seconds, and"
            f" {ALTOGETHER} are the limit in tests/programs/costs.py. In the most"
            f" expensive of these chapters, {ADVICE}."
        )


def cost(chapter):
    """CPU seconds of the chapter's cells, as the tests run them."""
    unchanged, _ = program.run([cell.as_run for cell in chapter.cells])
    assert unchanged.failure is None, f"book/{chapter.path.name}: {unchanged.failure}"
    return sum(unchanged.quiet_seconds)


def main():
    costs = {chapter.name: cost(chapter) for chapter in WITH_CELLS}
    print(table(costs))
    return "\n".join(complaints(costs)) or 0


if __name__ == "__main__":
    sys.exit(main())
