"""Forwards that join, repeat, turn and cut arrays, and PyTorch's errors where that cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .dtypes import result_type
from .errors import AutogradError, DimensionError, ValueOutOfRange
from .forwards import wrap_dim

Shape = tuple[int, ...]


# ── joining ────────────────────────────────────────────────────────────────────────────────────────────────────


def is_skipped(shape: Shape) -> bool:
    """PyTorch's cat passes over tensors of shape (0,), whatever the others look like."""
    return tuple(shape) == (0,)


def concatenated(arrays: Sequence[Any], dim: int) -> Any:
    """cat: side by side along ``dim``, in the dtype that holds all of them."""
    if not arrays:
        raise ValueOutOfRange("torch.cat(): expected a non-empty list of Tensors")
    for place, array in enumerate(arrays):
        if not array.ndim:
            raise AutogradError(f"zero-dimensional tensor (at position {place}) cannot be concatenated")
    wanted = result_type(arrays).numpy
    kept = [(place, array) for place, array in enumerate(arrays) if not is_skipped(array.shape)]
    if not kept:
        wrap_dim(dim, 1)
        return np.zeros(0, wanted)
    first = kept[0][1]
    axis = wrap_dim(dim, first.ndim)
    for place, array in kept[1:]:
        if array.ndim != first.ndim:
            raise AutogradError(f"Tensors must have same number of dimensions: got {first.ndim} and {array.ndim}")
        for at, (one, other) in enumerate(zip(first.shape, array.shape, strict=True)):
            if at != axis and one != other:
                raise AutogradError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {one} but got size {other} "
                    f"for tensor number {place} in the list."
                )
    return np.concatenate([array for _, array in kept], axis, dtype=wanted)


def stacked(arrays: Sequence[Any], dim: int) -> Any:
    """stack: along a new dimension."""
    if not arrays:
        raise AutogradError("stack expects a non-empty TensorList")
    first = arrays[0].shape
    for place, array in enumerate(arrays):
        if array.shape != first:
            raise AutogradError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and "
                f"{list(array.shape)} at entry {place}"
            )
    axis = wrap_dim(dim, len(first) + 1)
    return np.stack([np.asarray(array) for array in arrays], axis, dtype=result_type(arrays).numpy)


def block_diagonal(arrays: Sequence[Any]) -> Any:
    """Matrices along the diagonal of a larger one."""
    blocks = [np.atleast_2d(array) for array in arrays]
    found = np.zeros(tuple(sum(block.shape[i] for block in blocks) for i in (0, 1)), result_type(arrays).numpy)
    row = column = 0
    for block in blocks:
        found[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return found


# ── cutting ────────────────────────────────────────────────────────────────────────────────────────────────────


def split(array: Any, split_size: int, dim: int) -> tuple[Any, ...]:
    """Views of ``split_size`` along ``dim``; the last may be smaller."""
    if not array.ndim:
        raise AutogradError("split expects at least a 1-dimensional tensor")
    if split_size < 0:
        raise AutogradError(f"split expects split_size be non-negative, but got split_size={split_size}")
    place = wrap_dim(dim, array.ndim)
    size = array.shape[place]
    if not split_size and size:
        raise AutogradError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}")
    return _pieces(array, sizes_of_split(size, split_size), place)


