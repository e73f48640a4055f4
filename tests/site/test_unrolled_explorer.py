"""A reader steps through a network and changes it; the numbers are PyTorch's."""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from browsing import NARROW, light_and_dark
from chapters import CHAPTERS
from explorer import CONTRAST, Explorer, rounded, tensor
from torch import nn
from torch.testing import assert_close

from press.explorers.unrolled import unroll

KIND = "unrolled"
ADDRESSES = {
    chapter.name: f"book/{chapter.name}.html"
    for chapter in CHAPTERS
    if any(f'"explorer": "{KIND}"' in cell.source for cell in chapter.cells)
}
BLOCKS = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}
EXACT = {"rtol": 0, "atol": 1e-12}

every_explorer = pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)


def test_the_chapters_on_one_step_have_an_explorer():
    assert ADDRESSES.keys() == {"cell", "stack", "lstm", "gru"}


def layer_suffix(layer):
    return f"_{layer}" if layer else ""


def torch_module(given, tensors):
    """PyTorch's own module, with the weights that a reader may have changed."""
    size, depth = len(given["h_0"][0]), len(given["h_0"])
    module = getattr(nn, given["module"])(
        len(given["x"][0]), size, depth, dtype=torch.float64
    ).requires_grad_(False)
    for layer, parameters in enumerate(module.all_weights):
        for parameter, values in zip(parameters, given["weights"][layer], strict=True):
            parameter.copy_(tensor(values))
        for parameter, side in zip(parameters[:2], "ih", strict=True):
            blocks = [
                tensor(tensors[f"W_{side}{letter}{layer_suffix(layer)}"])
                for letter in BLOCKS[given["module"]]
            ]
            parameter.copy_(torch.cat(blocks).reshape(parameter.shape))
    return module


def starts(tensors, letter, depth):
    return tensor([tensors[f"{letter}0{layer_suffix(k)}"] for k in range(depth)])


def assert_computes_what_torch_does(explorer):
    given, numbers = explorer.given, explorer.numbers
    depth, is_lstm = len(given["h_0"]), given["module"] == "LSTM"
    tensors = numbers["tensors"]
    module = torch_module(given, tensors)
    h = starts(tensors, "h", depth)
    c = starts(tensors, "c", depth) if is_lstm else None
    steps = iter(numbers["steps"])
    for t in range(1, len(given["x"]) + 1):
        x_t, before = tensor(tensors[f"x{t}"]), h
        _, state = module(x_t[None], (h, c) if is_lstm else h)
        h, c = state if is_lstm else (state, None)
        for layer in range(depth):
            step = next(steps)
            assert_close(tensor(step["h"]), h[layer], **EXACT)
            if is_lstm:
                assert_close(tensor(step["c"]), c[layer], **EXACT)
                assert_close(tensor(step["tanh_c"]), c[layer].tanh(), **EXACT)
            read = h[layer - 1] if layer else x_t
            assert_close(tensor(step["read"]), read, **EXACT)
            assert_close(tensor(step["h_before"]), before[layer], **EXACT)
            W_ih, W_hh, b_ih, b_hh = module.all_weights[layer]
            terms = {
                "input_weights": W_ih,
                "input_term": W_ih @ read,
                "input_bias": b_ih,
                "state_weights": W_hh,
                "state_term": W_hh @ before[layer],
                "state_bias": b_hh,
            }
            blocks = step["blocks"]
            assert "".join(blocks) == BLOCKS[given["module"]]
            for name, term in terms.items():
                found = torch.cat([tensor(block[name]) for block in blocks.values()])
                assert_close(found, term, **EXACT)
            for letter, block in blocks.items():
                term, bias, old, old_bias, total, result = (
                    tensor(block[name])
                    for name in (
                        "input_term",
                        "input_bias",
                        "state_term",
                        "state_bias",
                        "total",
                        "result",
                    )
                )
                reset = tensor(blocks["r"]["result"]) if letter == "n" else 1
                assert_close(total, term + bias + reset * (old + old_bias), **EXACT)
                activation = torch.tanh if letter in "hgn" else torch.sigmoid
                assert_close(result, activation(total), **EXACT)
                assert_close(tensor(step[letter]), result, **EXACT)


