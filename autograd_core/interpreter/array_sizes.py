"""How large numpy's results get: for each function an upper bound from its arguments, asked before numpy is.

Arguments are settled first (see ``arrays.settled``): numbers, arrays, and lists of those.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..tensor import Tensor

Bound = Callable[..., float]
_SIZES = {"random": 0, "random_sample": 0, "choice": 1, "randint": 2, "normal": 2, "uniform": 2}  # where size= stands
_POOLS = ("choice", "permutation")  # a number is the numbers up to it


def count(value: Any) -> int:
    """The numbers in an argument."""
    if isinstance(value, (list, tuple)):
        return sum(map(count, value))
    return math.prod(value.shape) if isinstance(value, (np.ndarray, Tensor)) else 1


def shape_of(value: Any) -> tuple[int, ...]:
    if isinstance(value, Tensor):
        return tuple(value.shape)
    try:
        return np.shape(value)
    except ValueError:  # rows of several lengths: numpy says so itself
        return ()


def spread(*values: Any) -> float:
    """The numbers of all values spread over one another, or of the two that fit and get largest."""
    shapes = [shape_of(value) for value in values]
    try:
        return math.prod(np.broadcast_shapes(*shapes))
    except ValueError:
        pairs = [(one, other) for at, one in enumerate(values) for other in values[:at]]
        return max((spread(*pair) for pair in pairs), default=0) if len(values) > 2 else 0


def dims(value: Any) -> list[int]:
    """The sizes that a shape, or a number of repeats, stands for."""
    found = value.ravel().tolist() if isinstance(value, np.ndarray) else value
    parts = found if isinstance(found, (list, tuple)) else [found]
    return [abs(one) for one in parts if isinstance(one, int)]


def largest(*given: Any, **named: Any) -> float:
    """What no function of the usual kind passes: its arguments spread over one another, or one after the other."""
    values = [*given, *named.values()]
    return max(spread(*values[:32]), sum(map(count, values)))


def made(shape: Any = (), *given: Any, **named: Any) -> float:
    return max(math.prod(dims(named.get("shape", shape))), largest(*given))


def alike(*given: Any, **named: Any) -> float:
    return max(largest(*given), *(math.prod(dims(one)) for one in (0, *given[1:], *named.values())))


def square(n: Any = 0, m: Any = None, *_: Any, **named: Any) -> float:
    rows, columns = named.get("N", named.get("n", n)), named.get("M", m)
    return math.prod(dims(rows)) * math.prod(dims(rows if columns is None else columns))


def ranged(*given: Any, **named: Any) -> float:
    bounds = {"start": 0, "step": 1, **dict(zip(("start", "stop", "step"), given, strict=False)), **named}
    if "stop" not in bounds:
        bounds |= {"start": 0, "stop": bounds["start"]}
    start, stop, step = (
        math.inf if count(one) != 1 or isinstance(one, (str, type(None))) else float(np.ravel(one)[0])
        for one in (bounds["start"], bounds["stop"], bounds["step"] if bounds["step"] is not None else 1)
    )
    return abs(stop - start) / abs(step) if step and math.isfinite(stop - start) else 0 if not step else math.inf


def between(start: Any = 0, stop: Any = 0, num: Any = 50, *given: Any, **named: Any) -> float:
    ends = (named.pop("start", start), named.pop("stop", stop), *given)
    return math.prod(dims(named.pop("num", num))) * max(spread(*ends, *named.values()), 1)


def product(left: Any = 1, right: Any = 1, *_: Any, **named: Any) -> float:
    """The numbers of ``left @ right``."""
    rows, columns = shape_of(named.get("a", left)), shape_of(named.get("b", right))
    if not rows or not columns:
        return max(math.prod(rows), math.prod(columns))
    batch = math.prod(rows[:-2]) if len(rows) > 2 and rows[:-2] == columns[:-2] else 1
    others = (*columns[:-2], *columns[-1:]) if len(columns) > 1 else ()
    return math.prod(rows[:-1]) * math.prod(others) / max(batch, 1)


def every(*given: Any, **named: Any) -> float:
    return math.prod(count(value) for value in (*given, *named.values()))


def meshed(*given: Any, **_: Any) -> float:
    return math.prod(map(count, given)) * len(given)


def tiled(*given: Any, **named: Any) -> float:
    values = [*given, *named.values()]
    return count(values[0]) * math.prod(dims(values[1])) if len(values) > 1 else 0


def repeated(*given: Any, **named: Any) -> float:
    values = [*given, *named.values()]
    return count(values[0]) * max(dims(values[1]), default=0) if len(values) > 1 else 0


def diagonal(v: Any = 0, k: Any = 0, **named: Any) -> float:
    size = count(v) + max(dims(named.get("k", k)), default=0)
    return size**2 if len(shape_of(v)) == 1 else largest(v)


def places(*given: Any, **named: Any) -> float:
    """Of ``where`` with a condition alone, and ``nonzero``: one array for each dimension."""
    return largest(*given, **named) * (len(shape_of(given[0])) if len(given) == 1 else 1)


def drawn(name: str) -> Bound:
    """The rule for a function of ``np.random``."""

    def bound(*given: Any, **named: Any) -> float:
        if name in ("rand", "randn"):
            return math.prod(dims(given))
        at = _SIZES.get(name, len(given))
        size = named.get("size", given[at] if at < len(given) else None)
        values = [*given[:at], *(value for key, value in named.items() if key != "size")]
        pool = max(dims(values[0]), default=0) if name in _POOLS and values and count(values[0]) == 1 else 0
        return max(pool, math.prod(dims(size)), largest(*values))

    return bound


BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), made),
    **dict.fromkeys(("zeros_like", "ones_like"), alike),
    **dict.fromkeys(("eye", "identity"), square),
    "arange": ranged,
    **dict.fromkeys(("linspace", "logspace"), between),
    **dict.fromkeys(("dot", "matmul"), product),
    "outer": every,
    "meshgrid": meshed,
    "tile": tiled,
    "repeat": repeated,
    "diag": diagonal,
    **dict.fromkeys(("where", "nonzero"), places),
}


def work(name: str, given: Iterable[Any], named: dict[str, Any]) -> float:
    """Multiplications of the functions that do more than a few for each number."""
    values = [*given, *named.values()]
    shapes = [shape_of(value) for value in values[:2]]
    if name in ("dot", "matmul") and len(shapes) == 2:
        return product(*values[:2]) * (shapes[0][-1] if shapes[0] else 1)
    if name == "norm" and len(values) > 1 and len(shapes[0]) > 1:
        return 10 * math.prod(shapes[0]) * min(shapes[0][-2:])  # of singular values
    if name == "diff":
        return count(values[0]) * max(dims(values[1:2] and values[1]), default=0) + math.prod(dims(values[1:2]))
    return 0


def picked(value: np.ndarray, index: Any) -> float:
    """The numbers of ``value[index]``."""
    parts = index if isinstance(index, tuple) else (index,)
    skipped = len(value.shape) - sum(_taken(part) for part in parts)
    at, lists, whole = 0, [], 1
    for part in parts:
        step = skipped if part is ... else 0 if part is None else 1 if isinstance(part, slice) else _taken(part)
        if part is ... or isinstance(part, slice):
            whole *= math.prod(value.shape[at : at + step])
        elif part is not None:
            lists.append(part)
        at += step
    return (
        max(math.prod(map(count, lists)) if len(lists) < 2 else spread(*lists), 1) * whole * math.prod(value.shape[at:])
    )


def _taken(part: Any) -> int:
    """How many dimensions a part of an index speaks of."""
    if part is ... or part is None:
        return 0
    is_mask = isinstance(part, np.ndarray) and part.dtype.kind == "b"
    return part.ndim if is_mask else 1
