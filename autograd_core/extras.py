"""What few tensors have besides numbers and an edge: see Extra. Made the first time it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .context import current
from .errors import ArgumentError, AutogradError
from .node import AccumulateGrad, Node, Output
from .views import as_view, refused

if TYPE_CHECKING:
    from .tensor import Tensor


class Extra:
    """What few tensors have: a gradient, a version counter, a base whose memory they view, a past."""

    __slots__ = (
        "accumulator",
        "base",
        "counter",
        "creation",
        "detached",
        "grad",
        "grad_dtype",
        "inference",
        "number",
        "retains",
        "seen",
    )

    def __init__(self) -> None:
        self.grad: Tensor | None = None
        self.number = 0  # which output of its node
        self.counter: list[int] | None = None  # shared by a base, its views and its detached aliases
        self.base: Tensor | None = None
        self.creation = ""  # why a view must not be changed in place: "no_grad", "inference", "multiple", "function"
        self.seen = 0  # version of the counter at which the edge of a view was right
        self.accumulator: AccumulateGrad | None = None
        self.retains = False
        self.detached = False  # by detach_(), after it was a result
        self.inference = False  # made in inference_mode
        self.grad_dtype: Any = False  # False: that of the tensor; None: any


def extra_of(tensor: Tensor) -> Extra:
    if tensor._extra is None:
        tensor._extra = Extra()
    return tensor._extra


def counter_of(tensor: Tensor) -> list[int]:
    """The version counter of a tensor, to be shared or kept."""
    extra = extra_of(tensor)
    counter = extra.counter
    if counter is None:
        counter = extra.counter = counter_in_node(tensor, extra.number) or [0]
    return counter


def counter_in_node(tensor: Tensor, number: int) -> list[int] | None:
    """Let the node that made a tensor, and keeps it bare, share its counter from now on: see ``saved``."""
    node = tensor._edge
    if node is None or node.plan.result is None or not node.saved:
        return None
    place = node.plan.result
    kept = node.saved[place]
    if type(kept) is Output and kept.number == number:
        return kept.counter
    if isinstance(kept, (np.ndarray, np.generic)):
        found = Output(kept, [0], 0)
        node.saved = (*node.saved[:place], found, *node.saved[place + 1 :])
        return found.counter
    return None


def bump(tensor: Tensor) -> None:
    counter_of(tensor)[0] += 1


def store(tensor: Tensor, values: Any) -> Tensor:
    """Write numbers into a tensor, counted as one change."""
    if type(tensor._data) is np.ndarray:
        tensor._data[...] = values
    else:
        tensor._data = tensor._data.dtype.type(values)
    bump(tensor)
    changed(tensor)
    return tensor


def shared(tensor: Tensor) -> Any:
    """The array of a tensor, from now on a real array that others may share."""
    if type(tensor._data) is not np.ndarray:
        tensor._data = np.array(tensor._data)
    return tensor._data


def accumulator_of(tensor: Tensor) -> AccumulateGrad:
    extra = extra_of(tensor)
    if extra.accumulator is None:
        extra.accumulator = AccumulateGrad(tensor)
    return extra.accumulator


def set_flag(tensor: Tensor, value: bool) -> None:
    if value != (tensor._edge is not None):
        tensor._edge = accumulator_of(tensor) if value else None
        changed(tensor)


def edge_of_view(tensor: Tensor, extra: Extra) -> Node | None:
    """The edge of a view; after an in-place change of the shared memory it leads through the base again."""
    base, edge = extra.base, tensor._edge
    assert base is not None and extra.counter is not None
    if extra.counter[0] == extra.seen:
        if edge is None and base.edge is not None:
            # It has the flag of its base, though it was made without a way back: what arrives here goes nowhere.
            edge = tensor._edge = AccumulateGrad(tensor)
        return edge
    if (edge is None or edge.is_leaf) and base.edge is None:
        return edge
    if extra.creation:
        raise refused(extra.creation, None if edge is None or edge.is_leaf else edge, extra.number, True, tensor)
    found = as_view(tensor, base)
    if extra.retains and edge is not None:
        move_retained(tensor, edge, found)
    tensor._edge, extra.number, extra.seen = found, 0, extra.counter[0]
    return found


def move_retained(tensor: Tensor, old: Node, new: Node) -> None:
    """Keep ``.grad`` of the value a tensor has now, not of the one it had."""
    if old.hooks is not None:
        old.hooks.retains = {number: one for number, one in old.hooks.retains.items() if one is not tensor}
    new.own_hooks().retains[0] = tensor


# ── checks ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_can_require(tensor: Tensor, value: bool, message: str) -> None:
    if value and tensor._data.dtype.kind not in "fc":
        raise AutogradError(message, id="E8", subject=tensor)
    if value and tensor.is_inference() and not current().inference:
        raise AutogradError(
            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
            id="E16",
            subject=tensor,
        )


def check_assigned_grad(tensor: Tensor, value: Any) -> None:
    if not isinstance(value, Node.tensor_type):
        kind = type(value).__name__
        raise ArgumentError(f"assigned grad expected to be a Tensor or None but got grad of type {kind}")
    if value is tensor:
        raise AutogradError("can't assign Variable as its own grad", subject=tensor)
    wanted = tensor.grad_dtype
    if wanted is not None and value.dtype is not wanted:
        raise AutogradError(
            f"attempting to assign a gradient with dtype '{value.dtype.words}' to a tensor with grad_dtype "
            f"'{wanted.words}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
            "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. "
            "Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream "
            "systems that assume they match.",
            id="E22",
            subject=tensor,
        )
    if value.shape != tensor.shape:
        raise AutogradError(
            f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size "
            f"'{list(tensor.shape)}'. Please ensure that the gradient and the tensor are the same size",
            id="E22",
            subject=tensor,
        )


# ── telling ────────────────────────────────────────────────────────────────────────────────────────────────────


def changed(tensor: Tensor) -> None:
    """Tell the recorder that something about a tensor changed outside an op."""
    recorder = current().recorder
    if recorder is not None:
        recorder.changed(tensor)


def recorded_alias(name: str, tensor: Tensor, made: Tensor) -> None:
    recorder = current().recorder
    if recorder is not None:
        recorder.aliased(name, tensor, made)
