"""Convolution, pooling and padding: forwards, and gradients that run on arrays and on Tensors alike.

A convolution has three sides, each linear in two things: C(input, weight), T(grad, weight), which is the transposed
convolution, and W(grad, input). The gradients of each are the other two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import kernels as k
from .context import take
from .errors import AutogradError
from .kernels import call, is_array
from .network_kernels import either

Sizes = Sequence[int]


# ── convolution ────────────────────────────────────────────────────────────────────────────────────────────────


def convolution(
    x: Any,
    w: Any,
    bias: Any,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    transposed: bool,
    extra: Sizes,
    groups: int,
) -> Any:
    """(N, C, *in), (O, C / groups, *kernel) -> (N, O, *out)."""
    check(x, w, bias, padding, dilation, transposed, groups)
    if transposed:
        shape = transposed_shape(x.shape, w.shape, stride, padding, dilation, extra, groups)
        found = _turned(x, w, shape, stride, padding, dilation, groups)
    else:
        windows = _windows(x, w.shape[2:], stride, padding, dilation)
        spatial = w.ndim - 2
        parts = []
        for xs, ws in zip(np.split(windows, groups, 1), np.split(w, groups, 0), strict=True):
            inner = [1, *range(2 + spatial, 2 + 2 * spatial)]
            parts.append(np.moveaxis(np.tensordot(xs, ws, (inner, [1, *range(2, 2 + spatial)])), -1, 1))
        found = np.concatenate(parts, 1) if groups > 1 else parts[0]
    found = np.ascontiguousarray(found)
    return found if bias is None else found + bias.reshape(1, -1, *[1] * (x.ndim - 2))


def _windows(x: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Any:
    """(N, C, *in) -> (N, C, *out, *kernel), without copying but for the padding."""
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)]) if any(padding) else x
    reach = tuple(d * (size - 1) + 1 for d, size in zip(dilation, kernel, strict=True))
    seen = np.lib.stride_tricks.sliding_window_view(x, reach, axis=tuple(range(2, x.ndim)))
    steps = (*(slice(None, None, s) for s in stride), *(slice(None, None, d) for d in dilation))
    return seen[(slice(None), slice(None), *steps)]


def _turned(y: Any, w: Any, shape: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """T: each number of ``y`` is spread over its window of an array of ``shape``."""
    found = np.zeros((*shape[:2], *(size + 2 * p for size, p in zip(shape[2:], padding, strict=True))), y.dtype)
    width = shape[1] // groups
    for group, (ys, ws) in enumerate(zip(np.split(y, groups, 1), np.split(w, groups, 0), strict=True)):
        for place in np.ndindex(*w.shape[2:]):
            sent = np.moveaxis(np.tensordot(ys, ws[(slice(None), slice(None), *place)], ([1], [0])), -1, 1)
            at = tuple(
                slice(i * d, i * d + s * (size - 1) + 1, s)
                for i, d, s, size in zip(place, dilation, stride, y.shape[2:], strict=True)
            )
            found[(slice(None), slice(group * width, (group + 1) * width), *at)] += sent
    inner = [slice(p, p + size) for p, size in zip(padding, shape[2:], strict=True)]
    return found[(slice(None), slice(None), *inner)]


def _of_weight(grad: Any, x: Any, size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """W: (N, O, *out), (N, C, *in) -> (O, C / groups, *kernel)."""
    windows = _windows(x, size[2:], stride, padding, dilation)
    over = [0, *range(2, x.ndim)]
    # An input that is too large by less than a step has windows that nothing came from.
    windows = windows[(slice(None), slice(None), *(slice(n) for n in grad.shape[2:]))]
    parts = zip(np.split(grad, groups, 1), np.split(windows, groups, 1), strict=True)
    return np.concatenate([np.tensordot(gs, xs, (over, over)) for gs, xs in parts], 0)


weight_side = either("_convolution_weight", _of_weight)


def input_side(
    grad: Any, x: Any, shape: Sizes, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    """T(grad, w), in the ``shape`` of the input."""
    if is_array(grad):
        return _turned(grad, w, shape, stride, padding, dilation, groups)
    plain = transposed_shape(tuple(grad.shape), tuple(w.shape), stride, padding, dilation, [0] * len(stride), groups)
    extra = tuple(want - has for want, has in zip(shape[2:], plain[2:], strict=True))
    return call("_convolution_input", grad, x, w, stride, padding, dilation, extra, groups)


def spread(grad: Any, x: Any, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, extra: Sizes, groups: int) -> Any:
    """T(grad, w), in the shape that follows from ``extra``."""
    return convolution(grad, w, None, stride, padding, dilation, True, extra, groups)


def output_side(x: Any, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """C(x, w)."""
    arguments = (w, None, stride, padding, dilation, False, [0] * len(stride), groups)
    return convolution(x, *arguments) if is_array(x) else call("convolution", x, *arguments)


def grad_input(
    grad: Any, x: Any, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, transposed: bool, groups: int
) -> Any:
    if transposed:
        return output_side(grad, w, stride, padding, dilation, groups)
    return input_side(grad, x, tuple(x.shape), w, stride, padding, dilation, groups)


def grad_weight(
    grad: Any, x: Any, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, transposed: bool, groups: int
) -> Any:
    first, second = (x, grad) if transposed else (grad, x)
    return weight_side(first, second, tuple(w.shape), stride, padding, dilation, groups)


def grad_bias(grad: Any) -> Any:
    return k.total(grad, (0, *range(2, len(grad.shape))), False)


def transposed_shape(
    x: Sizes, w: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, extra: Sizes, groups: int
) -> tuple[int, ...]:
    spatial = (
        (size - 1) * s - 2 * p + d * (kernel - 1) + e + 1
        for size, s, p, d, kernel, e in zip(x[2:], stride, padding, dilation, w[2:], extra, strict=True)
    )
    return (x[0], w[1] * groups, *spatial)


def check(x: Any, w: Any, bias: Any, padding: Sizes, dilation: Sizes, transposed: bool, groups: int) -> None:
    """Raise PyTorch's errors where input and weight do not go together."""
    sizes, shape = list(w.shape), list(x.shape)
    channels = w.shape[0] if transposed else w.shape[1] * groups
    if w.dtype != x.dtype:
        first, second = ({"float32": "float", "float64": "double"}.get(a.dtype.name, a.dtype.name) for a in (x, w))
        raise AutogradError(f"expected scalar type {first.title()} but found {second.title()}")
    if x.shape[1] != channels:
        kind = "transposed=1" if transposed else f"groups={groups}"
        wanted = f"expected input{shape} to have {channels} channels, but got {x.shape[1]} channels instead"
        raise AutogradError(f"Given {kind}, weight of size {sizes}, {wanted}")
    if bias is not None and bias.shape[0] != (w.shape[1] * groups if transposed else w.shape[0]):
        outputs = w.shape[1] * groups if transposed else w.shape[0]
        raise AutogradError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {sizes}, expected bias "
            f"to be 1-dimensional with {outputs} elements, but got bias of size {list(bias.shape)} instead"
        )
    padded = [size + 2 * p for size, p in zip(x.shape[2:], padding, strict=True)]
    reach = [d * (size - 1) + 1 for d, size in zip(dilation, w.shape[2:], strict=True)]
    if not transposed and any(one < other for one, other in zip(padded, reach, strict=True)):
        names = [" x ".join(str(one) for one in many) for many in (padded, reach)]
        raise AutogradError(
            f"Calculated padded input size per channel: ({names[0]}). Kernel size: ({names[1]}). Kernel size can't be "
            "greater than actual input size"
        )


