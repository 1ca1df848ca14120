"""Gradients too long for one line, and the few functions that work on arrays and on Tensors alike.

A gradient runs on plain arrays, or on Tensors when the backward pass is itself recorded (``create_graph=True``).
Formulas are therefore written with operators and with the functions of the first section.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from . import special
from .arithmetic import constant, power
from .dtypes import OF_NUMPY
from .errors import AutogradError
from .forwards import axes, selected
from .schema import find

ARRAYS = (np.ndarray, np.generic)
_NUMERIC = (np.ndarray, np.generic, float, int)
Shape = tuple[int, ...]


# ── in both worlds ─────────────────────────────────────────────────────────────────────────────────────────────


def is_array(value: Any) -> bool:
    return isinstance(value, ARRAYS)


def unary(name: str, ufunc: Any) -> Any:
    """``np.cos`` on arrays, ``Tensor.cos`` on Tensors."""

    def function(value: Any) -> Any:
        return ufunc(value) if type(value) is np.float32 or isinstance(value, _NUMERIC) else getattr(value, name)()

    return function


_SAME_NAME = (np.sin, np.cos, np.exp, np.exp2, np.log, np.sqrt, np.sinh, np.cosh, np.floor, np.trunc, np.isfinite)
sin, cos, exp, exp2, log, sqrt, sinh, cosh, floor, trunc, isfinite = (unary(one.__name__, one) for one in _SAME_NAME)
sign = unary("sgn", np.sign)
reciprocal = unary("reciprocal", lambda x: 1 / x)
rsqrt = unary("rsqrt", lambda x: 1 / np.sqrt(x))
erfinv, digamma, i0 = (unary(name, getattr(special, name)) for name in ("erfinv", "digamma", "i0"))
conj = unary("conj", np.conj)
i1 = unary("_op_special_i1", special.i1)
LN2, LN10 = math.log(2), math.log(10)


def both(name: str, overload: str = "") -> Any:
    """A row by its name, on arrays and on Tensors alike; arguments in the order of its schema."""
    attribute = f"_op_{name}_{overload}".rstrip("_")

    def function(*arguments: Any) -> Any:
        tensor = next((one for one in arguments if hasattr(one, "_data")), None)
        if tensor is not None:
            return getattr(type(tensor), attribute)(*arguments)
        row = find(name, overload)
        defaults = [parameter.default for parameter in row.parameters[len(arguments) :]]
        return row.forward(*arguments, *defaults)

    return function


xlogy = both("xlogy", "Tensor")
polygamma = both("polygamma")
divided = both("div", "Tensor_mode")
select, slice_of = both("select", "int"), both("slice", "Tensor")
diagonal, unfold = both("diagonal"), both("unfold")
select_backward, slice_backward = both("select_backward"), both("slice_backward")
diagonal_backward, unfold_backward = both("diagonal_backward"), both("unfold_backward")


def call(name: str, value: Any, *others: Any) -> Any:
    """An op without a method of its own, on Tensors."""
    return getattr(value, f"_op_{name}")(*others)


def sizes(value: Any) -> Shape:
    return tuple(value.shape)


def where(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where ``condition``, else ``b``; all three of one shape or numbers."""
    if is_array(condition):
        kind = next(x.dtype for x in (a, b) if is_array(x))
        return np.where(condition, a, b).astype(kind, copy=False)[()]
    return call("where_self", condition, a, b)


def expand(value: Any, shape: Shape) -> Any:
    if isinstance(value, np.generic):  # one number, which stands for all
        return np.ndarray(shape, value.dtype, value, 0, (0,) * len(shape)) if shape else value
    if is_array(value):
        return np.broadcast_to(value, shape) if shape else value
    return value.expand(shape)


def spread(value: Any, shape: Shape, count: int) -> Any:
    """Of one number, its share for each of ``count`` in ``shape``."""
    if not shape or not isinstance(value, np.generic):
        return expand(value, shape) / count
    share: Any = value
    found = np.empty(shape, value.dtype)
    found.fill(share / count)
    return found


def reshape(value: Any, shape: Shape) -> Any:
    return value.reshape(shape)


def swap(value: Any, a: int = -1, b: int = -2) -> Any:
    """The matrix with two dimensions exchanged."""
    if type(value) is np.ndarray and value.ndim == 2 and (a - b) % 2:
        return value.T
    if is_array(value):
        return value.swapaxes(a, b) if value.ndim > 1 else value
    if {a, b} == {-1, -2} and value.dim() <= 2:
        return value.t()
    return value.transpose(a, b) if value.dim() else value


def permuted(value: Any, dims: Sequence[int]) -> Any:
    return value.transpose(tuple(dims)) if is_array(value) else value.permute(tuple(dims))


