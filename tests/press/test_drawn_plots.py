"""A plot that a cell draws is a part of its page: its colours, face and language."""

import json
import re
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from chapters import ROOT
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    writes,
)

from press.cells import outputs
from press.content.plots import inlined

CODE = """\
axes.semilogy([1, 10], "C1o--")
axes.set_title("size of the error", loc="left")
axes.set_xlabel("step t")
"""
SPANISH = {
    "A line that rises.": "Una línea que sube.",
    "size of the error": "tamaño del error",
    "step t": "paso t",
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """What Matplotlib makes of CODE in the style of the book."""
    path = tmp_path_factory.mktemp("plot") / "plot.svg"
    with mpl.rc_context(fname=ROOT / "book" / "matplotlibrc"):
        figure, axes = plt.subplots()
        exec(CODE, {"axes": axes})
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)
    return outputs.rounded(path.read_text(encoding="utf-8"))


@pytest.fixture
def plot(drawn):
    return inlined(drawn, "A line & more", SPANISH, "plot-a")


def texts(svg):
    return [
        "".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("text")
    ]


def test_a_plot_has_the_colours_and_the_face_of_the_page(plot):
    assert "var(--state, #aa3e09)" in plot
    assert "currentColor" in plot
    colours = set(re.findall(r"#[0-9a-f]{6}(?!\))", plot))
    assert not colours, "See COLOURS in press/content/plots.py, and book/matplotlibrc."
    assert "font-family" not in plot
    assert "<style" not in plot, "It would be a style of the whole page."


def test_the_ids_of_a_plot_begin_with_its_name_and_are_those_it_uses(plot):
    ids = re.findall(r' id="([^"]*)"', plot)
    assert len(ids) == len(set(ids)) > 0
    assert all(label.startswith("plot-a-") for label in ids)
    assert set(re.findall(r"#(plot[\w-]*)", plot)) == set(ids)


def test_words_are_translated_and_numbers_and_symbols_stay(plot):
    shown = texts(plot)
    assert {"tamaño del error", "paso t"} <= set(shown)
    assert '<tspan font-style="italic">t</tspan>' in plot
    assert any(text.startswith("10") for text in shown)


def test_a_plot_is_named_by_its_alt_text(plot):
    assert ElementTree.fromstring(plot).attrib["aria-label"] == "A line & more"


def notebook(code, drawn):
    """A page whose cell has drawn that."""
    output = new_output("display_data", data={outputs.SVG: drawn})
    options = {"mystnb": {"image": {"alt": "A line that rises."}}}
    cell = new_code_cell(code, metadata=options, outputs=[output])
    page = new_notebook(cells=[new_markdown_cell("# First"), cell])
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    page.metadata["kernelspec"] = kernel
    return {"book/first.ipynb": writes(page)}


def build(tiny_book, files, **options):
    contents = {"root": "book/index", "chapters": [{"file": "book/first"}]}
    contents |= {"format": "jb-book", "defaults": {"numbered": True}}
    pages = {"index": "# A book"}
    return tiny_book(pages, files=files, contents=contents, **options)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_plot_is_in_its_page_and_in_the_language_of_the_page(
    tiny_book, drawn, language
):
    files = notebook(CODE, drawn)
    header = {"": "Content-Type: text/plain; charset=utf-8\n"}
    files["book/locale/es/LC_MESSAGES/book/first.po"] = "".join(
        f"msgid {json.dumps(english)}\n"
        f"msgstr {json.dumps(spanish, ensure_ascii=False)}\n\n"
        for english, spanish in {**header, **SPANISH}.items()
    )
    page = build(tiny_book, files, language=language).page("book/first")
    [svg] = re.findall(r'<svg class="plot".*?</svg>', page)
    words = {text: text for text in SPANISH} if language == "en" else SPANISH
    assert {words["size of the error"], words["step t"]} <= set(texts(svg))
    assert f'aria-label="{words["A line that rises."]}"' in svg
    assert "<img" not in page


def test_a_word_that_no_catalogue_can_have_is_a_warning(tiny_book, drawn):
    code = CODE.replace('"step t"', '"step " + "t"')
    [warning] = build(tiny_book, notebook(code, drawn), warns=True).warnings
    assert "'step t' has no translation" in warning
    assert "first.ipynb" in warning
