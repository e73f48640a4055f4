"""Run cells in a fresh process, which is cheap: a server has imported torch.

An edited program runs in a fork of a process that has run the cells before the edit.
The process imports only this module, so it must stay light.
"""

import io
import os
import signal
import tempfile
import time
import traceback
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from statistics import mean, median

os.environ["OMP_NUM_THREADS"] = "1"  # tests run side by side; a fork has one thread
CONTEXT, FORK = get_context("forkserver"), get_context("fork")
CONTEXT.set_forkserver_preload(
    ["matplotlib.pyplot", "numpy.testing", "sympy", "torch.testing"]
)

# what a wrong program may end with; any other exception says that it is no program
REFUSALS = {"AssertionError", "IndexError", "RuntimeError", "ValueError"}
PATIENCE = 3  # times the CPU time of the unchanged cells, then an edit is out of time
GRACE = 1.0  # seconds more, for cells that take next to none
QUIET = (
    0.0007  # CPU seconds that one turn of ``slowness`` takes where nothing else runs
)


@dataclass
class Failure:
    kind: str  # name of the exception
    code: str  # the line of the program that raised it
    message: str


@dataclass
class Run:
    """What came of some cells, run one after the other until one fails."""

    failure: Failure | None
    seconds: list = field(default_factory=list)  # CPU time of each cell that began
    quiet_seconds: list = field(default_factory=list)  # the same on a quiet machine
    files: list = field(default_factory=list)  # that lie in the folder afterwards


def failure(error, name, source):
    frames = reversed(traceback.extract_tb(error.__traceback__))
    number = next((frame.lineno for frame in frames if frame.filename == name), 1)
    return Failure(type(error).__name__, source.splitlines()[number - 1], str(error))


def failure_of(cell, namespace):
    """How the cell fails, or None; a cell is (line, source, must raise)."""
    line, source, must_raise = cell
    name = f"cell at line {line}"
    try:
        exec(compile(source, name, "exec"), namespace)
    except Exception as error:
        return None if must_raise else failure(error, name, source)
    if must_raise:
        return Failure("DidNotRaise", source, f"the {name} promises an error")


def cpu_seconds():
    """What this process has used, and those that it began and that ended."""
    return sum(os.times()[:4])


def slowness():
    """By what factor the CPU time of training is now above that of a quiet machine.

    Processes that run side by side share caches, which can nearly double it.
    """
    import torch

    W = torch.full((32, 32), 0.01, dtype=torch.float32, requires_grad=True)
    used = []
    for _ in range(5):
        start, h = time.thread_time(), W
        for _ in range(40):
            h = (h @ W).tanh()
        torch.autograd.grad(h.sum(), W)
        used.append(time.thread_time() - start)
    return median(used) / QUIET


def run_cells(cells, namespace, before=lambda number: None):
    found, seconds, quiet_seconds, slow = None, [], [], slowness()
    for number, cell in enumerate(cells):
        before(number)
        start = cpu_seconds()
        found = failure_of(cell, namespace)
        used, earlier = cpu_seconds() - start, slow
        if used > 0.2:
            slow = slowness()
        seconds.append(used)
        quiet_seconds.append(used / mean((earlier, slow)))
        if found:
            break
    return Run(found, seconds, quiet_seconds, os.listdir())


@contextmanager
def empty_folder():
    """Work in an empty folder, without a screen or a word; yields a namespace."""
    os.environ["MPLBACKEND"] = "agg"
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        os.chdir(folder)
        yield {"__name__": "__main__"}


def report_run(sender, cells, namespace, limit):
    signal.setitimer(signal.ITIMER_PROF, limit)  # kills by SIGPROF
    sender.send(run_cells(cells, namespace))


def killed(code):
    """The run of a process that ended with this code before it could report."""
    kind = "OutOfTime" if code == -signal.SIGPROF else "Crashed"
    return Run(Failure(kind, "", f"its process ended with {code}"))


class Forks:
    """Runs of cells in forks of this process, at most ``at_once`` side by side."""

    def __init__(self, at_once):
        self.at_once = at_once
        self.running, self.runs = {}, {}

    def start(self, key, cells, namespace, limit):
        """Run the cells, for at most so many seconds of CPU time."""
        self.wait(self.at_once - 1)
        receiver, sender = FORK.Pipe(duplex=False)
        fork = FORK.Process(target=report_run, args=(sender, cells, namespace, limit))
        fork.start()
        sender.close()
        self.running[receiver] = key, fork

    def wait(self, left=0):
        """Wait until so many are left, and note the runs of those that ended."""
        while len(self.running) > left:
            for receiver in connection.wait(self.running):
                key, fork = self.running.pop(receiver)
                try:
                    self.runs[key] = receiver.recv()
                    fork.join()
                except EOFError:
                    fork.join()
                    self.runs[key] = killed(fork.exitcode)


def keep(channel, others, cells, sources, namespace, at_once):
    """Run the cells with each source for the first, when told how long each may take.

    The namespace stays meanwhile as it was before the first cell.
    """
    for other in others:  # only what began this process may hold it back
        other.close()
    (line, _, must_raise), *rest = cells
    with suppress(EOFError):  # nothing is to run
        limit, forks = channel.recv(), Forks(at_once)
        for source in sources:
            edited = [(line, source, must_raise), *rest]
            forks.start(source, edited, namespace, limit)
        forks.wait()
        channel.send(forks.runs)


def run_edits(cells, edits, at_once=1):
    """The run of the cells as they are, and {edit: run} of each edit.

    An edit is a pair (number of the cell, its new source). Its run begins with that
    cell. If the cells themselves fail, no edit is run.
    """
    sources, kept, runs = defaultdict(list), {}, {}
    for number, source in edits:
        sources[number].append(source)
    with empty_folder() as namespace, ExitStack() as stack:

        def begin_to_keep(number):
            if number not in sources:
                return
            channel, end = FORK.Pipe()
            others = [stack.enter_context(channel), *(c for c, _ in kept.values())]
            what = cells[number:], sources[number], namespace, at_once
            keeper = FORK.Process(target=keep, args=(end, others, *what))
            keeper.start()
            end.close()
            kept[number] = channel, keeper

        unchanged = run_cells(cells, namespace, begin_to_keep)
        for number, (channel, keeper) in kept.items():
            if unchanged.failure:
                channel.close()
            else:
                channel.send(PATIENCE * sum(unchanged.seconds[number:]) + GRACE)
                found = channel.recv()
                runs |= {(number, source): run for source, run in found.items()}
            keeper.join()
    return unchanged, runs


def in_new_process(function, *arguments):
    with ProcessPoolExecutor(1, CONTEXT) as pool:
        return pool.submit(function, *arguments).result()


def run(cells, edits=(), at_once=1):
    """As ``run_edits``, in a new process."""
    return in_new_process(run_edits, cells, list(edits), at_once)


def notes(cells):
    """{line: [times its check failed, times it was made]}, what stopped the cells, and
    what they printed.

    The cells make each check in ``with noted(line)``, which lets it fail.
    """
    found = defaultdict(lambda: [0, 0])

    @contextmanager
    def noted(line):
        found[line][1] += 1
        try:
            yield
        except AssertionError:
            found[line][0] += 1

    with empty_folder() as namespace, redirect_stdout(io.StringIO()) as printed:
        run = run_cells(cells, namespace | {"noted": noted})
    return dict(found), run.failure, printed.getvalue()
