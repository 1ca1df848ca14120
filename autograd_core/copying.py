"""Copies of a tensor, membership, and what cannot be done to a tensor here."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from .context import take
from .errors import ArgumentError, AutogradError
from .extras import bump, set_flag, shared
from .node import Node

if TYPE_CHECKING:
    from .tensor import Tensor

COPY = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you "
    "were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
    "https://github.com/pytorch/pytorch/pull/103001"
)


class Copyable:
    """The part of Tensor that Python's ``copy``, ``in`` and ``pickle`` ask for."""

    __slots__ = ()

    def __contains__(self: Any, element: Any) -> bool:
        if isinstance(element, (Node.tensor_type, int, float, complex)):
            other = element._data if isinstance(element, Node.tensor_type) else element
            return bool((self._data == other).any())
        raise AutogradError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")

    def __copy__(self: Any) -> Tensor:
        """Another tensor on the same memory; of a result, no copy of its place in the graph."""
        if self.grad_fn is not None:
            raise AutogradError(COPY, subject=self)
        made: Tensor = Node.build(shared(self), None, 0, None)
        bump(made)
        set_flag(made, self.requires_grad)
        return made

    def __deepcopy__(self: Any, memo: dict[int, Any]) -> Any:
        """A copy of a leaf with its flag and its gradient. Raises AutogradError for results."""
        if self.grad_fn is not None:
            raise AutogradError(COPY, subject=self)
        if id(self) in memo:
            return memo[id(self)]
        take(self._data.size, self._data.itemsize)
        made = object.__new__(type(self))
        made._data, made._edge, made._extra = np.array(self._data), None, None
        bump(made)
        set_flag(made, self.requires_grad)
        memo[id(self)] = made
        if self._grad is not None:
            made._grad = self._grad.__deepcopy__(memo)
        for name, value in self.__dict__.items():
            made.__dict__[name] = deepcopy(value, memo)
        return made

    def __reduce_ex__(self: Any, protocol: Any) -> Any:
        raise ArgumentError(
            "a tensor cannot be pickled here; keep tensor.tolist() and build it again with torch.tensor"
        )

    def resize_(self: Any, *_: Any) -> Tensor:
        """Refused: use reshape()."""
        if self.requires_grad:
            raise AutogradError("cannot resize variables that require grad", subject=self)
        raise ArgumentError("resize_() is not here; reshape() gives the same numbers another shape")

    def set_(self: Any, *_: Any) -> Tensor:
        """Refused: use ``.data`` or copy_()."""
        raise ArgumentError("set_() is not here; assign to .data, or copy the numbers with copy_()")