def sizes_of_split(size: int, split_size: int) -> list[int]:
    """How long the pieces are."""
    count = max(1, -(-size // split_size)) if split_size else 1
    return [split_size] * (count - 1) + [size - split_size * (count - 1)]


def split_with_sizes(array: Any, split_sizes: Sequence[int], dim: int) -> tuple[Any, ...]:
    """Views of the given sizes along ``dim``."""
    if not array.ndim:
        raise AutogradError("split expects at least a 1-dimensional tensor")
    place = wrap_dim(dim, array.ndim)
    shown = list(split_sizes)
    if any(size < 0 for size in shown):
        raise AutogradError(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={shown}"
        )
    if sum(shown) != array.shape[place]:
        raise AutogradError(
            f"split_with_sizes expects split_sizes to sum exactly to {array.shape[place]} (input tensor's size at "
            f"dimension {dim}), but got split_sizes={shown}"
        )
    return _pieces(array, shown, place)


def _pieces(array: Any, lengths: Sequence[int], place: int) -> tuple[Any, ...]:
    found, start = [], 0
    for length in lengths:
        found.append(array[(slice(None),) * place + (slice(start, start + length), ...)])
        start += length
    return tuple(found)


def diagonal(array: Any, offset: int, dim1: int, dim2: int) -> Any:
    """A view of a diagonal, as the last dimension."""
    first, second = wrap_dim(dim1, array.ndim), wrap_dim(dim2, array.ndim)
    if first == second:
        raise AutogradError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    found = np.diagonal(array, offset, first, second)
    if array.flags.writeable:
        found.flags.writeable = True
    return found


def windows(array: Any, dimension: int, size: int, step: int) -> Any:
    """unfold: all stretches of ``size`` along a dimension, as the last dimension."""
    place = wrap_dim(dimension, array.ndim)
    length = array.shape[place] if array.ndim else 1
    if size > length:
        raise AutogradError(f"maximum size for tensor at dimension {place} is {length} but size is {size}")
    if step <= 0:
        raise AutogradError(f"step is {step} but must be > 0")
    if not array.ndim:
        return array.reshape(1)[:size]
    found = np.lib.stride_tricks.sliding_window_view(array, size, place, writeable=array.flags.writeable)
    return found[(slice(None),) * place + (slice(None, None, step), ...)]


# ── repeating and turning ──────────────────────────────────────────────────────────────────────────────────────


def repeated(array: Any, repeats: Sequence[int]) -> Any:
    """repeat: so many copies along each dimension."""
    if len(repeats) < array.ndim:
        raise AutogradError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    if any(one < 0 for one in repeats):
        shape = [
            one * size for one, size in zip(repeats, (1,) * (len(repeats) - array.ndim) + array.shape, strict=True)
        ]
        raise AutogradError(f"Trying to create tensor with negative dimension {min(shape)}: {shape}")
    return np.tile(array, tuple(repeats)) if len(repeats) else array[()]


def flipped(array: Any, dims: Sequence[int]) -> Any:
    places = [wrap_dim(dim, array.ndim) for dim in dims]
    for place in places:
        if places.count(place) > 1:
            raise AutogradError(f"dim {place} appears multiple times in the list of dims")
    return np.flip(array, tuple(places)).copy() if array.ndim else array[()]


def rolled(array: Any, shifts: Sequence[int], dims: Sequence[int]) -> Any:
    """roll: what falls off at one end comes in at the other."""
    if not len(shifts):
        raise AutogradError("`shifts` required")
    if not len(dims):
        if len(shifts) != 1:
            raise AutogradError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:0")
        return np.roll(array, shifts[0])
    if not array.ndim:
        raise DimensionError(f"Dimension specified as {dims[0]} but tensor has no dimensions")
    if len(shifts) != len(dims):
        raise AutogradError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    return np.roll(array, tuple(shifts), tuple(wrap_dim(dim, array.ndim) for dim in dims))


def turned(array: Any, k: int, dims: Sequence[int]) -> Any:
    """rot90: by quarters, from the first of ``dims`` towards the second."""
    if len(dims) != 2:
        raise AutogradError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if array.ndim < 2:
        raise AutogradError(f"expected total dims >= 2, but got total dims = {array.ndim}")
    if wrap_dim(dims[0], array.ndim) == wrap_dim(dims[1], array.ndim):
        raise AutogradError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return np.rot90(array, k, (dims[0], dims[1])).copy()


def triangle(name: str, array: Any, diagonal: int) -> Any:
    """tril and triu."""
    if array.ndim < 2:
        raise AutogradError(f"{name}: input tensor must have at least 2 dimensions")
    return getattr(np, name)(array, diagonal)


def traced(array: Any) -> Any:
    if array.ndim != 2:
        raise AutogradError("trace: expected a matrix, but got tensor with dim " + str(array.ndim))
    kind = array.dtype if array.dtype.kind in "fc" else np.int64
    return np.trace(array, dtype=kind)


def embedded(array: Any, offset: int, dim1: int, dim2: int) -> Any:
    """diag_embed: the last dimension as the diagonal of a new matrix."""
    ndim = array.ndim + 1
    first, second = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    if first == second:
        raise AutogradError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    size = array.shape[-1] + abs(offset)
    rest = list(array.shape[:-1])
    for place in sorted((first, second)):
        rest.insert(place, size)
    found = np.zeros(rest, array.dtype)
    view = np.diagonal(found, offset, first, second)
    view.flags.writeable = True
    view[...] = array
    return found


def squeezed_dims(array: Any, dims: Sequence[int]) -> Any:
    """Without those of ``dims`` that have size 1."""
    places = {wrap_dim(dim, array.ndim) for dim in dims}
    return array.reshape(tuple(size for at, size in enumerate(array.shape) if at not in places or size != 1))


def crossed(a: Any, b: Any, dim: int) -> Any:
    """The cross product of vectors of three numbers along ``dim``."""
    if a.ndim != b.ndim:
        raise AutogradError("linalg.cross: inputs must have the same number of dimensions.")
    place = wrap_dim(dim, a.ndim)
    if a.shape[place] != 3 or b.shape[place] != 3:
        raise AutogradError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {a.shape[place]} and {b.shape[place]}"
        )
    return np.cross(a, b, axis=place)