def place(explorer):
    """Time, from 1, and layer of the chosen step."""
    t, layer = divmod(explorer.choices["step"] - 1, len(explorer.given["h_0"]))
    return t + 1, layer


def shown_numbers(explorer):
    """What all cells show, by the names of their tensors."""
    return explorer.root.evaluate(
        """root => Object.fromEntries([...root.querySelectorAll("[data-tensor]")]
            .filter(box => box.checkVisibility())
            .map(box => [box.dataset.tensor,
                [...box.querySelectorAll(".cell")].map(cell => cell.textContent)]))"""
    )


def assert_shows_its_numbers(explorer):
    """All states and inputs, the path of one entry, and, unfolded, all tensors."""
    given, numbers = explorer.given, explorer.numbers
    depth, tensors = len(given["h_0"]), numbers["tensors"]
    states = "hc" if given["module"] == "LSTM" else "h"
    expected = {name: v for name, v in tensors.items() if not name.startswith("W")}
    for position, step in enumerate(numbers["steps"]):
        t, layer = divmod(position, depth)
        for letter in states:
            expected[f"{letter}{t + 1}{layer_suffix(layer)}"] = step[letter]
    block, entry = numbers["choices"]["block"], numbers["choices"]["entry"]
    step = numbers["steps"][numbers["choices"]["step"] - 1]
    for name, values in (step | step["blocks"][block]).items():
        if name == "blocks":
            continue
        if name.endswith("weights"):
            expected[name] = [value for row in values for value in row]
        else:
            expected[name] = [values[entry]]
            expected[f"all.{name}"] = values
    shown = shown_numbers(explorer)
    assert len(shown) >= 11
    for name, texts in shown.items():
        assert texts == list(map(rounded, expected[name])), name
    return shown


@every_explorer
def test_the_explorer_computes_and_shows_what_torch_does(visit, address):
    explorer = Explorer(visit(address), KIND)
    for t, vector in enumerate(explorer.given["x"], start=1):
        assert explorer.numbers["tensors"][f"x{t}"] == vector
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)


@every_explorer
def test_the_still_picture_shows_what_torch_computes(open_page, site, address):
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    still = Explorer(page, KIND, live=False)
    given = still.given
    assert still.root.locator(".foot").is_hidden()
    assert still.root.locator(".challenge").is_hidden()
    depth = len(given["h_0"])
    module = getattr(nn, given["module"])(
        len(given["x"][0]), len(given["h_0"][0]), depth, dtype=torch.float64
    ).requires_grad_(False)
    for own, tensors in zip(module.all_weights, given["weights"], strict=True):
        for parameter, values in zip(own, tensors, strict=True):
            parameter.copy_(tensor(values))
    h, c = tensor(given["h_0"]), tensor(given.get("c_0", given["h_0"]))
    is_lstm = given["module"] == "LSTM"
    for t, x_t in enumerate(tensor(given["x"]), start=1):
        assert still.texts(f"x{t}") == list(map(rounded, x_t.tolist()))
        _, state = module(x_t[None], (h, c) if is_lstm else h)
        h, c = state if is_lstm else (state, c)
        for layer in range(depth):
            for letter, values in {"h": h, "c": c}.items():
                if letter == "h" or is_lstm:
                    texts = still.texts(f"{letter}{t}{layer_suffix(layer)}")
                    assert texts == list(map(rounded, values[layer].tolist()))
        if t == 1:
            block = BLOCKS[given["module"]][-1]
            made = c if block == "c" else h
            if given["module"] != "GRU" and block == "h":
                assert still.texts("result") == [rounded(made[0, 0].item())]
            if given["module"] != "RNN":
                assert still.texts("h") == [rounded(h[0, 0].item())]


