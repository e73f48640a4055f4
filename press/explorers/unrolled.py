"""The unrolled explorer: every tensor of every step of an RNN, LSTM or GRU.

What the cell prints: ``module``, the name of PyTorch's class; ``weights``, for
each layer W_ih, W_hh, b_ih and b_hh; ``x``, the inputs of one example; ``h_0``
and, for an LSTM, ``c_0``, for each layer. The arithmetic is here, for the
drawing, and in ``unrolled.js``, for what a reader changes.
"""

import json
from dataclasses import dataclass
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


@dataclass
class Block:
    """One gate, candidate or state before it leaves the layer: terms, sum, result."""

    input_term: np.ndarray
    input_bias: np.ndarray
    state_term: np.ndarray
    state_bias: np.ndarray
    total: np.ndarray
    result: np.ndarray


@dataclass
class Step:
    """What a layer reads at one time, and what it makes of it."""

    read: np.ndarray  # the input, or the hidden state of the layer below
    h_before: np.ndarray
    c_before: np.ndarray | None  # only an LSTM has a cell state
    blocks: dict[str, Block]
    h: np.ndarray
    c: np.ndarray | None


def compute_blocks(module, weights, read, h):
    """The blocks of one step by their letters."""
    letters, blocks = BLOCKS[module], {}
    for letter, W_ih, W_hh, b_ih, b_hh in zip(
        letters, *(np.split(np.array(w), len(letters)) for w in weights), strict=True
    ):
        input_term, state_term = W_ih @ read, W_hh @ h
        reset = blocks["r"].result if letter == "n" else 1
        total = input_term + b_ih + reset * (state_term + b_hh)
        result = np.tanh(total) if letter in TANH else 1 / (1 + np.exp(-total))
        blocks[letter] = Block(input_term, b_ih, state_term, b_hh, total, result)
    return blocks


def compute_step(module, weights, read, h_before, c_before):
    """One step of one layer."""
    blocks = compute_blocks(module, weights, read, h_before)
    results = [block.result for block in blocks.values()]
    c = None
    if module == "LSTM":
        i, f, g, o = results
        c = f * c_before + i * g
        h = o * np.tanh(c)
    elif module == "GRU":
        _r, z, n = results
        h = (1 - z) * n + z * h_before
    else:
        [h] = results
    return Step(read, h_before, c_before, blocks, h, c)


def unroll(module, weights, x, h_0, c_0):
    """The steps for each time and layer, in time-major order."""
    steps, h, c = [], list(h_0), list(c_0)
    for read in np.array(x):
        for layer, tensors in enumerate(weights):
            step = compute_step(module, tensors, read, h[layer], c[layer])
            steps.append(step)
            read, h[layer], c[layer] = step.h, step.h, step.c
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


def column(vector, height):
    """A vector as a matrix of one column, with room for a longer one."""
    return [[v] for v in vector] + [[None]] * (height - len(vector))


def column_at(left, top, name, vector, sign, role):
    """A vector as a column of cells below its sign."""
    heading = f'<text class="math" x="{left}" y="{top - 6}">{sign}</text>'
    return heading + cells(name, column(vector, len(vector)), left, top, role)


def strip(module, x, h_0, c_0, steps):
    """All states over all inputs: one column for each time, one group a layer."""
    depth, size, time = len(h_0), len(h_0[0]), len(x)
    pitch, drawn, top = WIDTH + 30, [], LABEL
    names = ["c", "h"] if module == "LSTM" else ["h"]
    for layer in reversed(range(depth)):
        above = f"({layer})" if depth > 1 else ""
        for name in names:
            start = (c_0 if name == "c" else h_0)[layer]
            later = [getattr(step, name) for step in steps[layer::depth]]
            for t, state in enumerate([start, *later]):
                left, middle = 2 + t * pitch, top + size * HEIGHT // 2
                sign = symbol(italic(name), t, above)
                arrow = f'<path d="M{left - 27} {middle}h24m-6-4l6 4l-6 4"/>'
                drawn.append(
                    f'<g data-t="{t}" data-l="{layer}">'
                    + column_at(left, top, f"{name}{t}.{layer}", state, sign, "state")
                    + arrow * (t > 0)
                    + "</g>"
                )
            top += size * HEIGHT + LABEL + 10
            if name == "h":
                drawn += [
                    f'<path d="M{left} {top - 5}v-20m-4 6l4-6l4 6"/>'
                    for left in range(pitch + WIDTH, time * pitch + WIDTH + 1, pitch)
                ]
    for t, vector in enumerate(x, start=1):
        column_of_x = column_at(
            2 + t * pitch, top, f"x{t}", vector, symbol("𝑥", t), "input"
        )
        drawn.append(f'<g data-t="{t}" data-l="0">{column_of_x}</g>')
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


