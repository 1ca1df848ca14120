"""Forwards too long for one line: they see arrays, numpy scalars and Python numbers, and raise PyTorch's errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .arithmetic import missing, title
from .dtypes import DType
from .errors import AutogradError, DimensionError

Shape = tuple[int, ...]


# ── reductions ─────────────────────────────────────────────────────────────────────────────────────────────────


def summed(array: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Any:
    """The sum over ``dim``; whole numbers and bools give int64."""
    kind = dtype.numpy if dtype is not None else array.dtype if array.dtype.kind in "fc" else np.dtype(np.int64)
    return array.sum(axis=axes(dim, array.ndim), keepdims=keepdim, dtype=kind)


def averaged(array: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Any:
    """The mean over ``dim``; only of floating numbers."""
    if dtype is not None:
        array = array.astype(dtype.numpy)
    if array.dtype.kind not in "fc":
        raise AutogradError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
            f"{title(array)}"
        )
    over = axes(dim, array.ndim)
    return array.sum(axis=over, keepdims=keepdim) / array.dtype.type(math.prod(array.shape[i] for i in over))


def extreme(array: Any, which: str) -> Any:
    """The largest or smallest number of all."""
    if not array.size:
        raise AutogradError(
            f"{which}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim "
            "with the 'dim' argument."
        )
    return getattr(array, which)()


def larger(a: Any, b: Any) -> Any:
    return np.maximum(a, b)


def smaller(a: Any, b: Any) -> Any:
    return np.minimum(a, b)


# ── dimensions ─────────────────────────────────────────────────────────────────────────────────────────────────


def wrap_dim(dim: int, ndim: int) -> int:
    """A dimension counted from the front. Raises DimensionError where there is none of that number."""
    bound = max(ndim, 1)
    if not -bound <= dim < bound:
        raise DimensionError(
            f"Dimension out of range (expected to be in range of [{-bound}, {bound - 1}], but got {dim})"
        )
    return dim % bound


def axes(dim: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """The dimensions a reduction runs over; None and () mean all."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return tuple(range(ndim))
    wrapped = [wrap_dim(one, ndim) for one in ([dim] if isinstance(dim, int) else dim)]
    for one in wrapped:
        if wrapped.count(one) > 1:
            raise AutogradError(f"dim {one} appears multiple times in the list of dims")
    return tuple(one for one in wrapped if ndim)


def infer_shape(wanted: Sequence[int], numel: int) -> Shape:
    """``wanted`` with its −1 filled in. Raises AutogradError in PyTorch's words."""
    shape = [int(size) for size in wanted]
    if shape.count(-1) > 1:
        raise AutogradError("only one dimension can be inferred")
    if any(size < -1 for size in shape):
        raise AutogradError(f"invalid shape dimension {min(shape)} at index {shape.index(min(shape))} of shape {shape}")
    known = math.prod(size for size in shape if size != -1)
    if -1 in shape and not known and not numel:
        raise AutogradError(
            f"cannot reshape tensor of 0 elements into shape {shape} because the unspecified dimension size -1 can be "
            "any value and is ambiguous"
        )
    if -1 in shape and known and numel % known == 0:
        shape[shape.index(-1)] = numel // known
    if math.prod(shape) != numel or -1 in shape:
        raise AutogradError(f"shape '{list(wanted)}' is invalid for input of size {numel}")
    return tuple(shape)


def view(array: Any, wanted: Sequence[int]) -> Any:
    """The same memory in another shape. Raises AutogradError where strides do not allow it."""
    shape = infer_shape(wanted, array.size)
    try:
        return np.reshape(np.asarray(array), shape, copy=False)
    except ValueError:
        pass
    raise AutogradError(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
        "contiguous subspaces). Use .reshape(...) instead."
    )


def is_viewable(array: Any, shape: Shape) -> bool:
    """Whether the same memory can be seen in another shape."""
    try:
        np.reshape(np.asarray(array), shape, copy=False)
    except ValueError:
        return False
    return True


def transposed(array: Any) -> Any:
    if array.ndim > 2:
        raise AutogradError(f"t() expects a tensor with <= 2 dimensions, but self is {array.ndim}D")
    return array.swapaxes(0, 1) if array.ndim == 2 else array[...]


