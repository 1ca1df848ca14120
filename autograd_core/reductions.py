"""Forwards that put many numbers together or put them in order: they see arrays and raise PyTorch's errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .arithmetic import missing
from .context import warn
from .dtypes import OF_NUMPY, DType
from .errors import AutogradError, DimensionError
from .forwards import axes, wrap_dim
from .orders import picked


def summed_dtype(array: Any, dtype: DType | None) -> Any:
    """The dtype in which numbers are added up: int64 for whole numbers and bools."""
    if dtype is not None:
        return dtype.numpy
    return array.dtype if array.dtype.kind in "fc" else np.dtype(np.int64)


def product(array: Any, dim: int | None, keepdim: bool, dtype: DType | None) -> Any:
    kind = summed_dtype(array, dtype)
    over = None if dim is None else axis(dim, array)
    return np.prod(array, axis=over, keepdims=keepdim, dtype=kind)


def axis(dim: int, array: Any) -> Any:
    """One dimension as numpy takes it; an array without dimensions has none to go over."""
    place = wrap_dim(dim, array.ndim)
    return place if array.ndim else ()


def check_not_empty(name: str, array: Any, dim: int | None) -> None:
    """Raise what PyTorch raises where there is nothing to choose from."""
    if dim is None or not array.ndim:
        if not array.size:
            raise DimensionError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
    elif not array.shape[wrap_dim(dim, array.ndim)]:
        place = wrap_dim(dim, array.ndim)
        raise DimensionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")


def extreme_over(name: str, array: Any, dim: Any, keepdim: bool) -> Any:
    """amax and amin over any dimensions."""
    over = axes(dim, array.ndim)
    for place in over:
        if not array.shape[place]:
            if not isinstance(dim, (int, tuple, list)) or not (isinstance(dim, int) or len(dim)):
                raise AutogradError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            raise DimensionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")
    return getattr(np, name)(array, axis=over, keepdims=keepdim)


def place_of_extreme(name: str, array: Any, dim: int | None, keepdim: bool) -> Any:
    """argmax and argmin: nan wins, and the first of those that tie."""
    if array.dtype.kind in "bc":
        raise AutogradError(f"{name}(): does not support {'bool' if array.dtype.kind == 'b' else 'complex'} input")
    check_not_empty(name, array, dim)
    if dim is None:
        found = np.asarray(getattr(np, name)(array))
        return found.reshape((1,) * array.ndim) if keepdim else found[()]
    if not array.ndim:
        wrap_dim(dim, 0)
        return np.int64(0)
    return getattr(np, name)(array, axis=wrap_dim(dim, array.ndim), keepdims=keepdim)


def extreme_along(name: str, array: Any, dim: int, keepdim: bool) -> tuple[Any, Any]:
    """max and min along one dimension: (values, indices)."""
    if array.dtype.kind == "c":
        raise AutogradError(f"{name}(): does not support complex input")
    if not array.ndim:
        wrap_dim(dim, 0)
        return array[()], np.int64(0)
    place = wrap_dim(dim, array.ndim)
    if not array.shape[place]:
        raise DimensionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")
    indices = getattr(np, f"arg{name}")(array, axis=place, keepdims=True)
    return picked(array, indices, place, keepdim)


def both_extremes(array: Any, dim: int | None, keepdim: bool) -> tuple[Any, Any]:
    if dim is None:
        if not array.size:
            raise AutogradError(
                "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
            )
        found = [np.asarray(one(array)) for one in (np.min, np.max)]
        shape = (1,) * array.ndim if keepdim else ()
        return found[0].reshape(shape)[()], found[1].reshape(shape)[()]
    over = axis(dim, array)
    if array.dtype.kind == "c":
        raise AutogradError("aminmax not implemented for ComplexFloat")
    if array.ndim and not array.shape[over]:
        raise DimensionError(f"aminmax: Expected reduction dim {dim} to have non-zero size.")
    return np.min(array, axis=over, keepdims=keepdim), np.max(array, axis=over, keepdims=keepdim)


# ── running ────────────────────────────────────────────────────────────────────────────────────────────────────


def running(ufunc: Any, array: Any, dim: int, dtype: DType | None) -> Any:
    """cumsum and cumprod."""
    place = wrap_dim(dim, array.ndim)
    kind = summed_dtype(array, dtype)
    return ufunc.accumulate(array, axis=place, dtype=kind) if array.ndim else array.astype(kind)


def running_logsumexp(array: Any, dim: int) -> Any:
    place = wrap_dim(dim, array.ndim)
    if not array.ndim:
        return array[()]
    return np.logaddexp.accumulate(array.astype(np.float64), axis=place).astype(array.dtype)


def running_extreme(name: str, array: Any, dim: int) -> tuple[Any, Any]:
    """cummax and cummin: the last of those that tie so far; nan wins from where it stands."""
    if not array.ndim and dim not in (-1, 0):
        raise DimensionError(f"cum{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    if array.ndim and not array.size:
        return array, array.astype(np.int64)
    place = wrap_dim(dim, array.ndim)
    if not array.ndim:
        return array[()], np.int64(0)
    if array.dtype.kind == "c":
        raise missing(f"cum{name}_cpu", array)
    values = getattr(np, f"{name}imum").accumulate(array, axis=place)
    counted = np.arange(array.shape[place]).reshape((-1,) + (1,) * (array.ndim - 1 - place))
    is_it = (array == values) | ((array != array) & (values != values))
    return values, np.maximum.accumulate(np.where(is_it, counted, 0), axis=place)


# ── spread ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_floating(name: str, array: Any) -> None:
    if array.dtype.kind not in "fc":
        raise AutogradError(f"{name} only support floating point and complex dtypes")


def variance(name: str, array: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    """var and std; warns where nothing is left to divide by."""
    check_floating("std and var", array)
    over = axes(dim, array.ndim)
    count = math.prod(array.shape[i] for i in over)
    left = count - (1 if correction is None else correction)
    if left <= 0:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel)."
        )
    double = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    centred = double - double.mean(axis=over, keepdims=True) if count else double
    found = (centred * centred.conj()).real.sum(axis=over, keepdims=keepdim) / np.float64(max(left, 0))
    return (np.sqrt(found) if name.startswith("std") else found).astype(array.real.dtype)[()]


def spread_and_mean(name: str, array: Any, dim: Any, correction: Any, keepdim: bool) -> tuple[Any, Any]:
    spread = variance(name, array, dim, correction, keepdim)
    mean = array.mean(axis=axes(dim, array.ndim), keepdims=keepdim, dtype=np.float64)
    return spread, np.asarray(mean).astype(array.dtype)[()]


def vector_norm(array: Any, ord: float, dim: Any, keepdim: bool, dtype: DType | None) -> Any:
    """The ord-norm of all numbers, or along ``dim``."""
    if dtype is not None:
        array = array.astype(dtype.numpy)
    if array.dtype.kind not in "fc":
        raise AutogradError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{OF_NUMPY[array.dtype].title}"
        )
    over = axes(dim, array.ndim)
    size = np.abs(array)
    if ord == 2:
        found = np.sqrt((size * size).sum(axis=over, keepdims=keepdim))
    elif ord == 0:
        found = (size != 0).sum(axis=over, keepdims=keepdim)
    elif math.isinf(ord) and not size.size:
        raise AutogradError(
            "linalg.vector_norm cannot compute the inf norm on an empty tensor because the operation does not have an "
            "identity"
        )
    elif math.isinf(ord):
        found = (np.max if ord > 0 else np.min)(size, axis=over, keepdims=keepdim)
    else:
        found = (size if ord == 1 else size ** size.dtype.type(ord)).sum(axis=over, keepdims=keepdim)
        found = found if ord == 1 else found ** size.dtype.type(1 / ord)
    return np.asarray(found).astype(size.dtype)[()]


def logsumexp(array: Any, dim: Any, keepdim: bool) -> Any:
    """log Σ exp, shifted by the largest."""
    over = axes(dim, array.ndim)
    if not array.size:
        return np.log(np.sum(np.exp(array), axis=over, keepdims=keepdim))
    most = np.max(array, axis=over, keepdims=True)
    most = np.where(np.isinf(most), array.dtype.type(0), most)
    found = np.log(np.sum(np.exp(array - most), axis=over, keepdims=True)) + most
    return found if keepdim else found.squeeze(over)[()]


def summed_without_nan(array: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Any:
    if array.dtype.kind == "c":
        raise AutogradError("nansum on CPU does not support complex inputs")
    kept = np.where(array != array, array.dtype.type(0), array)
    return kept.sum(axis=axes(dim, array.ndim), keepdims=keepdim, dtype=summed_dtype(array, dtype))


def truth(name: str) -> Callable[..., Any]:
    """all and any, over any dimensions; of uint8 they give uint8."""
    ufunc = {"all": np.all, "any": np.any}[name]

    def forward(array: Any, dim: Any = None, keepdim: bool = False) -> Any:
        over = axes(dim, array.ndim)
        found = np.asarray(ufunc(array != 0, axis=over, keepdims=keepdim))
        return (found.astype(np.uint8) if array.dtype == np.uint8 else found)[()]

    return forward


def count_nonzero(array: Any, dim: Any) -> Any:
    return np.asarray(np.count_nonzero(array, axis=axes(dim, array.ndim))).astype(np.int64)[()]


# ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────


def bincount(array: Any, weights: Any, minlength: int) -> Any:
    """How often each whole number from 0 on occurs."""
    if array.dtype.kind not in "iu":
        raise missing("bincount_cpu", array)
    if array.ndim != 1 or (array.size and array.min() < 0):
        raise AutogradError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None:
        return np.bincount(array.astype(np.int64), minlength=minlength).astype(np.int64)
    found = np.bincount(array.astype(np.int64), weights.astype(np.float64), minlength)
    return found.astype(weights.dtype if weights.dtype == np.float32 else np.float64)


def histogram(array: Any, bins: int, min: float, max: float) -> Any:
    """How many numbers fall into each of ``bins`` equal parts."""
    if min > max:
        raise AutogradError("torch.histc: max must be larger than min")
    low, high = (min, max) if min != max else (float(array.min()), float(array.max())) if array.size else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    inside = array[(array >= low) & (array <= high)].astype(np.float64)
    places = np.minimum(((inside - low) / (high - low) * bins).astype(np.int64), bins - 1)
    return np.bincount(places.reshape(-1), minlength=bins).astype(array.dtype)
