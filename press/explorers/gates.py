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
        "written": _("written"),
        "c": "𝑐<sub>{t}</sub>",
    }
    lines = {
        "numbers": "<br>".join(
            f"{key(STYLES[name])}{sign} = {{{name}}}" for name, sign in signs.items()
        ),
        "half": _(
            "Of the start state {kept} is left after {t} steps, one half after {half}."
            " A forget bias of {bias} alone gives this gate."
        ),
    }
    values = {name: each[t] for name, each in made.items()}
    values |= {"kept": scientific(values["kept"]), "t": str(t)}
    values |= {"half": math.log(0.5) / math.log(f), "bias": math.log(f / (1 - f))}
    scalars = sliders(
        slider("f", _("Forget gate") + " 𝑓", 0, 1, 0.005, f),
        slider("i", _("Input gate") + " 𝑖", 0, 1, 0.005, i),
        slider("t", _("Steps") + " 𝑡", 0, STEPS, 1, t),
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
        side=said(lines, values, "half"),
        foot=scalars + reset() + link(),
        challenge=_(
            "Challenge: keep half of {c} over 20 steps, and with {f} below 1."
        ).format(
            c='<span class="math">𝑐<sub>0</sub></span>',
            f='<span class="math">𝑓</span>',
        ),
        words={"lines": lines},
    )
