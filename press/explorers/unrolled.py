"""The unrolled explorer: every tensor of every step of an RNN, LSTM or GRU.

What the cell prints: ``module``, the name of PyTorch's class; ``weights``, for
each layer W_ih, W_hh, b_ih and b_hh; ``x``, the inputs of one example; ``h_0``
and, for an LSTM, ``c_0``, for each layer. The arithmetic is here, for the
drawing, and in ``explorers.js``, for what a reader changes.
"""

import json
from html import escape

import numpy as np
from sphinx.locale import _

from press.explorers.drawing import (
    HEIGHT,
    WIDTH,
    button,
    buttons,
    cells,
    choice,
    fill_in,
    slider,
    svg,
)

BLOCKS = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}  # in PyTorch's order
TANH = "hgn"  # the activation of the others is the sigmoid
LABEL = 18  # height of the line above a column of cells


def step(module, weights, u, h, c):
    """One step of one layer: by block the terms, activation and result; then c, h."""
    names = BLOCKS[module]
    made = {}
    for q, W_ih, W_hh, b_ih, b_hh in zip(
        names, *(np.split(np.array(w), len(names)) for w in weights), strict=True
    ):
        a, s = W_ih @ u, W_hh @ h
        z = a + b_ih + (made["r"]["v"] if q == "n" else 1) * (s + b_hh)
        v = np.tanh(z) if q in TANH else 1 / (1 + np.exp(-z))
        made[q] = {"a": a, "b": b_ih, "s": s, "d": b_hh, "z": z, "v": v}
    if module == "LSTM":
        i, f, g, o = (made[q]["v"] for q in names)
        c = f * c + i * g
        h = o * np.tanh(c)
    elif module == "GRU":
        r, z, n = (made[q]["v"] for q in names)
        h = (1 - z) * n + z * h
    else:
        h = made["h"]["v"]
    return made, h, c


def unroll(module, weights, x, h_0, c_0):
    """The steps, (made, h, c) for each time and layer, in time-major order."""
    steps, h, c = [], list(h_0), list(c_0)
    for u in np.array(x):
        for layer, tensors in enumerate(weights):
            made, h[layer], c[layer] = step(module, tensors, u, h[layer], c[layer])
            steps.append((made, h[layer], c[layer]))
            u = h[layer]
    return steps


def italic(letter):
    return "ℎ" if letter == "h" else chr(ord(letter) - ord("a") + ord("𝑎"))


def symbol(letter, below, above="", tags=("tspan", "tspan")):
    """A letter with an index and the number of its layer, in SVG or in HTML."""
    if tags[0] == "sub":
        above = above and f"<sup>{above}</sup>"
        return f"{letter}<sub>{below}</sub>{above}"
    above = above and f'<tspan class="index" dy="-9">{above}</tspan>'
    return f'{letter}<tspan class="index" dy="4">{below}</tspan>{above}'


# parts of a label that change with the step: time, the time before, layer, block
T, P = '<tspan class="t">1</tspan>', '<tspan class="p">0</tspan>'


def strip(module, x, h_0, c_0, steps):
    """All states over all inputs: one column for each time, one group a layer."""
    depth, size, time = len(h_0), len(h_0[0]), len(x)
    pitch, drawn, top = WIDTH + 30, [], LABEL
    names = ["c", "h"] if module == "LSTM" else ["h"]
    for layer in reversed(range(depth)):
        for name in names:
            start = (c_0 if name == "c" else h_0)[layer]
            made = [s[2 if name == "c" else 1] for s in steps[layer::depth]]
            for t, state in enumerate([start, *made]):
                left = 2 + t * pitch
                above = f"({layer})" if depth > 1 else ""
                sign = symbol(italic(name), t, above)
                middle = top + size * HEIGHT // 2
                drawn.append(
                    f'<g data-t="{t}" data-l="{layer}">'
                    f'<text class="math" x="{left}" y="{top - 6}">{sign}</text>'
                    + cells(
                        f"{name}{t}.{layer}", [[v] for v in state], left, top, "state"
                    )
                    + (
                        f'<path d="M{left - 27} {middle}h24m-6-4l6 4l-6 4"/>'
                        if t
                        else ""
                    )
                    + "</g>"
                )
            top += size * HEIGHT + LABEL + 10
            if name == "h":
                drawn += [
                    f'<path d="M{left} {top - 5}v-20m-4 6l4-6l4 6"/>'
                    for left in range(pitch + WIDTH, time * pitch + WIDTH + 1, pitch)
                ]
    for t, vector in enumerate(x, start=1):
        left = 2 + t * pitch
        drawn.append(
            f'<g data-t="{t}" data-l="0">'
            f'<text class="math" x="{left}" y="{top - 6}">{symbol("𝑥", t)}</text>'
            + cells(f"x{t}", [[v] for v in vector], left, top, "input")
            + "</g>"
        )
    label = _("All steps: the inputs below, the states above them, from left to right.")
    width, height = time * pitch + WIDTH + 4, top + len(x[0]) * HEIGHT + 2
    return svg(label, width, height, "".join(drawn))


