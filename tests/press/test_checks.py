"""A page says below a cell what it has compared."""

from bs4 import BeautifulSoup
from tiny_book import NOTEBOOK

from press.page.checks import comparisons

CODE = """\
assert a.shape == (2, 3) and a[0] >= 1, "a word"
assert_close(a, b, atol=1e-6)
np.testing.assert_array_equal(c, d)
for t in range(3):
    assert 0 < t != u
def inside():
    assert e == f
print(a)
assert not same
"""


def test_what_a_cell_compares_is_read_from_its_code():
    assert list(comparisons(CODE)) == [
        "a.shape == (2, 3)",
        "a[0] >= 1",
        "a ≈ b (atol=1e-6)",
        "c == d",
        "0 < t != u",
        "not same",
    ]


def cell(code):
    return f"```{{code-cell}} python\n{code}\n```\n"


def test_a_page_counts_the_checks_of_each_cell(tiny_book):
    cells = [
        cell("x = 2\nassert x + 1 == 3"),
        cell("x"),
        cell("assert x\nassert x < 4"),
    ]
    book = tiny_book(
        {"index": "# A book\n", "first": f"{NOTEBOOK}# First\n\n" + "\n".join(cells)}
    )
    page = BeautifulSoup(book.page("book/first"), "html.parser")
    folds = page.select(".cell > details.checks")
    assert [fold.summary.text for fold in folds] == [
        "1 check passed",
        "2 checks passed",
    ]
    assert [li.text for li in folds[0].select("li code")] == ["x + 1 == 3"]
    assert len(page.select(".cell")) == 3
