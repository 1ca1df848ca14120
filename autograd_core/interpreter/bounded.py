"""Operators on the values of a program, each checked against the budget before the work is done."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from ..context import Budget
from ..errors import NotInSubset
from .array_sizes import count, product, spread, work
from .exceptions import error, guarded
from .values import OPAQUE, ErrorValue, Stream, type_name

SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "** or pow()",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
}
# On two floats these need no check: nothing grows, and nothing can be raised.
FLOATS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_IN_PLACE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
    ast.MatMult: operator.imatmul,
    ast.LShift: operator.ilshift,
    ast.RShift: operator.irshift,
    ast.BitOr: operator.ior,
    ast.BitXor: operator.ixor,
    ast.BitAnd: operator.iand,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_CONTAINERS: tuple[Any, ...] = (list, tuple, dict, set, type({}.keys()), type({}.values()), type({}.items()))
_OF_HOST = re.compile(r" at 0x[0-9a-fA-F]{9,}|(?<=<)autograd_core\.(?:\w+\.)*(?=\w+ object at )")
_SEQUENCES = (str, list, tuple)
_OPENED: tuple[Any, ...] = (*_CONTAINERS, slice, ErrorValue)  # what is compared or printed part by part
_MADE = (str, list, tuple, set, dict)
DEEPEST = 100  # containers inside one another that are compared, hashed, copied or printed
NOTICEABLE = 10_000  # numbers; the work on as many may take long enough to look at the clock
ENGINE_TEXT = 200  # characters that the text of a tensor or function counts as, in a container


def binary(budget: Budget, op: ast.operator, left: Any, right: Any, in_place: bool = False) -> Any:
    """``left op right``, or ``left op= right``."""
    kind = type(op)
    if kind is ast.Mult:
        left, right = repeated(left, right), repeated(right, left)
    if type(left) in OPAQUE or type(right) in OPAQUE:
        symbol = SYMBOLS[kind].removesuffix(" or pow()" if in_place else "") + ("=" if in_place else "")
        names = f"'{type_name(left)}' and '{type_name(right)}'"
        raise error("TypeError", f"unsupported operand type(s) for {symbol}: {names}")
    if isinstance(left, int) and isinstance(right, int):
        allow_integers(budget, kind, left, right)
    elif isinstance(left, (*_CONTAINERS, str)) or isinstance(right, (*_CONTAINERS, str)):
        allow_growth(budget, kind, left, right)
    allow_arrays(budget, left, right, is_product=kind is ast.MatMult)
    result = guarded((_IN_PLACE if in_place else _BINARY)[kind], left, right)
    if type(result) in _MADE or type(result) is int or type(result) is np.ndarray:
        keep(budget, right if in_place and result is left else result)
    if isinstance(result, complex):
        raise NotInSubset("complex numbers are not used here", id="refused", what="complex numbers")
    return result


def unary(budget: Budget, op: ast.unaryop, value: Any) -> Any:
    if type(value) in OPAQUE:
        raise error("TypeError", f"bad operand type for unary {SYMBOLS[type(op)]}: '{type_name(value)}'")
    return operated(budget, _UNARY[type(op)], value)


def operated(budget: Budget, function: Callable[..., Any], *values: Any) -> Any:
    """``function(*values)``, where any of them may be an array."""
    allow_arrays(budget, values[0], values[-1])
    result = guarded(function, *values)
    for part in result if type(result) is tuple else (result,):
        if type(part) is np.ndarray:
            keep(budget, part)
    return result


def compare(budget: Budget, op: ast.cmpop, left: Any, right: Any) -> Any:
    """One link of a comparison, ``left op right``."""
    match op:
        case ast.Is():
            return left is right
        case ast.IsNot():
            return left is not right
        case ast.In():
            return contains(budget, right, left)
        case ast.NotIn():
            return not contains(budget, right, left)
    if isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) and (type(left) in OPAQUE or type(right) in OPAQUE):
        names = f"'{type_name(left)}' and '{type_name(right)}'"
        raise error("TypeError", f"'{SYMBOLS[type(op)]}' not supported between instances of {names}")
    weigh(budget, left)
    weigh(budget, right)
    return operated(budget, _COMPARE[type(op)], left, right)


def contains(budget: Budget, container: Any, item: Any) -> bool:
    weigh(budget, item)
    if isinstance(container, Stream):
        for count, candidate in enumerate(container.values):
            budget.allow("container_length", count)
            budget.charge("items")
            if candidate is item or truth(compare(budget, ast.Eq(), candidate, item)):
                return True
        return False
    if type(container) in OPAQUE:
        raise error("TypeError", f"argument of type '{type_name(container)}' is not iterable")
    if isinstance(container, range) and not isinstance(item, int):
        budget.allow("container_length", len(container))
    search(budget, container, item)
    return bool(guarded(operator.contains, container, item))


def truth(value: Any) -> bool:
    """Whether ``value`` counts as true; a tensor of several numbers raises what PyTorch raises."""
    return bool(guarded(bool, value))


def text_of(budget: Budget, value: Any, function: Callable[[Any], str] = str) -> str:
    """``str(value)`` or ``repr(value)``, refused when it would get too long."""
    if isinstance(value, str):
        budget.allow("string_length", len(value))
    elif isinstance(value, _OPENED):
        weigh(budget, value, limit="string_length")
    text = str(guarded(function, value))
    return kept(budget, text if isinstance(value, str) else hostless(text))


def hostless(text: str) -> str:
    """The text of values without what is the host's own: where an object lies in memory, and in what file its class."""
    return _OF_HOST.sub("", text) if " at 0x" in text else text


