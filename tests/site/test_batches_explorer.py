"""A reader changes lengths and padding; packing and answers are PyTorch's."""

import pytest
import torch
from browsing import NARROW
from explorer import Explorer, rounded, tensor
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.testing import assert_close

KIND, ADDRESS = "batches", "book/batches.html"
EXACT = {"rtol": 0, "atol": 1e-12}
BATCH, T = 4, 5
READINGS = [
    "last column",
    "last real step",
    "mean of all steps",
    "mean of real steps",
    "h_n of the packed batch",
]
WRONG = {"last column", "mean of all steps"}


def by_torch(given, tensors, reading):
    """All that is shown, the packed batch by PyTorch's own functions."""
    rnn = nn.RNN(1, 1, batch_first=True, dtype=torch.float64).requires_grad_(False)
    weights = ([given["W_ih"]], [given["W_hh"]], given["b"], 0)
    for own, value in zip(rnn.parameters(), weights, strict=True):
        own.copy_(tensor(value))
    x = tensor(tensors["x"]).reshape(BATCH, T)
    lengths = torch.tensor([round(n) for n in tensors["lengths"]])
    packed = pack_padded_sequence(
        x[:, :, None], lengths, batch_first=True, enforce_sorted=False
    )
    output = rnn(x[:, :, None])[0][:, :, 0]
    packed_output, h_n = rnn(packed)
    alone = [rnn(x[b : b + 1, :n, None])[0][0, :, 0] for b, n in enumerate(lengths)]
    real = torch.arange(T) < lengths[:, None]
    answers = [
        output[:, -1],
        output[torch.arange(BATCH), lengths - 1],
        output.mean(dim=1),
        (output * real).sum(dim=1) / lengths,
        h_n[0, :, 0],
    ]
    if READINGS[reading].startswith("h_n"):
        output = pad_packed_sequence(packed_output, True, total_length=T)[0][:, :, 0]
    mean = READINGS[reading].startswith("mean")
    shown = {
        "x": x,
        "lengths": lengths,
        "order": packed.sorted_indices,
        "output": output,
        "answer": answers[reading],
        "alone": torch.stack([s.mean() if mean else s[-1] for s in alone]),
    }
    columns = packed.data[:, 0].split(packed.batch_sizes.tolist())
    shown |= {f"data{t}": column for t, column in enumerate(columns, start=1)}
    return shown, packed.batch_sizes.tolist(), real


def written(shown):
    return {
        name: [
            rounded(v, 0 if name in ("lengths", "order") else 2)
            for v in value.flatten().tolist()
        ]
        for name, value in shown.items()
    }


def marked(explorer, tensor_name, mark):
    """Which cells of a grid have that mark."""
    flat = explorer.cells(tensor_name).evaluate_all(
        "(cells, mark) => cells.map(cell => cell.classList.contains(mark))", mark
    )
    return torch.tensor(flat).reshape(BATCH, T)


def assert_is_batched_as_in_torch(explorer):
    numbers, reading = explorer.numbers, explorer.choices["reading"]
    shown, sizes, real = by_torch(explorer.given, numbers["tensors"], reading)
    for name, value in shown.items():
        found = tensor(numbers["values"][name])
        assert_close(found, value.to(found.dtype), **EXACT)
    assert explorer.shown() == written(shown)
    labels = explorer.root.locator(".joined .label:visible").all_inner_texts()
    assert labels == [str(size) for size in sizes]
    for name in ("x", "output"):
        assert torch.equal(marked(explorer, name, "pad"), ~real)
    last = torch.arange(T) == real.sum(dim=1, keepdim=True) - 1
    column = (torch.arange(T) == T - 1).expand(BATCH, T)
    read = [column, last, torch.ones_like(real), real, last][reading]
    assert torch.equal(marked(explorer, "output", "read"), read)
    wrong = (shown["answer"] - shown["alone"]).abs() > 1e-9
    text = explorer.root.locator(".said").inner_text()
    if wrong.any():
        listed = ", ".join(str(b) for b in range(BATCH) if wrong[b])
        assert text.endswith(f"It is wrong for the sequences: {listed}")
    else:
        assert text == "Each sequence has what it has alone."
    return wrong


def test_it_begins_with_the_last_column_which_has_read_padding(visit):
    explorer = Explorer(visit(ADDRESS), KIND)
    assert explorer.choices == {"reading": 0}
    assert assert_is_batched_as_in_torch(explorer).tolist() == [True, False, True, True]


