"""Run cells in a fresh process, which is cheap: a server has imported torch.

The process imports only this module, so it must stay light.
"""

import io
import os
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context

os.environ["OMP_NUM_THREADS"] = "1"  # the tests run side by side
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["matplotlib.pyplot", "numpy.testing", "sympy", "torch.testing"]
)

# what a wrong program may end with; any other exception says that it is no program
REFUSALS = {"AssertionError", "IndexError", "RuntimeError", "ValueError"}


@dataclass
class Failure:
    kind: str  # name of the exception
    code: str  # the line of the program that raised it
    message: str


def failure(error, name, source):
    frames = reversed(traceback.extract_tb(error.__traceback__))
    number = next((frame.lineno for frame in frames if frame.filename == name), 1)
    return Failure(type(error).__name__, source.splitlines()[number - 1], str(error))


def first_failure(cells, namespace):
    """The first failure of the cells, or None; each is (line, source, must raise)."""
    for line, source, must_raise in cells:
        name = f"cell at line {line}"
        try:
            exec(compile(source, name, "exec"), namespace)
        except Exception as error:
            if not must_raise:
                return failure(error, name, source)
        else:
            if must_raise:
                return Failure("DidNotRaise", source, f"the {name} promises an error")
    return None


@contextmanager
def empty_folder():
    """Work in an empty folder, without a screen or a word; yields a namespace."""
    os.environ["MPLBACKEND"] = "agg"
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        os.chdir(folder)
        yield {"__name__": "__main__"}


def run_here(cells):
    with empty_folder() as namespace:
        found = first_failure(cells, namespace)
        left = os.listdir()
    return found or (Failure("LeftFiles", "", ", ".join(left)) if left else None)


def in_new_process(function, *arguments):
    with ProcessPoolExecutor(1, CONTEXT) as pool:
        return pool.submit(function, *arguments).result()


def run(cells):
    """The first failure of the cells, in a new process."""
    return in_new_process(run_here, cells)
