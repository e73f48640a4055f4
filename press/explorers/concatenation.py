"""The concatenation explorer: two products on both sides of a cut that a reader moves.

What the cell prints: ``W_hh``, ``W_ih``, ``h`` and ``x``. The cut starts at the border
of the blocks; what a reader stacks the wrong way round is the vector.
"""

import numpy as np
from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    flat,
    legend,
    link,
    marks,
    over,
    reset,
    row,
    sign,
    slider,
    sliders,
    tensor,
    value_stepper,
)

W_HH, W_IH = "𝑊<sub>ℎℎ</sub>", "𝑊<sub>𝑖ℎ</sub>"


def matrix(name, label, values, role):
    return tensor(name, label, flat(values), role, style=f"--columns:{len(values[0])}")


def sums(W_hh, W_ih, h, x):
    """The two products of the blocks, and their sum."""
    state_term, input_term = np.array(W_hh) @ h, np.array(W_ih) @ x
    return state_term, input_term, state_term + input_term


def picture(numbers: dict) -> Picture:
    n_h, size = len(numbers["h"]), len(numbers["h"]) + len(numbers["x"])
    state_term, input_term, total = sums(**numbers)
    joined = row(
        matrix("W_hh", W_HH, numbers["W_hh"], "state"),
        matrix("W_ih", W_IH, numbers["W_ih"], "input"),
        classes="joined",
    )
    vectors = "".join(
        tensor(name, letter, numbers[name], role, {"edit": name, "name": name})
        for name, letter, role in [("h", "ℎ", "state"), ("x", "𝑥", "input")]
    )
    of_blocks = row(
        tensor("state_term", f"{W_HH} ℎ", state_term, "state"),
        sign("+"),
        tensor("input_term", f"{W_IH} 𝑥", input_term, "input"),
        sign("="),
        tensor("total", _("sum"), total),
        classes="columns",
    )
    of_cut = row(
        tensor("left", _("left"), state_term),
        sign("+"),
        tensor("right", _("right"), input_term),
        sign("="),
        tensor("sum", _("sum"), total),
        classes="columns",
    )
    same = _("The sum is that of the two products.")
    other = _("The shape is right, and the sum is another one.")
    change = value_stepper("ℎ[0]")
    return Picture(
        _("Does it matter where we cut?"),
        drawing=row(joined, f'<div class="stacked">{vectors}</div>', classes="cut")
        + legend(marks()),
        side=over(_("The two products of the blocks:"))
        + of_blocks
        + over(_("The products left and right of the cut:"))
        + of_cut
        + f'<p class="said"><span data-only="same">{same}</span>'
        f'<span data-only="other" hidden>{other}</span></p>',
        foot=sliders(slider("cut", _("Columns left of the cut"), 0, size, 1, n_h))
        + button(_("ℎ above 𝑥"), {"set": "swapped:0"})
        + button(_("𝑥 above ℎ"), {"set": "swapped:1"})
        + change
        + reset()
        + link(),
        challenge=_(
            "Challenge: stack {x} above {h}, and make the two sums equal all the same."
        ).format(
            x='<span class="math">𝑥</span>',
            h='<span class="math">ℎ</span>',
        ),
    )
