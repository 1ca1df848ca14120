"""Where the expressions of f-strings stand: Python before 3.12 does not say it, so their text is read again here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .source import Source, read

_OPENING = re.compile(r"([A-Za-z]*)('''|\"\"\"|'|\")")
_DEBUG = re.compile(r"(?<![=!<>])=\s*\Z")  # the sign at the end of f"{x=}"


def parts_of(source: Source, node: ast.JoinedStr) -> Iterator[tuple[Source, int]]:
    """Each expression in an f-string as a Source of its own, and what to add to its places to get those of the text."""
    start, end = source.place(node)
    for first, last in _expressions(source.text[start:end]):
        yield read(f"({source.text[start + first : start + last]})"), start + first - 1


def _expressions(text: str) -> list[tuple[int, int]]:
    """Start and end of every expression in adjacent strings; those in a format spec after the one it formats."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if opening := _OPENING.match(text, at):
            at = _string(text, opening, found)
        elif text[at] == "#":
            at = text.find("\n", at) % (len(text) + 1)
        else:
            at += 1
    return found


def _string(text: str, opening: re.Match[str], found: list[tuple[int, int]]) -> int:
    """Where the string ends that starts at ``opening``; adds its expressions to ``found``."""
    prefix, quote = opening[1].lower(), opening[2]
    at = opening.end()
    while at < len(text) and not text.startswith(quote, at):
        if text.startswith("\\N{", at) and "r" not in prefix:
            at = text.index("}", at) + 1
        elif text[at] == "\\" and not ("f" in prefix and text.startswith("{", at + 1)):
            at += 2
        elif "f" not in prefix or text[at] != "{":
            at += 1
        elif text.startswith("{{", at):
            at += 2
        else:
            at = _field(text, at + 1, found)
    return at + len(quote)


def _field(text: str, start: int, found: list[tuple[int, int]]) -> int:
    """Where the field ends whose expression begins at ``start``."""
    at, depth = start, 0
    while depth or text[at] not in "}:!" or text.startswith("!=", at):
        if opening := _OPENING.match(text, at):
            at = _string(text, opening, [])
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        at += 2 if text.startswith("!=", at) else 1
    debug = _DEBUG.search(text, start, at)
    found.append((start, debug.start() if debug else at))
    while text[at] != "}":
        at = _field(text, at + 1, found) if text[at] == "{" else at + 1
    return at + 1
