"""The recall explorer: pairs are written into a state, and every key is asked.

What the cell prints: ``keys``, of length 1, and their ``names``; ``writes``, the key of
each write by its index, and its value in ``values``; ``rule``, which is sum, delta or
softmax, and ``written``, how many writes are done, as they are at first; ``scale``, by
which softmax multiplies the products of keys. The challenge is met if after all writes
each key reads its last value ``within`` that distance.
"""

import math

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    changing,
    legend,
    link,
    marks,
    names,
    number,
    over,
    reset,
    row,
    said,
    stepper,
    tensor,
    value_stepper,
)


def product(k, q):
    return sum(x * y for x, y in zip(k, q, strict=True))


def state_of(rule, keys, values):
    """Zeros for softmax, which has a list in its place."""
    state = [0.0] * len(keys[0])
    for k, v in zip(keys, values, strict=True):
        read = product(k, state) if rule == "delta" else 0
        state = [s + x * (v - read) for s, x in zip(state, k, strict=True)]
    return state if rule != "softmax" else [0.0] * len(state)


def mean(q, keys, values, scale):
    weights = [math.exp(scale * (product(k, q) - 1)) for k in keys]
    return product(weights, values) / sum(weights)


def picture(numbers: dict) -> Picture:
    keys, writes, values = (numbers[name] for name in ("keys", "writes", "values"))
    rule, n, scale = (numbers[name] for name in ("rule", "written", "scale"))
    within = numbers["challenge"]["within"]
    used = [keys[j] for j in writes[:n]]
    state = state_of(rule, used, values)
    if rule == "softmax":
        read = [mean(q, used, values[:n], scale) for q in keys]
    else:
        read = [product(q, state) for q in keys]
    last = dict(zip(writes[:n], values, strict=False))
    wanted = [last.get(j, 0.0) for j in range(len(keys))]
    worst = max(last, key=lambda j: abs(read[j] - wanted[j]))
    error = abs(read[worst] - wanted[worst])
    lines = {
        "numbers": _("{size} numbers are kept. Greatest error: {error}"),
        "sum": _("Each write adds its key times its value."),
        "delta": _("Each write first takes away what its key reads."),
        "softmax": _("The whole list is kept, and each key reads a mean of it."),
        "right": _("Each key that was written reads its last value."),
        "wrong": _("The key {name} is the furthest from its last value."),
    }
    size = n * (len(keys[0]) + 1) if rule == "softmax" else len(keys[0])
    filled = {"size": str(size), "error": error, "name": numbers["names"][worst]}
    data = {"edit": "values", "name": "𝑣"}
    rules = {"sum": _("Sum"), "delta": _("Delta rule"), "softmax": _("Softmax")}
    return Picture(
        _("What can a matrix remember?"),
        drawing=over(_("The writes, the state, and what each key reads:"))
        + row(
            names([numbers["names"][j] for j in writes]),
            tensor("values", "𝑣", values, data=data, chosen=n - 1),
            tensor("state", "𝑆", state, "state", data={"only": "state"}),
            names(numbers["names"]),
            tensor("read", "𝑟", read, "output"),
            tensor("wanted", "𝑤", wanted),
            classes="batch",
        ),
        side=over(_("𝑣: the value written; 𝑟: what the key reads; 𝑤: its last value"))
        + said(lines, filled, rule, "right" if error <= within else "wrong")
        + legend(marks()),
        foot=row(
            *(button(text, {"set": f"rule:{name}"}) for name, text in rules.items()),
            classes="words",
        )
        + stepper(
            button("‹", {"set": "written:-1"}, _("Back")),
            changing("done", f"{n} / {len(writes)}"),
            button("›", {"set": "written:+1"}, _("Next")),
        )
        + value_stepper("𝑣[0]")
        + reset()
        + link(),
        challenge=_(
            "Challenge: let each key read its last value to within {within} after all"
            " the writes."
        ).format(within=number(within)),
        words={"lines": lines},
    )