def inverse_order(dims: Sequence[int]) -> tuple[int, ...]:
    """The permutation that undoes ``dims``."""
    wrapped = [dim % len(dims) for dim in dims]
    return tuple(wrapped.index(place) for place in range(len(dims)))


def bmm(a: Any, b: Any) -> Any:
    return a @ b if is_array(a) else a.bmm(b)


def gather(value: Any, indices: Any) -> Any:
    """The numbers of ``value`` at flat ``indices``, in their shape."""
    return np.take(value, indices) if is_array(value) else call("_gather", value, indices)


def scatter(value: Any, shape: Shape, indices: Any) -> Any:
    """Zeros of ``shape`` with ``value`` added at flat ``indices``."""
    if not is_array(value):
        return call("_scatter", value, shape, indices)
    found = np.zeros(math.prod(shape), value.dtype)
    np.add.at(found, indices, value)
    return found.reshape(shape)


def places(shape: Shape, take: Any, *how: Any) -> Any:
    """The flat indices of what ``take(array, *how)`` takes from an array of ``shape``."""
    return take(np.arange(math.prod(shape)).reshape(shape), *how)


def stacked(grads: Sequence[Any], shape: Shape, dim: int) -> Any:
    """Gradients of slices along ``dim``, None for zeros, as one of ``shape``."""
    found: Any = None
    for index, grad in enumerate(grads if isinstance(grads, (list, tuple)) else [grads]):
        if grad is not None:
            part = scatter(grad, shape, places(shape, selected, dim, index))
            found = part if found is None else found + part
    return found


def outer(a: Any, b: Any) -> Any:
    return reshape(a, (*sizes(a), 1)) * b


def total(value: Any, dims: tuple[int, ...], keepdim: bool) -> Any:
    """The sum over ``dims``."""
    if is_array(value):
        return value.sum(axis=dims, keepdims=keepdim, dtype=value.dtype)
    return value.sum(dims, keepdim)


def rows_added(value: Any) -> Any:
    """The sum of the rows of an array. Of many short ones as a product with ones, which takes a fifth of the time."""
    if value.ndim == 2 and len(value) >= 32 and value.size <= 8192 and value.dtype.char in "fd":
        return ones(len(value), value.dtype).dot(value)
    return np.add.reduce(value)


@lru_cache(maxsize=64)
def ones(count: int, dtype: Any) -> Any:
    made = np.ones(count, dtype)
    made.flags.writeable = False
    return made


def sum_to(value: Any, shape: Shape) -> Any:
    """Undo broadcasting: sum ``value`` down to ``shape``."""
    extra = len(value.shape) - len(shape)
    if type(value) is np.ndarray and extra > 0 and value.shape[extra:] == shape:
        found = rows_added(value) if extra == 1 else np.add.reduce(value, axis=tuple(range(extra)))
        return found if found.dtype is value.dtype else found.astype(value.dtype)
    dims = tuple(range(extra)) + tuple(
        i + extra for i, size in enumerate(shape) if size == 1 and value.shape[i + extra] != 1
    )
    summed = total(value, dims, True) if dims else value
    return reshape(summed, shape) if extra else summed


def zeros_like(value: Any) -> Any:
    return np.zeros_like(value)[()] if is_array(value) else value * 0


def numpy_dtype(value: Any) -> Any:
    return value.dtype if is_array(value) else value._data.dtype


def cast(value: Any, dtype: Any) -> Any:
    """``value`` with another numpy dtype."""
    return value.astype(dtype) if is_array(value) else value.to(OF_NUMPY[dtype])


# ── dimensions ─────────────────────────────────────────────────────────────────────────────────────────────────


def unreduce(grad: Any, shape: Shape, dim: Any, keepdim: bool) -> Any:
    """Spread what arrived at a reduced tensor over the shape it had before."""
    if not keepdim and shape:
        kept = axes(dim, len(shape))
        if is_array(grad):
            grad = grad.reshape(tuple(1 if i in kept else size for i, size in enumerate(shape)))
        else:
            for place in sorted(kept):
                grad = grad.unsqueeze(place)
    return expand(grad, shape)


def count(shape: Shape, dim: Any) -> int:
    """How many numbers of ``shape`` a reduction over ``dim`` puts together."""
    return math.prod(shape[i] for i in axes(dim, len(shape)))


# ── powers, extremes, products ─────────────────────────────────────────────────────────────────────────────────


def power_grad_base(grad: Any, self: Any, exponent: Any) -> Any:
    """d(self ** exponent)/d self for a number as exponent; exactly 0 where the exponent is 0."""
    if exponent == 0:
        return zeros_like(grad)
    if exponent == 2 and type(self) is np.ndarray:
        return grad * (self + self)  # the same to the bit, in a third of the time
    slope = exponent * (power(self, exponent - 1) if is_array(self) else self ** (exponent - 1))
    return grad * slope


