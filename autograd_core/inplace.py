"""Changes in place: what PyTorch refuses, what is written, and how the change is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .compute import allow, forward, promote_all
from .context import Run, current
from .errors import AutogradError
from .node import AccumulateGrad, Node, op_name
from .recording import keep_result, record, wanted_of
from .schema import Op
from .tensor import Tensor, build, bump, extra_of
from .views import rebase

LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_NO_GRAD = (
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use "
    "case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the "
    "inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if "
    "you want the inplace to be tracked)."
)
SEVERAL_VIEWS = (
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one."
)
SOME_OVERLAP = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
    "location. Please clone() the tensor before performing the operation."
)
OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please "
    "clone() the tensor before performing the operation."
)


def change(op: Op, values: Sequence[Any]) -> Tensor:
    """Run ``op`` and write its result into its first argument, which is returned. Raises AutogradError."""
    run = current()
    target: Tensor = values[0]
    wanted = wanted_of(op, values)
    if run.grad_enabled:
        refuse(target, bool(wanted))
    arrays = [value._data if isinstance(value, Tensor) else value for value in values]
    if op.promotes is not None:
        promote_all(op, arrays)
    if run.budget is not None:
        allow(run.budget, op, arrays)
    refuse_overlap(target, values)
    data = check_result(target, forward(op, arrays))
    tracked = bool(wanted) and run.grad_enabled and op.grad_fn is not None and target._data.dtype.kind == "f"
    # What the derivatives of the other inputs need of the target is what it was before.
    before = (build(np.array(target._data)), *values[1:]) if tracked else values
    node = record(run, op, keeping(values, before), wanted, target._data) if tracked else None
    write(target, data)
    if node is not None:
        settle(run, target, node)
    if run.recorder is not None:
        run.recorder.called(op, values, target, node, True)
    return target


def keeping(values: Sequence[Any], before: Sequence[Any]) -> Sequence[Any]:
    """The arguments as they are recorded: the edge of the target, with its old numbers."""
    old, target = before[0], values[0]
    old._edge, old._number = target.edge, target._number
    return before


def refuse(target: Tensor, tracked: bool) -> None:
    """Raise what PyTorch raises before it writes into a leaf, or into a view that must stay as it is."""
    base = target._base
    if tracked and base is not None:
        creation, number = extra_of(target).creation, target.output_nr
        if creation == "no_grad":
            raise AutogradError(VIEW_OF_NO_GRAD, subject=target)
        if creation == "multiple":
            name = (
                ""
                if target.grad_fn is None
                else f"Output {number} of {op_name(target.grad_fn)} is a view and is being "
            )
            raise AutogradError(f"{name}modified inplace. {SEVERAL_VIEWS}", subject=target)
        if target.requires_grad and base.is_leaf:
            raise AutogradError(VIEW_OF_LEAF, id="E5", subject=target)
    if type(target.edge) is AccumulateGrad:
        raise AutogradError(LEAF, id="E5", subject=target)


def refuse_overlap(target: Tensor, values: Sequence[Any]) -> None:
    """Raise PyTorch's error where an operand lies on the memory that is written, but not in the same order."""
    written = target._data
    if type(written) is not np.ndarray:
        return
    for value in values[1:]:
        read = value._data if isinstance(value, Tensor) else None
        if type(read) is np.ndarray and read is not written and np.may_share_memory(read, written):
            same = read.__array_interface__["data"] == written.__array_interface__["data"]
            if not (same and read.strides == written.strides and read.shape == written.shape):
                raise AutogradError(SOME_OVERLAP, subject=target)


def check_result(target: Tensor, data: Any) -> Any:
    """The result in the dtype of the target. Raises AutogradError where dtype or shape do not fit."""
    if data.shape != target._data.shape:
        message = f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(data.shape)}"
        raise AutogradError(message, subject=target)
    kinds = "biuf"
    rank = {"b": 0, "i": 1, "u": 1, "f": 2}
    if data.dtype.kind in kinds and rank[data.dtype.kind] > rank[target._data.dtype.kind]:
        given, wanted = build(data).dtype.title, target.dtype.title
        raise AutogradError(f"result type {given} can't be cast to the desired output type {wanted}", subject=target)
    return data


def write(target: Tensor, data: Any) -> None:
    array = target._data
    if type(array) is np.ndarray:
        if not array.flags.writeable and 0 in array.strides:
            raise AutogradError(OVERLAP, subject=target)
        array[...] = data
    else:
        target._data = data.astype(array.dtype) if data.dtype != array.dtype else data
    bump(target)


def settle(run: Run, target: Tensor, node: Node) -> None:
    """Let the target, or the base it is a view of, come from ``node`` from now on."""
    if node.plan.sees_result:
        keep_result(node, target)
    base = target._base
    extra = extra_of(target)
    old = target._edge
    if base is None:
        target._edge, target._number = node, 0
    else:
        base._edge, base._number = rebase(base, target, node), 0
        extra.seen = -1  # the next look at its edge goes through the base
    if extra.retains and old is not None and old.hooks is not None:
        old.hooks.retains = {number: one for number, one in old.hooks.retains.items() if one is not target}
        edge = target.edge
        assert edge is not None
        edge.own_hooks().retains[0] = target
