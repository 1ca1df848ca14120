"""Forwards that put numbers in order, or choose one by its rank: they see arrays and raise PyTorch's errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import selection
from .arithmetic import missing
from .errors import AutogradError, DimensionError
from .forwards import wrap_dim


def picked(array: Any, indices: Any, place: int, keepdim: bool) -> tuple[Any, Any]:
    """Values and indices of one place along a dimension."""
    values = np.take_along_axis(array, indices, place)
    if not keepdim:
        values, indices = values.squeeze(place), indices.squeeze(place)
    return values[()], indices.astype(np.int64)[()]


def in_order(array: Any, dim: int, descending: bool, stable: bool = False) -> tuple[Any, Any]:
    """sort: nan counts as the largest; those that tie keep their order in short lanes, or where ``stable``."""
    wrap_dim(dim, array.ndim)
    if array.dtype.kind == "c":
        raise AutogradError(" Sort does not support complex dtypes on CPU")
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
    place = wrap_dim(dim, array.ndim)
    if not 0 <= k <= (array.shape[place] if array.ndim else 1):
        raise AutogradError("selected index k out of range")
    if array.dtype.kind == "c" and array.ndim:
        raise AutogradError(" topk does not support complex dtypes on CPU")
    if array.dtype.kind == "b":
        raise AutogradError("topk does not support bool dtypes on CPU")
    if not array.ndim:
        return in_order(array, dim, largest)
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
    if array.ndim and array.dtype.kind in "bc":
        raise missing("kthvalue_cpu", array)
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
