"""The poster: every tensor of one step at one scale, with the numbers of PyTorch."""

import re
from itertools import combinations

import pytest
import torch
from parsing import soup
from test_spanish import english_words
from torch import nn
from torch.testing import assert_close

MODULES = ("RNN", "LSTM", "GRU")
INPUT_SIZE, HIDDEN_SIZE = 5, 8

both_editions = pytest.mark.parametrize(
    "edition", ["", "es"], ids=["English", "Spanish"]
)
every_module = pytest.mark.parametrize("name", MODULES)


@pytest.fixture
def poster(site, edition):
    return site / edition / "poster.svg"


@pytest.fixture
def tensors(site):
    """What the squares say, by module and name, a tensor as PyTorch has it."""
    found = {}
    for group in soup(site / "poster.svg").select("g.cells"):
        module, _, name = group["data-tensor"].partition(" ")
        lefts = [float(square["x"]) for square in group.select("rect")]
        values = [
            float(text.get_text().replace("−", "-")) for text in group.select("text")
        ]
        assert len(values) == len(lefts)
        tensor = torch.tensor(values, dtype=torch.float64)
        columns = len(set(lefts))
        found[module, name] = tensor.view(-1, columns) if columns > 1 else tensor
    return found


def parameters(tensors, name):
    return {
        tensor: values
        for (module, tensor), values in tensors.items()
        if module == name and tensor.endswith("_l0")
    }


@every_module
def test_there_is_a_square_for_each_parameter_of_pytorch(site, tensors, name):
    module = getattr(nn, name)(INPUT_SIZE, HIDDEN_SIZE)
    drawn = parameters(tensors, name)
    assert {key: value.shape for key, value in drawn.items()} == {
        key: value.shape for key, value in module.named_parameters()
    }
    count = sum(value.numel() for value in module.parameters())
    texts = [text.get_text() for text in soup(site / "poster.svg").select("text")]
    pattern = rf"(\d · \d+ = )?{count} parameters"
    assert [text for text in texts if re.fullmatch(pattern, text)]
    for key, value in drawn.items():
        shape = " × ".join(map(str, value.shape))
        place = texts.index(key)
        assert shape in texts[place + 1 :], f"the shape of {key}"


@every_module
def test_the_new_states_are_those_that_pytorch_computes(tensors, name):
    cell = getattr(nn, f"{name}Cell")(INPUT_SIZE, HIDDEN_SIZE, dtype=torch.float64)
    weights = parameters(tensors, name)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in weights.items()})
    old = [tensors[name, "h_{t-1}"]]
    new = [tensors[name, "h_t"]]
    if name == "LSTM":
        old.append(tensors[name, "c_{t-1}"])
        new.append(tensors[name, "c_t"])
    with torch.no_grad():
        states = cell(tensors[name, "x_t"], tuple(old) if len(old) > 1 else old[0])
    states = states if name == "LSTM" else (states,)
    for state, shown in zip(states, new, strict=True):  # shown with two decimals
        assert_close(shown, state, rtol=0, atol=0.005 + 1e-9)


def test_the_gates_are_in_the_order_of_pytorch_and_say_what_they_are(tensors):
    for name, letters in {"LSTM": "ifgo", "GRU": "rz"}.items():
        x, h = tensors[name, "x_t"], tensors[name, "h_{t-1}"]
        weights = parameters(tensors, name)
        a = weights["weight_ih_l0"] @ x + weights["bias_ih_l0"]
        a += weights["weight_hh_l0"] @ h + weights["bias_hh_l0"]
        for part, letter in zip(a.split(HIDDEN_SIZE), letters, strict=False):
            gate = part.tanh() if letter == "g" else part.sigmoid()
            shown = tensors[name, f"{letter}_t"]
            assert_close(shown, gate, rtol=0, atol=0.005 + 1e-9)


def test_the_reset_gate_multiplies_the_product_with_its_bias(tensors):
    weights = parameters(tensors, "GRU")
    _, _, W_hn = weights["weight_hh_l0"].split(HIDDEN_SIZE)
    _, _, b_hn = weights["bias_hh_l0"].split(HIDDEN_SIZE)
    r = tensors["GRU", "r_t"]
    reset = r * (W_hn @ tensors["GRU", "h_{t-1}"] + b_hn)
    assert_close(tensors["GRU", "r_t ⊙ s_n"], reset, rtol=0, atol=0.01)


@both_editions
def test_every_square_has_the_same_size(poster):
    squares = soup(poster).select("g.cells rect")
    assert len(squares) > 1000
    assert len({(s["width"], s["height"]) for s in squares}) == 1
    assert squares[0]["width"] == squares[0]["height"]


@both_editions
def test_it_is_a_sheet_of_a3_that_needs_no_other_file(poster):
    text = poster.read_text(encoding="utf-8")
    assert 'width="420mm" height="297mm"' in text
    addresses = re.findall(r'(?:href|src)="|url\("(.{5})', text)
    assert addresses
    assert set(addresses) == {"data:"}


TEXTS = """() => [...document.querySelectorAll("text")].map(e => {
    const {x, y, width, height} = e.getBBox();
    const square = e.previousElementSibling;
    const [left, side] = e.closest(".cells")
        ? ["x", "width"].map(name => +square.getAttribute(name)) : [0, 420];
    return {text: e.textContent, x, y, width, height, left, side,
        size: parseFloat(getComputedStyle(e).fontSize)};
})"""


def ink(text):
    """Left, right, top and bottom of what is seen, of the box of its font."""
    middle = text["y"] + text["height"] / 2
    half = 0.4 * text["size"]
    return text["x"], text["x"] + text["width"], middle - half, middle + half


def meet(one, other):
    left, right, top, bottom = one
    a, b, c, d = other
    return left < b and a < right and top < d and c < bottom


@both_editions
def test_no_text_leaves_the_sheet_or_its_square_or_covers_another(open_page, poster):
    page = open_page(poster.as_uri())
    page.wait_for_function("document.fonts.status === 'loaded'")
    texts = page.evaluate(TEXTS)
    assert len(texts) > 1000
    for text in texts:
        left, right, top, bottom = ink(text)
        assert text["left"] <= left, text
        assert right <= text["left"] + text["side"], text
        assert 10 < top < bottom < 297 - 5, text
    covered = [
        (one["text"], other["text"])
        for one, other in combinations(texts, 2)
        if meet(ink(one), ink(other))
    ]
    assert covered == []
    assert page.complaints == []


def test_the_spanish_one_has_no_sentence_in_english(site):
    text = (site / "es" / "poster.svg").read_text(encoding="utf-8")
    words = "".join(re.findall(r"<text[^>]*>.*?</text>", text))
    assert list(english_words(f'<html lang="es"><p>{words}')) == []
    for word in ("Todos los tensores", "parámetros", "suma", "compuerta"):
        assert word in text


@both_editions
def test_the_page_for_lecturers_links_it(site, edition):
    page = site / edition / "book" / "how-to-cite-and-teach.html"
    [link] = soup(page).select('a[href$="poster.svg"]')
    assert (page.parent / link["href"]).resolve() == site / edition / "poster.svg"