def panel(label, parts):
    """Matrices and vectors side by side with signs between them."""
    drawn, left, rows = [], 2, max(len(part[1]) for part in parts if len(part) > 1)
    for part in parts:
        if isinstance(part, str):
            middle = LABEL + rows * HEIGHT / 2 + 5
            drawn.append(
                f'<text class="sign" x="{left + 8}" y="{middle:g}">{part}</text>'
            )
            left += 16
        else:
            name, matrix, sign, role = part
            width = WIDTH * len(matrix[0])
            middle = left + width - WIDTH * (len(matrix[0]) - matrix[0].count(None)) / 2
            place = f'x="{middle:g}" y="{LABEL - 6}"'
            if isinstance(sign, str):
                drawn.append(f'<text class="math" {place}>{sign}</text>')
            else:  # one for each layer
                drawn += [
                    f'<text class="math{" other" * (layer > 0)}" data-l="{layer}"'
                    f" {place}>{text}</text>"
                    for layer, text in enumerate(sign)
                ]
            drawn.append(
                cells(name, matrix, left, LABEL, role, framed=name not in ("u", "p"))
            )
            left += width
    return svg(label, left + 2, LABEL + rows * HEIGHT + 2, "".join(drawn))


GATES = {
    "i": _("input gate"),
    "f": _("forget gate"),
    "g": _("candidate"),
    "o": _("output gate"),
    "r": _("reset gate"),
    "z": _("update gate"),
    "n": _("candidate"),
}


def formulas(module, deep):
    """By block the lines that the script fills in, as HTML with names in braces."""
    above = "({l})" if deep else ""

    def entry(letter):
        return symbol(letter, "{t}", above, ("sub", "sup")) + "[{k}]"

    after = {
        "RNN": [],
        "LSTM": [
            f"{entry('𝑐')} = {{f}} · {{q}} + {{i}} · {{g}} = {{c}}",
            f"{entry('ℎ')} = {{o}} · tanh({{c}}) = {{o}} · {{x}} = {{h}}",
        ],
        "GRU": [f"{entry('ℎ')} = (1 − {{e}}) · {{n}} + {{e}} · {{p}} = {{h}}"],
    }[module]
    lines = {}
    for q in BLOCKS[module]:
        act = "tanh" if q in TANH else "𝜎"
        state = "{r} · ({s} + {d})" if q == "n" else "{s} + {d}"
        sum_ = f"{act}({{a}} + {{b}} + {state}) = {act}({{z}}) = {{v}}"
        lines[q] = "<br>".join([f"{entry(italic(q))} = {sum_}", *after])
    return lines


def shown(module, tensors, q, u, p, c, made, h, c_new):
    """The values of the panels, by the names that the drawing and formulas use."""
    at = BLOCKS[module].index(q)
    W, U = (np.split(np.array(w), len(BLOCKS[module]))[at] for w in tensors[:2])
    values = {"W": W, "U": U, "u": u, "p": p, "h": h, **made[q]}
    if module == "LSTM":
        gates = {name: made[name]["v"] for name in "ifgo"}
        values |= {**gates, "q": c, "c": c_new, "x": np.tanh(c_new)}
    elif module == "GRU":
        z, n, r = (made[name]["v"] for name in "znr")
        values |= {"e": z, "y": 1 - z, "n": n}
        if q == "n":
            values["r"] = r
    return values


def column(vector, height):
    """A vector as a matrix of one column, with room for a longer one."""
    return [[v] for v in vector] + [[None]] * (height - len(vector))


