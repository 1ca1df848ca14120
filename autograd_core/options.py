"""The keywords that all factories share: what may be given for them, in PyTorch's words."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .dtypes import DTYPES, DType
from .errors import ArgumentError

# Python's own types stand for a dtype, as in PyTorch.
_PYTHON: dict[type, DType] = {float: DTYPES["float64"], int: DTYPES["int64"], bool: DTYPES["bool"]}


def checked(name: str, factory: Callable[..., Any]) -> Callable[..., Any]:
    """``factory`` with its ``dtype`` and ``requires_grad`` looked at first; it then raises ArgumentError."""

    @functools.wraps(factory)
    def call(*arguments: Any, **named: Any) -> Any:
        dtype = named.get("dtype")
        if isinstance(dtype, type) and dtype in _PYTHON:
            named["dtype"] = _PYTHON[dtype]
        elif dtype is not None and not isinstance(dtype, DType):
            kind = type(dtype).__name__
            raise ArgumentError(f"{name}(): argument 'dtype' must be torch.dtype, not {kind}")
        flag = named.get("requires_grad", False)
        if not isinstance(flag, bool):
            kind = type(flag).__name__
            raise ArgumentError(f"{name}(): argument 'requires_grad' must be bool, not {kind}")
        return factory(*arguments, **named)

    return call
