"""A reader pulls at a loss; adjoints and terms are those of autograd."""

import pytest
import torch
from browsing import NARROW
from explorer import Explorer, rounded, tensor
from torch import nn
from torch.testing import assert_close

KIND, ADDRESS = "adjoints", "book/backpropagation-through-time.html"
EXACT = {"rtol": 0, "atol": 1e-12}
T = 4


def by_autograd(given, tensors):
    """What the pulls are for every state, sum and copy, and for PyTorch's W_hh."""
    W_ih, W_hh, b = (tensor(given[name]) for name in ("W_ih", "W_hh", "b"))
    states = [tensor(tensors["h0"]).requires_grad_()]
    copies, sums, loss = [], [], 0
    for t in range(1, T + 1):
        copies.append(W_hh.clone().requires_grad_())
        sums.append(W_ih @ tensor(tensors[f"x{t}"]) + b + copies[-1] @ states[-1])
        states.append(sums[-1].tanh())
        loss = loss + tensor(tensors[f"d{t}"]) @ states[-1]
    pulled = torch.autograd.grad(loss, [*states, *sums, *copies])
    rnn = nn.RNN(W_ih.shape[1], len(W_hh), dtype=torch.float64)
    with torch.no_grad():
        values = (W_ih, W_hh, b, 0 * b)
        for own, value in zip(rnn.parameters(), values, strict=True):
            own.copy_(value)
    x = torch.stack([tensor(tensors[f"x{t}"]) for t in range(1, T + 1)])
    d = torch.stack([tensor(tensors[f"d{t}"]) for t in range(1, T + 1)])
    output, _ = rnn(x, tensor([tensors["h0"]]))
    (whole,) = torch.autograd.grad((d * output).sum(), rnn.weight_hh_l0)
    names = [f"delta{t}" for t in range(T + 1)]
    names += [f"{name}{t}" for name in ("epsilon", "term") for t in range(1, T + 1)]
    found = dict(zip(names, pulled, strict=True))
    found |= {f"h{t}": state.detach() for t, state in enumerate(states)}
    return found, whole


def assert_flows_back_as_in_torch(explorer):
    """The numbers, and those that are shown when the way back has reached a step."""
    numbers, step = explorer.numbers, explorer.choices["step"]
    expected, whole = by_autograd(explorer.given, numbers["tensors"])
    values = numbers["values"]
    for name, value in expected.items():
        assert_close(tensor(values[name]), value, **EXACT)
    terms = [expected[f"term{t}"] for t in range(step, T + 1)]
    assert_close(tensor(values["sum"]), sum(terms), **EXACT)
    if step == 1:
        assert_close(tensor(values["sum"]), whole, **EXACT)
    assert_shows(explorer, numbers["tensors"], expected, step)


def assert_shows(explorer, tensors, expected, step):
    for name in [*expected]:
        letter, t = name[:-1], int(name[-1])
        if letter != "h" and t < step - (letter == "delta"):
            expected.pop(name)  # the way back has not come so far
    expected["sum"] = sum(expected[f"term{t}"] for t in range(step, T + 1))
    expected |= {name: tensor(value) for name, value in tensors.items()}
    shown = explorer.shown()
    assert shown == {
        name: [rounded(v) for v in value.flatten().tolist()]
        for name, value in expected.items()
    }


def test_the_way_back_begins_at_the_last_step_and_is_that_of_autograd(visit):
    explorer = Explorer(visit(ADDRESS), KIND)
    assert explorer.choices["step"] == T
    assert explorer.root.locator(".terms .label:visible").all_inner_texts() == [
        "sum so far",
        "𝜀4ℎ3⊤",
    ]
    assert_flows_back_as_in_torch(explorer)


def test_each_step_back_shows_its_adjoints_and_adds_its_term(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), viewport=NARROW)
    explorer = Explorer(page, KIND)
    back = explorer.button("One step back in time")
    for step in (3, 2, 1):
        back.focus()
        page.keyboard.press("Enter")
        assert explorer.choices["step"] == step
        explorer.said(f"δ_{step - 1} = (")
        assert_flows_back_as_in_torch(explorer)
    assert back.get_attribute("aria-disabled") == "true"
    assert "sum so far" not in explorer.root.locator(".terms").inner_text()
    page.keyboard.press("Enter")
    assert explorer.choices["step"] == 1
    explorer.button("One step forward in time").click()
    assert explorer.choices["step"] == 2
    assert_flows_back_as_in_torch(explorer)
    assert page.complaints == []


