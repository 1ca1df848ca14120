"""Gradients of reductions, of running sums and products, and of what takes numbers from places.

Like those of ``kernels`` they run on arrays, or on Tensors when the backward pass is itself recorded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .forwards import axes, wrap_dim
from .kernels import (
    Shape,
    both,
    exp,
    expand,
    is_array,
    log,
    masked_zero,
    reshape,
    sign,
    sizes,
    total,
    unreduce,
    where,
    zeros_like,
)
from .shapes import is_skipped, sizes_of_split

cumsum, cumprod, flip, logcumsumexp = both("cumsum"), both("cumprod"), both("flip"), both("logcumsumexp")
index_select, take, scatter_add = both("index_select"), both("take"), both("scatter_add")
gather = both("gather")
scatter_src, scatter_value = both("scatter", "src"), both("scatter", "value")
index_put, index, index_added = both("index_put"), both("index", "Tensor"), both("_index_put_impl")
absolute = both("abs")
slice_of = both("slice", "Tensor")
index_fill = both("index_fill", "int_Scalar")


def zeros(like: Any, shape: Shape) -> Any:
    """Zeros of ``shape`` in the dtype of ``like``, in the same world."""
    if is_array(like):
        return np.zeros(shape, like.dtype)
    return type(like)._made_of(np.zeros(shape, like._data.dtype))


def joined(parts: Sequence[Any], dim: int) -> Any:
    """Parts side by side along ``dim``."""
    if is_array(parts[0]):
        return np.concatenate(parts, dim)
    return type(parts[0])._op_cat(list(parts), dim)


# ── reductions ─────────────────────────────────────────────────────────────────────────────────────────────────


def restored(value: Any, shape: Shape, dim: Any, keepdim: bool) -> Any:
    """A reduced value with its dimensions of size 1 back."""
    if keepdim or not shape or dim is None:
        return value
    kept = axes(dim, len(shape))
    return reshape(value, tuple(1 if i in kept else size for i, size in enumerate(shape)))


def amax_backward(grad: Any, self: Any, result: Any, dim: Any, keepdim: bool) -> Any:
    shape = sizes(self)
    ties = restored(result, shape, dim, keepdim) == self
    over = axes(dim, len(shape))
    if is_array(self):
        return restored(grad, shape, dim, keepdim) * ties / ties.sum(axis=over, keepdims=True).astype(self.dtype)
    count = ties.sum(over, True) if over else ties.sum()
    return restored(grad, shape, dim, keepdim) / count * ties


def aminmax_backward(grads: Sequence[Any], self: Any, dim: int | None, keepdim: bool, low: Any, high: Any) -> Any:
    found: Any = None
    for grad, result in zip(grads, (low, high), strict=True):
        if grad is not None:
            part = amax_backward(grad, self, result, () if dim is None else dim, keepdim)
            found = part if found is None else found + part
    return found


def selection_backward(grad: Any, dim: int, indices: Any, shape: Shape, keepdim: bool) -> Any:
    """What chose numbers along ``dim`` sends their gradient back to the places they came from."""
    if not keepdim and shape:
        place = wrap_dim(dim, len(shape))
        kept = (*shape[:place], 1, *shape[place + 1 :])
        grad, indices = reshape(grad, kept), reshape(indices, kept)
    return scatter_src(zeros(grad, shape), dim, indices, grad)


def variance_backward(grad: Any, self: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    shape = sizes(self)
    over = axes(dim, len(shape))
    count = math.prod(shape[i] for i in over)
    left = count - (1 if correction is None else correction)
    mean = self.mean(axis=over, keepdims=True) if is_array(self) else self.mean(over, True)
    factor = 2.0 / left if left > 0 else math.inf if left == 0 else math.nan
    return factor * restored(grad, shape, dim, keepdim) * (self - mean)


def deviation_backward(grad: Any, self: Any, result: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    return variance_backward(masked_zero(grad / (result * 2), result == 0), self, dim, correction, keepdim)


def spread_and_mean_backward(
    grads: Sequence[Any], self: Any, spread: Any, dim: Any, correction: Any, keepdim: bool
) -> Any:
    """Of var_mean, or with the result of std_mean as ``spread``."""
    found: Any = None
    if grads[0] is not None:
        grad = grads[0] if spread is None else masked_zero(grads[0] / (spread * 2), spread == 0)
        found = variance_backward(grad, self, dim, correction, keepdim)
    if grads[1] is not None:
        shape = sizes(self)
        mean = unreduce(grads[1], shape, dim, keepdim) / math.prod(shape[i] for i in axes(dim, len(shape)))
        found = mean if found is None else found + mean
    return found


def norm_backward(grad: Any, self: Any, ord: float, result: Any, dim: Any, keepdim: bool) -> Any:
    """Of the ord-norm: 0 where the norm is 0."""
    shape = sizes(self)
    grad, result = restored(grad, shape, dim, keepdim), restored(result, shape, dim, keepdim)
    if ord == 0:
        return zeros_like(self)
    if ord == 1:
        return sign(self) * grad
    if ord == 2:
        return grad * masked_zero(self / result, expand(result == 0, shape))
    if math.isinf(ord):
        size = absolute(self)
        ties = (size == result) | ((self != self) & (result != result))
        over = axes(dim, len(shape))
        count = ties.sum(axis=over, keepdims=True, dtype=self.dtype) if is_array(self) else ties.sum(over, True)
        return sign(self) * ((grad / count) * ties)
    if ord < 1:
        return sign(self) * masked_zero(absolute(self) ** (ord - 1), self == 0) * grad * result ** (1 - ord)
    scale = masked_zero(grad / result ** (ord - 1), result == 0)
    if ord < 2:
        return sign(self) * absolute(self) ** (ord - 1) * scale
    return self * (absolute(self) ** (ord - 2) if ord > 2 else 1) * scale


def logsumexp_backward(grad: Any, self: Any, result: Any, dim: Any, keepdim: bool) -> Any:
    shape = sizes(self)
    return restored(grad, shape, dim, keepdim) * exp(self - restored(result, shape, dim, keepdim))


def nansum_backward(grad: Any, self: Any, dim: Any, keepdim: bool) -> Any:
    return unreduce(grad, sizes(self), dim, keepdim) * (self == self)


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def product_backward(grad: Any, self: Any, result: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """Each number's gradient is the product of the others, also where some of them are 0."""
    shape = sizes(self)
    if not shape:
        return grad
    over = tuple(range(len(shape))) if dim is None else (wrap_dim(dim, len(shape)),)
    grad, result = restored(grad, shape, over, keepdim), restored(result, shape, over, keepdim)
    if not np.any(plain(self) == 0):
        return grad * (result / self)
    if dim is None:
        one_row = (math.prod(shape),)
        return reshape(reshape(grad, (1,)) * others_product(reshape(self, one_row), 0), shape)
    return grad * others_product(self, over[0])


