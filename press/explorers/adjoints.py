"""The adjoints explorer: how a pull at the loss flows back, and a gradient grows.

What the cell prints: ``W_ih``, ``W_hh`` and ``b``, the sum of both biases, of an RNN;
``x``, the inputs of one example, and ``h_0``; ``direct``, for each step the gradient of
the loss with respect to its state alone. The still picture shows the end of the way
back, and the script begins at the last step.
"""

import numpy as np
from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    changing,
    flat,
    legend,
    link,
    marks,
    reset,
    row,
    sign,
    stepper,
    tensor,
    value_stepper,
)


def walk_back(W_ih, W_hh, b, x, h_0, direct):
    """The tensors of all steps by name: h1, d1, delta1, epsilon1, term1; and sum."""
    W_ih, W_hh, b, h = (np.array(values) for values in (W_ih, W_hh, b, h_0))
    made = {"h0": h}
    for t, x_t in enumerate(x, start=1):
        h = np.tanh(W_ih @ x_t + b + W_hh @ h)
        made |= {f"x{t}": x_t, f"h{t}": h, f"d{t}": direct[t - 1]}
    delta, made["sum"] = np.zeros_like(h), np.zeros_like(W_hh)
    for t in reversed(range(1, len(x) + 1)):
        delta = delta + direct[t - 1]
        epsilon = delta * (1 - made[f"h{t}"] ** 2)
        term = np.outer(epsilon, made[f"h{t - 1}"])
        made |= {f"delta{t}": delta, f"epsilon{t}": epsilon, f"term{t}": term}
        made["sum"] = made["sum"] + term
        delta = W_hh.T @ epsilon
    return made | {"delta0": delta}


def symbol(letter, t):
    return f"{letter}<sub>{t}</sub>"


def outer(t, before):
    return f"{symbol('𝜀', t)}{symbol('ℎ', before)}<sup>⊤</sup>"


def strip(made, T):
    """What flows back above the states that the way forward has made."""
    kinds = [
        ("d", "𝑑", 1, "output", ""),
        ("delta", "𝛿", 0, "", "down"),
        ("epsilon", "𝜀", 1, "", "down back"),
        ("h", "ℎ", 0, "state", "on"),
        ("x", "𝑥", 1, "input", "up"),
    ]
    drawn = []
    for line, (name, letter, first, role, classes) in enumerate(kinds, start=1):
        for t in range(first, T + 1):
            named = f"{name}{t}"
            data = {}
            if named == "h0" or name in "dx":
                data = {"edit": named, "name": f"{name}_{t}"}
            elif name in ("delta", "epsilon"):
                data = {"only": named}
            drawn.append(
                tensor(
                    named,
                    symbol(letter, t),
                    made[named],
                    role,
                    data,
                    f"grid-area:{line}/{t + 1}" + ";align-self:end" * (t == 0),
                    classes * (t > 0),
                )
            )
    return f'<div class="strip">{"".join(drawn)}</div>'


def matrix(name, label, values):
    return tensor(name, label, flat(values), style=f"--columns:{len(values[0])}")


def terms(made, T):
    """What the gradient is so far: a term for each copy of the matrix reached."""
    parts = []
    for t in reversed(range(1, T + 1)):
        plus = sign("+" if t < T else "=")
        term = matrix(f"term{t}", outer(t, t - 1), made[f"term{t}"])
        parts.append(f'<div class="only" data-only="term{t}">{plus}{term}</div>')
    so_far = _("sum so far")
    label = (
        '<span data-only="whole">∂𝐿 / ∂𝑊<sub>ℎℎ</sub></span>'
        f'<span data-only="part" hidden>{so_far}</span>'
    )
    return row(matrix("sum", label, made["sum"]), *parts, classes="terms")


def folded():
    """How the step that was reached is computed, which the script fills in."""
    t, before = changing("t", ""), changing("before", "")
    back = row(
        tensor("W_hh_T", "𝑊<sub>ℎℎ</sub><sup>⊤</sup>", []),
        tensor("epsilon", symbol("𝜀", t), []),
        sign("+"),
        tensor("d_before", symbol("𝑑", before), [], "output"),
        sign("="),
        tensor("delta_before", symbol("𝛿", before), []),
    )
    through = row(
        tensor("delta", symbol("𝛿", t), []),
        sign("⊙"),
        tensor("slope", f"(1 − {symbol('ℎ', t)}²)", [], "state"),
        sign("="),
        tensor("epsilon", symbol("𝜀", t), []),
    )
    summary = _("Show how this step is computed")
    return (
        f'<details class="whole" hidden><summary>{summary}</summary>'
        f'<div class="wide">{through}{back}</div></details>'
    )


def picture(numbers: dict) -> Picture:
    T = len(numbers["x"])
    made = walk_back(**numbers)
    t = changing("t", 1)
    step = stepper(
        button("‹", {"set": "step:-1"}, _("One step back in time")),
        f"𝑡 = {t}",
        button("›", {"set": "step:+1"}, _("One step forward in time")),
    )
    change = value_stepper(f"{symbol('𝑑', T)}[0]")
    return Picture(
        _("Which copies of the matrix does a pull reach?"),
        drawing=strip(made, T),
        side=terms(made, T) + legend(marks()),
        below=folded(),
        foot=step + change + reset() + link(),
        challenge=_(
            "Challenge: change no {d}, and bring both entries of {epsilon} between"
            " −0.01 and 0.01."
        ).format(
            d='<span class="math">𝑑</span>',
            epsilon=f'<span class="math">{symbol("𝜀", 1)}</span>',
        ),
    )
