"""Activations: what stands between the layers of a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import inplace as changes
from ..composite import to
from ..context import warn
from ..creation import made
from ..dtypes import DType
from ..errors import AutogradError
from ..schema import find
from ..tensor import Tensor
from .calls import call, run

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _run(name: str, inplace: bool, *values: Any) -> Any:
    """The op, or the same op written into its first argument."""
    return changes.change(find(name), values) if inplace else run(name, *values)


def relu(input: Any, inplace: bool = False) -> Any:
    """``max(0, input)``."""
    return input.relu_() if inplace else input.relu()


def relu6(input: Any, inplace: bool = False) -> Any:
    """``input`` between 0 and 6."""
    return _run("hardtanh", inplace, input, 0.0, 6.0)


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """``input``, times ``negative_slope`` where it is negative."""
    return _run("leaky_relu", inplace, input, negative_slope)


def elu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """``input``, or ``alpha · (exp(input) − 1)`` where it is negative."""
    return _run("elu", inplace, input, alpha, 1, 1)


def selu(input: Any, inplace: bool = False) -> Any:
    """``elu`` with the two constants that keep mean and deviation."""
    return _run("elu", inplace, input, SELU_ALPHA, SELU_SCALE, 1)


def celu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """``input``, or ``alpha · (exp(input / alpha) − 1)`` where it is negative."""
    return _run("celu", inplace, input, alpha)


def gelu(input: Any, approximate: str = "none") -> Any:
    """``input`` times the chance that a normal number is smaller."""
    return run("gelu", input, approximate)


def silu(input: Any, inplace: bool = False) -> Any:
    """``input · sigmoid(input)``."""
    return _run("silu", inplace, input)


def mish(input: Any, inplace: bool = False) -> Any:
    """``input · tanh(softplus(input))``."""
    return _run("mish", inplace, input)


def softplus(input: Any, beta: float = 1, threshold: float = 20) -> Any:
    """``log(1 + exp(beta · input)) / beta``; ``input`` itself above the threshold."""
    return run("softplus", input, beta, threshold)


def softsign(input: Any) -> Any:
    """``input / (1 + |input|)``."""
    return input / (input.abs() + 1)


def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """``input`` between two bounds."""
    if min_val > max_val:
        raise AutogradError("min_val cannot be greater than max_val")
    return _run("hardtanh", inplace, input, min_val, max_val)


def hardsigmoid(input: Any, inplace: bool = False) -> Any:
    """A sigmoid of straight lines."""
    return _run("hardsigmoid", inplace, input)


def hardswish(input: Any, inplace: bool = False) -> Any:
    """``input · hardsigmoid(input)``."""
    return _run("hardswish", inplace, input)


def logsigmoid(input: Any) -> Any:
    """The logarithm of the sigmoid."""
    with np.errstate(all="ignore"):
        buffer = made(np.asarray(np.exp(-np.abs(input._data))))
    return run("_log_sigmoid", input, buffer)


def threshold(input: Any, threshold: float, value: float, inplace: bool = False) -> Any:
    """``input`` above ``threshold``, ``value`` elsewhere."""
    return _run("threshold", inplace, input, threshold, value)


def prelu(input: Any, weight: Any) -> Any:
    """``input``, times a learned ``weight``, one for all or one for each channel, where it is negative."""
    count = weight.numel()
    if count != 1:
        if not input.ndim:
            raise AutogradError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.ndim > 1 else 1
        if channels != count:
            raise AutogradError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{count} and channel size = {channels}."
            )
    if weight.ndim > 1:
        raise AutogradError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if weight.ndim != input.ndim:
        sizes = [1] * input.ndim
        if input.ndim > 1:
            sizes[1] = count
        weight = call(find("view"), (weight, tuple(sizes)))
    return run("_prelu_kernel", input, weight)


def glu(input: Any, dim: int = -1) -> Any:
    """The first half of a dimension, times the sigmoid of the second half."""
    return run("glu", input, dim)


def tanhshrink(input: Any) -> Any:
    """``input − tanh(input)``."""
    return input - input.tanh()


def softshrink(input: Any, lambd: float = 0.5) -> Any:
    """``input`` moved towards 0 by ``lambd``."""
    if lambd < 0:
        raise AutogradError(f"lambda must be greater or equal to 0, but found to be {lambd:g}.")
    return run("softshrink", input, lambd)


def hardshrink(input: Any, lambd: float = 0.5) -> Any:
    """``input`` outside ± ``lambd``, else 0."""
    return run("hardshrink", input, lambd)


def sigmoid(input: Any) -> Any:
    """``1 / (1 + exp(−input))``."""
    return input.sigmoid()


def tanh(input: Any) -> Any:
    """The hyperbolic tangent."""
    return input.tanh()


# ── softmax ────────────────────────────────────────────────────────────────────────────────────────────────────


def _implicit(name: str, input: Tensor) -> int:
    warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
    return 0 if input.ndim in (0, 1, 3) else 1


def softmax_of(input: Any, dim: int, dtype: DType | None = None) -> Any:
    """``torch.softmax``: positive numbers that add up to 1 along ``dim``."""
    return run("_softmax", input if dtype is None else to(input, dtype), dim)


def log_softmax_of(input: Any, dim: int, dtype: DType | None = None) -> Any:
    """``torch.log_softmax``: the logarithm of softmax, without underflow."""
    return run("_log_softmax", input if dtype is None else to(input, dtype), dim)


def softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Any:
    """Positive numbers that add up to 1 along ``dim``."""
    return input.softmax(_implicit("softmax", input) if dim is None else dim, dtype)


def log_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Any:
    """The logarithm of softmax, without underflow."""
    return input.log_softmax(_implicit("log_softmax", input) if dim is None else dim, dtype)


def softmin(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Any:
    """Softmax of ``−input``."""
    return softmax_of(-input, _implicit("softmin", input) if dim is None else dim, dtype)
