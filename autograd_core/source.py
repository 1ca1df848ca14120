"""Program text before it is a program: what may stand in it, how it is parsed, and where things stand in it.

Text is data: it is checked for size, hidden characters and depth before ``ast.parse`` sees it, and never compiled.
"""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import dataclass
from functools import cached_property

from .context import LIMITS
from .errors import NotInSubset, OutOfBudget, Span

# Bidirectional marks and other characters that make text read differently from what it does.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
# Strings and comments, so that what they hold is not taken for brackets; an open string runs to the end of its line.
_QUIET = re.compile(
    r"'''(?:\\.|[^\\])*?(?:'''|\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)|'(?:\\.|[^'\\\n])*'?|\"(?:\\.|[^\"\\\n])*\"?|#[^\n]*",
    re.S,
)
_TOO_NESTED = int(LIMITS["nesting"][0]) + 1
_PREFIXES = re.compile(rf"(?:(?:[-+~]|\bnot\b|\blambda\s*:)\s*){{{_TOO_NESTED}}}")


# What CPython 3.13 says where the Python that runs this may be older.
_RENAMED = {
    "non-default argument follows default argument": "parameter without a default follows parameter with a default",
    "f-string: empty expression not allowed": "f-string: valid expression required before '}'",
    "f-string: invalid syntax. Perhaps you forgot a comma?": "invalid syntax. Perhaps you forgot a comma?",
}
_NO_NAMES = re.compile(r"^\s*(?:from\s+[\w.]+\s+)?import\s*$")

# CPython counts the depth of a tree it builds for all threads together, and raises SystemError where they get in each
# other's way (gh-106905).
_ONE_AT_A_TIME = threading.Lock()


class CannotEdit(ValueError):
    """There is nothing in the text that this edit could change."""


@dataclass(frozen=True)
class Source:
    """Text with its syntax tree; turns tree positions (UTF-8 bytes) into spans (characters) and offsets."""

    text: str
    tree: ast.Module

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    def column(self, line: int, in_bytes: int) -> int:
        """The character column of a byte column; lines count from 1."""
        content = self.lines[line - 1] if line <= len(self.lines) else ""
        if content.isascii():
            return in_bytes
        return len(content.encode()[:in_bytes].decode(errors="ignore"))

    @cached_property
    def spans(self) -> dict[ast.AST, Span]:
        """Those that were asked for: a loop asks for the same ones in every pass."""
        return {}

    @cached_property
    def slices(self) -> dict[ast.AST, str]:
        return {}

    def span(self, node: ast.AST) -> Span:
        known = self.spans.get(node)
        if known is None:
            line, end_line = node.lineno, node.end_lineno  # type: ignore[attr-defined]
            start = self.column(line, node.col_offset)  # type: ignore[attr-defined]
            end = self.column(end_line, node.end_col_offset)  # type: ignore[attr-defined]
            known = self.spans[node] = Span(line, start, end_line, end)
        return known

    def offset(self, line: int, column: int) -> int:
        """Where a line and a character column stand in the text."""
        return min(self.starts[line - 1] + column, len(self.text))

    def range(self, span: Span) -> tuple[int, int]:
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Start and end of a node in the text."""
        return self.range(self.span(node))

    def slice(self, node: ast.AST) -> str:
        known = self.slices.get(node)
        if known is None:
            start, end = self.place(node)
            known = self.slices[node] = self.text[start:end]
        return known


def read(text: str) -> Source:
    """Check and parse ``text``; raises NotInSubset with a span, or OutOfBudget for its size."""
    check(text)
    return Source(text, _parse(text))


def check(text: str) -> None:
    """Refuse text that is too long, too deep or holds hidden characters, before the parser sees it."""
    if hidden := _HIDDEN.search(text) or _LONE_RETURN.search(text):
        span = _span_at(text, hidden.start())
        raise NotInSubset(
            f"invisible character U+{ord(hidden.group()):04X} in line {span.line}; delete it",
            id="hidden_character",
            character=f"U+{ord(hidden.group()):04X}",
            line=span.line,
        ).at(span)
    _allow("source_bytes", len(text.encode()), text)
    _allow("lines", text.count("\n") + (not text.endswith("\n")), text)
    depth = deepest = 0
    quiet = _QUIET.sub("''", text)
    for bracket in re.findall(r"[()\[\]{}]", quiet):
        depth += 1 if bracket in "([{" else -1
        deepest = max(deepest, depth)
    if _PREFIXES.search(quiet):
        deepest = max(deepest, _TOO_NESTED)
    _allow("nesting", deepest, text)


def _allow(limit: str, amount: int, text: str) -> None:
    allowed, unit, instead = LIMITS[limit]
    if amount > allowed:
        last = text.count("\n") + 1
        error = OutOfBudget(
            f"This program has {amount:,} {unit}; the limit of this page is {allowed:,}; {instead}.",
            id="budget",
            limit=limit,
            allowed=allowed,
            instead=instead,
        )
        error.span = Span(min(last, int(LIMITS["lines"][0])), 0, min(last, int(LIMITS["lines"][0])), 0)
        raise error


def _parse(text: str) -> ast.Module:
    refusal: NotInSubset | None = None
    try:
        with _ONE_AT_A_TIME:
            return ast.parse(text)
    except SyntaxError as error:
        refusal = _from_syntax_error(text, error)
    except (RecursionError, MemoryError, OverflowError, ValueError):
        refusal = NotInSubset("this program is nested too deeply to be read", id="syntax", line=1).at(Span(1, 0, 1, 0))
    raise refusal


def _from_syntax_error(text: str, error: SyntaxError) -> NotInSubset:
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    length = len(lines[line - 1].rstrip("\r"))
    column = min(max((error.offset or 1) - 1, 0), length)
    end = column + 1
    if error.end_lineno == line and error.end_offset and error.end_offset - 1 > column:
        end = error.end_offset - 1
    message = _RENAMED.get(error.msg, error.msg)[:300]
    if message == "invalid syntax" and _NO_NAMES.search(lines[line - 1]):
        message = "Expected one or more names after 'import'"
    refusal = NotInSubset(message, id="syntax", line=line, says=message)
    refusal.type_name = type(error).__name__
    return refusal.at(Span(line, column, line, min(end, max(length, column))))


def _span_at(text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1)
    return Span(line, column, line, column + 1)
