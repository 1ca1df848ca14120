"""The names of types in PyTorch's complaints about modules."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from .parameter import Parameter


def typename(value: Any) -> str:
    """PyTorch's name of the type of a value."""
    if isinstance(value, Tensor) and not isinstance(value, Parameter):
        return f"torch.{value.dtype.title}Tensor"
    kind = type(value)
    return kind.__qualname__ if kind.__module__ in ("builtins", "") else f"{kind.__module__}.{kind.__qualname__}"
