"""A reader steps through a network and changes it; the numbers are PyTorch's."""

import pytest
import torch
from browsing import NARROW, light_and_dark
from chapters import CHAPTERS
from explorer import CONTRAST, Explorer, rounded, tensor
from torch import nn
from torch.testing import assert_close

KIND = "unrolled"
ADDRESSES = {
    chapter.name: f"book/{chapter.name}.html"
    for chapter in CHAPTERS
    if any(f'"explorer": "{KIND}"' in cell.source for cell in chapter.cells)
}
EXACT = {"rtol": 0, "atol": 1e-12}

every_explorer = pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)


def test_the_chapters_on_one_step_have_an_explorer():
    assert ADDRESSES.keys() == {"cell", "stack", "lstm", "gru"}


def states_by_torch(given, x, h_0, c_0):
    """All h (and c) of PyTorch's own module: (time, layers, hidden) each."""
    size, depth = len(h_0[0]), len(h_0)
    module = getattr(nn, given["module"])(len(x[0]), size, depth, dtype=torch.float64)
    for own, given_tensors in zip(module.all_weights, given["weights"], strict=True):
        for parameter, values in zip(own, given_tensors, strict=True):
            parameter.data.copy_(tensor(values))
    h, c, found = tensor(h_0), tensor(c_0), []
    for x_t in tensor(x):
        state = (h, c) if given["module"] == "LSTM" else h
        _, state = module(x_t[None], state)
        h, c = state if given["module"] == "LSTM" else (state, c)
        found.append((h.detach(), c.detach()))
    return [torch.stack(each) for each in zip(*found, strict=True)]


def assert_computes_what_torch_does(explorer):
    given, numbers = explorer.given, explorer.numbers
    h, c = states_by_torch(given, numbers["x"], numbers["h_0"], numbers["c_0"])
    depth = h.shape[1]
    for position, step in enumerate(numbers["steps"]):
        t, layer = divmod(position, depth)
        assert_close(tensor(step["h"]), h[t, layer], **EXACT)
        if given["module"] == "LSTM":
            assert_close(tensor(step["c"]), c[t, layer], **EXACT)
        below = h[t, layer - 1] if layer else tensor(numbers["x"][t])
        before = h[t - 1, layer] if t else tensor(numbers["h_0"][layer])
        W_ih, W_hh, b_ih, b_hh = map(tensor, given["weights"][layer])
        terms = {"a": W_ih @ below, "b": b_ih, "s": W_hh @ before, "d": b_hh}
        blocks = step["blocks"]
        for name, term in terms.items():
            found = torch.cat([tensor(block[name]) for block in blocks.values()])
            assert_close(found, term, **EXACT)
        for name, block in blocks.items():
            a, b, s, d, z, v = (tensor(block[k]) for k in "absdzv")
            r = tensor(blocks["r"]["v"]) if name == "n" else 1
            assert_close(z, a + b + r * (s + d), **EXACT)
            activation = torch.tanh if name in "hgn" else torch.sigmoid
            assert_close(v, activation(z), **EXACT)


def assert_shows_its_numbers(explorer):
    numbers, depth = explorer.numbers, len(explorer.given["h_0"])
    shown = {f"x{t}": x for t, x in enumerate(numbers["x"], start=1)}
    for layer in range(depth):
        for letter in "hc" if explorer.given["module"] == "LSTM" else "h":
            shown[f"{letter}0.{layer}"] = numbers[f"{letter}_0"][layer]
            for t, step in enumerate(numbers["steps"][layer::depth], start=1):
                shown[f"{letter}{t}.{layer}"] = step[letter]
    step = numbers["steps"][(numbers["t"] - 1) * depth + numbers["layer"]]
    block = step.pop("blocks")[numbers["block"]]
    shown |= step | {name: block[name] for name in "absdzv"}
    if explorer.given["module"] == "RNN":
        assert shown.pop("h") == shown["v"]  # drawn once
    for name, values in shown.items():
        texts = explorer.texts(name)
        assert texts[: len(values)] == list(map(rounded, values)), name
        assert set(texts[len(values) :]) <= {""}, name
    for name in "WU":
        flat = [rounded(value) for row in block[name] for value in row]
        assert [text for text in explorer.texts(name) if text] == flat
    filled = explorer.root.locator(".filled").text_content()
    for name in "abszv":
        assert rounded(abs(block[name][numbers["entry"]])) in filled


@every_explorer
def test_the_explorer_computes_and_shows_what_torch_does(visit, address):
    explorer = Explorer(visit(address), KIND)
    for key in ("x", "h_0"):
        assert explorer.numbers[key] == explorer.given[key]
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)