def others_product(value: Any, dim: int) -> Any:
    """For each number along ``dim`` the product of all others: those before it times those after it."""
    size = sizes(value)[dim]
    if size == 1:
        return zeros(value, sizes(value)) + 1
    one = zeros(value, (*sizes(value)[:dim], 1, *sizes(value)[dim + 1 :])) + 1
    before = cumprod(joined([one, slice_of(value, dim, 0, size - 1, 1)], dim), dim)
    turned = flip(value, (dim,))
    after = flip(cumprod(joined([one, slice_of(turned, dim, 0, size - 1, 1)], dim), dim), (dim,))
    return before * after


def running_sum_back(grad: Any, dim: int) -> Any:
    """The sum of everything at a place and behind it."""
    if not sizes(grad):
        return grad
    return flip(cumsum(flip(grad, (dim,)), dim), (dim,))


def cumprod_backward(grad: Any, self: Any, dim: int, result: Any) -> Any:
    shape = sizes(self)
    if not shape or not math.prod(shape):
        return grad
    if not np.any(plain(self) == 0):
        return running_sum_back(result * grad, dim) / self
    place, parts = wrap_dim(dim, len(shape)), []
    size = shape[place]
    before = zeros_like(slice_of(self, place, 0, 1, 1)) + 1
    for at in range(size):
        chain = zeros_like(before) + 1
        if at + 1 < size:
            chain = joined([chain, cumprod(slice_of(self, place, at + 1, size, 1), place)], place)
        parts.append(total(slice_of(grad, place, at, size, 1) * before * chain, (place,), True))
        before = before * slice_of(self, place, at, at + 1, 1)
    return joined(parts, place)


def logcumsumexp_backward(grad: Any, self: Any, result: Any, dim: int) -> Any:
    if not sizes(grad):
        return grad
    low = float(np.finfo(plain(grad).dtype).min)
    size = log(absolute(grad))

    def part(mask: Any) -> Any:
        logs = where(mask, size, low) - result
        return exp(flip(logcumsumexp(flip(logs, (dim,)), dim), (dim,)) + self)

    return part(grad > 0) - part(grad < 0)


def plain(value: Any) -> Any:
    return value if is_array(value) else value._data


# ── places ─────────────────────────────────────────────────────────────────────────────────────────────────────


def added_at(grad: Any, shape: Shape, dim: int, index: Any) -> Any:
    """gather's gradient: zeros with ``grad`` added at ``index``."""
    return scatter_add(zeros(grad, shape), dim, index, grad)


index_add = both("index_add")


