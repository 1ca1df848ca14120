"""Forwards that put many numbers together or put them in order: they see arrays and raise PyTorch's errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import selection
from .context import warn
from .dtypes import OF_NUMPY, DType
from .errors import AutogradError, DimensionError
from .forwards import axes, wrap_dim


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
    if array.dtype.kind == "b":
        raise AutogradError(f"{name}(): does not support bool input")
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
    if not array.ndim:
        wrap_dim(dim, 0)
        return array[()], np.int64(0)
    place = wrap_dim(dim, array.ndim)
    if not array.shape[place]:
        raise DimensionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")
    indices = getattr(np, f"arg{name}")(array, axis=place, keepdims=True)
    return picked(array, indices, place, keepdim)


def picked(array: Any, indices: Any, place: int, keepdim: bool) -> tuple[Any, Any]:
    """Values and indices of one place along a dimension."""
    values = np.take_along_axis(array, indices, place)
    if not keepdim:
        values, indices = values.squeeze(place), indices.squeeze(place)
    return values[()], indices.astype(np.int64)[()]


def in_order(array: Any, dim: int, descending: bool, stable: bool = False) -> tuple[Any, Any]:
    """sort: nan counts as the largest; those that tie keep their order in short lanes, or where ``stable``."""
    if not array.ndim:
        wrap_dim(dim, 0)
        return array[()], np.int64(0)
    place = wrap_dim(dim, array.ndim)
    if descending:
        flipped = np.flip(array, place)
        order = np.flip(array.shape[place] - 1 - np.argsort(flipped, axis=place, kind="stable"), place)
    else:
        order = np.argsort(array, axis=place, kind="stable")
    if not stable and selection.SHORT < array.shape[place] <= selection.LONG:
        rows = np.moveaxis(order, place, -1)  # a view: what is written into it is written into the order
        for at, lane in _lanes(array, place):
            numbers = lane[rows[at]]
            if (numbers[1:] == numbers[:-1]).any() or (numbers[-2:] != numbers[-2:]).all():
                places = list(range(lane.size))
                selection.sort(places, selection.ordered(lane.tolist(), descending), lane.size)
                rows[at] = places
    return picked(array, order, place, True)


def largest(array: Any, k: int, dim: int, largest: bool, sorted: bool) -> tuple[Any, Any]:
    """topk: the first ``k`` of the sorted numbers."""
    if array.dtype.kind == "b":
        raise AutogradError("topk does not support bool dtypes on CPU")
    if not array.ndim:
        if k not in (0, 1):
            raise AutogradError("selected index k out of range")
        return in_order(array, dim, largest)
    place = wrap_dim(dim, array.ndim)
    if not 0 <= k <= array.shape[place]:
        raise AutogradError("selected index k out of range")
    if array.shape[place] > selection.LONG:
        values, indices = in_order(array, place, largest)
        first = (slice(None),) * place + (slice(k),)
        return values[first], indices[first]
    found = np.empty((*np.moveaxis(array, place, -1).shape[:-1], k), np.int64)
    for at, lane in _lanes(array, place):
        found[at] = _first(lane, k, largest, sorted)
    return picked(array, np.moveaxis(found, -1, place), place, True)


def _lanes(array: Any, place: int) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Each line of numbers along a dimension, and where it stands among the others."""
    lanes = np.moveaxis(array, place, -1)
    for at in np.ndindex(lanes.shape[:-1]):
        yield at, lanes[at]


def _first(lane: Any, k: int, largest: bool, sorted: bool) -> list[int]:
    if not k:
        return []
    places, before = list(range(lane.size)), selection.ordered(lane.tolist(), largest)
    if 64 * k <= lane.size:
        selection.sort_first(places, k, before)
    else:
        selection.select(places, k - 1, before)
        if sorted:
            selection.sort(places, before, k - 1)
    return places[:k]


