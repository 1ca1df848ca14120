"""What PyTorch itself puts together from other operations: ``matmul``, ``reshape``, ``.T``, casts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import dispatch, forwards, indexing
from .context import warn
from .dtypes import ALIASES, DTYPES, DType
from .errors import ArgumentError, AutogradError, ProgramError
from .schema import find
from .tensor import Tensor, build, bump

call = dispatch.call


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The product of vectors, matrices or batches of them. Raises AutogradError where sizes do not fit."""
    for position, one in enumerate((input, other)):
        if not isinstance(one, Tensor):
            name, kind = ("input", "other")[position], type(one).__name__
            raise ArgumentError(f"matmul(): argument '{name}' (position {position + 1}) must be Tensor, not {kind}")
    dims = (input.ndim, other.ndim)
    if 0 in dims:
        raise AutogradError(
            f"both arguments to matmul need to be at least 1D, but they are {dims[0]}D and {dims[1]}D", subject=input
        )
    if dims == (1, 1):
        return call(find("dot"), (input, other))
    if dims == (2, 2):
        return call(find("mm"), (input, other))
    if dims == (2, 1):
        return call(find("mv"), (input, other))
    if dims == (1, 2):
        row = call(find("mm"), (call(find("unsqueeze"), (input, 0)), other))
        made = call(find("_squeeze_row"), (row, 0))
        bump(made)  # PyTorch squeezes the row in place
        return made
    return _folded(input, other) if should_fold(input, other) else _batched(input, other)


def should_fold(input: Tensor, other: Tensor) -> bool:
    """Whether a batch times one matrix or vector becomes one product of all its rows, as PyTorch decides it."""
    larger, smaller = (input, other) if input.ndim >= other.ndim else (other, input)
    if larger.ndim < 3 or smaller.ndim > 2:
        return False
    if smaller.requires_grad:
        return True
    if input.ndim == 2:
        return False
    shape, strides = list(larger.shape), list(larger.stride())
    if larger is other:
        shape[-2:], strides[-2:] = shape[:-3:-1], strides[:-3:-1]
    return not larger.numel() or all(strides[i] == strides[i + 1] * shape[i + 1] for i in range(larger.ndim - 2))


def _folded(input: Tensor, other: Tensor) -> Tensor:
    turned = other.ndim > input.ndim
    batch = call(find("transpose", "int"), (other, -2, -1)) if turned else input
    one = other if not turned else call(find("t"), (input,)) if input.ndim == 2 else input
    shape = batch.shape
    flat = reshape(batch, (math.prod(shape[:-1]), shape[-1]))
    if one.ndim == 1:
        return call(find("_unsafe_view"), (call(find("mv"), (flat, one)), shape[:-1]))
    product = call(find("_unsafe_view"), (call(find("mm"), (flat, one)), (*shape[:-1], one.shape[1])))
    return contiguous(call(find("transpose", "int"), (product, -2, -1))) if turned else product


def _batched(input: Tensor, other: Tensor) -> Tensor:
    left = call(find("unsqueeze"), (input, 0)) if input.ndim == 1 else input
    try:
        batch = np.broadcast_shapes(left.shape[:-2], other.shape[:-2])
    except ValueError as error:
        raise mismatch_of_batches(left.shape, other.shape) from error
    rows, inner, columns = left.shape[-2], left.shape[-1], other.shape[-1]
    count = math.prod(batch)
    a = reshape(call(find("expand"), (left, (*batch, rows, inner), False)), (count, rows, inner))
    b = reshape(
        call(find("expand"), (other, (*batch, other.shape[-2], columns), False)), (count, other.shape[-2], columns)
    )
    product = call(find("_unsafe_view"), (call(find("bmm"), (a, b)), (*batch, rows, columns)))
    return call(find("squeeze", "dim"), (product, -2)) if input.ndim == 1 else product


def matmul_operator(self: Tensor, other: Any) -> Any:
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


def mismatch_of_batches(a: Sequence[int], b: Sequence[int]) -> AutogradError:
    """The error of two batches of matrices whose numbers do not fit."""
    first, second = a[:-2][::-1], b[:-2][::-1]
    dim = next(i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y and 1 not in (x, y))
    place = max(len(first), len(second)) - 1 - dim
    return AutogradError(
        f"The size of tensor a ({first[dim]}) must match the size of tensor b ({second[dim]}) at non-singleton "
        f"dimension {place}",
        id="E9",
        a=first[dim],
        b=second[dim],
        dim=place,
    )