STILL = """root => [...root.querySelectorAll(".strip *, .path *")]
    .filter(e => e.checkVisibility() && !e.matches("[data-text]"))
    .map(e => [e.className, e.textContent, e.matches(".cell") && e.style.cssText])"""


@every_explorer
def test_the_still_picture_becomes_the_live_one_in_its_place(
    open_page, visit, site, address
):
    live = Explorer(visit(address), KIND)
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    still = Explorer(page, KIND, live=False)
    drawn = still.root.evaluate(STILL)
    assert len(drawn) > 100
    assert drawn == live.root.evaluate(STILL)
    sizes = [
        explorer.root.locator(".drawing").bounding_box() for explorer in (live, still)
    ]
    assert [(box["width"], box["height"]) for box in sizes[:1]] == [
        (box["width"], box["height"]) for box in sizes[1:]
    ]


@every_explorer
def test_nothing_is_computed_before_it_comes_into_sight(open_page, server, address):
    page = open_page(server + address)
    root = page.locator(f".explorer[data-kind={KIND}]")
    page.wait_for_timeout(300)
    assert root.evaluate("root => [root.matches('.live'), root.numbers]") == [
        False,
        None,
    ]
    root.scroll_into_view_if_needed()
    root.and_(page.locator(".live")).wait_for()


@every_explorer
def test_an_explorer_has_few_nodes(open_page, server, address):
    page = open_page(server + address)
    nodes = page.locator(f".explorer[data-kind={KIND}] *")
    assert nodes.count() < 450
    Explorer(page, KIND)
    assert nodes.count() < 450
    Explorer(page, KIND).unfold()
    assert nodes.count() < 700


@every_explorer
def test_a_reader_steps_through_time_and_layers(open_page, server, address):
    explorer = Explorer(open_page(server + address, viewport=NARROW), KIND)
    depth, time = len(explorer.given["h_0"]), len(explorer.given["x"])
    onward, back = explorer.button("Next"), explorer.button("Back")
    assert back.get_attribute("aria-disabled") == "true"
    places = []
    for position in range(time * depth):
        t, layer = place(explorer)
        places.append((t, layer))
        assert_shows_its_numbers(explorer)
        active = explorer.root.locator(".strip .active")
        names = active.evaluate_all("all => all.map(box => box.dataset.tensor)")
        read = f"h{t}{layer_suffix(layer - 1)}" if layer else f"x{t}"
        states = "hc" if explorer.given["module"] == "LSTM" else "h"
        assert sorted(names) == sorted(
            [
                read,
                *(
                    f"{letter}{at}{layer_suffix(layer)}"
                    for letter in states
                    for at in (t - 1, t)
                ),
            ]
        )
        if position < time * depth - 1:
            explorer.press(onward, "Enter")
            entry = explorer.numbers["steps"][position + 1]["h"][0]
            heard = explorer.said(f"[0] = {rounded(entry)}")
            assert heard.startswith(f"h_{place(explorer)[0]}")
            assert len(heard) < 25
    assert places == [(t, layer) for t in range(1, time + 1) for layer in range(depth)]
    assert onward.get_attribute("aria-disabled") == "true"
    explorer.press(onward, "Enter")
    assert place(explorer) == places[-1]
    explorer.press(back, "Space")
    assert place(explorer) == places[-2]


def changeable(explorer):
    return explorer.root.locator(".strip [data-edit]").evaluate_all(
        "all => all.map(box => box.dataset.edit)"
    )