def kth(array: Any, k: int, dim: int, keepdim: bool) -> tuple[Any, Any]:
    """kthvalue: the k-th smallest, counted from 1."""
    place = wrap_dim(dim, array.ndim)
    size = array.shape[place] if array.ndim else 1
    if not size:
        raise DimensionError(f"kthvalue(): Expected reduction dim {place} to have non-zero size.")
    if not 0 < k <= size:
        raise AutogradError(f"kthvalue(): selected number k out of range for dimension {place}")
    return _chosen_along("kthvalue", array, dim, keepdim, lambda lane: _kth_place(lane, k - 1))


def _kth_place(lane: Any, n: int) -> int:
    if lane.size > selection.LONG:
        return int(np.argsort(lane, kind="stable")[n])
    places = list(range(lane.size))
    selection.select_quickly(places, n, selection.ordered(lane.tolist(), False))
    return places[n]


def median_along(array: Any, dim: int, keepdim: bool, ignore_nan: bool = False) -> tuple[Any, Any]:
    """The lower of the two in the middle; nan if there is one and it is not ignored."""
    return _chosen_along("median", array, dim, keepdim, lambda lane: _median_place(lane, ignore_nan))


def _chosen_along(name: str, array: Any, dim: int, keepdim: bool, place_in: Callable[[Any], int]) -> tuple[Any, Any]:
    """One number of each lane along ``dim``, and its place, which ``place_in`` finds."""
    place = wrap_dim(dim, array.ndim)
    if not array.ndim:
        return array[()], np.int64(0)
    if not array.shape[place]:
        raise DimensionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")
    others = array.shape[:place] + array.shape[place + 1 :]
    values, indices = np.empty(others, array.dtype), np.empty(others, np.int64)
    for at, lane in _lanes(array, place):
        indices[at] = place_in(lane)
        values[at] = lane[indices[at]]
    if keepdim:
        return np.expand_dims(values, place), np.expand_dims(indices, place)
    return values[()], indices[()]


def _median_place(lane: Any, ignore_nan: bool) -> int:
    missing = lane != lane
    if missing.any() and not ignore_nan:
        return int(np.argmax(missing))
    count = lane.size - int(missing.sum())
    return int(np.argsort(lane, kind="stable")[max(count - 1, 0) // 2])


def median(array: Any, ignore_nan: bool = False) -> Any:
    if not array.size:
        return array.dtype.type(math.nan if array.dtype.kind == "f" else np.iinfo(array.dtype).min)
    flat = array.reshape(-1)
    return flat[_median_place(flat, ignore_nan)]


def most_frequent(array: Any, dim: int, keepdim: bool) -> tuple[Any, Any]:
    """mode: the most frequent value, the smallest of those that tie, and a place where it stands."""
    return _chosen_along("mode", array, dim, keepdim, _mode_place)


def _mode_place(lane: Any) -> int:
    """The first of the longest runs once sorted, where no nan equals another; its last place there."""
    if lane.size > selection.LONG:
        values, counts = np.unique(lane, return_counts=True)
        return int(np.nonzero(lane == values[np.argmax(counts)])[0][-1])
    numbers, places = lane.tolist(), list(range(lane.size))
    selection.sort(places, selection.smaller(numbers), lane.size)
    run = longest = found = 0
    for at, place in enumerate(places):
        run += 1
        if at + 1 == len(places) or numbers[place] != numbers[places[at + 1]]:
            if run > longest:
                found, longest = place, run
            run = 0
    return found


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
    place = wrap_dim(dim, array.ndim)
    if not array.ndim:
        return array[()], np.int64(0)
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
    double = array.astype(np.float64)
    centred = double - double.mean(axis=over, keepdims=True) if count else double
    found = (centred * centred).sum(axis=over, keepdims=keepdim) / np.float64(max(left, 0))
    return (np.sqrt(found) if name.startswith("std") else found).astype(array.dtype)[()]


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
    if array.ndim != 1 or (array.size and (array.min() < 0 or array.dtype.kind not in "iu")):
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
