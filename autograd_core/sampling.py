"""Tensors of counted numbers (``arange``, ``linspace``) and of random ones (``randn``, ``multinomial``)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import random
from .arithmetic import missing
from .context import warn
from .creation import allow, check_device, like, made, size_of
from .dtypes import DTYPES, FLOATING, DType, default, float32, float64, int64
from .errors import ArgumentError, AutogradError, PythonError
from .tensor import Tensor, build

RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
    "Python's range builtin. Instead, use torch.arange, which produces values in [start, end)."
)


# ── counted ────────────────────────────────────────────────────────────────────────────────────────────────────


def arange(
    *bounds: Any,
    dtype: DType | None = None,
    layout: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    **named: Any,
) -> Tensor:
    """A leaf that counts from ``start`` up to, not including, ``end`` in steps of ``step``."""
    check_device(device)
    start, end, step = _bounds("arange", bounds, named)
    if step == 0:
        raise AutogradError("step must be nonzero")
    if (end - start) / step < 0:
        raise AutogradError("upper bound and lower bound inconsistent with step sign")
    length = math.ceil((end - start) / step)
    allow((length,))
    kind = dtype or (default() if any(isinstance(one, float) for one in (start, end, step)) else int64)
    return made((start + np.arange(length) * step).astype(kind.numpy), requires_grad)


def range_(start: float, end: float, step: float = 1, *, dtype: DType | None = None) -> Tensor:
    """A leaf that counts from ``start`` up to and including ``end``: an old name."""
    warn(RANGE)
    length = math.floor((end - start) / step) + 1
    allow((length,))
    return made((start + np.arange(length) * step).astype((dtype or default()).numpy))


def _bounds(name: str, bounds: Sequence[Any], named: dict[str, Any]) -> tuple[Any, Any, Any]:
    values = [one.item() if isinstance(one, Tensor) else one for one in bounds]
    found = dict(zip(("end",) if len(values) == 1 else ("start", "end", "step"), values, strict=False)) | named
    if "end" not in found:
        common = (
            "Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool "
            "pin_memory = False, bool requires_grad = False)\n"
        )
        forms = ("Number end", "Number start, Number end", "Number start, Number end, Number step = 1")
        raise ArgumentError(
            f"{name}() received an invalid combination of arguments - got (), but expected one of:\n"
            + "".join(f" * ({form}, *, {common}" for form in forms)
        )
    return found.get("start", 0), found["end"], found.get("step", 1)


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    dtype: DType | None = None,
    layout: Any = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    """A leaf of ``steps`` numbers, evenly spaced, both ends included."""
    check_device(device)
    if steps < 0:
        raise AutogradError("number of steps must be non-negative")
    allow((steps,))
    wanted = dtype or default()
    kind, wide = _PRECISION.get(wanted, (np.float64, np.float64))
    return made(_spaced(kind(start), kind(end), steps, wide).astype(kind).astype(wanted.numpy), requires_grad)


# What the ends and the step are rounded to, and what holds a product and a sum of them until they are rounded together.
_PRECISION: dict[DType, tuple[Any, Any]] = {
    DTYPES["float16"]: (np.float16, np.float64),
    float32: (np.float32, np.float64),
    float64: (np.float64, np.longdouble),
}


def _spaced(start: Any, end: Any, steps: int, wide: Any = np.float64) -> Any:
    """From both ends towards the middle, as PyTorch does it."""
    step = (end - start) / type(start)(steps - 1) if steps > 1 else type(start)(0)
    places = np.arange(steps)
    first, last, apart = wide(start), wide(end), wide(step)
    return np.where(places < max(steps // 2, 1), first + apart * places, last - apart * (steps - 1 - places))


def logspace(
    start: float,
    end: float,
    steps: int,
    base: float = 10.0,
    *,
    dtype: DType | None = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    """A leaf of ``steps`` powers of ``base``, their exponents evenly spaced."""
    check_device(device)
    if steps < 0:
        raise AutogradError("number of steps must be non-negative")
    allow((steps,))
    powers = np.power(base, _spaced(np.float64(start), np.float64(end), steps))
    return made(powers.astype((dtype or default()).numpy), requires_grad)


def _triangle(name: str) -> Callable[..., Tensor]:
    def indices(row: int, col: int, offset: int = 0, *, dtype: DType | None = None, device: Any = None) -> Tensor:
        allow((row, col))
        pairs = (np.tril_indices if name == "tril_indices" else np.triu_indices)(row, offset, col)
        return made(np.stack(pairs).astype((dtype or int64).numpy))

    indices.__name__ = indices.__qualname__ = name
    indices.__doc__ = "The places of one half of a matrix: rows, and columns."
    return indices


tril_indices, triu_indices = _triangle("tril_indices"), _triangle("triu_indices")


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of the numbers of a vector, one row for each."""
    if x.requires_grad:
        raise AutogradError("vander of a tensor that requires grad is not computed here; use x.unsqueeze(1) ** powers")
    allow((x._data.size, x._data.size if N is None else N))
    return made(np.vander(x._data, N, increasing).astype(x._data.dtype))


# ── random ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_random(dtype: DType | None, kernel: str) -> None:
    """Raise what PyTorch raises where random numbers are asked for in whole ones."""
    if dtype is not None and dtype.category != FLOATING:
        raise PythonError("NotImplementedError", f"\"{kernel}\" not implemented for '{dtype.title}'")


def _of(generator: random.Generator | None) -> random.Generator:
    return random.generator() if generator is None else generator


