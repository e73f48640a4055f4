"""The unrolled explorer: every tensor of every step of an RNN, LSTM or GRU.

What the cell prints: ``module``, the name of PyTorch's class; ``weights``, for
each layer W_ih, W_hh, b_ih and b_hh; ``x``, the inputs of one example; ``h_0``
and, for an LSTM, ``c_0``, for each layer; ``challenge``, as ``explain`` says. With
``compact`` there is no link. The arithmetic is here, for the still picture, and in
``unrolled.js``, for what a reader changes.
"""

import re
from dataclasses import dataclass

import numpy as np
from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    arrow,
    button,
    changing,
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

BLOCKS = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}  # in PyTorch's order
TANH = "hgn"  # the activation of the others is the sigmoid


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
        reset_gate = blocks["r"].result if letter == "n" else 1
        total = input_term + b_ih + reset_gate * (state_term + b_hh)
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


def values_by_name(module, letter, step):
    """What the path of a block shows, as ``unrolled.js`` names it."""
    values = {**vars(step.blocks[letter])}
    values |= {name: block.result for name, block in step.blocks.items()}
    values |= {"h_before": step.h_before, "h": step.h}
    if module == "LSTM":
        values |= {"c_before": step.c_before, "c": step.c, "tanh_c": np.tanh(step.c)}
    elif module == "GRU":
        values["one_minus_z"] = 1 - values["z"]
    return values


def italic(letter):
    return "ℎ" if letter == "h" else chr(ord(letter) - ord("a") + ord("𝑎"))


def symbol(letter, below, layer=None):
    """A letter with an index and the number of its layer."""
    above = "" if layer is None else f"<sup>({layer})</sup>"
    return f"{letter}<sub>{below}</sub>{above}"


def name_of(letter, t, layer=0):
    """What the address and the script call a vector: x1, h0, h0_1."""
    return f"{letter}{t}" + f"_{layer}" * (layer > 0)


def spoken(letter, t, layer=None):
    name, of_layer = f"{letter}_{t}", _("layer")
    return name if layer is None else f"{name}, {of_layer} {layer}"


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


