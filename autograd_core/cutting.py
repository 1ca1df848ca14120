"""What PyTorch puts together to join tensors and to cut them: ``vstack``, ``split``, ``chunk``."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import dispatch, forwards
from .context import allow
from .errors import ArgumentError, AutogradError
from .schema import find
from .shaping import reshape, row
from .tensor import Tensor

call, call_several = dispatch.call, dispatch.call_several
_unsqueeze, _slice, _cat = row("unsqueeze"), row("slice", "Tensor"), row("cat")


# ── joining ────────────────────────────────────────────────────────────────────────────────────────────────────


def _at_least(count: int, tensor: Tensor) -> Tensor:
    if tensor.ndim >= count:
        return tensor
    if not tensor.ndim:
        return reshape(tensor, (1,) * count)
    made = _unsqueeze(tensor, 0) if tensor.ndim == 1 else tensor
    return _unsqueeze(made, -1) if count == 3 else made


def _at_least_of(count: int) -> Callable[..., Any]:
    def at_least(*tensors: Any) -> Any:
        given = tensors[0] if len(tensors) == 1 else tensors
        if isinstance(given, Tensor):
            return _at_least(count, given)
        return tuple(_at_least(count, one) for one in given)

    at_least.__name__ = at_least.__qualname__ = f"atleast_{count}d"
    at_least.__doc__ = f"Tensors with at least {count} dimensions."
    return at_least


def check_tensors(name: str, tensors: Any) -> None:
    """Raise PyTorch's ArgumentError for anything but a list of tensors, and its RuntimeError for an empty one."""
    if not isinstance(tensors, (list, tuple)):
        kind = type(tensors).__name__
        raise ArgumentError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {kind}")
    for place, one in enumerate(tensors):
        if not isinstance(one, Tensor):
            raise ArgumentError(f"expected Tensor as element {place} in argument 0, but got {type(one).__name__}")
    if not len(tensors):
        raise AutogradError(f"{name} expects a non-empty TensorList")


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors one below the other."""
    check_tensors("vstack", tensors)
    return _cat([_at_least(2, one) for one in tensors], 0)


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side."""
    check_tensors("hstack", tensors)
    parts = [_at_least(1, one) for one in tensors]
    return _cat(parts, 0 if parts[0].ndim == 1 else 1)


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors one behind the other."""
    check_tensors("dstack", tensors)
    return _cat([_at_least(3, one) for one in tensors], 2)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Vectors as columns, and matrices, side by side."""
    check_tensors("column_stack", tensors)
    return hstack([reshape(one, (one.numel(), 1)) if one.ndim < 2 else one for one in tensors])


def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along the diagonal of a larger one."""
    return call(find("block_diag"), (list(tensors),))


# ── cutting ────────────────────────────────────────────────────────────────────────────────────────────────────


def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of one size, or of the given sizes, along ``dim``."""
    if isinstance(split_size_or_sections, (list, tuple)):
        return tuple(call_several(find("split_with_sizes"), (tensor, tuple(split_size_or_sections), dim)))
    if not isinstance(split_size_or_sections, int):
        kind = type(split_size_or_sections).__name__
        raise ArgumentError(f"split(): argument 'split_size' (position 1) must be int, not {kind}")
    return tuple(call_several(find("split", "Tensor"), (tensor, split_size_or_sections, dim)))


def split_method(self: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of one size, or of the given sizes, along ``dim``."""
    return split(self, split_size, dim)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most ``chunks`` views of one size along ``dim``; the last may be smaller."""
    if not input.ndim:
        raise AutogradError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise AutogradError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = input.shape[forwards.wrap_dim(dim, input.ndim)]
    length = -(-size // chunks)
    if not length and not size:
        allow("container_length", chunks)
        return tuple(call_several(find("split_with_sizes"), (input, (0,) * chunks, dim)))
    return split(input, length, dim)


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views along ``dim``: so many of nearly one size, or cut at the given places."""
    if not input.ndim:
        raise AutogradError(
            f"tensor_split expected at least a 1-dimensional tensor, but got a tensor with {input.ndim} dims"
        )
    place = forwards.wrap_dim(dim, input.ndim)
    size = input.shape[place]
    if isinstance(indices_or_sections, Tensor):
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int):
        sections = indices_or_sections
        if sections <= 0:
            raise AutogradError(f"number of sections must be larger than 0, got {sections}")
        allow("container_length", sections)
        lengths = [size // sections + (at < size % sections) for at in range(sections)]
        edges = [0, *np.cumsum(lengths).tolist()]
    else:
        edges = [0, *indices_or_sections, size]
    return tuple(_slice(input, place, start, end, 1) for start, end in itertools.pairwise(edges))


def _split_along(name: str, least: int, dim: int) -> Callable[..., Any]:
    def function(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
        if input.ndim < least:
            shown = f"torch.{name} requires a tensor with at least {least} dimension"
            raise AutogradError(f"{shown}, but got a tensor with {input.ndim} dimensions!")
        place = 0 if name == "hsplit" and input.ndim == 1 else dim
        size = input.shape[place]
        if isinstance(indices_or_sections, int) and size % max(indices_or_sections, 1):
            raise AutogradError(
                f"torch.{name} attempted to split along dimension {place}, but the size of the dimension {size} is "
                f"not divisible by the split_size {indices_or_sections}!"
            )
        return tensor_split(input, indices_or_sections, place)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Views along dimension {dim}."
    return function


hsplit, vsplit, dsplit = _split_along("hsplit", 1, 1), _split_along("vsplit", 2, 0), _split_along("dsplit", 3, 2)
atleast_1d, atleast_2d, atleast_3d = _at_least_of(1), _at_least_of(2), _at_least_of(3)
