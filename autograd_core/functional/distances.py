"""Distances, norms and similarities of vectors."""

from __future__ import annotations

from typing import Any

from ..context import current
from ..errors import AutogradError
from .calls import as_in_cpp, run


def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """The norm of ``x1 − x2 + eps`` along the last dimension."""
    with as_in_cpp():
        difference = x1 - x2 + eps
    return run("_norm", difference, p, (max(x1.ndim, x2.ndim) - 1,), keepdim)


def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between vectors along ``dim``."""
    parts = []
    for one in (x1, x2):
        norm = run("linalg_vector_norm", one, 2, (dim,), True, None)
        bounded = norm.clone() if current().grad_enabled else norm
        bounded.data = bounded.data.clamp(min=eps)
        parts.append(one / bounded)
    return (parts[0] * parts[1]).sum(dim)


def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Any = None) -> Any:
    """``input`` divided by its norm along ``dim``."""
    norm = run("linalg_vector_norm", input, p, (dim,) if isinstance(dim, int) else tuple(dim), True, None)
    return input / norm.clamp_min(eps).expand_as(input)


def cdist(x1: Any, x2: Any, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Any:
    """The distance of each row of ``x1`` to each row of ``x2``."""
    for name, one in (("X1", x1), ("X2", x2)):
        if one.ndim < 2:
            raise AutogradError(f"cdist only supports at least 2D tensors, {name} got: {one.ndim}D")
    if p < 0:
        raise AutogradError("cdist only supports non-negative p values")
    return run("_cdist", x1, x2, p)