def power_grad_bases(grad: Any, self: Any, exponent: Any) -> Any:
    """The same for a tensor of exponents."""
    return where(exponent == 0, 0.0, grad * (exponent * self ** (exponent - 1)))


def power_grad_exponent(grad: Any, self: Any, exponent: Any, result: Any) -> Any:
    """d(self ** exponent)/d exponent; 0 where the base is 0 and the exponent is not negative."""
    safe = (self == 0) & (exponent >= 0)
    return grad * where(safe, 0.0, result * log(self))


def power_grad_exponent_of_number(grad: Any, self: float, exponent: Any, result: Any) -> Any:
    """The same for a number as base."""
    if self == 0:
        return grad * where(exponent >= 0, 0.0, result * -math.inf)
    slope = math.log(self) if self > 0 else math.nan
    return grad * (result * slope)


def share_ties(grad: Any, self: Any, result: Any) -> Any:
    """A gradient of max() or min() over a whole tensor: equal shares for all that tie."""
    ties = (self == result) | ((self != self) & (result != result))
    if is_array(self):
        return ties * (grad / np.sum(ties, dtype=self.dtype))
    return call("masked_fill_Tensor", zeros_like(self.detach()), ties, grad / ties.sum())


def share_of_extreme(grad: Any, ties: Any, loses: Any) -> Any:
    """The part of a gradient of maximum() or minimum() that goes to one side: all, half in a tie, or nothing."""
    return masked_zero(where(ties, grad / 2, grad), loses)


def masked_zero(value: Any, mask: Any) -> Any:
    """``value`` with 0 where ``mask``."""
    return where(mask, 0.0, value) if is_array(value) else call("masked_fill_Scalar", value, mask, 0)


def inside(value: Any, low: Any, high: Any) -> Any:
    """Where ``value`` is within its bounds, both ends included; None is no bound."""
    if low is None:
        return value <= high
    check_bounds(value, low, high)
    return value >= low if high is None else (value >= low) & (value <= high)


def check_bounds(value: Any, bound: Any, other: Any) -> None:
    """Raise AutogradError where PyTorch compares with one bound, and writes what the other says into that."""
    shapes = [getattr(one, "shape", ()) for one in (value, bound, other)]
    first, all_ = np.broadcast_shapes(*shapes[:2]), np.broadcast_shapes(*shapes)
    if other is not None and first != all_:
        raise AutogradError(f"output with shape {list(first)} doesn't match the broadcast shape {list(all_)}")


def below(value: Any, low: Any, high: Any) -> Any:
    """Where clamp gives ``low``."""
    check_bounds(value, low, high)
    return value < low if high is None else (low < high) & (value < low)


def above(value: Any, low: Any, high: Any) -> Any:
    """Where clamp gives ``high``."""
    check_bounds(value, high, low)
    return value > high if low is None else (value > high) | (high < low)


def divide_backward(grad: Any, other: Any, rounding_mode: str | None) -> Any:
    return zeros_like(grad) if rounding_mode else grad / other


def copysign_backward(grad: Any, self: Any, result: Any) -> Any:
    return grad * masked_zero(result / self, self == 0)


def sinc_backward(grad: Any, self: Any) -> Any:
    """The derivative of sin(πx) / πx."""
    product = self * math.pi
    square = self * self * math.pi
    return masked_zero(grad * ((product * cos(product) - sin(product)) / square), product == 0)


def logit_backward(grad: Any, self: Any, eps: float | None) -> Any:
    """grad / (x · (1 − x)), 0 outside of the bounds that ``eps`` sets."""
    slope = grad / (self * (1 - self))
    low, high = (0.0, 1.0) if eps is None else (eps, 1 - eps)
    outside = where(inside(self, low, high), 0.0 * self, 0.0 * self + (math.nan if eps is None else 0.0))
    return where(inside(self, low, high), slope, outside)


def refused(name: str) -> Any:
    """The derivative of an op that has none."""

    def derivative(grad: Any) -> Any:
        raise AutogradError(f"derivative for aten::{name} is not implemented")

    return derivative


def floor_divide_backward(grad: Any) -> Any:
    raise AutogradError("derivative for aten::floor_divide is not implemented")


def tanh_backward(grad: Any, result: Any) -> Any:
    if type(result) is np.ndarray:
        return grad * (constant(1, result.dtype) - result * result)
    return grad * (1 - result * result) if is_array(grad) else call("tanh_backward", grad, result)


def sigmoid_backward(grad: Any, result: Any) -> Any:
    return grad * ((1 - result) * result) if is_array(grad) else call("sigmoid_backward", grad, result)


def threshold_backward(grad: Any, value: Any, threshold: float) -> Any:
    """``grad`` where ``value`` is above ``threshold``, else 0."""
    if is_array(grad):
        return np.where(value <= threshold, grad.dtype.type(0), grad)[()]
    return call("threshold_backward", grad, value, threshold)