@dataclass
class Drawing:
    """The parts of the still picture, all at the first step of the lowest layer."""

    module: str
    weights: list  # for each layer W_ih, W_hh, b_ih, b_hh
    x: list
    h_0: list
    c_0: list
    steps: list[Step]

    def __post_init__(self):
        self.depth = len(self.weights)
        self.letter = BLOCKS[self.module][-1]
        self.values = values_by_name(self.module, self.letter, self.steps[0])
        self.layer = changing("layer", 0) if self.depth > 1 else None
        self.t, self.before = changing("t", 1), changing("before", 0)
        self.block = changing("block", italic(self.letter))

    def column(self, letter, t, layer, vector, line):
        """All of a vector in the strip: a start or an input to change, or a state."""
        shown = layer if self.depth > 1 and letter != "x" else None
        name = name_of(letter, t, layer)
        data = {"edit": name, "name": spoken(letter, t, shown)}
        made = t > 0 and letter != "x"
        if made:
            step = (t - 1) * self.depth + layer + 1
            data = {"set": f"step:{step},entry:{{i}}", "name": data["name"]}
        active = "active" if t < 2 and layer == 0 else ""
        arrow_from = "on" if made else "up" if letter == "x" else ""
        return tensor(
            name,
            symbol(italic(letter), t, shown),
            vector,
            "input" if letter == "x" else "state",
            data,
            f"grid-area:{line}/{t + 1}",
            f"{active} {arrow_from}".strip(),
            chosen=0 if made and active else None,
        )

    def strip(self):
        """All states over all inputs: one column of the grid for each time."""
        drawn, line = [], 1
        for layer in reversed(range(self.depth)):
            for letter in "ch" if self.module == "LSTM" else "h":
                start = (self.c_0 if letter == "c" else self.h_0)[layer]
                later = [getattr(s, letter) for s in self.steps[layer :: self.depth]]
                drawn += [
                    self.column(letter, t, layer, vector, line)
                    for t, vector in enumerate([start, *later])
                ]
                line += 1
        drawn += [
            self.column("x", t, 0, vector, line)
            for t, vector in enumerate(self.x, start=1)
        ]
        return f'<div class="strip">{"".join(drawn)}</div>'

    def state(self, letter, time=None):
        sign = letter if letter == self.block else italic(letter)
        return symbol(sign, time or self.t, self.layer)

    def made(self, letter, whole):
        """The sign of what a row makes; of the chosen entry, where it shows that."""
        entry = "" if whole else f"[{changing('entry', 0)}]"
        return self.state(letter) + entry

    def read(self):
        """What the layer reads: the input, or the state of the layer below."""
        if self.depth == 1:
            return symbol("𝑥", self.t)
        signs = [symbol("𝑥", self.t)]
        signs += [symbol("ℎ", self.t, layer) for layer in range(self.depth - 1)]
        return "".join(
            f'<span data-only="layer{layer}"{" hidden" * (layer > 0)}>{text}</span>'
            for layer, text in enumerate(signs)
        )

    def vectors(self, whole):
        """``tensor`` for the chosen entry of a vector, or for the whole vector."""

        def part(name, label, role="", chooses=""):
            if whole:
                return tensor(f"all.{name}", label, [], role)
            data = chooses and {
                "set": f"block:{chooses}",
                "name": f"{chooses}, {gate_names()[chooses]}",
            }
            return tensor(name, label, [self.values[name][0]], role, data)

        return part

    def sum(self, whole):
        """The terms of a block, their sum, and its activation."""
        part = self.vectors(whole)
        i, h = (f"<sub>{first}{self.block}</sub>" for first in "𝑖ℎ")
        result = "state" if self.module == "RNN" else "gate"
        reset_gate = close = ""
        if self.module == "GRU":
            only = '<div class="only" data-only="n">'
            r = part("r", self.state("r"), "gate", "r")
            reset_gate = f"{only}{r}{sign('⊙ (')}</div>"
            close = f"{only}{sign(')')}</div>"
        activation = "tanh" if self.letter in TANH else "𝜎"
        return row(
            part("input_term", f"𝑊{i}{self.read()}", "input"),
            sign("+"),
            part("input_bias", f"𝑏{i}"),
            sign("+"),
            reset_gate,
            part("state_term", f"𝑊{h}{self.state('h', self.before)}", "state"),
            sign("+"),
            part("state_bias", f"𝑏{h}"),
            close,
            sign("="),
            part("total", _("sum") if self.module == "GRU" else "𝑧"),
            arrow(changing("activation", activation)),
            part("result", self.made(self.block, whole), result),
            classes="sum",
        )

    def after(self, whole):
        """What an LSTM or a GRU makes of its blocks."""
        part = self.vectors(whole)
        gate = {
            letter: part(letter, self.state(letter), "gate", letter)
            for letter in BLOCKS[self.module]
            if self.module != "RNN"
        }
        if self.module == "LSTM":
            yield row(
                gate["f"],
                sign("⊙"),
                part("c_before", self.state("c", self.before), "state"),
                sign("+"),
                gate["i"],
                sign("⊙"),
                gate["g"],
                sign("="),
                part("c", self.made("c", whole), "state"),
            )
            yield row(
                gate["o"],
                sign("⊙"),
                part("tanh_c", f"tanh {self.state('c')}", "state"),
                sign("="),
                part("h", self.made("h", whole), "state"),
            )
        elif self.module == "GRU":
            yield row(
                part("one_minus_z", f"1 − {self.state('z')}", "gate"),
                sign("⊙"),
                gate["n"],
                sign("+"),
                gate["z"],
                sign("⊙"),
                part("h_before", self.state("h", self.before), "state"),
                sign("="),
                part("h", self.made("h", whole), "state"),
            )

    def path(self):
        """How the chosen entry comes about."""
        rows = [self.sum(whole=False), *self.after(whole=False)]
        return f'<div class="path">{"".join(rows)}</div>'

    def folded(self):
        """The whole tensors of the chosen step, which the script fills in."""
        products = [
            ("input_weights", "𝑖", "all.read", self.read(), "input"),
            (
                "state_weights",
                "ℎ",
                "all.h_before",
                self.state("h", self.before),
                "state",
            ),
        ]
        rows = [
            row(
                tensor(
                    weights,
                    f"𝑊<sub>{first}{self.block}</sub>",
                    [],
                    data={"edit": "", "name": ""},
                ),
                tensor(vector, label, [], role),
            )
            for weights, first, vector, label, role in products
        ]
        rows += [self.sum(whole=True), *self.after(whole=True)]
        summary = _("Show the weights and all entries")
        return (
            f'<details class="whole" hidden><summary>{summary}</summary>'
            f'<div class="wide">{"".join(rows)}</div></details>'
        )

    def foot(self, by, compact):
        step, of_layer = f"𝑡 = {self.t}", _("layer")
        if self.depth > 1:
            step += f", {of_layer} {self.layer}"
        step = stepper(
            button("‹", {"set": "step:-1"}, _("Back")),
            step,
            button("›", {"set": "step:+1"}, _("Next")),
        )
        change = value_stepper(f"{sign_of(by, self.depth)}[0]")
        return step + change + reset() + ("" if compact else link())


