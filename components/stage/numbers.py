"""How numbers are written for students: once, here, for the picture, the captions and the values of the payload."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.context import brackets

from .heat import heat

MINUS = "\u2212"
MOST_CELLS = 64  # elements whose numbers are all sent
MOST_IN_TEXT = 36  # elements written out in a sentence
DIGITS = 4

_LITERAL = re.compile(r"(-?)(\d+|\d+\.\d*?[1-9]|\d+(?=\.0(?:e|$)))(?:\.0)?(?:e(-?)\+?0*(\d+))?")


def number(value: Any) -> str:
    """One number in at most 4 significant digits: ``3``, ``0.1667``, ``−24``, ``1.37e−4``, ``1.2e5``, ``1+2i``."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, complex | np.complexfloating):
        sign = MINUS if value.imag < 0 else "+"
        return f"{number(value.real)}{sign}{number(abs(value.imag))}i"
    value = float(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else MINUS + "inf"
    size = abs(value)
    # What rounds to 100000 is written like 100000.
    if size >= 99999.5 or 0 < size < 1e-3:
        text = _scientific(size)
    elif size == int(size):
        text = str(int(size))
    else:
        before = len(str(int(size))) if size >= 1 else 1 + math.floor(math.log10(size))
        text = f"{size:.{max(0, DIGITS - before)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return MINUS + text if value < 0 else text


def _scientific(size: float) -> str:
    digits, _, power = f"{size:.{DIGITS - 1}e}".partition("e")
    digits = digits.rstrip("0").rstrip(".")
    exponent = int(power)
    return f"{digits}e{MINUS if exponent < 0 else ''}{abs(exponent)}"


def literal(text: str) -> str:
    """A number as Python writes it, on the screen: ``-2.0`` becomes ``−2``, ``1e-05`` ``1e−5``; other text stays."""
    found = _LITERAL.fullmatch(text)
    if found is None:
        return text
    sign, digits, below, power = found.groups()
    return f"{MINUS if sign else ''}{digits}" + (f"e{MINUS if below else ''}{power}" if power else "")


def nested(array: np.ndarray) -> str:
    """All numbers with their brackets, ``[[3, 4, 5], [6, 7, 8]]``; above 36 elements the preview instead."""
    array = np.asarray(array)
    if array.size > MOST_IN_TEXT:
        return preview(array)
    return _brackets(_rows(array))


def _rows(array: np.ndarray) -> Any:
    """Nested lists; of an empty tensor of many rows a single empty one."""
    return array.tolist() if array.size or brackets(array.shape) <= MOST_IN_TEXT else []


def _brackets(value: Any) -> str:
    # As deep as the tensor has dimensions, never more than numpy's 64.
    if isinstance(value, list):
        return "[" + ", ".join(_brackets(part) for part in value) + "]"
    return number(value)


def preview(array: np.ndarray) -> str:
    """The short form for a mark: all values up to 3 elements, ``0.5 ×6`` if all are equal, else ``1 … 6``."""
    array = np.asarray(array)
    if array.size <= 3:
        return _brackets(_rows(array))
    if array.dtype == bool:
        return f"{array.flat[0]} ×{array.size}" if array.all() or not array.any() else "False … True"
    flat = array.reshape(-1)
    missing = np.isnan(flat)
    if missing.all() or (flat == flat[0]).all():
        return f"{number(flat[0])} ×{array.size}"
    if np.iscomplexobj(flat):  # which have no smallest and largest
        return f"{number(flat[0])} … {number(flat[-1])}"
    known = flat[~missing]
    spread = f"{number(known.min())} … {number(known.max())}"
    return f"{spread}, nan" if missing.any() else spread


def factor(array: np.ndarray) -> str:
    """A value as it stands in a line of arithmetic: the number if all elements are equal, else all of them."""
    array = np.asarray(array)
    if array.size and array.dtype != bool and (array == array.flat[0]).all():
        return number(array.flat[0])
    return nested(array)


def spread(array: np.ndarray) -> str:
    """Like ``factor``, with the count of equal elements: ``0.1667 (×6)``; a single number stays bare."""
    array = np.asarray(array)
    if array.size > 1 and array.dtype != bool and (array == array.flat[0]).all():
        return f"{number(array.flat[0])} (×{array.size})"
    return nested(array)


def dims(shape: Sequence[int]) -> str:
    """A shape for the screen, ``2×3``; nothing for a single number."""
    return "×".join(str(size) for size in shape)


def as_value(array: np.ndarray) -> dict[str, Any]:
    """A tensor's numbers as the browser gets them."""
    array = np.asarray(array)
    small = array.size <= MOST_CELLS
    value: dict[str, Any] = {
        "shape": list(array.shape),
        "preview": preview(array),
        "cells": [number(each) for each in array.reshape(-1).tolist()] if small else None,
        "text": nested(array),
    }
    if not small and (drawn := heat(array)) is not None:
        value["heat"] = drawn
    if not small and array.dtype != bool and not np.iscomplexobj(array):
        value["stats"] = {"min": number(array.min()), "mean": number(array.mean()), "max": number(array.max())}
    return value


class Values:
    """The list of values of a payload; equal arrays are stored once."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.found: dict[tuple[str, tuple[int, ...], bytes], int] = {}

    def index(self, array: np.ndarray | None) -> int | None:
        """Where ``array`` stands in the list, after adding it if need be; None for None."""
        if array is None:
            return None
        array = np.ascontiguousarray(array) if np.ndim(array) else np.asarray(array)
        key = (array.dtype.str, array.shape, array.tobytes())
        place = self.found.get(key)
        if place is None:
            place = self.found[key] = len(self.rows)
            self.rows.append(as_value(array))
        return place
