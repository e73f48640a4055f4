"""The roles of the figures are told apart, and read, by everybody."""

import re
from itertools import combinations

import pytest
from chapters import ROOT
from colorspacious import cspace_convert, deltaE

from press.content.plots import COLOURS

CSS = (ROOT / "press" / "theme" / "static" / "book.css").read_text(encoding="utf-8")
ROLES = ("input", "state", "output", "gate")
VISIONS = ("none", "protanomaly", "deuteranomaly", "tritanomaly")


def colours(theme):
    """What the stylesheet gives the roles, from 0 to 255; light is the first block."""
    found = {role: re.findall(rf"--{role}: #(\w{{6}});", CSS) for role in ROLES}
    assert {len(values) for values in found.values()} == {3}
    assert all(values[1] == values[2] for values in found.values())
    position = ("light", "dark").index(theme)
    return {role: list(bytes.fromhex(v[position])) for role, v in found.items()}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_eye_tells_the_roles_apart(theme, vision):
    seen = colours(theme)
    if vision != "none":
        blind = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
        seen = {
            role: (cspace_convert([v / 255 for v in colour], blind, "sRGB1") * 255)
            .clip(0, 255)
            .tolist()
            for role, colour in seen.items()
        }
    for one, other in combinations(ROLES, 2):
        distance = deltaE(seen[one], seen[other], input_space="sRGB255")
        assert distance > 12, (one, other)


def test_figures_fall_back_to_the_colours_of_the_page():
    own = {role: bytes(colour).hex() for role, colour in colours("light").items()}
    for path in (ROOT / "book" / "figures").iterdir():
        for role, colour in re.findall(
            r"var\(--(\w+), #(\w{6})\)", path.read_text(encoding="utf-8")
        ):
            assert own[role] == colour, path.name


def test_plots_are_drawn_in_the_colours_of_the_light_page_and_take_those_of_the_theme():
    own = {role: bytes(colour).hex() for role, colour in colours("light").items()}
    roles = {f"#{own[role]}": f"var(--{role}, #{own[role]})" for role in ROLES}
    assert COLOURS == {"#000000": "currentColor", **roles}
    style = (ROOT / "book" / "matplotlibrc").read_text(encoding="utf-8")
    [cycle] = re.findall(r"prop_cycle: cycler\(color=\[(.*)\]\)", style)
    assert {f"#{colour}" for colour in re.findall(r'"(\w{6})"', cycle)} == roles.keys()
