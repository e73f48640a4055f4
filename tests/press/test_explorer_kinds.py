"""What the press makes of the numbers of an explorer."""

import json

import numpy as np
from bs4 import BeautifulSoup

from press.explorers import brief, for_script

NUMBERS = {
    "explorer": "unrolled",
    "module": "RNN",
    "weights": [[[[0.5], [-1]], [[0, 1], [1, 0]], [0, 0.25], [0, 0]]],
    "x": [[1], [-1]],
    "h_0": [[0, 0.5]],
}


def page(tiny_book, numbers):
    text = f"""\
# A page without cells

```{{explorer}}
{json.dumps(numbers)}
```
"""
    return BeautifulSoup(tiny_book({"first": text}).page("book/first"), "html.parser")


def test_a_page_without_cells_has_an_explorer_by_the_directive(tiny_book):
    found = page(tiny_book, NUMBERS)
    [explorer] = found.select(".explorer[data-kind=unrolled]")
    cells = explorer.select("[data-tensor=h2] .cell")
    assert [cell.get_text() for cell in cells] == ["−0.81", "0.96"]
    assert explorer.select("details.whole") and explorer.select(".link")
    assert not explorer.select(".challenge")
    for name in ("explorers.js", "explorers/unrolled.js"):
        assert name in str(found)


def test_a_compact_explorer_has_weights_and_a_legend_and_no_link(tiny_book):
    found = page(tiny_book, {**NUMBERS, "compact": True})
    [explorer] = found.select(".explorer.compact")
    assert not explorer.select(".link")
    assert explorer.select(".stepper")
    assert explorer.select("details [data-tensor=input_weights]")
    [legend] = explorer.select(".legend")
    assert legend.get_text(strip=True).replace("\u00a0", " ") == (
        "−1 or less1 or more; ↕ can be changed; ◥ differs from the start;"
        " thick frame: what is explained"
    )
    assert len(explorer.select("*")) < 160


def test_a_challenge_names_its_goal_and_what_may_change(tiny_book):
    challenge = {"of": "h2", "at": 1, "above": 0.5, "by": "x1"}
    found = page(tiny_book, {**NUMBERS, "challenge": challenge})
    [sentence] = found.select(".challenge > span")
    assert sentence.get_text() == (
        "Challenge: make ℎ2[1] greater than 0.5. Change nothing but 𝑥1."
    )


def test_numbers_of_single_precision_lose_digits_and_no_bit():
    weights = np.random.default_rng(0).normal(size=1000).astype(np.float32)
    told = brief({"weights": [weights.tolist()], "module": "RNN", "t": 4})
    assert told["module"] == "RNN" and told["t"] == 4
    assert (np.array(told["weights"][0], dtype=np.float32) == weights).all()
    assert len(json.dumps(told)) < 0.65 * len(json.dumps(weights.tolist()))
    assert brief([0.1, 1 / 3]) == [0.1, 1 / 3]  # of double precision


def test_no_word_ends_the_script_of_an_explorer():
    text = for_script(words={"a": "</script><b>", "b": "¿ℎ?"})
    assert "</" not in text and "¿ℎ?" in text
    assert json.loads(text) == {"words": {"a": "</script><b>", "b": "¿ℎ?"}}
