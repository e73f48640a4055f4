"""What ``make seeds`` says of a chapter that trains."""

import program
import pytest
import seeds
from chapters import Chapter

SMALL = """# Small

```{code-cell} python
from torch.testing import assert_close; unmarked = 1; print("early")
assert unmarked == 2
```

```{code-cell} python
SEEDS = range(3)  # of the page
for seed in SEEDS:
    assert seed < 4
print("sum", sum(SEEDS))
assert sum(SEEDS) == 3
assert_close(1, 1)
if len(SEEDS) < 3:
    assert False
```
"""


@pytest.fixture
def chapter(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(SMALL, encoding="utf-8")
    return Chapter(path)


def test_a_block_has_the_seeds_that_follow_those_of_the_block_before():
    source = "a = 1\nSEEDS = range(3)  # of the page\nb = range(3)"
    assert seeds.in_block(source, 0) == source.replace("(3)", "(0, 3)", 1)
    assert "SEEDS = range(6, 9)" in seeds.in_block(source, 2)
    assert seeds.in_block(source, 2).endswith("b = range(3)")


def notes(chapter, block):
    cells = list(seeds.cells_of(chapter.cells, block))
    return program.in_new_process(program.notes, cells)


def test_each_check_is_noted_and_stops_nothing(chapter):
    page, none, printed = notes(chapter, 0)
    assert (page, none) == ({5: [1, 1], 11: [0, 3], 13: [0, 1], 14: [0, 1]}, None)
    assert printed == "early\n\fsum 3\n"
    other, none, printed = notes(chapter, 1)
    assert (other, none) == ({5: [1, 1], 11: [2, 3], 13: [1, 1], 14: [0, 1]}, None)
    assert printed == "early\n\fsum 12\n"


def test_the_table_says_where_and_how_often_a_check_fails(chapter):
    page = {5: [1, 1], 11: [0, 3], 13: [0, 1], 14: [0, 1]}, None, "early\n\fsum 3\n"
    other = (
        {5: [1, 1], 11: [2, 3], 13: [1, 1]},
        program.Failure("NameError", "x", "no x"),
        "early\n",
    )
    blocks = [page] * (len(seeds.BLOCKS) - 1)
    lines = list(seeds.table(chapter, [*blocks, other]))
    assert lines[1].split() == "11 . . . . 2 of 3 assert seed < 4".split()
    assert lines[2].split() == "13 . . . . 1 of 1 assert sum(SEEDS) == 3".split()
    assert lines[3].split() == "14 . . . . - assert_close(1, 1)".split()
    assert lines[4:6] == ["block 0 prints:", "sum 3"]
    assert lines[-3:-1] == ["block 4 prints:", ""]
    assert lines[-1].startswith("block 4 stops: ")
    assert len(lines) == 15  # without what stands before the seeds


def test_it_is_red_if_a_check_fails_or_a_cell_stops():
    holding, failing = ({11: [0, 3]}, None, ""), ({11: [1, 3]}, None, "")
    stopped = {}, program.Failure("NameError", "x", "x"), ""
    assert seeds.holds([holding])
    assert not seeds.holds([holding, failing])
    assert not seeds.holds([holding, stopped])
