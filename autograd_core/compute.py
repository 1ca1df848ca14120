"""From operands to the array of a result: dtypes, budget, and PyTorch's words where the shapes do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arithmetic import missing
from .context import Budget
from .dtypes import FLOATING, default, result_type
from .errors import AutogradError, ProgramError
from .schema import Op


def forward(op: Op, arrays: list[Any]) -> Any:
    """The result, in PyTorch's words where the shapes do not fit."""
    if op.lacks:
        check_kernel(op, arrays)
    try:
        data = op.forward(*arrays)
    except ProgramError:
        raise
    except ValueError as error:
        raise mismatch(op, arrays, error) from None
    return data if isinstance(data, (np.ndarray, np.generic, tuple, list)) else np.asarray(data)[()]


def check_kernel(op: Op, arrays: list[Any]) -> None:
    """Raise PyTorch's NotImplementedError where it has no kernel for a dtype."""
    first = arrays[op.tensors[0]]
    kernel = op.lacks.get("i" if first.dtype.kind == "u" else first.dtype.kind)
    if kernel is None:
        return
    if op.cost is not None:
        op.forward(*arrays)  # which looks at the shapes
    try:
        np.broadcast_shapes(*(array.shape for array in arrays if isinstance(array, (np.ndarray, np.generic))))
    except ValueError as error:
        raise mismatch(op, arrays, error) from None
    raise missing(kernel, first)


def mismatch(op: Op, arrays: list[Any], error: ValueError) -> ProgramError:
    """PyTorch's error for shapes that do not fit: the first that does not fit those before it."""
    shapes = [array.shape for array in arrays if isinstance(array, (np.ndarray, np.generic))]
    common: tuple[int, ...] = ()
    for shape in reversed(shapes) if op.name.startswith("masked_") else shapes:
        ndim = max(len(common), len(shape))
        first, second = ((1,) * (ndim - len(one)) + one for one in (common, shape))
        for dim in range(ndim - 1, -1, -1):
            a, b = first[dim], second[dim]
            if a != b and 1 not in (a, b):
                words = (
                    f"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {dim}"
                )
                return AutogradError(words, id="E9", a=a, b=b, dim=dim)
        common = tuple(b if a == 1 else a for a, b in zip(first, second, strict=True))
    return AutogradError(str(error))


def promote_all(op: Op, arrays: list[Any]) -> None:
    """Bring the operands to the dtype that PyTorch computes in; numbers that fit stay as they are."""
    positions = op.tensors[1:] if op.promotes == "chosen" else op.operands
    first = arrays[positions[0]]
    if len(positions) == 1:
        if op.promotes == "float" and first.dtype.kind not in "fc":
            arrays[positions[0]] = first.astype(default().numpy)
        return
    if len(positions) > 2:
        promote_each(op, arrays, positions)
        return
    second = arrays[positions[1]]
    one, other = getattr(first, "dtype", None), getattr(second, "dtype", None)
    if one is other and (op.promotes != "float" or (one is not None and one.kind in "fc")):
        return
    if other is None and one is not None and one.kind == "f" and type(second) in (float, int):
        return
    promote_each(op, arrays, positions)


def promote_each(op: Op, arrays: list[Any], positions: tuple[int, ...]) -> None:
    """The same for any number of operands; None stands for one that was left out."""
    if op.check is not None:
        op.check(*(arrays[position] for position in positions))
    given = [position for position in positions if arrays[position] is not None]
    result = result_type([arrays[position] for position in given])
    if op.promotes == "float" and result.category < FLOATING:
        result = default()
    wanted = result.numpy
    for position in given:
        value = arrays[position]
        dtype = getattr(value, "dtype", None)
        if dtype is None:
            arrays[position] = wanted.type(value)
        elif dtype != wanted:
            arrays[position] = value.astype(wanted)


def allow(budget: Budget, op: Op, arrays: list[Any]) -> None:
    """Refuse work that would be too large, before it is done."""
    numbers = [arrays[position] for position in op.tensors]
    operands = [array for array in numbers if isinstance(array, (np.ndarray, np.generic))]
    if op.cost is not None:
        elements, work = op.cost(*operands)
    else:
        elements = work = expected_size(op, arrays, operands)
    budget.allow("elements", elements)
    budget.charge("flops", work)
    if not op.is_view:
        itemsize = max((array.itemsize for array in operands), default=4)
        budget.charge("tensor_bytes", elements * itemsize)


def expected_size(op: Op, arrays: list[Any], operands: list[Any]) -> int:
    if op.name == "expand":
        size = 1
        for one, has in zip(arrays[1][::-1], (*operands[0].shape[::-1], *(1,) * len(arrays[1])), strict=False):
            size *= has if one == -1 else max(int(one), 0)
        return size
    if len(operands) < 2:
        return int(operands[0].size) if operands else 1
    try:
        shape = np.broadcast_shapes(*(array.shape for array in operands))
    except ValueError:
        return 1  # will be refused in PyTorch's words
    size = 1
    for one in shape:
        size *= one
    return size
