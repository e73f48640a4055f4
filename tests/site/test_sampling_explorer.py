"""A reader moves temperature and cuts; what can be drawn is what PyTorch says."""

import pytest
import torch
from explorer import Explorer, rounded, tensor
from torch.testing import assert_close

KIND, ADDRESS = "sampling", "book/language-model.html"


def by_torch(logits, temperature, k, p):
    """Probabilities at the temperature, and after the cuts, with torch's own sort."""
    before = (tensor(logits) / temperature).softmax(0)
    values, order = before.topk(k)
    values = values / values.sum()
    dropped = values.cumsum(0) - values >= p - 1e-12 if p < 1 else torch.zeros(k) > 0
    drawn = torch.zeros_like(before)
    drawn[order] = values.masked_fill(dropped, 0)
    return before, drawn / drawn.sum()


def assert_draws_as_torch(explorer):
    numbers = explorer.numbers
    logits = numbers["tensors"]["logits"]
    before, drawn = by_torch(logits, **explorer.choices)
    assert_close(tensor(numbers["values"]["before"]), before)
    assert_close(tensor(numbers["values"]["drawn"]), drawn)
    shown = {"logits": logits, "before": before.tolist(), "drawn": drawn.tolist()}
    assert explorer.shown() == {
        name: [rounded(value) for value in values] for name, values in shown.items()
    }
    left = int((drawn > 0).sum())
    share = rounded(before[drawn > 0].sum().item())
    text = explorer.root.locator(".side").inner_text()
    assert f"{left} of {len(logits)} can be drawn; they had {share} of" in text
    assert ("Only one is left" in text) == (left == 1)
    assert ("No cut" in text) == (left == len(logits))
    return left


def test_at_first_nothing_is_cut_and_the_temperature_is_one(visit):
    explorer = Explorer(visit(ADDRESS), KIND)
    size = len(explorer.given["logits"])
    assert explorer.choices == {"temperature": 1, "k": size, "p": 1}
    assert assert_draws_as_torch(explorer) == size


@pytest.mark.parametrize("temperature", [0.1, 0.7, 1, 2.5])
@pytest.mark.parametrize(("k", "p"), [(1, 1), (3, 1), (8, 0.05), (8, 0.6), (3, 0.6)])
def test_temperature_and_cuts_are_those_of_torch(open_page, server, temperature, k, p):
    state = f"temperature:{temperature},k:{k},p:{p}"
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}={state}"), KIND)
    assert explorer.choices == {"temperature": temperature, "k": k, "p": p}
    assert assert_draws_as_torch(explorer) <= k


def test_a_share_that_one_of_two_equal_tokens_has_keeps_one(open_page, server):
    state = "k:2,p:0.5,logits.2:10,logits.4:10"
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}={state}"), KIND)
    drawn = explorer.numbers["values"]["drawn"]
    assert sorted(drawn) == [0] * (len(drawn) - 1) + [1]


def test_without_a_cut_the_least_probable_token_stays(open_page, server):
    state = "temperature:0.1,logits.7:-10"  # rounded, the others have all of p
    explorer = Explorer(open_page(f"{server}{ADDRESS}?{KIND}={state}"), KIND)
    assert assert_draws_as_torch(explorer) == len(explorer.given["logits"])


def test_a_reader_moves_sliders_and_logits(open_page, site):
    page = open_page((site / ADDRESS).as_uri())
    explorer = Explorer(page, KIND)
    start = explorer.numbers
    explorer.button("More").click()
    assert explorer.numbers["tensors"]["logits"][0] > start["tensors"]["logits"][0]
    explorer.press(explorer.control("temperature"), "ArrowLeft", times=4)
    explorer.press(explorer.control("k"), "ArrowLeft", times=3)
    explorer.press(explorer.control("p"), "ArrowLeft", times=5)
    assert explorer.choices["temperature"] == pytest.approx(0.6)
    explorer.said("can be drawn; they had")
    assert_draws_as_torch(explorer)
    explorer.type(explorer.cells("logits").nth(2), "4.5")
    explorer.press(explorer.cells("logits").first, "ArrowDown", times=2)
    explorer.drag(explorer.cells("logits").nth(4), 30)
    assert explorer.numbers["tensors"]["logits"] != start["tensors"]["logits"]
    assert_draws_as_torch(explorer)
    explorer.reset()
    assert explorer.numbers == start
    assert page.complaints == []


def test_the_challenge_is_met_by_sliders_and_not_by_logits(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    challenge = explorer.given["challenge"]
    token = challenge["token"]
    assert not explorer.is_solved()
    explorer.type(explorer.cells("logits").nth(token), "10")
    assert not explorer.is_solved()
    explorer.said("other numbers")
    explorer.reset()
    explorer.press(explorer.control("k"), "Home")
    explorer.press(explorer.control("k"), "ArrowRight")
    while explorer.numbers["values"]["drawn"][token] < challenge["least"]:
        assert not explorer.is_solved()
        explorer.press(explorer.control("temperature"), "ArrowRight")
    assert explorer.is_solved()
    explorer.said("Done!")


def test_the_still_picture_shows_what_torch_computes(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    given = explorer.given
    choices = {name: given[name] for name in ("temperature", "k", "p")}
    before, drawn = by_torch(given["logits"], **choices)
    shown = {"logits": given["logits"], "before": before.tolist()}
    shown["drawn"] = drawn.tolist()
    assert explorer.shown() == {
        name: [rounded(value) for value in values] for name, values in shown.items()
    }
    names = explorer.root.locator(".names span:not(.label)").all_inner_texts()
    assert names == given["tokens"]
    assert explorer.root.locator(".foot").is_hidden()
