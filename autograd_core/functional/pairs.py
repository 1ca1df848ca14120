"""Losses of pairs and triples: how near things are that belong together, how far those that do not."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..creation import made
from ..errors import AutogradError, ValueOutOfRange
from .calls import as_in_cpp, where
from .distances import pairwise_distance
from .reduction import apply, chosen


def margin_ranking_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How much the wrong one of two is ahead."""
    reduction = chosen(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise AutogradError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    with as_in_cpp():
        return apply((-target * (input1 - input2) + margin).clamp_min(0), reduction)


def hinge_embedding_loss(
    input: Any,
    target: Any,
    margin: float = 1.0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """``input`` for target 1; what is missing to ``margin`` for −1."""
    reduction = chosen(size_average, reduce, reduction)
    zero = _constant(0, input)
    near = where(target != 1, (_constant(margin, input) - input).clamp_min(0), zero)
    far = where(target != -1, input, zero)
    return apply(near + far, reduction)


def cosine_embedding_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """One minus the cosine for target 1; the cosine above ``margin`` for −1."""
    reduction = chosen(size_average, reduce, reduction)
    dim, zero = target.ndim, _constant(0, input1)
    with as_in_cpp():
        sizes = ((input1 * input1).sum(dim) + 1e-12) * ((input2 * input2).sum(dim) + 1e-12)
        cosine = (input1 * input2).sum(dim) / sizes.sqrt()
        far = where(target == -1, (cosine - margin).clamp_min(0), zero)
    return apply(where(target == 1, _constant(1, input1) - cosine, zero) + far, reduction)


def _constant(number: float, like: Any) -> Any:
    """A tensor of one number."""
    return made(np.asarray(number, like._data.dtype))


def triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How much nearer than ``margin`` the wrong one is."""
    reduction = chosen(size_average, reduce, reduction)
    if margin <= 0:
        raise ValueOutOfRange(f"margin must be greater than 0, got {margin}")
    near, far = pairwise_distance(anchor, positive, p, eps), pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    with as_in_cpp():
        return apply((near + margin - far).clamp_min(0), reduction)