def index_select_backward(grad: Any, shape: Shape, dim: int, index: Any) -> Any:
    return index_add(zeros(grad, shape), dim, index, grad)


def index_backward(grad: Any, shape: Shape, indices: Any) -> Any:
    return index_added(zeros(grad, shape), indices, grad)


def index_put_backward(grad: Any, indices: Any, values_sizes: Shape, accumulate: bool) -> Any:
    return grad if accumulate else index_put(grad, indices, zeros(grad, ()), False)


put = both("put")


def take_backward(grad: Any, shape: Shape, index: Any) -> Any:
    return put(zeros(grad, shape), index, grad, True)


def masked_select_backward(grad: Any, self_sizes: Shape, mask: Any) -> Any:
    shape = np.broadcast_shapes(self_sizes, sizes(mask))
    return masked_scatter(zeros(grad, shape), mask, grad)


masked_scatter = both("masked_scatter")
masked_select = both("masked_select")


def masked_scatter_backward(grad: Any, mask: Any, shape: Shape) -> Any:
    """The gradients at the places that were filled, in order, and 0 for what was left over."""
    chosen = masked_select(grad, mask)
    missing = math.prod(shape) - sizes(chosen)[0]
    if missing > 0:
        chosen = joined([chosen, zeros(grad, (missing,))], 0)
    return reshape(chosen, shape)


def picked_rows(grad: Any, dim: int, index: Any, shape: Shape) -> Any:
    """What index_add and index_copy send to their source."""
    if not shape:
        return reshape(index_select(grad, dim, index), shape)
    return expand(index_select(grad, dim, index), shape)


def distinct(index: Any) -> Any:
    """The numbers of ``index``, each once."""
    return np.unique(index) if is_array(index) else type(index)._made_of(np.unique(index._data))


# ── joining and cutting ────────────────────────────────────────────────────────────────────────────────────────

roll, rot90, tril, triu = both("roll"), both("rot90"), both("tril"), both("triu")
diagonal, stack = both("diagonal"), both("stack")
_cross = both("linalg_cross")


def cross(a: Any, b: Any, dim: int) -> Any:
    return _cross(a, b, dim)


def split_backward(grads: Any, shape: Shape, how: Any, dim: int) -> Any:
    """The gradients of pieces along ``dim``, None for zeros, side by side; ``how`` is a size or the sizes."""
    place = wrap_dim(dim, len(shape))
    lengths = sizes_of_split(shape[place], how) if isinstance(how, int) else how
    given = grads if isinstance(grads, (list, tuple)) else [grads]
    like = next(grad for grad in given if grad is not None)
    parts = [
        zeros(like, (*shape[:place], length, *shape[place + 1 :])) if grad is None else grad
        for grad, length in zip(given, lengths, strict=True)
    ]
    return parts[0] if len(parts) == 1 else joined(parts, place)


def cat_backward(grad: Any, shapes: Sequence[Shape], dim: int) -> list[Any]:
    """For each tensor its part of the gradient; one of shape (0,) was passed over."""
    place, start, found = wrap_dim(dim, len(sizes(grad))), 0, []
    for shape in shapes:
        if is_skipped(shape):
            found.append(zeros(grad, (0,)))
        else:
            found.append(slice_of(grad, place, start, start + shape[place], 1))
            start += shape[place]
    return found


def stack_backward(grad: Any, count: int, dim: int) -> list[Any]:
    place = wrap_dim(dim, len(sizes(grad)))
    if is_array(grad):
        return [grad[(slice(None),) * place + (at, ...)][()] for at in range(count)]
    return list(grad.unbind(place))


def blocks_backward(grad: Any, shapes: Sequence[Shape]) -> list[Any]:
    row = column = 0
    found = []
    for shape in shapes:
        height, width = (1, 1, *shape)[-2:]
        block = slice_of(slice_of(grad, 0, row, row + height, 1), 1, column, column + width, 1)
        found.append(reshape(block, shape))
        row, column = row + height, column + width
    return found


def repeat_backward(grad: Any, repeats: Sequence[int], shape: Shape) -> Any:
    """The sum over all copies."""
    padded = (1,) * (len(repeats) - len(shape)) + tuple(shape)
    split = tuple(one for pair in zip(repeats, padded, strict=True) for one in pair)
    if not split:
        return grad
    return reshape(total(reshape(grad, split), tuple(range(0, len(split), 2)), False), shape)


def trace_backward(grad: Any, shape: Shape) -> Any:
    """The gradient on the diagonal, 0 elsewhere."""
    return (
        grad * np.eye(*shape, dtype=plain(grad).dtype)
        if is_array(grad)
        else grad * type(grad)._made_of(np.eye(*shape, dtype=plain(grad).dtype))
    )
