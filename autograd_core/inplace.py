"""Changes in place: what PyTorch refuses, what is written, and how the change is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .arithmetic import missing
from .compute import allow, forward, promote_all, watch
from .context import Run, current
from .errors import AutogradError
from .memory import LARGE
from .node import AccumulateGrad, Node, plan_for
from .ops import lacking
from .overlap import is_late, refuse_overlap, repeats
from .recording import keep_result, record, wanted_of
from .schema import Op
from .tensor import Tensor, build, bump, move_retained
from .views import rebase, refused

LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."
UPDATE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal "
    "tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)


# A tracked number written into bools or whole numbers leaves a node there, too.
_ALWAYS_TRACKED = {("fill_", "Tensor"), ("masked_fill", "Tensor"), ("index_fill", "int_Tensor")}


def change(op: Op, values: Sequence[Any]) -> Tensor:
    """Run ``op`` and write its result into its first argument, which is returned. Raises AutogradError."""
    run = current()
    target: Tensor = values[0]
    recording = run.grad_enabled and not run.inference
    limited = recording and target._extra is not None and target._extra.creation
    if limited and any(isinstance(value, Tensor) and value.requires_grad for value in values):
        refuse(target)
    wanted = wanted_of(op, values) if recording else 0
    if wanted:
        refuse(target)
    arrays = [value._data if isinstance(value, Tensor) else value for value in values]
    for position in op.lists:
        arrays[position] = [one._data if isinstance(one, Tensor) else one for one in values[position]]
    data = result_of(op, target, values, arrays)
    tracked = (
        bool(wanted)
        and run.grad_enabled
        and not run.inference
        and op.grad_fn is not None
        and (target._data.dtype.kind in "fc" or (op.name, op.overload) in _ALWAYS_TRACKED)
    )
    node = record(run, op, keeping(op, values, wanted), wanted, target._data) if tracked else None
    write(target, data)
    if target._extra is not None and target._extra.inference and not run.inference:
        if run.recorder is not None:
            run.recorder.changed(target)
        raise AutogradError(UPDATE, id="E16", subject=target)
    if node is not None:
        settle(run, target, node)
    if run.recorder is not None:
        run.recorder.called(op, values, target, node, True)
    return target


def result_of(op: Op, target: Tensor, values: Sequence[Any], arrays: list[Any]) -> Any:
    """What will be written: dtypes, budget, overlaps of memory and shapes are looked at in PyTorch's order."""
    late = is_late(op)
    if not late:
        refuse_overlap(op, target, values)
    if op.promotes is not None:
        promote_all(op, arrays)
    run = current()
    charged = 0.0 if run.budget is None else allow(run.budget, op, arrays)
    if op.lacks and op.promotes is not None:
        check_shape(target, [array.shape for array in arrays if isinstance(array, (np.ndarray, np.generic))])
    data = forward(op, arrays)
    if run.budget is not None and charged >= LARGE:
        watch(run.budget, data, charged)
    if op.name in lacking.IN_PLACE and target._data.dtype.kind == "b":
        if target.ndim and data.size:
            raise missing(lacking.IN_PLACE[op.name], target._data)
        data = target._data
    if late and not op.name.startswith("clamp"):
        refuse_overlap(op, target, values)
    data = check_result(target, data, op.name.startswith("clamp"))
    if late and op.name.startswith("clamp"):
        refuse_overlap(op, target, values)
    return data


def check_shape(target: Tensor, shapes: Sequence[tuple[int, ...]]) -> None:
    """Raise AutogradError where the result would be larger than the target, before its dtype is looked at."""
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        return  # refused where the result is computed
    if shape != target._data.shape:
        message = f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(shape)}"
        raise AutogradError(message, id="E20", subject=target)


def keeping(op: Op, values: Sequence[Any], wanted: int) -> Sequence[Any]:
    """The arguments as they are recorded: what the derivatives need of the target is what it was before."""
    target = values[0]
    if not any(position == 0 and not size for _, position, size in plan_for(op, wanted).keeps):
        return values
    old = build(np.array(target._data))
    old._edge, old._number = target.edge, target._number
    return (old, *values[1:])


def refuse(target: Tensor) -> None:
    """Raise what PyTorch raises before it writes into a leaf, or into a view that must stay as it is."""
    extra, base = target._extra, target._base
    if extra is not None and base is not None:
        if extra.creation:
            edge = target._edge
            raise refused(extra.creation, None if edge is None or edge.is_leaf else edge, extra.number, False, target)
        if target.requires_grad and base.is_leaf:
            raise AutogradError(VIEW_OF_LEAF, id="E5", subject=target)
    if type(target.edge) is AccumulateGrad:
        raise AutogradError(LEAF, id="E5", subject=target)


def check_result(target: Tensor, data: Any, in_words: bool = False) -> Any:
    """The result in the dtype of the target. Raises AutogradError where dtype or shape do not fit."""
    if data.shape != target._data.shape:
        message = f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(data.shape)}"
        raise AutogradError(message, id="E20", subject=target)
    if rank(data.dtype) > rank(target._data.dtype):
        given, wanted = build(data).dtype.title, target.dtype.words if in_words else target.dtype.title
        raise AutogradError(
            f"result type {given} can't be cast to the desired output type {wanted}", id="E19", subject=target
        )
    return data


def rank(dtype: np.dtype[Any]) -> int:
    """The category of a dtype: bool, whole, floating, complex."""
    return {"b": 0, "i": 1, "u": 1, "f": 2, "c": 3}[dtype.kind]


def write(target: Tensor, data: Any) -> None:
    array = target._data
    if type(array) is np.ndarray:
        if repeats(array) and data.shape == array.shape:  # what did not change must not be written back
            changed = array != data
            array[changed] = data[changed]
        else:
            array[...] = data
    else:
        target._data = data.astype(array.dtype) if data.dtype != array.dtype else data
    bump(target)


def settle(run: Run, target: Tensor, node: Node) -> None:
    """Let the target, or the base it is a view of, come from ``node`` from now on."""
    base, old = target._base, target._edge
    extra = target._extra
    if base is None or extra is None:
        target._edge, target._number = node, 0
        if extra is not None and extra.retains and old is not None:
            move_retained(target, old, node)
    if node.plan.sees_result:
        keep_result(node, target)
    if base is not None and extra is not None:
        before = base._edge
        base._edge, base._number = rebase(base, target, node), 0
        if base._extra is not None and base._extra.retains and before is not None:
            move_retained(base, before, base._edge)
        extra.seen = -1  # the next look at its edge goes through the base
        assert target.edge is not None
