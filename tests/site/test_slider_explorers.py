"""A reader moves a slider; curves, numbers and words follow, and are PyTorch's."""

import math
import re

import pytest
import torch
from browsing import NARROW, light_and_dark
from explorer import CONTRAST, Explorer, rounded, tensor
from torch import nn
from torch.autograd.functional import jacobian
from torch.testing import assert_close

ADDRESSES = {
    "forgetting": "book/long-sequences.html",
    "gates": "book/lstm.html",
}
SLIDERS = {
    "forgetting": {"gain": "Gain", "T": "Distance", "factor": "Inputs multiplied by"},
    "gates": {"f": "Forget gate", "i": "Input gate", "t": "Steps"},
}
EXACT = {"rtol": 1e-12, "atol": 0}

every_explorer = pytest.mark.parametrize(("kind", "address"), ADDRESSES.items())


def state(explorer):
    """What the sliders say, and what is computed from it."""
    numbers = explorer.numbers
    return numbers | numbers.get("curves", {}) | numbers["choices"]


def forgetting_by_torch(given, numbers):
    """The norm and its two bounds for T = 0, 1, ..., with the states of nn.RNN."""
    gain, x = numbers["gain"], tensor(given["x"])
    rnn = nn.RNN(x.shape[1], len(given["W_hh"]), bias=False, dtype=torch.float64)
    rnn.requires_grad_(False)
    rnn.weight_ih_l0.copy_(numbers["factor"] * tensor(given["W_ih"]))
    rnn.weight_hh_l0.copy_(gain * tensor(given["W_hh"]))
    before = torch.cat((torch.zeros(1, len(given["W_hh"])), rnn(x)[0][:-1]))
    slopes = (x @ rnn.weight_ih_l0.T + before @ rnn.weight_hh_l0.T).cosh() ** -2
    J, norms = torch.eye(slopes.shape[1], dtype=torch.float64), [tensor(1.0)]
    for slope in slopes:
        J = slope[:, None] * rnn.weight_hh_l0 @ J
        norms.append(torch.linalg.matrix_norm(J, ord=2))
    wide = gain ** torch.arange(len(x) + 1, dtype=torch.float64)
    m = torch.cat((tensor([1.0]), slopes.amax(dim=1).cumprod(dim=0)))
    return rnn, {"norm": torch.stack(norms), "narrow": wide * m, "wide": wide}


def gates_by_torch(given, numbers):
    """What nn.LSTM keeps and writes after 0, 1, ... steps with constant gates."""
    lstm = nn.LSTM(1, 1, dtype=torch.float64).requires_grad_(False)
    for parameter in lstm.parameters():
        parameter.zero_()
    i, f, g = (tensor(value) for value in (numbers["i"], numbers["f"], given["g"]))
    lstm.bias_ih_l0[:3] = torch.stack((i.logit(), f.logit(), g.atanh()))

    def run(c):
        c, found = tensor([[c]]), [c]
        for _ in range(20):
            _, (_, c) = lstm(torch.zeros(1, 1, dtype=torch.float64), (0 * c, c))
            found.append(c.item())
        return tensor(found)

    written, c = run(0.0), run(given["c_0"])
    lstm.bias_ih_l0[2] = 0  # nothing is written
    kept = run(1.0)
    return {"kept": kept, "left": run(given["c_0"]), "written": written, "c": c}


def written_out(value):
    digits, exponent = f"{value:.1e}".split("e")
    if -2 < int(exponent) < 2:
        return rounded(value)
    return f"{digits} · 10{int(exponent)}".replace("-", "−")


def points(path):
    return [tuple(map(float, p)) for p in re.findall(r"([-\d.]+),([-\d.]+)", path)]


def assert_draws(explorer, name, values, now):
    """The curve of that name goes through the values, with a dot where we are."""
    line, dot = explorer.root.locator(f"[data-curve={name}] path").evaluate_all(
        "all => all.map(path => path.getAttribute('d'))"
    )
    drawn = points(line)
    assert [x for x, _ in drawn] == list(range(len(values)))
    assert [y for _, y in drawn] == pytest.approx(values, abs=0.00051)
    assert points(dot) == [drawn[now]]


def spoken(explorer):
    return explorer.root.locator(".side").inner_text()


