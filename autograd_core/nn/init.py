"""``torch.nn.init``: the numbers a parameter starts with, drawn in PyTorch's order."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import random
from ..context import warn
from ..errors import PythonError, ValueOutOfRange
from ..extras import store
from ..tensor import Tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Evenly spread over [a, b)."""
    source = generator or random.generator()
    return store(tensor, source.uniform(tuple(tensor.shape), tensor._data.dtype, a, b))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Normal numbers."""
    source = generator or random.generator()
    return store(tensor, source.normal(tuple(tensor.shape), tensor._data.dtype, mean, std))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One number everywhere."""
    return store(tensor, val)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return store(tensor, 1)


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere."""
    return store(tensor, 0)


def eye_(tensor: Tensor) -> Tensor:
    """1 on the diagonal, 0 elsewhere."""
    if tensor.ndim != 2:
        raise ValueOutOfRange("Only tensors with 2 dimensions are supported")
    return store(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution that changes nothing."""
    if tensor.ndim not in (3, 4, 5):
        raise ValueOutOfRange("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise ValueOutOfRange("dim 0 must be divisible by groups")
    values = np.zeros(tuple(tensor.shape))
    each = tensor.shape[0] // groups
    middle = tuple(size // 2 for size in tensor.shape[2:])
    for group in range(groups):
        for at in range(min(each, tensor.shape[1])):
            values[(group * each + at, at, *middle)] = 1
    return store(tensor, values)


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """What an activation makes of the deviation of its input, turned over."""
    if nonlinearity in ("linear", "sigmoid", *(f"conv{way}{n}d" for way in ("", "_transpose") for n in (1, 2, 3))):
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ValueOutOfRange(f"negative_slope {param} not a valid number")
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueOutOfRange(f"Unsupported nonlinearity {nonlinearity}")


def _fans(tensor: Tensor) -> tuple[int, int]:
    """How many numbers go into one output, and come out of one input."""
    if tensor.ndim < 2:
        raise ValueOutOfRange("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _fan(tensor: Tensor, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueOutOfRange(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _fans(tensor)[mode == "fan_out"]


def _is_empty(tensor: Tensor) -> bool:
    if 0 in tensor.shape:
        warn("Initializing zero-element tensors is a no-op")
        return True
    return False


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Even, with the deviation that keeps signals of their size in both directions."""
    std = gain * math.sqrt(2.0 / float(sum(_fans(tensor))))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Normal, with the deviation that keeps signals of their size in both directions."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(sum(_fans(tensor)))), generator)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Even, with the deviation that suits an activation."""
    if _is_empty(tensor):
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Normal, with the deviation that suits an activation."""
    if _is_empty(tensor):
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    return normal_(tensor, 0, std, generator)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Rows or columns at right angles."""
    if tensor.ndim < 2:
        raise ValueOutOfRange("Only tensors with 2 or more dimensions are supported")
    if not tensor.numel():
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    source = generator or random.generator()
    drawn = source.normal((rows, columns), tensor._data.dtype)
    q, r = np.linalg.qr(drawn.T if rows < columns else drawn)
    q = q * np.sign(np.diagonal(r))
    return store(tensor, ((q.T if rows < columns else q) * gain).reshape(tuple(tensor.shape)))


def trunc_normal_(tensor: Tensor, *arguments: Any, **named: Any) -> Tensor:
    """Not here: normal_ is."""
    raise PythonError("NotImplementedError", "torch.nn.init.trunc_normal_ is not here; use normal_")


def sparse_(tensor: Tensor, *arguments: Any, **named: Any) -> Tensor:
    """Not here: normal_ is."""
    raise PythonError("NotImplementedError", "torch.nn.init.sparse_ is not here; use normal_")


NAMES: dict[str, Any] = {
    one.__name__: one
    for one in (
        *(uniform_, normal_, constant_, ones_, zeros_, eye_, dirac_, calculate_gain, xavier_uniform_, xavier_normal_),
        *(kaiming_uniform_, kaiming_normal_, orthogonal_, trunc_normal_, sparse_),
    )
}
