"""Run cells in a fresh process, which is cheap: a server has imported torch.

The process imports only this module, so it must stay light.
"""

import io
import os
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["matplotlib.pyplot", "numpy.testing", "sympy", "torch.testing"]
)


@dataclass
class Failure:
    kind: str  # name of the exception
    code: str  # the line of the program that raised it
    message: str


def failure(error, name, source):
    frames = reversed(traceback.extract_tb(error.__traceback__))
    number = next((frame.lineno for frame in frames if frame.filename == name), 1)
    return Failure(type(error).__name__, source.splitlines()[number - 1], str(error))


def run_here(cells):
    os.environ["MPLBACKEND"] = "agg"
    namespace = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        os.chdir(folder)
        for line, source, must_raise in cells:
            name = f"cell at line {line}"
            try:
                exec(compile(source, name, "exec"), namespace)
            except Exception as error:
                if not must_raise:
                    return failure(error, name, source)
            else:
                if must_raise:
                    return Failure(
                        "DidNotRaise", source, f"the {name} promises an error"
                    )
        if left := os.listdir():
            return Failure("LeftFiles", "", ", ".join(left))
    return None


def run(cells):
    """The first failure of the cells, or None; each is (line, source, must raise)."""
    with ProcessPoolExecutor(1, CONTEXT) as pool:
        return pool.submit(run_here, cells).result()
