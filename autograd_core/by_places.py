"""Forwards of ``x[…]`` with tensors: which places are meant, what is taken from them, what is put there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .dtypes import OF_NUMPY
from .errors import AutogradError, DimensionError

MASK = "The shape of the mask {} at index {} does not match the shape of the indexed tensor {} at index {}"


def checked(array: Any, indices: Sequence[Any]) -> tuple[Any, ...]:
    """The places as numpy takes them: masks become numbers, None becomes a full slice. Raises PyTorch's errors."""
    found: list[Any] = []
    for one in indices:
        dim = len(found)
        if one is None:
            found.append(slice(None))
        elif one.dtype.kind == "b" or one.dtype == np.uint8:
            found += _of_mask(array, one, dim)
        elif one.dtype.kind in "iu":
            if dim >= array.ndim:
                raise DimensionError(f"too many indices for tensor of dimension {array.ndim} (got {dim + 1})")
            found.append(one)
        else:
            raise DimensionError("tensors used as indices must be long, int, byte or bool tensors")
    if len(found) > array.ndim:
        raise DimensionError(f"too many indices for tensor of dimension {array.ndim} (got {len(found)})")
    shapes = [one.shape for one in found if not isinstance(one, slice)]
    try:
        common = np.broadcast_shapes(*shapes)
    except ValueError:
        words = ", ".join(str(list(shape)) for shape in shapes)
        raise DimensionError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {words}"
        ) from None
    return tuple(_within(array, found, 0 not in common))


def _within(array: Any, found: list[Any], any_places: bool) -> list[Any]:
    """The places, which must lie inside of the array where anything is taken from it."""
    dims = [dim for dim, one in enumerate(found) if not isinstance(one, slice)]
    if any_places and any(array.shape[dim] == 0 for dim in dims):
        raise DimensionError("index is out of bounds for dimension with size 0")
    if not any_places or not array.size:
        return [one if isinstance(one, slice) else np.zeros_like(one) for one in found]
    for shown, dim in enumerate(dims):
        size, places = array.shape[dim], np.asarray(found[dim])
        outside = places[(places < -size) | (places >= size)]
        if outside.size:
            raise DimensionError(f"index {outside.flat[0]} is out of bounds for dimension {shown} with size {size}")
    return found


def _of_mask(array: Any, mask: Any, dim: int) -> list[Any]:
    if mask.ndim > array.ndim - dim:
        if not array.ndim and not mask.ndim:
            return []
        raise DimensionError(f"too many indices for tensor of dimension {array.ndim}")
    for place, size in enumerate(mask.shape):
        if size != array.shape[dim + place]:
            raise DimensionError(MASK.format(list(mask.shape), place, list(array.shape), dim + place))
    return list(np.nonzero(mask)) if mask.ndim else [np.zeros(int(bool(mask)), np.int64)]


def taken(array: Any, indices: Sequence[Any]) -> Any:
    """``array[indices]``; where slices stand between places, the places come first."""
    return np.asarray(array)[checked(array, indices)].copy()[()]


def placed(array: Any, indices: Sequence[Any], values: Any, accumulate: bool) -> Any:
    """A copy of ``array`` with ``values`` put, or added, at ``indices``."""
    found, where = np.array(array), checked(array, indices)
    shape, count = found[where].shape, values.size
    try:
        values = np.broadcast_to(values, shape)
    except ValueError:
        raise AutogradError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to indexing result of "
            f"shape {list(shape)}"
        ) from None
    one_mask = count == 1 and sum(one is not None for one in indices) == 1 and indices[0] is not None
    if array.dtype != values.dtype and not (one_mask and indices[0].dtype.kind == "b"):
        source, target = OF_NUMPY[values.dtype].title, OF_NUMPY[array.dtype].title
        raise AutogradError(
            f"Index put requires the source and destination dtypes match, got {target} for the destination and "
            f"{source} for the source."
        )
    if accumulate:
        np.add.at(found, where, values)
    else:
        found[where] = values
    return found[()]
