"""What an assignment leaves of a solution: checks, and blanks for what they read."""

from press.outputs.blanks import blanked


def test_a_variable_that_a_check_reads_is_a_blank_and_others_are_left_out():
    code = "way = 3\nmine, other = 2 * way, 1\nassert mine == 6  # so\n"
    assert blanked(code) == "mine = ...\nassert mine == 6"


def test_a_function_keeps_its_first_line_and_its_docstring():
    code = '''
def helper(x):
    return x


def f(x, *, y=1):
    """Twice x."""
    return 2 * helper(x)


assert_close(f(2), g(2))
'''
    assert blanked(code) == (
        'def f(x, *, y=1):\n    """Twice x."""\n    ...\nassert_close(f(2), g(2))'
    )


def test_a_class_keeps_the_first_lines_of_its_functions():
    code = """
class A(B):
    size = 1
    def f(self):
        return 3
assert A().f() == 3
"""
    assert blanked(code) == (
        "class A(B):\n    size = 1\n\n    def f(self):\n        ...\n"
        "assert A().f() == 3"
    )


def test_what_stands_around_a_check_stays_with_what_it_reads():
    code = """
import math
sizes = [1, 2]
for size in sizes:
    square = size * size
    assert square > 0
try:
    wrong = f(1)
except ValueError as error:
    assert "no" in str(error)
else:
    raise AssertionError("f took it")
"""
    assert blanked(code) == (
        "import math\nsizes = ...\nfor size in sizes:\n    square = ...\n"
        "    assert square > 0\ntry:\n    ...\nexcept ValueError as error:\n"
        "    assert 'no' in str(error)\nelse:\n    raise AssertionError('f took it')"
    )


def test_a_variable_inside_brackets_is_no_blank_and_two_blanks_of_a_name_are_one():
    code = "a = 1\na = a + 1\nb = [n for n in (1, 2)]\nassert all(n < 3 for n in b) < a"
    assert blanked(code) == ("a = ...\nb = ...\nassert all((n < 3 for n in b)) < a")


def test_a_solution_that_checks_nothing_of_its_own_leaves_no_cell():
    assert blanked("answer = 42\nprint(answer)") == ""
    assert blanked("assert known == 1") == ""