def assert_forgetting_is_right(explorer):
    numbers = state(explorer)
    rnn, expected = forgetting_by_torch(explorer.given, numbers)
    T, text = numbers["T"], spoken(explorer)
    for name, values in expected.items():
        assert_close(tensor(numbers[name]), values, **EXACT)
        logs = [max(math.log10(value), -12) for value in numbers[name]]
        assert_draws(explorer, name, logs, T)
        assert f"= {written_out(numbers[name][T])}" in text
    norm, _, wide = (numbers[name][T] for name in ("norm", "narrow", "wide"))
    assert ("at rest" in text) == (numbers["factor"] == 0)
    assert ("fades at every step" in text) == (numbers["gain"] < 1)
    assert ("has grown" in text) == (norm > 1 and numbers["gain"] > 1)
    loose = numbers["factor"] > 0 and numbers["gain"] >= 1 and norm <= 1
    assert ("not sharp" in text) == (loose and norm < wide)
    return rnn


def assert_gates_are_right(explorer):
    numbers = state(explorer)
    expected = gates_by_torch(explorer.given, numbers)
    t, text = numbers["t"], spoken(explorer)
    for name, values in expected.items():
        # left and written may cancel in their sum, c
        atol = 1e-12 if name == "c" else 0
        assert_close(tensor(numbers[name]), values, rtol=1e-12, atol=atol)
        if name == "kept":
            share = written_out(100 * numbers[name][t])
            time = "one step" if t == 1 else f"{t} steps"
            assert f"After {time}, {share} % of 𝑐0 is left." in text
        else:
            assert_draws(explorer, name, numbers[name], t)
            assert f"= {rounded(numbers[name][t])}" in text
    f = numbers["f"]
    half = math.log(0.5) / math.log(f)
    assert f"Half of it is gone after {rounded(half)} steps." in text
    assert f"forget bias of {rounded(tensor(f).logit())} gives" in text
    top = float(explorer.root.locator(".up").first.text_content())
    most = max(abs(v) for name in ("left", "written", "c") for v in numbers[name])
    assert most <= top < max(2 * most, 1.01)


RIGHT = {"forgetting": assert_forgetting_is_right, "gates": assert_gates_are_right}


@every_explorer
def test_an_explorer_begins_with_what_torch_computes(visit, kind, address):
    explorer = Explorer(visit(address), kind)
    for name in SLIDERS[kind]:
        assert state(explorer)[name] == explorer.given[name]
    RIGHT[kind](explorer)


def test_the_norm_is_that_of_the_jacobian_of_autograd(visit):
    explorer = Explorer(visit(ADDRESSES["forgetting"]), "forgetting")
    rnn = assert_forgetting_is_right(explorer)
    x, h_0 = tensor(explorer.given["x"]), torch.zeros(4, dtype=torch.float64)
    for T in (1, 2, 30, 60):
        J = jacobian(lambda h, T=T: rnn(x[:T], h[None])[0][-1], h_0)
        norm = torch.linalg.matrix_norm(J, ord=2)
        # autograd takes 1 - h ** 2, which loses digits where h is close to 1
        assert state(explorer)["norm"][T] == pytest.approx(norm.item(), rel=1e-9)


@every_explorer
def test_a_reader_moves_every_slider_by_keyboard(open_page, site, kind, address):
    explorer = Explorer(open_page((site / address).as_uri(), viewport=NARROW), kind)
    for name in SLIDERS[kind]:
        slider = explorer.control(name)
        least, most = (float(slider.get_attribute(end)) for end in ("min", "max"))
        step = float(slider.get_attribute("step"))
        for key, value in (
            ("Home", least),
            ("ArrowRight", least + step),
            ("End", most),
            ("ArrowLeft", most - step),
        ):
            heard = spoken(explorer)
            explorer.press(explorer.control(name), key)
            assert state(explorer)[name] == pytest.approx(value)
            assert spoken(explorer) != heard
            RIGHT[kind](explorer)
            shown = slider.locator("xpath=../following-sibling::output").text_content()
            assert float(shown) == pytest.approx(value)
    explorer.press(explorer.button("Reset"), "Enter")
    for name in SLIDERS[kind]:
        assert state(explorer)[name] == explorer.given[name]
    RIGHT[kind](explorer)
    assert explorer.page.complaints == []


