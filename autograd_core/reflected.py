"""Operators with a number on the left, and the operators of bits: ``7 % x``, ``2 & x``, ``x << 1``, ``x &= y``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import dispatch, inplace
from .schema import find
from .tensor import Tensor, build

_NUMBERS = (int, float, complex)
_BITS = {
    **{name: f"bitwise_{name}" for name in ("and", "or", "xor")},
    **{f"{side[0]}shift": f"bitwise_{side}_shift" for side in ("left", "right")},
}


def _reflected(name: str) -> Callable[[Tensor, Any], Any]:
    """The number becomes a tensor without dimensions, which widens nothing."""

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, _NUMBERS):
            return NotImplemented
        op = dispatch.call
        if name == "remainder":
            return op(find("remainder", "Scalar_Tensor"), (other, self))
        return op(find(name) if name == "floor_divide" else find(name, "Tensor"), (wrapped(other, self), self))

    return method


def wrapped(number: Any, like: Tensor) -> Tensor:
    """A number as a tensor, in the dtype that it has beside ``like``."""
    kind = dispatch.call(find("add", "Tensor"), (build(like._data.reshape(-1)[:0]), number, 1))._data.dtype
    return build(kind.type(number))


def _in_place(name: str) -> Callable[[Tensor, Any], Any]:
    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, *_NUMBERS)):
            return NotImplemented
        return inplace.change(find(name, "Tensor"), (self, other))

    return method


def _shift(name: str) -> Callable[[Tensor, Any], Any]:
    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, *_NUMBERS)):
            return NotImplemented
        return dispatch.call(find(name, "Tensor"), (self, other))

    return method


OPERATORS: dict[str, Callable[[Tensor, Any], Any]] = {
    "__rmod__": _reflected("remainder"),
    "__rfloordiv__": _reflected("floor_divide"),
    **{f"__r{sign}__": _reflected(name) for sign, name in _BITS.items()},
    **{f"__i{sign}__": _in_place(name) for sign, name in _BITS.items()},
    **{f"__{sign}__": _shift(name) for sign, name in _BITS.items() if sign.endswith("shift")},
}
