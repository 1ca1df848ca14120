"""Convolution, pooling, padding and other functions that move over a grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import window_kernels
from ..context import take, tick, warn
from ..creation import made
from ..errors import AutogradError, PythonError
from ..schema import find
from .calls import call, run

Sizes = int | Sequence[int]
EVEN = (
    "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be "
    "created"
)


def several(value: Any, count: int) -> tuple[int, ...]:
    """One number for all dimensions, or one for each."""
    if isinstance(value, int):
        return (value,) * count
    found = tuple(int(one) for one in value)
    return found * count if len(found) == 1 else found


# ── convolution ────────────────────────────────────────────────────────────────────────────────────────────────


def _batched(input: Any, dims: int, name: str, work: Callable[[Any], Any]) -> Any:
    """``work`` on a batch; an input without one becomes a batch of one."""
    if input.ndim == dims + 2:
        return work(input)
    if input.ndim != dims + 1:
        raise AutogradError(
            f"Expected {dims + 1}D (unbatched) or {dims + 2}D (batched) input to {name}, but got input of size: "
            f"{list(input.shape)}"
        )
    return call(find("squeeze", "dim"), (work(call(find("unsqueeze"), (input, 0))), 0))


def _padding(padding: Any, weight: Any, stride: Sequence[int], dilation: Sequence[int]) -> Any:
    """Padding as numbers; for ``"same"`` the sum of both ends of each dimension."""
    dims = weight.ndim - 2
    if not isinstance(padding, str):
        return several(padding, dims)
    if padding == "valid":
        return (0,) * dims
    if padding != "same":
        raise AutogradError(f"Invalid padding string: '{padding}'")
    if any(step != 1 for step in stride):
        raise AutogradError("padding='same' is not supported for strided convolutions")
    return [d * (size - 1) for d, size in zip(dilation, weight.shape[2:], strict=True)]


def _conv(dims: int) -> Callable[..., Any]:
    def conv(
        input: Any,
        weight: Any,
        bias: Any = None,
        stride: Sizes = 1,
        padding: Any = 0,
        dilation: Sizes = 1,
        groups: int = 1,
    ) -> Any:
        if weight.ndim != dims + 2:
            raise AutogradError(
                "weight should have at least three dimensions"
                if weight.ndim < 3
                else f"expected stride to be a single integer value or a list of {weight.ndim - 2} values to match the "
                f"convolution dimensions, but got stride={list(several(stride, dims))}"
            )
        steps, spread = several(stride, dims), several(dilation, dims)
        around = _padding(padding, weight, steps, spread)

        def work(batch: Any) -> Any:
            both = around
            if isinstance(around, list):  # "same"
                uneven = [total % 2 for total in around]
                both = tuple(total // 2 for total in around)
                if any(uneven):
                    warn(EVEN)
                    batch = pad(batch, [one for more in reversed(uneven) for one in (0, more)])
            values = (batch, weight, bias, steps, both, spread, False, (0,) * dims, groups)
            return call(find("convolution"), values)

        return _batched(input, dims, f"conv{dims}d", work)

    conv.__name__ = conv.__qualname__ = f"conv{dims}d"
    conv.__doc__ = f"Windows of ``input`` times ``weight``, over {dims} dimension{'s' * (dims > 1)}."
    return conv


def _conv_transpose(dims: int) -> Callable[..., Any]:
    def conv_transpose(
        input: Any,
        weight: Any,
        bias: Any = None,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        groups: int = 1,
        dilation: Sizes = 1,
    ) -> Any:
        steps, around, more, spread = (several(one, dims) for one in (stride, padding, output_padding, dilation))

        def work(batch: Any) -> Any:
            return call(find("convolution"), (batch, weight, bias, steps, around, spread, True, more, groups))

        return _batched(input, dims, f"conv_transpose{dims}d", work)

    conv_transpose.__name__ = conv_transpose.__qualname__ = f"conv_transpose{dims}d"
    conv_transpose.__doc__ = f"The gradient of ``conv{dims}d``, as a layer of its own."
    return conv_transpose


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)
conv_transpose1d, conv_transpose2d, conv_transpose3d = _conv_transpose(1), _conv_transpose(2), _conv_transpose(3)


# ── pooling ────────────────────────────────────────────────────────────────────────────────────────────────────


def _window(kernel_size: Sizes, stride: Any, padding: Sizes, dims: int) -> tuple[tuple[int, ...], ...]:
    """Kernel, stride and padding, one number for each dimension; a stride that is not given is the kernel."""
    kernel = several(kernel_size, dims)
    return kernel, several(kernel if stride is None or stride == () else stride, dims), several(padding, dims)


def _check_pool(name: str, input: Any, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int]) -> None:
    if input.ndim not in (len(kernel) + 1, len(kernel) + 2):
        raise AutogradError(
            f"max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(input.shape)}"
            if name == "max_pool1d"
            else "non-empty 3D or 4D (batch mode) tensor expected for input"
        )
    for size, around in zip(kernel, padding, strict=True):
        if around > size // 2:
            raise AutogradError(
                f"pad should be at most half of effective kernel size, but got pad={around}, kernel_size={size} and "
                "dilation=1"
            )
    if any(step <= 0 for step in stride):
        raise AutogradError("stride should not be zero")


def _check_sizes(input: Any, out: Sequence[int]) -> None:
    if any(size <= 0 for size in out):
        lead = "x".join(str(one) for one in (input.shape[-3], *input.shape[-2:]))
        shown = "x".join(str(one) for one in (input.shape[-3], *out))
        raise AutogradError(f"Given input size: ({lead}). Calculated output size: ({shown}). Output size is too small")


def max_pool2d(
    input: Any,
    kernel_size: Sizes,
    stride: Any = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window: (N, C, H, W) or (C, H, W)."""
    kernel, steps, around = _window(kernel_size, stride, padding, 2)
    spread = several(dilation, 2)
    _check_pool("max_pool2d", input, kernel, steps, around)
    rows = zip(input.shape[-2:], kernel, steps, around, spread, strict=True)
    _check_sizes(input, [window_kernels.pooled_size(*row, ceil_mode) for row in rows])
    places = made(window_kernels.largest(input._data, kernel, steps, around, spread, ceil_mode))
    found = run("_max_pool2d", input, kernel, steps, around, spread, ceil_mode, places)
    return (found, places) if return_indices else found


