"""numpy, as far as snippets use it beside tensors: literals, ranges, simple functions; every size checked before.

Whole numbers come out of arrays as Python's own, so that the limits on Python's numbers hold for them, too.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import creation
from ..context import current
from ..errors import NotInSubset
from ..namespace import Facade
from ..tensor import Tensor
from .bounded import binary, weigh
from .exceptions import error, guarded
from .values import Builtin, Kind

if TYPE_CHECKING:
    from .generators import Interpreter

NUMBERS = (np.float64, np.float32, np.float16)
_KINDS = "biuf"
# Functions whose result is at most as large as their arguments together, or as these spread over one another.
_PLAIN = (
    "abs absolute sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh "
    "square power add subtract multiply divide maximum minimum sign floor ceil round clip sum mean std var min max "
    "prod median argmax argmin argsort sort cumsum cumprod diff reshape ravel transpose squeeze expand_dims "
    "concatenate stack vstack hstack where isnan isinf isfinite allclose array_equal any all unique flip roll "
    "zeros_like ones_like copy count_nonzero average norm trace diag"
)
_MADE = "zeros ones empty full eye identity arange linspace logspace"
_SPREAD = "dot matmul outer meshgrid tile repeat"
_DRAWN = "seed rand randn random random_sample randint normal uniform choice permutation shuffle"
_CONSTANTS = "pi e inf nan newaxis"
_DTYPES = "float64 float32 float16 int64 int32 int16 int8 uint8"
_METHODS = (
    "shape ndim size dtype T itemsize nbytes astype copy reshape ravel flatten sum mean std var min max argmin argmax "
    "dot tolist item transpose squeeze round cumsum prod any all clip sort argsort nonzero fill"
)
_OF_NUMBERS = "shape ndim size dtype item tolist round astype mean sum max min"
ATTRIBUTES: dict[type, frozenset[str]] = {
    np.ndarray: frozenset(_METHODS.split()),
    **dict.fromkeys(
        NUMBERS,
        frozenset(["shape", "ndim", "size", "dtype", "item", "tolist", "round", "astype", "mean", "sum", "max", "min"]),
    ),
    np.dtype: frozenset({"name", "itemsize", "kind"}),
}


def plain(value: Any) -> Any:
    """A value of numpy as a program may hold it. Raises NotInSubset for arrays of anything but numbers."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in _KINDS:
            what, instead = f"a numpy array of {value.dtype}", "use arrays of numbers"
            raise NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
        return value
    if isinstance(value, (np.bool_, np.integer)):
        return value.item()
    if isinstance(value, (list, tuple)) and any(isinstance(one, (np.generic, np.ndarray)) for one in value):
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else tuple(map(plain, value))
    return value


def allow(*values: Any, product: bool = False) -> None:
    """Refuse what would be too large: all values spread over one another, or every one with every other."""
    budget = current().budget
    shapes = [np.shape(value) for value in values if isinstance(value, (np.ndarray, np.generic))]
    if budget is None or not shapes:
        return
    try:
        spread = np.broadcast_shapes(*shapes)
    except ValueError:  # they do not fit: numpy says so itself
        spread = ()
    budget.allow("elements", math.prod(math.prod(shape) for shape in shapes) if product else math.prod(spread))


def allow_operation(op: ast.AST, left: Any, right: Any) -> None:
    """Refuse ``left op right`` on arrays where the result, or the work, would be too large."""
    if isinstance(op, ast.MatMult):
        allow_product(left, right)
    elif isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        allow(left, right)


def operate(budget: Any, op: ast.operator, left: Any, right: Any, in_place: bool) -> Any:
    """``left op right`` where one of them is an array."""
    if isinstance(left, Tensor):
        return binary(budget, op, left, creation.from_numpy(right), in_place)
    if isinstance(right, Tensor):
        return binary(budget, op, creation.from_numpy(left), right)
    allow_operation(op, left, right)
    result = plain(binary(budget, op, left, right, in_place))
    if in_place and isinstance(left, np.ndarray):
        written(left)
    return result


def written(array: Any) -> None:
    """An array was changed in place: tensors on the same memory show it."""
    recorder = current().recorder
    if recorder is not None:
        recorder.memory_written(array)


