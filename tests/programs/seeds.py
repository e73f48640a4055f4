"""Which claims of the chapters that train hold for other seeds: ``make seeds``.

Such a chapter says ``SEEDS = range(4)``. Its cells are run with these seeds, which
are block 0, and with those of the next blocks, 4 to 7 and so on. Checks are noted and
stop nothing. Then follows what the cells from the first seeds on print, block by block.
``make seeds NAME=training`` runs one chapter.
"""

import ast
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor

import program
from chapters import WITH_CELLS

from press.outputs.blanks import is_check

BLOCKS = range(5)
MARK = re.compile(r"^SEEDS = range\((\d+)\)", re.MULTILINE)


def in_block(source, block):
    """The cell with the seeds of another block."""

    def other(match):
        size = int(match[1])
        return f"SEEDS = range({block * size}, {(block + 1) * size})"

    return MARK.sub(other, source)


class Noting(ast.NodeTransformer):
    """Puts each check into ``with noted(line)``, which ``program.notes`` knows."""

    def __init__(self, line):
        self.line = line  # of the chapter, where the cell begins

    def visit(self, node):
        if not is_check(node):
            return self.generic_visit(node)
        [noting] = ast.parse(f"with noted({self.line + node.lineno - 1}): 0").body
        noting.body = [node]
        return noting


def noting(cell, block):
    """The cell as ``program`` runs it, in a block of seeds, with its checks noted."""
    line, source, must_raise = cell.as_run
    tree = Noting(line).visit(ast.parse(in_block(source, block)))
    return line, ast.unparse(ast.fix_missing_locations(tree)), must_raise


def cells_of(cells, block):
    """The cells as ``program`` runs them, with a form feed before the first seeds."""
    first = marked(cells)[0]
    for cell in cells:
        if cell is first:
            yield cell.line, "print(end='\\f')", False
        yield noting(cell, block)


def notes_of_blocks(cells):
    """The notes of each block, one process each."""
    blocks = [list(cells_of(cells, block)) for block in BLOCKS]
    context, processes = program.CONTEXT, os.cpu_count()
    with ProcessPoolExecutor(processes, context, max_tasks_per_child=1) as pool:
        return list(pool.map(program.notes, blocks))


def marked(cells):
    return [cell for cell in cells if MARK.search(cell.source)]


def verdict(failed, made):
    """A word of the table."""
    if failed:
        return f"{failed} of {made}"
    return "." if made else "-"


def table(chapter, found):
    """A line for each check after the seeds; in how many of its turns it failed."""
    first = marked(chapter.cells)[0].line
    lines = sorted(
        line for line in set().union(*(n for n, *_ in found)) if line > first
    )
    text = chapter.text.split("\n")
    yield "".join(["block".rjust(12), *(f"{block:8}" for block in BLOCKS)])
    for line in lines:
        words = [verdict(*noted.get(line, (0, 0))).rjust(8) for noted, *_ in found]
        yield f"{line:12}{''.join(words)}  {text[line - 1].strip()}"
    for block, (_, failure, printed) in zip(BLOCKS, found, strict=True):
        yield f"block {block} prints:"
        yield printed.partition("\f")[2].rstrip("\n")
        if failure:
            yield f"block {block} stops: {failure}"


def holds(found):
    return not any(
        failure or any(failed for failed, _ in noted.values())
        for noted, failure, _ in found
    )


def main(names):
    red = False
    for chapter in WITH_CELLS:
        if not marked(chapter.cells) or (names and chapter.name not in names):
            continue
        found = notes_of_blocks(chapter.cells)
        print(f"book/{chapter.path.name}: . holds, 1 of 3 fails once in three turns")
        print(*table(chapter, found), sep="\n", flush=True)
        if not holds(found):
            red = True
            print(
                f"  Weaken what fails in book/{chapter.path.name}, or test it better."
            )
    return red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