def max_pool1d(
    input: Any,
    kernel_size: Sizes,
    stride: Any = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window: (N, C, L) or (C, L)."""
    kernel, steps, around = _window(kernel_size, stride, padding, 1)
    spread = several(dilation, 1)
    _check_pool("max_pool1d", input, kernel, steps, around)
    flat = call(find("unsqueeze"), (input, -2))
    both = ((1, *kernel), (1, *steps), (0, *around), (1, *spread), ceil_mode, True)
    found, places = max_pool2d(flat, *both)
    found = call(find("squeeze", "dim"), (found, -2))
    return (found, places.squeeze(-2)) if return_indices else found


def _averaged(name: str, input: Any, ranges: Any, divisors: Any) -> Any:
    shape = tuple(len(one) for one in ranges)
    divisor = np.broadcast_to(np.asarray(divisors, input._data.dtype), shape)
    return run(name, input, made(np.array(divisor)), ranges)


def _divisors(sizes: Any, kernel: Any, steps: Any, around: Any, counts: Any, includes: bool) -> Any:
    """How many numbers each window divides by."""
    take(math.prod(counts))
    found = np.ones(())
    for size, width, step, more, count in zip(sizes, kernel, steps, around, counts, strict=True):
        starts = np.arange(count) * step - more
        ends = np.minimum(starts + width, size + more)
        wide = ends - starts if includes else np.minimum(ends, size) - np.maximum(starts, 0)
        found = np.multiply.outer(found, wide)
    return found


def _avg_pool(dims: int) -> Callable[..., Any]:
    def avg_pool(
        input: Any,
        kernel_size: Sizes,
        stride: Any = None,
        padding: Sizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:
        kernel, steps, around = _window(kernel_size, stride, padding, dims)
        _check_pool(f"avg_pool{dims}d", input, kernel, steps, around)
        sizes = tuple(input.shape[-dims:])
        ranges = window_kernels.windows(sizes, kernel, steps, around, ceil_mode)
        counts = [len(one) for one in ranges]
        _check_sizes(input, counts)
        divisors = divisor_override or _divisors(sizes, kernel, steps, around, counts, count_include_pad)
        return _averaged(f"_avg_pool{dims}d", input, ranges, divisors)

    avg_pool.__name__ = avg_pool.__qualname__ = f"avg_pool{dims}d"
    avg_pool.__doc__ = "The mean of each window."
    return avg_pool


avg_pool2d, avg_pool3d = _avg_pool(2), _avg_pool(3)


def avg_pool1d(
    input: Any,
    kernel_size: Sizes,
    stride: Any = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of each window: (N, C, L) or (C, L)."""
    kernel, steps, around = _window(kernel_size, stride, padding, 1)
    _check_pool("avg_pool1d", input, kernel, steps, around)
    flat = call(find("unsqueeze"), (input, -2))
    found = avg_pool2d(flat, (1, *kernel), (1, *steps), (0, *around), ceil_mode, count_include_pad)
    return call(find("squeeze", "dim"), (found, -2))


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Any:
    """Means over as many windows as were asked for: (N, C, H, W) or (C, H, W)."""
    wanted = _adaptive_sizes(input, output_size, 2)
    if wanted == (1, 1):
        return input.mean((-1, -2), True)
    ranges = window_kernels.adaptive_windows(input.shape[-2:], wanted)
    counts = np.multiply.outer(*([len(one) for one in many] for many in ranges))
    return _averaged("_adaptive_avg_pool2d", input, ranges, counts)


def adaptive_avg_pool1d(input: Any, output_size: Any) -> Any:
    """Means over as many windows as were asked for: (N, C, L) or (C, L)."""
    flat = call(find("unsqueeze"), (input, -2))
    found = adaptive_avg_pool2d(flat, (1, *several(output_size, 1)))
    return call(find("squeeze", "dim"), (found, -2))


def _adaptive_sizes(input: Any, output_size: Any, dims: int) -> tuple[int, ...]:
    given = (output_size,) * dims if isinstance(output_size, int) or output_size is None else tuple(output_size)
    sizes = zip(given, input.shape[-dims:], strict=True)
    return tuple(size if one is None else int(one) for one, size in sizes)


def adaptive_max_pool2d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest numbers of as many windows as were asked for."""
    wanted = _adaptive_sizes(input, output_size, 2)
    rows, columns = window_kernels.adaptive_windows(input.shape[-2:], wanted)
    width = input.shape[-1]
    best = []
    for row in rows:
        for column in columns:
            tick()
            part = input._data[..., row.start : row.stop, column.start : column.stop]
            at = part.reshape(*part.shape[:-2], -1).argmax(-1)
            best.append((row.start + at // len(column)) * width + column.start + at % len(column))
    places = made(np.stack(best, -1).reshape(*input.shape[:-2], *wanted))
    found = run("_adaptive_max_pool2d", input, wanted, places)
    return (found, places) if return_indices else found


def adaptive_max_pool1d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest numbers of as many windows as were asked for."""
    flat = call(find("unsqueeze"), (input, -2))
    found, places = adaptive_max_pool2d(flat, (1, *several(output_size, 1)), True)
    found = call(find("squeeze", "dim"), (found, -2))
    return (found, places.squeeze(-2)) if return_indices else found


def lp_pool2d(input: Any, norm_type: float, kernel_size: Sizes, stride: Any = None, ceil_mode: bool = False) -> Any:
    """The p-norm of each window."""
    kernel = several(kernel_size, 2)
    out = avg_pool2d(input.pow(norm_type), kernel, stride, 0, ceil_mode)
    return (out.sign() * out.abs().relu()).mul(math.prod(kernel)).pow(1.0 / norm_type)


# ── padding ────────────────────────────────────────────────────────────────────────────────────────────────────

_MODES = {"reflect": ("reflection", 1), "replicate": ("replication", 1)}


def pad(input: Any, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Any:
    """``input`` with more around it; ``pad`` names both ends of the last dimension first."""
    sizes = tuple(int(one) for one in pad)
    if mode == "constant":
        return run("constant_pad_nd", input, sizes, 0 if value is None else value)
    if value is not None and value != 0:
        raise AutogradError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode == "circular":
        raise PythonError("NotImplementedError", "circular padding is not here; use torch.cat with slices of the input")
    if mode not in _MODES:
        raise PythonError("NotImplementedError", f"Unrecognised padding mode {mode}")
    dims = len(sizes) // 2
    if input.ndim not in (dims + 1, dims + 2):
        raise PythonError(
            "NotImplementedError",
            f"Padding size {len(sizes)} is not supported for {input.ndim}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)",
        )
    kind = _MODES[mode][0]
    _check_mirror(input, sizes, kind)
    return run(f"{kind}_pad{dims}d", input, sizes)


def _check_mirror(input: Any, sizes: tuple[int, ...], kind: str) -> None:
    for at in range(0, len(sizes), 2):
        axis = input.ndim - 1 - at // 2
        if kind == "reflection" and max(sizes[at : at + 2]) >= input.shape[axis]:
            raise AutogradError(
                "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({sizes[at]}, {sizes[at + 1]}) at dimension {axis} of input {list(input.shape)}"
            )


# ── others ─────────────────────────────────────────────────────────────────────────────────────────────────────


def unfold(input: Any, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1) -> Any:
    """Every window as a column: (N, C, H, W) -> (N, C · kernel, windows)."""
    return run("im2col", input, *(several(one, 2) for one in (kernel_size, dilation, padding, stride)))


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:
    """A grid of another size; each place takes the nearest number."""
    if mode != "nearest":
        raise PythonError("NotImplementedError", f"interpolate with mode='{mode}' is not here; use mode='nearest'")
    dims = input.ndim - 2
    sizes = tuple(input.shape[2:])
    if (size is None) == (scale_factor is None):
        word = "either size or scale_factor should be defined" if size is None else "only one of size or scale_factor"
        raise ValueError(word if size is None else f"{word} should be defined")
    if size is not None:
        wanted = several(size, dims)
        scales = [has / want for has, want in zip(sizes, wanted, strict=True)]
    else:
        factors = (scale_factor,) * dims if isinstance(scale_factor, (int, float)) else tuple(scale_factor)
        wanted = tuple(math.floor(has * factor) for has, factor in zip(sizes, factors, strict=True))
        scales = [1 / factor for factor in factors]
    return run(f"_upsample_nearest{dims}d", input, wanted, scales)


def upsample(input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest") -> Any:
    """The old name of ``interpolate``."""
    return interpolate(input, size, scale_factor, mode)
