"""Forwards and gradients of activations, softmax, normalisation and embedding.

Like ``kernels``: a gradient runs on plain arrays, or on Tensors when the pass is itself recorded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from . import kernels as k
from .arithmetic import missing
from .arithmetic import sigmoid as _sigmoid
from .errors import AutogradError, DimensionError
from .forwards import sliced, wrap_dim
from .kernels import call, is_array, where

sigmoid = k.unary("sigmoid", _sigmoid)
tanh = k.unary("tanh", np.tanh)
log1p = k.unary("log1p", np.log1p)


def either(name: str, compute: Callable[..., Any]) -> Callable[..., Any]:
    """``compute`` on arrays, the row ``name`` on Tensors."""

    def function(first: Any, *others: Any) -> Any:
        return compute(first, *others) if is_array(first) else call(name, first, *others)

    function.__name__ = function.__qualname__ = name
    return function


def number(value: Any) -> Any:
    """A result of ``np.where`` on one number is an array; as a numpy scalar again."""
    return value[()] if not value.ndim else value


def zero_where(condition: Any, grad: Any) -> Any:
    """``grad`` with 0 where ``condition``."""
    return number(np.where(condition, grad.dtype.type(0), grad))


def check_floating(name: str, array: Any) -> None:
    """Raise what PyTorch raises where a kernel has no version for whole numbers."""
    if array.dtype.kind != "f":
        raise missing(name, array)


# ── piecewise linear ───────────────────────────────────────────────────────────────────────────────────────────


def leaky_relu(x: Any, negative_slope: float) -> Any:
    check_floating("leaky_relu_cpu", x)
    return number(np.where(x > 0, x, x * x.dtype.type(negative_slope)))


leaky_relu_backward = either(
    "leaky_relu_backward",
    lambda grad, x, slope, is_result: number(np.where(x > 0, grad, grad * grad.dtype.type(slope))),
)


def hardtanh(x: Any, low: float, high: float) -> Any:
    return np.clip(x, x.dtype.type(low), x.dtype.type(high))


hardtanh_backward = either("hardtanh_backward", lambda grad, x, low, high: zero_where((x <= low) | (x >= high), grad))


def hardsigmoid(x: Any) -> Any:
    kind = x.dtype.type
    return np.minimum(np.maximum(x + kind(3), kind(0)), kind(6)) / kind(6)


hardsigmoid_backward = either(
    "hardsigmoid_backward",
    lambda grad, x: zero_where(~((x > -3) & (x < 3)), grad * np.float32(1 / 6)),
)


def no_derivative(name: str) -> Callable[..., Any]:
    """The derivative of what has none in PyTorch."""

    def refuse(grad: Any) -> Any:
        raise AutogradError(f"derivative for aten::{name} is not implemented")

    return refuse


def hardswish(x: Any) -> Any:
    kind = x.dtype.type
    return x * np.minimum(np.maximum(x + kind(3), kind(0)), kind(6)) / kind(6)


def _hardswish_backward(grad: Any, x: Any) -> Any:
    inside = grad * (x / grad.dtype.type(3) + grad.dtype.type(0.5))
    return number(np.where(x <= -3, grad.dtype.type(0), np.where(x < 3, inside, grad)))


hardswish_backward = either("hardswish_backward", _hardswish_backward)


def hardswish_double_backward(grad: Any, grad_output: Any, x: Any) -> Any:
    return where((x > -3) & (x < 3), grad * grad_output / 3, 0.0)


def threshold(x: Any, threshold: float, value: float) -> Any:
    return number(np.where(x <= threshold, x.dtype.type(value), x))


def softshrink(x: Any, lambd: float) -> Any:
    edge = x.dtype.type(lambd)
    return number(np.where(x > edge, x - edge, np.where(x < -edge, x + edge, x * x.dtype.type(0))))


shrink_backward = either("softshrink_backward", lambda grad, x, lambd: zero_where((x >= -lambd) & (x <= lambd), grad))


def hardshrink(x: Any, lambd: float) -> Any:
    return zero_where((x >= -lambd) & (x <= lambd), x)


# ── smooth ─────────────────────────────────────────────────────────────────────────────────────────────────────


def elu(x: Any, alpha: float, scale: float, input_scale: float) -> Any:
    check_floating("elu_cpu", x)
    kind = x.dtype.type
    curved = np.expm1(x * kind(input_scale)) * kind(alpha * scale)
    return number(np.where(x <= 0, curved, x * kind(scale)))


def _elu_backward(grad: Any, alpha: float, scale: float, input_scale: float, is_result: bool, x: Any) -> Any:
    kind = grad.dtype.type
    slope = x + kind(alpha * scale) if is_result else np.exp(x * kind(input_scale)) * kind(alpha * scale)
    return number(np.where(x <= 0, grad * kind(input_scale) * slope, grad * kind(scale)))


_elu_row = either("elu_backward", _elu_backward)


def elu_backward(grad: Any, alpha: float, scale: float, input_scale: float, is_result: bool, x: Any) -> Any:
    return _elu_row(grad, alpha, scale, input_scale, is_result, x)


def elu_double_backward(
    grad: Any, grad_output: Any, alpha: float, scale: float, input_scale: float, is_result: bool, x: Any
) -> Any:
    slope = grad * grad_output * input_scale
    if not is_result:
        slope = slope * (k.exp(x * input_scale) * (input_scale * alpha * scale))
    return where(x > 0, 0.0, slope)


def erf(x: Any) -> Any:
    """The error function, number by number."""
    flat = np.asarray(x, np.float64).ravel().tolist()
    return np.fromiter(map(math.erf, flat), np.float64, len(flat)).reshape(x.shape).astype(x.dtype)[()]


ROOT_HALF, ROOT_OF_2_PI, INNER, CUBE = math.sqrt(0.5), math.sqrt(2 * math.pi), math.sqrt(2 / math.pi), 0.044715


def gelu(x: Any, approximate: str) -> Any:
    check_floating("GeluKernelImpl", x)
    kind = x.dtype.type
    if approximate == "none":
        return x * kind(0.5) * (kind(1) + erf(x * kind(ROOT_HALF)))
    if approximate != "tanh":
        raise AutogradError("approximate argument must be either none or tanh.")
    return kind(0.5) * x * (kind(1) + np.tanh(kind(INNER) * (x + kind(CUBE) * x * x * x)))


def _gelu_backward(grad: Any, x: Any, approximate: str) -> Any:
    kind = x.dtype.type
    if approximate == "none":
        cdf = kind(0.5) * (kind(1) + erf(x * kind(ROOT_HALF)))
        return grad * (cdf + x * np.exp(x * x * kind(-0.5)) * kind(1 / ROOT_OF_2_PI))
    t = np.tanh(kind(INNER) * (x + kind(CUBE) * x * x * x))
    slope = kind(INNER) * (kind(1) + kind(3 * CUBE) * x * x)
    return grad * (kind(0.5) * (kind(1) + t) + kind(0.5) * x * (kind(1) - t * t) * slope)


gelu_backward = either("gelu_backward", _gelu_backward)


def gelu_double_backward(grad: Any, grad_output: Any, x: Any, approximate: str) -> Any:
    """d gelu_backward / d self, times ``grad``."""
    if approximate == "none":
        return grad * grad_output * (k.exp(x * x * -0.5) * (1 / ROOT_OF_2_PI) * (2 - x * x))
    t = tanh((x + CUBE * x * x * x) * INNER)
    slope, bend = INNER * (1 + 3 * CUBE * x * x), INNER * 6 * CUBE * x
    steep = 1 - t * t
    return grad * grad_output * (steep * slope + x * 0.5 * (steep * bend - 2 * t * steep * slope * slope))


def silu(x: Any) -> Any:
    check_floating("silu_cpu", x)
    return x / (1 + np.exp(-x))


def silu_backward(grad: Any, x: Any) -> Any:
    s = sigmoid(x)
    return grad * s * (1 + x * (1 - s))


def mish(x: Any) -> Any:
    return x * np.tanh(np.log1p(np.exp(x)))


def mish_backward(grad: Any, x: Any) -> Any:
    t = tanh(log1p(k.exp(x)))
    return grad * (t + x * sigmoid(x) * (1 - t * t))


def softplus(x: Any, beta: float, threshold: float) -> Any:
    scaled = x * x.dtype.type(beta)
    return number(np.where(scaled > threshold, x, np.log1p(np.exp(scaled)) / x.dtype.type(beta)))


def _softplus_backward(grad: Any, x: Any, beta: float, threshold: float) -> Any:
    scaled = x * x.dtype.type(beta)
    grown = np.exp(scaled)
    return number(np.where(scaled > threshold, grad, grad * grown / (grown + x.dtype.type(1))))


softplus_backward = either("softplus_backward", _softplus_backward)


def softplus_double_backward(grad: Any, x: Any, beta: float, threshold: float) -> Any:
    scaled = x * beta
    s = sigmoid(scaled)
    return where(scaled < threshold, grad * (1 - s) * s * beta, 0.0)


def log_sigmoid(x: Any, buffer: Any) -> Any:
    return np.minimum(x, x.dtype.type(0)) - np.log1p(buffer)


def _log_sigmoid_backward(grad: Any, x: Any, buffer: Any) -> Any:
    one, is_negative = x.dtype.type(1), x < 0
    sign = np.where(is_negative, one, -one)
    return number(np.asarray(grad * (is_negative - sign * (buffer / (one + buffer))), grad.dtype))


log_sigmoid_backward = either("_log_sigmoid_backward", _log_sigmoid_backward)


def log_sigmoid_double_backward(grad: Any, x: Any) -> Any:
    s = sigmoid(x)
    return grad * (s - 1) * s


# ── gates ──────────────────────────────────────────────────────────────────────────────────────────────────────


def part(x: Any, dim: int, start: int, end: int) -> Any:
    """The slice from ``start`` to ``end`` of a dimension."""
    return sliced(x, dim, start, end, 1) if is_array(x) else call("slice_Tensor", x, dim, start, end, 1)


def put(value: Any, shape: tuple[int, ...], dim: int, start: int, end: int) -> Any:
    """Zeros of ``shape`` with ``value`` there."""
    return k.scatter(value, shape, k.places(shape, sliced, dim, start, end, 1))


def glu(x: Any, dim: int) -> Any:
    if not x.ndim:
        raise AutogradError("glu does not support 0-dimensional tensors")
    at = wrap_dim(dim, x.ndim)
    size = x.shape[at]
    if size % 2:
        raise AutogradError(f"Halving dimension must be even, but dimension {at} is size {size}")
    return part(x, at, 0, size // 2) * _sigmoid(part(x, at, size // 2, size))


def glu_backward(grad: Any, x: Any, dim: int) -> Any:
    at = wrap_dim(dim, len(x.shape))
    size, shape = x.shape[at], tuple(x.shape)
    a, s = part(x, at, 0, size // 2), sigmoid(part(x, at, size // 2, size))
    return put(grad * s, shape, at, 0, size // 2) + put(grad * a * s * (1 - s), shape, at, size // 2, size)


def prelu(x: Any, weight: Any) -> Any:
    return number(np.where(x > 0, x, x * weight))


def prelu_grad(grad: Any, x: Any, weight: Any) -> Any:
    return where(x > 0, grad, weight * grad)


def prelu_grad_weight(grad: Any, x: Any) -> Any:
    return where(x > 0, 0.0, x * grad)


# ── softmax ────────────────────────────────────────────────────────────────────────────────────────────────────


def _shifted(x: Any, dim: int, name: str) -> tuple[Any, Any, int]:
    x = np.asarray(x)
    axis = wrap_dim(dim, x.ndim)
    if x.size:
        check_floating(name if axis == max(x.ndim, 1) - 1 else name.replace("lastdim_", ""), x)
    if not x.ndim:
        return x.reshape(1) - x, x, 0
    return (x - x.max(axis=axis, keepdims=True) if x.size else x), x, axis


def softmax(x: Any, dim: int) -> Any:
    shifted, x, axis = _shifted(x, dim, "softmax_lastdim_kernel_impl")
    grown = np.exp(shifted)
    return number((grown / grown.sum(axis=axis, keepdims=True)).reshape(x.shape))


def log_softmax(x: Any, dim: int) -> Any:
    shifted, x, axis = _shifted(x, dim, "log_softmax_lastdim_kernel_impl")
    return number((shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))).reshape(x.shape))


def summed(value: Any, dim: int) -> Any:
    if not len(value.shape):
        return value
    return k.total(value, (wrap_dim(dim, len(value.shape)),), True)


softmax_backward = either(
    "_softmax_backward_data",
    lambda grad, result, dim: grad * result - result * summed(grad * result, dim),
)
log_softmax_backward = either(
    "_log_softmax_backward_data",
    lambda grad, result, dim: grad - np.exp(result) * summed(grad, dim),
)


def softmax_double_backward(grad: Any, grad_output: Any, output: Any, dim: int) -> Any:
    inner = summed(output * grad_output, dim)
    return grad_output * grad - inner * grad - grad_output * summed(output * grad, dim)


def log_softmax_double_backward(grad: Any, grad_output: Any, output: Any, dim: int) -> Any:
    return -summed(grad_output, dim) * k.exp(output) * grad


# ── embedding ──────────────────────────────────────────────────────────────────────────────────────────────────


def embedding(weight: Any, indices: Any) -> Any:
    if weight.ndim != 2:
        raise AutogradError("'weight' must be 2-D")
    if indices.size and (indices.min() < 0 or indices.max() >= weight.shape[0]):
        raise DimensionError("index out of range in self")
    return weight[indices]


def _embedding_backward(grad: Any, indices: Any, rows: int, padding_idx: int, scaled: bool) -> Any:
    width = grad.shape[-1]
    flat = np.asarray(indices).ravel()
    parts = np.asarray(grad).reshape(-1, width)
    if scaled and flat.size:
        parts = parts / np.bincount(flat, minlength=rows)[flat][:, None].astype(grad.dtype)
    found = np.zeros((rows, width), grad.dtype)
    kept = flat != padding_idx
    np.add.at(found, flat[kept], parts[kept])
    return found


embedding_backward = either("_embedding_backward", _embedding_backward)


def _embedding_double(grad: Any, indices: Any, padding_idx: int) -> Any:
    found = grad[indices]
    found[indices == padding_idx] = 0
    return found


embedding_double = either("_embedding_rows", _embedding_double)
