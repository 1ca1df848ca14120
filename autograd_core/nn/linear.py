"""Layers that multiply and reshape: Linear, Flatten, Unflatten, Identity, Embedding, Dropout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import functional as F
from .. import shaping
from ..context import take
from ..dtypes import DEFAULT, DType
from ..errors import ArgumentError, PythonError, ValueOutOfRange
from ..extras import bump
from ..tensor import build
from . import init
from .module import Module
from .parameter import Parameter

f = F.NAMES


def fresh(shape: Sequence[int], dtype: DType | None = None, value: float = 0.0) -> Parameter:
    """A parameter of this shape, to be filled by ``init``; its version counts from there."""
    wanted = (dtype or DEFAULT).numpy
    take(math.prod(shape), wanted.itemsize)
    return Parameter(build(np.full(tuple(shape), value, wanted)))


class Identity(Module):
    """Returns what it is given."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """``x @ weight.T + bias``: (…, in_features) -> (…, out_features)."""

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: DType | None = None
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = fresh((out_features, in_features), dtype)
        if bias:
            self.bias = fresh((out_features,), dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """New numbers, evenly spread in ± 1/√in_features."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Any) -> Any:
        return f["linear"](input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Flatten(Module):
    """All dimensions from ``start_dim`` on made one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Any) -> Any:
        return shaping.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension made several."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            kind = type(unflattened_size).__name__
            raise ArgumentError(f"unflattened_size must be a tuple of ints, but found type {kind}")
        for place, one in enumerate(unflattened_size):
            if not isinstance(one, int):
                kind = type(one).__name__
                raise ArgumentError(
                    f"unflattened_size must be tuple of ints, but found element of type {kind} at pos {place}"
                )
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Any) -> Any:
        at = self.dim % input.ndim
        return input.view(*input.shape[:at], *self.unflattened_size, *input.shape[at + 1 :])

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Embedding(Module):
    """Rows of a table: indices (…) -> (…, embedding_dim)."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Any = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise PythonError("AssertionError", "Padding_idx must be within num_embeddings")
            padding_idx %= num_embeddings
        self.padding_idx = padding_idx
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        if _weight is None:
            self.weight = fresh((num_embeddings, embedding_dim), dtype)
            self.weight.requires_grad_(not _freeze)
            self.reset_parameters()
        else:
            self.weight = Parameter(_weight, requires_grad=not _freeze)

    def reset_parameters(self) -> None:
        """New normal numbers; 0 for the padding."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight._data[self.padding_idx] = 0
            bump(self.weight)

    @classmethod
    def from_pretrained(cls, embeddings: Any, freeze: bool = True, padding_idx: int | None = None) -> Embedding:
        """A table of given numbers."""
        rows, columns = embeddings.shape
        return cls(rows, columns, padding_idx, _weight=embeddings, _freeze=freeze)

    def forward(self, input: Any) -> Any:
        return f["embedding"](
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def extra_repr(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        for name, usual in (
            *(("padding_idx", None), ("max_norm", None), ("norm_type", 2.0)),
            *(("scale_grad_by_freq", False), ("sparse", False)),
        ):
            value = getattr(self, name)
            if value != usual:
                parts.append(f"{name}={True if value is True else value}")
        return ", ".join(parts)


class _Dropout(Module):
    _function = "dropout"

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueOutOfRange(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def forward(self, input: Any) -> Any:
        return f[self._function](input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """Each number 0 with chance ``p`` in training."""


class Dropout1d(_Dropout):
    """Whole channels of (N, C, L) 0 with chance ``p`` in training."""

    _function = "dropout1d"


class Dropout2d(_Dropout):
    """Whole channels of (N, C, H, W) 0 with chance ``p`` in training."""

    _function = "dropout2d"


class Dropout3d(_Dropout):
    """Whole channels of (N, C, D, H, W) 0 with chance ``p`` in training."""

    _function = "dropout3d"


for _room, _kinds in {
    "linear": (Identity, Linear),
    "flatten": (Flatten, Unflatten),
    "sparse": (Embedding,),
    "dropout": (_Dropout, Dropout, Dropout1d, Dropout2d, Dropout3d),
}.items():
    for _kind in _kinds:
        _kind.__module__ = f"torch.nn.modules.{_room}"
