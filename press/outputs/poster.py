"""Draw a poster for a lecture hall: every tensor of one step of RNN, LSTM and GRU.

It is an SVG of A3, 420 by 297 millimetres, with its fonts inside. One entry is one
square, of one size on the whole sheet, and says its number. Input, old states and
weights are drawn at random with two decimals; all else is computed from these, so that
a reader can do it again. A role links it: ``{poster}`a sheet of A3 <poster.svg>` ``.
"""

import base64
import math
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from random import Random

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import ReferenceRole

from press.order import Writing

FILE = "poster.svg"
STATIC = Path(__file__).parents[1] / "theme" / "static"
WIDTH, HEIGHT, MARGIN = 420, 297, 16  # millimetres, as all lengths here
SQUARE = 3.75
GAP = 1.1 * SQUARE  # between the blocks of a tensor
INPUT_SIZE, HIDDEN_SIZE = 5, 8
BLOCK = HIDDEN_SIZE * SQUARE + GAP
INK, QUIET, PAPER = "#1b1b1f", "#5a5c63", "#ffffff"
SUM, NEGATIVE = "#6b5f00", "#8b919c"

Vector = list[float]
Matrix = list[Vector]


# the numbers


def drawn(random: Random, rows: int, columns: int, bound: float) -> Matrix:
    return [
        [round(random.uniform(-bound, bound), 2) for _ in range(columns)]
        for _ in range(rows)
    ]


def product(matrix: Matrix, vector: Vector) -> Vector:
    return [sum(times(row, vector)) for row in matrix]


def added(*vectors: Vector) -> Vector:
    return [sum(entries) for entries in zip(*vectors, strict=True)]


def times(one: Vector, other: Vector) -> Vector:
    return [a * b for a, b in zip(one, other, strict=True)]


def sigmoid(vector: Vector) -> Vector:
    return [1 / (1 + math.exp(-entry)) for entry in vector]


def tanh(vector: Vector) -> Vector:
    return [math.tanh(entry) for entry in vector]


def column(vector: Vector) -> Matrix:
    return [[entry] for entry in vector]


def blocks(vector: Vector) -> list[Vector]:
    """The parts of a stacked vector, one for each gate."""
    return [
        vector[start : start + HIDDEN_SIZE]
        for start in range(0, len(vector), HIDDEN_SIZE)
    ]


@dataclass
class Weights:
    """The four tensors of a module; its blocks have these letters, in this order."""

    letters: str
    random: Random

    def __post_init__(self):
        rows, bound = len(self.letters) * HIDDEN_SIZE, HIDDEN_SIZE**-0.5
        self.W_ih = drawn(self.random, rows, INPUT_SIZE, bound)
        self.W_hh = drawn(self.random, rows, HIDDEN_SIZE, bound)
        self.b_ih = drawn(self.random, rows, 1, bound)
        self.b_hh = drawn(self.random, rows, 1, bound)

    @property
    def parameters(self) -> int:
        tensors = (self.W_ih, self.W_hh, self.b_ih, self.b_hh)
        return sum(len(tensor) * len(tensor[0]) for tensor in tensors)

    def from_input(self, x: Vector) -> Vector:
        return added(product(self.W_ih, x), sum(self.b_ih, []))

    def from_state(self, h: Vector) -> Vector:
        return added(product(self.W_hh, h), sum(self.b_hh, []))


# the drawing


def italic(letter: str) -> str:
    """As formulas have it, of a font for mathematics."""
    if letter == "h":
        return "ℎ"
    if letter == "σ":
        return "𝜎"
    start = 0x1D44E - ord("a") if letter.islower() else 0x1D434 - ord("A")
    return chr(start + ord(letter))


def letters(text: str) -> str:
    return re.sub(
        r"tanh|[A-Za-zσ]",
        lambda found: found[0] if len(found[0]) > 1 else italic(found[0]),
        text.replace("-", "−"),
    )


