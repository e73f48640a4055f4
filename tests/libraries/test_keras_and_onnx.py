"""What the chapters say of Keras and ONNX is what these libraries do.

`make libraries` fetches them and runs this; no build of the book needs them.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import pytest
import torch
from chapters import CHAPTERS
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from torch import nn

CLOSE = {"rtol": 0, "atol": 1e-5}  # of single precision
INPUT, HIDDEN, TIME, BATCH = 5, 8, 4, 3


@pytest.fixture(scope="module")
def of_gru():
    """What the cells of the chapter on the GRU define, up to the exercises."""
    [chapter] = [chapter for chapter in CHAPTERS if chapter.name == "gru"]
    names = {"__name__": "__main__"}
    for cell in chapter.cells:
        exec(cell.source, names)
        if "copied = " in cell.source:
            break
    yield names
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def draw():
    return np.random.default_rng(0).normal


def layer(kind, weights, **options):
    """A layer of Keras with these weights, which refuses those of a wrong shape."""
    made = getattr(keras.layers, kind)(HIDDEN, **options)
    made.build((None, None, INPUT))
    made.set_weights(weights)
    return made


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


def weights(module):
    return [tensor.detach().numpy() for tensor in module.all_weights[0]]


def test_keras_simple_rnn_is_the_formula_of_the_notation_chapter(draw):
    kernel, recurrent, bias = (
        draw(size=shape).astype("float32") / 3
        for shape in [(INPUT, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN,)]
    )
    x, h = draw(size=(BATCH, 1, INPUT)), draw(size=(BATCH, HIDDEN))
    made = layer("SimpleRNN", [kernel, recurrent, bias])
    found = numbers(made(x.astype("float32"), initial_state=h.astype("float32")))
    expected = np.tanh(x[:, 0] @ kernel + h @ recurrent + bias)
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_pad_sequences_pads_in_front_unless_told_otherwise():
    pad = keras.utils.pad_sequences
    assert pad([[1, 2, 3], [4]]).tolist() == [[1, 2, 3], [0, 0, 4]]
    assert pad([[1, 2], [4]], padding="post").tolist() == [[1, 2], [4, 0]]


def test_keras_gru_is_the_function_of_the_chapter(of_gru):
    x, start = of_gru["x"].numpy(), of_gru["h_0"][0].numpy()
    for order, close in (("zrn", True), ("rzn", False)):
        loaded = of_gru["for_keras"](of_gru["reordered"](order))
        assert [array.shape for array in loaded] == [(5, 24), (8, 24), (2, 24)]
        found = numbers(layer("GRU", loaded)(x, initial_state=start))
        written = of_gru["keras_gru"](x, start, *loaded)
        np.testing.assert_allclose(found, written, **CLOSE)
        assert np.allclose(found, of_gru["h_n"][0].numpy(), **CLOSE) == close


@pytest.mark.parametrize("after", [True, False])
def test_keras_gru_resets_where_the_table_says_and_keeps_for_z_of_1(draw, after):
    kernel, recurrent = draw(size=(INPUT, 24)), draw(size=(HIDDEN, 24))
    x, h = draw(size=(BATCH, INPUT)), draw(size=(BATCH, HIDDEN))
    bias = draw(size=(2, 24)) if after else draw(size=24)
    of_input, of_state = bias if after else (bias, np.zeros(24))
    x_z, x_r, x_h = np.split(x @ kernel + of_input, 3, axis=1)
    s_z, s_r, s_h = np.split(h @ recurrent + of_state, 3, axis=1)
    z, r = (1 / (1 + np.exp(-u)) for u in (x_z + s_z, x_r + s_r))
    inside = r * s_h if after else (r * h) @ recurrent[:, 16:]
    expected = z * h + (1 - z) * np.tanh(x_h + inside)
    made = layer("GRU", [kernel, recurrent, bias], reset_after=after)
    step = x[:, None].astype("float32"), h.astype("float32")
    found = numbers(made(step[0], initial_state=step[1]))
    np.testing.assert_allclose(found, expected, **CLOSE)

    bias[..., :8] = 50  # z is 1
    made.set_weights([kernel, recurrent, bias])
    kept = numbers(made(step[0], initial_state=step[1]))
    np.testing.assert_allclose(kept, h, **CLOSE)


def test_keras_lstm_has_the_order_of_pytorch_transposed_and_one_bias():
    torch.manual_seed(0)
    lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)
    W_ih, W_hh, b_ih, b_hh = weights(lstm)
    x, h, c = torch.randn(BATCH, TIME, INPUT), *torch.randn(2, BATCH, HIDDEN)
    made = layer("LSTM", [W_ih.T, W_hh.T, b_ih + b_hh])
    found = numbers(made(x.numpy(), initial_state=[h.numpy(), c.numpy()]))
    expected = lstm(x, (h[None], c[None]))[1][0][0].detach().numpy()
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_keras_lstm_starts_its_forget_gate_with_a_bias_of_1():
    made = keras.layers.LSTM(HIDDEN)
    made.build((None, None, INPUT))
    bias = numbers(made.get_weights()[2]).reshape(4, HIDDEN)
    assert (bias == np.array([0, 1, 0, 0])[:, None]).all()


@pytest.mark.parametrize(("order", "close"), [("iofg", True), ("ifgo", False)])
def test_onnx_orders_the_blocks_of_an_lstm_as_i_o_f_g(order, close):
    torch.manual_seed(0)
    lstm = nn.LSTM(INPUT, HIDDEN)
    W_ih, W_hh, b_ih, b_hh = (
        np.concatenate([np.split(tensor, 4)["ifgo".index(block)] for block in order])
        for tensor in weights(lstm)
    )
    given = {
        "X": torch.randn(TIME, BATCH, INPUT).numpy(),
        "W": W_ih[None],
        "R": W_hh[None],
        "B": np.concatenate((b_ih, b_hh))[None],
    }
    node = helper.make_node("LSTM", [*given], ["Y", "Y_h"], hidden_size=HIDDEN)
    inputs, outputs = (
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in some]
        for some in (given, ["Y_h"])
    )
    graph = helper.make_graph([node], "lstm", inputs, outputs)
    [found] = ReferenceEvaluator(helper.make_model(graph)).run(["Y_h"], given)
    expected = lstm(torch.from_numpy(given["X"]))[1][0].detach().numpy()
    assert np.allclose(found, expected, **CLOSE) == close
