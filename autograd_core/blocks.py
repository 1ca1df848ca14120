"""Putting whole statements into ``with torch.no_grad():``, and taking a ``with`` away: edits of whole lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .errors import ProgramError
from .program import statements_of
from .rewrites import torch_name
from .source import CannotEdit, Source, read


def wrap_in_no_grad(text: str, first: int, last: int) -> str:
    """``text`` with lines ``first`` to ``last`` (from 1), and the rest of their statements, under ``no_grad()``.

    Raises CannotEdit where these lines hold no statement, or share one with a statement of another block.
    """
    source = read(text)
    chosen = _touched(source.tree, first, last)
    if not chosen:
        raise CannotEdit("no statement stands in these lines")
    first, last = min(first, _first_line(chosen[0])), chosen[-1].end_lineno or 0
    moved = [number for number in range(first, last + 1) if _moves(source, number)]
    unit = "\t" if any("\t" in _indent(source, number) for number in moved) else "    "
    lines = list(source.lines)
    for number in moved:
        lines[number - 1] = unit + lines[number - 1]
    end = "\r" if "\r\n" in text else ""
    lines.insert(first - 1, f"{_indent(source, _first_line(chosen[0]))}with {torch_name(source)}.no_grad():{end}")
    after = "\n".join(lines)
    added = next((node for node in _statements(after) if _first_line(node) == first), None)
    if added is None or _without(after, added) != ast.dump(source.tree):
        raise CannotEdit("these lines are not whole statements of one block")
    return after


def unwrap(text: str, index: int) -> str:
    """``text`` with the statements under the ``with`` that is statement ``index`` in its place.

    Raises CannotEdit where that statement is no ``with``, names what it opens, or is indented in no way to undo.
    """
    source = read(text)
    statements = statements_of(source.tree)
    node = statements[index] if 0 <= index < len(statements) else None
    if not isinstance(node, ast.With) or any(item.optional_vars for item in node.items):
        raise CannotEdit("this is no with statement without a name")
    start, end = node.items[-1].context_expr.end_lineno or 0, node.end_lineno or 0
    outer, inner = _indent(source, node.lineno), _indent(source, _first_line(node.body[0]))
    unit = inner[: max(len(inner) - len(outer), 0)]
    lines = list(source.lines)
    for number in range(start + 1, end + 1):
        if _moves(source, number):
            lines[number - 1] = lines[number - 1].removeprefix(unit)
    after = "\n".join([*lines[: node.lineno - 1], *lines[start:]])
    if ast.dump(ast.Module(_statements(after, inner=False), [])) != _without(text, node):
        raise CannotEdit("the lines of this statement are not indented alike")
    return after


# ── statements and lines ───────────────────────────────────────────────────────────────────────────────────────


def _touched(block: ast.AST, first: int, last: int) -> list[ast.stmt]:
    """The statements of the innermost block around the lines that stand in them, all of one block."""
    for body in _blocks(block):
        found = [node for node in body if _first_line(node) <= last and first <= (node.end_lineno or 0)]
        if len(found) == 1 and _first_line(found[0]) < first:
            return _touched(found[0], first, last) or found
        if found:
            return found
    return []


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for child in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
        if isinstance(child, list) and child and isinstance(child[0], ast.stmt):
            yield child
    for handler in getattr(node, "handlers", ()):
        yield handler.body


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _indent(source: Source, number: int) -> str:
    line = source.lines[number - 1]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _moves(source: Source, number: int) -> bool:
    """Whether a line has an indentation to change: it is not empty and does not begin within a string."""
    if not source.lines[number - 1].strip():
        return False
    strings = (node for node in ast.walk(source.tree) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    return not any(node.lineno < number <= (node.end_lineno or 0) for node in strings)


def _statements(text: str, inner: bool = True) -> list[ast.stmt]:
    """The statements of ``text``, or only its outermost; none where it is no program."""
    try:
        tree = read(text).tree
    except ProgramError:
        return []
    return statements_of(tree) if inner else tree.body


def _without(text: str, node: ast.stmt) -> str:
    """What the tree of ``text`` is with the body of the ``with`` that stands like ``node`` in its place."""
    place = node.lineno, node.col_offset

    class Lift(ast.NodeTransformer):
        def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
            self.generic_visit(node)
            return node.body if (node.lineno, node.col_offset) == place else node

    return ast.dump(Lift().visit(read(text).tree))