def formula(text: str, size: float) -> str:
    """``W_{ih} x_t`` as the inside of a text."""
    inside, down = "", 0.0
    for n, part in enumerate(re.split(r"_(\{.*?\}|\w)", text)):
        if not part:
            continue
        wanted = 0.22 * size if n % 2 else 0.0
        small = f' font-size="{0.72 * size:.3g}"' if n % 2 else ""
        shift = f' dy="{wanted - down:.3g}"' if wanted != down else ""
        inside += f"<tspan{shift}{small}>{letters(part.strip('{}'))}</tspan>"
        down = wanted
    return inside


def mixed(colour: str, share: float) -> str:
    """That share of a colour, the rest paper."""
    channels = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 + share * (c - 255)):02x}" for c in channels)


def number(value: float) -> str:
    """Two decimals, without the nought before the point."""
    text = f"{abs(value):.2f}".removeprefix("0")
    return f"−{text}" if value < 0 and float(text) else text


def lines_of(text: str, characters: int) -> list[str]:
    """The text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > characters:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


@dataclass
class Sheet:
    """The elements of the drawing, lines below all others."""

    colours: dict[str, str]
    below: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def text(self, x, y, size, text, *, style="", anchor="start", colour=INK):
        self.above.append(
            f'<text x="{x:.5g}" y="{y:.5g}" font-size="{size:.3g}" class="{style}"'
            f' text-anchor="{anchor}" fill="{colour}">{text}</text>'
        )

    def words(self, x, y, size, text, **looks):
        self.text(x, y, size, escape(text), style=looks.pop("style", "words"), **looks)

    def math(self, x, y, size, text, **looks):
        self.text(x, y, size, formula(text, size), style="math", **looks)

    def name_of_code(self, x, y, size, text, **looks):
        self.text(x, y, size, escape(text), style="code", **looks)

    def cells(self, name, tensor, x, y, role, *, greatest=1.0, new=False):
        """A tensor as squares, in blocks; a new state has a frame."""
        inside, light = [], f' fill="{PAPER}"'
        for n, row in enumerate(tensor):
            top = y + n * SQUARE + n // HIDDEN_SIZE * GAP
            for k, value in enumerate(row):
                share = 0.1 + 0.75 * min(abs(value) / greatest, 1)
                colour = mixed(self.colours[role], share)
                if value < 0:
                    share *= 0.55
                    colour = mixed(NEGATIVE, share)
                left = x + k * SQUARE
                inside.append(
                    f'<rect x="{left:.5g}" y="{top:.5g}" width="{SQUARE}"'
                    f' height="{SQUARE}" fill="{colour}"/>'
                    f'<text x="{left + SQUARE / 2:.5g}" y="{top + 2.4:.5g}"'
                    f"{light * (share > 0.5)}>{number(value)}</text>"
                )
        for start in range(0, len(tensor), HIDDEN_SIZE):
            rows = min(HIDDEN_SIZE, len(tensor) - start)
            top = y + start // HIDDEN_SIZE * BLOCK
            inside.append(
                f'<path d="M{x:.5g} {top:.5g}h{len(tensor[0]) * SQUARE:.5g}'
                f'v{rows * SQUARE:.5g}h{-len(tensor[0]) * SQUARE:.5g}z" fill="none"'
                f' stroke="{self.colours[role]}" stroke-width="{0.7 if new else 0.3}"/>'
            )
        self.above.append(
            f'<g class="cells" data-tensor="{name}">{"".join(inside)}</g>'
        )

    def line(self, *points, role="ink", arrow=True):
        """From point to point; where it crosses an older one, it passes over it."""
        colour = self.colours[role]
        path = "M" + "L".join(f"{x:.5g} {y:.5g}" for x, y in points)
        for stroke, width in ((PAPER, 2), (colour, 0.55)):
            self.below.append(
                f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width}"'
                ' stroke-linejoin="round"/>'
            )
        if arrow:
            (x0, y0), (x1, y1) = points[-2:]
            length = math.hypot(x1 - x0, y1 - y0)
            dx, dy = (x1 - x0) / length, (y1 - y0) / length
            self.below.append(
                f'<path d="M{x1:.5g} {y1:.5g}'
                f"L{x1 - 1.9 * dx - 0.8 * dy:.5g} {y1 - 1.9 * dy + 0.8 * dx:.5g}"
                f'L{x1 - 1.9 * dx + 0.8 * dy:.5g} {y1 - 1.9 * dy - 0.8 * dx:.5g}z"'
                f' fill="{colour}"/>'
            )

    def dot(self, x, y, role):
        self.below.append(
            f'<circle cx="{x:.5g}" cy="{y:.5g}" r=".9" fill="{self.colours[role]}"/>'
        )

    def plus(self, x, y, radius=1.1):
        self.above.append(
            f'<path d="M{x - radius:.5g} {y:.5g}h{2 * radius}M{x:.5g} {y - radius:.5g}'
            f'v{2 * radius}" stroke="{INK}" stroke-width=".45"/>'
        )

    def node(self, x, y, kind):
        """A sum or an entrywise product."""
        self.above.append(
            f'<circle cx="{x:.5g}" cy="{y:.5g}" r="2.3" fill="{PAPER}"'
            f' stroke="{INK}" stroke-width=".45"/>'
        )
        if kind == "plus":
            self.plus(x, y)
        else:
            self.above.append(
                f'<circle cx="{x:.5g}" cy="{y:.5g}" r=".6" fill="{INK}"/>'
            )

    def function(self, x, y, name):
        width = {"σ": 4.6, "tanh": 8, "1 −": 6.4}[name]
        self.above.append(
            f'<rect x="{x - width / 2:.5g}" y="{y - 2.3:.5g}" width="{width}"'
            f' height="4.6" rx="2.3" fill="{PAPER}" stroke="{INK}" stroke-width=".45"/>'
        )
        self.math(x, y + 1.1, 3.4, name, anchor="middle")


@dataclass
class Panel:
    """One module, on a grid: columns of squares, and rows of blocks."""

    sheet: Sheet
    module: str
    left: float
    top: float  # of its squares
    weights: Weights
    given: dict[str, Vector]

    # columns of squares, from the left
    W_IH, X, B_IH, W_HH, H, B_HH, SUM, GATE = 0, 5.6, 8.3, 10.9, 19.5, 22.1, 24.8, 28.6

    def x(self, squares: float) -> float:
        return self.left + squares * SQUARE

    def y(self, row: float) -> float:
        """The middle of a row of blocks."""
        return self.top + row * BLOCK + HIDDEN_SIZE * SQUARE / 2

    def at(self, squares: float, row: float) -> tuple[float, float]:
        return self.x(squares), self.y(row)

    @property
    def rows(self) -> int:
        return len(self.weights.letters)

    @property
    def middle(self) -> float:
        return (self.rows - 1) / 2

    def vector(
        self, name, values, squares, row, role, *, new=False, word="", aside=0.0
    ):
        """A column in the middle of a row, with its name or a word above it.

        ``aside`` is how many squares the name stands to the right.
        """
        top = self.y(row) - len(values) * SQUARE / 2
        self.sheet.cells(
            f"{self.module} {name}", column(values), self.x(squares), top, role, new=new
        )
        place = self.x(squares + 0.5 + aside), top - 1.3
        looks = {"anchor": "middle", "colour": self.sheet.colours[role]}
        if word:
            self.sheet.words(*place, 2.6, word, **looks)
        else:
            size = 3.8 if len(name) < 8 and "−" not in name else 2.8
            self.sheet.math(*place, size, name, **looks)

    def head(self, equations: list[list[str]], baseline: float, size=4.5):
        """Name, number of parameters, and the equations in columns."""
        sheet, count = self.sheet, self.weights.parameters
        sheet.words(self.left, baseline, 15, self.module, style="words bold")
        sheet.name_of_code(
            self.left, baseline + 7, 3, f"nn.{self.module}({INPUT_SIZE}, {HIDDEN_SIZE})"
        )
        one = count // self.rows
        counted = f"{self.rows} · {one} = {count}" if self.rows > 1 else str(count)
        sheet.words(self.left, baseline + 12.5, 3.7, _("{} parameters").format(counted))
        for n, lines in enumerate(equations):
            for k, line in enumerate(lines):
                sheet.math(
                    self.left + 53 + 77.5 * n,
                    baseline - 13.4 + 7.4 * k + size,
                    size,
                    line,
                )

    def tensors(self):
        """Weights, biases, input and old state, with their names."""
        sheet, weights, least = self.sheet, self.weights, HIDDEN_SIZE**-0.5
        for name, squares, tensor, role, symbol in (
            ("weight_ih_l0", self.W_IH, weights.W_ih, "input", "W_{ih}"),
            ("bias_ih_l0", self.B_IH, weights.b_ih, "input", "b_{ih}"),
            ("weight_hh_l0", self.W_HH, weights.W_hh, "state", "W_{hh}"),
            ("bias_hh_l0", self.B_HH, weights.b_hh, "state", "b_{hh}"),
        ):
            sheet.cells(
                f"{self.module} {name}",
                tensor,
                self.x(squares),
                self.top,
                role,
                greatest=least,
            )
            middle = self.x(squares) + len(tensor[0]) * SQUARE / 2
            looks = {"anchor": "middle", "colour": sheet.colours[role]}
            above = self.top - (4.6 if self.rows > 1 else 1.6)
            shape = (
                f"{len(tensor)} × {len(tensor[0])}" if "W" in symbol else len(tensor)
            )
            sheet.math(middle, above - 7, 5, symbol, **looks)
            sheet.name_of_code(
                middle, above - 3, 2.1, name, colour=QUIET, anchor="middle"
            )
            sheet.words(middle, above, 2.3, str(shape), colour=QUIET, anchor="middle")
            if self.rows > 1:
                for row, letter in enumerate(weights.letters):
                    block = f"{symbol[0]}_{{{symbol[3]}{letter}}}"
                    top = self.y(row) - HIDDEN_SIZE * SQUARE / 2
                    sheet.math(middle, top - 1.1, 2.9, block, **looks)
        self.vector("x_t", self.given["x_t"], self.X, self.middle, "input")
        # above the old state of the GRU stands the line that leads to its second use
        aside = -0.95 if self.module == "GRU" else 0
        h = self.given["h_{t-1}"]
        self.vector("h_{t-1}", h, self.H, self.middle, "state", aside=aside)

    def signs(self, row: float, *, halves=True):
        """The plus signs of a row of blocks, and the arrow to their sum."""
        places = [self.X + 1.85, self.H + 1.8]
        if halves:
            places.append((self.B_IH + 1 + self.W_HH) / 2)
        for squares in places:
            self.sheet.plus(*self.at(squares, row))
        self.sheet.line(self.at(self.B_HH + 1.15, row), self.at(self.SUM - 0.1, row))

    def activation(self, function, values, name, role, row, squares, end, aside=0.0):
        """Through a function to a vector that begins at ``end``."""
        middle = (squares + end) / 2
        self.sheet.line(self.at(squares, row), self.at(end - 0.1, row))
        self.sheet.function(*self.at(middle - 0.1, row), function)
        new = name == "h_t"
        self.vector(name, values, end, row, role, new=new, aside=aside)

    def lines(self, role: str, *ways: list[tuple[float, float]]):
        for way in ways:
            self.sheet.line(*(self.at(*place) for place in way), role=role)

    def nodes(self, kind: str, *places: tuple[float, float]):
        for place in places:
            self.sheet.node(*self.at(*place), kind)

    def letters(self):
        for row, letter in enumerate(self.weights.letters):
            self.sheet.math(
                self.left - 2.5,
                self.y(row) + 2,
                8,
                letter,
                anchor="end",
                colour=self.sheet.colours["gate"],
            )


def draw_rnn(panel: Panel):
    weights, given = panel.weights, panel.given
    a = added(weights.from_input(given["x_t"]), weights.from_state(given["h_{t-1}"]))
    panel.head(
        [["h_t = tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})"]], 28, size=6.2
    )
    panel.tensors()
    panel.signs(0)
    panel.vector("a_t", a, panel.SUM, 0, "sum", word=_("sum"))
    panel.activation("tanh", tanh(a), "h_t", "state", 0, panel.SUM + 1, panel.GATE + 1)


def draw_lstm(panel: Panel):
    weights, given = panel.weights, panel.given
    old = given["c_{t-1}"]
    a = added(weights.from_input(given["x_t"]), weights.from_state(given["h_{t-1}"]))
    gates = [
        "i_t = σ(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi})",
        "f_t = σ(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf})",
        "g_t = tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg})",
        "o_t = σ(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho})",
    ]
    states = ["c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t", "h_t = o_t ⊙ tanh(c_t)"]
    panel.head([gates, states], 106)
    panel.tensors()
    panel.letters()
    values = {}
    for row, (letter, part) in enumerate(zip("ifgo", blocks(a), strict=True)):
        panel.signs(row)
        panel.vector(f"a_{letter}", part, panel.SUM, row, "sum", word=_("sum"))
        word, function = ("tanh", tanh) if letter == "g" else ("σ", sigmoid)
        values[letter] = function(part)
        places = row, panel.SUM + 1, panel.GATE + 1
        panel.activation(word, values[letter], f"{letter}_t", "gate", *places)
    i, f, g, o = values.values()
    kept, written = times(f, old), times(i, g)
    c = added(kept, written)

    panel.lines(
        "gate",
        [(30.7, 1), (33.2, 1)],
        [(30.7, 0), (31.9, 0), (31.9, 1.9)],
        [(30.7, 2), (31.2, 2)],
        [(30.7, 3), (43.8, 3)],
    )
    panel.lines(
        "state",
        [(33.9, 0), (33.9, 0.9)],
        [(34.5, 1), (36.1, 1)],
        [(32.5, 2), (36.1, 2)],
        [(37.3, 1), (38.6, 1), (38.6, 1.42)],
        [(37.3, 2), (38.6, 2), (38.6, 1.58)],
        [(39.2, 1.5), (39.8, 1.5)],
        [(44.5, 1.5), (44.5, 2.92)],
        [(45.1, 3), (46.5, 3)],
    )
    panel.nodes("times", (33.9, 1), (31.9, 2), (44.5, 3))
    panel.nodes("plus", (38.6, 1.5))
    panel.vector("c_{t-1}", old, 33.4, 0, "state")
    panel.vector("f_t ⊙ c_{t-1}", kept, 36.2, 1, "state")
    panel.vector("i_t ⊙ g_t", written, 36.2, 2, "state")
    panel.vector("c_t", c, 39.9, 1.5, "state", new=True)
    panel.activation("tanh", tanh(c), "tanh(c_t)", "state", 1.5, 41, 44)
    panel.vector("h_t", times(o, tanh(c)), 46.6, 3, "state", new=True)


def draw_gru(panel: Panel):
    sheet, weights, given = panel.sheet, panel.weights, panel.given
    old = given["h_{t-1}"]
    x_r, x_z, x_n = blocks(weights.from_input(given["x_t"]))
    s_r, s_z, s_n = blocks(weights.from_state(old))
    equations = [
        "r_t = σ(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr})",
        "z_t = σ(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz})",
        "n_t = tanh(W_{in} x_t + b_{in} + r_t ⊙ (W_{hn} h_{t-1} + b_{hn}))",
        "h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t-1}",
    ]
    panel.head([equations], 106)
    panel.tensors()
    panel.letters()
    gates = {}
    for row, (name, a) in enumerate(
        {"r": added(x_r, s_r), "z": added(x_z, s_z)}.items()
    ):
        panel.signs(row)
        panel.vector(f"a_{name}", a, panel.SUM, row, "sum", word=_("sum"))
        gates[name] = sigmoid(a)
        panel.activation(
            "σ", gates[name], f"{name}_t", "gate", row, panel.SUM + 1, panel.GATE + 1
        )
    r, z = gates.values()
    reset = times(r, s_n)
    a = added(x_n, reset)
    n = tanh(a)
    written = times([1 - entry for entry in z], n)
    kept = times(z, old)

    panel.signs(2, halves=False)
    below = panel.y(2) + HIDDEN_SIZE * SQUARE / 2 + 1.5
    sheet.line(
        (panel.x(0), below - 0.8),
        (panel.x(0), below),
        (panel.x(9.3), below),
        (panel.x(9.3), below - 0.8),
        arrow=False,
    )
    sheet.line((panel.x(4.65), below), panel.at(4.65, 3), panel.at(10.8, 3))
    sheet.dot(panel.x(4.65), below, "ink")
    panel.lines("ink", [(12, 3), (35.2, 3), (35.2, 2.08)], [(35.8, 2), (36.3, 2)])
    panel.lines("gate", [(30.7, 1), (38.1, 1)], [(34.3, 1), (34.3, 0.08)])
    sheet.line(
        panel.at(20, 1),
        (panel.x(20), panel.top - 17.5),
        (panel.x(34.3), panel.top - 17.5),
        panel.at(34.3, -0.08),
        role="state",
    )
    panel.lines(
        "state",
        [(25.9, 2), (31, 2)],
        [(32.4, 2), (32.8, 2)],
        [(34, 2), (34.5, 2)],
        [(41.6, 1), (42.6, 1)],
        [(43.8, 1), (44.3, 1)],
        [(34.9, 0), (36.1, 0)],
        [(37.3, 0), (45, 0), (45, 0.92)],
        [(45.6, 1), (46.3, 1)],
    )
    panel.lines(
        "gate",
        [(30.7, 0), (31.7, 0), (31.7, 1.92)],
        [(39.3, 1), (40.3, 1)],
        [(41, 2), (41, 1.08)],
    )
    sheet.dot(*panel.at(34.3, 1), "gate")
    panel.nodes("times", (31.7, 2), (34.3, 0), (41, 1))
    panel.nodes("plus", (35.2, 2), (45, 1))
    panel.vector("x_n", x_n, 10.9, 3, "input")
    panel.vector("s_n", s_n, panel.SUM, 2, "state")
    panel.vector("r_t ⊙ s_n", reset, 32.9, 2, "state")
    panel.vector("a_n", a, 36.4, 2, "sum", word=_("sum"))
    panel.activation("tanh", n, "n_t", "gate", 2, 37.4, 40.5, aside=-1)
    panel.vector("z_t ⊙ h_{t-1}", kept, 36.2, 0, "state")
    sheet.function(*panel.at(36.3, 1), "1 −")
    panel.vector("1 − z_t", [1 - entry for entry in z], 38.2, 1, "gate")
    panel.vector("(1 − z_t) ⊙ n_t", written, 42.7, 1, "state", aside=-0.9)
    panel.vector("h_t", added(written, kept), 46.4, 1, "state", new=True)
    sheet.words(
        panel.x(13),
        panel.y(3) + 6,
        3.4,
        _("The reset gate multiplies what the old state gives, its bias included."),
        colour=QUIET,
    )


# the sheet


def colours_and_fonts() -> tuple[dict[str, str], str]:
    """The colours of the roles on light paper, and the fonts, from the book's style."""
    style = (STATIC / "book.css").read_text(encoding="utf-8")
    roles = ("input", "state", "output", "gate")
    colours = {
        role: re.search(rf"--{role}: (#[0-9a-f]{{6}})", style)[1] for role in roles
    }

    def inlined(url):
        content = base64.b64encode((STATIC / url[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{content}")'

    faces = re.findall(r"@font-face \{.*?\n\}", style, re.S)
    return {**colours, "ink": INK, "sum": SUM}, re.sub(
        r'url\("(.*?)"\)', inlined, "\n".join(faces)
    )


def draw_title(sheet: Sheet, left: float):
    for n, line in enumerate(lines_of(_("Every tensor of one step"), 17)):
        sheet.words(left, 28 + 16 * n, 14.5, line, style="words bold")
    explained = _(
        "An RNN, an LSTM and a GRU read one input. One square is one number, and all"
        " squares have one size. Input, old states and weights are given with two"
        " decimals, and everything else follows from them: do it again by hand."
    )
    for n, line in enumerate(lines_of(explained, 72)):
        sheet.words(left, 55 + 5.9 * n, 4.2, line)
    place = left
    for role, words in (
        ("input", _("input")),
        ("state", _("state")),
        ("gate", _("gate, candidate")),
        ("sum", _("sum")),
        ("", _("negative")),
    ):
        colour = sheet.colours.get(role, NEGATIVE)
        sheet.above.append(
            f'<rect x="{place:.5g}" y="80" width="{SQUARE}" height="{SQUARE}"'
            f' fill="{mixed(colour, 0.7 if role else 0.4)}"/>'
        )
        sheet.words(place + 5.5, 83.2, 3.8, words)
        place += 36


def draw_foot(sheet: Sheet, config, left: float):
    mark = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    inside = re.search(r"<svg.*?>(.*)</svg>", mark, re.S)[1].strip()
    sheet.above.append(
        f'<g transform="translate({left} 279.5) scale(.25)">{inside}</g>'
    )
    cff = config.cff
    parts = [cff["title"], f"{_('version')} {cff['version']}", config.author]
    parts += [config.html_baseurl] if config.html_baseurl else []
    sheet.words(
        left + 11,
        285,
        3.6,
        ". ".join([", ".join(parts), cff["license"][0].replace("-", " ")]),
    )


def poster(config) -> str:
    colours, fonts = colours_and_fonts()
    sheet = Sheet(colours)
    random = Random(2)
    given = {
        "x_t": sum(drawn(random, INPUT_SIZE, 1, 1), []),
        "h_{t-1}": sum(drawn(random, HIDDEN_SIZE, 1, 1), []),
        "c_{t-1}": sum(drawn(random, HIDDEN_SIZE, 1, 1.5), []),
    }
    left, right, top = MARGIN + 8, 226, 141
    draw_title(sheet, left)
    draw_rnn(Panel(sheet, "RNN", right, 56, Weights("h", random), given))
    draw_lstm(Panel(sheet, "LSTM", left, top, Weights("ifgo", random), given))
    draw_gru(Panel(sheet, "GRU", right, top, Weights("rzn", random), given))
    draw_foot(sheet, config, left)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" lang="{config.language}" \
width="{WIDTH}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}">
<title>{escape(_("Every tensor of one step"))} – {escape(config.cff["title"])}</title>
<style>
{fonts}
@page {{ size: {WIDTH}mm {HEIGHT}mm; margin: 0; }}
.words {{ font-family: "Book Text", system-ui, sans-serif; }}
.bold {{ font-weight: 700; }}
.code {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
.math, .cells {{ font-family: "Book Math", math, serif; }}
.cells {{ font-size: 1.45px; text-anchor: middle; fill: {INK}; }}
</style>
<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>
{chr(10).join([*sheet.below, *sheet.above])}
</svg>
"""


def picture_of_a_step() -> str:
    """Squares without numbers, one matrix beside another and the vector that both meet.

    The front page of the PDF shows it; its colours are those of the page.
    """
    random, squares = Random(2), []
    of_state, of_input = (
        drawn(random, HIDDEN_SIZE, columns, 1) for columns in (HIDDEN_SIZE, INPUT_SIZE)
    )
    vectors = (drawn(random, rows, 1, 1) for rows in (HIDDEN_SIZE, INPUT_SIZE))
    h, x, new = *vectors, drawn(random, HIDDEN_SIZE, 1, 1)
    for tensor, left, top, role in (
        (of_state, 0, 0, "state"),
        (of_input, 8, 0, "input"),
        (h, 14, 0, "state"),
        (x, 14, 8, "input"),
        (new, 17, 0, "state"),
    ):
        squares += [
            f'<rect x="{left + k}" y="{top + n}" width="1" height="1"'
            f' fill="var(--{role})" fill-opacity="{0.1 + 0.8 * abs(value):.2f}"/>'
            for n, row in enumerate(tensor)
            for k, value in enumerate(row)
        ]
    return f'<svg viewBox="0 0 18 13" aria-hidden="true">{"".join(squares)}</svg>'


# in the book


def write_poster(app, exception):
    if not exception and app.builder.name in ("html", "singlehtml"):
        text = poster(app.config)
        Path(app.outdir, FILE).write_text(text, encoding="utf-8")


class LinkToPoster(ReferenceRole):
    def run(self):
        return [nodes.inline("", self.title, poster=self.target)], []


class LinksToPoster(SphinxPostTransform):
    """On the pages, beside which it lies; elsewhere the words are no link."""

    default_priority = Writing.FIRST
    builders = ("html",)

    def run(self, **kwargs):
        folder = "../" * self.env.docname.count("/")
        for words in list(self.document.findall(nodes.inline)):
            if file := words.get("poster"):
                link = nodes.reference("", words.astext(), refuri=folder + file)
                words.replace_self(link)


def setup(app):
    app.add_role("poster", LinkToPoster())
    app.add_post_transform(LinksToPoster)
    app.connect("build-finished", write_poster)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