def gate_names():
    """What a gate or candidate is called, by its letter."""
    return {
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


def values_by_name(module, weights, letter, step):
    """The values of the panels of a block.

    ``data-v``, the formulas and ``unrolled.js`` use these names.
    """
    place, count = BLOCKS[module].index(letter), len(BLOCKS[module])
    W_ih, W_hh = (np.split(np.array(w), count)[place] for w in weights[:2])
    block = step.blocks[letter]
    values = {
        "W": W_ih,
        "U": W_hh,
        "u": step.read,
        "p": step.h_before,
        "h": step.h,
        "a": block.input_term,
        "b": block.input_bias,
        "s": block.state_term,
        "d": block.state_bias,
        "z": block.total,
        "v": block.result,
    }
    results = {name: block.result for name, block in step.blocks.items()}
    if module == "LSTM":
        values |= {name: results[name] for name in "ifgo"}
        values |= {"q": step.c_before, "c": step.c, "x": np.tanh(step.c)}
    elif module == "GRU":  # "z" is the sum, so that the update gate is "e"
        values |= {"e": results["z"], "y": 1 - results["z"], "n": results["n"]}
        if letter == "n":
            values["r"] = results["r"]
    return values


@dataclass
class Parts:
    """The parts of the panels of one step: matrices and vectors with their signs.

    The values are those of the lowest layer; a script fills in those of the others.
    """

    module: str
    weights: list  # for each layer W_ih, W_hh, b_ih, b_hh
    letter: str  # of the block that is shown
    values: dict

    def __post_init__(self):
        self.depth, self.size = len(self.weights), len(self.values["h"])
        self.above = '(<tspan class="l">0</tspan>)' if self.depth > 1 else ""
        self.block = f'<tspan class="q">{italic(self.letter)}</tspan>'

    def vector(self, name, sign, role):
        vector = self.values.get(name, [None] * self.size)
        return name, column(vector, self.size), sign, role

    def state(self, name, letter, time=T, role="state"):
        return self.vector(name, symbol(letter, time, self.above), role)

    def gate(self, name, letter):
        return self.state(name, letter, role="gate")

    def bias(self, name, first):
        return self.vector(name, symbol("𝑏", first + self.block), "weight")

    def weight(self, name, first, matrix):
        return name, matrix, symbol("𝑊", first + self.block, self.above), "weight"

    def product(self, name, first, factors, role):
        """A matrix times a vector; a factor for each layer, or one for all."""
        index = f'<tspan class="index" dy="4">{first}{self.block}</tspan>'
        signs = [f'𝑊{index}<tspan dy="-4">{factor}</tspan>' for factor in factors]
        return self.vector(name, signs if len(signs) > 1 else signs[0], role)

    def read(self):
        """What the layer reads, and the weights that it meets."""
        width = max(len(tensors[0][0]) for tensors in self.weights)
        W = [[*[None] * (width - len(row)), *row] for row in self.values["W"]]
        states = (symbol("ℎ", T, f"({layer})") for layer in range(self.depth - 1))
        signs = [symbol("𝑥", T), *states]
        sign = signs if self.depth > 1 else signs[0]
        vector = ("u", column(self.values["u"], width), sign, "input")
        return [self.weight("W", "𝑖", W), "", vector]


def block_panels(parts, reset=()):
    """What every module has: both products, and the sum with its activation."""
    result = "state" if parts.module == "RNN" else "gate"
    yield panel(_("What is read, behind the weights that it meets."), parts.read())
    yield panel(
        _("The state before, behind the weights that it meets."),
        [
            parts.weight("U", "ℎ", parts.values["U"].tolist()),
            "",
            parts.state("p", "ℎ", P),
        ],
    )
    yield panel(
        _("The terms, their sum, and its activation."),
        [
            parts.product("a", "𝑖", "𝑥" + "ℎ" * (parts.depth - 1), "input"),
            "+",
            parts.bias("b", "𝑖"),
            "+",
            *reset,
            parts.product("s", "ℎ", "ℎ", "state"),
            "+",
            parts.bias("d", "ℎ"),
            "=",
            parts.vector("z", "∑", "weight"),
            "→",
            parts.vector("v", symbol(parts.block, T, parts.above), result),
        ],
    )


def lstm_panels(parts):
    yield from block_panels(parts)
    yield panel(
        _("The cell state: what is kept and what is written."),
        [
            parts.gate("f", "𝑓"),
            "⊙",
            parts.state("q", "𝑐", P),
            "+",
            parts.gate("i", "𝑖"),
            "⊙",
            parts.gate("g", "𝑔"),
            "=",
            parts.state("c", "𝑐"),
        ],
    )
    yield panel(
        _("The hidden state: what is shown."),
        [
            parts.gate("o", "𝑜"),
            "⊙",
            parts.vector("x", "tanh", "state"),
            "=",
            parts.state("h", "ℎ"),
        ],
    )


def gru_panels(parts):
    yield from block_panels(parts, reset=[parts.gate("r", "𝑟"), "⊙"])
    yield panel(
        _("The new state, between the candidate and the state before."),
        [
            parts.vector("y", f"1 − {symbol('𝑧', T, parts.above)}", "gate"),
            "⊙",
            parts.gate("n", "𝑛"),
            "+",
            parts.gate("e", "𝑧"),
            "⊙",
            parts.state("p", "ℎ", P),
            "=",
            parts.state("h", "ℎ"),
        ],
    )


PANELS = {"RNN": block_panels, "LSTM": lstm_panels, "GRU": gru_panels}


def controls(module, x, h_0, letter):
    """Native controls, hidden until the script shows them."""
    depth, names = len(h_0), gate_names()
    of_layer = _("layer")
    vectors = [(f"x{t}", f"x_{t + 1}") for t in range(len(x))]
    for state in "hc" if module == "LSTM" else "h":
        for layer in range(depth):
            text = f"{state}_0" + f", {of_layer} {layer}" * (depth > 1)
            vectors.append((f"{state}{layer}", text))
    gates = [(q, f"{q}, {names[q]}") for q in BLOCKS[module] if q in names]
    return "".join(
        [
            '<div class="controls" hidden>',
            slider("step", _("Step"), 1, len(x) * depth, 1, 1),
            buttons(
                button("back", _("Back")),
                button("next", _("Next")),
                button("reset", _("Reset")),
            ),
            choice("block", _("Part shown"), gates, letter) if gates else "",
            slider("entry", _("Entry shown"), 0, len(h_0[0]) - 1, 1, 0),
            choice("vector", _("Change"), vectors, "x0"),
            slider("at", _("its entry"), 0, len(x[0]) - 1, 1, 0),
            slider("value", _("to"), -3, 3, 0.05, x[0][0]),
            "</div>",
        ]
    )


def html(numbers: dict) -> tuple[str, str]:
    """The explorer's name and its HTML."""
    module, weights, x, h_0 = (numbers[k] for k in ("module", "weights", "x", "h_0"))
    c_0 = numbers.get("c_0", [None] * len(h_0))
    letter = BLOCKS[module][-1]
    steps = unroll(module, weights, x, h_0, c_0)
    values = values_by_name(module, weights[0], letter, steps[0])
    lines = formulas(module, deep=len(weights) > 1)
    first = {name: vector[0] for name, vector in values.items()}
    filled = fill_in(lines[letter], {**first, "t": "1", "l": "0", "k": "0"})
    return (
        _("Explorer of {module}, step by step").format(module=f"nn.{module}"),
        "".join(
            [
                strip(module, x, h_0, c_0, steps),
                f'<div class="side">{controls(module, x, h_0, letter)}'
                f'<p class="filled" aria-live="polite" data-lines="'
                f'{escape(json.dumps(lines, ensure_ascii=False))}">{filled}</p></div>',
                *PANELS[module](Parts(module, weights, letter, values)),
            ]
        ),
    )
