"""A reader points at a word; the inputs show the weights that the chapter computed."""

import pytest
from explorer import Explorer, rounded

KIND, ADDRESS = "attention", "book/attention.html"


def assert_shows(explorer, sentence, word):
    """The weights of that word, and the words and inputs of its sentence."""
    given = explorer.given["sentences"][sentence]
    inputs, outputs = given["inputs"], given["outputs"]
    weights = given["weights"][word]
    assert explorer.shown() == {
        "inputs": [str(digit) for digit in inputs],
        "weights": [rounded(weight) for weight in weights],
    }
    assert explorer.root.locator(".words button").all_inner_texts() == outputs
    j = weights.index(max(weights))
    said = explorer.root.locator(".side").inner_text()
    assert f"“{outputs[word]}” ← {inputs[j]}: {rounded(weights[j])}" in said
    assert f"nput {j + 1} of {len(inputs)}" in said
    assert ("nearly all" in said) == (weights[j] >= 0.9)


def pressed(explorer):
    """Which words are marked as chosen."""
    return explorer.root.locator(".words button").evaluate_all(
        "all => [...all.keys()].filter(k => all[k].ariaPressed === 'true')"
    )


def test_weights_are_shares(visit):
    for sentence in Explorer(visit(ADDRESS), KIND).given["sentences"]:
        assert len(sentence["weights"]) == len(sentence["outputs"])
        for row in sentence["weights"]:
            assert len(row) == len(sentence["inputs"])
            assert sum(row) == pytest.approx(1, abs=0.01)


def test_the_scale_of_colours_is_that_of_shares(visit):
    legend = Explorer(visit(ADDRESS), KIND).root.locator(".legend")
    assert legend.inner_text().startswith("0  1;")


def test_every_word_of_every_sentence_shows_its_weights(open_page, server):
    page = open_page(server + ADDRESS)
    explorer = Explorer(page, KIND)
    assert_shows(explorer, explorer.given["sentence"], explorer.given["word"])
    while explorer.choices["sentence"]:
        explorer.button("Back").click()
    sentences = explorer.given["sentences"]
    for sentence, shown in enumerate(sentences):
        for word in range(len(shown["outputs"])):
            button = explorer.root.locator(".words button").nth(word)
            button.click()
            assert_shows(explorer, sentence, word)
            assert pressed(explorer) == [word]
            assert button.evaluate("button => button.matches(':focus')")
            explorer.said(f"“{shown['outputs'][word]}” ← ")
        explorer.root.get_by_text(f"{sentence + 1} / {len(sentences)}").wait_for()
        if sentence + 1 < len(sentences):
            explorer.button("Next").click()
    assert explorer.button("Next").get_attribute("aria-disabled") == "true"
    assert page.complaints == []


def test_a_mouse_over_a_word_chooses_it(open_page, site):
    explorer = Explorer(open_page((site / ADDRESS).as_uri()), KIND)
    sentence, word = explorer.given["sentence"], explorer.given["word"]
    other = 0 if word else 1
    explorer.root.locator(".words button").nth(other).hover()
    assert_shows(explorer, sentence, other)
    assert pressed(explorer) == [other]


def test_a_finger_that_scrolls_over_a_word_does_not_choose_it(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    word = explorer.given["word"]
    other = explorer.root.locator(".words button").nth(0 if word else 1)
    other.dispatch_event("pointerover", {"pointerType": "touch", "bubbles": True})
    assert pressed(explorer) == [word]
    other.dispatch_event("pointerover", {"pointerType": "mouse", "bubbles": True})
    assert pressed(explorer) != [word]


def test_a_shorter_sentence_has_its_last_word_chosen(open_page, server):
    sentences = Explorer(open_page(server + ADDRESS), KIND).given["sentences"]
    lengths = [len(sentence["outputs"]) for sentence in sentences]
    shortest, most = lengths.index(min(lengths)), max(lengths) - 1
    assert min(lengths) <= most
    page = open_page(f"{server}{ADDRESS}?{KIND}=sentence:{shortest},word:{most}")
    explorer = Explorer(page, KIND)
    assert_shows(explorer, shortest, lengths[shortest] - 1)
    assert pressed(explorer) == [lengths[shortest] - 1]


def test_the_challenge_is_the_word_that_is_least_sure(open_page, server):
    explorer = Explorer(open_page(server + ADDRESS), KIND)
    assert not explorer.is_solved()
    greatest = {
        (s, w): max(row)
        for s, sentence in enumerate(explorer.given["sentences"])
        for w, row in enumerate(sentence["weights"])
    }
    first, second = sorted(greatest, key=greatest.get)[:2]
    assert greatest[first] < greatest[second]
    for (sentence, word), solved in ((second, False), (first, True)):
        state = f"sentence:{sentence},word:{word}"
        page = open_page(f"{server}{ADDRESS}?{KIND}={state}")
        assert Explorer(page, KIND).is_solved() == solved


def test_the_still_picture_shows_the_weights_of_a_word(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    explorer = Explorer(page, KIND, live=False)
    assert_shows(explorer, explorer.given["sentence"], explorer.given["word"])
    assert explorer.root.locator(".foot").is_hidden()
