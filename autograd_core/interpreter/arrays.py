"""numpy, as far as snippets use it beside tensors: literals, ranges, simple functions; every size checked before.

Whole numbers come out of arrays as Python's own, so that the limits on Python's numbers hold for them, too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import creation
from ..context import current
from ..errors import NotInSubset
from ..namespace import Facade
from ..tensor import Tensor
from .array_sizes import BOUNDS, Bound, count, drawn, largest, picked, work
from .bounded import NOTICEABLE, binary, weigh
from .exceptions import error, guarded
from .values import Builtin, Kind, type_name

if TYPE_CHECKING:
    from .calls import Calls
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


def settled(run: Calls, value: Any, texts: bool = False) -> Any:
    """An argument as numpy takes it: numbers, arrays, types of numbers, and lists of those; ``texts`` in lists, too."""
    value = run.counted(run.to_host(value))
    if isinstance(value, range):
        run.budget.allow("container_length", len(value))
        value = list(value)
    weigh(run.budget, value)
    _allow_kind(value, texts)
    return value


def _allow_kind(value: Any, texts: bool) -> None:
    if isinstance(value, (list, tuple)):
        longest = max((len(one) for one in value if isinstance(one, str)), default=0)
        if longest and texts:
            _allow("value_bytes", 4 * longest * len(value))
        for one in value:
            if not (texts and isinstance(one, str)):
                _allow_kind(one, texts)
    elif isinstance(value, int) and value.bit_length() > 64:
        raise _refused("a whole number of more than 64 bits in numpy")
    elif isinstance(value, (str, type, np.dtype)):
        if not _is_kind_of_number(value):
            raise _refused("numpy arrays of anything but numbers")
    elif not isinstance(value, (int, float, np.generic, np.ndarray, Tensor, slice, type(...), type(None))):
        raise error("TypeError", f"numpy takes numbers and lists of numbers here, not '{type_name(value)}'")


def _is_kind_of_number(value: Any) -> bool:
    """Whether a type, or a text that may name one, is of numbers; other texts are options, such as "ij"."""
    if isinstance(value, str) and value.lstrip("<>=|").startswith("a"):  # numpy warns of it: an old name of bytes
        return False
    try:
        return value in ("C", "F", "A", "K") or np.dtype(value).kind in _KINDS
    except (TypeError, ValueError):
        return isinstance(value, str) and value.isidentifier()


def _refused(what: str) -> NotInSubset:
    instead = "use arrays of numbers"
    return NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)


def _allow(name: str, amount: float) -> None:
    budget = current().budget
    if budget is not None:
        budget.allow(name, amount)


def bounded(name: str, bound: Bound, host: Callable[..., Any], given: Any, named: Any, owner: Any = None) -> Any:
    """Call numpy with settled arguments: the size of the result is known before, its memory counted after."""
    everything = [*(() if owner is None else (owner,)), *given]
    budget = current().budget
    if budget is not None:
        numbers = sum(map(count, (*everything, *named.values())))
        budget.allow("elements", numbers)
        budget.allow("elements", bound(*everything, **named))
        budget.charge("flops", work(name, everything, named))
        if numbers > NOTICEABLE:
            budget.check_clock()
    return counted(plain(guarded(host, *given, **named)), (*everything, *named.values()))


def counted(result: Any, given: Any = ()) -> Any:
    """A result of numpy, its memory counted unless it is that of an argument."""
    budget = current().budget
    for one in result if isinstance(result, (list, tuple)) else (result,):
        if budget is not None and isinstance(one, np.ndarray):
            budget.allow("elements", one.size)
            old = [*given, *(getattr(each, "base", None) for each in given if isinstance(each, np.ndarray))]
            if not any(one is each or (one.base is each and each is not None) for each in old):
                budget.charge_array(one)
    return result


def call_method(run: Calls, owner: Any, name: str, host: Callable[..., Any], given: Any, named: Any) -> Any:
    """``owner.name(…)`` of an array."""
    arguments = [settled(run, value) for value in given]
    keywords = {key: settled(run, value) for key, value in named.items()}
    if name == "tolist":
        run.budget.charge("value_bytes", 40 * count(owner))
    if name == "round":
        _allow_places(*arguments, **keywords)
    result = bounded(name, BOUNDS.get(name, largest), host, arguments, keywords, owner)
    if name in ("sort", "fill"):
        written(owner)
    return result


def _allow_places(*given: Any, **named: Any) -> None:
    for one in (*given, *named.values()):
        _allow("integer_bits", abs(one) if isinstance(one, int) else 0)


def operate(budget: Any, op: ast.operator, left: Any, right: Any, in_place: bool) -> Any:
    """``left op right`` where one of them is an array."""
    if isinstance(left, Tensor):
        return binary(budget, op, left, creation.from_numpy(right), in_place)
    if isinstance(right, Tensor):
        return binary(budget, op, creation.from_numpy(left), right)
    for one in (left, right):
        if isinstance(one, (list, tuple)):
            weigh(budget, one)
            _allow_kind(one, texts=True)
    result = plain(binary(budget, op, left, right, in_place))
    if in_place and isinstance(left, np.ndarray):
        written(left)
    return result


def written(array: Any) -> None:
    """An array was changed in place: tensors on the same memory show it."""
    recorder = current().recorder
    if recorder is not None:
        recorder.memory_written(array)


def allow_item(value: Any, index: Any) -> None:
    """Refuse ``value[index]`` where lists of places would pick too much."""
    _allow("elements", picked(value, index))


# ── the module ─────────────────────────────────────────────────────────────────────────────────────────────────


def _function(name: str, host: Callable[..., Any]) -> Builtin:
    bound = BOUNDS.get(name, largest)

    def called(run: Interpreter, *given: Any, **named: Any) -> Any:
        arguments = [settled(run, value) for value in given]
        keywords = {key: settled(run, value) for key, value in named.items()}
        if name == "round":
            _allow_places(*arguments[1:], **keywords)
        return bounded(name, bound, host, arguments, keywords)

    return Builtin(name, called, True)


def _drawn(name: str) -> Builtin:
    """A function of ``np.random`` on the generator of this run."""
    bound = drawn(name)
    texts = name in ("choice", "permutation")

    def draw(run: Interpreter, *given: Any, **named: Any) -> Any:
        generator = run.keeping.setdefault("np.random", np.random.RandomState(0))
        if name == "shuffle" and len(given) == 1 and isinstance(given[0], list):
            weigh(run.budget, given[0])
            return guarded(generator.shuffle, given[0])
        arguments = [settled(run, value, texts) for value in given]
        keywords = {key: settled(run, value, texts) for key, value in named.items()}
        return bounded(name, bound, getattr(generator, name), arguments, keywords)

    return Builtin(name, draw, True)


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
    members: dict[str, Any] = {"array": _function("array", _array)}
    members["asarray"] = members["array"]
    hosts = {name: getattr(np, name, np.linalg.norm) for name in f"{_PLAIN} {_MADE} {_SPREAD}".split()}
    hosts["empty"] = np.zeros  # what lies in memory is nobody's business
    members |= {name: _function(name, host) for name, host in hosts.items()}
    members |= {name: getattr(np, name) for name in _CONSTANTS.split()}
    members |= {name: Kind(name, f"numpy.{name}", getattr(np, name), getattr(np, name)) for name in _DTYPES.split()}
    members["ndarray"] = Kind("ndarray", "numpy.ndarray", np.ndarray)
    members["random"] = Facade("numpy.random", {name: _drawn(name) for name in _DRAWN.split()})
    members["linalg"] = Facade("numpy.linalg", {"norm": _function("norm", np.linalg.norm)})
    members.pop("norm")
    return Facade("numpy", members)