def test_a_reader_pulls_anywhere_and_changes_inputs(open_page, server):
    page = open_page(server + f"{ADDRESS}?adjoints=step:1")
    explorer = Explorer(page, KIND)
    start = explorer.numbers["tensors"]
    assert len(start) == 2 * T + 1
    for name, values in start.items():
        cell = explorer.cells(name).last
        explorer.press(cell, "ArrowUp", times=7)
        changed = explorer.numbers["tensors"][name]
        assert changed[:-1] == values[:-1]
        assert changed[-1] == pytest.approx(values[-1] + 0.35)
        assert_flows_back_as_in_torch(explorer)
    cell, before = explorer.cells("d2").first, explorer.numbers["tensors"]["d2"][0]
    explorer.drag(cell, 60)
    assert explorer.numbers["tensors"]["d2"][0] == pytest.approx(before + 0.5)
    assert_flows_back_as_in_torch(explorer)
    explorer.reset()
    assert explorer.numbers["tensors"] == start
    assert explorer.choices["step"] == T
    assert page.complaints == []


def test_the_buttons_pull_at_the_last_step_first(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    assert explorer.root.locator(".selected").inner_text() == "𝑑4 ↕[0]".replace(
        " ↕", ""
    )
    explorer.button("More").click()
    assert explorer.numbers["tensors"]["d4"] == [1.05, -0.5]


def test_a_state_near_one_lets_little_through(open_page, server):
    page = open_page(server + f"{ADDRESS}?adjoints=step:1")
    explorer = Explorer(page, KIND)
    before = tensor(explorer.numbers["values"]["sum"]).norm()
    for k in range(3):
        cell = explorer.cells("x4").nth(k)
        explorer.press(cell, "End")
    values = explorer.numbers["values"]
    assert tensor(values["h4"]).abs().max() > 0.99
    assert_flows_back_as_in_torch(explorer)
    assert tensor(values["sum"]).norm() < before


def test_the_step_that_was_reached_can_be_unfolded(open_page, server):
    page = open_page(server + f"{ADDRESS}?adjoints=step:3,d2.0:0.5")
    explorer = Explorer(page, KIND)
    explorer.root.locator("summary").click()
    explorer.cells("delta_before").first.wait_for()
    expected, _ = by_autograd(explorer.given, explorer.numbers["tensors"])
    W_hh = tensor(explorer.given["W_hh"])
    expected = {
        "delta": expected["delta3"],
        "slope": 1 - expected["h3"] ** 2,
        "epsilon": expected["epsilon3"],
        "W_hh_T": W_hh.T,
        "d_before": tensor(explorer.numbers["tensors"]["d2"]),
        "delta_before": expected["delta2"],
    }
    shown = explorer.shown()
    for name, value in expected.items():
        assert shown[name] == [rounded(v) for v in value.flatten().tolist()], name


def test_the_challenge_is_solved_by_inputs_and_not_by_pulls(open_page, server):
    explorer = Explorer(open_page(f"{server}{ADDRESS}?adjoints=step:1"), KIND)
    assert not explorer.is_solved()
    explorer.type(explorer.cells("x4").nth(1), "3")
    assert not explorer.is_solved()  # one of both entries is too large
    explorer.type(explorer.cells("x4").nth(1), "-0.9")
    explorer.type(explorer.cells("x4").nth(2), "3")
    epsilon = tensor(explorer.numbers["values"]["epsilon1"])
    assert epsilon.abs().max() < 0.01
    assert explorer.is_solved()
    explorer.said("Done!")
    explorer.type(explorer.cells("d3").first, "0.001")
    assert tensor(explorer.numbers["values"]["epsilon1"]).abs().max() < 0.01
    assert not explorer.is_solved()
    explorer.reset()
    for k in range(2):
        explorer.type(explorer.cells("d4").nth(k), "0")
    assert tensor(explorer.numbers["values"]["epsilon1"]).abs().max() == 0
    assert not explorer.is_solved()


def test_without_scripts_the_whole_way_back_is_shown(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    given = explorer.given
    tensors = {"h0": given["h_0"]}
    for t in range(1, T + 1):
        tensors |= {f"x{t}": given["x"][t - 1], f"d{t}": given["direct"][t - 1]}
    expected, whole = by_autograd(given, tensors)
    assert_shows(explorer, tensors, expected, 1)
    assert explorer.texts("sum") == [rounded(v) for v in whole.flatten().tolist()]
    for hidden in (".foot", ".challenge", "details"):
        assert explorer.root.locator(hidden).is_hidden()


def test_it_fits_a_phone_and_its_controls_stay_in_sight(open_page, server):
    page = open_page(server + f"{ADDRESS}?adjoints=step:1", viewport=NARROW)
    explorer = Explorer(page, KIND)
    assert explorer.outside() == []
    assert explorer.root.bounding_box()["height"] < 950
    explorer.root.evaluate("e => e.scrollIntoView()")
    foot = explorer.root.locator(".foot").bounding_box()
    assert foot["y"] + foot["height"] <= NARROW["height"] + 1
