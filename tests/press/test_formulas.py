"""Formulas look alike in three browsers; what is read as one is not broken."""

import re

import pytest
from bs4 import BeautifulSoup
from math_core import LatexToMathML

from press.page.mathml import ROLES, finish


def test_each_formula_is_bound_to_its_own_punctuation(tiny_book):
    text = "By **b**, $c$, $d$, so $e$."
    book = tiny_book({"index": "# A book\n", "first": f"# First\n\n{text}\n"})
    page = BeautifulSoup(book.page("book/first"), "html.parser")
    paragraph = page.select_one("article section > p:has(.unbroken)")
    assert re.sub(r"\s+", " ", paragraph.get_text()) == re.sub(r"[$*]", "", text)
    bound = [span.get_text() for span in paragraph.select(".unbroken")]
    assert bound == ["c,", "d,", "e."]


def test_short_code_is_not_broken(tiny_book):
    text = "Say `dos mil .` or `torch.testing.assert_close(a, b)`."
    book = tiny_book({"index": "# A book\n", "first": f"# First\n\n{text}\n"})
    page = BeautifulSoup(book.page("book/first"), "html.parser")
    codes = page.select("p > code.literal")
    assert ["unbroken" in code["class"] for code in codes] == [True, False]


def test_a_number_and_its_percent_sign_are_bound(tiny_book):
    book = tiny_book({"index": "# A book\n", "first": "# First\n\n15 % of `a % b`.\n"})
    page = BeautifulSoup(book.page("book/first"), "html.parser")
    assert "15\u00a0% of a % b." in page.select_one("section > p").get_text()


def formula(latex, roles=ROLES):
    """The formula's MathML, as a page has it."""
    plain = LatexToMathML().convert_with_local_state(latex, displaystyle=True)
    return BeautifulSoup(finish(plain, roles), "html.parser")


@pytest.mark.parametrize(
    ("latex", "stretchy"),
    [
        (r"\tanh\left(W x_t + b\right)", ["false", "false"]),
        (r"\left(\frac{a}{b}\right)", [None, None]),
        (r"\left[\begin{matrix}a\\b\end{matrix}\right]", [None, None]),
        (r"\left[\begin{matrix}a & b\end{matrix}\right]", ["false", "false"]),
        (r"\left(\sum_{t=1}^T a_t\right)", [None, None]),
    ],
)
def test_only_fences_of_what_is_tall_stretch(latex, stretchy):
    fences = formula(latex).find_all("mo", string=re.compile(r"^[()\[\]]$"))
    assert [fence.get("stretchy") for fence in fences] == stretchy


def test_the_entrywise_product_is_no_large_operator():
    assert formula(r"f_t \odot c").find("mo", string="⊙")["largeop"] == "false"


def test_a_hat_may_stretch():
    assert "stretchy" not in formula(r"\hat{h}").find("mover").find("mo").attrs


@pytest.mark.parametrize(
    ("latex", "script", "parts"),
    [
        ("f'", "mrow > mrow", ["f", "′"]),
        ("h'_t", "msubsup", ["h", "t", "′"]),
        (r"T'^\alpha", "msup", ["T′", "α"]),
        ("s''", "mrow > mrow", ["s", "″"]),
    ],
)
def test_a_prime_without_an_index_stands_beside_its_letter(latex, script, parts):
    found = formula(latex).select_one(script)
    assert [part.get_text() for part in found.find_all(recursive=False)] == parts


@pytest.mark.parametrize("latex", [r"h^{\rightarrow}", r"h_t^{\rightarrow}"])
def test_a_lone_sign_in_an_index_has_no_space_around_it(latex):
    arrow = formula(latex).find("mo")
    assert (arrow["lspace"], arrow["rspace"]) == ("0", "0")


def test_letters_with_an_index_have_the_colours_of_their_roles():
    latex = r"h_t = W_{hh} h_{t-1} + x, y_t^2 = i_t"
    found = formula(latex, ROLES | {"i": "gate"}).find_all(class_=True)
    assert [(mi.text, *mi["class"]) for mi in found] == [
        ("h", "state"),
        ("h", "state"),
        ("y", "output"),
        ("i", "gate"),
    ]


def test_gates_have_their_colour_in_the_chapters_on_gates_alone(tiny_book):
    text = "$f_t$ and $h_t$"
    book = tiny_book(
        {name: f"# {name}\n\n{text}\n" for name in ("index", "cell", "gru", "lstm")}
    )

    def coloured(name):
        page = BeautifulSoup(book.page(f"book/{name}"), "html.parser")
        return [mi.text for mi in page.select("math .gate, math .state")]

    assert coloured("cell") == coloured("gru") == ["h"]
    assert coloured("lstm") == ["f", "h"]
