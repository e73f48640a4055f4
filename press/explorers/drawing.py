"""Parts that the explorers share: numbers as text, tensors, curves, controls.

They are whole without a script. ``explorers.js`` finds tensors, texts and controls by
their ``data-`` attributes, which its first lines explain.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain

from sphinx.locale import _

Values = Mapping[str, float | str]


@dataclass
class Picture:
    """What a kind of explorer makes of the numbers of its cell."""

    title: str  # what can be found out
    drawing: str
    side: str = ""  # beside the drawing, where there is room
    below: str = ""  # what is folded
    foot: str = ""  # controls, in reach of a thumb
    challenge: str = ""
    words: dict = field(default_factory=dict)  # that the script needs


def number(value: float, decimals: int = 2) -> str:
    """With the sign of mathematics."""
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


def scientific(value: float) -> str:
    """Two digits and a power of ten, where two decimals do not do."""
    digits, exponent = f"{value:.1e}".split("e")
    if -2 < int(exponent) < 2:
        return number(value)
    return f"{digits} · 10<sup>{number(int(exponent), 0)}</sup>"


def fill_in(template: str, values: Values) -> str:
    """The template with a number for each name in braces, written as people do."""

    def written(name):
        value = values[name[1]]
        return value if isinstance(value, str) else number(value)

    text = re.sub(r"{(\w+)}", written, template)
    return re.sub(r"· (−[\d.]+)", r"· (\1)", text.replace("+ −", "− "))


def depth(value: float) -> float:
    """How deep the colour of a value is, from 0 to 1: small ones are seen, too."""
    return round(min(abs(value), 1) ** 0.7, 2)


def cell(value: float, classes: str = "", decimals: int = 2) -> str:
    """A number on the colour of its sign; a whole number has no colour."""
    colour = f' style="--{"n" if value < 0 else "p"}:{depth(value):g}"'
    colour *= bool(depth(value) and decimals)
    shown = number(value, decimals)
    return f'<span class="{f"cell {classes}".strip()}"{colour}>{shown}</span>'


def names(texts: Sequence[str]) -> str:
    """What the rows of the tensors beside it are."""
    cells = " ".join(f"<span>{escape(text)}</span>" for text in texts)
    return f'<div class="tensor names"><span class="label"></span>{cells}</div>'


def tensor(
    name: str,
    label: str,
    values: Sequence[float],
    role: str = "",
    data: Mapping[str, str] | None = None,
    style: str = "",
    classes: str = "",
    chosen: int | None = None,
) -> str:
    """A vector as a column of cells below its label, or a matrix that a script fills.

    ``data`` are further attributes: ``edit`` if a reader may change the values, with
    what a screen reader calls the tensor; ``set`` for what a click on a cell chooses;
    ``decimals`` where there are not two.
    """
    decimals = int((data or {}).get("decimals", 2))
    attributes = "".join(
        f' data-{key}="{escape(value)}"'
        for key, value in {"tensor": name, **(data or {})}.items()
    )
    style = style and f' style="{style}"'
    cells = (cell(v, "chosen" * (k == chosen), decimals) for k, v in enumerate(values))
    return (
        f'<div class="{f"tensor {classes}".strip()}"{attributes}{style}>'
        f'<span class="label {role}">{label}</span>{"".join(cells)}</div>'
    )


def changing(name: str, text: object) -> str:
    """A text that the script keeps up to date."""
    return f'<span data-text="{name}">{text}</span>'


def sign(text: str) -> str:
    return f'<span class="sign">{text}</span>'


def arrow(text: str) -> str:
    """An arrow that says what is applied on the way."""
    return f'<span class="arrow">{text}</span>'


def row(*parts: str, classes: str = "") -> str:
    return f'<div class="{f"row {classes}".strip()}">{"".join(parts)}</div>'


def over(text: str) -> str:
    """What stands above a part of the drawing, and does not make it wider."""
    return f'<p class="over">{text}</p>'


def marks(*more: str, edited: bool = True) -> str:
    """What the signs mean that the script adds, and what else is marked."""
    signs = [_("↕ can be changed")] * edited + [_("◥ differs from the start"), *more]
    text = "; ".join(sign.replace(" ", "\u00a0", 1) for sign in signs)
    return f'<span class="whole" hidden>; {text}</span>'


def legend(signs: str = "", negative: bool = True) -> str:
    """The scale of the colours, from 0 to 1 where all numbers are, and the marks."""
    least, most, bar = 0, 1, "bar positive"
    if negative:
        least, most, bar = _("−1 or less"), _("1 or more"), "bar"
    scale = f'{least} <span class="{bar}"></span> {most}'
    return f'<p class="legend">{scale}{signs}</p>'


def svg(label: str, width: int, height: int, inside: str) -> str:
    """A group, not an image: its numbers are text, also to a screen reader."""
    return (
        f'<svg role="group" aria-label="{escape(label)}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{inside}</svg>'
    )


def curve(name: str, style: str, values: Sequence[float], t: int) -> str:
    """A curve through the values of steps 0, 1, ...; a dot at step t."""
    points = "L".join(f"{n},{value:.3f}" for n, value in enumerate(values))
    return (
        f'<g data-curve="{name}" class="curve {style}"><path d="M{points}"/>'
        f'<path class="dot" d="M{t},{values[t]:.3f}h0"/></g>'
    )


def plot(
    label: str,
    steps: int,
    axis: str,
    ticks: Sequence[str],
    greatest: float,
    curves: Sequence[str],
) -> str:
    """Curves from -greatest to greatest; an inner drawing scales and clips them.

    The ticks are texts, the highest first; axis is the letter of the steps.
    """
    left, top, width, height = 56, 8, 290, 190
    below, drawn = top + height, []
    for n, text in enumerate(ticks):
        y = top + n * height / (len(ticks) - 1)
        drawn.append(
            f'<path class="grid" d="M{left},{y:g}h{width}"/>'
            f'<text class="up" x="{left - 6}" y="{y + 4:g}">{text}</text>'
        )
    for n in range(0, steps, steps // 4):
        x = left + n * width / steps
        drawn.append(f'<text x="{x:g}" y="{below + 16}">{n}</text>')
    drawn.append(
        f'<text class="math" x="{left + width}" y="{below + 17}">{axis}</text>'
        f'<svg x="{left}" y="{top}" width="{width}" height="{height}"'
        f' viewBox="0 {-greatest} {steps} {2 * greatest}" preserveAspectRatio="none">'
        f'<g transform="scale(1,-1)">{"".join(curves)}</g></svg>'
    )
    return svg(label, left + width + 8, below + 24, "".join(drawn))


def key(style: str) -> str:
    """A sample of a curve, beside its symbol in the text."""
    return f'<span class="key {style}"></span>'


def said(lines: Mapping[str, str], values: Values, *names: str) -> str:
    """The numbers, and below them the lines of those names, with the values."""
    filled = fill_in(lines["numbers"], values)
    sentences = " ".join(fill_in(lines[name], values) for name in names)
    return f'<p class="filled">{filled}</p><p class="said">{sentences}</p>'


def slider(
    name: str, label: str, least: float, greatest: float, step: float, value: float
) -> str:
    """A range below its label and its value."""
    decimals = len(str(step).partition(".")[2])
    return (
        f'<div class="slider"><label><span>{label}</span>'
        f'<input type="range" name="{name}" min="{least}" max="{greatest}"'
        f' step="{step}" value="{value}"></label>'
        f"<output>{number(value, decimals)}</output></div>"
    )


def sliders(*all_of_them: str) -> str:
    return f'<div class="sliders">{"".join(all_of_them)}</div>'


def button(label: str, data: Mapping[str, str], name: str = "") -> str:
    """A button; its name says what a mere sign on it means."""
    attributes = "".join(f' data-{key}="{escape(v)}"' for key, v in data.items())
    named = name and f' aria-label="{escape(name)}"'
    return f'<button type="button"{attributes}{named}>{label}</button>'


def stepper(less: str, shown: str, more: str) -> str:
    """Two buttons with what they move between them."""
    return f'<span class="stepper">{less}<span>{shown}</span>{more}</span>'


def value_stepper(name: str) -> str:
    """Less and more of the number touched last; at first that is the named entry."""
    return stepper(
        button("−", {"by": "-1"}, _("Less")),
        f'<span class="selected">{name}</span>',
        button("+", {"by": "1"}, _("More")),
    )


def reset() -> str:
    return button(_("Reset"), {"reset": ""})


def link() -> str:
    text = _("Link to this state")
    return f'<a class="link" href="#">{text}</a>'


def words() -> dict[str, str]:
    """Those that every explorer needs."""
    return {
        "entry": _("{name}, entry {k}"),
        "done": _("Done!"),
        "others": _("Reached, but other numbers have changed, too."),
        "copied": _("Copied"),
    }


def flat(rows):
    return [*chain.from_iterable(rows)]
