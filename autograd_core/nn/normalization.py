"""Layers that bring numbers to mean 0 and variance 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import functional as F
from ..context import take
from ..dtypes import DEFAULT, DType
from ..errors import ValueOutOfRange
from ..modes import no_grad
from ..tensor import build
from . import init
from .linear import fresh
from .module import Module

f = F.NAMES


class LayerNorm(Module):
    """Normal over the last dimensions, then ``weight`` and ``bias`` of their shape."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        for name, wanted in (("weight", elementwise_affine), ("bias", elementwise_affine and bias)):
            self.register_parameter(name, fresh(self.normalized_shape, dtype) if wanted else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """``weight`` 1 and ``bias`` 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Any) -> Any:
        return f["layer_norm"](input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        affine = f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        return f"{self.normalized_shape}, eps={self.eps}, {affine}"


class RMSNorm(Module):
    """Divided by the root of the mean square over the last dimensions, then ``weight``."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.register_parameter("weight", fresh(self.normalized_shape, dtype) if elementwise_affine else None)
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, input: Any) -> Any:
        return f["rms_norm"](input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Normal over each group of channels."""

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ValueOutOfRange(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, fresh((num_channels,), dtype) if wanted else None)
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Any) -> Any:
        return f["group_norm"](input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        affine = f"affine={self.affine}, bias={self.bias is not None}"
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, {affine}"


class _BatchNorm(Module):
    _dims: tuple[int, ...] = ()

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, fresh((num_features,), dtype) if wanted else None)
        kind = (dtype or DEFAULT).numpy
        tracked = track_running_stats
        take(3 * num_features if tracked else 0)
        self.register_buffer("running_mean", build(np.zeros(num_features, kind)) if tracked else None)
        self.register_buffer("running_var", build(np.ones(num_features, kind)) if tracked else None)
        self.register_buffer("num_batches_tracked", build(np.int64(0)) if tracked else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Mean 0, variance 1, no batches."""
        if self.track_running_stats:
            init.zeros_(self.running_mean)
            init.ones_(self.running_var)
            init.zeros_(self.num_batches_tracked)

    def reset_parameters(self) -> None:
        """``weight`` 1, ``bias`` 0, and the running statistics as new."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Any) -> Any:
        self._check(input)
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            with no_grad():
                self.num_batches_tracked.add_(1)
            if self.momentum is None:
                momentum = 1.0 / float(self.num_batches_tracked.item())
        by_batch = self.training or self.running_mean is None
        keeps = not self.training or self.track_running_stats
        running = (self.running_mean, self.running_var) if keeps else (None, None)
        return f["batch_norm"](input, *running, self.weight, self.bias, by_batch, momentum, self.eps)

    def _check(self, input: Any) -> None:
        if input.ndim not in self._dims:
            wanted = " or ".join(f"{count}D" for count in self._dims)
            raise ValueOutOfRange(f"expected {wanted} input (got {input.ndim}D input)")

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(_BatchNorm):
    """Normal over the batch: (N, C) or (N, C, L)."""

    _dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Normal over the batch: (N, C, H, W)."""

    _dims = (4,)


class BatchNorm3d(_BatchNorm):
    """Normal over the batch: (N, C, D, H, W)."""

    _dims = (5,)


class _InstanceNorm(_BatchNorm):
    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats)

    def forward(self, input: Any) -> Any:
        self._check(input)
        return f["instance_norm"](
            input, self.running_mean, self.running_var, self.weight, self.bias, True, self.momentum, self.eps
        )


class InstanceNorm1d(_InstanceNorm):
    """Normal over each channel of each sample: (N, C, L)."""

    _dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Normal over each channel of each sample: (N, C, H, W)."""

    _dims = (3, 4)


_kind: type[Module]
for _kind in (LayerNorm, RMSNorm, GroupNorm):
    _kind.__module__ = "torch.nn.modules.normalization"
for _kind in (_BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d):
    _kind.__module__ = "torch.nn.modules.batchnorm"
for _kind in (_InstanceNorm, InstanceNorm1d, InstanceNorm2d):
    _kind.__module__ = "torch.nn.modules.instancenorm"
