"""The walk: words pressed one after the other, and what each does to the hidden state.

What the cell prints: ``words``, the vocabulary; ``said``, the words at the start, of
which a reader keeps the first; ``W_ih``, ``W_hh`` and ``b``, the sum of both biases;
``W_hy`` and ``b_y``, which make a score for each word: positive if it may come.
"""

import math

from sphinx.locale import _

from press.explorers.drawing import Picture, button, cell, legend, link, row, said


def dot(weights, vector):
    return sum(map(float.__mul__, weights, vector))


def steps(words, said, W_ih, W_hh, b, W_hy, b_y):
    """After each word said: the hidden state, and the words that may come."""
    h, made = [0.0] * len(b), []
    for word in said:
        k = words.index(word)
        h = [
            math.tanh(weights[k] + dot(recurrent, h) + bias)
            for weights, recurrent, bias in zip(W_ih, W_hh, b, strict=True)
        ]
        scores = [dot(row, h) + bias for row, bias in zip(W_hy, b_y, strict=True)]
        made.append((h, [w for w, s in zip(words, scores, strict=True) if s > 0]))
    return made


def named(word):
    """The word; the dot is small, and is said in words, too."""
    name = f"<code>{word}</code>"
    return name if word != "." else f"{name}\u00a0({_('end')})"


def code(words):
    return " ".join(map(named, words))


def line(word, h, may, wrong):
    """A row of the table: the word, both units, and the words that may come."""
    state = "".join(f"<td>{cell(value)}</td>" for value in h)
    mark = '<span class="wrong">×</span> ' * wrong
    return (
        f'<tr><th scope="row">{mark}{code([word])}</th>{state}<td>{code(may)}</td></tr>'
    )


def picture(numbers: dict) -> Picture:
    words, heard = numbers["words"], numbers["said"]
    made = steps(**numbers)
    allowed = [[heard[0]], *(may for _h, may in made)]
    wrong = [word not in may for word, may in zip(heard, allowed, strict=False)]
    titles = [_("word"), _("first unit"), _("second unit"), _("may come")]
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    rows = zip(heard, made, wrong, strict=True)
    body = "".join(line(word, *step, bad) for word, step, bad in rows)
    lines = {
        "numbers": "ℎ = ({first}, {second})",
        "may": _("What may come after {word}: {may}") + "<br>",
        "closed": _("The number is complete: only a pause or the dot may come."),
        "long": _("It can be done with fewer words."),
        "wrong": _(
            "{wrong} (word {n}) might not come there, so this attempt does not count:"
            " start again."
        ),
    }
    (first, second), may = made[-1]
    values = {"first": first, "second": second, "word": code(heard[-1:])}
    values["may"] = code(may)
    end = {".": f". ({_('end')})"}
    spoken = "".join(
        button(end.get(word, word), {"word": str(k)}) for k, word in enumerate(words)
    )
    return Picture(
        _("What do two numbers remember?"),
        drawing='<div class="walk"><table><thead>'
        f"<tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        side=said(lines, values, "may") + legend(),
        foot=row(spoken, classes="words")
        + button(_("Back"), {"back": ""})
        + button(_("Start again"), {"again": ""})
        + link(),
        challenge=_(
            "Challenge: start again. Press only words that may come, as few as you can,"
            " until only a pause or the dot may follow."
        ),
        words={"lines": lines, "end": _("end")},
    )