def allow_product(left: Any, right: Any) -> None:
    budget = current().budget
    if budget is not None:
        shapes = [np.shape(value) for value in (left, right) if isinstance(value, np.ndarray)]
        inner = max((shape[-1] for shape in shapes if shape), default=1)
        work = math.prod(math.prod(shape) for shape in shapes) // max(inner, 1)
        budget.allow("elements", work // max(inner, 1) if len(shapes) > 1 else work)
        budget.charge("flops", work)


def allow_item(value: Any, index: Any) -> None:
    """Refuse ``value[index]`` where lists of places would pick too much."""
    budget = current().budget
    picked = [np.size(one) for one in (index if isinstance(index, tuple) else (index,)) if not isinstance(one, slice)]
    rows = value.size // max(value.shape[0], 1) if value.ndim else 1
    if budget is not None:
        budget.allow("elements", max(picked, default=1) * max(rows, 1))


# ── the module ─────────────────────────────────────────────────────────────────────────────────────────────────


def _function(name: str, host: Callable[..., Any], check: Callable[..., None]) -> Builtin:
    def called(run: Interpreter, *given: Any, **named: Any) -> Any:
        arguments = [run.to_host(value) for value in given]
        keywords = {key: run.to_host(value) for key, value in named.items()}
        for value in (*arguments, *keywords.values()):
            weigh(run.budget, value)
        check(*arguments, **keywords)
        result = plain(guarded(host, *arguments, **keywords))
        for one in result if isinstance(result, (list, tuple)) else (result,):
            if isinstance(one, np.ndarray):
                run.budget.allow("elements", one.size)
        return result

    return Builtin(name, called, True)


def _check_plain(*given: Any, **_: Any) -> None:
    allow(*(value for value in given if isinstance(value, np.ndarray)))


def _check_nothing(*_: Any, **__: Any) -> None:
    """What is no larger than what it is given."""


def _check_made(*given: Any, **named: Any) -> None:
    """The numbers that say how large something gets: a shape, or a range."""
    budget = current().budget
    numbers = [value for value in (*given, *named.values()) if isinstance(value, (int, float)) and value == value]
    shape = next((value for value in (*given, *named.values()) if isinstance(value, (list, tuple))), ())
    size = math.prod(abs(one) for one in shape if isinstance(one, int))
    whole = [abs(one) for one in numbers if isinstance(one, int)]
    steps = [abs(one) for one in numbers if one]
    span = (max(steps) * 2 / min(min(steps), 1)) if steps else 0
    if budget is not None:
        budget.allow("elements", max(size, max(whole, default=0), 0))
        if len(numbers) > 1 and "num" not in named:
            budget.allow("elements", min(span, 1e18))


def _check_eye(*given: Any, **_: Any) -> None:
    budget = current().budget
    if budget is not None:
        budget.allow("elements", math.prod([abs(one) for one in (given * 2)[:2] if isinstance(one, int)]))


def _check_linspace(start: Any, stop: Any, num: Any = 50, **_: Any) -> None:
    budget = current().budget
    if budget is not None and isinstance(num, int):
        budget.allow("elements", num)


def _check_spread(*given: Any, **named: Any) -> None:
    values = [np.asarray(one) if isinstance(one, (list, tuple)) else one for one in given]
    allow(*(one for one in values if isinstance(one, np.ndarray)), product=True)
    times = [abs(one) for one in (*given, *named.values()) if isinstance(one, int)]
    sizes = [one.size for one in values if isinstance(one, np.ndarray)]
    budget = current().budget
    if budget is not None:
        budget.allow("elements", math.prod(sizes[:1]) * math.prod(times))


def _drawn(name: str) -> Builtin:
    """A function of ``np.random`` on the generator of this run."""

    def draw(run: Interpreter, *given: Any, **named: Any) -> Any:
        generator = run.keeping.setdefault("np.random", np.random.RandomState(0))
        sizes = given if name in ("rand", "randn") else (named.get("size"), *given[-1:], *given[2:3], *given[1:2])
        for size in sizes if name not in ("seed", "shuffle", "uniform", "normal") else (named.get("size"), *given[2:]):
            parts = size if isinstance(size, (list, tuple)) else (size,)
            whole = [one for one in parts if isinstance(one, int)]
            run.budget.allow("elements", math.prod(whole) if name != "randint" or size is not given[-1] else 0)
        if name in ("rand", "randn"):
            run.budget.allow("elements", math.prod(one for one in given if isinstance(one, int)))
        for value in (*given, *named.values()):
            weigh(run.budget, value)
        arguments = [run.to_host(value) for value in given]
        if name == "randint":
            run.budget.allow("elements", math.prod(_shape_of(given[2:], named)))
        return plain(guarded(getattr(generator, name), *arguments, **named))

    return Builtin(name, draw, True)


def _shape_of(given: tuple[Any, ...], named: dict[str, Any]) -> tuple[int, ...]:
    size = named.get("size", given[0] if given else ())
    parts = size if isinstance(size, (list, tuple)) else (size,)
    return tuple(one for one in parts if isinstance(one, int))


def _array(*given: Any, **named: Any) -> Any:
    for value in given[:1]:
        if isinstance(value, (list, tuple)) and not _of_numbers(value):
            raise error("TypeError", "np.array takes nested lists of numbers here")
    return np.array(*given, **named)


def _of_numbers(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_of_numbers, value))
    return isinstance(value, (bool, int, float, np.ndarray, np.generic)) or hasattr(type(value), "detach")


def module() -> Facade:
    """``numpy``."""
    members: dict[str, Any] = {"array": _function("array", _array, _check_nothing)}
    members["asarray"] = members["array"]
    members |= {name: _function(name, getattr(np, name, np.linalg.norm), _check_plain) for name in _PLAIN.split()}
    members |= {name: _function(name, getattr(np, name), _check_made) for name in _MADE.split()}
    members |= {name: _function(name, getattr(np, name), _check_eye) for name in ("eye", "identity")}
    members |= {name: _function(name, getattr(np, name), _check_linspace) for name in ("linspace", "logspace")}
    members |= {name: _function(name, getattr(np, name), _check_spread) for name in _SPREAD.split()}
    members |= {name: getattr(np, name) for name in _CONSTANTS.split()}
    members |= {name: Kind(name, f"numpy.{name}", getattr(np, name), getattr(np, name)) for name in _DTYPES.split()}
    members["ndarray"] = Kind("ndarray", "numpy.ndarray", np.ndarray)
    members["random"] = Facade("numpy.random", {name: _drawn(name) for name in _DRAWN.split()})
    members["linalg"] = Facade("numpy.linalg", {"norm": _function("norm", np.linalg.norm, _check_plain)})
    members.pop("norm")
    return Facade("numpy", members)
