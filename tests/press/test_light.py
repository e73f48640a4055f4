"""Pages leave out what they do not need; code keeps its indentation on a phone."""

import re

from bs4 import BeautifulSoup
from chapters import CHAPTERS

from press.page.light import AROUND_PLAIN, PLAIN, line_by_line

CODE = """\
<span class="k">def</span> f(x):
    <span class="sd">&quot;&quot;&quot;One</span>
<span class="sd">    or two.&quot;&quot;&quot;</span>
    s <span class="o">=</span> <span class="s2">&quot;&quot;&quot;a
  b&quot;&quot;&quot;</span>

    g(x)
"""


def parsed(code):
    return BeautifulSoup(f"<pre>{code}</pre>", "html.parser").pre


def test_each_line_of_code_is_an_element_that_knows_its_indentation():
    code = parsed(line_by_line(CODE))
    assert code.get_text() == parsed(CODE).get_text()
    lines = code.find_all(class_="line", recursive=False)
    assert len(lines) == len(list(code.children)) == 7
    assert [line.get("style") for line in lines] == [
        None,
        "--in:4",
        "--in:4",
        "--in:4",
        "--in:2",
        None,
        "--in:4",
    ]
    assert [line.get_text()[-1] for line in lines] == ["\n"] * 7
    strings = [part.get_text() for part in code.find_all(class_="s2")]
    assert strings == ['"""a', '  b"""']


def test_lines_that_compare_are_marked():
    code = """\
a = f(1 &lt; 2)
assert a
for b in range(3):
    assert_close(
        a,
        b,
    )
    expect(b)
"""
    marked = [
        line.get_text().strip() for line in parsed(line_by_line(code)).select(".check")
    ]
    assert marked == ["assert a", "assert_close(", "a,", "b,", ")"]


def test_a_long_piece_of_code_may_be_broken_at_brackets_and_dots():
    code = parsed(
        line_by_line(
            'if x:\n    clip_grad_norm_(model<span class="o">.</span>parameters(), 1.0)'
            "\n    f(x.y)[abc]\n    g(torch.cat([both[0], reading_forward[-1]]))"
        )
    )
    pieces = [text for line in code.select(".line") for text in line.strings]
    assert pieces == [
        "if x:\n",
        "    clip_grad_norm_(",
        "model",
        ".",
        "parameters(), 1.0)\n",
        "    f(x.y)[abc]\n",
        "    g(torch.cat([both[0], reading_forward[-1]]))\n",
    ]


def test_the_code_of_each_cell_is_whole(site):
    for chapter in CHAPTERS:
        html = (site / "book" / f"{chapter.name}.html").read_text(encoding="utf-8")
        cells = BeautifulSoup(html, "html.parser").select(".cell_input pre")
        shown = [cell.get_text().strip() for cell in cells]
        assert shown == [cell.source.strip() for cell in chapter.cells], chapter.name
        assert all(cell.select_one(".line") for cell in cells)


def test_what_has_no_element_in_code_has_no_colour_of_its_own(site):
    """Names and punctuation have the colour of code itself, in both themes."""
    css = (site / "_static" / "book.css").read_text(encoding="utf-8")
    page = (site / "book" / "cell.html").read_text(encoding="utf-8")
    cells = BeautifulSoup(page, "html.parser").select(".cell_input")
    assert len(cells) > 20
    assert not [cell for cell in cells if AROUND_PLAIN.search(str(cell))]
    rules = re.findall(r"(\.highlight(?: \.\w+)?)\{([^}]*)\}", css)
    colours = {}
    for selector, declared in rules:
        for colour in re.findall(r"(?<![\w-])color: ?([#\w]+)", declared):
            colours.setdefault(selector, set()).add(colour.casefold())
    for name in set(PLAIN) - {"w"}:  # a space shows no colour
        assert colours.get(f".highlight .{name}", set()) <= colours[".highlight"]
