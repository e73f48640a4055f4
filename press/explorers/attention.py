"""The attention explorer: a word is chosen, and the inputs show what weight it gives.

What the cell prints: ``sentences``, each with its ``inputs``, its ``outputs`` and
``weights``, a row for each output; ``sentence`` and ``word``, what is chosen at first,
by their indices. The challenge is the word whose greatest weight is the least.
"""

from html import escape

from sphinx.locale import _

from press.explorers.drawing import (
    Picture,
    button,
    changing,
    legend,
    link,
    number,
    over,
    reset,
    row,
    said,
    stepper,
    tensor,
)

SURE = 0.9


def chosen(weights):
    """Which input has the greatest weight."""
    return max(range(len(weights)), key=lambda j: weights[j])


def longest(sentences, name):
    return max(sentences, key=lambda sentence: len(sentence[name]))[name]


def inputs(sentences, sentence, word):
    """A column for each input of the longest sentence: what it is, and its weight."""
    shown, columns = sentences[sentence], []
    for j, _input in enumerate(longest(sentences, "inputs")):
        there = j < len(shown["inputs"])
        drawn = tensor(
            f"weight{j}",
            changing(f"input{j}", escape(shown["inputs"][j]) if there else ""),
            [shown["weights"][word][j]] if there else [],
            data={"only": f"input{j}"},
        )
        columns.append(drawn if there else drawn.replace("<div", "<div hidden", 1))
    return row(*columns)


def outputs(sentences, sentence, word):
    """A button for each output of the longest sentence."""
    shown, buttons = sentences[sentence]["outputs"], []
    for k, _output in enumerate(longest(sentences, "outputs")):
        there = k < len(shown)
        data = {"set": f"word:{k}", "text": f"output{k}", "only": f"output{k}"}
        drawn = button(escape(shown[k]) if there else "", data)
        pressed = f'<button aria-pressed="{str(k == word).lower()}"'
        drawn = drawn.replace("<button", pressed)
        buttons.append(drawn if there else drawn.replace("<button", "<button hidden"))
    return row(*buttons, classes="words")


def picture(numbers: dict) -> Picture:
    sentences, sentence = numbers["sentences"], numbers["sentence"]
    word = numbers["word"]
    shown = sentences[sentence]
    weights = shown["weights"][word]
    j = chosen(weights)
    lines = {
        "numbers": _("“{word}” ← {input}: {weight}"),
        "sure": _("Input {place} of {all} has nearly all of the weight."),
        "spread": _("The weight is spread; input {place} of {all} has the most."),
    }
    values = {"word": escape(shown["outputs"][word])}
    values |= {"input": escape(shown["inputs"][j])}
    values |= {"weight": weights[j], "place": str(j + 1), "all": str(len(weights))}
    which = stepper(
        button("‹", {"set": "sentence:-1"}, _("Back")),
        changing("place", f"{sentence + 1} / {len(sentences)}"),
        button("›", {"set": "sentence:+1"}, _("Next")),
    )
    return Picture(
        _("Which input does each word read?"),
        drawing=over(_("The sentence, of which you choose a word:"))
        + outputs(sentences, sentence, word)
        + over(_("The inputs, each with the weight that the word gives it:"))
        + inputs(sentences, sentence, word),
        side=said(lines, values, "sure" if weights[j] >= SURE else "spread") + legend(),
        foot=which + reset() + link(),
        challenge=_(
            "Challenge: in all {count} sentences, find the word whose greatest weight"
            " is the least."
        ).format(count=number(len(sentences), 0)),
        words={"lines": lines},
    )
