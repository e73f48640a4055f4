"""The scan explorer: steps put together round by round, and the tree of one of them.

What the cell prints: ``a`` and ``b``, whole numbers, the steps of h_t = a_t h_{t-1} +
b_t; ``h_0``; ``round`` and ``step``, what is chosen at first, the step counted from 1.
``challenge``: which ``step`` is to have which ``state``, ``by`` changes of one tensor.
"""

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    changing,
    link,
    marks,
    number,
    over,
    reset,
    row,
    said,
    stepper,
    svg,
    tensor,
)

WIDE, HIGH = 38, 46  # from box to box of the tree


def rounds(a, b):
    """The pairs after each round, the first of them as they are given."""
    found, d = [list(zip(a, b, strict=True))], 1
    while d < len(a):
        pairs = found[-1]
        later = [
            (a_2 * a_1, a_2 * b_1 + b_2)
            for (a_1, b_1), (a_2, b_2) in zip(pairs, pairs[d:], strict=False)
        ]
        found.append(pairs[:d] + later)
        d *= 2
    return found


def first_of(level, step):
    """The first step of those that are put together at a step, from 1."""
    return max(1, step + 1 - 2**level)


def together(level, step):
    first = first_of(level, step)
    return f"{first}–{step}" if first < step else str(step)


def tree(level, step):
    """The boxes from which that of a step is made, and its own."""
    if level == 0:
        return {(0, step)}
    below = tree(level - 1, step)
    d = 2 ** (level - 1)
    return {(level, step)} | below | (tree(level - 1, step - d) if step > d else set())


def drawn(levels, steps, level, step):
    """All boxes; those above the round are pale, those of the tree are marked."""
    parts, marked = [], tree(level, step)
    for r in range(levels):
        for t in range(1, steps + 1):
            x, y = WIDE * (t - 0.5), HIGH * (levels - r - 0.5)
            lines = f"M{x:g},{y + HIGH - 13:g}V{y + 13:g}" if r else ""
            if r and t > 2 ** (r - 1):
                left = x - WIDE * 2 ** (r - 1)
                lines += f"M{left + 4:g},{y + HIGH - 13:g}L{x - 4:g},{y + 13:g}"
            classes = " ".join(
                name
                for name, true in (
                    ("on", (r, t) in marked),
                    ("later", r > level),
                )
                if true
            )
            parts.append(
                f'<g data-node="{r}.{t}" class="{classes}"><path d="{lines}"/>'
                f'<rect x="{x - 17:g}" y="{y - 13:g}" width="34" height="26" rx="4"/>'
                f'<text x="{x:g}" y="{y + 4:g}">{together(r, t)}</text></g>'
            )
    label = _("The tree of compositions")
    return svg(label, WIDE * steps, HIGH * levels, "".join(parts))


def picture(numbers: dict) -> Picture:
    a, b, h_0, level, step = (
        numbers[name] for name in ("a", "b", "h_0", "round", "step")
    )
    found, steps = rounds(a, b), len(a)
    pairs = found[level]
    lines = {
        "numbers": _("Step {step}: ({a}, {b})"),
        "given": _("That is the step alone, as it is given."),
        "made": _(
            "First {left}: ({a_1}, {b_1}). Then {right}: ({a_2}, {b_2})."
            " Together: ({a_2} · {a_1}, {a_2} · {b_1} + {b_2})."
        ),
        "same": _("Nothing is added in this round: all steps from 1 on are there."),
        "state": _("From ℎ = {start} it gives the state {state}."),
        "open": _("Not yet in it: {lack}."),
    }
    values, names = described(found, h_0, level, step)
    data = {"decimals": "0"}
    edit = {"least": "-9", "most": "9", "step": "1", **data}
    columns = f"--columns:{steps}"
    challenge = numbers["challenge"]
    counter = stepper(
        button("‹", {"set": "round:-1"}, _("Round before")),
        _("round {n}").format(n=changing("round", level)),
        button("›", {"set": "round:+1"}, _("Next round")),
    )
    which = stepper(
        button("‹", {"set": "step:-1"}, _("Step before")),
        _("step {n}").format(n=changing("step", step)),
        button("›", {"set": "step:+1"}, _("Next step")),
    )
    return Picture(
        _("Which steps are put together?"),
        drawing=over(_("The steps, of which you may change each number:"))
        + row(
            tensor("a", "𝑎", a, data={"edit": "a", "name": "𝑎", **edit}, style=columns)
        )
        + row(
            tensor("b", "𝑏", b, data={"edit": "b", "name": "𝑏", **edit}, style=columns)
        )
        + drawn(len(found), steps, level, step)
        + over(_("After the round, the pair (𝐴, 𝐵) of each step:"))
        + row(tensor("A", "𝐴", [p[0] for p in pairs], data=data, style=columns))
        + row(tensor("B", "𝐵", [p[1] for p in pairs], data=data, style=columns)),
        side=said(lines, values, *names)
        + f'<p class="legend">{marks().replace("; ", "", 1)}</p>',
        foot=counter + which + reset() + link(),
        challenge=_(
            "Challenge: change numbers of 𝑏 alone, until the state after step {step} is"
            " {state}. One number is enough."
        ).format(step=challenge["step"], state=number(challenge["state"], 0)),
        words={"lines": lines},
    )


def described(found, h_0, level, step):
    """What is said of the chosen box: the values, and which lines."""

    def whole(value):
        return number(value, 0)

    a, b = found[level][step - 1]
    values = {"step": str(step), "a": whole(a), "b": whole(b), "start": whole(h_0)}
    names = ["given"]
    d = 2 ** (level - 1) if level else 0
    if level and step > d:
        (a_1, b_1), (a_2, b_2) = (
            found[level - 1][step - d - 1],
            found[level - 1][step - 1],
        )
        pairs = {"a_1": a_1, "b_1": b_1, "a_2": a_2, "b_2": b_2}
        values |= {name: whole(value) for name, value in pairs.items()}
        values["right"] = together(level - 1, step)
        values["left"] = together(level - 1, step - d)
        names = ["made"]
    elif level:
        names = ["same"]
    first = first_of(level, step)
    if first > 1:
        values["lack"] = f"1–{first - 1}" if first > 2 else "1"
        return values, [*names, "open"]
    values["state"] = whole(a * h_0 + b)
    return values, [*names, "state"]
