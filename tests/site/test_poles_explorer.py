"""A reader drags a pole; the response is that of a linear recurrence in PyTorch."""

import math
import re

import pytest
import torch
from browsing import NARROW
from explorer import Explorer, rounded, tensor
from torch.testing import assert_close

KIND, ADDRESS = "poles", "book/state-spaces.html"


def by_torch(r, angle, times):
    """The first entries of a state that is turned and scaled at each step."""
    theta = tensor(math.radians(angle))
    turn = torch.stack((theta.cos(), -theta.sin(), theta.sin(), theta.cos()))
    A, h, response = r * turn.reshape(2, 2), tensor([1.0, 0]), []
    for _ in range(times):
        response.append(h[0])
        h = A @ h
    return torch.stack(response)


def numbers_in(path):
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def drawn(explorer, where):
    return explorer.root.locator(f"{where} path").evaluate_all(
        "all => all.map(path => path.getAttribute('d'))"
    )


def assert_shows(explorer, r, angle):
    target = tensor(explorer.given["target"])
    response = by_torch(r, angle, len(target))
    gap = (response - target).abs().max().item()
    line, dots = drawn(explorer, "[data-curve=response]")
    points = tensor(numbers_in(line)).reshape(-1, 2)
    assert points[:, 0].tolist() == list(range(len(target)))
    assert_close(points[:, 1], response, atol=6e-4, rtol=0)
    assert numbers_in(dots.replace("h0", "")) == numbers_in(line)

    x, y = r * math.cos(math.radians(angle)), r * math.sin(math.radians(angle))
    _, ends = drawn(explorer, ".poles")
    pair = [95 + 80 * x, 95 - 80 * y, 95 + 80 * x, 95 + 80 * y]
    assert numbers_in(ends.replace("h0", "")) == pytest.approx(pair, abs=0.06)

    text = explorer.root.locator(".side").inner_text()
    assert f"𝜆 = {rounded(x)} ± {rounded(y)} 𝑖" in text
    assert f"at most {rounded(gap)} away" in text
    if r != 1:
        steps = rounded(abs(math.log(2) / math.log(r)))
        said = "Half of it is left after" if r < 1 else "the response doubles in"
        assert f"{said} {steps} steps" in text
    assert ("on the circle" in text) == (r == 1)
    assert ("does not swing" in text) == (angle == 0)
    assert ("at every step" in text) == (angle == 180)
    if 0 < angle < 180:
        assert f"once around in {rounded(360 / angle)} steps" in text
    assert explorer.is_solved() == (gap <= 0.1)


def state(explorer):
    return explorer.choices["r"], explorer.choices["angle"]


def test_the_target_is_the_response_of_one_pole(visit):
    explorer = Explorer(visit(ADDRESS), KIND)
    target = tensor(explorer.given["target"])
    assert_close(target, by_torch(0.93, 40, len(target)), atol=1e-6, rtol=0)
    assert state(explorer) == (explorer.given["r"], explorer.given["angle"])
    assert_shows(explorer, *state(explorer))
    assert not explorer.is_solved()


def test_a_reader_moves_the_sliders_by_keyboard(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), viewport=NARROW)
    explorer = Explorer(page, KIND)
    for name, ends in {"r": (0.05, 1.1), "angle": (0, 180)}.items():
        for key, end in zip(("Home", "End"), ends, strict=True):
            explorer.press(explorer.control(name), key)
            assert explorer.choices[name] == end
            assert_shows(explorer, *state(explorer))
    explorer.reset()
    assert_shows(explorer, explorer.given["r"], explorer.given["angle"])
    assert page.complaints == []


@pytest.mark.parametrize(("r", "angle"), [(1, 0), (1, 180), (0.93, 40), (1.05, 7)])
def test_a_link_leads_to_a_pole(open_page, server, r, angle):
    page = open_page(f"{server}{ADDRESS}?{KIND}=r:{r},angle:{angle}")
    assert_shows(Explorer(page, KIND), r, angle)


@pytest.mark.parametrize("half", [-1, 1], ids=["above", "below"])
def test_a_mouse_drags_the_pole_in_both_halves(open_page, site, half):
    page = open_page((site / ADDRESS).as_uri())
    explorer = Explorer(page, KIND)
    disc = explorer.root.locator(".disc")
    disc.scroll_into_view_if_needed()
    box, mouse = disc.bounding_box(), page.mouse
    scale = box["width"] / 190

    def at(r, angle):
        turn = math.radians(angle)
        x, y = 95 + 80 * r * math.cos(turn), 95 + half * 80 * r * math.sin(turn)
        return box["x"] + scale * x, box["y"] + scale * y

    mouse.move(*at(0.5, 60))
    mouse.down()
    r, angle = state(explorer)
    assert (r, angle) == (pytest.approx(0.5, abs=0.02), pytest.approx(60, abs=2))
    mouse.move(*at(0.93, 40), steps=4)
    r, angle = state(explorer)
    assert (r, angle) == (pytest.approx(0.93, abs=0.02), pytest.approx(40, abs=2))
    mouse.move(*at(1.18, 120), steps=4)
    assert state(explorer)[0] == 1.1  # no farther than this
    mouse.up()
    mouse.move(*at(0.5, 60))
    assert state(explorer)[0] == 1.1
    assert_shows(explorer, *state(explorer))
    assert page.complaints == []


def test_the_challenge_is_met_near_the_target_only(open_page, server):
    for r, angle, solved in ((0.93, 41, True), (0.92, 40, True), (0.93, 43, False)):
        page = open_page(f"{server}{ADDRESS}?{KIND}=r:{r},angle:{angle}")
        assert Explorer(page, KIND).is_solved() == solved


SHOWN = """root => [
    ...[...root.querySelectorAll("svg text, .filled, .said")].map(e => e.innerHTML),
    ...[...root.querySelectorAll("svg path")].map(e => e.getAttribute("d")),
    ...[...root.querySelectorAll("svg")].map(e => e.getAttribute("viewBox")),
]"""


def test_the_still_picture_is_the_same(visit, open_page, site):
    with_script = Explorer(visit(ADDRESS), KIND)
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    without = Explorer(page, KIND, live=False)
    assert without.root.locator(".foot").is_hidden()
    assert without.root.evaluate(SHOWN) == with_script.root.evaluate(SHOWN)
