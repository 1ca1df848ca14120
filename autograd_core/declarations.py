"""Edits of the line that declared a tensor: its ``requires_grad`` flag and the numbers of its literal."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from .errors import ProgramError
from .source import CannotEdit, Source, read

# Calls that take requires_grad= ; torch.Tensor, FloatTensor and the rest do not, and get .requires_grad_() behind them.
_TAKES_FLAG = {
    *("tensor", "zeros", "ones", "full", "empty", "rand", "randn", "arange", "linspace", "logspace", "eye", "Variable"),
    *("Parameter", "zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like", "randint"),
    *("randperm", "normal"),
}
_TAKES_LITERAL = {
    *("tensor", "Tensor", "FloatTensor", "DoubleTensor", "LongTensor", "as_tensor", "Variable", "Parameter"),
}
_MAKERS = _TAKES_FLAG | _TAKES_LITERAL | {"from_numpy"}
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?|[-+]?(True|False)")


def set_requires_grad(text: str, name: str, value: bool) -> str:
    """``text`` with the declaration of ``name`` changed so that it asks for gradients, or does not.

    Adds, changes or removes ``requires_grad=…`` or ``.requires_grad_()``. Raises CannotEdit without a declaration.
    """
    source = read(text)
    expression = _declaration(source, name)
    if _suffix(expression) is not None:
        assert isinstance(expression, ast.Call)
        return _change_suffix(source, expression, value)
    if isinstance(expression, ast.Call):
        flag = next((keyword for keyword in expression.keywords if keyword.arg == "requires_grad"), None)
        if flag is not None:
            return _change_keyword(source, expression, flag, value)
        if value and _called(expression) in _TAKES_FLAG:
            return _add_keyword(source, expression)
    if value:
        start, end = source.place(expression)
        if isinstance(expression, (ast.Call, ast.Name, ast.Attribute, ast.Subscript)):
            return text[:end] + ".requires_grad_()" + text[end:]
        return text[:start] + "(" + text[start:end] + ").requires_grad_()" + text[end:]
    return _later_flag_off(source, name)


def set_element(text: str, name: str, index: Sequence[int], number_text: str, line: int | None = None) -> str:
    """``text`` with one number of the literal that declared ``name`` rewritten; ``index`` is () for a scalar.

    ``line`` says which declaration is meant where there are several. Raises CannotEdit if the declaration holds no such
    number or ``number_text`` is not a number.
    """
    number_text = number_text.strip()
    if not _NUMBER.fullmatch(number_text):
        raise CannotEdit(f"{number_text!r} is not a number")
    source = read(text)
    expression = _literal(_declaration(source, name, line))
    for position in index:
        if not isinstance(expression, (ast.List, ast.Tuple)) or not -1 < position < len(expression.elts):
            raise CannotEdit(f"{name} was not declared with a number at {list(index)}")
        expression = expression.elts[position]
    if not _is_number(expression):
        raise CannotEdit(f"{name} was not declared with a number at {list(index)}")
    start, end = source.place(expression)
    return text[:start] + number_text + text[end:]


def literals(text: str) -> dict[tuple[str, int], tuple[int, ...]]:
    """The shapes of the tensors that ``text`` declares with numbers that can be rewritten, by name and line.

    () is a scalar; a tensor that holds anything but numbers is left out. Text that cannot be read has none.
    """
    try:
        tree = read(text).tree
    except ProgramError:
        return {}
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                for value in _assigned(node, name.id) if isinstance(name, ast.Name) else []:
                    shape = _shape(_literal(value)) if _called(_without_suffix(value)) in _TAKES_LITERAL else None
                    if shape is not None and isinstance(name, ast.Name):
                        found[name.id, value.lineno] = shape
    return found


def _literal(expression: ast.expr) -> ast.expr:
    """The numbers that a declaration is made of."""
    expression = _without_suffix(expression)
    while isinstance(expression, ast.Call) and expression.args and _called(expression) in _TAKES_LITERAL:
        expression = expression.args[0]
    return expression


def _shape(expression: ast.expr) -> tuple[int, ...] | None:
    """The shape of a nested list of numbers, None if it is none."""
    if not isinstance(expression, (ast.List, ast.Tuple)):
        return () if _is_number(expression) else None
    shapes = {_shape(part) for part in expression.elts}
    inner = shapes.pop() if len(shapes) == 1 else None
    return None if inner is None else (len(expression.elts), *inner)


def _is_number(expression: ast.expr) -> bool:
    if isinstance(expression, ast.UnaryOp) and isinstance(expression.op, (ast.USub, ast.UAdd)):
        expression = expression.operand
    return isinstance(expression, ast.Constant) and type(expression.value) in (int, float, bool)


def _declaration(source: Source, name: str, line: int | None = None) -> ast.expr:
    """The value last assigned to ``name`` by a call that makes a tensor, else the value first assigned to it."""
    values = [value for node in ast.walk(source.tree) for value in _assigned(node, name)]
    if line is not None:
        values = [value for value in values if value.lineno == line]
    if not values:
        raise CannotEdit(f"{name} is not assigned in this program")
    values.sort(key=lambda value: (value.lineno, value.col_offset))
    made = [value for value in values if _called(_without_suffix(value)) in _MAKERS]
    return made[-1] if made else values[0]


def _assigned(node: ast.AST, name: str) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets: list[ast.expr] = [node.target]
    elif isinstance(node, ast.Assign):
        targets = node.targets
    else:
        return []
    value = node.value
    assert value is not None
    found = []
    for target in targets:
        if isinstance(target, ast.Name) and target.id == name:
            found.append(value)
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = zip(target.elts, value.elts, strict=True)
            found += [part for one, part in pairs if isinstance(one, ast.Name) and one.id == name]
    return found


def _called(expression: ast.expr) -> str | None:
    if not isinstance(expression, ast.Call):
        return None
    function = expression.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)


def _suffix(expression: ast.expr) -> ast.Attribute | None:
    """The ``.requires_grad_`` at the end of the expression, if it ends so."""
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
        return expression.func if expression.func.attr == "requires_grad_" else None
    return None


def _without_suffix(expression: ast.expr) -> ast.expr:
    suffix = _suffix(expression)
    return expression if suffix is None else suffix.value


def _change_suffix(source: Source, expression: ast.Call, value: bool) -> str:
    text, (_, end) = source.text, source.place(expression)
    flag = expression.args[0] if expression.args else next((k.value for k in expression.keywords), None)
    if value:
        if flag is None:
            return text
        start, flag_end = source.place(flag)
        return text[:start] + "True" + text[flag_end:]
    assert isinstance(expression.func, ast.Attribute)
    _, inner_end = source.place(expression.func.value)
    closing = text.rindex(".", inner_end, end)
    start, kept = source.place(expression)[0], text[:closing].rstrip(" \t")
    if isinstance(expression.func.value, ast.BinOp) and kept[start:] == f"({source.slice(expression.func.value)})":
        kept = kept[:start] + kept[start + 1 : -1]
    return kept + text[end:]


def _change_keyword(source: Source, call: ast.Call, flag: ast.keyword, value: bool) -> str:
    text = source.text
    start, end = source.place(flag)
    if value:
        value_start, value_end = source.place(flag.value)
        return text[:value_start] + "True" + text[value_end:]
    others = [node for node in [*call.args, *call.keywords] if source.place(node)[0] < start]
    following = re.compile(r"[ \t]*,[ \t]*").match(text, end)
    if not others:
        return text[:start] + text[following.end() if following else end :]
    gap_start = _closed(source, max(source.place(node)[1] for node in others), start)
    if "#" not in text[gap_start:start]:
        return text[:gap_start] + text[end:]
    return text[:start] + text[following.end() if following else end :]


def _add_keyword(source: Source, call: ast.Call) -> str:
    text, (_, end) = source.text, source.place(call)
    arguments = [source.place(node)[1] for node in [*call.args, *call.keywords]]
    if not arguments:
        opening = text.index("(", source.place(call.func)[1])
        return text[: opening + 1] + "requires_grad=True" + text[opening + 1 :]
    position = _closed(source, max(arguments), end - 1)
    return text[:position] + ", requires_grad=True" + text[position:]


def _closed(source: Source, start: int, end: int) -> int:
    """Behind the brackets that close an argument which the tree ends at ``start``."""
    position = start
    for part in re.finditer(r"#[^\n]*|\)", source.text[start:end]):
        if part.group() == ")":
            position = start + part.end()
    return position


def _later_flag_off(source: Source, name: str) -> str:
    """Turn a statement ``name.requires_grad = True`` or ``name.requires_grad_()`` behind the declaration off."""
    text = source.text
    for node in ast.walk(source.tree):
        match node:
            case ast.Assign(targets=[ast.Attribute(ast.Name(id=owner), "requires_grad")], value=value) if owner == name:
                start, end = source.place(value)
                return text[:start] + "False" + text[end:]
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=owner), "requires_grad_"))) if owner == name:
                assert isinstance(node.value, ast.Call)
                start, end = source.place(node.value.func)[1], source.place(node)[1]
                return text[:start] + "(False)" + text[end:]
    return text