def _factory(name: str, kernel: str, draw: Callable[..., Any], said: str) -> Callable[..., Tensor]:
    def make(
        *sizes: Any,
        size: Any = None,
        generator: random.Generator | None = None,
        dtype: DType | None = None,
        layout: Any = None,
        device: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
    ) -> Tensor:
        check_device(device)
        check_random(dtype, kernel)
        shape = allow(size_of(name, sizes if size is None else (size,)))
        return made(draw(_of(generator), shape, (dtype or default()).numpy), requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = said
    return make


rand = _factory(
    "rand", "check_uniform_bounds", random.Generator.uniform, "A leaf of numbers evenly spread over [0, 1)."
)
randn = _factory("randn", "normal_kernel_cpu", random.Generator.normal, "A leaf of standard normal numbers.")
rand_like, randn_like = like("rand_like", rand), like("randn_like", randn)


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: random.Generator | None = None,
    dtype: DType | None = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    """A leaf of whole numbers from ``low`` up to, not including, ``high``."""
    check_device(device)
    if size is None:
        low, high, size = 0, low, high
        if not isinstance(size, (tuple, list)):
            kind = type(size).__name__
            raise ArgumentError(f"randint(): argument 'size' (position 2) must be tuple of ints, not {kind}")
    shape = allow(size_of("randint", (size,)))
    return made(_of(generator).integers(low, high, shape, (dtype or int64).numpy), requires_grad)


def randint_like(input: Tensor, low: int, high: int | None = None, *, dtype: DType | None = None) -> Tensor:
    """``randint`` in the shape and dtype of ``input``."""
    bounds = (0, low) if high is None else (low, high)
    return randint(*bounds, tuple(input.shape), dtype=dtype or input.dtype)


def randperm(
    n: int,
    *,
    generator: random.Generator | None = None,
    dtype: DType | None = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    """The numbers 0 … n−1 in random order."""
    check_device(device)
    allow((n,))
    return made(_of(generator).permutation(n).astype((dtype or int64).numpy), requires_grad)


def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: random.Generator | None = None,
    dtype: DType | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal numbers, of one mean and deviation in a shape, or each of its own."""
    if size is not None:
        shape = allow(size_of("normal", (size,)))
        drawn = made(_of(generator).normal(shape, (dtype or default()).numpy, float(mean), float(std)))
        return drawn.requires_grad_() if requires_grad else drawn
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        kinds = f"{type(mean).__name__}, {type(std).__name__}"
        raise ArgumentError(f"normal() received an invalid combination of arguments - got ({kinds}); give it a size")
    middle, spread = (one._data if isinstance(one, Tensor) else one for one in (mean, std))
    if np.any(np.asarray(spread) < 0):
        raise AutogradError(
            "normal expects all elements of std >= 0.0"
            if isinstance(std, Tensor)
            else f"normal expects std >= 0.0, but found std {std:g}"
        )
    tensor = mean if isinstance(mean, Tensor) else std
    shape = np.broadcast_shapes(np.shape(middle), np.shape(spread))
    units = _of(generator).normal(shape, tensor._data.dtype)
    return made(np.asarray(units * spread + middle).astype(tensor._data.dtype))


def bernoulli(input: Tensor, p: float | None = None, *, generator: random.Generator | None = None) -> Tensor:
    """Ones with the probabilities in ``input``, else zeros."""
    chance = input._data if p is None else p
    if p is None and input._data.dtype.kind != "f":
        complex_ = input._data.dtype.kind == "c"
        raise missing(f"bernoulli_tensor_cpu_{'self' if complex_ else 'p'}_", input._data)
    return build(_of(generator).bernoulli(input._data.shape, input._data.dtype, chance)[()])


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: random.Generator | None = None
) -> Tensor:
    """Places drawn with the weights in ``input``."""
    weights = input._data
    if weights.ndim not in (1, 2):
        raise AutogradError("prob_dist must be 1 or 2 dim")
    if weights.dtype.kind != "f":
        raise AutogradError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.title}")
    if num_samples <= 0:
        raise AutogradError(f"cannot sample n_sample <= 0 samples, got: {num_samples}")
    if not replacement and num_samples > weights.shape[-1]:
        raise AutogradError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise AutogradError("probability tensor contains either `inf`, `nan` or element < 0")
    if np.any(weights.sum(-1) <= 0):
        raise AutogradError("invalid multinomial distribution (sum of probabilities <= 0)")
    source = _of(generator)
    allow((*weights.shape[:-1], num_samples))
    if not replacement or num_samples == 1:
        ranked = weights / random.exponential_like(weights, 1.0, source)
        order = np.argsort(-ranked, axis=-1, kind="stable")
        return build(order[..., :num_samples].astype(np.int64))
    rows = weights.reshape(-1, weights.shape[-1]).astype(np.float64)
    found = []
    for row in rows:
        edges = np.cumsum(row) / row.sum()
        found.append(np.searchsorted(edges, source.uniform((num_samples,), np.dtype(np.float64))))
    return build(np.array(found, np.int64).reshape((*weights.shape[:-1], num_samples)))


# ── the stream ─────────────────────────────────────────────────────────────────────────────────────────────────


def manual_seed(seed: int) -> random.Generator:
    """Start the random numbers of this run from ``seed``."""
    return random.generator().manual_seed(int(seed))


def seed() -> int:
    """Start the random numbers of this run anew; the seed."""
    return random.generator().seed()


def initial_seed() -> int:
    """The seed the random numbers of this run began with."""
    return random.generator().initial_seed()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "range": range_,
    **{
        one.__name__: one
        for one in (
            *(arange, linspace, logspace, tril_indices, triu_indices, vander, rand, randn, rand_like, randn_like),
            *(randint, randint_like, randperm, normal, bernoulli, multinomial, manual_seed, seed, initial_seed),
        )
    },
}
