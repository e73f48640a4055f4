"""A reader goes through the rounds; the pairs are those of the chapter's loop."""

import math
from itertools import pairwise

import pytest
from explorer import Explorer

KIND, ADDRESS = "scan", "book/scan.html"


def whole(value):
    return f"−{-value:g}" if value < 0 else f"{value:g}"


def window(level, step):
    """The steps that are put together, the first and the last of them."""
    return max(1, step + 1 - 2**level), step


def together(a, b, level, step):
    """The pair at a step, by a loop over its steps."""
    first, last = window(level, step)
    factor, added = 1, 0
    for t in range(first, last + 1):
        factor, added = a[t - 1] * factor, a[t - 1] * added + b[t - 1]
    return factor, added


def assert_shows(explorer, a, b, level, step):
    steps = range(1, len(a) + 1)
    pairs = [together(a, b, level, t) for t in steps]
    assert explorer.shown() == {
        "a": [whole(value) for value in a],
        "b": [whole(value) for value in b],
        "A": [whole(factor) for factor, _ in pairs],
        "B": [whole(added) for _, added in pairs],
    }
    factor, added = pairs[step - 1]
    said = explorer.root.locator(".side").inner_text()
    assert f"Step {step}: ({whole(factor)}, {whole(added)})" in said
    first, _ = window(level, step)
    if first == 1:
        h_0 = explorer.given["h_0"]
        assert f"gives the state {whole(factor * h_0 + added)}." in said
    else:
        assert f"Not yet in it: {'1' if first == 2 else f'1–{first - 1}'}." in said


def marked(explorer, name):
    """The boxes of the tree that have a mark: round, step."""
    boxes = explorer.root.locator(f"[data-node].{name}").evaluate_all(
        "all => all.map(box => box.dataset.node.split('.').map(Number))"
    )
    return {tuple(box) for box in boxes}


def test_each_round_shows_its_pairs(open_page, server):
    page = open_page(server + ADDRESS)
    explorer = Explorer(page, KIND)
    a, b = explorer.given["a"], explorer.given["b"]
    step = explorer.given["step"]
    assert_shows(explorer, a, b, explorer.given["round"], step)
    for _ in range(explorer.given["round"]):
        explorer.button("Round before").click()
    levels = math.ceil(math.log2(len(a)))
    for level in range(levels + 1):
        assert explorer.choices["round"] == level
        assert_shows(explorer, a, b, level, step)
        if level < levels:
            explorer.button("Next round").click()
    assert explorer.choices["round"] == levels
    assert explorer.button("Next round").get_attribute("aria-disabled") == "true"
    assert page.complaints == []


def test_the_tree_of_a_step_has_the_pairs_that_it_is_made_of(open_page, server):
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}=round:2,step:7"), KIND)
    tree = {(2, 7), (1, 7), (1, 5), (0, 7), (0, 6), (0, 5), (0, 4)}
    assert marked(explorer, "on") == tree
    assert {level for level, _ in marked(explorer, "later")} == {3}
    said = explorer.root.locator(".side").inner_text()
    a, b = explorer.given["a"], explorer.given["b"]
    for first, last in ((4, 5), (6, 7)):
        factor, added = together(a, b, 1, last)
        assert f"{first}–{last}: ({whole(factor)}, {whole(added)})" in said


def test_a_click_on_a_box_chooses_it(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    explorer.root.locator("[data-node='3.8'] rect").click()
    assert explorer.choices == {"round": 3, "step": 8}
    assert_shows(explorer, explorer.given["a"], explorer.given["b"], 3, 8)
    assert len(marked(explorer, "on")) == 15
    assert marked(explorer, "later") == set()


def test_a_changed_step_changes_what_comes_after_it(open_page, site):
    explorer = Explorer(open_page((site / ADDRESS).as_uri()), KIND)
    a, b = explorer.given["a"], list(explorer.given["b"])
    explorer.type(explorer.cells("b").nth(2), "-7")
    b[2] = -7
    assert_shows(explorer, a, b, explorer.given["round"], explorer.given["step"])
    explorer.reset()
    b = explorer.given["b"]
    assert_shows(explorer, a, b, explorer.given["round"], explorer.given["step"])


@pytest.mark.parametrize("place", range(8))
def test_the_challenge_is_met_by_one_of_two_numbers(visit, place):
    given = Explorer(visit(ADDRESS), KIND).given
    a, b, challenge = given["a"], given["b"], given["challenge"]

    def state(b):
        factor, added = together(a, b, 3, challenge["step"])
        return factor * given["h_0"] + added

    assert state(b) != challenge["state"]
    changed = [b[:place] + [value] + b[place + 1 :] for value in range(-9, 10)]
    states = [state(b) for b in changed]
    assert all(x != y for x, y in pairwise(states))
    assert (challenge["state"] in states) == (place in (0, 2))


def test_the_challenge_allows_no_other_numbers(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    assert not explorer.is_solved()
    solving = f"{server}{ADDRESS}?{KIND}=b.0:-3"
    assert Explorer(open_page(solving), KIND).is_solved()
    assert not Explorer(open_page(f"{solving},a.0:1"), KIND).is_solved()


def test_the_still_picture_shows_the_first_choice(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    given = explorer.given
    assert_shows(explorer, given["a"], given["b"], given["round"], given["step"])
    assert explorer.root.locator(".foot").is_hidden()
