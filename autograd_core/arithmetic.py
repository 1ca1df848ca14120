"""Forwards that work number by number, too long for one line: they see arrays and Python numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from .dtypes import OF_NUMPY, default
from .errors import AutogradError, PythonError


def scaled(value: Any, alpha: Any) -> Any:
    """``alpha · value`` for add and sub."""
    if isinstance(alpha, float) and getattr(value, "dtype", np.dtype(float)).kind in "iub":
        raise AutogradError("For integral input tensors, argument alpha must not be a floating point number.")
    return value * alpha


def subtracted(a: Any, b: Any, alpha: Any) -> Any:
    """``a − alpha · b``."""
    check_difference(a, b)
    return a - (b if alpha == 1 else scaled(b, alpha))


def difference(a: Any, b: Any) -> Any:
    if is_bool(a) and is_bool(b):
        raise AutogradError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if is_bool(a) or is_bool(b):
        raise AutogradError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )
    return a - b


def negative(value: Any) -> Any:
    if is_bool(value):
        raise AutogradError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
            "the `~` or `logical_not()` operator instead."
        )
    return -value


def invert(value: Any) -> Any:
    if value.dtype.kind in "fc":
        raise missing("bitwise_not_cpu", value)
    return ~value


def missing(kernel: str, array: Any) -> PythonError:
    """The error of a function that PyTorch has not for this dtype."""
    return PythonError("NotImplementedError", f"\"{kernel}\" not implemented for '{title(array)}'")


def check_difference(a: Any, b: Any) -> None:
    """Raise what PyTorch raises where bools are subtracted."""
    if is_bool(a) or is_bool(b):
        difference(a, b)


def is_bool(value: Any) -> bool:
    return isinstance(value, bool) or getattr(value, "dtype", None) == np.bool_


def remainder(a: Any, b: Any) -> Any:
    """``a % b`` with the sign of ``b``."""
    if getattr(a, "dtype", np.dtype(float)).kind in "iu" and np.any(np.asarray(b) == 0):
        raise AutogradError("ZeroDivisionError")
    found = np.remainder(a, b)
    if found.dtype.kind == "f":  # a zero has the sign of the dividend
        found = np.where(found == 0, np.copysign(found, a), found)[()]
    return found


@lru_cache(maxsize=512)
def constant(number: float, dtype: Any) -> Any:
    """A number as an array without dimensions, with which numpy computes in half the time.

    Not for 0, as a cache does not tell it from -0; a whole number that a float may not hold stays what it is.
    """
    if type(number) is int and abs(number) > 2**53:
        return number
    made = np.array(number, dtype)
    made.flags.writeable = False
    return made


_POWERS: dict[float, Any] = {
    2: lambda x: x * x,
    3: lambda x: x * x * x,
    -2: lambda x: 1 / (x * x),
    -1: lambda x: 1 / x,
    0.5: np.sqrt,
    -0.5: lambda x: 1 / np.sqrt(x),
}


def power(base: Any, exponent: Any) -> Any:
    """``base ** exponent``; small exponents are multiplied out as PyTorch does."""
    if isinstance(exponent, (int, float)) and base.dtype.kind == "f" and exponent in _POWERS:
        return _POWERS[exponent](base)
    if base.dtype.kind == "b":  # True ** True
        return base | (np.asarray(exponent) == 0)
    return whole_power(base, exponent) if base.dtype.kind in "iu" else base**exponent


def power_to_number(base: Any, exponent: Any) -> Any:
    """``base ** exponent`` for a number as exponent."""
    if base.dtype.kind in "biu" and exponent < 0:
        raise AutogradError("Integers to negative integer powers are not allowed.")
    return power(base, exponent)


def whole_power(base: Any, exponent: Any) -> Any:
    """``base ** exponent`` in whole numbers, where 1 / n is 0 for all n but 1 and −1."""
    negative = np.asarray(exponent) < 0
    if not negative.any():
        return base**exponent
    odd = np.where(np.asarray(exponent) % 2, base, base * base)
    return np.where(negative, np.where(np.abs(base) == 1, odd, 0), base ** np.abs(exponent)).astype(base.dtype)[()]


def power_of_number(base: Any, exponent: Any) -> Any:
    """``base ** exponent`` for a number as base."""
    if exponent.dtype.kind in "iu":
        return whole_power(exponent.dtype.type(base), exponent)
    return np.power(exponent.dtype.type(base), exponent)


def divided(a: Any, b: Any, rounding_mode: str | None) -> Any:
    """``a / b``, as it is or rounded to whole numbers."""
    if rounding_mode not in (None, "trunc", "floor"):
        raise AutogradError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    whole = getattr(a, "dtype", np.dtype(float)).kind in "iu"
    if rounding_mode is not None and getattr(a, "dtype", np.dtype(float)).kind in "bc":
        raise missing(f"div_{rounding_mode}_cpu", a)
    if rounding_mode is None:
        return a / b if not whole else (a / b).astype(default().numpy)
    if whole and np.any(np.asarray(b) == 0):
        raise AutogradError("ZeroDivisionError")
    if rounding_mode == "floor":
        return a // b
    return np.trunc(a / b).astype(np.result_type(a, b)) if whole else np.trunc(a / b)


def fmod(a: Any, b: Any) -> Any:
    """The remainder with the sign of ``a``."""
    if getattr(a, "dtype", np.dtype(float)).kind in "iu" and np.any(np.asarray(b) == 0):
        raise AutogradError("ZeroDivisionError")
    return np.fmod(a, b)


def whole(array: Any, value: Any) -> Any:
    """A number that multiplies ``array``, in its dtype."""
    return array.dtype.type(value)


def addcdiv(array: Any, a: Any, b: Any, value: Any) -> Any:
    if a.dtype.kind in "iub" and b.dtype.kind in "iub":
        raise AutogradError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
            "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value "
            "* torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / "
            "tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value "
            "* tensor1 / tensor2), for all dtypes."
        )
    return array + (a / b if value == 1 else value * a / b)


C_WORDS = {"Float": "float", "Half": "c10::Half"}  # where messages name C++ types


def lerp(start: Any, end: Any, weight: Any) -> Any:
    """Between ``start`` and ``end``, counted from the nearer one."""
    if start.dtype != end.dtype:
        words = (C_WORDS.get(title(array), OF_NUMPY[array.dtype].words) for array in (start, end))
        raise AutogradError("expected dtype {} for `end` but got dtype {}".format(*words))
    if start.dtype.kind not in "fc":
        np.broadcast_shapes(start.shape, end.shape, np.shape(weight))
        raise missing("lerp_kernel_scalar" if isinstance(weight, (int, float)) else "lerp_kernel_tensor", start)
    near = np.abs(weight) < 0.5
    if isinstance(weight, (int, float)):
        return start + weight * (end - start) if near else end - (end - start) * (1 - weight)
    return np.where(near, start + weight * (end - start), end - (end - start) * (1 - weight))[()]


def sgn(x: Any) -> Any:
    """The sign of each number; nan has none, and gives 0."""
    if x.dtype.kind == "f":
        return ((x > 0).astype(x.dtype) - (x < 0).astype(x.dtype))[()]
    return x.copy() if is_bool(x) else np.sign(x)


def absolute(x: Any) -> Any:
    return np.abs(x)


def nan_to_num(x: Any, nan: float | None, posinf: float | None, neginf: float | None) -> Any:
    """``x`` with other numbers in the place of nan and of the infinities."""
    if x.dtype.kind not in "fc":
        return x.copy()
    limits = np.finfo(x.dtype)
    high = limits.max if posinf is None else posinf
    low = limits.min if neginf is None else neginf
    return np.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=high, neginf=low)


def shifted_left(a: Any, b: Any) -> Any:
    """``a << b``; nothing is left where all bits are shifted out, or b is negative."""
    if a.dtype.kind not in "iu":
        raise missing("lshift_cpu", a)
    bits = 8 * a.dtype.itemsize
    return np.where((b < 0) | (b >= bits), 0, a << np.clip(b, 0, bits - 1)).astype(a.dtype)[()]


def shifted_right(a: Any, b: Any) -> Any:
    """``a >> b``; the sign is left where all bits are shifted out, or b is negative."""
    if a.dtype.kind not in "iu":
        raise missing("rshift_cpu", a)
    bits = 8 * a.dtype.itemsize
    return np.asarray(a >> np.where((b < 0) | (b >= bits), bits - 1, b).astype(a.dtype))[()]


def bitwise(name: str) -> Any:
    """``&``, ``|`` or ``^`` of whole numbers and bools."""
    ufunc = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}[name]

    def forward(a: Any, b: Any) -> Any:
        if a.dtype.kind == "f":
            raise PythonError("NotImplementedError", f"\"bitwise_{name}_cpu\" not implemented for '{title(a)}'")
        return ufunc(a, b)

    return forward


def isclose(a: Any, b: Any, rtol: float, atol: float, equal_nan: bool) -> Any:
    if a.dtype != b.dtype:
        raise AutogradError(f"{title(a)} did not match {title(b)}")
    return np.isclose(a, b, rtol, atol, equal_nan)


def clamp(array: Any, low: Any, high: Any) -> Any:
    """``array`` kept between ``low`` and ``high``; ``high`` wins where they cross."""
    if low is None and high is None:
        raise AutogradError("torch.clamp: At least one of 'min' or 'max' must not be None")
    found = array if low is None else np.maximum(array, low)
    return found if high is None else np.minimum(found, high)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def relu(x: Any) -> Any:
    if is_bool(x):
        raise AutogradError("Boolean inputs not supported for relu")
    return np.where(x < 0, x.dtype.type(0), x)[()]  # so that −0 and nan stay


def heaviside(a: Any, values: Any) -> Any:
    """0 below 0, 1 above it, ``values`` at it."""
    return np.where(a == 0, values, (a > 0).astype(a.dtype)).astype(a.dtype)[()]


def floor_divide(a: Any, b: Any) -> Any:
    """``a // b``, rounded down."""
    if getattr(a, "dtype", np.dtype(float)).kind in "iu" and np.any(np.asarray(b) == 0):
        raise AutogradError("ZeroDivisionError")
    return a // b


def where_forward(condition: Any, a: Any, b: Any) -> Any:
    if not is_bool(condition):
        raise AutogradError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {title(condition)}"
        )
    return np.where(condition, a, b)[()]


def masked_fill(array: Any, mask: Any, value: Any) -> Any:
    """``array`` with ``value`` where ``mask``."""
    if mask.dtype.kind != "b":
        words = C_WORDS.get(title(mask), OF_NUMPY[mask.dtype].words)
        raise AutogradError(f"masked_fill_ only supports boolean masks, but got mask with dtype {words}")
    if np.ndim(value):
        raise AutogradError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{np.ndim(value)} dimension(s)."
        )
    return np.where(mask, array.dtype.type(value) if np.ndim(value) == 0 else value, array)[()]


def title(array: Any) -> str:
    return OF_NUMPY[array.dtype].title