def sign_of(name, depth):
    """The symbol of a vector by its name in the address."""
    letter, t, layer = re.fullmatch(r"(\w)(\d+)(?:_(\d+))?", name).groups()
    return symbol(
        italic(letter), t, int(layer or 0) if depth > 1 and letter != "x" else None
    )


def explain(challenge, depth):
    """What is to be done: bring a number above or below a bound, or both.

    It is ``of``: entry ``at`` of a vector of that name; ``drift``, how far that of h4
    is from that of h3; ``gate``, the farthest that a gate of step 2 has moved; or
    ``same``, how many states have stayed. ``by`` names the only vector that may be
    changed.
    """

    def math(name, place=""):
        return f'<span class="math">{sign_of(name, depth)}{place}</span>'

    of, above = challenge["of"], "above" in challenge
    place = f"[{challenge['at']}]" if "at" in challenge else ""
    texts = {
        "gate": _("Challenge: make a gate of step 2 move by more than {bound}."),
        "drift": _(
            "Challenge: make {later} differ from {earlier} by less than {bound}."
        ),
        "same": _(
            "Challenge: change a number so that exactly two states stay as they were."
        ),
    }
    values = {"later": math("h4", place), "earlier": math("h3", place)}
    if of not in texts:
        values["goal"] = math(of, place)
        greater = _("Challenge: make {goal} greater than {bound}.")
        texts[of] = greater if above else _("Challenge: make {goal} less than {bound}.")
    bound = challenge["above" if above else "below"]
    text = texts[of].format(bound=f"{bound:g}".replace("-", "−"), **values)
    if "by" in challenge:
        text += " " + _("Change nothing but {by}.").format(by=math(challenge["by"]))
    return text


def title(module, depth):
    """What a reader can find out."""
    if module == "LSTM":
        return _("What do the gates keep and write?")
    if module == "GRU":
        return _("Old state or new candidate?")
    if depth > 1:
        return _("Which states does a change reach?")
    return _("How far does one number travel?")


def picture(numbers: dict) -> Picture:
    module, weights, x, h_0 = (numbers[k] for k in ("module", "weights", "x", "h_0"))
    c_0 = numbers.get("c_0", [None] * len(h_0))
    steps = unroll(module, weights, x, h_0, c_0)
    drawing = Drawing(module, weights, x, h_0, c_0, steps)
    compact = numbers.get("compact", False)
    challenge = numbers.get("challenge")
    return Picture(
        title(module, len(weights)),
        drawing=drawing.strip(),
        side=drawing.path() + legend(marks(_("thick frame: what is explained"))),
        below=drawing.folded(),
        foot=drawing.foot((challenge or {}).get("by", "x1"), compact),
        challenge=explain(challenge, len(weights)) if challenge else "",
    )
