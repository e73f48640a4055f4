"""Wrong programs made by rule: each small change of a cell, one at a time.

Checks, prints, imports, f-strings, defaults and the sizes of new tensors stay.
"""

import re
from dataclasses import dataclass

import libcst as cst

OPERATORS = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.MatrixMultiply: cst.Multiply,
    cst.Power: cst.Multiply,
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
FUNCTIONS = {"tanh": "sigmoid", "sigmoid": "tanh", "relu": "tanh"}
DROPPED = {"clone", "detach", "flip", "transpose"}
SIZES_ONLY = {"empty", "eye", "ones", "rand", "randn", "zeros"}
SYMMETRIC = {"isclose", "max", "maximum", "min", "transpose"}
WEIGHT = re.compile(r"(W|b|weight|bias)_\w+")


@dataclass(frozen=True)
class Mutant:
    line: int  # of the cell, the first that differs
    old: str  # the lines that differ, as one
    new: str
    source: str  # of the whole cell

    @property
    def key(self):
        return self.old, self.new


def name_of(node):
    """What is called or read: the last name of a.b.c."""
    node = node.func if isinstance(node, cst.Call) else node
    node = node.attr if isinstance(node, cst.Attribute) else node
    return node.value if isinstance(node, cst.Name) else ""


def is_kept(node):
    if isinstance(node, cst.Call):
        name = name_of(node)
        return name == "print" or name.startswith("assert_")
    kept = cst.Assert, cst.Raise, cst.Import, cst.ImportFrom, cst.FormattedString
    return isinstance(node, kept)


def inner(node):
    """The parts of a node that are read, not written or names of arguments."""
    match node:
        case cst.Arg() | cst.Attribute():
            return [node.value]
        case cst.FunctionDef() | cst.ClassDef() | cst.Lambda():
            return [node.body]
        case cst.For():
            return [*iterated(node), node.body]
        case cst.CompFor():
            return [*iterated(node), *node.ifs, *filter(None, [node.inner_for_in])]
        case cst.ExceptHandler():
            return [node.body]
        case cst.AssignTarget() | cst.AugAssign():
            target = node.target
            parts = target.slice if isinstance(target, cst.Subscript) else []
            is_target = isinstance(node, cst.AssignTarget)
            return [*parts] if is_target else [node.operator, *parts, node.value]
        case cst.AsName() | cst.Param():
            return []
    return node.children


def iterated(loop):
    """What a loop runs over; the order of a tuple that is written there stays."""
    is_tuple = isinstance(loop.iter, cst.Tuple)
    return loop.iter.elements if is_tuple else [loop.iter]


def moved(number, by):
    """An index moved by 1 or -1."""
    if isinstance(number, cst.Integer):
        return cst.parse_expression(str(int(number.value) + by))
    if isinstance(number, cst.UnaryOperation):
        return cst.parse_expression(f"{cst.Module([]).code_for_node(number)} + {by}")
    sign = cst.Add() if by > 0 else cst.Subtract()
    return cst.BinaryOperation(in_brackets(number), sign, cst.Integer("1"))


def in_brackets(node):
    if isinstance(node, cst.BinaryOperation) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def swapped(items):
    """The items with two neighbours swapped, for each such pair."""
    for i in range(len(items) - 1):
        one, two = items[i : i + 2]
        if any(
            getattr(item, "star", "")
            or getattr(item, "keyword", None)
            or isinstance(item, cst.StarredElement)
            for item in (one, two)
        ):
            continue
        pair = one.with_changes(value=two.value), two.with_changes(value=one.value)
        yield [*items[:i], *pair, *items[i + 2 :]]


def changes(node, weights):
    """What could stand in place of the node."""
    match node:
        case cst.BinaryOperation(left=left, operator=operator, right=right):
            if isinstance(operator, cst.MatrixMultiply):
                first, last = in_brackets(right), in_brackets(left)
                yield node.with_changes(left=first, right=last)
            if isinstance(operator, cst.Add | cst.Subtract | cst.Multiply):
                yield left
                if not isinstance(left, cst.BinaryOperation) or left.lpar:
                    yield right
        case cst.UnaryOperation(operator=cst.Minus()):
            yield node.expression
        case cst.Call(func=cst.Attribute(value=value)) if name_of(node) in DROPPED:
            yield value
        case cst.Attribute(attr=cst.Name("T")):
            yield node.value
        case cst.Arg(keyword=cst.Name("dim"), value=value):
            other = (
                "0"
                if not isinstance(value, cst.Integer)
                else ("1" if value.value == "0" else str(int(value.value) - 1))
            )
            yield node.with_changes(value=cst.Integer(other))
        case cst.Index(value=cst.Integer() | cst.UnaryOperation() as value):
            by = 1 if getattr(value, "value", "") == "0" else -1
            yield node.with_changes(value=moved(value, by))
        case cst.Index(value=cst.Name(name)) if name not in {"None", "name"}:
            yield node.with_changes(value=moved(node.value, -1))
        case cst.Slice(lower=lower, upper=upper):
            if lower:
                yield node.with_changes(lower=moved(lower, 1))
            if upper:
                yield node.with_changes(upper=moved(upper, -1))
    if isinstance(node, cst.Call) and name_of(node) not in SIZES_ONLY | SYMMETRIC:
        yield from (node.with_changes(args=args) for args in swapped(node.args))
    if isinstance(node, cst.Tuple):
        yield from (
            node.with_changes(elements=elements) for elements in swapped(node.elements)
        )
    if type(node) in OPERATORS:
        yield OPERATORS[type(node)](
            **{
                side: getattr(node, side)
                for side in ("whitespace_before", "whitespace_after")
            }
        )
    if isinstance(node, cst.Name | cst.Attribute):
        for other in other_names(name_of(node), weights):
            name = cst.Name(other)
            is_name = isinstance(node, cst.Name)
            yield name if is_name else node.with_changes(attr=name)


def other_names(name, weights):
    if name in FUNCTIONS:
        yield FUNCTIONS[name]
    if name in weights:
        kind = name.split("_")[0]
        family = [w for w in weights if w.split("_")[0] == kind]
        yield family[(family.index(name) + 1) % len(family)]


def weights_of(module):
    """The weights that a module names, in order."""
    names = re.findall(r"\w+", module.code)
    return sorted({name for name in names if WEIGHT.fullmatch(name)})


def mutants(source):
    """Each program that differs from the cell in one place."""
    module = cst.parse_module(source)
    weights = weights_of(module)
    seen = {module.code}

    def walk(node):
        if is_kept(node):
            return
        for new in changes(node, weights):
            code = module.deep_replace(node, new).code
            if code not in seen:
                seen.add(code)
                yield mutant(source, code)
        for child in inner(node):
            yield from walk(child)

    yield from walk(module)


def mutant(source, code):
    before, after = source.splitlines(), code.splitlines()
    first = next(
        i
        for i, pair in enumerate(zip(before, after, strict=False))
        if pair[0] != pair[1]
    )
    rest = list(zip(reversed(before), reversed(after), strict=False))
    same = next(i for i, pair in enumerate(rest) if pair[0] != pair[1])
    old, new = (
        " ".join(line.strip() for line in lines[first : len(lines) - same])
        for lines in (before, after)
    )
    return Mutant(first, old, new, code)
