"""Forwards that take numbers from places and put numbers at places: they see arrays and raise PyTorch's errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from .dtypes import OF_NUMPY
from .errors import AutogradError, DimensionError
from .forwards import wrap_dim

# ── along one dimension ────────────────────────────────────────────────────────────────────────────────────────


def check_index(name: str, index: Any, array: Any, dim: int) -> int:
    """The dimension counted from the front. Raises what PyTorch raises for an unfit index."""
    place = wrap_dim(dim, array.ndim)
    if index.dtype.kind not in "iu" or index.dtype.itemsize < 4:
        raise AutogradError(f"{name}(): Expected dtype int32/int64 for index")
    if max(index.ndim, 1) != max(array.ndim, 1):
        shown = "input" if name == "gather" else "self"
        raise AutogradError(f"Index tensor must have the same number of dimensions as {shown} tensor")
    return place


def _lifted(array: Any, index: Any) -> tuple[Any, Any]:
    return np.atleast_1d(array), np.atleast_1d(index)


def _grid(index: Any, place: int) -> tuple[Any, ...]:
    """Index arrays for ``array[…]`` that follow ``index`` along ``place`` and count elsewhere."""
    grid = list(np.ogrid[tuple(slice(size) for size in index.shape)])
    grid[place] = index
    return tuple(grid)


def _check_inside(index: Any, size: int, dim: int) -> None:
    outside = index[(index < 0) | (index >= size)]
    if outside.size:
        raise AutogradError(f"index {outside.flat[0]} is out of bounds for dimension {dim} with size {size}")


def gathered(array: Any, dim: int, index: Any, sparse_grad: bool = False) -> Any:
    """gather: result[i][j] = array[index[i][j]][j] for dim 0."""
    place = check_index("gather", index, array, dim)
    shape = index.shape
    source, index = _lifted(array, index)
    for at in range(source.ndim):
        if at != place and index.shape[at] > source.shape[at]:
            raise AutogradError(
                f"Size does not match at dimension {at} expected index {list(index.shape)} to be no larger than self "
                f"{list(source.shape)} apart from dimension {place}"
            )
    _check_inside(index, source.shape[place], place)
    return source[_grid(index, place)].reshape(shape)[()]


def scattered(array: Any, dim: int, index: Any, values: Any, add: bool = False) -> Any:
    """scatter and scatter_add: a copy with numbers put, or added, at the places that ``index`` names."""
    if isinstance(values, (np.ndarray, np.generic)) and values.dtype != array.dtype:
        wrap_dim(dim, array.ndim)
        raise AutogradError("scatter(): Expected self.dtype to be equal to src.dtype")
    place = check_index("scatter", index, array, dim)
    found, index = _lifted(np.array(array), index)
    if isinstance(values, (np.ndarray, np.generic)):
        _check_scatter(index, found, values, place)
        values = np.atleast_1d(values)[tuple(slice(size) for size in index.shape)]
    else:
        _check_scatter(index, found, None, place)
    _check_inside(index, found.shape[place], place)
    if add:
        np.add.at(found, _grid(index, place), values)
    else:
        found[_grid(index, place)] = values
    return found.reshape(array.shape)[()]


def _check_scatter(index: Any, array: Any, source: Any, place: int) -> None:
    fits = True
    for at in range(array.ndim):
        fits = fits and (at == place or index.shape[at] <= array.shape[at])
        if source is not None:
            fits = fits and index.shape[at] <= (source.shape[wrap_dim(at, source.ndim)] if source.ndim else 1)
    if source is not None and max(source.ndim, 1) != index.ndim:
        raise AutogradError("Index tensor must have the same number of dimensions as src tensor")
    if not fits:
        words = f"Expected index {list(index.shape)} to be no larger than self {list(array.shape)}"
        words += f" apart from dimension {place}"
        if source is not None:
            words += f" and to be no larger size than src {list(source.shape)}"
        raise AutogradError(words)


def selected_rows(array: Any, dim: int, index: Any) -> Any:
    """index_select: the slices along ``dim`` that ``index`` names."""
    place = wrap_dim(dim, array.ndim)
    if index.ndim > 1:
        raise DimensionError("index_select(): Index is supposed to be a vector")
    if index.dtype not in (np.int32, np.int64):
        raise AutogradError("index_select(): Expected dtype int32 or int64 for index")
    if not array.ndim and np.size(index) != 1:
        raise AutogradError(f"index_select(): Index to scalar can have only 1 value, got {np.size(index)} value(s)")
    size = array.shape[place] if array.ndim else 1
    if array.ndim > 1 and not size and np.size(index):
        raise AutogradError("index_select(): self indexing axis dim should be positive")
    if np.any((index < 0) | (index >= size)):
        raise DimensionError("index out of range in self")
    if not array.ndim:
        return array[()]
    return np.take(array, np.atleast_1d(index), place)


def rows_added(array: Any, dim: int, index: Any, source: Any, alpha: Any = 1) -> Any:
    """index_add: the slices of ``source`` added at the places that ``index`` names."""
    place = _check_rows_added(array, dim, index, source)
    found = np.atleast_1d(np.array(array))
    if not array.size:
        return found
    where: Any = (slice(None),) * place + (np.atleast_1d(index),)
    np.add.at(found, where, np.atleast_1d(source) if alpha == 1 else np.atleast_1d(source) * alpha)
    return found.reshape(array.shape)[()]


def _check_rows_added(array: Any, dim: int, index: Any, source: Any) -> int:
    place = wrap_dim(dim, array.ndim)
    if index.ndim > 1:
        raise DimensionError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {index.ndim} with type: Long and size: "
            f"{list(index.shape)}"
        )
    if index.dtype.kind not in "iu":
        title = OF_NUMPY[index.dtype].title
        raise AutogradError(f"index_add_(): Expected dtype int32/int64 for index but got: {title}")
    if array.dtype != source.dtype:
        first, second = OF_NUMPY[array.dtype].title, OF_NUMPY[source.dtype].title
        raise AutogradError(f"index_add_(): self ({first}) and source ({second}) must have the same scalar type")
    if place >= max(source.ndim, 1):
        raise AutogradError(
            f"index_add_(): Indexing dim {place} is out of bounds of the source tensor with dim {source.ndim}"
        )
    if not source.ndim and np.size(index) != 1:
        raise DimensionError(f"Dimension specified as {place} but tensor has no dimensions")
    count = source.shape[wrap_dim(place, source.ndim)] if source.ndim else 1
    if np.size(index) != count:
        raise AutogradError(
            f"index_add_(): Number of indices ({np.size(index)}) should be equal to source.size(dim): ({count}), for "
            f"dim: {place}"
        )
    rest = [tuple(size for at, size in enumerate(one.shape) if at != place) for one in (array, source)]
    if array.ndim != source.ndim or (array.ndim and rest[0] != rest[1]):
        raise AutogradError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{list(array.shape)} source.shape = {list(source.shape)}"
        )
    size = array.shape[place] if array.ndim else 1
    outside = np.atleast_1d(index)[(np.atleast_1d(index) < 0) | (np.atleast_1d(index) >= size)]
    if not array.size:
        return place
    if outside.size and array.ndim <= 1:
        raise DimensionError("index out of range in self")
    if outside.size:
        raise AutogradError(f"index {outside.flat[0]} is out of bounds for dimension {place} with size {size}")
    return place


def rows_copied(array: Any, dim: int, index: Any, source: Any) -> Any:
    """index_copy: the slices of ``source`` put at the places that ``index`` names."""
    place = _check_rows_copied(array, dim, index, source)
    found = np.atleast_1d(np.array(array))
    found[(slice(None),) * place + (np.atleast_1d(index),)] = np.atleast_1d(source)
    return found.reshape(array.shape)[()]


def _check_rows_copied(array: Any, dim: int, index: Any, source: Any) -> int:
    name, place, count = "index_copy_()", wrap_dim(dim, array.ndim), np.size(index)
    if index.ndim > 1:
        raise DimensionError(f"{name}: Index should have dimension 1 or 0 (got {index.ndim})")
    if not source.ndim and count != 1:
        raise DimensionError(f"{name}: When source is scalar, index should have one element (got {count})")
    if source.ndim != array.ndim and source.ndim and array.ndim:
        raise DimensionError(
            f"{name}: When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({source.ndim}), destination dimensionality ({array.ndim})"
        )
    if index.dtype != np.int64:
        raise AutogradError(f"{name}: Expected a long tensor for index, but got {OF_NUMPY[index.dtype].title}")
    if array.dtype != source.dtype:
        first, second = OF_NUMPY[array.dtype].title, OF_NUMPY[source.dtype].title
        raise AutogradError(
            f"{name}: self and source expected to have the same dtype, but got (self) {first} and (source) {second}"
        )
    rest = [list(one.shape[:place] + one.shape[place + 1 :]) for one in (array, source)]
    if rest[0] != rest[1]:
        shown = [" ".join(str(size) for size in one) for one in rest]
        raise AutogradError(
            f"{name}: Source/destination tensor must have same slice shapes. Destination slice shape: {shown[0]} at "
            f"dimension {place} and source slice shape: {shown[1]} at dimension 0."
        )
    if source.ndim and count != source.shape[place]:
        raise DimensionError(
            f"{name}: Number of indices ({count}) should be equal to source.size(dim) ({source.shape[place]})"
        )
    size = array.shape[place] if array.ndim else 1
    outside = np.atleast_1d(index)[(np.atleast_1d(index) < 0) | (np.atleast_1d(index) >= size)]
    if outside.size:
        raise DimensionError(f"{name}: index {outside.flat[0]} is out of bounds for dimension {place} with size {size}")
    return place


def rows_filled(array: Any, dim: int, index: Any, value: Any) -> Any:
    """index_fill: one number in the slices that ``index`` names."""
    if index.dtype != np.int64:
        raise DimensionError("index_fill_(): Expected dtype int64 for index.")
    place = wrap_dim(dim, array.ndim)
    size = array.shape[place] if array.ndim else 1
    outside = np.asarray(index)[(index < -size) | (index >= size)]
    if outside.size:
        raise DimensionError(f"index {outside.flat[0]} is out of bounds for dimension {place} with size {size}")
    found = np.atleast_1d(np.array(array))
    found[(slice(None),) * place + (np.atleast_1d(index),)] = value
    return found.reshape(array.shape)[()]


# ── masks and flat places ──────────────────────────────────────────────────────────────────────────────────────


def chosen(array: Any, mask: Any) -> Any:
    """masked_select: the numbers where ``mask``, in order."""
    if mask.dtype.kind != "b":
        raise AutogradError("masked_select: expected BoolTensor for mask")
    array, mask = np.broadcast_arrays(array, mask)
    return array[mask]


def filled_from(array: Any, mask: Any, source: Any) -> Any:
    """masked_scatter: the numbers of ``source``, one after the other, where ``mask``."""
    if mask.dtype.kind != "b":
        raise AutogradError(
            f"masked_scatter_ only supports boolean masks, but got mask with dtype {OF_NUMPY[mask.dtype].title}"
        )
    if array.dtype != source.dtype:
        first, second = OF_NUMPY[array.dtype].title, OF_NUMPY[source.dtype].title
        raise AutogradError(
            f"masked_scatter: expected self and source to have same dtypes but got {first} and {second}"
        )
    array, mask = np.broadcast_arrays(array, mask)
    count = int(mask.sum())
    if count > source.size:
        raise AutogradError("Number of elements of source < number of ones in mask")
    found = array.copy()
    found[mask] = source.reshape(-1)[:count]
    return found[()]


def _flat(array: Any, index: Any, name: str) -> Any:
    if index.dtype != np.int64:
        raise AutogradError(f"{name}(): Expected a long tensor for index, but got {OF_NUMPY[index.dtype].title}")
    if not array.size and np.size(index):
        raise DimensionError(EMPTY[name])
    outside = np.asarray(index)[(index < -array.size) | (index >= array.size)]
    if outside.size:
        raise DimensionError(
            f"out of range: tried to access index {outside.flat[0]} on a tensor of {array.size} elements."
        )
    return index


EMPTY = {
    "take": "take(): tried to take from an empty tensor",
    "put_": "put_(): Tried to put elements into an empty tensor",
}


def taken_flat(array: Any, index: Any) -> Any:
    """take: the numbers at places counted through the whole tensor."""
    return np.asarray(array).reshape(-1)[_flat(array, index, "take")][()]


def put_flat(array: Any, index: Any, source: Any, accumulate: bool) -> Any:
    """put: numbers at places counted through the whole tensor."""
    if array.dtype != source.dtype:
        raise AutogradError(
            "put_(): self and source expected to have the same dtype, but got self.dtype = "
            f"{OF_NUMPY[array.dtype].title} and source.dtype = {OF_NUMPY[source.dtype].title}"
        )
    where = np.atleast_1d(_flat(array, index, "put_")).reshape(-1)
    if where.size != source.size:
        raise DimensionError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{source.size}, index.numel() = {where.size}"
        )
    found = np.array(array).reshape(-1)
    if accumulate:
        np.add.at(found, where, source.reshape(-1))
    else:
        found[where] = source.reshape(-1)
    return found.reshape(array.shape)[()]


def places_not_zero(array: Any) -> Any:
    """nonzero: one row of places for each number that is not zero."""
    if not array.ndim:
        return np.zeros((int(bool(array)), 0), np.int64)
    return np.argwhere(array)


def searched(sequence: Any, values: Any, out_int32: bool, right: bool, side: str | None, sorter: Any) -> Any:
    """searchsorted: where each value would go in a sorted sequence."""
    if side not in (None, "left", "right"):
        raise AutogradError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    way: Any = side or ("right" if right else "left")
    kind = np.int32 if out_int32 else np.int64
    if sequence.ndim <= 1:
        return np.asarray(np.searchsorted(sequence, values, way)).astype(kind)[()]
    lanes = sequence.reshape(-1, sequence.shape[-1])
    wanted = values.reshape(-1, values.shape[-1])
    found = [np.searchsorted(lane, one, way) for lane, one in zip(lanes, wanted, strict=True)]
    return np.array(found, kind).reshape(values.shape)
