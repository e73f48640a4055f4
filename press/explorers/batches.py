"""The batches explorer: sequences of unequal length, and five answers.

What the cell prints: ``W_ih``, ``W_hh`` and ``b``, the sum of both biases, of an RNN of
one unit that reads one number a step, each a number; ``x``, the padded batch;
``lengths``; ``challenge``, with ``by``, the only tensor that it lets a reader change.
"""

import math

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    cell,
    changing,
    legend,
    link,
    marks,
    over,
    reset,
    row,
    sign,
    stepper,
    tensor,
    value_stepper,
)

WHOLE = {"decimals": "0"}  # of lengths and indices, which have no colour


def run(W_ih, W_hh, b, sequence):
    """The states of a sequence."""
    h, states = 0.0, []
    for number in sequence:
        h = math.tanh(W_ih * number + W_hh * h + b)
        states.append(h)
    return states


def pack(x, lengths):
    """The order of the sequences, longest first, and for each step what is packed."""
    order = sorted(range(len(x)), key=lambda b: -lengths[b])
    steps = range(max(lengths))
    return order, [[x[b][t] for b in order if lengths[b] > t] for t in steps]


def readings():
    """What may be taken for the answer, in the order of the script."""
    return [
        _("last column"),
        _("last real step"),
        _("mean of all steps"),
        _("mean of real steps"),
        _("h_n of the packed batch"),
    ]


def grid(name, label, rows, lengths, role="", data=None, read=()):
    """A number for each sequence and step; padding and what is read are marked."""
    cells = "".join(
        cell(value, f"{'pad' * (t >= lengths[b])} {'read' * ((b, t) in read)}".strip())
        for b, sequence in enumerate(rows)
        for t, value in enumerate(sequence)
    )
    drawn = tensor(name, label, [], role, data, f"--columns:{len(rows[0])}")
    return drawn.removesuffix("</div>") + cells + "</div>"


def padded(x, lengths):
    """The batch beside its lengths, all to be changed."""
    bounds = {"least": "1", "most": str(len(x[0])), "step": "1"}
    data = {"edit": "lengths", "name": "lengths"} | bounds | WHOLE
    return row(
        tensor("lengths", "<code>lengths</code>", lengths, data=data),
        grid("x", "𝑥", x, lengths, "input", {"edit": "x", "name": "x"}),
        classes="batch",
    )


def packed(x, lengths):
    """A column for each step, under its batch size, beside the order."""
    order, steps = pack(x, lengths)
    columns = (
        tensor(
            f"data{t}",
            changing(f"size{t}", len(column)),
            column,
            data={"only": f"data{t}"},
        )
        for t, column in enumerate(steps, start=1)
    )
    return row(
        tensor("order", "<code>order</code>", order, data=WHOLE),
        row(*columns, classes="joined"),
        classes="batch",
    )


def answers(states, lengths, alone):
    """What is read of the states in the last column, and what would be right."""
    last = len(states[0]) - 1
    read = [(b, last) for b in range(len(states))]
    answer = [h[last] for h in states]
    wrong = (b for b, h in enumerate(answer) if not math.isclose(h, alone[b]))
    right = _("Each sequence has what it has alone.")
    padding = _("The answer has read padding. It is wrong for the sequences:")
    return (
        row(
            grid("output", "<code>output</code>", states, lengths, "state", read=read),
            tensor("answer", _("answer"), answer),
            sign(changing("equal", "≠")),
            tensor("alone", _("alone"), alone),
            classes="batch",
        )
        + f'<p class="said"><span data-only="right" hidden>{right}</span>'
        f'<span data-only="wrong">{padding}'
        f" {changing('wrong', ', '.join(map(str, wrong)))}</span></p>"
    )


def picture(numbers: dict) -> Picture:
    x, lengths = numbers["x"], numbers["lengths"]
    weights = [numbers[name] for name in ("W_ih", "W_hh", "b")]
    states = [run(*weights, sequence) for sequence in x]
    alone = [h[length - 1] for h, length in zip(states, lengths, strict=True)]
    reading = stepper(
        button("‹", {"set": "reading:-1"}, _("Back")),
        changing("reading", readings()[0]),
        button("›", {"set": "reading:+1"}, _("Next")),
    )
    change = value_stepper("<code>lengths</code>[0]")
    return Picture(
        _("Who reads the padding?"),
        drawing=over(_("Padded, with dashed frames around what is padding:"))
        + padded(x, lengths)
        + over(_("Packed, a column for each step, under its batch size:"))
        + packed(x, lengths),
        side=over(_("The states, and which of them are read:"))
        + answers(states, lengths, alone)
        + legend(marks(_("thick frame: what is read"))),
        foot=reading + change + reset() + link(),
        challenge=_(
            "Challenge: make all answers of the last column right."
            " Change nothing but the lengths."
        ),
        words={"readings": readings()},
    )
