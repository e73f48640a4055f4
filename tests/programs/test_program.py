"""Cells run in a process of their own, and edits in forks of it."""

import program


def cells(*sources):
    return [(line, source, False) for line, source in enumerate(sources)]


def kinds(sources, *edits):
    """How each edit (number of the cell, its new source) ends."""
    _, runs = program.run(cells(*sources), edits)
    return [runs[edit].failure and runs[edit].failure.kind for edit in edits]


def test_a_file_that_is_left_is_noticed():
    unchanged, _ = program.run(cells("open('left.txt', 'w').close()"))
    assert (unchanged.failure, unchanged.files) == (None, ["left.txt"])


def test_an_edit_runs_after_the_cells_before_it_and_without_other_edits():
    edits = (1, "a += [2]; b = 3"), (1, "b = len(a)"), (2, "assert a == [1, 0]")
    sources = "a = [1]", "a += [0]; b = 2", "assert b == len(a) == 2"
    assert kinds(sources, *edits) == ["AssertionError", "AssertionError", None]


def test_the_cpu_time_of_each_cell_that_an_edit_runs_is_noted():
    sources = "a = 1", "sum(range(10**7))", "b = 1"
    edit = 1, "assert a == 2"
    unchanged, runs = program.run(cells(*sources), [edit])
    first, second, third = unchanged.seconds
    assert max(first, third) < 0.05 < second
    assert len(runs[edit].seconds) == 1


def test_time_in_other_processes_counts():
    code = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', {!r}])"
    burn = code.format("sum(range(2 * 10**7))")
    unchanged, _ = program.run(cells(burn))
    assert unchanged.seconds[0] > 0.1


def test_no_edit_is_run_if_the_cells_fail():
    unchanged, runs = program.run(cells("a = 1", "assert a == 2"), [(0, "a = 2")])
    assert unchanged.failure.code == "assert a == 2"
    assert runs == {}


def test_an_error_that_is_promised_must_come():
    promised = [(1, "1 / 0", True)]
    unchanged, runs = program.run(promised, [(0, "1 / 1")])
    assert unchanged.failure is None
    assert runs[0, "1 / 1"].failure.kind == "DidNotRaise"


def test_an_edit_that_kills_its_process_is_noticed():
    assert kinds(["a = 1"], (0, "import os; os.abort()")) == ["Crashed"]


BURN = """import time
start = time.process_time()
while time.process_time() - start < {}:
    pass"""


def test_an_edit_has_three_times_the_cpu_time_of_the_cells_and_a_second():
    slow = BURN.format(0.5)  # so the limit is 2.5
    enough, late = (0, BURN.format(2.0)), (0, BURN.format(60))
    assert kinds([slow], enough, late) == [None, "OutOfTime"]
    assert kinds([slow, "a = 1"], (1, BURN.format(2.0))) == ["OutOfTime"]


def test_time_that_an_edit_waits_does_not_count():
    assert kinds(["a = 1"], (0, "import time; time.sleep(2.5)")) == [None]


def test_a_cell_costs_what_it_would_on_a_quiet_machine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    slow = iter([1.0, 3.0])  # before the first cell, and after it
    monkeypatch.setattr(program, "slowness", lambda: next(slow))
    run = program.run_cells(cells(BURN.format(0.5), "a = 1"), {})
    assert run.quiet_seconds == [run.seconds[0] / 2, run.seconds[1] / 3]


def test_how_slow_the_machine_is_changes_nothing_that_a_cell_draws():
    draw = "import torch; torch.manual_seed(0)", "drawn = torch.rand(1)"
    twice = *draw, "assert torch.equal(drawn, torch.manual_seed(0) and torch.rand(1))"
    assert program.run(cells(*twice))[0].failure is None
    assert 0.3 < program.slowness() < 10
