"""How large the result of an op gets, and how much work it is, before it is done: only for ops that may make more
numbers than their operands stretched to one shape have, or that do more per number than a few additions.

A rule asks by name for what it needs, as a derivative does. It may overstate; it never understates.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .context import brackets

Rule = Callable[..., float]
Table = Mapping[str, tuple[tuple[str, ...], Rule]]  # by the name of the op: what the rule asks for, and the rule


def _listed(indices: Sequence[Any]) -> int:
    """How many places a list of index tensors names together; a mask names as many as it has."""
    size = 1
    for one in indices:
        if one is not None and size < one.size:
            size = one.size
    return size


def _indexed(self: Any, indices: Sequence[Any]) -> Any:
    """``self[indices]``: the places, times what stands at each."""
    taken = 0
    for one in indices:
        if one is not None:
            taken += one.ndim if one.dtype.kind == "b" else 1
    named = [place for place, one in enumerate(indices) if one is not None]
    kept = math.prod(size for place, size in enumerate(self.shape) if place not in named[:taken])
    return _listed(indices) * kept


def _padded(x: Any, pad: Sequence[int]) -> Any:
    pairs = [pad[at] + pad[at + 1] for at in range(0, len(pad) - 1, 2)][::-1]
    shape = [*x.shape]
    for place, more in enumerate(pairs, len(shape) - len(pairs)):
        shape[place] += max(more, 0)
    return math.prod(shape)


def _convolved(
    input: Any,
    weight: Any,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Any:
    """The larger of the padded input and the result."""
    return max(_grid(input, weight, stride, padding, dilation, transposed, output_padding, groups))


def _grid(
    x: Any, w: Any, stride: Any, padding: Any, dilation: Any, transposed: Any, extra: Any, groups: Any
) -> tuple[float, float]:
    planes = x.shape[0] * (w.shape[1] * groups if transposed else w.shape[0])
    found, around = float(planes), float(x.shape[0] * x.shape[1])
    for size, s, p, d, more, k in zip(x.shape[2:], stride, padding, dilation, extra, w.shape[2:], strict=True):
        reach = d * (k - 1)
        out = (size - 1) * s - 2 * p + reach + more + 1 if transposed else (size + 2 * p - reach - 1) // max(s, 1) + 1
        found *= max(out, 0)
        around *= max(size + 2 * p, 0)
    return found, around


def _convolving(
    input: Any,
    weight: Any,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Any:
    result, _ = _grid(input, weight, stride, padding, dilation, transposed, output_padding, groups)
    return (input.size * weight.shape[1] if transposed else result * weight.shape[1]) * math.prod(weight.shape[2:])


def _columns(self: Any, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> Any:
    found = float(math.prod(self.shape[:-2]) * math.prod(kernel_size))
    for size, k, d, p, s in zip(self.shape[-2:], kernel_size, dilation, padding, stride, strict=True):
        found *= max((size + 2 * p - d * (k - 1) - 1) // max(s, 1) + 1, 0)
    return found


def _expanded(self: Any, size: Sequence[int]) -> Any:
    found = 1
    for one, has in zip(size[::-1], (*self.shape[::-1], *(1,) * len(size)), strict=False):
        found *= max(has if one == -1 else int(one), 1)
    return found


def _slid(self: Any, dimension: int, size: int, step: int) -> Any:
    length = self.shape[dimension]
    return self.size // max(length, 1) * max((length - size) // step + 1, 0) * size


def _embedded(self: Any, offset: int) -> Any:
    side = self.shape[-1] + abs(offset)
    return self.size // max(self.shape[-1], 1) * side * side


def _counted(self: Any, minlength: int) -> Any:
    return max(minlength, int(self.max()) + 1 if self.size else 0)


def _all_pairs(x1: Any, x2: Any) -> Any:
    return float(math.prod(x1.shape[:-2]) or 1) * x1.shape[-2] * x2.shape[-2] * max(x1.shape[-1], 1)


def _cubed(matrix: Any) -> Any:
    """Work on a batch of matrices that goes with the third power of their side."""
    return matrix.size * min(matrix.shape[-2:]) * 8


def _table(rules: Mapping[str, Rule]) -> Table:
    return {name: (tuple(inspect.signature(rule).parameters), rule) for name, rule in rules.items()}


_SIZES: Mapping[str, Rule] = {
    "convolution": _convolved,
    "constant_pad_nd": lambda self, pad: _padded(self, pad),
    **{
        f"{kind}_pad{dims}d": lambda self, padding: _padded(self, padding)
        for kind in ("reflection", "replication")
        for dims in (1, 2, 3)
    },
    "_max_pool2d": lambda self, result1: result1.size,
    "_adaptive_max_pool2d": lambda self, result1: result1.size,
    **{name: lambda self, divisor: self.size * divisor.size for name in ("_avg_pool3d", "_adaptive_avg_pool3d")},
    **{
        name: lambda self, divisor: max(math.prod(self.shape[:-2]) * divisor.size, self.size)
        for name in ("_avg_pool2d", "_adaptive_avg_pool2d")
    },
    "im2col": _columns,
    **{
        f"_upsample_nearest{dims}d": lambda self, output_size: math.prod(self.shape[:2]) * math.prod(output_size)
        for dims in (1, 2, 3)
    },
    "index": _indexed,
    "index_select": lambda self, dim, index: self.size // max(self.shape[dim] if self.ndim else 1, 1) * index.size,
    "gather": lambda index: index.size,
    "take": lambda index: index.size,
    "_embedding": lambda weight, indices: indices.size * weight.shape[-1],
    "nonzero": lambda self: self.size * max(self.ndim, 1),
    "argwhere": lambda self: self.size * max(self.ndim, 1),
    "cat": lambda tensors: sum(one.size for one in tensors),
    "stack": lambda tensors: sum(one.size for one in tensors),
    "block_diag": lambda tensors: (
        sum(one.shape[-2] if one.ndim > 1 else 1 for one in tensors)
        * sum(one.shape[-1] if one.ndim else 1 for one in tensors)
    ),
    "repeat": lambda self, repeats: brackets(self.shape) * brackets(repeats),
    **{name: lambda size: brackets(size) for name in ("view", "_reshape_alias", "_unsafe_view")},
    "expand": _expanded,
    "unfold": _slid,
    "diag_embed": _embedded,
    "bincount": _counted,
    "histc": lambda bins: bins,
    "_cdist": _all_pairs,
    **{
        f"{name}_backward": lambda grad_output, input_sizes: math.prod(input_sizes)
        for name in ("select", "slice", "diagonal")
    },
}

_WORK: Mapping[str, Rule] = {
    "convolution": _convolving,
    **{name: lambda self: self.size * 20 for name in ("erf", "erfc", "erfinv", "lgamma", "i0", "special_i1", "pow")},
    **{name: lambda self: self.size * 400 for name in ("digamma", "polygamma")},
    **{name: lambda self: self.size * 30 for name in ("sort", "argsort", "topk", "median", "nanmedian", "kthvalue")},
    **{name: lambda self: self.size * 60 for name in ("mode", "logcumsumexp", "cummax", "cummin")},
    "_linalg_inv": lambda A: _cubed(A),
    "_linalg_det": lambda A: _cubed(A),
    "_linalg_slogdet": lambda A: _cubed(A),
    "_linalg_solve": lambda A: _cubed(A),
    "_linalg_cholesky": lambda self: _cubed(self),
    **{name: lambda self: self.size * 20 for name in ("normal_", "uniform_", "random_", "bernoulli_", "exponential_")},
}
_PARTS: Mapping[str, Rule] = {
    "unbind": lambda self, dim: self.shape[dim],
    "split": lambda self, split_size, dim: self.shape[dim] // max(split_size, 1),
}

SIZES = _table(_SIZES)  # numbers in the result
WORK = _table(_WORK)  # counted in multiplications, where it is more than a few for each number
PARTS = _table(_PARTS)  # how many tensors the op gives
