"""Tensor: numbers, and the edge on which their gradient would travel back.

``_data`` is an array, or a numpy scalar for a tensor without dimensions until somebody shares its memory. ``edge`` is
the one fact that autograd needs: the Node that made the tensor, the AccumulateGrad of a leaf that asks for gradients,
or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from . import engine
from .context import current, warn
from .copying import Copyable
from .dtypes import DType
from .errors import ArgumentError, AutogradError, UnknownAttribute
from .extras import (
    Extra,
    accumulator_of,
    bump,
    changed,
    check_assigned_grad,
    check_can_require,
    counter_of,
    edge_of_view,
    extra_of,
    move_retained,
    recorded_alias,
    set_flag,
    shared,
)
from .node import AccumulateGrad, Node, RemovableHandle, dressed, register
from .reading import Readable, Size

FLAG_OF_RESULT = "you can only change requires_grad flags of leaf variables."
USE_DETACH = (
    " If you want to use a computed variable in a subgraph that doesn't require differentiation use "
    "var_no_grad = var.detach()."
)
NO_HOOK = "cannot register a hook on a tensor that doesn't require gradient"
NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
    "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations."
)


class Tensor(Copyable, Readable):
    """A multi-dimensional array that autograd can follow."""

    __slots__ = ("__dict__", "__weakref__", "_data", "_edge", "_extra")

    _data: Any
    _edge: Node | None
    _extra: Extra | None

    # ── autograd ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def edge(self) -> Node | None:
        """Where a gradient of this tensor goes, or None."""
        extra = self._extra
        return self._edge if extra is None or extra.base is None else edge_of_view(self, extra)

    @property
    def output_nr(self) -> int:
        """Which output of its grad_fn this tensor is."""
        edge = self.edge  # of a view, this may change the number
        return 0 if edge is None else self._number

    @property
    def _number(self) -> int:
        extra = self._extra
        return 0 if extra is None else extra.number

    @_number.setter
    def _number(self, value: int) -> None:
        if value or getattr(self, "_extra", None) is not None:
            extra_of(self).number = value

    @property
    def _grad(self) -> Tensor | None:
        extra = self._extra
        return None if extra is None else extra.grad

    @_grad.setter
    def _grad(self, value: Tensor | None) -> None:
        if value is not None or getattr(self, "_extra", None) is not None:
            extra_of(self).grad = value

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for leaves."""
        edge = self.edge
        return None if edge is None or type(edge) is AccumulateGrad else dressed(edge)

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made this tensor."""
        edge = self.edge
        return edge is None or type(edge) is AccumulateGrad

    @property
    def requires_grad(self) -> bool:
        """Whether gradients are computed for this tensor. Setting it raises AutogradError on results."""
        extra = self._extra
        if extra is None or extra.base is None:
            return self._edge is not None
        return self._edge is not None or extra.base.requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise AutogradError("requires_grad must be a bool")
        if not self.is_leaf:
            raise AutogradError(FLAG_OF_RESULT + ("" if value else USE_DETACH), id="E3", subject=self)
        check_can_require(self, value, "only Tensors of floating point and complex dtype can require gradients")
        set_flag(self, value)

    @requires_grad.deleter
    def requires_grad(self) -> None:
        raise AutogradError("requires_grad must be a bool")

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set the flag and return this tensor. On a result True is allowed, and does nothing."""
        if not isinstance(requires_grad, bool):
            kind = type(requires_grad).__name__
            raise ArgumentError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {kind}")
        if not self.is_leaf:
            if not requires_grad:
                raise AutogradError(FLAG_OF_RESULT + USE_DETACH, id="E3", subject=self)
            return self
        check_can_require(self, requires_grad, "only Tensors of floating point dtype can require gradients")
        set_flag(self, requires_grad)
        return self

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward() has added up here, of the shape of this tensor; None before the first."""
        extra = self._extra
        if extra is not None and extra.grad is not None:
            return extra.grad
        if not self.is_leaf and not self.retains_grad:
            warn(NOT_A_LEAF)
        return None

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            check_assigned_grad(self, value)
            extra_of(self).grad = value
        elif self._extra is not None:
            self._extra.grad = None
        changed(self)

    @grad.deleter
    def grad(self) -> None:
        self.grad = None

    @property
    def grad_dtype(self) -> DType | None:
        """The dtype that ``.grad`` must have: that of the tensor, unless set; None for any."""
        extra = self._extra
        return self.dtype if extra is None or extra.grad_dtype is False else extra.grad_dtype

    @grad_dtype.setter
    def grad_dtype(self, value: DType | None) -> None:
        extra_of(self).grad_dtype = value
        accumulator_of(self).own_hooks()  # passes then look at it with care

    @property
    def retains_grad(self) -> bool:
        """Whether a result keeps its gradient."""
        return self._extra is not None and self._extra.retains and not self.is_leaf

    def retain_grad(self) -> None:
        """Ask a result to keep its gradient in ``.grad``. Raises AutogradError if it has none."""
        edge = self.edge
        if edge is None:
            raise AutogradError("can't retain_grad on Tensor that has requires_grad=False", id="E11", subject=self)
        if type(edge) is not AccumulateGrad:
            extra_of(self).retains = True
            edge.own_hooks().retains[self.output_nr] = self
            changed(self)

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call ``hook(grad)`` whenever the gradient of this tensor is known; what it returns takes its place."""
        edge = self.edge
        if edge is None:
            raise AutogradError(NO_HOOK, id="E11", subject=self)
        return register(edge, edge.own_hooks().tensor.setdefault(self._number, {}), hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call ``hook(tensor)`` after a gradient has been added to ``.grad`` of this leaf."""
        edge = self.edge
        if edge is None:
            raise AutogradError(NO_HOOK, id="E11", subject=self)
        if type(edge) is not AccumulateGrad:
            message = "post accumulate grad hooks cannot be registered on non-leaf tensors"
            raise AutogradError(message, id="E21", subject=self)
        return register(edge, edge.own_hooks().accumulated, hook)

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Sequence[Tensor] | Tensor | None = None,
    ) -> None:
        """Compute the gradient of this tensor with respect to the leaves it came from, and add it to their ``.grad``.

        ``gradient`` has the shape of this tensor, and is needed unless it holds one number. Raises AutogradError.
        """
        if gradient is None and inputs is None and not create_graph and engine.from_number(self, bool(retain_graph)):
            return
        engine.backward((self,), None if gradient is None else (gradient,), retain_graph, create_graph, inputs)

    @property
    def data(self) -> Tensor:
        """The same numbers, not tracked, with a version counter of its own: changes here stay unnoticed."""
        made = Node.build(shared(self), None, 0, None)
        recorded_alias("data", self, made)
        return made

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise ArgumentError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self.requires_grad and value._data.dtype.kind not in "fc":
            raise AutogradError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._data = shared(value)
        changed(self)

    def detach(self) -> Tensor:
        """The same numbers, not tracked; shares memory and version counter, so changes are noticed."""
        made = Node.build(shared(self), None, 0, counter_of(self))
        extra_of(made).inference = self.is_inference()
        recorded_alias("detach", self, made)
        return made

    def detach_(self) -> Tensor:
        """Make this tensor itself a leaf that is not tracked."""
        if self._extra is not None and self._extra.base is not None:
            raise AutogradError(DETACH_VIEW, subject=self)
        if self.grad_fn is not None:
            extra_of(self).detached = True
        self._edge = None
        self._number = 0
        changed(self)
        return self

    def is_inference(self) -> bool:
        """Whether it was made in inference_mode."""
        return self._extra is not None and self._extra.inference

    @property
    def _version(self) -> int:
        extra = self._extra
        if extra is None:
            return 0
        if extra.inference:
            raise AutogradError("Inference tensors do not track version counter.", subject=self)
        return 0 if extra.counter is None else extra.counter[0]

    @property
    def _base(self) -> Tensor | None:
        return None if self._extra is None else self._extra.base

    def numpy(self) -> Any:
        """Its array, sharing memory. Raises AutogradError while gradients are followed."""
        if self.requires_grad and current().grad_enabled:
            message = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            raise AutogradError(message, id="E23", subject=self)
        return shared(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        found = self.numpy()
        return found if dtype is None else found.astype(dtype)

    def __iter__(self) -> Iterator[Tensor]:
        if not self._data.ndim:
            raise ArgumentError("iteration over a 0-d tensor")
        return iter(self.unbind())  # type: ignore[attr-defined]

    def add_in_place(self, grad: Any) -> None:
        """Add an array of the same shape without recording anything: how ``.grad`` grows."""
        if type(self._data) is np.ndarray:
            self._data += grad
        else:
            self._data = self._data + grad
        extra = self._extra
        if extra is not None and extra.counter is not None:
            extra.counter[0] += 1
        else:
            bump(self)


DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, "
    "and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be "
    "called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
    "torch/optim/optimizer.py as the solution."
)


def _read_only(name: str) -> property:
    def refuse(self: Tensor, value: Any) -> None:
        message = f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable"
        raise UnknownAttribute(message, id="attribute", name=name)

    found: property = getattr(Tensor, name)
    return found.setter(refuse)


for _name in (
    "grad_fn",
    "is_leaf",
    "_version",
    "_base",
    "output_nr",
    "retains_grad",
    "shape",
    "dtype",
    "ndim",
    "device",
):
    setattr(Tensor, _name, _read_only(_name))
Tensor.__module__ = Size.__module__ = "torch"


# ── making ─────────────────────────────────────────────────────────────────────────────────────────────────────


def build(data: Any, edge: Node | None = None, number: int = 0, counter: list[int] | None = None) -> Tensor:
    """A Tensor around an array or numpy scalar, without copying."""
    made = object.__new__(Tensor)
    made._data = data
    made._edge = edge
    made._extra = None
    if number:
        extra_of(made).number = number
    if counter is not None:
        extra_of(made).counter = counter
    if current().inference:
        extra_of(made).inference = True
    return made


Node.build = staticmethod(build)
Node.tensor_type = Tensor

__all__ = [
    "Tensor",
    "accumulator_of",
    "build",
    "bump",
    "changed",
    "check_can_require",
    "counter_of",
    "extra_of",
    "move_retained",
    "recorded_alias",
    "set_flag",
    "shared",
]