@every_explorer
def test_a_reader_changes_inputs_and_start_states_by_keyboard(open_page, site, address):
    explorer = Explorer(open_page((site / address).as_uri()), KIND)
    page, given = explorer.page, explorer.numbers["tensors"]
    names = changeable(explorer)
    starts = sum(len(explorer.given.get(key, [])) for key in ("x", "h_0", "c_0"))
    assert len(names) == starts
    explorer.press(explorer.button("Next"), "Enter", times=2)  # to t = 3, or between
    for name in names:
        before = explorer.numbers["tensors"]
        cells = explorer.cells(name)
        focusable = explorer.root.locator(f"[data-tensor={name}] [tabindex='0']")
        assert focusable.count() == 1
        focusable.focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowUp"):
            page.keyboard.press(key)
        assert cells.nth(2).evaluate("e => e === document.activeElement")
        assert focusable.count() == 1
        after = explorer.numbers["tensors"]
        for other in given:
            moved = [k for k, v in enumerate(after[other]) if v != before[other][k]]
            assert moved == ([2] if other == name else [])
        expected = min(before[name][2] + 0.55, 3)
        assert after[name][2] == pytest.approx(expected, abs=1e-4)
        label, now = (
            cells.nth(2).get_attribute(a) for a in ("aria-label", "aria-valuenow")
        )
        assert label.startswith(f"{name[0]}_{name[1]}")
        assert label.endswith(", entry 2")
        assert float(now) == after[name][2]
        assert_computes_what_torch_does(explorer)
        assert_shows_its_numbers(explorer)
        page.keyboard.press("Escape")
        assert explorer.numbers["tensors"] == given
    for key, value in (("Home", -3), ("End", 3), ("ArrowUp", 3), ("PageDown", 2.5)):
        page.keyboard.press(key)
        assert explorer.numbers["tensors"][names[-1]][2] == value
    for key in "-1,25":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert explorer.numbers["tensors"][names[-1]][2] == -1.25
    for key in ("9", "Backspace", ".", "5", "Tab"):
        page.keyboard.press(key)
    assert explorer.numbers["tensors"][names[-1]][2] == 0.5
    for nonsense in ("-.-", "99"):
        explorer.cells(names[-1]).nth(2).focus()
        page.keyboard.type(nonsense)
        page.keyboard.press("Enter")
    assert explorer.numbers["tensors"][names[-1]][2] == 3  # of 99 the greatest
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)
    explorer.reset()
    assert explorer.numbers["tensors"] == given
    assert page.complaints == []


@every_explorer
def test_a_reader_drags_a_number_with_mouse_or_buttons(open_page, site, address):
    explorer = Explorer(open_page((site / address).as_uri()), KIND)
    cell, before = explorer.cells("x1").nth(3), explorer.numbers["tensors"]["x1"]
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    mouse = explorer.page.mouse
    mouse.move(box["x"] + 10, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + 10, box["y"] - 50, steps=5)
    mouse.up()
    mouse.move(box["x"] + 10, box["y"] - 200)
    after = explorer.numbers["tensors"]["x1"]
    assert after[3] == pytest.approx(before[3] + 0.5, abs=1e-4)
    assert after[:3] + after[4:] == before[:3] + before[4:]
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)
    explorer.button("More").click()
    explorer.button("More").click()
    explorer.button("Less").click()
    assert explorer.numbers["tensors"]["x1"][3] == pytest.approx(after[3] + 0.05)


def test_a_finger_drags_a_number_and_not_the_page(open_page, site):
    page = open_page(
        (site / ADDRESSES["cell"]).as_uri(), viewport=NARROW, has_touch=True
    )
    explorer = Explorer(page, KIND)
    cell, before = explorer.cells("x1").first, explorer.numbers["tensors"]["x1"][0]
    cell.evaluate("cell => cell.scrollIntoView({block: 'center'})")
    box, top = cell.bounding_box(), page.evaluate("scrollY")
    protocol = page.context.new_cdp_session(page)
    x, y = box["x"] + 10, box["y"] + 10
    for kind, by in (
        ("Start", 0),
        *(("Move", by) for by in range(10, 121, 10)),
        ("End", 0),
    ):
        points = [] if kind == "End" else [{"x": x, "y": y - by}]
        protocol.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
        )
    assert explorer.numbers["tensors"]["x1"][0] == pytest.approx(before + 1, abs=1e-4)
    assert page.evaluate("scrollY") == top


