"""The forgetting explorer: the norm of the Jacobian of many steps, and its bound.

What the cell prints: ``W_ih`` and ``W_hh`` of an RNN without biases, where W_hh has
gain 1; ``x``, the inputs of one example; ``gain``, ``T`` and ``factor``, where the
sliders start. The state starts at zero.
"""

import math

import numpy as np
from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    curve,
    key,
    link,
    over,
    plot,
    reset,
    said,
    scientific,
    slider,
    sliders,
)

LIMIT = 12  # the powers of ten that are drawn
STYLES = {"norm": "state", "narrow": "gate dotted", "wide": "dashed"}


def norms(W_ih, W_hh, x, gain, factor):
    """The norm of the Jacobian of T steps and its two bounds, for T = 0, 1, ..."""
    W_hh, J, h = gain * W_hh, np.eye(len(W_hh)), np.zeros(len(W_hh))
    made = {name: [1.0] for name in STYLES}
    for x_t in x:
        z = factor * (W_ih @ x_t) + W_hh @ h
        h = np.tanh(z)
        slope = 1 / np.cosh(z) ** 2  # 1 - h**2 loses digits where h is close to 1
        J = np.diag(slope) @ W_hh @ J
        made["norm"].append(np.linalg.norm(J, 2))
        made["narrow"].append(made["narrow"][-1] * gain * max(slope))
        made["wide"].append(made["wide"][-1] * gain)
    return made


def picture(numbers: dict) -> Picture:
    gain, T, factor = (numbers[name] for name in ("gain", "T", "factor"))
    W_ih, W_hh, x = (np.array(numbers[name]) for name in ("W_ih", "W_hh", "x"))
    made = norms(W_ih, W_hh, x, gain, factor)
    at_T = {name: values[T] for name, values in made.items()}
    curves = [
        curve(name, style, [max(math.log10(v), -LIMIT) for v in made[name]], T)
        for name, style in STYLES.items()
    ]
    signs = {
        "norm": "‖∂ℎ<sub>𝑇</sub> / ∂ℎ<sub>0</sub>‖<sub>2</sub>",
        "narrow": "𝛾<sup>𝑇</sup> ∏ 𝑚<sub>𝑡</sub>",
        "wide": "𝛾<sup>𝑇</sup>",
    }
    lines = {
        "numbers": "<br>".join(
            f"{key(STYLES[name])}{sign} = {{{name}}}" for name, sign in signs.items()
        ),
        "rest": _("Without inputs the network is at rest: norm and bounds are equal."),
        "below": _(
            "The gain is below 1: the gradient fades at every step, whatever is read."
        ),
        "grown": _("The gradient has grown, which takes a gain above 1."),
        "open": _(
            "The gain is not below 1, and yet the gradient has not grown:"
            " the bound is not sharp."
        ),
    }
    grown = gain > 1 and at_T["norm"] > 1
    names = [
        "" if factor else "rest",
        "below" if gain < 1 else "grown" if grown else "open" if factor else "",
    ]
    powers = [
        f'10<tspan class="index" dy="-4">{str(n).replace("-", "−")}</tspan>'
        for n in range(LIMIT, -LIMIT - 1, -LIMIT // 2)
    ]
    powers[-1] = f"≤ {powers[-1]}"  # where smaller ones are drawn
    scalars = sliders(
        slider("gain", _("Gain") + " 𝛾", 0.5, 1.5, 0.05, gain),
        slider("T", _("Distance") + " 𝑇", 1, len(x), 1, T),
        slider("factor", _("Inputs multiplied by"), 0, 3, 0.05, factor),
    )
    slope = _("{m}: the greatest entry of {slope}").format(
        m='<span class="math">𝑚<sub>𝑡</sub></span>',
        slope='<span class="math">1 − ℎ<sub>𝑡</sub>²</span>',
    )
    values = {name: scientific(value) for name, value in at_T.items()}
    return Picture(
        _("When does the gradient vanish?"),
        drawing=plot(
            _("The norm and its bounds over the distance, on a logarithmic axis."),
            len(x),
            "𝑇",
            powers,
            LIMIT,
            curves,
        ),
        side=said(lines, values, *filter(None, names)) + over(slope),
        foot=scalars + reset() + link(),
        challenge=_(
            "Challenge: make the norm less than {bound}, with a gain above 1."
        ).format(bound="10<sup>−6</sup>"),
        words={"lines": lines},
    )
