"""A reader presses words; states and the words that may come are PyTorch's."""

import pytest
import torch
from browsing import NARROW, light_and_dark
from explorer import CONTRAST, Explorer, rounded, tensor
from torch import nn
from torch.testing import assert_close

ADDRESS = "book/memory.html"
ROWS = 8  # that are shown at most


def walk_by_torch(given, words):
    """The hidden state after each word, by nn.RNN, and the words that may come."""
    rnn = nn.RNN(5, 2, dtype=torch.float64).requires_grad_(False)
    rnn.weight_ih_l0.copy_(tensor(given["W_ih"]))
    rnn.weight_hh_l0.copy_(tensor(given["W_hh"]))
    rnn.bias_ih_l0.copy_(tensor(given["b"]))
    rnn.bias_hh_l0.zero_()
    numbers = [given["words"].index(word) for word in words]
    h, _ = rnn(torch.eye(5, dtype=torch.float64)[numbers])
    scores = h @ tensor(given["W_hy"]).T + tensor(given["b_y"])
    may = [
        [word for word, s in zip(given["words"], row, strict=True) if s > 0]
        for row in scores.tolist()
    ]
    return h, may


def shown(explorer):
    """The rows of the table: word, both units, words that may come."""
    return explorer.root.locator("tbody").evaluate(
        "body => [...body.rows].map(row => [...row.cells].map(cell => cell.innerText))"
    )


def spoken(explorer):
    return explorer.root.locator(".side").inner_text()


def named(words):
    """The words as the page shows them, the dot with what it means."""
    return " ".join(word.replace(".", ".\u00a0(end)") for word in words)


def assert_walked(explorer, words):
    assert explorer.numbers["heard"] == words
    h, may = walk_by_torch(explorer.given, words)
    steps = explorer.numbers["steps"]
    assert_close(tensor([step["h"] for step in steps]), h, rtol=1e-12, atol=1e-12)
    assert [step["may"] for step in steps] == may
    wrong = [word not in before for word, before in zip(words[1:], may, strict=False)]
    rows = [
        ["× " * bad + named([word]), *map(rounded, state), named(allowed)]
        for word, state, allowed, bad in zip(
            words, h.tolist(), may, [False, *wrong], strict=True
        )
    ]
    assert shown(explorer) == rows[-ROWS:]
    text = spoken(explorer)
    assert f"({rounded(h[-1, 0])}, {rounded(h[-1, 1])})" in text
    assert f"What may come after {named(words[-1:])}: {named(may[-1])}" in text
    complete = may[-1] == [".", "eh"]
    assert ("The number is complete" in text) == complete
    fewer = complete and not any(wrong) and len(words) > 3
    assert ("with fewer words" in text) == fewer
    assert ("does not count" in text) == any(wrong)
    if any(wrong):
        n = 1 + wrong.index(True)
        assert f"{named([words[n]])} (word {n}) might not come there" in text


@pytest.fixture
def walk(open_page, site):
    page = open_page((site / ADDRESS).as_uri(), viewport=NARROW)
    return Explorer(page, "walk")


def test_the_walk_begins_with_what_torch_computes(walk):
    assert_walked(walk, walk.given["said"])


def test_a_reader_walks_any_words_by_keyboard(walk):
    walk.press(walk.button("Start again"), "Enter")
    heard = ["."]
    assert_walked(walk, heard)
    assert walk.button("Back").get_attribute("aria-disabled") == "true"
    torch.manual_seed(0)
    for k in torch.randint(5, (24,)).tolist():
        walk.press(walk.root.locator(f"[data-word='{k}']"), "Enter")
        heard.append(walk.given["words"][k])
        assert_walked(walk, heard)
    for _ in range(3):
        walk.press(walk.button("Back"), "Enter")
        heard.pop()
        assert_walked(walk, heard)
    assert walk.page.complaints == []


def test_the_challenge_of_the_walk_can_be_solved_in_two_words(walk):
    walk.press(walk.button("Start again"), "Enter")
    for word in ("mil", "dos"):
        assert "The number is complete" not in spoken(walk)
        assert not walk.is_solved()
        walk.button(word).click()
    assert "The number is complete" in spoken(walk)
    assert walk.is_solved()
    assert walk.said("Done!")


def test_the_challenge_of_the_walk_takes_the_fewest_words_that_may_come(walk):
    for words, why in {
        ("mil", "eh", "dos"): "fewer words",
        ("dos", "dos", "mil", "dos"): "dos (word 2) might not come there",
        ("mil", "mil", "dos"): "mil (word 2) might not come there",
    }.items():
        walk.button("Start again").click()
        for word in words:
            walk.button(word).click()
        assert_walked(walk, [".", *words])
        assert "The number is complete" in spoken(walk)
        assert why in spoken(walk)
        assert not walk.is_solved()


def test_the_dot_is_named(walk):
    for word in walk.given["words"]:
        name = ". (end)" if word == "." else word
        assert walk.button(name).is_visible()


def test_the_walk_is_the_same_without_scripts(walk, open_page, site):
    page = open_page((site / ADDRESS).as_uri(), java_script_enabled=False)
    without = Explorer(page, "walk", live=False)
    assert without.root.locator(".foot").is_hidden()
    assert walk.root.locator(".foot").is_visible()
    table = """root => [...root.querySelectorAll("tbody *")]
        .map(e => [e.tagName, e.textContent, e.style.cssText])"""
    assert without.root.evaluate(table) == walk.root.evaluate(table)
    assert spoken(without) == spoken(walk) != ""


def test_the_walk_fits_a_phone(walk):
    outside = """root => [...root.querySelectorAll(":not(script, .status)")]
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([, box]) => box.width && box.right > innerWidth - 16)
        .map(([e]) => e.outerHTML)"""
    assert walk.root.evaluate(outside) == []


CONTRASTS = f"""root => {{
    {CONTRAST}
    // Chromium writes the colour of a mixture as color(srgb r g b / a)
    const tint = e => {{
        const [r, g, b, a = 1] = parse(getComputedStyle(e).backgroundColor);
        return over([255 * r, 255 * g, 255 * b, a], page);
    }};
    return [...root.querySelectorAll("th, td, .cell, p")]
        .map(e => contrast(getComputedStyle(e).color, tint(e)));
}}"""


@light_and_dark
def test_the_walk_is_legible(visit, scheme):
    explorer = Explorer(visit(ADDRESS, scheme=scheme), "walk")
    contrasts = explorer.root.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5