def panels(module, weights, q, values):
    """The drawings of one step, with the values of the lowest layer."""
    depth, size = len(weights), len(values["h"])
    read = max(len(tensors[0][0]) for tensors in weights)
    above = '(<tspan class="l">0</tspan>)' if depth > 1 else ""
    block = f'<tspan class="q">{italic(q)}</tspan>'
    result = "state" if module == "RNN" else "gate"
    below = [symbol("𝑥", T), *(symbol("ℎ", T, f"({n})") for n in range(depth - 1))]
    below = below if depth > 1 else below[0]

    def product(first, *letters):
        """The name of a matrix times a vector, for each layer."""
        index = f'<tspan class="index" dy="4">{first}{block}</tspan>'
        signs = [f'𝑊{index}<tspan dy="-4">{letter}</tspan>' for letter in letters]
        return signs if len(signs) > 1 else signs[0]

    def part(name, sign, role):
        vector = values.get(name, [None] * size)
        return name, column(vector, size), sign, role

    def state(name, letter, time=T, role="state"):
        return part(name, symbol(letter, time, above), role)

    W = [[*[None] * (read - len(row)), *row] for row in values["W"]]
    yield panel(
        _("What is read, behind the weights that it meets."),
        [
            ("W", W, symbol("𝑊", "𝑖" + block, above), "weight"),
            "",
            ("u", column(values["u"], read), below, "input"),
        ],
    )
    yield panel(
        _("The state before, behind the weights that it meets."),
        [
            ("U", values["U"].tolist(), symbol("𝑊", "ℎ" + block, above), "weight"),
            "",
            state("p", "ℎ", P),
        ],
    )
    reset = [state("r", "𝑟", role="gate"), "⊙"] if module == "GRU" else []
    yield panel(
        _("The terms, their sum, and its activation."),
        [
            part("a", product("𝑖", "𝑥", *"ℎ" * (depth - 1)), "input"),
            "+",
            part("b", symbol("𝑏", "𝑖" + block), "weight"),
            "+",
            *reset,
            part("s", product("ℎ", "ℎ"), "state"),
            "+",
            part("d", symbol("𝑏", "ℎ" + block), "weight"),
            "=",
            part("z", "∑", "weight"),
            "→",
            part("v", symbol(block, T, above), result),
        ],
    )
    if module == "LSTM":
        yield panel(
            _("The cell state: what is kept and what is written."),
            [
                state("f", "𝑓", role="gate"),
                "⊙",
                state("q", "𝑐", P),
                "+",
                state("i", "𝑖", role="gate"),
                "⊙",
                state("g", "𝑔", role="gate"),
                "=",
                state("c", "𝑐"),
            ],
        )
        yield panel(
            _("The hidden state: what is shown."),
            [
                state("o", "𝑜", role="gate"),
                "⊙",
                part("x", "tanh", "state"),
                "=",
                state("h", "ℎ"),
            ],
        )
    elif module == "GRU":
        yield panel(
            _("The new state, between the candidate and the state before."),
            [
                part("y", f"1 − {symbol('𝑧', T, above)}", "gate"),
                "⊙",
                state("n", "𝑛", role="gate"),
                "+",
                state("e", "𝑧", role="gate"),
                "⊙",
                state("p", "ℎ", P),
                "=",
                state("h", "ℎ"),
            ],
        )


def controls(module, x, h_0, q):
    """Native controls, hidden until the script shows them."""
    depth = len(h_0)

    above = _("layer")
    vectors = [(f"x{t}", f"x_{t + 1}") for t in range(len(x))]
    for letter in "hc" if module == "LSTM" else "h":
        for layer in range(depth):
            text = f"{letter}_0" + f", {above} {layer}" * (depth > 1)
            vectors.append((f"{letter}{layer}", text))
    gates = [(name, f"{name}, {GATES[name]}") for name in BLOCKS[module] if name != "h"]
    return "".join(
        [
            '<div class="controls" hidden>',
            slider("step", _("Step"), 1, len(x) * depth, 1, 1),
            buttons(
                button("back", _("Back")),
                button("next", _("Next")),
                button("reset", _("Reset")),
            ),
            choice("block", _("Part shown"), gates, q) if gates else "",
            slider("entry", _("Entry shown"), 0, len(h_0[0]) - 1, 1, 0),
            choice("vector", _("Change"), vectors, "x0"),
            slider("at", _("its entry"), 0, len(x[0]) - 1, 1, 0),
            slider("value", _("to"), -3, 3, 0.05, x[0][0]),
            "</div>",
        ]
    )


def html(numbers):
    """The explorer's name and its HTML."""
    module, weights, x, h_0 = (numbers[k] for k in ("module", "weights", "x", "h_0"))
    c_0 = numbers.get("c_0", [None] * len(h_0))
    q = BLOCKS[module][-1]
    steps = unroll(module, weights, x, h_0, c_0)
    made, h, c = steps[0]
    values = shown(module, weights[0], q, x[0], h_0[0], c_0[0], made, h, c)
    lines = formulas(module, deep=len(weights) > 1)
    first = {name: vector[0] for name, vector in values.items()}
    filled = fill_in(lines[q], {**first, "t": "1", "l": "0", "k": "0"})
    return (
        _("Explorer of {module}, step by step").format(module=f"nn.{module}"),
        "".join(
            [
                strip(module, x, h_0, c_0, steps),
                f'<div class="side">{controls(module, x, h_0, q)}'
                f'<p class="filled" aria-live="polite" data-lines="'
                f'{escape(json.dumps(lines, ensure_ascii=False))}">{filled}</p></div>',
                *panels(module, weights, q, values),
            ]
        ),
    )