def test_two_ways_of_five_read_padding(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), viewport=NARROW)
    explorer = Explorer(page, KIND)
    found = {}
    for position, reading in enumerate(READINGS):
        assert explorer.choices["reading"] == position
        shown = explorer.root.locator("[data-text=reading]").inner_text()
        assert shown == reading
        found[shown] = assert_is_batched_as_in_torch(explorer).any().item()
        explorer.press(explorer.button("Next"), "Enter")
    assert {reading for reading, wrong in found.items() if wrong} == WRONG
    assert page.complaints == []


@pytest.mark.parametrize("reading", range(len(READINGS)), ids=READINGS)
def test_only_the_wrong_ways_change_with_the_padding(open_page, server, reading):
    page = open_page(server + f"{ADDRESS}?batches=reading:{reading}")
    explorer = Explorer(page, KIND)
    before = explorer.numbers["values"]["answer"]
    explorer.type(explorer.cells("x").nth(3), "2")  # the fourth step of sequence 0
    assert_is_batched_as_in_torch(explorer)
    after = explorer.numbers["values"]["answer"]
    assert after[1:] == before[1:]
    assert (abs(after[0] - before[0]) > 0.01) == (READINGS[reading] in WRONG)


def test_a_reader_changes_lengths_and_numbers(open_page, server):
    page = open_page(server + f"{ADDRESS}?batches=reading:4")
    explorer = Explorer(page, KIND)
    start = explorer.numbers["tensors"]
    lengths = explorer.cells("lengths")
    explorer.press(lengths.nth(0), "ArrowUp")
    explorer.press(lengths.nth(1), "Home")
    explorer.drag(lengths.nth(2), 18)
    explorer.type(lengths.nth(3), "4.4")  # as a whole number
    assert explorer.texts("lengths") == ["3", "1", "4", "4"]
    assert_is_batched_as_in_torch(explorer)  # a step less, and two of one length
    explorer.drag(explorer.cells("x").nth(6), -60)
    explorer.button("Less").click()
    x = explorer.numbers["tensors"]["x"]
    assert x[6] == pytest.approx(start["x"][6] - 0.55)
    assert_is_batched_as_in_torch(explorer)
    explorer.press(lengths.nth(0), "End")
    explorer.press(lengths.nth(0), "ArrowUp")
    assert explorer.texts("lengths")[0] == str(T)
    assert_is_batched_as_in_torch(explorer)
    explorer.reset()
    assert explorer.numbers["tensors"] == start
    assert page.complaints == []


def test_without_padding_the_last_column_meets_the_challenge(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    assert not explorer.is_solved()
    for k in range(BATCH):
        assert not explorer.is_solved()
        explorer.press(explorer.cells("lengths").nth(k), "End")
    assert explorer.is_solved()
    explorer.said("Done!")
    explorer.press(explorer.cells("x").first, "ArrowUp")
    assert not explorer.is_solved()  # something else has changed
    explorer.said("other numbers")


def test_another_way_of_reading_does_not_meet_the_challenge(open_page, server):
    explorer = Explorer(open_page(server + f"{ADDRESS}?batches=reading:1"), KIND)
    assert not explorer.is_solved()


def test_the_still_picture_shows_what_torch_computes(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    given = explorer.given
    tensors = {"x": sum(given["x"], []), "lengths": given["lengths"]}
    shown, sizes, real = by_torch(given, tensors, 0)
    assert explorer.shown() == written(shown)
    labels = explorer.root.locator(".joined .label").all_inner_texts()
    assert labels == [str(size) for size in sizes]
    assert torch.equal(marked(explorer, "x", "pad"), ~real)
    assert torch.equal(marked(explorer, "output", "pad"), ~real)
    assert marked(explorer, "output", "read")[:, -1].all()
    assert marked(explorer, "output", "read").sum() == BATCH
    assert "sequences: 0, 2, 3" in explorer.root.locator(".said").inner_text()
    assert explorer.root.locator(".foot").is_hidden()


def test_it_fits_a_phone_and_its_controls_stay_in_sight(visit):
    explorer = Explorer(visit(ADDRESS, NARROW), KIND)
    assert explorer.root.bounding_box()["height"] < 950
    explorer.root.evaluate("e => e.scrollIntoView()")
    foot = explorer.root.locator(".foot").bounding_box()
    assert foot["y"] + foot["height"] <= NARROW["height"] + 1