# ── windows of pooling ─────────────────────────────────────────────────────────────────────────────────────────


def pooled_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    count = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    return count - 1 if ceil_mode and (count - 1) * stride >= size + padding else count


def places(ranges: Sequence[Sequence[range]], sizes: Sizes, planes: int) -> tuple[Any, Any]:
    """Flat places in the output and in the input of every pair that belongs together.

    ``ranges`` holds, for each spatial dimension, what each place of the output sees of the input.
    """
    take(planes * math.prod(sum(len(one) for one in seen) for seen in ranges), itemsize=16)
    to, of = np.arange(planes), np.arange(planes)
    for seen, size in zip(ranges, sizes, strict=True):
        out = np.repeat(np.arange(len(seen)), [len(one) for one in seen])
        inside = np.concatenate([np.asarray(one, np.int64) for one in seen])
        to = (to[:, None] * len(seen) + out).ravel()
        of = (of[:, None] * size + inside).ravel()
    return to, of


def windows(sizes: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, ceil_mode: bool) -> list[list[range]]:
    found = []
    for size, kernel_size, step, pad in zip(sizes, kernel, stride, padding, strict=True):
        count = pooled_size(size, kernel_size, step, pad, 1, ceil_mode)
        take(count)
        starts = [i * step - pad for i in range(count)]
        found.append([range(max(start, 0), min(start + kernel_size, size)) for start in starts])
    return found


