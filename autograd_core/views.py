"""Views: how a change in place of shared memory reaches the base, and how a view then follows its base.

PyTorch calls the node of a changed base CopySlices, and the new node of its view AsStridedBackward0. Where a view lies
in its base is written here as flat indices, in the shape of the view.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import kernels, ops
from .context import current
from .errors import AutogradError
from .node import Node, class_of, op_name, plan_for, saved_value, started
from .saved import FREED
from .schema import Op, find

if TYPE_CHECKING:
    from .tensor import Tensor

ONE_OF_SEVERAL = (
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one."
)
IN_FUNCTION = (
    "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to "
    "handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect "
    "gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)


def refused(creation: str, node: Node | None, number: int, indirect: bool, view: Tensor) -> AutogradError:
    """PyTorch's refusal of a view that may not be changed in place, or that something else changed (``indirect``)."""
    what = "its base or another view of its base has been" if indirect else "is being"
    if creation in ("no_grad", "inference"):
        mode = "normal mode" if creation == "inference" else "grad mode enabled"
        made, block = ("inference mode", "inference_mode") if creation == "inference" else ("no_grad mode", "no_grad")
        start = f"A view was created in {made}"
        if node is not None:
            start = f"Output {number} of {op_name(node)} is a view of a view which was created in {made}"
        message = (
            f"{start} and {what} modified inplace {'in' if creation == 'inference' else 'with'} "
            f"{mode}. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
            f"code by moving both the view and the inplace either both inside the {block} block (if you don't want "
            "the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
        )
    else:
        start = f"A view was created in no_grad mode and {what} modified inplace with grad mode enabled."
        if node is not None:
            start = f"Output {number} of {op_name(node)} is a view and {what} modified inplace."
        message = f"{start} {IN_FUNCTION if creation == 'function' else ONE_OF_SEVERAL}"
    return AutogradError(message, id="E12", subject=view)


assert ops
GATHER = find("_gather")
AS_STRIDED = class_of(GATHER)
COPY_SLICES = Op("copy_slices", (), "CopySlices", lambda: None, {})


def places_of(view: Any, base: Any) -> Any:
    """The flat indices in ``base`` of the numbers of ``view``, two arrays that share memory."""
    numbered = np.empty_like(base, dtype=np.int64)  # laid out in memory as the base is
    numbered[...] = np.arange(base.size).reshape(base.shape)
    step = base.itemsize
    offset = (view.__array_interface__["data"][0] - base.__array_interface__["data"][0]) // step
    whole = np.lib.stride_tricks.as_strided(numbered, (base.size,), (8,))
    strides = tuple(stride // step * 8 for stride in view.strides)
    return np.lib.stride_tricks.as_strided(whole[offset:], view.shape, strides).copy()


def as_view(view: Tensor, base: Tensor) -> Node:
    """The node of a view whose base has been changed: it takes its numbers out of the base as it is now."""
    node = _node(GATHER, plan_for(GATHER, 1), (base.edge,), base.output_nr, view)
    node.saved = (base._data.shape, places_of(view._data, base._data))
    return node


def _node(op: Op, plan: Any, edges: tuple[Node | None, ...], number: int, like: Tensor) -> Node:
    run = current()
    numbers = (number, *(0,) * (len(edges) - 1)) if number else None
    node: Node = started((CopySlices if op is COPY_SLICES else AS_STRIDED)(), plan, edges, numbers, next(run.clock))
    node.shapes, node.dtypes = like._data.shape, like._data.dtype
    return node


class CopySlices(Node):
    """The node of a base after one of its views was changed in place by ``inner``."""

    __slots__ = ("inner", "places")

    op = COPY_SLICES
    inner: Node
    places: Any
    __getattr__ = saved_value

    def apply(self, grads: Sequence[Any], create_graph: bool) -> list[Any]:
        if self.saved is None:
            raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
        grad = grads[0]
        if grad is None:
            return [None] * len(self.edges)
        inside = kernels.gather(grad, self.places)
        found = self.inner.apply([inside], create_graph)
        outside = grad - kernels.scatter(inside, self.shapes, self.places)
        if found[0] is None:
            found[0] = outside
        else:
            found[0] = outside + kernels.scatter(kernels.sum_to(found[0], self.places.shape), self.shapes, self.places)
        return found

    def told(self, index: int, grads: Any, saved: Any, to: Node | None, number: int) -> Any:
        name = "base" if index == 0 else self.inner.op.parameters[self.inner.op.inputs[index]].name
        return name, to, number, "grad, changed where the view lies" if index == 0 else "grad, where the view lies", {}

    def free(self) -> bool:
        """Drop the inner function, whether or not it kept anything: a change in place is walked back once."""
        self.inner.free()
        was, self.saved = self.saved, None
        return was is not None


def rebase(base: Tensor, view: Tensor, inner: Node) -> CopySlices:
    """Record that ``view`` of ``base`` was changed by ``inner``: the base now comes from a CopySlices."""
    edges = (base.edge, *inner.edges[1:])
    node = _node(COPY_SLICES, plan_for(COPY_SLICES, 0), edges, 0, base)
    assert isinstance(node, CopySlices)
    node.numbers = (base.output_nr, *(inner.numbers or (0,) * len(inner.edges))[1:])
    node.inner, node.places = inner, places_of(view._data, base._data)
    return node
