"""What is wrong in a chapter turns the build red, at every try, and is named."""

import ast
from contextlib import ExitStack

from builds import STRICT, edited, jupyter_book_build
from chapters import CHAPTERS, WITH_CELLS, checks


def first_check(chapter, kinds):
    """Number and cell of the chapter's first check of these kinds, and the check."""
    for number, cell in enumerate(chapter.cells, start=1):
        for check in checks(cell.source):
            if isinstance(check, kinds):
                return number, cell, check
    raise AssertionError(f"{chapter.path.name} has no check of this kind")


def with_check(chapter, cell, check, node, wrong):
    """The chapter's text, in which ``node`` of a check reads as ``wrong``."""
    right = ast.get_source_segment(cell.source, node)
    before = cell.source.splitlines(keepends=True)
    place = sum(map(len, before[: node.lineno - 1]))
    place += len(before[node.lineno - 1].encode()[: node.col_offset].decode())
    source = (
        cell.source[:place] + wrong.format(right) + cell.source[place + len(right) :]
    )
    assert chapter.text.count(cell.source) == 1
    return chapter.text.replace(cell.source, source)


def assert_red_twice(copy, *names, options=STRICT):
    for _ in range(2):
        status, output = jupyter_book_build(copy, *options)
        assert status != 0, output
        for name in names:
            assert name in output


def broken_check(chapter):
    """The chapter's text with its first check false, and what the build must name."""
    number, cell, check = first_check(chapter, (ast.Assert, ast.Expr))
    node, wrong = (
        (check.test, "not ({})")
        if isinstance(check, ast.Assert)
        else (check.value.args[0], "({}) + 1")
    )
    text = with_check(chapter, cell, check, node, wrong)
    return text, f"cell {number} of {chapter.path.name}", "AssertionError"


def test_a_false_check_in_each_page_with_cells(copy):
    named = []
    with ExitStack() as stack:
        for chapter in WITH_CELLS:
            text, *names = broken_check(chapter)
            named += [f"{chapter.path.name}:", *names]
            stack.enter_context(edited(copy / "book" / chapter.path.name, text))
        assert_red_twice(copy, *named)


def test_a_false_check_in_the_plain_build(copy):
    text, *names = broken_check(CHAPTERS[0])
    with edited(copy / "book" / CHAPTERS[0].path.name, text):
        assert_red_twice(copy, *names, options=())


def test_a_tensor_of_another_shape_that_broadcasts(copy):
    chapter = next(c for c in CHAPTERS if "assert_close(" in c.text)
    number, cell, check = first_check(chapter, ast.Expr)
    text = with_check(chapter, cell, check, check.value.args[0], "({})[None]")
    with edited(copy / "book" / chapter.path.name, text):
        assert_red_twice(
            copy,
            f"cell {number} of {chapter.path.name}",
            "The values for attribute 'shape' do not match",
        )


BROKEN = {  # and what is said of it
    "{eq}`eq-no-such`": "eq-no-such",
    "{cite}`nobody1900`": "nobody1900",
    "{prf:ref}`thm-no-such`": "thm-no-such",
    r"$\frac{1}{$": r"\frac{1}{",
}


def test_a_broken_equation_citation_theorem_or_formula(copy):
    with ExitStack() as stack:
        named = []
        for chapter, (wrong, complaint) in zip(CHAPTERS, BROKEN.items(), strict=False):
            line = chapter.text.count("\n") + 2
            text = f"{chapter.text}\n{wrong}\n"
            named += [f"{chapter.path.name}:{line}: WARNING", complaint]
            stack.enter_context(edited(copy / "book" / chapter.path.name, text))
        assert_red_twice(copy, *named)
