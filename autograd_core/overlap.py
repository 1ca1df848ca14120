"""What PyTorch refuses, or warns of, where a change in place writes into memory that is shared.

It looks at the memory before the shapes and dtypes of the result, but after what an operation checks of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .context import warn
from .errors import AutogradError
from .schema import Op
from .tensor import Tensor

INSIDE = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please "
    "clone() the tensor before performing the operation."
)
PARTLY = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
    "location. Please clone() the tensor before performing the operation."
)
EXPANDED = (
    "Use of {0}_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. This "
    "also applies to advanced indexing e.g. tensor[{1}] = {2} (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/TensorAdvancedIndexing.cpp:{3}.)"
)
# The words of the warning, by operation, and the operations that write number by number without a look.
_WARNS = {
    "masked_fill": ("mask", "scalar", 2450),
    "index_put": ("indices", "tensor", 976),
    "index_fill": ("mask", "scalar", 1913),
}
_UNCHECKED = {"zero_", "tril", "triu"}
# Operations that first look at other things; those that share no memory at all with what they read.
_LATE = {
    *("sub", "neg", "clamp", "clamp_min", "clamp_max", "cumsum", "cumprod", "normal_", "uniform_", "relu", "addcdiv"),
    *("scatter", "scatter_add", "put", "index_add"),
}
_APART = {"index_put", "index_add", "index_copy", "scatter", "scatter_add"}


def is_late(op: Op) -> bool:
    """Whether the operation looks at its arguments before it looks at their memory."""
    return op.name in _LATE


def refuse_overlap(op: Op, target: Tensor, values: Sequence[Any]) -> None:
    """Raise AutogradError where the memory that is written is shared in a way that ``op`` cannot bear."""
    if op.name in _UNCHECKED or (op.name == "fill_" and op.overload == "Scalar"):
        return
    if repeats(target._data):
        if op.name not in _WARNS:
            raise AutogradError(INSIDE, id="E18", subject=target)
        warn(EXPANDED.format(op.name, *_WARNS[op.name]))
    for other in _read(op, values):
        if shared(target, other, op.name in _APART):
            raise AutogradError(PARTLY, subject=target)


def repeats(array: Any) -> bool:
    """Whether several numbers of an array lie at one place in memory."""
    if type(array) is not np.ndarray or not array.size:
        return False
    return any(stride == 0 and size > 1 for stride, size in zip(array.strides, array.shape, strict=True))


def _read(op: Op, values: Sequence[Any]) -> Iterator[Tensor]:
    if op.name in ("masked_scatter", "fill_"):
        return
    for value in values[1:2] if op.name in ("masked_fill", "index_fill") else values[1:]:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(one, Tensor):
                yield one


def shared(target: Tensor, other: Tensor, wholly: bool) -> bool:
    """Whether two tensors share a part of their memory; all of it counts only where ``wholly``."""
    if other is target:
        return wholly
    array, given = target._data, other._data
    if type(array) is not np.ndarray or type(given) is not np.ndarray or (array.base is None and given.base is None):
        return False
    if not (array.flags.forc and given.flags.forc and np.may_share_memory(array, given)):
        return False
    same = array.__array_interface__["data"] == given.__array_interface__["data"] and array.size == given.size
    more = max(given.ndim - array.ndim, 0)  # dimensions of one in front do not count
    strides = given.strides[more:] if given.shape[:more] == (1,) * more else given.strides
    return wholly if same and array.strides == strides else True
