"""Rewrites of single statements that the fixes of errors are made of: pure functions on program text."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .errors import Span
from .program import statements_of
from .source import CannotEdit, Source

_OPERATORS = {"add_": "+", "sub_": "-", "subtract_": "-", "mul_": "*", "multiply_": "*", "div_": "/", "divide_": "/"}
_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
# Expressions that keep their meaning to the right of an operator, or in front of a dot, without brackets.
_CLOSED = (ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Tuple)


def statement_at(source: Source, span: Span) -> tuple[int, ast.stmt]:
    """The innermost statement around ``span``, and its index."""
    start, end = source.range(span)
    found = [
        (index, node)
        for index, node in enumerate(statements_of(source.tree))
        if source.place(node)[0] <= start and end <= source.place(node)[1]
    ]
    if not found:
        raise CannotEdit("no statement stands there")
    return found[-1]


def torch_name(source: Source) -> str:
    """What the program calls torch."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "torch":
                    return alias.asname or "torch"
    return "torch"


def edited(source: Source, node: ast.AST, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text of ``node`` with stretches of the program (start, end, new) replaced in it."""
    start, end = source.place(node)
    text, at = "", start
    for first, last, new in sorted(edits):
        text += source.text[at:first] + new
        at = last
    return text + source.text[at:end]


def calls_of(node: ast.AST, *methods: str) -> list[ast.Call]:
    """The calls of these methods or functions in ``node``."""
    return [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in methods
    ]


def with_keyword(source: Source, statement: ast.stmt, call: ast.Call, name: str, value: str, place: int = -1) -> str:
    """``statement`` with ``name=value`` in ``call``; replaces the argument if it is there by name or at ``place``."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return edited(source, statement, [(*source.place(keyword.value), value)])
    if 0 <= place < len(call.args):
        return edited(source, statement, [(*source.place(call.args[place]), value)])
    closing = source.place(call)[1] - 1
    inside = source.text[source.place(call.func)[1] : closing].rstrip()
    separator = "" if inside.endswith(("(", ",")) else ", "
    return edited(source, statement, [(closing, closing, f"{separator}{name}={value}")])


def reduced_first(source: Source, statement: ast.stmt, call: ast.Call, reduction: str) -> str:
    """``z.backward(…)`` as ``z.sum().backward()``."""
    assert isinstance(call.func, ast.Attribute)
    owner = in_front_of_dot(source, call.func.value)
    start, end = source.place(call)
    return edited(source, statement, [(start, end, f"{owner}.{reduction}().{call.func.attr}()")])


def in_front_of_dot(source: Source, node: ast.expr) -> str:
    """The text of an expression as it may stand in front of a dot, in brackets where it needs them."""
    text = source.slice(node)
    number = isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
    return text if isinstance(node, _CLOSED) and not number else f"({text})"


def out_of_place(source: Source, statement: ast.stmt) -> str:
    """``y += 1`` as ``y = y + 1``, ``y.mul_(2)`` as ``y = y * 2``, ``y.exp_()`` as ``y = y.exp()``."""
    match statement:
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value) if type(op) in _SYMBOLS:
            return f"{name} = {name} {_SYMBOLS[type(op)]} {_operand(source, value)}"
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=name), method), arguments, keywords)):
            inner = ", ".join(source.slice(part) for part in [*arguments, *keywords])
            torch = torch_name(source)
            if method in _OPERATORS and len(arguments) == 1 and not keywords:
                return f"{name} = {name} {_OPERATORS[method]} {_operand(source, arguments[0])}"
            if method == "zero_":
                return f"{name} = {torch}.zeros_like({name})"
            if method == "fill_":
                return f"{name} = {torch}.full_like({name}, {inner})"
            if method == "copy_":
                return f"{name} = {inner}"
            if method.endswith("_") and not method.endswith("__"):
                return f"{name} = {name}.{method[:-1]}({inner})"
    raise CannotEdit("this statement has no out-of-place form")


def _operand(source: Source, value: ast.expr) -> str:
    text = source.slice(value)
    return text if isinstance(value, _CLOSED) and not isinstance(value, ast.Tuple) else f"({text})"


def with_float_literals(source: Source, statement: ast.stmt, within: ast.AST) -> str:
    """``statement`` with every integer in the first argument of the calls ``within`` written as ``1.``"""
    edits = []
    for call in ast.walk(within):
        if isinstance(call, ast.Call) and call.args:
            for number in ast.walk(call.args[0]):
                if isinstance(number, ast.Constant) and type(number.value) is int:
                    edits.append((*source.place(number), f"{number.value}."))
            break
    if not edits:
        raise CannotEdit("there is no whole number to write with a point")
    return edited(source, statement, edits)


def transposed_right(source: Source, statement: ast.stmt, product: ast.AST) -> str:
    """``statement`` with ``.T`` behind the right operand of the matrix product ``product``."""
    match product:
        case ast.BinOp(op=ast.MatMult(), right=right):
            operand = right
        case ast.AugAssign(op=ast.MatMult(), value=right):
            operand = right
        case ast.Call(ast.Attribute(attr="mm" | "matmul"), args=[*_, last]):
            operand = last
        case _:
            raise CannotEdit("there is no matrix product here")
    start, end = source.place(operand)
    in_brackets = source.text[:start].endswith("(") and source.text[end:].startswith(")")
    if in_brackets and not isinstance(product, ast.Call):
        return edited(source, statement, [(end + 1, end + 1, ".T")])
    return edited(source, statement, [(start, end, f"{in_front_of_dot(source, operand)}.T")])


def in_no_grad(source: Source, statement: ast.stmt) -> str:
    """``statement`` inside ``with torch.no_grad():``; further lines get their indentation from replace_statement."""
    inner = source.slice(statement).replace("\r\n", "\n").replace("\n", "\n    ")
    return f"with {torch_name(source)}.no_grad():\n    {inner}"