def swapped(array: Any, dim0: int, dim1: int) -> Any:
    first, second = wrap_dim(dim0, array.ndim), wrap_dim(dim1, array.ndim)
    return array.swapaxes(first, second) if array.ndim else array[...]


def permute_forward(array: Any, dims: Sequence[int]) -> Any:
    if len(dims) != array.ndim:
        raise AutogradError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {array.ndim} is not equal to len(dims) = {len(dims)}"
        )
    wrapped = [wrap_dim(dim, array.ndim) for dim in dims]
    if len(set(wrapped)) < len(wrapped):
        raise AutogradError("permute(): duplicate dims are not allowed.")
    return array.transpose(wrapped)


def expand_forward(array: Any, size: Sequence[int], implicit: bool) -> Any:
    """The array repeated to ``size`` without copying; −1 keeps a dimension."""
    extra = len(size) - array.ndim
    if extra < 0:
        kind = "CPUBoolType" if array.dtype.kind == "b" else f"torch.{title(array)}Tensor"
        raise AutogradError(
            f"expand({kind}{{{list(array.shape)}}}, size={list(size)}): the number of sizes provided "
            f"({len(size)}) must be greater or equal to the number of dimensions in the tensor ({array.ndim})"
        )
    for i, one in enumerate(size[:extra]):
        if one < 0 and not array.ndim:
            raise AutogradError("numel: integer multiplication overflow")
        if one < 0:
            raise AutogradError(
                f"The expanded size of the tensor ({one}) isn't allowed in a leading, non-existing dimension {i}"
            )
    wanted = [array.shape[i - extra] if one == -1 and i >= extra else one for i, one in enumerate(size)]
    for i, has in reversed(list(enumerate(array.shape))):
        if has not in (1, wanted[i + extra]):
            raise AutogradError(
                f"The expanded size of the tensor ({wanted[i + extra]}) must match the existing size ({has}) at "
                f"non-singleton dimension {i + extra}.  Target sizes: {list(size)}.  Tensor sizes: {list(array.shape)}"
            )
    found = np.broadcast_to(array, tuple(wanted))
    if isinstance(array, np.ndarray) and array.flags.writeable:
        found = np.lib.stride_tricks.as_strided(array, found.shape, found.strides)
    return found


def unsqueezed(array: Any, dim: int) -> Any:
    place = wrap_dim(dim, array.ndim + 1)
    return array.reshape((*array.shape[:place], 1, *array.shape[place:]))


def squeezed(array: Any, dim: int | None) -> Any:
    """Without dimensions of size 1, or without dimension ``dim`` if its size is 1."""
    if dim is None:
        return array.reshape(tuple(size for size in array.shape if size != 1))
    place = wrap_dim(dim, array.ndim)
    if not array.ndim or array.shape[place] != 1:
        return array[...]
    return array.reshape((*array.shape[:place], *array.shape[place + 1 :]))


def selected(array: Any, dim: int, index: int) -> Any:
    """The slice at ``index`` of dimension ``dim``."""
    if not array.ndim:
        raise DimensionError("select() cannot be applied to a 0-dim tensor.")
    place = wrap_dim(dim, array.ndim)
    if not -array.shape[place] <= index < array.shape[place]:
        raise DimensionError(
            f"select(): index {index} out of range for tensor of size {list(array.shape)} at dimension {place}"
        )
    return array[(slice(None),) * place + (index, ...)]


def sliced(array: Any, dim: int, start: int | None, end: int | None, step: int) -> Any:
    place = wrap_dim(dim, array.ndim)
    return array[(slice(None),) * place + (slice(start, end, step), ...)]


def unbound(array: Any, dim: int) -> list[Any]:
    place = wrap_dim(dim, array.ndim)
    return [array[(slice(None),) * place + (index, ...)] for index in range(array.shape[place])]


def copied(array: Any, contiguous: bool = False) -> Any:
    """A copy, laid out in memory as ``array`` is, or in the order of the indices."""
    return array.copy(order="C" if contiguous else "K") if array.ndim else array[()]


def filled_like(array: Any, value: Any) -> Any:
    return np.full_like(array, value)[()]


def filled_with(array: Any, value: Any) -> Any:
    """The same with the one number of a tensor."""
    if value.ndim:
        raise AutogradError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
        )
    return np.full_like(array, value)[()]


