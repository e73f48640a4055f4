"""The attention explorer: a word is chosen, and each digit shows what weight it has.

What the cell prints: ``sentences``, each with its ``inputs``, which are digits, its
``outputs``, which are words, and ``weights``, a row for each word; ``sentence`` and
``word``, what is chosen at first, by their indices. The challenge is the word whose
greatest weight is the least.
"""

from html import escape

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    changing,
    legend,
    link,
    marks,
    number,
    over,
    reset,
    row,
    said,
    stepper,
    tensor,
)

SURE = 0.9


def picture(numbers: dict) -> Picture:
    sentences, n, k = (numbers[name] for name in ("sentences", "sentence", "word"))
    inputs, outputs, weights = (
        sentences[n][name] for name in ("inputs", "outputs", "weights")
    )
    greatest = max(weights[k])
    j = weights[k].index(greatest)
    lines = {
        "numbers": _("“{word}” ← {input}: {weight}"),
        "sure": _("Input {place} of {all} has nearly all of the weight."),
        "spread": _("The weight is spread; input {place} of {all} has the most."),
    }
    values = {"word": escape(outputs[k]), "input": str(inputs[j]), "weight": greatest}
    values |= {"place": str(j + 1), "all": str(len(inputs))}
    columns = f"--columns:{len(inputs)}"
    which = stepper(
        button("‹", {"set": "sentence:-1"}, _("Back")),
        changing("place", f"{n + 1} / {len(sentences)}"),
        button("›", {"set": "sentence:+1"}, _("Next")),
    )
    return Picture(
        _("Which input does each word read?"),
        drawing=over(_("The sentence, of which you choose a word:"))
        + row(
            *(
                button(escape(word), {"set": f"word:{k}"})
                for k, word in enumerate(outputs)
            ),
            classes="words",
        )
        + over(_("The inputs, each with the weight that the word gives it:"))
        + row(tensor("inputs", "", inputs, data={"decimals": "0"}, style=columns))
        + row(tensor("weights", "", weights[k], style=columns)),
        side=said(lines, values, "sure" if greatest >= SURE else "spread")
        + legend(marks(edited=False), negative=False),
        foot=which + reset() + link(),
        challenge=_(
            "Challenge: in all {count} sentences, find the word whose greatest weight"
            " is the least."
        ).format(count=number(len(sentences), 0)),
        words={"lines": lines},
    )
