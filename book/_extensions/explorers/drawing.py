"""Parts that the explorers share: numbers as text, cells with numbers, controls."""

import re
from html import escape

WIDTH, HEIGHT = 36, 19  # of a cell


def number(value):
    """Two decimals, with the sign of mathematics."""
    text = f"{abs(value):.2f}"
    return f"−{text}" if value < 0 and float(text) else text


def fill_in(template, values):
    """The template with a number for each name in braces, written as people do."""
    text = re.sub(
        r"{(\w+)}",
        lambda name: (
            values[name[1]]
            if isinstance(values[name[1]], str)
            else number(values[name[1]])
        ),
        template,
    )
    return re.sub(r"· (−[\d.]+)", r"· (\1)", text.replace("+ −", "− "))


def cells(name, rows, x, y, role, framed=False):
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


def svg(label, width, height, inside):
    """A group, not an image: its numbers are text, also to a screen reader."""
    return (
        f'<svg role="group" aria-label="{escape(label)}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{inside}</svg>'
    )


def slider(name, label, least, greatest, step, value):
    """A range with its label and its value, as a row of the controls."""
    return (
        f'<label><span>{label}</span><input type="range" name="{name}"'
        f' min="{least}" max="{greatest}" step="{step}" value="{value}">'
        f"<output>{value}</output></label>"
    )


def choice(name, label, options, chosen):
    """A drop-down list; options are pairs of value and text."""
    inside = "".join(
        f'<option value="{value}"{" selected" * (value == chosen)}>{text}</option>'
        for value, text in options
    )
    return f'<label><span>{label}</span><select name="{name}">{inside}</select></label>'


def button(name, label):
    return f'<button type="button" name="{name}">{label}</button>'