def copied_into(array: Any, source: Any) -> Any:
    """``source`` in the shape and dtype of ``array``."""
    extra = array.ndim - source.ndim
    for dim in range(source.ndim - 1, max(-extra, 0) - 1, -1):
        size = array.shape[dim + extra]
        if source.shape[dim] != size and 1 not in (source.shape[dim], size):
            raise AutogradError(
                f"The size of tensor a ({size}) must match the size of tensor b ({source.shape[dim]}) at non-singleton "
                f"dimension {dim + max(extra, 0)}"
            )
    broadcast = np.broadcast_shapes(array.shape, source.shape)
    if broadcast != array.shape:
        raise AutogradError(
            f"output with shape {list(array.shape)} doesn't match the broadcast shape {list(broadcast)}"
        )
    return np.array(expand_forward(source, array.shape, True), dtype=array.dtype)[()]


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def check_mm(a: Any, b: Any) -> None:
    """Raise PyTorch's error where two matrices cannot be multiplied."""
    if a.ndim != 2:
        raise AutogradError("self must be a matrix")
    if b.ndim != 2:
        raise AutogradError("mat2 must be a matrix")
    if a.shape[1] != b.shape[0]:
        first, second = (f"{m.shape[0]}x{m.shape[1]}" for m in (a, b))
        message = f"mat1 and mat2 shapes cannot be multiplied ({first} and {second})"
        raise AutogradError(message, id="E10", a=first, b=second)
    check_dtypes(a, b)


def check_mv(a: Any, b: Any) -> None:
    if not a.ndim:
        raise DimensionError("Dimension specified as 0 but tensor has no dimensions")
    if a.ndim != 2 or b.ndim != 1:
        raise AutogradError(f"vector + matrix @ vector expected, got 1, {a.ndim}, {b.ndim}")
    if a.shape[1] != b.shape[0]:
        raise AutogradError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})"
        )
    if a.dtype != b.dtype:
        raise AutogradError(
            f"addmv input tensors must have the same dtype, but got {title(b)}, {title(a)}, and {title(b)}"
        )


def check_dot(a: Any, b: Any) -> None:
    """Raise PyTorch's error where two vectors cannot be multiplied."""
    if a.ndim == b.ndim == 1 and a.dtype != b.dtype:
        raise AutogradError(f"dot : expected both vectors to have same dtype, but found {title(a)} and {title(b)}")
    if a.ndim != 1 or b.ndim != 1:
        raise AutogradError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    if a.size != b.size:
        raise AutogradError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of "
            f"elements, but got {a.size} and {b.size} elements respectively"
        )


def check_dtypes(a: Any, b: Any) -> None:
    if a.dtype != b.dtype:
        names = {"float32": "float", "float64": "double", "int64": "long int", "int32": "int"}
        first, second = (names.get(x.dtype.name, x.dtype.name) for x in (a, b))
        raise AutogradError(f"expected m1 and m2 to have the same dtype, but got: {first} != {second}")


def product(check: Any) -> Any:
    """A matrix product that ``check`` looks at first."""

    def forward(a: Any, b: Any) -> Any:
        check(a, b)
        return a @ b

    return forward


def check_bmm(a: Any, b: Any) -> None:
    for place, one in enumerate((a, b), 1):
        if one.ndim != 3:
            raise AutogradError(f"batch{place} must be a 3D tensor")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise AutogradError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: "
            f"[{b.shape[0]}, {b.shape[1]}]."
        )
    if a.shape[1] * a.shape[2] * b.shape[2] >= 400:  # smaller ones have a kernel of their own
        check_dtypes(a, b)
    elif a.dtype.kind == "b":
        raise missing("bmm", a)
    elif a.dtype != b.dtype:
        raise AutogradError(f"expected scalar type {title(a)} but found {title(b)}")


def cost_of_product(a: Any, b: Any) -> tuple[int, int]:
    """Numbers of the result, and multiplications."""
    rows = math.prod(a.shape[:-1])
    columns = b.shape[-1] if b.ndim > 1 else 1
    return rows * columns, rows * columns * (a.shape[-1] if a.ndim else 1)


def mismatch_of_batches(a: Shape, b: Shape) -> AutogradError:
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
        left=a,
        right=b,
    )
