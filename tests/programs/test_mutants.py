"""The mutants that ``make mutants`` tries, and what it says of them."""

import mutants
import pytest
from chapters import CHAPTERS, Chapter
from mutation import mutants as mutants_of

pytestmark = pytest.mark.xdist_group("mutants")  # they share the outcomes


def texts(source):
    return {mutant.new for mutant in mutants_of(source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("y = W @ x", {"y = x @ W", "y = W * x"}),
        ("y = a + b", {"y = a", "y = b", "y = a - b"}),
        (
            "y = a + b - c",
            {"y = a - c", "y = b - c", "y = a + b", "y = a - b - c", "y = a + b + c"},
        ),
        ("y = a * b", {"y = a", "y = b", "y = a / b"}),
        ("y = a / b ** c", {"y = a * b ** c", "y = a / b * c"}),
        ("y = -a", {"y = a"}),
        ("y += a", {"y -= a"}),
        ("y = W.T", {"y = W"}),
        ("y = x.transpose(0, 1)", {"y = x"}),
        ("y = torch.tanh(a)", {"y = torch.sigmoid(a)"}),
        ("y = x[0, 2]", {"y = x[1, 2]", "y = x[0, 1]"}),
        ("y = x[t]", {"y = x[t - 1]"}),
        ("y = x[-1]", {"y = x[1]", "y = x[-1 + -1]"}),
        ("y = x[1:n]", {"y = x[2:n]", "y = x[1:n - 1]"}),
        ("y[0] = a", {"y[1] = a"}),
        ("y = x.sum(dim=1)", {"y = x.sum(dim=0)"}),
        ("y = x.sum(dim=-1)", {"y = x.sum(dim=0)", "y = x.sum(dim=1)"}),
        ("y = f(a, b)", {"y = f(b, a)"}),
        ("y = a, b", {"y = b, a"}),
        ("y = W_ih, W_hh", {"y = W_hh, W_ih", "y = W_hh, W_hh", "y = W_ih, W_ih"}),
        (
            "y = r.bias_ih(r.bias_hh)",
            {"y = r.bias_hh(r.bias_hh)", "y = r.bias_ih(r.bias_ih)"},
        ),
    ],
)
def test_each_kind_of_mistake_is_made(source, expected):
    assert texts(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "assert a + b == c @ d",
        "assert_close(a + b, c @ d)",
        "np.testing.assert_allclose(a.T, b)",
        "print(a + b, c.T)",
        'name = f"{a + b}"',
        "import torch, numpy",
        "x = torch.randn(3, 4, 5)",
        "def f(W_ih, W_hh, k=-1):\n    return 1",
        "W_ih = W_hh = 1",
        "for i in (1, 2):\n    pass",
    ],
)
def test_checks_prints_and_sizes_stay(source):
    assert texts(source) == set()


SMALL = """# Small

```{code-cell} python
double = 2 * 3
unchecked = 1 * 1
```

```{code-cell} python
:tags: [hide-input]
hidden = 2 + 2
```

```{code-cell} python
first = [5, "7"][0]
below = [5][0 * 1]
while -double > 0:
    pass
assert double + first + below == 16
```
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    path = tmp_path_factory.mktemp("mutants") / "small.md"
    path.write_text(SMALL, encoding="utf-8")
    return mutants.outcomes(Chapter(path).cells)


def test_a_mutant_is_killed_stopped_alive_out_of_time_or_no_program(outcomes):
    assert {(line, m.new): verdict for line, m, verdict in outcomes} == {
        (4, "double = 2"): "failed a check",
        (4, "double = 2 / 3"): "failed a check",
        (4, "double = 3"): "failed a check",
        (5, "unchecked = 1"): "survived",
        (5, "unchecked = 1 / 1"): "survived",
        (14, 'first = [5, "7"][1]'): "no program",
        (15, "below = [5][0 / 1]"): "no program",
        (15, "below = [5][0]"): "survived",
        (15, "below = [5][1]"): "stopped",
        (16, "while double > 0:"): "out of time",
    }


EQUIVALENT = {("unchecked = 1 * 1", "unchecked = 1"): ("equivalent", "1 is 1 * 1")}


def test_the_rate_leaves_out_what_is_equivalent_or_no_program(outcomes):
    # out of time counts as alive
    assert mutants.summary(outcomes, {})[1] == 4 / 8
    assert mutants.summary(outcomes, EQUIVALENT)[1] == 4 / 7


def test_a_survivor_without_a_word_is_named_and_so_is_a_word_without_one(outcomes):
    key = "double = 2 * 3", "double = 2"
    arguments = EQUIVALENT | {key: ("survivor", "no check tells")}
    assert sorted(mutants.complaints(outcomes, arguments)) == [
        (0, "is not alive, though its list says so", key),
        (5, "survives", ("unchecked = 1 * 1", "unchecked = 1 / 1")),
        (15, "survives", ("below = [5][0 * 1]", "below = [5][0]")),
        (16, "runs out of time", ("while -double > 0:", "while double > 0:")),
    ]


def test_an_argument_for_what_runs_out_of_time_takes_it_out_of_the_rate(outcomes):
    key = "while -double > 0:", "while double > 0:"
    counts, rate = mutants.summary(outcomes, {key: ("equivalent", "a reason")})
    assert (counts["equivalent"], counts["out of time"], rate) == (1, 0, 4 / 7)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_each_list_names_mutants_of_its_chapter_and_says_why(chapter):
    made = {m.key for cell in chapter.cells for m in mutants.mutants_of(cell)}
    file = f"tests/programs/equivalent/{chapter.name}.toml"
    for key, (kind, why) in mutants.argued(chapter.name).items():
        assert key in made, f"delete from {file} what is no mutant any more: {key}"
        assert kind in {"equivalent", "survivor"}, (
            f"call the lists of {file} equivalent or survivor, not {kind}"
        )
        assert why.count("\n") == 0 < len(why), f"say why in one line in {file}: {key}"


def test_every_list_belongs_to_a_chapter():
    listed = {path.stem for path in mutants.ARGUED.iterdir()}
    other = listed - {chapter.name for chapter in CHAPTERS}
    assert not other, f"delete the lists of {other} in tests/programs/equivalent"
