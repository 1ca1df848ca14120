"""Program and Statement, and the edits of program text: pure functions that keep every byte not meant to change."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .declarations import literals, set_element, set_requires_grad
from .errors import NotInSubset, ProgramError, Span
from .source import CannotEdit, Source, read

_KINDS: dict[type[ast.stmt], str] = {
    ast.Assign: "assign",
    ast.AnnAssign: "assign",
    ast.AugAssign: "inplace",
    ast.For: "loop",
    ast.While: "loop",
    ast.If: "if",
    ast.With: "with",
    ast.Try: "try",
    ast.FunctionDef: "def",
    ast.ClassDef: "class",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.Return: "return",
    ast.Delete: "delete",
    ast.Raise: "raise",
    ast.Assert: "assert",
    ast.Pass: "pass",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.Nonlocal: "scope",
    ast.Global: "scope",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, at any depth; ``kind`` is a word such as "assign", "inplace", "call", "loop", "expression"."""

    index: int
    text: str
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Program:
    """Program text and its statements in the order they are written, inner ones after the one they stand in."""

    text: str
    statements: tuple[Statement, ...]


def parse(text: str) -> Program:
    """The statements of ``text``. Raises NotInSubset with CPython's message and a span, or OutOfBudget for its size."""
    return program_of(read(text))


def program_of(source: Source) -> Program:
    statements = tuple(
        Statement(index, source.slice(node), source.span(node), kind_of(node))
        for index, node in enumerate(statements_of(source.tree))
    )
    return Program(source.text, statements)


def statements_of(tree: ast.AST) -> list[ast.stmt]:
    """Every statement, in the order of the text."""
    found = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            found.append(node)
        if not isinstance(node, ast.expr):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return found


def kind_of(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr):
        return "call" if isinstance(node.value, ast.Call) else "expression"
    return _KINDS.get(type(node), "other")


# ── lines and statements ───────────────────────────────────────────────────────────────────────────────────────


def append(text: str, line: str) -> str:
    """``text`` with ``line`` as its last statement, at top level; a text without final newline stays without."""
    newline = _newline(text)
    line = line.replace("\r\n", "\n").strip("\n").replace("\n", newline)
    if not text or text.endswith("\n"):
        return text + line + newline
    return text + newline + line


def write_line(text: str, line: str) -> str:
    """``append``, with ``import torch`` at the start where ``line`` speaks of torch and the program never imported "
    "it."""
    if "torch." in line and not _imports_torch(text):
        text = "import torch" + _newline(text) + text
    return append(text, line)


def _imports_torch(text: str) -> bool:
    try:
        tree = read(text).tree
    except ProgramError:
        return True  # text that cannot be read is left alone
    return any(
        (alias.asname or alias.name.partition(".")[0]) == "torch"
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    )


def replace_literal(text: str, span: Span, new: str) -> str:
    """``text`` with the stretch at ``span`` replaced."""
    start, end = Source(text, ast.Module([], [])).range(span)
    return text[:start] + new + text[end:]


def replace_statement(text: str, index: int, line: str) -> str:
    """``text`` with statement ``index`` replaced; further lines of ``line`` get the indentation of the statement."""
    source = read(text)
    start, end = source.place(_statement(source, index))
    indent = _indent_before(text, start)
    return text[:start] + line.replace("\r\n", "\n").replace("\n", _newline(text) + indent) + text[end:]


def delete_statement(text: str, index: int) -> str:
    """``text`` without statement ``index`` and, if it stands alone, its line; a block left empty gets ``pass``."""
    source = read(text)
    node = _statement(source, index)
    start, end = source.place(node)
    if decorators := getattr(node, "decorator_list", None):
        start = text.rindex("@", 0, source.place(decorators[0])[0])
    if _is_only_one_of_block(source.tree, node) and not text.startswith("elif", start):
        return text[:start] + "pass" + text[end:]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before, after = text[line_start:start], text[end:line_end]
    if not before.strip() and re.fullmatch(r"[ \t]*;?[ \t\r]*(#.*)?", after):
        if line_end < len(text):
            return text[:line_start] + text[line_end + 1 :]
        return re.sub(r"\r?\n\Z", "", text[:line_start])
    if separator := re.match(r"[ \t]*;[ \t]*", after):
        return text[:start] + text[end + separator.end() :]
    return re.sub(r"[ \t]*;[ \t]*\Z", "", text[:start]) + text[end:]


def insert_before(text: str, index: int, line: str) -> str:
    """``text`` with ``line`` on a line of its own before statement ``index``, equally indented."""
    source = read(text)
    start, _ = source.place(_statement(source, index))
    indent = _indent_before(text, start)
    line_start = text.rfind("\n", 0, start) + 1
    return text[:line_start] + indent + line + _newline(text) + text[line_start:]


def insert_after(text: str, index: int, line: str) -> str:
    """``text`` with ``line`` on a line of its own after statement ``index``, equally indented."""
    source = read(text)
    start, end = source.place(_statement(source, index))
    line_end = text.find("\n", end)
    indent = _indent_before(text, start)
    if line_end < 0:
        return text + _newline(text) + indent + line
    return text[: line_end + 1] + indent + line + _newline(text) + text[line_end + 1 :]


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────


def fresh_name(text: str, wanted: Iterable[str] = ("x", "y", "z", "out")) -> str:
    """A name that ``text`` does not use: the first free one of ``wanted``, then a, b, c, …, then a1, b1, …"""
    used = set(re.findall(r"\w+", text)) | set(keyword.kwlist) | set(dir(builtins))
    return next(name for name in _names(wanted) if name not in used)


def _names(wanted: Iterable[str]) -> Iterator[str]:
    yield from wanted
    yield from string.ascii_lowercase
    number = 1
    while True:
        yield from (f"{letter}{number}" for letter in string.ascii_lowercase)
        number += 1


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _indent_before(text: str, start: int) -> str:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _statement(source: Source, index: int) -> ast.stmt:
    statements = statements_of(source.tree)
    if not 0 <= index < len(statements):
        raise CannotEdit(f"there is no statement {index}")
    return statements[index]


def _is_only_one_of_block(tree: ast.Module, node: ast.stmt) -> bool:
    for parent in ast.walk(tree):
        if isinstance(parent, ast.Module):
            continue
        for block in ("body", "orelse", "finalbody"):
            if getattr(parent, block, None) == [node]:
                return True
    return False


__all__ = [
    "CannotEdit",
    "NotInSubset",
    "Program",
    "Statement",
    "append",
    "delete_statement",
    "fresh_name",
    "insert_after",
    "insert_before",
    "kind_of",
    "literals",
    "parse",
    "program_of",
    "replace_literal",
    "replace_statement",
    "set_element",
    "set_requires_grad",
    "statements_of",
    "write_line",
]
