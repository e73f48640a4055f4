"""Parts that the explorers share: numbers as text, cells, curves, controls."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape

Matrix = Sequence[Sequence[float | None]]
Values = Mapping[str, float | str]

WIDTH, HEIGHT = 36, 19  # of a cell


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


def cells(
    name: str, rows: Matrix, x: int, y: int, role: str, framed: bool = False
) -> str:
    """A matrix as coloured cells; the darker one is, the greater its absolute value.

    A place without a value (None) is for a value of another step. A framed matrix
    has a frame around its first row, which the script moves.
    """
    drawn = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            left, top = x + j * WIDTH, y + i * HEIGHT
            opacity = "" if value is None else f"{round(8 * min(abs(value), 1)) / 20:g}"
            text = "" if value is None else number(value)
            drawn.append(
                f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}"'
                f' fill-opacity="{opacity}"/>'
                f'<text x="{left + WIDTH // 2}" y="{top + 13}">{text}</text>'
            )
    if framed:
        blank = WIDTH * rows[0].count(None)
        drawn.append(
            f'<rect class="frame" x="{x + blank}" y="{y}"'
            f' width="{WIDTH * len(rows[0]) - blank}" height="{HEIGHT}"/>'
        )
    return (
        f'<g data-v="{name}" data-columns="{len(rows[0])}" class="{role}">'
        f"{''.join(drawn)}</g>"
    )


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
        f'<g data-v="{name}" class="curve {style}"><path d="M{points}"/>'
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


def side(
    controls: Sequence[str], lines: dict[str, str], values: Values, *said: str
) -> str:
    """Controls, hidden until the script shows them, and what is said of the values.

    The lines are HTML with names in braces: ``numbers``, and those that may be said.
    """
    filled = fill_in(lines["numbers"], values)
    sentences = " ".join(fill_in(lines[name], values) for name in said)
    return (
        f'<div class="side"><div class="controls" hidden>{"".join(controls)}</div>'
        f'<div aria-live="polite" data-lines="'
        f'{escape(json.dumps(lines, ensure_ascii=False))}">'
        f'<p class="filled">{filled}</p><p>{sentences}</p></div></div>'
    )


def slider(
    name: str, label: str, least: float, greatest: float, step: float, value: float
) -> str:
    """A range with its label and its value, as a row of the controls."""
    decimals = len(str(step).partition(".")[2])
    return (
        f'<div class="slider"><label><span>{label}</span>'
        f'<input type="range" name="{name}" min="{least}" max="{greatest}"'
        f' step="{step}" value="{value}"></label>'
        f"<output>{number(value, decimals)}</output></div>"
    )


def choice(
    name: str, label: str, options: Sequence[tuple[str, str]], chosen: str
) -> str:
    """A drop-down list; options are pairs of value and text."""
    inside = "".join(
        f'<option value="{value}"{" selected" * (value == chosen)}>{text}</option>'
        for value, text in options
    )
    return f'<label><span>{label}</span><select name="{name}">{inside}</select></label>'


def button(name: str, label: str) -> str:
    return f'<button type="button" name="{name}">{label}</button>'


def buttons(*row: str) -> str:
    return f'<div class="buttons">{"".join(row)}</div>'