@pytest.mark.parametrize("gain", ["Home", "End"])
@pytest.mark.parametrize("factor", ["Home", "End"])
def test_the_longest_distance_neither_under_nor_overflows(
    open_page, server, gain, factor
):
    page = open_page(server + ADDRESSES["forgetting"])
    explorer = Explorer(page, "forgetting")
    for name, key in {"gain": gain, "T": "End", "factor": factor}.items():
        explorer.press(explorer.control(name), key)
    assert_forgetting_is_right(explorer)
    ticks = explorer.root.locator(".up").all_text_contents()
    assert ticks == ["1012", "106", "100", "10−6", "≤ 10−12"]


def test_at_rest_the_bound_is_sharp_and_a_gain_of_1_keeps_the_norm(open_page, server):
    page = open_page(server + ADDRESSES["forgetting"])
    explorer = Explorer(page, "forgetting")
    explorer.press(explorer.control("factor"), "Home")
    explorer.press(explorer.control("gain"), "Home")
    explorer.press(explorer.control("gain"), "ArrowRight", times=10)
    numbers = state(explorer)
    assert numbers["gain"] == 1
    for name in ("norm", "narrow", "wide"):
        assert numbers[name] == pytest.approx([1] * 61)
    assert_forgetting_is_right(explorer)


DRAWN = """root => [
    ...[...root.querySelectorAll("svg text, .filled, .said")]
        .filter(e => e.checkVisibility()).map(e => e.innerHTML),
    ...[...root.querySelectorAll("svg path")].map(e => e.getAttribute("d")),
    ...[...root.querySelectorAll("svg")].map(e => e.getAttribute("viewBox")),
]"""


@every_explorer
def test_the_drawing_is_the_same_without_scripts(visit, open_page, site, kind, address):
    with_script = Explorer(visit(address), kind)
    page = open_page((site / address).as_uri(), java_script_enabled=False)
    without = Explorer(page, kind, live=False)
    for part in (".foot", ".challenge"):
        assert without.root.locator(part).is_hidden()
        assert with_script.root.locator(part).is_visible()
    assert without.root.evaluate(DRAWN) == with_script.root.evaluate(DRAWN)
    for curve in without.root.locator(".curve path").all():
        box = curve.bounding_box()
        assert box["width"] + box["height"] > 0 or curve.get_attribute("class") == "dot"


@every_explorer
def test_every_slider_has_a_name(visit, kind, address):
    explorer = Explorer(visit(address), kind)
    assert explorer.root.get_by_role("slider").count() == len(SLIDERS[kind])
    for name, label in SLIDERS[kind].items():
        found = explorer.root.get_by_role("slider", name=label)
        assert found.get_attribute("name") == name


@every_explorer
def test_an_explorer_fits_a_phone(visit, kind, address):
    explorer = Explorer(visit(address, NARROW), kind)
    outside = """root => [...root.querySelectorAll(":not(script, .status, g, g *)")]
        .filter(e => e.getBoundingClientRect().right > innerWidth - 16)
        .map(e => e.outerHTML)"""
    assert explorer.root.evaluate(outside) == []
    assert explorer.root.locator("svg").first.bounding_box()["height"] > 150


CONTRASTS = f"""root => {{
    {CONTRAST}
    const colour = e => getComputedStyle(e)[e.tagName === "text" ? "fill" : "color"];
    return [...root.querySelectorAll("text, p, label, output, .key, .curve")]
        .map(e => contrast(colour(e), page));
}}"""


@light_and_dark
@every_explorer
def test_texts_and_curves_are_legible(visit, kind, address, scheme):
    explorer = Explorer(visit(address, scheme=scheme), kind)
    contrasts = explorer.root.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5


SOLUTIONS = {
    "forgetting": {"T": "End", "factor": "End"},
    "gates": {"f": "End", "t": "End"},  # before the end more than half is kept
}


@every_explorer
def test_the_challenge_is_solved_by_sliders(open_page, server, kind, address):
    explorer = Explorer(open_page(server + address), kind)
    assert not explorer.is_solved()
    for name, key in SOLUTIONS[kind].items():
        assert not explorer.is_solved()
        explorer.press(explorer.control(name), key)
    assert explorer.is_solved()
    assert explorer.said("Done!")
