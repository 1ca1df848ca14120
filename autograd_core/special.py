"""Special functions that numpy does not have, number by number in double precision."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)
# The Bernoulli numbers B(2k), for the series of digamma and its derivatives.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def by_number(function: Callable[..., float]) -> Callable[..., Any]:
    """A function of one number on whole arrays; the result has the dtype of the first array."""
    ufunc = np.frompyfunc(function, 1, 1)

    def on_array(x: Any) -> Any:
        return np.asarray(ufunc(np.asarray(x, np.float64))).astype(x.dtype)[()]

    return on_array


def _erfinv(y: float) -> float:
    if not abs(y) < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    if y == 0:
        return y
    tail = 1 - abs(y)
    log = math.log1p(-y * y)
    part = 2 / (math.pi * 0.147) + log / 2
    x = math.sqrt(math.sqrt(part * part - log / 0.147) - part)  # Winitzki's approximation, made better by Newton
    for _ in range(4):
        error = tail - math.erfc(x) if tail < 0.5 else math.erf(x) - abs(y)
        slope = TWO_OVER_ROOT_PI * math.exp(-x * x)
        if not slope:
            break
        step = error / slope
        x -= step / (1 + x * step)
    return math.copysign(x, y)


def _lgamma(x: float) -> float:
    if x <= 0 and x == math.floor(x):
        return math.inf
    return math.lgamma(x) if not math.isnan(x) else math.nan


def _digamma(x: float) -> float:
    if x == 0:
        return math.copysign(math.inf, -x)
    if math.isinf(x):
        return x if x > 0 else math.nan
    if x < 0:
        if x == math.floor(x):
            return math.nan
        return _digamma(1 - x) - math.pi / math.tan(math.pi * math.fmod(x, 1))
    shift = 0.0
    while x < 12:
        shift -= 1 / x
        x += 1
    series = sum(b / (2 * k * x ** (2 * k)) for k, b in enumerate(_BERNOULLI, 1))
    return shift + math.log(x) - 0.5 / x - series


def polygamma(n: int, x: Any) -> Any:
    """The n-th derivative of digamma."""
    if n == 0:
        return digamma(x)
    return by_number(lambda one: _polygamma(n, one))(x)


def _polygamma(n: int, x: float) -> float:
    if not math.isfinite(x):
        return 0.0 if x > 0 else math.nan
    if n == 1:
        return _trigamma(x)
    if x <= 0 and x == math.floor(x):
        return math.inf if n % 2 else math.nan
    factorial, total = math.factorial(n), 0.0
    while x < 20:
        total += factorial / x ** (n + 1)
        x += 1
    total += math.factorial(n - 1) / x**n + factorial / (2 * x ** (n + 1))
    for k, b in enumerate(_BERNOULLI, 1):
        total += b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
    return total if n % 2 else -total


def _trigamma(x: float) -> float:
    """As PyTorch computes it, with an error in the tenth digit."""
    sign, found = 1.0, 0.0
    if x < 0.5:
        sine = math.sin(math.pi * x)
        if not sine:
            return math.inf
        sign, found, x = -1.0, -((math.pi / sine) ** 2), 1 - x
    for _ in range(6):
        found += 1 / (x * x)
        x += 1
    square = 1 / (x * x)
    return sign * (found + (1 + 1 / (2 * x) + square * (1 / 6 - square * (1 / 30 - square / 42))) / x)


def _bessel(x: float, order: int) -> float:
    """The modified Bessel function of order 0 or 1, by its power series."""
    half = x / 2
    term = total = 1.0 if order == 0 else half
    k = 1
    while abs(term) > 1e-17 * abs(total) and k < 1000:
        term *= half * half / (k * (k + order))
        total += term
        k += 1
    return total


erf = by_number(math.erf)
erfc = by_number(math.erfc)
erfinv = by_number(_erfinv)
lgamma = by_number(_lgamma)
digamma = by_number(_digamma)
i0 = by_number(lambda x: _bessel(x, 0))
i1 = by_number(lambda x: _bessel(x, 1))


def sinc(x: Any) -> Any:
    """sin(πx) / πx, 1 at 0."""
    product = x * x.dtype.type(math.pi)
    return np.where(product == 0, x.dtype.type(1), np.sin(product) / product)[()]


def xlogy(x: Any, y: Any) -> Any:
    """x · log(y), 0 where x is 0 and y a number."""
    dtype = x.dtype if hasattr(x, "dtype") else y.dtype
    found = np.where(np.isnan(y), math.nan, np.where(x == 0, 0.0, x * np.log(y)))
    return found.astype(dtype)[()]


def logit(x: Any, eps: float | None) -> Any:
    """log(x / (1 − x)); x is kept ``eps`` away from 0 and 1."""
    if eps is not None:
        x = np.clip(x, x.dtype.type(eps), x.dtype.type(1 - eps))
    return np.log(x / (1 - x))
