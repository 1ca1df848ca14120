"""``x[…]``, read and written: numbers, slices, None and … are a chain of views; masks, lists and tensors are places.

PyTorch takes the parts from left to right: each of the first kind is a node of its own, and what the others choose is
one ``index`` (or ``index_put``) at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import dispatch, inplace
from .context import warn
from .creation import array_of
from .dtypes import NUMBERS
from .errors import ArgumentError, AutogradError, DimensionError, ValueOutOfRange
from .forwards import wrap_dim
from .schema import find
from .tensor import Tensor, build

NOT_AN_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {})"
)
LIST_AS_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use "
    "x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, "
    "x[torch.tensor(seq)], which will result either in an error or a different result"
)
SEQUENCES = (list, tuple, range)


def get(self: Tensor, index: Any) -> Tensor:
    """``self[index]``. Raises DimensionError where there is no such place."""
    if type(index) is slice:
        if not self.ndim:
            raise DimensionError("slice() cannot be applied to a 0-dim tensor.")
        return sliced(self, 0, index, True)
    made, places = walk(self, parts_of(self, index))
    if any(one is not None for one in places):
        made = dispatch.call(find("index", "Tensor"), (made, places))
    return dispatch.call(find("alias"), (self,)) if made is self else made


def put(self: Tensor, index: Any, value: Any) -> None:
    """``self[index] = value``: written into the view that the index gives, or put at the places it names."""
    source = value_of(self, value)
    view, places = walk(self, parts_of(self, index))
    if any(one is not None for one in places):
        shape = _without_ones(source.shape)
        fitted = source if shape == tuple(source.shape) else dispatch.call(find("view"), (source, shape))
        inplace.change(find("index_put"), (view, places, fitted, False))
    elif not source.ndim and view.ndim:
        inplace.change(find("fill_", "Tensor"), (view, source))
    else:
        inplace.change(find("copy_"), (view, _expanded(source, view), False))


def value_of(self: Tensor, value: Any) -> Tensor:
    """What is to be written, as a tensor. Raises ArgumentError for anything but a tensor or a number."""
    if isinstance(value, Tensor):
        return value
    if not isinstance(value, NUMBERS) or isinstance(value, np.generic):
        kind = type(value)
        name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
        raise ArgumentError(f"can't assign a {name} to a torch.{self.dtype.title}Tensor")
    if isinstance(value, complex) and not self.dtype.is_complex:
        words = "float" if self.dtype.is_floating_point else self.dtype.words
        raise AutogradError(f"value cannot be converted to type {words} without overflow")
    return build(self._data.dtype.type(value))


def _expanded(source: Tensor, view: Tensor) -> Tensor:
    if source.shape == view.shape:
        return source
    shape = _without_ones(source.shape)
    if shape != tuple(source.shape) or len(shape) < view.ndim:
        source = dispatch.call(find("view"), (source, shape))
    return dispatch.call(find("expand"), (source, tuple(view.shape), False)) if source.shape != view.shape else source


def _without_ones(shape: Any) -> tuple[int, ...]:
    """A shape without the ones it begins with."""
    start = next((i for i, size in enumerate(shape) if size != 1), len(shape))
    return tuple(shape[start:])


# ── the parts of an index ──────────────────────────────────────────────────────────────────────────────────────


def parts_of(self: Tensor, index: Any) -> list[Any]:
    """The parts of an index, lists made tensors and … made full slices. Raises what PyTorch raises."""
    parts = [part_of(part) for part in _listed(index)]
    used = sum(_dimensions(part) for part in parts)
    if not self.ndim and isinstance(index, slice):
        raise DimensionError("slice() cannot be applied to a 0-dim tensor.")
    if used > self.ndim and not (self.ndim == 0 and isinstance(index, int)):
        raise DimensionError(f"too many indices for tensor of dimension {self.ndim}")
    at = next((i for i, part in enumerate(parts) if part is ...), None)
    if at is not None:  # only the first … stands for anything
        rest = [part for part in parts[at:] if part is not ...]
        parts[at:] = [slice(None)] * (self.ndim - used) + rest
    return parts


def _listed(index: Any) -> list[Any]:
    if isinstance(index, tuple):
        return list(index)
    if isinstance(index, str) and index:
        warn(LIST_AS_TUPLE)
    if isinstance(index, SEQUENCES) and len(index) < 32:
        special = (Tensor, np.ndarray, slice, str, *SEQUENCES)
        if any(one is None or one is ... or isinstance(one, special) for one in index):
            warn(LIST_AS_TUPLE)
            return list(index)
    return [index]


def part_of(part: Any) -> Any:
    """A number, slice, None, …, bool, or tensor of places."""
    if part is None or part is ... or isinstance(part, (bool, slice, Tensor)):
        return part
    if isinstance(part, np.ndarray):
        return build(part if part.ndim else part[()])
    if isinstance(part, str):
        raise ArgumentError("new(): invalid data type 'str'")
    if isinstance(part, SEQUENCES):
        array = array_of(part, None)
        return build(array if array.dtype.kind == "b" and array.size else array.astype(np.int64))
    if hasattr(part, "__index__"):
        return int(part)
    raise DimensionError(NOT_AN_INDEX.format(type(part).__name__))


def _dimensions(part: Any) -> int:
    """How many dimensions of the tensor a part stands for."""
    if part is None or part is ... or isinstance(part, bool):
        return 0
    if isinstance(part, Tensor) and part._data.dtype in (np.bool_, np.uint8):
        return int(part._data.ndim)
    return 1


def walk(self: Tensor, parts: list[Any]) -> tuple[Tensor, list[Tensor | None]]:
    """The view that the plain parts give, and the tensors of places, None for dimensions taken whole."""
    made, dim, taken = self, 0, 0  # the dimension of ``made`` that comes next, and how many of ``self`` are done
    places: list[Tensor | None] = []
    for part in parts:
        if (
            isinstance(part, Tensor)
            and not part.ndim
            and part._data.dtype.kind in "iu"
            and part._data.dtype != np.uint8
        ):
            part = int(part._data)
        if part is None:
            made = dispatch.call(find("unsqueeze"), (made, dim))
            dim += 1
        elif isinstance(part, slice):
            made = sliced(made, dim, part)
            dim += 1
        elif isinstance(part, bool) or (isinstance(part, Tensor) and not part.ndim and part._data.dtype.kind == "b"):
            made = dispatch.call(find("unsqueeze"), (made, dim))
            places += [None] * (dim - len(places)) + [build(np.zeros(int(bool(part)), np.int64))]
            dim += 1
        elif isinstance(part, Tensor):
            places += [None] * (dim - len(places)) + [part]
            dim += part.ndim if part._data.dtype in (np.bool_, np.uint8) else 1
        else:
            made = dispatch.call(find("select", "int"), (made, dim, inside(made, dim, part, taken)))
        taken += _dimensions(part)
    return made, _aligned(places)


def inside(made: Tensor, dim: int, place: int, shown: int) -> int:
    """A place of a dimension. Raises DimensionError where there is none of that number."""
    if not made.ndim and not place:
        raise DimensionError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    size = made._data.shape[dim] if made.ndim else 0
    if not -size <= place < size:
        raise DimensionError(f"index {place} is out of bounds for dimension {shown} with size {size}")
    return place


def _aligned(places: list[Tensor | None]) -> list[Tensor | None]:
    """A mask of several dimensions stands once in the list, though it covers several dimensions."""
    found: list[Tensor | None] = []
    skip = 0
    for one in places:
        if one is None and skip:
            skip -= 1
            continue
        found.append(one)
        if one is not None and one._data.dtype in (np.bool_, np.uint8):
            skip = one.ndim - 1
    return found


def sliced(made: Tensor, dim: int, part: slice, always: bool = False) -> Tensor:
    """One slice of a dimension; one that takes all of it is none, unless ``always``."""
    try:
        start, stop, step = (
            None if one is None else int(one.__index__()) for one in (part.start, part.stop, part.step)
        )
    except AttributeError:
        raise ArgumentError("slice indices must be integers or None or have an __index__ method") from None
    if step == 0:
        raise ValueOutOfRange("slice step cannot be zero")
    if step is not None and step < 0:
        raise ValueOutOfRange("step must be greater than zero")
    size = made._data.shape[dim]
    whole = start in (None, 0) and step in (None, 1) and (stop is None or stop >= size)
    if whole and not always:
        return made
    return dispatch.call(find("slice", "Tensor"), (made, dim, start, stop, 1 if step is None else step))


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices of ``input`` along ``dim``, as views."""
    place = wrap_dim(dim, input.ndim)
    if not input.ndim:
        raise DimensionError(f"Dimension specified as {place} but tensor has no dimensions")
    return tuple(dispatch.call_several(find("unbind", "int"), (input, dim)))