def keep(budget: Budget, value: Any) -> None:
    """Count the memory of a string, a container, an array or a large integer that was just made."""
    if isinstance(value, str):
        budget.charge("value_bytes", len(value) * (1 if value.isascii() else 4))
    elif isinstance(value, (list, tuple)):
        budget.charge("value_bytes", 8 * len(value))
    elif isinstance(value, (set, dict)):
        budget.charge("value_bytes", 100 * len(value))
    elif type(value) is int and value.bit_length() > 64:
        budget.charge("value_bytes", value.bit_length() // 8)
    elif type(value) is np.ndarray:
        budget.charge_array(value)


def kept(budget: Budget, text: str) -> str:
    """A text that was just made, its memory counted."""
    keep(budget, text)
    return text


def search(budget: Budget, container: Any, item: Any) -> None:
    """Refuse to look for ``item`` where it takes too long: every item is compared with it."""
    weigh(budget, container)
    if isinstance(container, (list, tuple)):
        each = 1 + len(item) // 100 if isinstance(item, str) else 1
        budget.charge("items", len(container) * each)
    elif isinstance(container, str) and isinstance(item, str):
        budget.charge("items", 1 + len(container) // 1_000)


def weigh(budget: Budget, value: Any, limit: str = "container_length") -> None:
    """Refuse a container that holds more, at all depths together, than can be compared, hashed or printed quickly.

    With ``limit="string_length"`` items count as the characters of their text.
    """
    if not isinstance(value, _OPENED):
        return
    total = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        parts: list[Any] = []
        if isinstance(item, dict):
            parts = [*item.keys(), *item.values()]
        elif isinstance(item, _CONTAINERS):
            parts = list(item)
        elif isinstance(item, slice):
            parts = [item.start, item.stop, item.step]
        elif isinstance(item, ErrorValue):
            parts = list(item.arguments)
        total += _weight(item, len(parts)) if limit == "string_length" else 1
        budget.allow(limit, total + (0 if limit == "string_length" else len(waiting)))
        if depth > DEEPEST:
            budget.refuse("nesting")
        waiting += [(part, depth + 1) for part in parts]
    budget.charge("items", 1 + total // 100)


def _weight(item: Any, parts: int) -> int:
    if isinstance(item, str):
        return len(item) + 4
    if isinstance(item, int):
        return item.bit_length() // 3 + 3
    if isinstance(item, float):
        return 24
    if isinstance(item, _OPENED):
        return 2 + 2 * parts
    return ENGINE_TEXT if item is not None else 6


def allow_integers(budget: Budget, kind: type[ast.operator], left: int, right: int) -> None:
    """Refuse an integer that would get too long, before it is computed."""
    bits = left.bit_length()
    if kind is ast.Pow and right > 0:
        bits = bits * right if bits > 1 else bits
    elif kind is ast.LShift:
        bits += max(right, 0) if left else 0
    elif kind is ast.Mult:
        bits += right.bit_length()
    elif kind in (ast.Add, ast.Sub):
        bits = max(bits, right.bit_length())
    budget.allow("integer_bits", bits)


def allow_growth(budget: Budget, kind: type[ast.operator], left: Any, right: Any) -> None:
    """Refuse a string or container that would get too long, before it is made."""
    if kind is ast.Mult:
        sequence, times = (left, right) if isinstance(left, _SEQUENCES) else (right, left)
        if isinstance(sequence, _SEQUENCES) and isinstance(times, int):
            allow_length(budget, sequence, len(sequence) * max(times, 0))
    elif kind in (ast.Add, ast.BitOr, ast.BitXor):
        sized = (*_CONTAINERS, str)
        if isinstance(left, sized) and isinstance(right, sized):
            allow_length(budget, left, len(left) + len(right))


def allow_arrays(budget: Budget, left: Any, right: Any, is_product: bool = False) -> None:
    """Refuse work on arrays whose result would be too large: both spread over one another, or multiplied."""
    if not isinstance(left, np.ndarray) and not isinstance(right, np.ndarray):
        return
    weigh(budget, left)
    weigh(budget, right)
    if is_product:
        budget.allow("elements", product(left, right))
        budget.charge("flops", work("matmul", (left, right), {}))
    elif all(isinstance(one, (np.ndarray, np.generic, *_SEQUENCES)) for one in (left, right)):
        budget.allow("elements", spread(left, right))
    if max(count(left), count(right)) > NOTICEABLE:
        budget.check_clock()


def repeated(value: Any, other: Any) -> Any:
    """What a sequence is multiplied with: an object that stands for a whole number is asked once which one."""
    kind = type(value)
    plain = kind in (int, bool, float, *_SEQUENCES) or kind in OPAQUE
    if plain or type(other) not in _SEQUENCES or hasattr(kind, "__rmul__") or not hasattr(kind, "__index__"):
        return value
    return guarded(operator.index, value)


def allow_length(budget: Budget, like: Any, length: int) -> None:
    budget.allow("string_length" if isinstance(like, str) else "container_length", length)