@every_explorer
def test_a_reader_sees_each_block_each_entry_and_all_weights(
    open_page, server, address
):
    explorer = Explorer(open_page(server + address), KIND)
    page, module = explorer.page, explorer.given["module"]
    depth, time = len(explorer.given["h_0"]), len(explorer.given["x"])
    explorer.unfold()
    last = explorer.cells(f"h{time}{layer_suffix(depth - 1)}")
    last.nth(5).click()
    assert place(explorer) == (time, depth - 1)
    assert explorer.choices["entry"] == 5
    page.keyboard.press("ArrowUp")
    assert explorer.choices["entry"] == 4
    assert last.nth(4).evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowLeft")
    assert place(explorer) == (time - 1, depth - 1)
    shown = assert_shows_its_numbers(explorer)
    assert len(shown["state_weights"]) == 64
    for letter in BLOCKS[module]:  # r is shown with n, the first at the start
        if module != "RNN":
            explorer.root.locator(f"[data-set='block:{letter}'] .cell").first.click()
        assert explorer.choices["block"] == letter
        only = explorer.root.locator(".path .only")
        assert all(part.is_visible() == (letter == "n") for part in only.all())
        assert_shows_its_numbers(explorer)
    weight = explorer.cells("state_weights").nth(11)
    assert re.fullmatch(r"W_h\w(_1)?, entry 11", weight.get_attribute("aria-label"))
    explorer.press(weight, "ArrowDown", times=4)
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)
    assert page.complaints == []


PLACES_OF = """all => all.map(e => [e.parentNode.dataset.tensor,
    [...e.parentNode.querySelectorAll(".cell")].indexOf(e)])"""


@every_explorer
def test_all_that_a_change_moves_is_marked_and_flashes(chromium, server, address):
    context = chromium.new_context()  # which moves, as that of other tests does not
    page = context.new_page()
    page.goto(server + address)
    explorer = Explorer(page, KIND)
    depth = len(explorer.given["h_0"])
    for _ in range(2 * depth):
        explorer.button("Next").click()  # to t = 3
    assert explorer.root.locator(".differs").count() == 0
    assert page.evaluate("document.getAnimations().length") == 0
    start = shown_numbers(explorer)
    for name, follow in {"x1": {"h1"}, "x3": {"h3", "input_term", "result"}}.items():
        before = shown_numbers(explorer)
        page.evaluate("document.getAnimations().forEach(each => each.cancel())")
        explorer.press(explorer.cells(name).nth(1), "Shift+ArrowUp")
        after = shown_numbers(explorer)
        moved, differing = (
            {
                (box, k)
                for box, texts in after.items()
                for k, text in enumerate(texts)
                if text != earlier[box][k]
            }
            for earlier in (before, start)
        )
        assert {box for box, _ in moved} >= {name, *follow}
        marked = explorer.root.locator(".differs").evaluate_all(PLACES_OF)
        assert {tuple(pair) for pair in marked} == differing
        flashing = page.evaluate_handle(
            "document.getAnimations().map(each => each.effect.target)"
        )
        assert {tuple(pair) for pair in flashing.evaluate(PLACES_OF)} == moved
    explorer.reset()
    assert explorer.root.locator(".differs").count() == 0
    context.close()


def test_nothing_flashes_for_readers_who_want_no_motion(open_page, server):
    page = open_page(server + ADDRESSES["cell"])  # whose readers want none
    explorer = Explorer(page, KIND)
    explorer.press(explorer.cells("x1").first, "Shift+ArrowUp")
    assert explorer.root.locator(".differs").count() > 1
    assert page.evaluate("document.getAnimations().length") == 0


def challenged(given, start, now):
    """The number that the challenge is about, of the steps at the start and now."""
    depth, goal = len(given["h_0"]), given["challenge"]
    of = goal["of"]
    if of == "gate":
        before, after = start[1].blocks, now[1].blocks
        return max(np.abs(after[g].result - before[g].result).max() for g in "ifo")
    if of == "drift":
        return abs(now[3].h[goal["at"]] - now[2].h[goal["at"]])
    if of == "same":
        pairs = zip(start, now, strict=True)
        return sum(np.array_equal(a.h, b.h) for a, b in pairs)
    letter, t, layer = re.fullmatch(r"(\w)(\d)(?:_(\d))?", of).groups()
    step = now[(int(t) - 1) * depth + int(layer or 0)]
    return getattr(step, letter)[goal["at"]]


