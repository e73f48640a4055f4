"""The explorer of poles: a pair of poles is dragged, its impulse response follows.

What the cell prints: ``r`` and ``angle``, in degrees, where the pole is at first;
``target``, the impulse response for times 0, 1, ... that a reader is to meet.
"""

import math

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    key,
    link,
    number,
    plot,
    reset,
    said,
    slider,
    sliders,
    svg,
)

LEAST, MOST = 0.05, 1.1  # moduli
CLOSE = 0.1
MIDDLE, UNIT = 95, 80  # of the drawing of the disc, in pixels
STYLES = {"target": "dashed", "response": "state"}


def response(r, angle, times):
    return [r**j * math.cos(j * math.radians(angle)) for j in range(times)]


def curve(name, values):
    """Dots at the times 0, 1, ..., joined; as in poles.js."""
    points = [f"{j},{value:.3f}" for j, value in enumerate(values)]
    dots = "".join(f"M{point}h0" for point in points)
    return (
        f'<g data-curve="{name}" class="curve {STYLES[name]}">'
        f'<path d="M{"L".join(points)}"/><path class="dot small" d="{dots}"/></g>'
    )


def disc(r, angle):
    """The unit circle and the pair of poles; as in poles.js."""
    x = MIDDLE + UNIT * r * math.cos(math.radians(angle))
    y = UNIT * r * math.sin(math.radians(angle))
    up, down = f"{x:.1f},{MIDDLE - y:.1f}", f"{x:.1f},{MIDDLE + y:.1f}"
    ends = "".join(
        f'<text x="{MIDDLE + UNIT * side + 8 * side}" y="{MIDDLE + 16}">'
        f"{number(side, 0)}</text>"
        for side in (-1, 1)
    )
    half = f"{UNIT},{UNIT} 0 1,0 "  # of the circle
    return svg(
        _("The unit circle, and the pair of poles."),
        2 * MIDDLE,
        2 * MIDDLE,
        f'<path class="grid" d="M0,{MIDDLE}H{2 * MIDDLE}M{MIDDLE},0V{2 * MIDDLE}"/>'
        f'<path d="M{MIDDLE - UNIT},{MIDDLE}a{half}{2 * UNIT},0a{half}-{2 * UNIT},0"/>'
        f"{ends}"
        f'<g class="poles state"><path d="M{up}L{MIDDLE},{MIDDLE}L{down}"/>'
        f'<path class="dot" stroke-linecap="round" d="M{up}h0M{down}h0"/></g>'
        '<path class="handle" stroke-linecap="round" pointer-events="stroke"'
        f' d="M{up}h0M{down}h0"/>',
    ).replace("<svg", '<svg class="disc"', 1)


def sentences(r, angle):
    """Which lines are said of the pole; as in poles.js."""
    size = "inside" if r < 1 else "outside" if r > 1 else "circle"
    turn = {0: "still", 180: "jumps"}.get(angle, "swings")
    return size, turn


def picture(numbers: dict) -> Picture:
    r, angle, target = (numbers[name] for name in ("r", "angle", "target"))
    made = response(r, angle, len(target))
    greatest = 2 ** math.ceil(math.log2(max(1, *map(abs, made))))
    gap = max(abs(a - b) for a, b in zip(made, target, strict=True))
    lines = {
        "numbers": "𝜆 = {x} ± {y} 𝑖<br>"
        + f"{key('state')}𝐾<sub>𝑗</sub> = 𝑟<sup>𝑗</sup> cos(𝜃𝑗)<br>"
        + key("dashed")
        + _("to be met"),
        "inside": _("Half of it is left after {steps} steps."),
        "circle": _("The pole is on the circle: the response does not fade."),
        "outside": _("The pole is outside: the response doubles in {steps} steps."),
        "swings": _("It swings once around in {period} steps."),
        "still": _("It does not swing."),
        "jumps": _("It changes its sign at every step."),
        "gap": _("It is at most {gap} away from the dashed line."),
    }
    values = {
        "x": r * math.cos(math.radians(angle)),
        "y": r * math.sin(math.radians(angle)),
        "steps": math.log(2) / abs(math.log(r)) if r != 1 else 0.0,
        "period": 360 / angle if angle else 0.0,
        "gap": gap,
    }
    return Picture(
        _("What does a pole sound like?"),
        drawing='<div class="wide">'
        + disc(r, angle)
        + plot(
            _("The impulse response over the time, and the one to be met."),
            len(target) - 1,
            "𝑗",
            [number(greatest * n / 2, 1) for n in (2, 1, 0, -1, -2)],
            greatest,
            [curve("target", target), curve("response", made)],
        )
        + "</div>",
        side=said(lines, values, *sentences(r, angle), "gap"),
        foot=sliders(
            slider("r", _("Modulus") + " 𝑟", LEAST, MOST, 0.01, r),
            slider("angle", _("Angle") + " 𝜃 (°)", 0, 180, 1, angle),
        )
        + reset()
        + link(),
        challenge=_(
            "Challenge: drag the pole until its response is nowhere more than {close}"
            " away from the dashed line."
        ).format(close=number(CLOSE, 1)),
        words={"lines": lines},
    )
