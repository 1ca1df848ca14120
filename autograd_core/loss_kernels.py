"""Forwards and gradients of losses; ``reduction`` is PyTorch's number: 0 none, 1 mean, 2 sum."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import kernels as k
from .errors import AutogradError, DimensionError
from .kernels import call, is_array, where
from .network_kernels import either, log_sigmoid, sigmoid

NONE, MEAN, SUM = range(3)


def reduced(values: Any, reduction: int) -> Any:
    """The numbers themselves, their mean or their sum."""
    if reduction == NONE:
        return values
    total = np.sum(values, dtype=values.dtype)
    return total / values.dtype.type(values.size) if reduction == MEAN else total


def total(value: Any) -> Any:
    return value.sum()


def share(grad: Any, self: Any, reduction: int) -> Any:
    """What arrives at each number before the reduction, yet to be broadcast."""
    return grad / int(np.prod(self.shape)) if reduction == MEAN else grad


def back(grad: Any, grad_output: Any, slope: Any) -> Any:
    """The gradient of ``grad_output`` in ``slope · grad_output``: summed where one number served all."""
    found = grad * slope
    return k.sum_to(found, tuple(grad_output)) if tuple(found.shape) != tuple(grad_output) else found


# ── squares and distances ──────────────────────────────────────────────────────────────────────────────────────


def mse_loss(self: Any, target: Any, reduction: int) -> Any:
    difference = self - target
    return reduced(difference * difference, reduction)


def _norm(self: Any, reduction: int) -> float:
    return 2.0 / max(int(np.prod(self.shape)), 1) if reduction == MEAN else 2.0


def _mse_loss_backward(grad: Any, self: Any, target: Any, reduction: int) -> Any:
    return (self - target) * self.dtype.type(_norm(self, reduction)) * grad


mse_loss_backward = either("mse_loss_backward", _mse_loss_backward)


def smooth_l1_loss(self: Any, target: Any, reduction: int, beta: float) -> Any:
    if beta < 0:
        raise AutogradError("smooth_l1_loss does not support negative values for beta.")
    far = np.abs(self - target)
    if beta == 0:
        return reduced(far, reduction)
    kind = far.dtype.type
    return reduced(np.where(far < beta, kind(0.5) * far * far / kind(beta), far - kind(0.5 * beta)), reduction)


def smooth_l1_slope(self: Any, target: Any, beta: float) -> Any:
    difference = self - target
    sign = k.sign(difference)
    return sign if beta == 0 else where((difference < beta) & (difference > -beta), difference / beta, sign)


def _smooth_l1_backward(grad: Any, self: Any, target: Any, reduction: int, beta: float) -> Any:
    return smooth_l1_slope(self, target, beta) * share(grad, self, reduction)


smooth_l1_backward = either("_smooth_l1_loss_backward", _smooth_l1_backward)


def smooth_l1_double(grad: Any, grad_output: Any, self: Any, target: Any, reduction: int, beta: float) -> Any:
    difference = abs(self - target)
    return where(difference < beta, grad * share(grad_output, self, reduction) / beta, 0.0)


def huber_loss(self: Any, target: Any, reduction: int, delta: float) -> Any:
    if delta <= 0:
        raise AutogradError("huber_loss does not support non-positive values for delta.")
    far = np.abs(self - target)
    kind = far.dtype.type
    return reduced(np.where(far <= delta, kind(0.5) * far * far, kind(delta) * (far - kind(0.5 * delta))), reduction)


def huber_slope(self: Any, target: Any, delta: float) -> Any:
    difference = self - target
    return where((difference <= delta) & (difference >= -delta), difference, k.sign(difference) * delta)


def _huber_backward(grad: Any, self: Any, target: Any, reduction: int, delta: float) -> Any:
    return huber_slope(self, target, delta) * share(grad, self, reduction)


huber_backward = either("_huber_loss_backward", _huber_backward)


def huber_double(grad: Any, grad_output: Any, self: Any, target: Any, reduction: int, delta: float) -> Any:
    return where(abs(self - target) < delta, grad * share(grad_output, self, reduction), 0.0)


def soft_margin_loss(self: Any, target: Any, reduction: int) -> Any:
    return reduced(np.log1p(np.exp(-target * self)), reduction)


def soft_margin_backward(grad: Any, self: Any, target: Any, reduction: int) -> Any:
    grown = k.exp(-target * self)
    return -target * (grown / (grown + 1)) * share(grad, self, reduction)


# ── of probabilities ───────────────────────────────────────────────────────────────────────────────────────────


def binary_cross_entropy(self: Any, target: Any, weight: Any, reduction: int) -> Any:
    if self.size and not np.all((self >= 0) & (self <= 1)):
        raise AutogradError("all elements of input should be between 0 and 1")
    if target.size and not np.all((target >= 0) & (target <= 1)):
        raise AutogradError("all elements of target should be between 0 and 1")
    kind = self.dtype.type
    values = (target - 1) * np.maximum(np.log1p(-self), kind(-100)) - target * np.maximum(np.log(self), kind(-100))
    return reduced(values if weight is None else values * weight, reduction)


def _bce_backward(grad: Any, self: Any, target: Any, weight: Any, reduction: int) -> Any:
    bounded = np.maximum((1 - self) * self, self.dtype.type(1e-12))
    found = share(grad, self, reduction) * (self - target) / bounded
    return found if weight is None else found * weight


bce_backward = either("_bce_backward", _bce_backward)
TINY = 1e-12


def bce_double_grad(grad: Any, self: Any, target: Any, weight: Any, reduction: int, sizes: Any) -> Any:
    slope = (self - target) / ((self + TINY) * (1 - self + TINY))
    return back(share(grad, self, reduction), sizes, slope if weight is None else slope * weight)


def bce_double_self(grad: Any, grad_output: Any, self: Any, target: Any, weight: Any, reduction: int) -> Any:
    below = (self + TINY) ** 2 * (1 - self + TINY) ** 2
    bend = (self * self - 2 * self * target + target) / below
    found = bend * grad * share(grad_output, self, reduction)
    return found if weight is None else found * weight


def bce_double_target(grad: Any, grad_output: Any, self: Any, weight: Any, reduction: int) -> Any:
    found = -grad * share(grad_output, self, reduction) / (self * (1 - self))
    return found if weight is None else found * weight


def bce_backward_target(grad: Any, self: Any, weight: Any, reduction: int) -> Any:
    found = share(grad, self, reduction) * (k.log(1 - self) - k.log(self))
    return found if weight is None else found * weight


def _log_sigmoid_of(x: Any) -> Any:
    if is_array(x):
        return log_sigmoid(x, np.exp(-np.abs(x)))
    return call("_log_sigmoid", x, k.exp(-abs(x)).detach())


def bce_with_logits(self: Any, target: Any, weight: Any, pos_weight: Any, reduction: int) -> Any:
    inner = _log_sigmoid_of(self)
    values = (1 - target) * self - (inner if pos_weight is None else ((pos_weight - 1) * target + 1) * inner)
    return reduced(values if weight is None else values * weight, reduction)


def bce_with_logits_backward(grad: Any, self: Any, target: Any, weight: Any, pos_weight: Any, reduction: int) -> Any:
    if pos_weight is None:
        slope = sigmoid(self) - target
    else:
        positive = pos_weight * target
        slope = (positive + 1 - target) * sigmoid(self) - positive
    found = slope * share(grad, self, reduction)
    return found if weight is None else found * weight


def bce_with_logits_target(grad: Any, self: Any, weight: Any, pos_weight: Any, reduction: int) -> Any:
    slope = -self if pos_weight is None else _log_sigmoid_of(-self) - pos_weight * _log_sigmoid_of(self)
    found = slope * share(grad, self, reduction)
    return found if weight is None else found * weight


# ── of classes ─────────────────────────────────────────────────────────────────────────────────────────────────


def kept(target: Any, ignore_index: int) -> tuple[Any, Any]:
    """Which targets count, and targets with 0 for those that do not."""
    valid = np.asarray(target) != ignore_index
    return valid, np.where(valid, target, 0)


def class_weights(target: Any, weight: Any, ignore_index: int, classes: int, dtype: Any) -> Any:
    """The weight of each target. Raises DimensionError for a class there is none of."""
    valid, safe = kept(target, ignore_index)
    outside = (safe < 0) | (safe >= classes)
    if np.any(outside):
        raise DimensionError(f"Target {int(safe[outside].flat[0])} is out of bounds.")
    chosen = np.ones(safe.shape, dtype) if weight is None else weight[safe]
    return np.where(valid, chosen, dtype.type(0))


def _places(shape: tuple[int, ...], target: Any, ignore_index: int) -> Any:
    """The flat index of the chosen class of each target, in the shape of the targets."""
    _, safe = kept(target, ignore_index)
    if len(shape) == 1:
        return safe
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    return np.take_along_axis(numbers, np.expand_dims(safe, 1), 1)[:, 0]


def nll_loss(self: Any, target: Any, weight: Any, reduction: int, ignore_index: int, total_weight: Any) -> Any:
    classes = self.shape[1 if self.ndim > 1 else 0]
    weights = class_weights(target, weight, ignore_index, classes, self.dtype)
    values = -np.take(self, _places(self.shape, target, ignore_index)) * weights
    if reduction == NONE:
        return values[()]
    summed = np.sum(values, dtype=self.dtype)
    return summed / total_weight if reduction == MEAN else summed


def _nll_loss_backward(
    grad: Any, self: Any, target: Any, weight: Any, reduction: int, ignore_index: int, total_weight: Any
) -> Any:
    classes = self.shape[1 if self.ndim > 1 else 0]
    weights = class_weights(target, weight, ignore_index, classes, self.dtype)
    factors = -weights * grad
    if reduction == MEAN:
        factors = np.where(kept(target, ignore_index)[0], factors / total_weight, self.dtype.type(0))
    return k.scatter(np.asarray(factors), self.shape, _places(self.shape, target, ignore_index))


nll_loss_again = either("_nll_loss", nll_loss)
nll_loss_backward = either("_nll_loss_backward", _nll_loss_backward)
