"""What a variable holds, in few characters."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import numpy as np

from .errors import OutOfBudget, ProgramError
from .tensor import Tensor


def told_of(tensor: Any) -> str:
    """What a program would print for a tensor, unless that is too long."""
    try:
        return repr(tensor)
    except OutOfBudget:
        return "tensor(…)"


def shortened(value: Any, most: int = 200, depth: int = 3) -> str:
    """The text of a value that is no tensor; never looks at more than it shows."""
    if isinstance(value, str):
        text = repr(value[:most])
    elif isinstance(value, (list, tuple, set, dict)):
        text = _items(value, most, depth)
    elif isinstance(value, np.ndarray) and value.size > SHOWN:
        text = _corner(value)
    elif isinstance(value, Tensor) and value.numel() > SHOWN:
        text = f"tensor(…, size={tuple(value.shape)})"
    elif isinstance(value, slice):
        text = f"slice{_items((value.start, value.stop, value.step), most, depth)}"
    else:
        try:
            text = _ADDRESS.sub("", repr(value))
        except (ProgramError, *_OF_TEXT):  # its class is of the program, and must not run now; or it was tampered with
            text = f"<{type(value).__name__} object>"
    return text if len(text) <= most else text[: most - 1] + "…"


def _items(value: Any, most: int, depth: int) -> str:
    opening, closing = next((pair for kind, pair in _BRACKETS.items() if isinstance(value, kind)), ("(", ")"))
    if depth == 0:
        return f"{opening}…{closing}"
    shown = [shortened(item, most // 4, depth - 1) for item in islice(value, ITEMS)]
    if isinstance(value, dict):
        values = [shortened(item, most // 4, depth - 1) for item in islice(value.values(), ITEMS)]
        shown = [f"{key}: {item}" for key, item in zip(shown, values, strict=True)]
    if len(value) > len(shown):
        shown.append("…")
    alone = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return opening + ", ".join(shown) + alone + closing


def _corner(array: Any) -> str:
    """The first numbers along each axis of an array that has too many to write out at every statement."""
    most = ITEMS if array.ndim == 1 else 3
    if array.ndim > 3:
        return f"array(…, shape={array.shape})"
    return f"{repr(array[(slice(most),) * array.ndim])[:-1]}, …)"


ITEMS = 8  # of a container
SHOWN = 64  # numbers of an array or tensor
_OF_TEXT = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RuntimeError)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # of an object of the host: another in every run
_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), dict: ("{", "}")}