def solution(given):
    """Values for the only vector that may change, found at random."""
    goal = given["challenge"]
    letter, t, layer = re.fullmatch(r"(\w)(\d)(?:_(\d))?", goal["by"]).groups()
    key, row = ("x", int(t) - 1) if letter == "x" else (f"{letter}_0", int(layer or 0))
    random, start = np.random.default_rng(0), None
    margin = 0.001 if goal["of"] == "drift" else 0.01
    for _ in range(2000):
        now = {k: [[*v] for v in given.get(k, [])] for k in ("x", "h_0", "c_0")}
        if start:
            entries = random.uniform(-3, 3, len(now[key][row]))
            now[key][row] = entries.round(2).tolist()
        steps = unroll(
            given["module"],
            given["weights"],
            now["x"],
            now["h_0"],
            now["c_0"] or [None] * len(given["h_0"]),
        )
        start = start or steps
        value = challenged(given, start, steps)
        if goal.get("above", -9) + margin < value < goal.get("below", 9) - margin:
            assert steps is not start, "the challenge is met at the start"
            return now[key][row]
    raise AssertionError("nothing solves it")


@pytest.mark.parametrize("name", ["cell", "lstm", "gru"])
def test_the_challenge_can_be_solved_and_only_by_what_may_change(
    open_page, server, name
):
    address = ADDRESSES[name]
    explorer = Explorer(open_page(server + address), KIND)
    assert explorer.root.locator(".challenge").is_visible()
    assert not explorer.is_solved()
    by = explorer.given["challenge"]["by"]
    for k, value in enumerate(solution(explorer.given)):
        explorer.cells(by).nth(k).focus()
        explorer.page.keyboard.type(f"{value}")
        explorer.page.keyboard.press("Enter")
    assert explorer.is_solved()
    assert explorer.said("Done!")
    other = next(name for name in changeable(explorer) if name not in (by, "x1"))
    explorer.press(explorer.cells(other).first, "ArrowUp")
    assert not explorer.is_solved()
    assert "other numbers" in explorer.root.locator(".challenge").inner_text()
    explorer.reset()
    assert not explorer.is_solved()
    assert "other numbers" not in explorer.root.locator(".challenge").inner_text()


def test_the_challenge_of_the_stack_is_solved_where_two_states_stay(open_page, server):
    explorer = Explorer(open_page(server + ADDRESSES["stack"]), KIND)
    start = explorer.numbers["steps"]
    stay = {"x1": 0, "x2": 2, "x3": 4, "x4": 6, "h0": 0, "h0_1": 4}
    assert sorted(stay) == sorted(changeable(explorer))
    for name, count in stay.items():
        assert not explorer.is_solved()
        explorer.press(explorer.cells(name).first, "ArrowUp")
        steps = zip(start, explorer.numbers["steps"], strict=True)
        assert sum(before["h"] == after["h"] for before, after in steps) == count
        assert explorer.is_solved() == (count == 2)
        if explorer.is_solved():
            assert explorer.said("Done!")
        explorer.reset()


def test_the_first_page_computes_and_shows_what_torch_does(visit, open_page, site):
    explorer = Explorer(visit("book/index.html"), KIND)
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)
    given, numbers = explorer.given, explorer.numbers
    rnn = torch_module(given, numbers["tensors"])
    output, h_n = rnn(tensor(given["x"]))
    assert_close(output, tensor([step["h"] for step in numbers["steps"]]), **EXACT)
    assert_close(h_n[-1], tensor(numbers["steps"][-1]["h"]), **EXACT)
    explorer = Explorer(open_page((site / "book/index.html").as_uri()), KIND)
    explorer.unfold()
    weights = [rounded(w) for row in given["weights"][0][0] for w in row]
    assert explorer.texts("input_weights") == weights
    assert not explorer.is_solved()
    explorer.press(explorer.cells("x1").first, "Home")
    assert_computes_what_torch_does(explorer)
    assert_shows_its_numbers(explorer)
    assert explorer.is_solved()


