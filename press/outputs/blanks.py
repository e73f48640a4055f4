"""Take the answer out of the code of a solution: checks stay, and what they ask for.

A variable that a check reads becomes ``...``, and a function keeps its first line and
its docstring. What no check reads is left out, since the way to an answer is free.
"""

import ast
from collections.abc import Iterator
from symtable import symtable

BLANK = ast.Expr(ast.Constant(...))
INSIDE = ("body", "orelse", "handlers", "finalbody")
HEAD = ("iter", "test", "items", "type")


def is_check(node: ast.AST) -> bool:
    """An assert, a raise of AssertionError, or a call of assert_close or its kin."""
    if isinstance(node, ast.Raise):
        return "AssertionError" in ast.unparse(node)
    call = node.value if isinstance(node, ast.Expr) else None
    called = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    return isinstance(node, ast.Assert) or called.split(".")[-1].startswith("assert_")


def has_check(node: ast.AST) -> bool:
    return any(map(is_check, ast.walk(node)))


def names(node: ast.AST, context: type[ast.expr_context]) -> list[str]:
    """The variables that are read or set there, each once."""
    found = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return list(dict.fromkeys(n.id for n in found if isinstance(n.ctx, context)))


def parts(node: ast.AST, fields: tuple[str, ...]) -> Iterator[ast.AST]:
    for field in fields:
        value = getattr(node, field, None) or []
        yield from value if isinstance(value, list) else [value]


def asked_for(node: ast.AST) -> set[str]:
    """What the checks of a statement read, and what leads to them, as a loop does."""
    if is_check(node):
        return set(names(node, ast.Load))
    if not has_check(node) or isinstance(node, ast.FunctionDef):
        return set()
    heads = (names(head, ast.Load) for head in parts(node, HEAD))
    inside = (asked_for(part) for part in parts(node, INSIDE))
    return set().union(*heads, *inside)


def without_body(node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
    """A function without what it does, or a class of such functions."""
    if isinstance(node, ast.ClassDef):
        node.body = [
            without_body(part) if isinstance(part, ast.FunctionDef) else part
            for part in node.body
        ]
    else:
        node.body = [*(node.body[:1] if ast.get_docstring(node) else []), BLANK]
    return node


def blanks(body: list[ast.stmt], asked: set[str]) -> list[ast.stmt]:
    """The statements with a blank for each answer."""
    left: dict[str, ast.stmt] = {}  # by their code: one blank is enough for a name
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            kept = [without_body(node)] if node.name in asked else []
        elif is_check(node) or isinstance(node, (ast.Import, ast.ImportFrom)):
            kept = [node]
        elif has_check(node):
            for part in (node, *getattr(node, "handlers", [])):
                for field in ("body", "orelse", "finalbody"):
                    if inside := getattr(part, field, None):
                        setattr(part, field, blanks(inside, asked) or [BLANK])
            kept = [node]
        else:
            kept = [
                ast.Assign([ast.Name(name)], ast.Constant(...), lineno=0)
                for name in names(node, ast.Store)
                if name in asked
            ]
        left |= {ast.unparse(node): node for node in kept}
    return list(left.values())


def blanked(code: str) -> str:
    """The code of a solution for those who are to find it; "" if it has no check."""
    tree = ast.parse(code)
    own = {
        name.get_name()
        for name in symtable(code, "solution", "exec").get_symbols()
        if name.is_assigned() or name.is_namespace()
    }  # and not the variables of brackets
    asked = own & set().union(*map(asked_for, tree.body))
    if not asked:
        return ""
    tree.body = blanks(tree.body, asked)
    return ast.unparse(ast.fix_missing_locations(tree))
