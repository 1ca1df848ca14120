"""``torch.nn.utils``: clipping of gradients, and parameters as one vector."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import dispatch
from ..context import warn
from ..errors import ArgumentError, AutogradError
from ..functional import linalg
from ..functional.calls import is_tensor, refused
from ..modes import no_grad
from ..tensor import Tensor, build


def _grads(parameters: Any) -> list[Any]:
    among = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [one._grad for one in among if one._grad is not None]


def clip_grad_norm_(
    parameters: Iterable[Any] | Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:
    """Scale all gradients together so that their norm is at most ``max_norm``; returns the norm they had."""
    grads = _grads(parameters)
    with no_grad():
        total = get_total_norm(grads, norm_type, error_if_nonfinite)
        factor = (max_norm / (total + 1e-6)).clamp(max=1.0)
        for grad in grads:
            grad.mul_(factor)
    return total


def get_total_norm(tensors: Iterable[Any], norm_type: float = 2.0, error_if_nonfinite: bool = False) -> Any:
    """The norm of the norms of some tensors."""
    among = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not among:
        return build(np.float32(0.0))
    norms = [linalg.vector_norm(one, float(norm_type)) for one in among]
    total = linalg.vector_norm(build(np.stack([one._data for one in norms])), float(norm_type))
    if error_if_nonfinite and not math.isfinite(total.item()):
        raise AutogradError(
            f"The total norm of order {float(norm_type)} for gradients from `parameters` is non-finite, so it cannot "
            "be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


def clip_grad_norm(parameters: Any, max_norm: float, norm_type: float = 2.0) -> Any:
    """The old name of ``clip_grad_norm_``."""
    warn("torch.nn.utils.clip_grad_norm is now deprecated in favor of torch.nn.utils.clip_grad_norm_.")
    return clip_grad_norm_(parameters, max_norm, norm_type)


def clip_grad_value_(parameters: Iterable[Any] | Any, clip_value: float, foreach: bool | None = None) -> None:
    """Put every number of every gradient between ± ``clip_value``."""
    with no_grad():
        for grad in _grads(parameters):
            grad.clamp_(min=-float(clip_value), max=float(clip_value))


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """All numbers of all parameters, one after the other."""
    return _cat([one.reshape(-1) for one in parameters])


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """The numbers of a vector, put into parameters one after the other."""
    if not is_tensor(vec):
        raise ArgumentError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    at = 0
    for one in parameters:
        count = one.numel()
        one.data = vec[at : at + count].reshape(tuple(one.shape)).data
        at += count


_cat = dispatch.entry("cat", False, "cat")

NAMES: dict[str, Any] = {
    one.__name__: one
    for one in (
        clip_grad_norm_,
        clip_grad_norm,
        clip_grad_value_,
        get_total_norm,
        parameters_to_vector,
        vector_to_parameters,
    )
} | {
    name: refused(f"torch.nn.utils.{name}", "write it with plain tensors")
    for name in (
        "weight_norm",
        "spectral_norm",
        "remove_weight_norm",
        "prune",
        "rnn",
        "parametrize",
        "parametrizations",
    )
}
