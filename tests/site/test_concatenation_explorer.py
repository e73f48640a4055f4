"""A reader moves a cut; the products on both sides are PyTorch's."""

import pytest
import torch
from browsing import NARROW
from explorer import Explorer, rounded, tensor
from torch import nn
from torch.testing import assert_close

KIND, ADDRESS = "concatenation", "book/concatenation.html"
EXACT = {"rtol": 0, "atol": 1e-12}
SIZE = 5  # three units and two inputs


def by_torch(given, tensors, cut, swapped):
    """All that is shown, the sum of the cut by one nn.Linear."""
    W_hh, W_ih = tensor(given["W_hh"]), tensor(given["W_ih"])
    h, x = tensor(tensors["h"]), tensor(tensors["x"])
    linear = nn.Linear(SIZE, 3, bias=False, dtype=torch.float64)
    linear.requires_grad_(False).weight.copy_(torch.cat((W_hh, W_ih), dim=1))
    v = torch.cat((x, h) if swapped else (h, x))
    left, right = linear.weight.split([cut, SIZE - cut], dim=1)
    return {
        "W_hh": W_hh,
        "W_ih": W_ih,
        "h": h,
        "x": x,
        "state_term": W_hh @ h,
        "input_term": W_ih @ x,
        "total": W_hh @ h + W_ih @ x,
        "left": left @ v[:cut],
        "right": right @ v[cut:],
        "sum": linear(v),
    }


def assert_is_cut_as_torch_cuts(explorer):
    numbers = explorer.numbers
    cut, swapped = numbers["choices"]["cut"], numbers["choices"]["swapped"]
    expected = by_torch(explorer.given, numbers["tensors"], cut, swapped)
    for name, value in expected.items():
        assert_close(tensor(numbers["values"][name]), value, **EXACT)
    assert explorer.shown() == {
        name: [rounded(v) for v in value.flatten().tolist()]
        for name, value in expected.items()
    }
    same = torch.allclose(expected["sum"], expected["total"], atol=1e-9)
    text = explorer.root.locator(".said").inner_text()
    assert text == (
        "The sum is that of the two products."
        if same
        else "The shape is right, and the sum is another one."
    )
    assert_is_apart_at_the_cut(explorer, cut)
    return expected["sum"]


def assert_is_apart_at_the_cut(explorer, cut):
    """There is a gap beside that many columns, and below that many entries."""
    columns, entries = explorer.root.evaluate(
        """root => {
            const boxes = name => [...root.querySelectorAll(name + " .cell")]
                .map(cell => cell.getBoundingClientRect());
            const distances = (all, side) => all.map(box => Math.round(box[side]))
                .sort((a, b) => a - b).filter((a, k, all) => a !== all[k - 1])
                .map((a, k, all) => all[k + 1] - a).slice(0, -1);
            return [distances(boxes(".joined"), "left"),
                distances(boxes(".stacked"), "top")];
        }"""
    )
    for distances in (columns, entries):
        assert len(distances) == SIZE - 1
        least = min(distances)
        gaps = [k for k, d in enumerate(distances, start=1) if d > least + 6]
        assert gaps == ([cut] if 0 < cut < SIZE else [])


def test_the_cut_begins_between_the_blocks(visit):
    explorer = Explorer(visit(ADDRESS), KIND)
    assert explorer.choices == {"cut": 3, "swapped": 0}
    assert_is_cut_as_torch_cuts(explorer)
    values = explorer.numbers["values"]
    assert values["left"] == values["state_term"]
    assert values["right"] == values["input_term"]


def test_every_cut_gives_the_same_sum_and_a_swapped_vector_another(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), viewport=NARROW)
    explorer = Explorer(page, KIND)
    sums = []
    for order in ("ℎ above 𝑥", "𝑥 above ℎ"):
        explorer.button(order).click()
        assert explorer.button(order).get_attribute("aria-pressed") == "true"
        explorer.press(explorer.control("cut"), "Home")
        sums.append(assert_is_cut_as_torch_cuts(explorer))
        for cut in range(1, SIZE + 1):
            explorer.press(explorer.control("cut"), "ArrowRight")
            assert explorer.choices["cut"] == cut
            assert_close(assert_is_cut_as_torch_cuts(explorer), sums[-1])
    assert (sums[0] - sums[1]).abs().max() > 0.1
    top = explorer.root.locator(".stacked .tensor").first
    assert top.get_attribute("data-tensor") == "x"
    assert page.complaints == []


def test_a_reader_changes_the_vectors(open_page, server):
    page = open_page(server + ADDRESS)
    explorer = Explorer(page, KIND)
    start = explorer.numbers["tensors"]
    explorer.button("More").click()
    assert explorer.numbers["tensors"]["h"][0] == pytest.approx(start["h"][0] + 0.05)
    explorer.button("Less").click()
    explorer.press(explorer.cells("x").nth(1), "ArrowUp", times=6)
    explorer.drag(explorer.cells("h").nth(2), 60)
    tensors = explorer.numbers["tensors"]
    assert tensors["x"] == pytest.approx([start["x"][0], start["x"][1] + 0.3])
    assert tensors["h"] == pytest.approx([*start["h"][:2], start["h"][2] + 0.5])
    assert_is_cut_as_torch_cuts(explorer)
    explorer.button("Less").click()
    assert explorer.numbers["tensors"]["h"][2] == pytest.approx(start["h"][2] + 0.45)
    explorer.reset()
    assert explorer.numbers["tensors"] == start
    assert page.complaints == []


def test_equal_entries_hide_the_mistake_and_meet_the_challenge(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    assert not explorer.is_solved()
    for name, size in (("h", 3), ("x", 2)):
        for k in range(size):
            explorer.type(explorer.cells(name).nth(k), "-0.7")
    assert not explorer.is_solved()  # nothing is swapped yet
    explorer.button("𝑥 above ℎ").click()
    assert explorer.is_solved()
    explorer.said("Done!")
    assert_is_cut_as_torch_cuts(explorer)
    explorer.press(explorer.cells("x").first, "ArrowUp")
    assert not explorer.is_solved()


def test_the_picture_is_the_same_without_scripts(visit, open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    still, live = Explorer(page, KIND, live=False), Explorer(visit(ADDRESS), KIND)
    assert still.shown() == live.shown()
    assert len(still.shown()) == 10
    said = [e.root.locator(".said").inner_text() for e in (still, live)]
    assert said[0] == said[1]
    assert still.root.locator(".foot").is_hidden()


def test_it_fits_a_phone(visit):
    explorer = Explorer(visit(ADDRESS, NARROW), KIND)
    assert explorer.root.bounding_box()["height"] < 900