# ── shapes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """``input`` in another shape: a view where memory allows it, a copy elsewhere."""
    wanted = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    size = forwards.infer_shape(wanted, input.numel())
    try:
        return call(find("view"), (input, size))
    except ProgramError:
        copy = call(find("clone"), (input, None))
        return call(find("_unsafe_view"), (copy, size))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """``input`` with the dimensions from ``start_dim`` to ``end_dim`` made one."""
    if not input.ndim:
        return reshape(input, (1,))
    start, end = forwards.wrap_dim(start_dim, input.ndim), forwards.wrap_dim(end_dim, input.ndim)
    if start > end:
        raise AutogradError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return input
    return reshape(input, (*input.shape[:start], math.prod(input.shape[start : end + 1]), *input.shape[end + 1 :]))


def view_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the shape of ``other``."""
    return call(find("view"), (self, tuple(other.shape)))


def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor repeated to the shape of ``other``."""
    return call(find("expand"), (self, tuple(other.shape), False))


def reversed_dims(self: Tensor) -> Tensor:
    """``.T``: all dimensions in the opposite order."""
    if self.ndim != 2:
        warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
        )
    return call(find("permute"), (self, tuple(range(self.ndim - 1, -1, -1))))


def contiguous(self: Tensor) -> Tensor:
    """This tensor itself if its numbers lie in order in memory, else a copy."""
    return self if self.is_contiguous() else call(find("clone"), (self, None))


# ── dtypes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def to(self: Tensor, *arguments: Any, dtype: DType | None = None, **_: Any) -> Tensor:
    """This tensor in another dtype; itself where that is its dtype. There is one device, the CPU."""
    for argument in arguments:
        if isinstance(argument, DType):
            dtype = argument
        elif isinstance(argument, Tensor):
            dtype = argument.dtype
    if dtype is None or dtype is self.dtype:
        return self
    return call(find("_to_copy"), (self, dtype))


def cast_to(name: str) -> Any:
    dtype = DTYPES[ALIASES.get(name, name)]

    def cast(self: Tensor) -> Tensor:
        return to(self, dtype)

    cast.__name__ = cast.__qualname__ = name
    cast.__doc__ = f"This tensor as {dtype!r}."
    return cast


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype of ``other``."""
    return to(self, other.dtype)


def itself(self: Tensor, *_: Any, **__: Any) -> Tensor:
    """The same tensor: there is one device, the CPU."""
    return self


# ── others ─────────────────────────────────────────────────────────────────────────────────────────────────────


def where(condition: Tensor, input: Any, other: Any) -> Tensor:
    """``input`` where ``condition`` is true, ``other`` elsewhere."""
    return call(find("where", "self"), (condition, input, other))


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both tensors have the same shape and numbers."""
    return bool(input.shape == other.shape and np.array_equal(input._data, other._data))


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all numbers are as close as ``atol + rtol · |other|``."""
    return bool(np.allclose(input._data, other._data, rtol, atol, equal_nan))


def copied(self: Tensor) -> Tensor:
    """A copy as ``.grad`` holds it after a recorded pass."""
    return call(find("_copied"), (build(self._data), self))


METHODS: dict[str, Any] = {
    "unbind": indexing.unbind,
    "matmul": matmul,
    "reshape": reshape,
    "flatten": flatten,
    "view_as": view_as,
    "expand_as": expand_as,
    "contiguous": contiguous,
    "to": to,
    "type_as": type_as,
    "cpu": itself,
    "equal": equal,
    "allclose": allclose,
    **{name: cast_to(name) for name in (*ALIASES, "bool")},
}
FUNCTIONS: dict[str, Any] = {
    "unbind": indexing.unbind,
    "matmul": matmul,
    "reshape": reshape,
    "flatten": flatten,
    "where": where,
    "equal": equal,
    "allclose": allclose,
}


def install() -> None:
    """Give Tensor the methods of this file."""
    for name, method in METHODS.items():
        setattr(Tensor, name, method)
    operators = {"__matmul__": matmul_operator, "T": property(reversed_dims), "copied": copied}
    operators |= {"__getitem__": indexing.get, "__setitem__": indexing.put}
    for name, member in operators.items():
        setattr(Tensor, name, member)
