"""The sampling explorer: from logits to what can be drawn, by temperature and two cuts.

What the cell prints: ``tokens`` and their ``logits``; ``temperature``, ``k`` and ``p``,
where the sliders start; ``challenge``, with the ``token``, by its index, that is to
have a probability of ``least`` or more, and ``by``, empty: no logit may change.
"""

import math
from html import escape
from itertools import accumulate

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    legend,
    link,
    marks,
    names,
    number,
    over,
    reset,
    row,
    said,
    slider,
    sliders,
    tensor,
    value_stepper,
)


def softmax(logits, temperature):
    greatest = max(logits)
    weights = [math.exp((z - greatest) / temperature) for z in logits]
    return [weight / sum(weights) for weight in weights]


def kept(probabilities, k, p):
    """The indices that top-k leaves and, of these, the fewest with a share of p."""
    order = sorted(range(len(probabilities)), key=lambda j: -probabilities[j])[:k]
    sums = [0, *accumulate(probabilities[j] for j in order)]
    return [
        j for j, s in zip(order, sums[:-1], strict=True) if p == 1 or s < p * sums[-1]
    ]


def cut(probabilities, left):
    """The probabilities with which the tokens are drawn, of which those are left."""
    share = sum(probabilities[j] for j in left)
    return [q / share * (j in left) for j, q in enumerate(probabilities)]


def picture(numbers: dict) -> Picture:
    tokens, logits = numbers["tokens"], numbers["logits"]
    temperature, k, p = (numbers[name] for name in ("temperature", "k", "p"))
    before = softmax(logits, temperature)
    left = kept(before, k, p)
    lines = {
        "numbers": _("{left} of {all} can be drawn; they had {share} of 𝑝."),
        "all": _("No cut: each can be drawn."),
        "one": _("Only one is left: this is greedy decoding."),
    }
    values = {"left": str(len(left)), "all": str(len(tokens))}
    values["share"] = sum(before[j] for j in left)
    which = {1: ["one"], len(tokens): ["all"]}.get(len(left), [])
    data = {"edit": "logits", "name": "𝑧", "least": "-10", "most": "10", "step": "0.1"}
    challenge = numbers.get("challenge")
    return Picture(
        _("What can be drawn next?"),
        drawing=row(
            names(tokens),
            tensor("logits", "𝑧", logits, data=data),
            tensor("before", "𝑝", before),
            tensor("drawn", "𝑞", cut(before, left)),
            classes="batch",
        ),
        side=over(_("𝑧: the logits; 𝑝 = softmax(𝑧 / 𝜏); 𝑞: after top-k and top-p"))
        + said(lines, values, *which)
        + legend(marks()),
        foot=sliders(
            slider("temperature", _("Temperature") + " 𝜏", 0.1, 3, 0.1, temperature),
            slider("k", "top-k", 1, len(tokens), 1, k),
            slider("p", "top-p", 0.05, 1, 0.05, p),
        )
        + value_stepper("𝑧[0]")
        + reset()
        + link(),
        challenge=challenge
        and _(
            "Challenge: give “{token}” a probability 𝑞 of at least {least}."
            " Leave the logits as they are."
        ).format(
            token=escape(tokens[challenge["token"]]),
            least=number(challenge["least"]),
        ),
        words={"lines": lines},
    )
