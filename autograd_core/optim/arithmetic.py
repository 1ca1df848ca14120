"""The in-place arithmetic of optimizers, rounded as PyTorch rounds it: products join sums in one step."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..extras import store
from ..tensor import Tensor

__all__ = ["add", "addcdiv", "addcmul", "array_of", "fma", "lerp", "scaled", "store"]


def fma(a: Any, b: Any, c: Any) -> Any:
    """a · b + c, rounded once."""
    wide = np.float64 if a.dtype == np.float32 else np.longdouble
    return np.asarray(a.astype(wide) * b + c).astype(a.dtype)


def array_of(tensor: Tensor) -> Any:
    """The numbers of a tensor, as an array even where it has no dimensions."""
    return np.asarray(tensor._data)


def add(a: Any, b: Any, alpha: float) -> Any:
    """``a.add(b, alpha=alpha)``."""
    return fma(b, a.dtype.type(alpha), a)


def scaled(a: Any, factor: float) -> Any:
    """``a.mul(factor)``."""
    return a * a.dtype.type(factor)


def addcmul(a: Any, b: Any, c: Any, value: float) -> Any:
    """``a.addcmul(b, c, value=value)``."""
    return fma(b * a.dtype.type(value), c, a)


def addcdiv(a: Any, b: Any, c: Any, value: float) -> Any:
    """``a.addcdiv(b, c, value=value)``."""
    return a + (b * a.dtype.type(value)) / c


def lerp(a: Any, end: Any, weight: float) -> Any:
    """``a.lerp(end, weight)``."""
    kind = a.dtype.type
    if abs(weight) < 0.5:
        return fma(end - a, kind(weight), a)
    return fma(end - a, -(kind(1) - kind(weight)), end)
