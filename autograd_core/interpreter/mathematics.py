"""The functions of ``math`` whose results can get large, or that go through what they are given, bounded."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .bounded import binary
from .exceptions import guarded

if TYPE_CHECKING:
    from .generators import Interpreter


def _factorial(run: Interpreter, n: Any, /) -> Any:
    if isinstance(n, int) and n > 1:
        run.budget.allow("integer_bits", n * (n.bit_length() - 1) / 2)
    return _kept(run, guarded(math.factorial, n))


def _choice(name: str) -> Callable[..., Any]:
    def chosen(run: Interpreter, *given: Any) -> Any:
        n, k = (*given, None, None)[:2]
        if isinstance(n, int) and (k is None or isinstance(k, int)):
            steps = max(n if k is None else min(k, n), 0)
            if name == "comb":
                steps = min(steps, max(n - steps, 0))
            run.budget.allow("integer_bits", steps * max(n.bit_length() - 1, 1) / 2)
        return _kept(run, guarded(getattr(math, name), *given))

    return chosen


def _kept(run: Interpreter, found: int) -> int:
    run.budget.allow("integer_bits", found.bit_length())
    return found


def _prod(run: Interpreter, iterable: Any, /, *, start: Any = 1) -> Any:
    for item in run.each(iterable):
        start = binary(run.budget, ast.Mult(), start, item)
    return start


def _lcm(run: Interpreter, *integers: Any) -> Any:
    found: Any = 1
    for one in integers:
        if isinstance(one, int):
            run.budget.allow("integer_bits", found.bit_length() + one.bit_length())
        found = guarded(math.lcm, found, one)
    return found


def _fsum(run: Interpreter, iterable: Any, /) -> Any:
    return guarded(math.fsum, run.collect(iterable))


def _distance(run: Interpreter, p: Any, q: Any, /) -> Any:
    return guarded(math.dist, tuple(run.collect(p)), tuple(run.collect(q)))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "factorial": _factorial,
    "comb": _choice("comb"),
    "perm": _choice("perm"),
    "prod": _prod,
    "lcm": _lcm,
    "fsum": _fsum,
    "dist": _distance,
}
