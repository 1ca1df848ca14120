"""Numbers that a student types or pastes, as the literal that stands in a program."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Sequence

import numpy as np

MAX_SIDE = 8  # rows or columns of a grid to fill in
MAX_PASTED = 4_096  # numbers of a pasted matrix

_BETWEEN = re.compile(r"\s*,\s*|[^\S\t]*\t[^\S\t]*|[^\S\t]+")  # a comma, a tab, or blanks

FILLS = ("count", "ones", "zeros", "eye", "random")


class NotAMatrix(ValueError):
    """Pasted text that is no scalar, vector or matrix; ``str(error)`` is a key of the catalogue."""


def filled(fill: str, shape: Sequence[int], seed: int = 0) -> np.ndarray:
    """Numbers to start from, of ``shape`` (0 to 2 dimensions); "random" is the same for the same ``seed``."""
    size = int(np.prod(shape, dtype=int))
    if fill == "ones":
        return np.ones(shape)
    if fill == "zeros":
        return np.zeros(shape)
    if fill == "eye":
        return np.eye(*shape) if len(shape) == 2 else np.ones(shape)
    if fill == "random":
        return np.round(np.random.default_rng(seed).standard_normal(shape), 2)
    return np.arange(1.0, size + 1).reshape(shape)


def literal(values: np.ndarray) -> str:
    """``values`` as Python text with a point in every number: ``[[1., 2.], [0.5, 4.]]``, or ``3.``."""
    if values.ndim == 0:
        return number(float(values))
    return "[" + ", ".join(literal(row) for row in values) + "]"


def number(value: float) -> str:
    """The shortest text of a float that is still a float; not-a-number and infinity become ``float("nan")``."""
    if not np.isfinite(value):
        return f'float("{value}")'
    text = repr(float(value))
    return text[:-1] if text.endswith(".0") else text


def is_number(text: str) -> bool:
    """Whether ``text`` is a number of Python, such as 2, -0.5 or 1e-3, that a float can hold."""
    written = re.fullmatch(r"[-+]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][-+]?\d{1,3})?", text)
    return written is not None and math.isfinite(float(text))


def read(text: str) -> np.ndarray:
    """The numbers in ``text``: ``3``, ``[[1, 2], [3, 4]]``, ``1 2; 3 4``, or rows of a spreadsheet.

    Raises NotAMatrix.
    """
    text = text.strip()
    if not text:
        raise NotAMatrix("app.paste.empty")
    rows = _bracketed(text) if text.startswith(("[", "(")) else _separated(text)
    try:
        values = np.array(rows, dtype=float)
    except OverflowError as error:
        raise NotAMatrix("app.paste.number") from error
    except (ValueError, TypeError) as error:
        raise NotAMatrix("app.paste.ragged") from error
    if values.ndim > 2:
        raise NotAMatrix("app.paste.deep")
    if not 0 < values.size <= MAX_PASTED:
        raise NotAMatrix("app.paste.size")
    return values


def _bracketed(text: str) -> object:
    try:
        rows = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise NotAMatrix("app.paste.brackets") from error
    if not _is_numbers(rows):
        raise NotAMatrix("app.paste.number")
    return rows


def _is_numbers(value: object, depth: int = 0) -> bool:
    if isinstance(value, list | tuple):
        return depth < 4 and all(_is_numbers(item, depth + 1) for item in value)
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def _cell(text: str) -> float:
    """The number in a cell; ValueError for none, or one too large for a float."""
    value = float(text)
    if math.isinf(value) and any(map(str.isdigit, text)):
        raise ValueError(text)
    return value


def _separated(text: str) -> object:
    """Rows end with a newline or ``;``; numbers are apart by comma, tab or blank. One row alone is a vector.

    A comma at the end of a row is ignored; any other cell without a number is none.
    """
    lines = [line.strip() for line in re.split(r"[;\n\r]+", text) if line.strip()]
    try:
        rows = [[_cell(cell) for cell in _BETWEEN.split(line.removesuffix(",").rstrip())] for line in lines]
    except ValueError as error:
        raise NotAMatrix("app.paste.number") from error
    if len({len(row) for row in rows}) > 1:
        raise NotAMatrix("app.paste.ragged")
    if len(rows) == 1:
        return rows[0][0] if len(rows[0]) == 1 else rows[0]
    return rows