def adaptive_windows(sizes: Sizes, wanted: Sizes) -> list[list[range]]:
    take(math.prod(wanted))
    return [
        [range(i * size // count, math.ceil((i + 1) * size / count)) for i in range(count)]
        for size, count in zip(sizes, wanted, strict=True)
    ]


def averages(x: Any, divisor: Any, ranges: Any) -> Any:
    """The sum over each window, divided."""
    spatial = len(ranges)
    lead = x.shape[: x.ndim - spatial]
    to, of = places(ranges, x.shape[x.ndim - spatial :], math.prod(lead))
    shape = (*lead, *(len(one) for one in ranges))
    summed = np.bincount(to, x.ravel()[of], math.prod(shape)).astype(x.dtype)
    return summed.reshape(shape) / divisor


def averages_backward(grad: Any, shape: Sizes, divisor: Any, ranges: Any) -> Any:
    spatial = len(ranges)
    to, of = places(ranges, shape[len(shape) - spatial :], math.prod(shape[: len(shape) - spatial]))
    return k.scatter(k.gather(grad / divisor, to), tuple(shape), of)


def largest(x: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool) -> Any:
    """The flat place within its plane of the largest number of each window."""
    sizes = x.shape[-2:]
    counts = [pooled_size(*row, ceil_mode) for row in zip(sizes, kernel, stride, padding, dilation, strict=True)]
    take(math.prod(x.shape[:-2]) * math.prod(counts) * math.prod(kernel), itemsize=12)
    take(math.prod(x.shape[:-2]) * math.prod(size + 2 * p for size, p in zip(sizes, padding, strict=True)))
    reach = [
        max((n - 1) * s + d * (kernel_size - 1) + 1 - size - p, 0)
        for n, s, d, kernel_size, size, p in zip(counts, stride, dilation, kernel, sizes, padding, strict=True)
    ]
    around = [(0, 0)] * (x.ndim - 2) + [(p, more) for p, more in zip(padding, reach, strict=True)]
    padded = np.pad(x, around, constant_values=-np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min)
    numbers = np.pad(np.arange(math.prod(sizes)).reshape(sizes), around[-2:], constant_values=-1)
    seen, known = (_seen(one, counts, kernel, stride, dilation) for one in (padded, numbers))
    best = seen.argmax(-1)
    return np.take_along_axis(np.broadcast_to(known, seen.shape), best[..., None], -1)[..., 0]


def _seen(x: Any, counts: Sizes, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    rows = [
        np.add.outer(np.arange(n) * s, np.arange(size) * d)
        for n, s, size, d in zip(counts, stride, kernel, dilation, strict=True)
    ]
    found = x[..., rows[0][:, None, :, None], rows[1][None, :, None, :]]
    return found.reshape(*found.shape[:-2], -1)


def in_all(indices: Any, shape: Sizes) -> Any:
    """Flat places of the whole from places within each plane."""
    plane = math.prod(shape[-2:])
    lead = np.arange(math.prod(shape[:-2])).reshape(*shape[:-2], 1, 1)
    return lead * plane + np.asarray(indices)


# ── padding and other rearrangements ───────────────────────────────────────────────────────────────────────────


def _pairs(pad: Sizes, ndim: int) -> list[tuple[int, int]]:
    """Before and after, for each dimension; ``pad`` begins with the last one."""
    pairs = [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)][::-1]
    return [(0, 0)] * (ndim - len(pairs)) + pairs


def constant_pad(x: Any, pad: Sizes, value: float) -> Any:
    """``x`` with more around it, or less where ``pad`` is negative."""
    if len(pad) % 2:
        raise AutogradError("Padding length must be divisible by 2")
    if len(pad) > 2 * x.ndim:
        raise AutogradError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {x.ndim}"
        )
    pairs = _pairs(pad, x.ndim)
    cut = tuple(slice(max(-a, 0), size - max(-b, 0)) for (a, b), size in zip(pairs, x.shape, strict=True))
    return np.pad(x[cut], [(max(a, 0), max(b, 0)) for a, b in pairs], constant_values=value)


constant_pad_nd = either("constant_pad_nd", constant_pad)


def reflected(x: Any, pad: Sizes) -> Any:
    return np.pad(x, _pairs(pad, x.ndim), mode="reflect")


def replicated(x: Any, pad: Sizes) -> Any:
    return np.pad(x, _pairs(pad, x.ndim), mode="edge")


def sent_back(name: str, take: Any) -> Any:
    """The derivative of a padding, the row ``name`` on Tensors: each number collects what its copies got."""

    def derivative(grad: Any, self: Any, padding: Sizes) -> Any:
        if not is_array(grad):
            return call(name, grad, self, padding)
        shape = tuple(self.shape)
        return k.scatter(grad, shape, k.places(shape, take, padding))

    return derivative


def sent(name: str, take: Any) -> Any:
    """The derivative of that: what arrives, padded."""

    def derivative(grad: Any, padding: Sizes) -> Any:
        return take(grad, padding) if is_array(grad) else call(name, grad, padding)

    return derivative


def columns(x: Any, kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    """im2col: (N, C, H, W) -> (N, C · kernel, out)."""
    seen = _windows(x, kernel, stride, padding, dilation)
    seen = np.moveaxis(seen, (4, 5), (2, 3))
    return seen.reshape(x.shape[0], x.shape[1] * math.prod(kernel), -1)


def columns_backward(grad: Any, shape: Sizes, kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    around = (*shape[:2], *(size + 2 * p for size, p in zip(shape[2:], padding, strict=True)))
    found = k.scatter(grad, around, k.places(around, columns, kernel, dilation, [0, 0], stride))
    pad = (-padding[1], -padding[1], -padding[0], -padding[0])
    return constant_pad_nd(found, pad, 0) if any(padding) else found


def pixel_shuffled(x: Any, r: int) -> Any:
    *lead, channels, height, width = x.shape
    parts = x.reshape(*lead, channels // (r * r), r, r, height, width)
    n = len(lead)
    order = (*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return parts.transpose(order).reshape(*lead, channels // (r * r), height * r, width * r)


def nearest(x: Any, size: Sizes, scales: Sequence[float]) -> Any:
    """Each place of the larger grid takes the number of the place it falls into."""
    for axis, (wanted, scale) in enumerate(zip(size, scales, strict=True), 2):
        at = np.minimum((np.arange(wanted) * scale).astype(np.int64), x.shape[axis] - 1)
        x = np.take(x, at, axis=axis)
    return x


def largest_backward(grad: Any, x: Any, indices: Any) -> Any:
    """``grad`` where the largest number of each window was."""
    found = indices if is_array(indices) else indices._data
    return k.scatter(grad, tuple(x.shape), in_all(found, tuple(x.shape)))


def cost(x: Any, w: Any, *_: Any) -> tuple[int, int]:
    """Numbers of the result, and multiplications, of a convolution."""
    elements = x.shape[0] * w.shape[0] * math.prod(x.shape[2:]) if x.ndim else 1
    return elements, elements * math.prod(w.shape[1:])
