"""PyTorch's CPU random numbers: the same seed gives the same numbers, drawn in the same order.

Integers, uniforms and permutations are PyTorch's bit for bit. The normals are those of PyTorch on an x86 CPU with
AVX2, where 16 or more float32 use its own logarithm, sine and cosine (no difference seen in millions; one in the last
place is possible); other CPUs print the same four digits. ``bernoulli`` with one probability follows the plain
kernel: on an Intel CPU PyTorch asks MKL instead, which draws other numbers.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
from numpy.random import MT19937, RandomState

from . import context, dtypes
from .arithmetic import missing
from .errors import AutogradError, ValueOutOfRange

Array = np.ndarray[Any, np.dtype[Any]]
DEFAULT_SEED = 67280421310721  # of a new torch.Generator
FLOAT32, FLOAT64 = np.dtype("float32"), np.dtype("float64")
DIGITS = {"float16": 11, "float32": 24, "float64": 53}  # of the significand
# From this many values on, one 32-bit draw would be visibly uneven.
WIDE_RANGE = 2**28
BLOCK = 16  # normals are made 16 at a time
C_NAMES = {"bool": "bool", "float16": "c10::Half", "float32": "float"}  # where messages about bounds differ from others


def generator() -> Generator:
    """The generator of the current run, made on first use.

    Its seed is fixed, so that a run can be repeated; PyTorch itself starts from a random seed.
    """
    run = context.current()
    if run.generator is None:
        run.generator = Generator()
    return cast(Generator, run.generator)


def _chosen(given: Generator | None) -> Generator:
    return generator() if given is None else given


def normal_like(array: Any, mean: float, std: float, generator: Generator | None) -> Array:
    """The numbers of ``normal_``."""
    if array.dtype.kind != "f":
        raise missing("normal_kernel_cpu", array)
    return _chosen(generator).normal(array.shape, array.dtype, mean, std)


def uniform_like(array: Any, low: float, high: float, generator: Generator | None) -> Array:
    """The numbers of ``uniform_``."""
    if array.dtype.kind != "f":
        raise missing("check_uniform_bounds", array)
    return _chosen(generator).uniform(array.shape, array.dtype, low, high)


def integers_like(array: Any, low: int, high: int | None, generator: Generator | None) -> Array:
    """The numbers of ``random_``."""
    return _chosen(generator).integers(low, high, array.shape, array.dtype)


def bernoulli_like(array: Any, p: Any, generator: Generator | None) -> Array:
    """The numbers of ``bernoulli_``."""
    return _chosen(generator).bernoulli(array.shape, array.dtype, p)


def exponential_like(array: Any, lambd: float, generator: Generator | None) -> Array:
    """The numbers of ``exponential_``."""
    if not lambd > 0:
        raise AutogradError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    units = _chosen(generator).uniform(array.shape, FLOAT64)
    return np.asarray(-np.log1p(-units) / lambd).astype(array.dtype)


class Generator:
    """One stream of random numbers, as ``torch.Generator`` on the CPU; dtypes are numpy's."""

    __slots__ = ("_bits", "_next_normal", "_seed")

    def __init__(self) -> None:
        self._bits = MT19937()
        self.manual_seed(DEFAULT_SEED)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream of this seed; only its low 32 bits tell streams apart."""
        if type(seed) is not int:
            raise AutogradError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueOutOfRange("Overflow when unpacking long long")
        self._seed = seed % 2**64
        self._next_normal: float | None = None
        RandomState(self._bits).seed(seed % 2**32)
        return self

    def initial_seed(self) -> int:
        """The seed the stream was started with; a negative one counts down from 2**64."""
        return self._seed

    def seed(self) -> int:
        """Start a new stream and return its seed, which comes from this stream; PyTorch asks the machine for one."""
        seed = int(self._draw(1, 64)[0]) % 2**53
        self.manual_seed(seed)
        return seed

    # ── what programs ask for ────────────────────────────────────────────────────────────────────────────────────

    def uniform(self, shape: tuple[int, ...], dtype: np.dtype[Any], low: float = 0.0, high: float = 1.0) -> Array:
        """Numbers in [low, high): ``torch.rand`` and ``uniform_``."""
        _check_uniform(dtype, low, high)
        computed = FLOAT64 if dtype == FLOAT64 else FLOAT32
        first, last = computed.type(low), computed.type(high)
        values = _fma(self._units(math.prod(shape), computed), last - first, first).astype(dtype)
        # Rounding may have met the open end.
        values[values == dtype.type(high)] = dtype.type(low)
        return values.reshape(shape)

    @np.errstate(over="ignore", invalid="ignore")
    def normal(self, shape: tuple[int, ...], dtype: np.dtype[Any], mean: float = 0.0, std: float = 1.0) -> Array:
        """Normally distributed numbers: ``torch.randn`` and ``normal_``."""
        if not std >= 0:
            raise AutogradError(f"normal expects std >= 0.0, but found std {std:g}")
        size = math.prod(shape)
        values = self._few_normals(size, mean, std) if size < BLOCK else self._many_normals(size, dtype, mean, std)
        return values.astype(dtype).reshape(shape)

    def integers(self, low: int, high: int | None, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Integers in [low, high): ``torch.randint`` and ``random_``; with ``high`` None, ``random_()`` from 0 on."""
        size = math.prod(shape)
        if high is None:
            bits = 64 if dtype in (np.int64, np.float64) else 32
            return (self._draw(size, bits) % np.uint64(_whole_range(dtype))).astype(dtype).reshape(shape)
        if low >= high:
            raise AutogradError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
        _check_bound(dtype, low, "from")
        _check_bound(dtype, high - 1, "to - 1")
        words = self._draw(size, 64 if high - low >= WIDE_RANGE else 32)
        values = words % np.uint64(high - low) + np.uint64(low % 2**64)
        return values.view(np.int64).astype(dtype).reshape(shape)

    def permutation(self, n: int) -> Array:
        """The numbers below n in random order: ``torch.randperm``."""
        if n < 0:
            raise AutogradError(f"Trying to create tensor with negative dimension {n}: [{n}]")
        order = list(range(n))
        if n > 1:
            unplaced = np.arange(n, 1, -1, dtype=np.uint64)
            partners = self._draw(n - 1, 32) % unplaced + (n - unplaced)
            for here, there in enumerate(partners.tolist()):
                order[here], order[there] = order[there], order[here]
        return np.array(order, dtype=np.int64)

    def bernoulli(self, shape: tuple[int, ...], dtype: np.dtype[Any], p: float | Array) -> Array:
        """Ones with probability p, else zeros: ``bernoulli_`` and the mask of dropout.

        A Python number p is compared with 53 random bits, an array of p with as many as its dtype holds.
        """
        size = math.prod(shape)
        if isinstance(p, (np.ndarray, np.generic)):
            if not np.all((p >= 0) & (p <= 1)):
                raise AutogradError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  "
                    "(Could this error message be improved?  If so, please report an enhancement request to PyTorch.)"
                )
            chance = p.astype(FLOAT64 if p.dtype == FLOAT64 else FLOAT32)
            return (self._units(size, chance.dtype).reshape(shape) < chance).astype(dtype)
        if not 0 <= p <= 1:
            raise AutogradError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
        return (self._units(size, FLOAT64) < p).astype(dtype).reshape(shape)

    # ── how they are made ────────────────────────────────────────────────────────────────────────────────────────

    def _draw(self, n: int, bits: int) -> Array:
        """The next n words of the stream as uint64; a word of 64 bits is two draws, the higher half first."""
        if bits == 32:
            return np.asarray(self._bits.random_raw(n))
        halves = np.asarray(self._bits.random_raw(2 * n)).reshape(n, 2)
        words: Array = halves[:, 0] << np.uint64(32) | halves[:, 1]
        return words

    def _units(self, n: int, dtype: np.dtype[Any]) -> Array:
        """Numbers in [0, 1) with all the digits of float32 or float64."""
        digits = DIGITS[dtype.name]
        words = self._draw(n, 8 * dtype.itemsize) & np.uint64(2**digits - 1)
        units: Array = words.astype(dtype) * dtype.type(0.5**digits)
        return units

    def _few_normals(self, n: int, mean: float, std: float) -> Array:
        """One at a time, in double; they come in pairs, and the second of a pair waits for the next call."""
        values: list[float] = []
        while len(values) < n:
            if self._next_normal is None:
                first, second = self._units(2, FLOAT64).tolist()
                radius = math.sqrt(-2.0 * math.log1p(-second))
                values.append(radius * math.cos(2.0 * math.pi * first))
                self._next_normal = radius * math.sin(2.0 * math.pi * first)
            else:
                values.append(self._next_normal)
                self._next_normal = None
        return _fma(np.array(values, dtype=FLOAT64), np.float64(std), np.float64(mean))

    def _many_normals(self, n: int, dtype: np.dtype[Any], mean: float, std: float) -> Array:
        """Blocks of 16; what is left over is covered by a last block drawn anew, which overlaps the one before."""
        computed = FLOAT64 if dtype == FLOAT64 else FLOAT32
        whole = n - n % BLOCK
        # Only float16 has a buffer of its own, and skips the draws that are overwritten.
        units = self._units(whole if computed != dtype else n, computed)[:whole]
        if n > whole:
            units = np.concatenate([units, self._units(BLOCK, computed)])
        blocks = _box_muller(units.reshape(-1, 2, BLOCK // 2), computed.type(mean), computed.type(std)).ravel()
        if n == whole:
            return blocks
        values = np.empty(n, computed)
        values[:whole] = blocks[:whole]
        values[-BLOCK:] = blocks[whole:]
        return values


def _whole_range(dtype: np.dtype[Any]) -> int:
    if dtype.kind == "f":
        return int(2 ** DIGITS[dtype.name]) + 1
    return 2 if dtype.kind == "b" else int(np.iinfo(dtype).max) + 1


def _check_bound(dtype: np.dtype[Any], bound: float, name: str) -> None:
    lowest, highest = _limits(dtype)
    if not lowest <= bound <= highest:
        words = C_NAMES.get(dtype.name) or dtypes.OF_NUMPY[dtype].words
        raise AutogradError(f"{name} is out of bounds for {words}")


def _check_uniform(dtype: np.dtype[Any], low: float, high: float) -> None:
    _check_bound(dtype, low, "from")
    _check_bound(dtype, high, "to")
    if low > high:
        raise AutogradError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    if high - low > _limits(dtype)[1]:
        title = dtypes.OF_NUMPY[dtype].title
        raise AutogradError(
            f"uniform_ expects to-from <= std::numeric_limits<{title}>::max(), but found to={high:g} and "
            f"from={low:g} which result in to-from to exceed the limit"
        )


def _limits(dtype: np.dtype[Any]) -> tuple[float, float]:
    if dtype.kind == "b":
        return 0, 1
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    return dtype.type(limits.min).item(), dtype.type(limits.max).item()


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────────────────────
# Note [Fused multiply-add]: PyTorch's compiler joins a product and a sum into one instruction that rounds once.


def _fma(a: Array, b: Any, c: Any) -> Array:
    """a * b + c, rounded once (but for rare ties); see Note [Fused multiply-add]."""
    if a.dtype == FLOAT32:
        return np.asarray(a.astype(FLOAT64) * b + c).astype(FLOAT32)
    product: Array = a * b
    total: Array = product + c
    if b == 1 or c == 0:
        return total
    shift = total - product
    total += (product - (total - shift)) + (c - shift) + _product_error(a, b, product)
    return total


def _product_error(a: Array, b: Any, product: Array) -> Array:
    """What rounding took from a product of doubles, by Dekker's splitting of both factors."""
    a_high, b_high = [x * 134217729.0 - (x * 134217729.0 - x) for x in (a, b)]
    a_low, b_low = a - a_high, b - b_high
    error: Array = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return error


def _box_muller(blocks: Array, mean: Any, std: Any) -> Array:
    """Normals from uniforms, (blocks, 2, 8) -> (blocks, 2, 8): the first row makes the radius, the second the angle."""
    first, second = 1 - blocks[:, 0], blocks[:, 1]
    angle = blocks.dtype.type(2 * math.pi) * second
    if blocks.dtype == FLOAT32:
        log, (sin, cos) = _log(first), _sin_cos(angle)
    else:
        log, sin, cos = (_by_element(f, x) for f, x in ((math.log, first), (math.sin, angle), (math.cos, angle)))
    radius = np.sqrt(-2 * log)
    return _fma(np.stack([radius * cos, radius * sin], axis=1), std, mean)


def _by_element(function: Any, x: Array) -> Array:
    # numpy's own loops differ from the C library in the last place.
    return np.fromiter(map(function, x.ravel().tolist()), FLOAT64, x.size).reshape(x.shape)


# The polynomials of the Cephes library for float32, highest power first.
_LOG_TOP = [7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1]
_LOG = np.array([*_LOG_TOP, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1], FLOAT32)
_SIN = np.array([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1], FLOAT32)
_COS = np.array([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2], FLOAT32)
_LOG_2 = np.array([-2.12194440e-4, 0.693359375], FLOAT32)  # log 2 in two parts, the small one first
_QUARTER_PI = np.array([-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8], FLOAT32)  # in three, negated


def _polynomial(coefficients: Array, x: Array) -> Array:
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = _fma(value, x, coefficient)
    return value


def _log(x: Array) -> Array:
    """The logarithm of positive float32."""
    fraction, exponent = np.frexp(x)
    is_small = fraction < FLOAT32.type(math.sqrt(0.5))
    power = (exponent - is_small).astype(FLOAT32)
    x = fraction - 1 + np.where(is_small, fraction, FLOAT32.type(0))
    square = x * x
    y = _fma(_polynomial(_LOG, x) * x, square, power * _LOG_2[0])
    return _fma(power, _LOG_2[1], x + (y - square * FLOAT32.type(0.5)))


def _sin_cos(x: Array) -> tuple[Array, Array]:
    """Sine and cosine of float32 in [0, 2 pi): fold into an eighth of the circle, then one of two polynomials."""
    octant = ((x * FLOAT32.type(4 / math.pi)).astype(np.int32) + 1) & ~1
    for part in _QUARTER_PI:
        x = _fma(octant.astype(FLOAT32), part, x)
    square = x * x
    half = square * FLOAT32.type(0.5)
    cos = _fma(_polynomial(_COS, square) * square, square, -half) + 1
    sin = _fma(_polynomial(_SIN, square) * square, x, x)
    is_straight = octant & 2 == 0
    sign_of_sin = np.where(octant & 4, FLOAT32.type(-1), FLOAT32.type(1))
    sign_of_cos = np.where((octant - 2) & 4, FLOAT32.type(1), FLOAT32.type(-1))
    return np.where(is_straight, sin, cos) * sign_of_sin, np.where(is_straight, cos, sin) * sign_of_cos


Generator.__module__ = "torch._C"
