"""From operands to the array of a result: dtypes, budget, and PyTorch's words where the shapes do not fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .arithmetic import missing
from .context import Budget
from .context import allow as allow_one
from .dtypes import FLOATING, default, result_type
from .errors import AutogradError, ProgramError, PythonError
from .forwards import wrap_dim
from .memory import LARGE
from .schema import Op
from .sizes import PARTS, SIZES, WORK, Rule

LONG_WORK = 10_000  # from here on one operation is worth a look at the clock


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
    if kernel is None or (not first.ndim and op.name == "mode"):
        return
    if ": " in kernel:
        raise PythonError(*kernel.split(": ", 1))
    if type(dim := arrays[op.positions["dim"]] if "dim" in op.positions else None) is int:
        wrap_dim(dim, first.ndim)
    if op.cost is not None:
        op.forward(*arrays)  # which looks at the shapes
        raise missing(kernel, first)
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
                return AutogradError(words, id="E9", a=a, b=b, dim=dim, left=common, right=shape)
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


def allowed(budget: Budget, op: Op, arrays: list[Any]) -> Any:
    """The result of ``forward``, its memory counted; work that would be too large is refused before it is done."""
    charged = allow(budget, op, arrays)
    data = forward(op, arrays)
    if charged >= LARGE:
        watch(budget, data, charged)
    return data


def watch(budget: Budget, data: Any, charged: float) -> None:
    """Give the bytes that were charged for a result back when it is gone."""
    parts = data if isinstance(data, (tuple, list)) else (data,)
    for part in parts:
        budget.memory.watch(part, charged / len(parts))


def allow(budget: Budget, op: Op, arrays: list[Any]) -> float:
    """Refuse work that would be too large, before it is done; the bytes that were charged."""
    elements, work, itemsize = expected(op, arrays)
    if op.name in PARTS:
        budget.allow("container_length", by_rule(PARTS[op.name], op, arrays, 0))
    budget.allow("elements", elements)
    budget.charge("flops", work)
    charged = 0 if op.is_view else elements * itemsize
    if charged:
        budget.charge("tensor_bytes", charged)
    if work > LONG_WORK:
        budget.check_clock()
    return charged


def expected(op: Op, arrays: list[Any]) -> tuple[int, int, int]:
    """Numbers in the result, how much work they are, and the bytes of each; shapes that do not fit count as 1."""
    operands = [arrays[position] for position in op.tensors]
    operands += [one for position in op.lists for one in arrays[position] or () if one is not None]
    operands = [array for array in operands if isinstance(array, (np.ndarray, np.generic))]
    if op.lists:
        allow_one("inputs", len(operands))
    itemsize = max((array.itemsize for array in operands), default=4)
    if op.cost is not None and op.name not in SIZES:
        return *op.cost(*operands), itemsize
    given = sum(array.size for array in operands)
    elements = broadcast_size(operands)
    if op.name in SIZES:
        elements = by_rule(SIZES[op.name], op, arrays, elements)
    work = by_rule(WORK[op.name], op, arrays, given) if op.name in WORK else 0
    return elements, max(work, elements, given), itemsize


def by_rule(row: tuple[tuple[str, ...], Rule], op: Op, arrays: list[Any], otherwise: int) -> int:
    """What a rule of the tables says; ``otherwise`` for arguments that the op itself will refuse."""
    names, rule = row
    try:
        return int(rule(*(arrays[op.positions[name]] for name in names)))
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError):
        return otherwise


def broadcast_size(operands: list[Any]) -> int:
    """How many numbers the operands have together, stretched to one shape."""
    if len(operands) < 2:
        return int(operands[0].size) if operands else 1
    try:
        return math.prod(np.broadcast_shapes(*(array.shape for array in operands[:32])))
    except ValueError:
        return 1  # will be refused in PyTorch's words
