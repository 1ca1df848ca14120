"""``x[…]`` with numbers, slices, None and …: a chain of views, one node for each part, as PyTorch records it."""

from __future__ import annotations

from typing import Any

from . import dispatch, inplace
from .errors import DimensionError, NotInSubset, ValueOutOfRange
from .schema import find
from .tensor import Tensor, build


def get(self: Tensor, index: Any) -> Tensor:
    """``self[index]``. Raises DimensionError where there is no such place."""
    if isinstance(index, slice) and self.ndim:
        return sliced(self, 0, index)  # alone, even ``[:]`` is recorded
    parts = list(index) if isinstance(index, tuple) else [index]
    for part in parts:
        check(part)
    used = sum(part is not None and part is not ... for part in parts)
    if used > self.ndim and (self.ndim or isinstance(index, tuple)):
        raise DimensionError(f"too many indices for tensor of dimension {self.ndim}")
    if ... in parts:
        at = parts.index(...)
        parts[at : at + 1] = [slice(None)] * (self.ndim - used)
    return walk(self, parts)


def walk(self: Tensor, parts: list[Any]) -> Tensor:
    made, dim = self, 0
    for part in parts:
        if part is None:
            made = dispatch.call(find("unsqueeze"), (made, dim))
            dim += 1
        elif isinstance(part, slice):
            if part != slice(None):
                made = sliced(made, dim, part)
            dim += 1
        else:
            made = dispatch.call(find("select", "int"), (made, dim, int(part)))
    return dispatch.call(find("alias"), (self,)) if made is self else made


def sliced(made: Tensor, dim: int, part: slice) -> Tensor:
    start, stop, step = (None if one is None else int(one) for one in (part.start, part.stop, part.step))
    if step is not None and step <= 0:
        raise ValueOutOfRange("step must be greater than zero")
    return dispatch.call(find("slice", "Tensor"), (made, dim, start, stop, 1 if step is None else step))


def check(part: Any) -> None:
    """Raise DimensionError for what is no index, and NotInSubset for lists and tensors of places."""
    if isinstance(part, float):
        raise DimensionError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
            "float)"
        )
    if isinstance(part, Tensor) and not part.ndim and part._data.dtype.kind in "iu":
        return
    if isinstance(part, (bool, list, tuple, Tensor)):
        what = "indexing with a list, a mask or a tensor of places"
        raise NotInSubset(
            f"{what} cannot be used here; take single places and slices",
            id="refused",
            what=what,
            instead="x[i], x[a:b]",
        )


def put(self: Tensor, index: Any, value: Any) -> None:
    """``self[index] = value``: copies into the view that the index gives."""
    view = get(self, index)
    source = value if isinstance(value, Tensor) else build(self._data.dtype.type(value))
    if source.shape != view.shape:
        source = fitted(source, view)
    inplace.change(find("copy_"), (view, source, False))


def fitted(source: Tensor, view: Tensor) -> Tensor:
    """``source`` without leading ones, repeated to the shape of ``view``."""
    extra = source.ndim - view.ndim
    if extra > 0 and all(size == 1 for size in source.shape[:extra]):
        source = dispatch.call(find("view"), (source, tuple(source.shape[extra:])))
    if source.shape == view.shape or not source.ndim:
        return source
    return dispatch.call(find("expand"), (source, tuple(view.shape), False))


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices of ``input`` along ``dim``, as views."""
    if not input.ndim:
        raise DimensionError(f"Dimension specified as {dim} but tensor has no dimensions")
    return dispatch.call_several(find("unbind", "int"), (input, dim))
