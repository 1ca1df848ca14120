"""Layers that move a window over a grid: convolution, pooling, padding."""

from __future__ import annotations

import math
from typing import Any

from .. import functional as F
from ..dtypes import DType
from ..errors import ValueOutOfRange
from ..functional.windows import several
from . import init
from .linear import fresh
from .module import Module

f = F.NAMES


class _Conv(Module):
    _dims = 1
    _transposed = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._check(in_channels, out_channels, groups, padding, padding_mode)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = several(kernel_size, self._dims)
        self.stride = several(stride, self._dims)
        self.padding = padding if isinstance(padding, str) else several(padding, self._dims)
        self.dilation = several(dilation, self._dims)
        self.transposed = self._transposed
        self.output_padding = (0,) * self._dims
        self.groups = groups
        self.padding_mode = padding_mode
        sides = (out_channels, in_channels // groups)
        if self._transposed:
            sides = (in_channels, out_channels // groups)
        self.weight = fresh((*sides, *self.kernel_size), dtype)
        self.register_parameter("bias", fresh((out_channels,), dtype) if bias else None)
        self.reset_parameters()

    def _check(self, inputs: int, outputs: int, groups: int, padding: Any, padding_mode: str) -> None:
        if groups <= 0:
            raise ValueOutOfRange("groups must be a positive integer")
        for name, count in (("in_channels", inputs), ("out_channels", outputs)):
            if count % groups:
                raise ValueOutOfRange(f"{name} must be divisible by groups")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueOutOfRange(f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            modes = "{'zeros', 'reflect', 'replicate', 'circular'}"
            raise ValueOutOfRange(f"padding_mode must be one of {modes}, but got padding_mode='{padding_mode}'")

    def reset_parameters(self) -> None:
        """New numbers, evenly spread in ± 1/√(numbers in a window)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = self.weight.shape[1] * math.prod(self.kernel_size)
            if fan_in:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Any) -> Any:
        padding = self.padding
        if self.padding_mode != "zeros":
            around = [one for size in reversed(self.padding) for one in (size, size)]
            input = f["pad"](input, around, mode=self.padding_mode)
            padding = (0,) * self._dims
        function = f[f"conv{self._dims}d"]
        return function(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        zeros, ones = (0,) * self._dims, (1,) * self._dims
        for name, usual in (("padding", zeros), ("dilation", ones), ("output_padding", zeros), ("groups", 1)):
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class Conv1d(_Conv):
    """(N, C, L) -> (N, out_channels, …)."""


class Conv2d(_Conv):
    """(N, C, H, W) -> (N, out_channels, …)."""

    _dims = 2


class Conv3d(_Conv):
    """(N, C, D, H, W) -> (N, out_channels, …)."""

    _dims = 3


class _ConvTranspose(_Conv):
    _transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )
        self.output_padding = several(output_padding, self._dims)

    def forward(self, input: Any) -> Any:
        function = f[f"conv_transpose{self._dims}d"]
        more = (self.stride, self.padding, self.output_padding, self.groups, self.dilation)
        return function(input, self.weight, self.bias, *more)


class ConvTranspose1d(_ConvTranspose):
    """The gradient of Conv1d, as a layer."""


class ConvTranspose2d(_ConvTranspose):
    """The gradient of Conv2d, as a layer."""

    _dims = 2


# ── pooling ────────────────────────────────────────────────────────────────────────────────────────────────────


class _MaxPool(Module):
    _dims = 1

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: Any) -> Any:
        function = f[f"max_pool{self._dims}d"]
        how = (self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)
        return function(input, *how)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """The largest number of each window."""


class MaxPool2d(_MaxPool):
    """The largest number of each window."""

    _dims = 2


class _AvgPool(Module):
    _dims = 1

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        spread = several if self._dims == 1 else lambda value, _: value
        self.kernel_size = spread(kernel_size, 1)
        self.stride = spread(stride if stride is not None else kernel_size, 1)
        self.padding = spread(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Any) -> Any:
        function = f[f"avg_pool{self._dims}d"]
        return function(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPool):
    """The mean of each window."""


class AvgPool2d(_AvgPool):
    """The mean of each window."""

    _dims = 2

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Any:
        how = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return f["avg_pool2d"](input, *how, self.divisor_override)


class _Adaptive(Module):
    _function = ""

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input: Any) -> Any:
        function = f[self._function]
        return function(input, self.output_size, *((True,) if self.return_indices else ()))

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_Adaptive):
    """Means over as many windows as asked for."""

    _function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(_Adaptive):
    """Means over as many windows as asked for."""

    _function = "adaptive_avg_pool2d"


class AdaptiveMaxPool1d(_Adaptive):
    """The largest numbers of as many windows as asked for."""

    _function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(_Adaptive):
    """The largest numbers of as many windows as asked for."""

    _function = "adaptive_max_pool2d"


# ── padding and others ─────────────────────────────────────────────────────────────────────────────────────────


class _Pad(Module):
    _dims = 1
    _mode = "constant"

    def __init__(self, padding: Any, value: float = 0) -> None:
        super().__init__()
        self.padding = several(padding, 2 * self._dims)
        self.value = value

    def forward(self, input: Any) -> Any:
        return f["pad"](input, self.padding, self._mode, self.value if self._mode == "constant" else None)

    def extra_repr(self) -> str:
        shows = self._mode == "constant" and not type(self).__name__.startswith("Zero")
        return f"padding={self.padding}, value={self.value}" if shows else f"{self.padding}"


def _padding(name: str, dims: int, mode: str) -> type[_Pad]:
    members = {"_dims": dims, "_mode": mode, "__module__": "torch.nn.modules.padding", "__doc__": f"{mode} padding."}
    return type(f"{name}Pad{dims}d", (_Pad,), members)


PADDING: dict[str, type[Module]] = {
    kind.__name__: kind
    for dims in (1, 2, 3)
    for kind in (
        *(_padding("Constant", dims, "constant"), _padding("Zero", dims, "constant")),
        *(_padding("Reflection", dims, "reflect"), _padding("Replication", dims, "replicate")),
    )
}


class Upsample(Module):
    """A larger grid; each place takes the nearest number."""

    def __init__(
        self, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: Any = None
    ) -> None:
        super().__init__()
        self.size = size
        self.scale_factor = (
            tuple(float(one) for one in scale_factor)
            if isinstance(scale_factor, tuple)
            else float(scale_factor)
            if scale_factor
            else None
        )
        self.mode = mode
        self.align_corners = align_corners

    def forward(self, input: Any) -> Any:
        return f["interpolate"](input, self.size, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self) -> str:
        by = f"size={self.size}" if self.scale_factor is None else f"scale_factor={self.scale_factor}"
        return f"{by}, mode='{self.mode}'"


class PixelShuffle(Module):
    """Channels spread over a finer grid."""

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Any) -> Any:
        return f["pixel_shuffle"](input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


_kind: type[Module]
for _kind in (_Conv, Conv1d, Conv2d, Conv3d, _ConvTranspose, ConvTranspose1d, ConvTranspose2d):
    _kind.__module__ = "torch.nn.modules.conv"
for _kind in (
    *(MaxPool1d, MaxPool2d, AvgPool1d, AvgPool2d, AdaptiveAvgPool1d, AdaptiveAvgPool2d),
    *(AdaptiveMaxPool1d, AdaptiveMaxPool2d),
):
    _kind.__module__ = "torch.nn.modules.pooling"
Upsample.__module__ = "torch.nn.modules.upsampling"
PixelShuffle.__module__ = "torch.nn.modules.pixelshuffle"
