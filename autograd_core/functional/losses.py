"""Losses: how far an output is from what was wanted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import loss_kernels
from ..context import warn
from ..creation import made
from ..dtypes import int64
from ..errors import AutogradError, ValueOutOfRange
from ..schema import find
from .activations import log_softmax_of, logsigmoid
from .calls import as_in_cpp, call, run, viewed
from .reduction import apply, chosen, enum


def _warn_of_sizes(input: Any, target: Any) -> None:
    if target.size() != input.size():
        warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )


def broadcast(*tensors: Any) -> tuple[Any, ...]:
    """All expanded to one shape; those that have it stay themselves."""
    shapes = [tuple(one.shape) for one in tensors]
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        return tensors  # refused by the op, in PyTorch's words
    return tuple(one if tuple(one.shape) == shape else call(find("expand"), (one, shape, False)) for one in tensors)


# ── of numbers ─────────────────────────────────────────────────────────────────────────────────────────────────


def mse_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """The mean of ``(input − target)²``."""
    _warn_of_sizes(input, target)
    reduction = chosen(size_average, reduce, reduction)
    first, second = broadcast(input, target)
    if weight is not None:
        return _weighted(run("mse_loss", first, second, 0), weight, reduction)
    return run("mse_loss", first, second, enum(reduction))


def _weighted(values: Any, weight: Any, reduction: str) -> Any:
    if enum(reduction) == 1:
        return (values * weight).sum() / weight.sum()
    return apply(values * weight, reduction)


def l1_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """The mean of ``|input − target|``."""
    _warn_of_sizes(input, target)
    reduction = chosen(size_average, reduce, reduction)
    first, second = broadcast(input, target)
    values = (first - second).abs()
    return apply(values, reduction) if weight is None else _weighted(values, weight, reduction)


def smooth_l1_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean", beta: float = 1.0
) -> Any:
    """Squares near 0, distances from ``beta`` on."""
    _warn_of_sizes(input, target)
    reduction = chosen(size_average, reduce, reduction)
    first, second = broadcast(input, target)
    if beta == 0.0:
        return apply((first - second).abs(), reduction)
    return run("smooth_l1_loss", first, second, enum(reduction), beta)


def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, weight: Any = None) -> Any:
    """Squares near 0, distances times ``delta`` from there on."""
    _warn_of_sizes(input, target)
    first, second = broadcast(input, target)
    if weight is not None:
        return _weighted(run("huber_loss", first, second, 0, delta), weight, reduction)
    return run("huber_loss", first, second, enum(reduction), delta)


def poisson_nll_loss(
    input: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    size_average: Any = None,
    eps: float = 1e-8,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How unlikely counts are under a Poisson distribution."""
    reduction = chosen(size_average, reduce, reduction)
    enum(reduction)
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        with as_in_cpp():
            stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return apply(loss, reduction)


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """How unlikely numbers are under normal distributions of mean ``input`` and variance ``var``."""
    if isinstance(var, float):
        var = input * 0 + var
    if bool((var < 0).any()):
        raise ValueOutOfRange("var has negative entry/entries")
    if var.shape != input.shape:
        if input.shape[:-1] == var.shape:
            var = var.unsqueeze(-1)
        elif not (input.shape[:-1] == var.shape[:-1] and var.shape[-1] == 1):
            raise ValueOutOfRange("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueOutOfRange(reduction + " is not valid")
    clamped = var.clone()
    clamped.data = clamped.data.clamp(min=eps)
    difference = input - target
    loss = 0.5 * (clamped.log() + difference**2 / clamped)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return apply(loss, reduction)


# ── of probabilities ───────────────────────────────────────────────────────────────────────────────────────────


def binary_cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How unlikely ``target`` is if ``input`` are chances. Raises where those are not between 0 and 1."""
    number = enum(chosen(size_average, reduce, reduction))
    if target.size() != input.size():
        raise ValueOutOfRange(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        weight = call(find("expand"), (weight, np.broadcast_shapes(target.shape, weight.shape), False))
    return run("binary_cross_entropy", input, target, weight, number)


def binary_cross_entropy_with_logits(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Any = None,
) -> Any:
    """The same of ``sigmoid(input)``, without overflow."""
    number = enum(chosen(size_average, reduce, reduction))
    if target.size() != input.size():
        raise ValueOutOfRange(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return run("binary_cross_entropy_with_logits", input, target, weight, pos_weight, number)


def kl_div(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Any:
    """How far the distribution ``target`` is from ``exp(input)``."""
    if size_average is not None or reduce is not None:
        reduction = chosen(size_average, reduce, reduction)
    elif reduction == "mean":
        warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
            "same as 'batchmean' in the next major release."
        )
    batchmean = reduction == "batchmean"
    values = target.exp() * (target - input) if log_target else target.xlogy(target) - target * input
    loss = apply(values, "sum" if batchmean else reduction)
    return loss / input.shape[0] if batchmean and input.ndim else loss


def soft_margin_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """``log(1 + exp(−target · input))``."""
    if target.requires_grad:
        raise AutogradError(
            "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input "
            "cannot have requires_grad True."
        )
    return run("soft_margin_loss", input, target, enum(chosen(size_average, reduce, reduction)))


def multilabel_soft_margin_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Binary cross entropy of every class, averaged over the classes."""
    reduction = chosen(size_average, reduce, reduction)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    return apply(loss.sum(input.ndim - 1) / input.shape[-1], reduction)


# ── of classes ─────────────────────────────────────────────────────────────────────────────────────────────────


def nll_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """``−input`` at the target class; ``input`` are logarithms of chances."""
    return _nll(input, target, weight, enum(chosen(size_average, reduce, reduction)), ignore_index)


def _nll(input: Any, target: Any, weight: Any, reduction: int, ignore_index: int) -> Any:
    if not input.ndim:
        raise AutogradError("Expected 1 or more dimensions (got 0)")
    if input.ndim != 1 and input.shape[:1] != target.shape[:1]:
        count = target.shape[0] if target.ndim else 0
        raise ValueOutOfRange(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({count}).")
    name, out = "_nll_loss", None
    if input.ndim > 2:
        wanted = (input.shape[0], *input.shape[2:])
        if tuple(target.shape) != wanted:
            raise AutogradError(f"Expected target size {list(wanted)}, got {list(target.shape)}")
        name = "_nll_loss2d"
        if input.ndim != 4:
            out = wanted
            input = viewed(input.contiguous(), input.shape[0], input.shape[1], 1, -1)
            target = viewed(target.contiguous(), target.shape[0], 1, -1)
    elif target.ndim > 1:
        raise AutogradError("0D or 1D target tensor expected, multi-target not supported")
    if target.dtype is not int64 and target.dtype.name != "uint8":
        raise AutogradError(f"expected target dtype to be Long or Byte, but got {target.dtype.title}")
    classes = input.shape[1 if input.ndim > 1 else 0]
    if weight is not None and tuple(weight.shape) != (classes,):
        raise AutogradError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(weight.shape)}"
        )
    array = None if weight is None else weight._data
    weights = loss_kernels.class_weights(target._data, array, ignore_index, classes, input._data.dtype)
    total = made(np.asarray(np.sum(weights if reduction else 0, dtype=input._data.dtype)))
    found = run(name, input, target, weight, reduction, ignore_index, total)
    return found if out is None or reduction else viewed(found, *out)


def cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """``nll_loss`` of ``log_softmax``; ``target`` are classes, or chances of all classes."""
    number = enum(chosen(size_average, reduce, reduction))
    of_classes = 0 if input.ndim == 1 else 1
    if input.shape == target.shape:
        return _of_chances(input, target, weight, number, label_smoothing, of_classes, ignore_index)
    if not label_smoothing:
        return _nll(log_softmax_of(input, of_classes), target, weight, number, ignore_index)
    if not 0 <= label_smoothing <= 1:
        raise AutogradError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    logs = log_softmax_of(input, of_classes)
    plain = _nll(logs, target, weight, number, ignore_index)
    smooth = _smooth(logs, target, weight, number, ignore_index, of_classes)
    times = find("mul", "Scalar")
    share = label_smoothing / input.shape[of_classes]
    first, second = call(times, (plain, 1 - label_smoothing)), call(times, (smooth, share))
    return run("add", first, second, 1)


def _smooth(logs: Any, target: Any, weight: Any, reduction: int, ignore_index: int, dim: int) -> Any:
    weighted = logs if weight is None else logs * _by_class(weight, logs)
    values = -weighted.sum(dim)
    ignored = target == ignore_index
    values.masked_fill_(ignored, 0.0)
    if reduction == 0:
        return values
    if reduction == 2:
        return values.sum()
    array = None if weight is None else weight._data
    counts = loss_kernels.class_weights(target._data, array, ignore_index, logs.shape[dim], logs._data.dtype)
    return values.sum() / made(np.asarray(np.sum(counts, dtype=logs._data.dtype)))


def _by_class(weight: Any, input: Any) -> Any:
    return weight if input.ndim < 2 else viewed(weight, 1, -1, *[1] * (input.ndim - 2))


def _of_chances(
    input: Any, target: Any, weight: Any, reduction: int, smoothing: float, dim: int, ignore_index: int
) -> Any:
    if not target.dtype.is_floating_point:
        raise AutogradError(
            "Expected floating point type for target with class probabilities, got " + target.dtype.title
        )
    if ignore_index >= 0:
        raise AutogradError("ignore_index is not supported for floating point target")
    classes = input.shape[dim]
    if smoothing:
        with as_in_cpp():
            target = target * (1 - smoothing) + smoothing / classes
    values = log_softmax_of(input, dim) * target
    if weight is not None:
        values = values * _by_class(weight, input)
    if reduction == 0:
        return -values.sum(dim)
    total = -values.sum()
    return total if reduction == 2 else call(find("div", "Scalar"), (total, input.numel() // classes))
