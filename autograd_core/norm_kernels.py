"""Normalisation over layers, batches and groups; mean and 1/deviation are worked out beforehand and kept.

On Tensors they are worked out again from the input, so that they have derivatives of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import kernels as k
from .kernels import is_array

Axes = tuple[int, ...]


def last(x: Any, normalized_shape: Sequence[int]) -> Axes:
    """The dimensions a layer norm runs over."""
    return tuple(range(len(x.shape) - len(normalized_shape), len(x.shape)))


def all_but_channels(x: Any) -> Axes:
    return (0, *range(2, len(x.shape)))


def statistics(x: Any, over: Axes, eps: float) -> tuple[Any, Any]:
    """Mean and 1/deviation, with the dimensions kept."""
    if not is_array(x):
        count = math.prod(x.shape[i] for i in over)
        mean = k.total(x, over, True) / count
        away = x - mean
        return mean, (k.total(away * away, over, True) / count + eps) ** -0.5
    wide = x.astype(np.float64)
    mean = wide.mean(axis=over, keepdims=True)
    return mean.astype(x.dtype), (1 / np.sqrt(wide.var(axis=over, keepdims=True) + eps)).astype(x.dtype)


def normal(x: Any, mean: Any, rstd: Any) -> Any:
    return (x - mean) * rstd


def input_side(grad: Any, x: Any, over: Axes, mean: Any, rstd: Any) -> Any:
    """The gradient of what is normalised: without its mean, and without its part along the result."""
    count = math.prod(x.shape[i] for i in over)
    normed = normal(x, mean, rstd)
    average = k.total(grad, over, True) / count
    along = k.total(grad * normed, over, True) / count
    return rstd * (grad - average - normed * along)


def known(x: Any, over: Axes, eps: float, mean: Any, rstd: Any) -> tuple[Any, Any]:
    return (mean, rstd) if is_array(x) else statistics(x, over, eps)


# ── layers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def layer_norm(x: Any, weight: Any, bias: Any, mean: Any, rstd: Any) -> Any:
    normed = normal(x, mean, rstd)
    normed = normed if weight is None else normed * weight
    return normed if bias is None else normed + bias


def layer_norm_input(grad: Any, x: Any, shape: Sequence[int], weight: Any, eps: float, mean: Any, rstd: Any) -> Any:
    over = last(x, shape)
    return input_side(grad if weight is None else grad * weight, x, over, *known(x, over, eps, mean, rstd))


def layer_norm_weight(grad: Any, x: Any, shape: Sequence[int], eps: float, mean: Any, rstd: Any) -> Any:
    return grad * normal(x, *known(x, last(x, shape), eps, mean, rstd))


# ── batches ────────────────────────────────────────────────────────────────────────────────────────────────────


def by_channel(value: Any, x: Any) -> Any:
    """(C) as (1, C, 1, …)."""
    return k.reshape(value, (1, -1, *[1] * (len(x.shape) - 2)))


def batch_norm(x: Any, weight: Any, bias: Any, mean: Any, rstd: Any) -> Any:
    normed = normal(x, by_channel(mean, x), by_channel(rstd, x))
    normed = normed if weight is None else normed * by_channel(weight, x)
    return normed if bias is None else normed + by_channel(bias, x)


def _of_batch(x: Any, training: bool, eps: float, mean: Any, rstd: Any) -> tuple[Any, Any]:
    if training and not is_array(x):
        return statistics(x, all_but_channels(x), eps)
    return by_channel(mean, x), by_channel(rstd, x)


def batch_norm_input(grad: Any, x: Any, weight: Any, training: bool, eps: float, mean: Any, rstd: Any) -> Any:
    inner = grad if weight is None else grad * by_channel(weight, x)
    mean, rstd = _of_batch(x, training, eps, mean, rstd)
    return input_side(inner, x, all_but_channels(x), mean, rstd) if training else inner * rstd


def batch_norm_weight(grad: Any, x: Any, training: bool, eps: float, mean: Any, rstd: Any) -> Any:
    return k.total(grad * normal(x, *_of_batch(x, training, eps, mean, rstd)), all_but_channels(x), False)


def channel_sums(grad: Any) -> Any:
    return k.total(grad, all_but_channels(grad), False)


# ── groups ─────────────────────────────────────────────────────────────────────────────────────────────────────


def grouped(x: Any, groups: int) -> Any:
    return k.reshape(x, (x.shape[0], groups, -1))


def group_norm(x: Any, weight: Any, bias: Any, groups: int, mean: Any, rstd: Any) -> Any:
    normed = k.reshape(normal(grouped(x, groups), mean, rstd), tuple(x.shape))
    normed = normed if weight is None else normed * by_channel(weight, x)
    return normed if bias is None else normed + by_channel(bias, x)


def group_norm_input(grad: Any, x: Any, weight: Any, groups: int, eps: float, mean: Any, rstd: Any) -> Any:
    inner = grouped(grad if weight is None else grad * by_channel(weight, x), groups)
    parts = grouped(x, groups)
    return k.reshape(input_side(inner, parts, (2,), *known(parts, (2,), eps, mean, rstd)), tuple(x.shape))


def group_norm_weight(grad: Any, x: Any, groups: int, eps: float, mean: Any, rstd: Any) -> Any:
    parts = grouped(x, groups)
    normed = k.reshape(normal(parts, *known(parts, (2,), eps, mean, rstd)), tuple(x.shape))
    return k.total(grad * normed, all_but_channels(x), False)
