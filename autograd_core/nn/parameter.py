"""Parameter: a tensor that a module counts among its own; Buffer: one it keeps without learning it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..context import current, take
from ..errors import UnknownAttribute
from ..reading import Readable
from ..tensor import Tensor, build, check_can_require, counter_of, extra_of, set_flag, shared


class Parameter(Tensor):
    """A tensor that asks for gradients, and that a Module finds when it is assigned to it."""

    __slots__ = ()

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Self:
        if data is None:
            data = build(np.empty(0, np.float32))
        if not isinstance(data, Tensor):
            raise UnknownAttribute(f"'{type(data).__name__}' object has no attribute 'detach'")
        made = object.__new__(cls)
        made._data, made._edge, made._number, made._grad, made._extra = shared(data), None, 0, None, None
        extra_of(made).counter = counter_of(data)
        run = current()
        if run.recorder is not None:
            run.recorder.created(made)
        check_can_require(made, requires_grad, "Only Tensors of floating point and complex dtype can require gradients")
        set_flag(made, requires_grad)
        return made

    def __repr__(self) -> str:
        return "Parameter containing:\n" + Readable.__repr__(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            take(self._data.size, self._data.itemsize)
            memo[id(self)] = type(self)(build(np.array(self._data)), self.requires_grad)
        found: Self = memo[id(self)]
        return found


def is_parameter(value: Any) -> bool:
    return isinstance(value, Parameter)


Parameter.__module__ = "torch.nn.parameter"
