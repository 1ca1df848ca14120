"""Each message of a pass worked out for a reader: its rule, and the numbers that stand for the names in every cell.

Only what is proved is sent: the rule is evaluated here with the numbers it was given, and where that is not what the
engine sent, the reader gets the rule without numbers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from autograd_core.trace import Contribution

from . import plain
from .captions import minus_one
from .numbers import MOST_CELLS, Values, number
from .scene import Scene
from .told import FUNCTIONS, NAME, Told, formula_of, is_formula, operand

Row = dict[str, Any]

_TOKEN = re.compile(NAME.pattern + r"|\d[\d.]*|\s+|.", re.DOTALL)
_PYTHON = {"·": "*", "−": "-", "²": "**2", "³": "**3", "^": "**"}
_CALLS = {"log": np.log, "ln": np.log, "sin": np.sin, "cos": np.cos, "sign": np.sign}
_LEADING = re.compile(r"(−?)grad(?: · (.+)| (/ .+))?", re.DOTALL)


def road(told: Told, sent: Contribution, given: str, scene: Scene, values: Values) -> Row | None:
    """One message: where it goes, its rule, and its pieces; None for an input that gets none.

    ``way`` says how a cell of the message is read off the pieces: "each" cell by cell, with broadcasting; "left" and
    "right" as the sum of a matrix product; None where the rule is only words.
    """
    if sent.raw is None or sent.reduced is None:
        return None
    formula = formula_of(sent.formula, told.call).replace("grad, for each number", "grad")
    count = str(np.size(sent.raw) // max(1, np.size(told.step.incoming)))
    words = {name: text for name, text, _ in told.inputs()} | {"result": told.result, "count": count}
    shown = _without_minus_one(told, formula)
    local = _local(shown, words) if is_formula(formula.replace("count", "1"), told.call) else None
    row: Row = {
        "to": scene.mark(sent.tensor),
        "input": given,
        "over": told.over,
        "result": told.result,
        "rule": plain.name(_renamed(shown, words | {"grad": told.symbol}), 80),
        "local": local and plain.name(local, 60),
        "raw": None,
        "sent": values.index(sent.reduced),
        "way": None,
        "pieces": [],
    }
    if np.size(sent.raw) > MOST_CELLS:  # whose numbers nobody sees one by one
        return row
    if np.shape(sent.raw) != np.shape(sent.reduced):
        row["raw"] = values.index(sent.raw)
    return row | (_product(told, sent, values) or _each(told, sent, (formula, shown), words, values) or {})


def _without_minus_one(told: Told, formula: str) -> str:
    """``self^(exponent − 1)`` with the number in it: ``self`` for a square, ``self²`` for a cube."""
    found = next((text for name, text, _ in told.inputs() if name == "exponent" and told.is_constant(name)), None)
    return formula if found is None else formula.replace("^(exponent − 1)", minus_one(found))


def _local(formula: str, words: Mapping[str, str]) -> str | None:
    """The derivative of the result by one input: what is left of a rule without what arrived."""
    found = _LEADING.fullmatch(formula)
    if found is None:
        return None
    sign, factor, quotient = found.groups()
    text = factor or (f"1 {quotient}" if quotient else "1")
    if text.startswith("(") and text.find(")") == len(text) - 1:
        text = text[1:-1]
    return sign + _renamed(text, words)


def _renamed(formula: str, words: Mapping[str, str]) -> str:
    return NAME.sub(lambda found: words.get(found[0], found[0]), formula)


def _product(told: Told, sent: Contribution, values: Values) -> Row | None:
    """The two factors of a message through a product of matrices, which is one as well."""
    terms, arrived = dict(sent.terms), np.asarray(told.step.incoming)
    if told.op not in ("mm", "matmul") or arrived.ndim != 2:
        return None
    (first, _, _), (second, _, _) = told.inputs()[:2]
    other = terms.get(second if sent.input == first else first)
    if not isinstance(other, np.ndarray) or other.ndim != 2:
        return None
    left = sent.input == first
    worked = arrived @ other.T if left else other.T @ arrived
    if worked.shape != np.shape(sent.raw) or not np.allclose(worked, sent.raw, rtol=1e-4, equal_nan=True):
        return None
    names = {name: text for name, text, _ in told.inputs()}
    pieces = [[told.symbol, values.index(arrived)], [names[second if left else first], values.index(other)]]
    return {"way": "left" if left else "right", "pieces": pieces}


def _each(
    told: Told, sent: Contribution, formulas: tuple[str, str], words: Mapping[str, str], values: Values
) -> Row | None:
    """The pieces of a rule, as it is and as it is shown, that holds for every cell by itself."""
    formula, shown = formulas
    numbers = {name: value for name, value in sent.terms if _is_number(value)}
    numbers["grad"] = told.step.incoming
    numbers["count"] = int(words["count"])
    for name, _, _ in told.inputs():
        if told.is_constant(name) and name not in numbers and NAME.search(formula):
            numbers.setdefault(name, _constant(told, name))
    pieces = _TOKEN.findall(formula)
    names = [piece for piece in pieces if NAME.fullmatch(piece) and piece not in FUNCTIONS]
    if any(numbers.get(name) is None for name in names) or not _holds(pieces, numbers, sent.raw):
        return None
    found = [_piece(told, piece, words, numbers, values) for piece in _TOKEN.findall(shown)]
    return {"way": "each", "pieces": _joined(found)}


def _joined(pieces: list[list[Any]]) -> list[list[Any]]:
    """Neighbouring signs as one."""
    joined: list[list[Any]] = []
    for text, value in pieces:
        if value is None and joined and joined[-1][1] is None:
            joined[-1] = [joined[-1][0] + text, None]
        else:
            joined.append([text, value])
    return joined


def _is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool)


def _constant(told: Told, name: str) -> float | None:
    text = next((text for argument, tensor, text in told.call.inputs if argument == name and tensor is None), "")
    try:
        return float(text)
    except ValueError:
        return None


def _piece(told: Told, piece: str, words: Mapping[str, str], numbers: Mapping[str, Any], values: Values) -> list[Any]:
    """A piece in symbols, and the value it stands for; None for a sign."""
    if piece not in numbers or piece in FUNCTIONS:
        return [piece, None]
    value = np.asarray(numbers[piece])
    symbol = told.symbol if piece == "grad" else words.get(piece, operand(number(value)) if value.ndim == 0 else piece)
    return [symbol, values.index(value)]


def _holds(pieces: list[str], numbers: Mapping[str, Any], raw: Any) -> bool:
    """Whether a rule gives what was sent."""
    try:
        with np.errstate(all="ignore"):
            worked = _evaluated(_parsed("".join(_PYTHON.get(piece, piece) for piece in pieces)), numbers)
    except (SyntaxError, ValueError, TypeError, KeyError, ZeroDivisionError, FloatingPointError, OverflowError):
        return False
    try:
        worked = np.broadcast_to(worked, np.shape(raw))
    except ValueError:
        return False
    return bool(np.allclose(worked, raw, rtol=1e-3, atol=1e-6, equal_nan=True))


@lru_cache(maxsize=512)
def _parsed(rule: str) -> ast.expr:
    """The tree of a rule; the op table has only so many. Raises SyntaxError for one in words."""
    return ast.parse(rule, mode="eval").body


def _evaluated(node: ast.expr, numbers: Mapping[str, Any]) -> Any:
    """The value of a rule of the op table: arithmetic over names and nothing else."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name(id=name):
            return np.asarray(numbers[name])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_evaluated(inner, numbers)
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            return _CALLS[name](_evaluated(inner, numbers))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _evaluated(left, numbers), _evaluated(right, numbers)
            return _arithmetic(op, a, b)
    raise ValueError("not arithmetic")


def _arithmetic(op: ast.operator, a: Any, b: Any) -> Any:
    match op:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.Pow():
            return np.power(np.asarray(a, dtype=np.result_type(a, np.float32)), b)
    raise ValueError("not arithmetic")
