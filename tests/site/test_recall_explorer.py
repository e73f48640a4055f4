"""A reader writes pairs into a state; the keys read what PyTorch computes."""

import pytest
import torch
from explorer import Explorer, rounded, tensor
from torch.nn.functional import scaled_dot_product_attention
from torch.testing import assert_close

KIND, ADDRESS = "recall", "book/fast-weights.html"


def by_torch(given, rule, written, values):
    """The state, and what each key reads, from products of matrices."""
    keys = tensor(given["keys"])
    k, v = keys[given["writes"][:written]], tensor(values)[:written, None]
    if rule == "softmax":
        weights = scaled_dot_product_attention(keys, k, v, scale=given["scale"])
        return None, weights[:, 0]
    if rule == "sum":
        state = k.T @ v
    else:  # each write is an affine map of the state
        state = torch.zeros(keys.shape[1], 1, dtype=torch.float64)
        for key, value in zip(k[:, None], v, strict=True):
            erased = torch.eye(keys.shape[1], dtype=torch.float64) - key.T @ key
            state = erased @ state + key.T * value
    return state[:, 0], (keys @ state)[:, 0]


def last_values(given, written, values):
    """Of each key: its last value among the writes so far, or None."""
    last = [None] * len(given["keys"])
    for key, value in zip(given["writes"][:written], values, strict=False):
        last[key] = value
    return last


def assert_reads_as_torch(explorer):
    numbers, given = explorer.numbers, explorer.given
    values, choices = numbers["tensors"]["values"], numbers["choices"]
    state, read = by_torch(given, choices["rule"], choices["written"], values)
    last = last_values(given, choices["written"], values)
    wanted = [value or 0 for value in last]
    assert_close(tensor(numbers["values"]["read"]), read)
    shown = {"values": values, "read": read.tolist(), "wanted": wanted}
    kept = choices["written"] * (len(given["keys"][0]) + 1)
    if state is not None:
        shown["state"], kept = state.tolist(), len(state)
    assert explorer.shown() == {
        name: [rounded(value) for value in entries] for name, entries in shown.items()
    }
    errors = {
        name: abs(read[j].item() - last[j])
        for j, name in enumerate(given["names"])
        if last[j] is not None
    }
    said = explorer.root.locator(".side").inner_text()
    error = max(errors.values())
    assert f"{kept} numbers are kept" in said
    assert f"error: {rounded(error)}" in said
    right = error <= given["challenge"]["within"]
    assert ("reads its last value" in said) == right
    if not right:
        assert f"The key {max(errors, key=errors.get)} is" in said
    return error


def test_keys_have_length_one(visit):
    keys = tensor(Explorer(visit(ADDRESS), KIND).given["keys"])
    assert len(keys) > keys.shape[1]  # more than the state can hold
    assert_close(keys.norm(dim=1), torch.ones(len(keys), dtype=torch.float64))


@pytest.mark.parametrize("rule", ["sum", "delta", "softmax"])
@pytest.mark.parametrize("written", [1, 2, 3, 4, 5])
def test_each_rule_reads_what_torch_reads(open_page, server, rule, written):
    state = f"rule:{rule},written:{written},values.1:0.85"
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}={state}"), KIND)
    assert explorer.choices == {"rule": rule, "written": written}
    assert_reads_as_torch(explorer)


def test_a_reader_goes_through_the_writes_and_changes_rule_and_value(open_page, site):
    page = open_page((site / ADDRESS).as_uri())
    explorer = Explorer(page, KIND)
    writes = len(explorer.given["writes"])
    while explorer.choices["written"] > 1:
        explorer.button("Back").click()
        assert_reads_as_torch(explorer)
    assert explorer.button("Back").get_attribute("aria-disabled") == "true"
    for rule in ("Delta rule", "Softmax", "Sum"):
        explorer.button(rule).click()
        assert explorer.button(rule).get_attribute("aria-pressed") == "true"
        assert_reads_as_torch(explorer)
    for _ in range(writes - 1):
        explorer.button("Next").click()
    explorer.press(explorer.cells("values").nth(3), "ArrowUp", times=3)
    assert explorer.choices["written"] == writes
    assert_reads_as_torch(explorer)
    assert page.complaints == []


def test_delta_overwrites_and_the_others_do_not(open_page, server):
    errors = {}
    for rule in ("sum", "delta", "softmax"):
        page = open_page(f"{server}{ADDRESS}?{KIND}=rule:{rule},written:3")
        errors[rule] = assert_reads_as_torch(Explorer(page, KIND))
    assert errors["delta"] < 1e-9
    assert errors["sum"] > 0.3
    assert errors["softmax"] > 0.3


@pytest.mark.parametrize(
    ("state", "solved"),
    [
        ("", False),
        ("rule:delta", False),
        ("rule:softmax", False),
        ("rule:delta,written:3", False),  # right, but not all are written
        ("rule:delta,values.4:-0.2", True),  # 0.6 · 0.2 + 0.8 · (−0.4)
        ("rule:softmax,values.0:0.2", True),  # both values of A are one
        ("rule:sum,values.4:-0.2", False),
    ],
)
def test_the_challenge_can_be_met_in_two_ways(open_page, server, state, solved):
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}={state}"), KIND)
    assert explorer.is_solved() == solved


def test_the_still_picture_shows_what_the_keys_read(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    given = explorer.given
    state, read = by_torch(given, given["rule"], given["written"], given["values"])
    wanted = last_values(given, given["written"], given["values"])
    shown = {"values": given["values"], "state": state.tolist()}
    shown |= {"read": read.tolist(), "wanted": wanted}
    assert explorer.shown() == {
        name: [rounded(value) for value in entries] for name, entries in shown.items()
    }
    assert explorer.root.locator(".foot").is_hidden()