def test_pure_functions_are_the_cells_of_torch(visit):
    page = visit(ADDRESSES["cell"])
    Explorer(page, KIND)
    torch.manual_seed(0)
    x, h, c = (torch.randn(n, dtype=torch.float64) for n in (3, 2, 2))
    pages = {"RNN": "cell", "LSTM": "lstm", "GRU": "gru"}
    for module, letters in BLOCKS.items():
        page = visit(ADDRESSES[pages[module]])
        cell = getattr(nn, f"{module}Cell")(3, 2, dtype=torch.float64)
        names = ("input_weights", "state_weights", "input_bias", "state_bias")
        parts = [p.detach().chunk(len(letters)) for p in cell.parameters()]
        weights = {
            letter: {
                name: part[n].tolist() for name, part in zip(names, parts, strict=True)
            }
            for n, letter in enumerate(letters)
        }
        step = page.evaluate(
            "([module, ...rest]) => computeStep(module, ...rest)",
            [module, weights, x.tolist(), h.tolist(), c.tolist()],
        )
        state = (h[None], c[None]) if module == "LSTM" else h[None]
        expected = cell(x[None], state)
        if module == "LSTM":
            assert_close(tensor(step["c"]), expected[1][0].detach(), **EXACT)
            expected = expected[0]
        assert_close(tensor(step["h"]), expected[0].detach(), **EXACT)


# of every number, that of its letters to the cell behind it, on the page's background
CONTRASTS = f"""root => {{
    {CONTRAST}
    // Chromium writes the colour of a mixture as color(srgb r g b / a)
    const tint = e => {{
        const [r, g, b, a = 1] = parse(getComputedStyle(e).backgroundColor);
        return over([255 * r, 255 * g, 255 * b, a], page);
    }};
    return [...root.querySelectorAll(".cell")].map(
        cell => contrast(getComputedStyle(cell).color, tint(cell)));
}}"""


@light_and_dark
@every_explorer
def test_all_numbers_are_legible_also_of_later_steps(visit, address, scheme):
    explorer = Explorer(visit(address, scheme=scheme, unfolded=True), KIND)
    explorer.unfold()
    contrasts = explorer.root.evaluate(CONTRASTS)
    assert len(contrasts) > 150
    assert min(contrasts) >= 4.5
    assert max(contrasts) > 1.2 * min(contrasts)  # colours were seen


@every_explorer
def test_an_explorer_fits_a_phone_and_a_thumb(visit, address):
    explorer = Explorer(visit(address, NARROW), KIND)
    outside = """root => [...root.querySelectorAll(":not(script, .status)")]
        .filter(e => e.checkVisibility()
            && e.getBoundingClientRect().right > innerWidth - 15)
        .map(e => e.outerHTML)"""
    assert explorer.root.evaluate(outside) == []
    tall = len(explorer.given["h_0"]) > 1 or explorer.given["module"] == "LSTM"
    assert explorer.root.bounding_box()["height"] < (1100 if tall else 900)
    targets = explorer.root.locator("[role=spinbutton], [role=button], button, .link")
    sizes = [target.bounding_box() for target in targets.all()]
    assert min(min(box["width"], box["height"]) for box in sizes if box) >= 24
    foot = explorer.root.locator(".foot")
    explorer.root.locator(".strip").evaluate("e => e.scrollIntoView()")
    assert foot.bounding_box()["y"] < NARROW["height"] - 40  # it sticks


def test_steps_of_the_strip_do_not_touch(visit):
    explorer = Explorer(visit(ADDRESSES["lstm"], NARROW), KIND)
    boxes = [
        explorer.root.locator(f"[data-tensor=h{t}]").bounding_box() for t in range(5)
    ]
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] + 10 < right["x"]
