"""The gate explorer: what constant gates keep of a cell state and write into it.

What the cell prints: ``c_0``, ``f``, ``i`` and ``g``, one entry of the start state,
of both gates and of the candidate; ``t``, where the slider of the steps starts.
"""

import math

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    curve,
    key,
    link,
    number,
    plot,
    reset,
    said,
    scientific,
    slider,
    sliders,
)

STEPS = 20
LEAST, MOST = 0.005, 0.995  # no bias gives a gate of 0 or 1
STYLES = {"left": "gate dashed", "written": "input dotted", "c": "state"}


def steps(c_0, f, i, g):
    """After 0, 1, ... steps: the share of c_0 that is left, and the parts of c."""
    made = {"kept": [1.0], "written": [0.0]}
    for t in range(STEPS):
        made["kept"].append(f * made["kept"][t])
        made["written"].append(f * made["written"][t] + i * g)
    made["left"] = [share * c_0 for share in made["kept"]]
    made["c"] = list(map(sum, zip(made["left"], made["written"], strict=True)))
    return made


def picture(numbers: dict) -> Picture:
    c_0, f, i, g, t = (numbers[name] for name in ("c_0", "f", "i", "g", "t"))
    made = steps(c_0, f, i, g)
    drawn = [abs(v) for name in STYLES for v in made[name]]
    greatest = 2 ** max(0, math.ceil(math.log2(max(drawn))))
    curves = [curve(name, style, made[name], t) for name, style in STYLES.items()]
    signs = {
        "left": "𝑓<sup>{t}</sup> · 𝑐<sub>0</sub>",
        "written": _("written (by 𝑖 · 𝑔)"),
        "c": "𝑐<sub>{t}</sub>",
    }
    start = '<span class="math">𝑐<sub>0</sub></span>'
    lines = {
        "numbers": "<br>".join(
            f"{key(STYLES[name])}{sign} = {{{name}}}" for name, sign in signs.items()
        ),
        "one": _("After one step, {percent} % of {c_0} is left."),
        "many": _("After {t} steps, {percent} % of {c_0} is left."),
        "half": _(
            "Half of it is gone after {half} steps."
            " With all weights zero, a forget bias of {bias} gives this gate."
        ),
    }
    lines = {name: line.replace("{c_0}", start) for name, line in lines.items()}
    values = {name: each[t] for name, each in made.items()}
    values |= {"percent": scientific(100 * made["kept"][t]), "t": str(t)}
    values |= {"half": math.log(0.5) / math.log(f), "bias": math.log(f / (1 - f))}
    scalars = sliders(
        slider("f", _("Forget gate") + " 𝑓", LEAST, MOST, 0.005, f),
        slider("i", _("Input gate") + " 𝑖", 0, 1, 0.005, i),
        slider("t", _("Steps") + " 𝑡", 1, STEPS, 1, t),
    )
    return Picture(
        _("How long does a forget gate remember?"),
        drawing=plot(
            _("What is left, what is written, and their sum, over the steps."),
            STEPS,
            "𝑡",
            [number(greatest * n / 2, 1) for n in (2, 1, 0, -1, -2)],
            greatest,
            curves,
        ),
        side=said(lines, values, "one" if t == 1 else "many", "half"),
        foot=scalars + reset() + link(),
        challenge=_("Challenge: keep at least half of {c_0} over 20 steps.").format(
            c_0=start
        ),
        words={"lines": lines},
    )