@every_explorer
def test_a_reader_steps_through_time_and_layers(open_page, server, address):
    explorer = Explorer(open_page(server + address, viewport=NARROW), KIND)
    depth, time = len(explorer.given["h_0"]), len(explorer.given["x"])
    places, said = [], []
    for position in range(time * depth):
        numbers = explorer.numbers
        places.append((numbers["t"], numbers["layer"]))
        said.append(explorer.root.locator("[aria-live=polite]").text_content())
        assert_shows_its_numbers(explorer)
        assert explorer.root.locator(".now").count() >= 1
        later = explorer.root.locator(".later [data-v^=h]").count()
        assert later == time * depth - position - 1
        if position < time * depth - 1:
            explorer.press("next", "Enter")
    assert places == [(t, layer) for t in range(1, time + 1) for layer in range(depth)]
    assert len(set(said)) == len(said)
    assert explorer.control("next").is_disabled()
    explorer.press("back", "Space")
    assert (explorer.numbers["t"], explorer.numbers["layer"]) == places[-2]
    explorer.press("step", "Home")
    assert explorer.numbers["t"] == 1


@every_explorer
def test_a_reader_changes_inputs_and_start_states(open_page, site, address):
    explorer = Explorer(open_page((site / address).as_uri()), KIND)
    vectors = (
        explorer.control("vector")
        .locator("option")
        .evaluate_all("all => all.map(option => option.value)")
    )
    given = {key: explorer.given.get(key, []) for key in ("x", "h_0", "c_0")}
    assert len(vectors) == sum(map(len, given.values()))
    for vector in vectors:
        before = explorer.numbers
        explorer.control("vector").select_option(vector)
        explorer.press("at", "Home")
        explorer.press("at", "ArrowRight", times=2)
        explorer.press("value", "ArrowRight", times=7)
        after = explorer.numbers
        key, index = {"x": "x"}.get(vector[0], f"{vector[0]}_0"), int(vector[1:])
        for name in given:
            for row, (old, new) in enumerate(
                zip(before[name], after[name], strict=True)
            ):
                moved = [k for k in range(len(old)) if old[k] != new[k]]
                assert moved == ([2] if (name, row) == (key, index) else [])
        assert after[key][index][2] == pytest.approx(
            before[key][index][2] + 0.35, abs=0.03
        )
        assert_computes_what_torch_does(explorer)
        assert_shows_its_numbers(explorer)
    explorer.press("reset", "Enter")
    assert {key: explorer.numbers[key] for key in given} == given
    assert explorer.page.complaints == []


@every_explorer
def test_a_reader_sees_each_block_and_each_entry(open_page, server, address):
    explorer = Explorer(open_page(server + address), KIND)
    blocks = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}[explorer.given["module"]]
    explorer.press("step", "End")
    for block in blocks:
        if len(blocks) > 1:
            explorer.control("block").select_option(block)
        explorer.press("entry", "ArrowRight")
        assert explorer.numbers["block"] == block
        assert_shows_its_numbers(explorer)
    assert explorer.numbers["entry"] == len(blocks)


VISIBLE_TEXT = """root => [...root.querySelectorAll("svg text, .filled")]
    .filter(e => e.checkVisibility()).map(e => e.textContent)"""


@every_explorer
def test_the_drawing_is_the_same_without_scripts(visit, open_page, site, address):
    with_script = Explorer(visit(address), KIND)
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    without = Explorer(page, KIND)
    assert without.root.locator(".controls").is_hidden()
    shown = without.root.evaluate(VISIBLE_TEXT)
    assert len(shown) > 200
    assert shown == with_script.root.evaluate(VISIBLE_TEXT)
    opacity = "all => all.map(rect => rect.getAttribute('fill-opacity'))"
    assert without.root.locator("rect").evaluate_all(
        opacity
    ) == with_script.root.locator("rect").evaluate_all(opacity)


# of every number, that of its letters to the cell behind it, on the page's background
CONTRASTS = f"""root => {{
    {CONTRAST}
    return [...root.querySelectorAll("rect:not(.frame)")]
        .filter(rect => rect.nextSibling.textContent)
        .map(rect => {{
            const {{ fill, fillOpacity }} = getComputedStyle(rect);
            const behind = fill === "none" ? page
                : over(parse(fill), page, Number(fillOpacity));
            return contrast(getComputedStyle(rect.nextSibling).fill, behind);
        }});
}}"""


@light_and_dark
@every_explorer
def test_all_numbers_are_legible_also_of_later_steps(visit, address, scheme):
    explorer = Explorer(visit(address, scheme=scheme), KIND)
    contrasts = explorer.root.evaluate(CONTRASTS)
    assert len(contrasts) > 150
    assert min(contrasts) >= 4.5
