"""The modules of Python's own library that a program may import, as far as they make sense here."""

from __future__ import annotations

import ast
import copy
import itertools
import random
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..context import Budget
from ..namespace import MODULES as NAMED
from ..namespace import Facade
from . import arrays, mathematics
from .bounded import binary, keep, weigh
from .exceptions import error, guarded
from .reflection import is_callable
from .takes import FUNCTIONS as TAKE
from .values import Builtin, Function, Kind, Stream, type_name

if TYPE_CHECKING:
    from .generators import Interpreter

_NOTHING = object()


# ── copy ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Copies(dict[int, Any]):
    """What ``copy.deepcopy`` has copied so far: each is told here, and counted."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def __setitem__(self, key: int, made: Any) -> None:
        self.budget.charge("items")
        keep(self.budget, made)
        super().__setitem__(key, made)


def _copied(name: str) -> Callable[..., Any]:
    def copied(run: Interpreter, x: Any, memo: Any = None) -> Any:
        if isinstance(x, Stream):
            raise error("TypeError", f"cannot pickle '{type_name(x)}' object")
        weigh(run.budget, x)
        if name == "deepcopy":
            return guarded(copy.deepcopy, x, _Copies(run.budget))
        made = guarded(copy.copy, x)
        keep(run.budget, made)
        return made

    copied.__qualname__ = name
    return copied


# ── functools ──────────────────────────────────────────────────────────────────────────────────────────────────


def _wraps(run: Interpreter, wrapped: Any) -> Builtin:
    def wrap(run: Interpreter, function: Any) -> Any:
        if isinstance(function, Function):
            for name in ("__name__", "__doc__"):
                function.attributes[name] = run.attribute(wrapped, name)
        return function

    return Builtin("wraps", wrap, True)


def _partial(run: Interpreter, function: Any, *given: Any, **named: Any) -> Builtin:
    if not is_callable(run, function):
        raise error("TypeError", "the first argument must be callable")

    def partial(run: Interpreter, *more: Any, **others: Any) -> Any:
        return run.call(function, [*given, *more], {**named, **others})

    return Builtin("partial", partial, True)


def _reduce(run: Interpreter, function: Any, iterable: Any, initial: Any = _NOTHING) -> Any:
    value = initial
    for item in run.each(iterable):
        value = item if value is _NOTHING else run.call(function, [value, item], {})
    if value is _NOTHING:
        raise error("TypeError", "reduce() of empty iterable with no initial value")
    return value


def _cache(run: Interpreter, function: Any = None, **_: Any) -> Builtin:
    if function is None or isinstance(function, int):
        return Builtin("lru_cache", _cache, True)
    known: dict[Any, Any] = {}

    def cached(run: Interpreter, *given: Any) -> Any:
        weigh(run.budget, given)
        if guarded(known.get, given, _NOTHING) is _NOTHING:
            run.budget.allow("container_length", len(known) + 1)
            known[given] = run.call(function, given, {})
        return known[given]

    return Builtin("cache", cached, True)


# ── collections ────────────────────────────────────────────────────────────────────────────────────────────────


def _pairs(run: Interpreter, source: Any) -> Any:
    return source if isinstance(source, dict) else [tuple(run.collect(pair)) for pair in run.each(source)]


def _ordered(run: Interpreter, source: Any = (), **named: Any) -> Any:
    return guarded(OrderedDict, _pairs(run, source), **named)


def _default(run: Interpreter, factory: Any = None, source: Any = ()) -> Any:
    if factory is not None and not is_callable(run, factory):
        raise error("TypeError", "first argument must be callable or None")
    return guarded(defaultdict, None if factory is None else _Factory(run, factory), _pairs(run, source))


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class _Factory:
    """What makes the values of a defaultdict; shown as the program's own function or class."""

    run: Interpreter
    factory: Any

    def __call__(self) -> Any:
        return self.run.call(self.factory, [], {})

    def __repr__(self) -> str:
        return repr(self.factory)

    def __deepcopy__(self, memo: Any) -> _Factory:
        return self


def _counter(run: Interpreter, source: Any = ()) -> Any:
    return guarded(Counter, source if isinstance(source, dict) else run.hashable(run.collect(source)))


# ── itertools ──────────────────────────────────────────────────────────────────────────────────────────────────

# How many of the first arguments are iterables, where not all of them are.
_ITERABLES = {"count": 0, "repeat": 0, "cycle": 1, "islice": 1, "combinations": 1, "permutations": 1}

# Each item may be as large as all that is given.
_WIDE = ("combinations", "permutations", "product", "zip_longest")


def _stream(name: str) -> Callable[..., Stream]:
    host = getattr(itertools, name)

    def made(run: Interpreter, *given: Any, **named: Any) -> Stream:
        streams = _ITERABLES.get(name, len(given))
        plain = [
            run.each(value) if at < streams else run.counted(value) if at else value for at, value in enumerate(given)
        ]
        keywords = {
            key: run.counted(value) if key in ("r", "repeat", "times") else value for key, value in named.items()
        }
        for value in (*plain[1:], *keywords.values()) if name in POOLED else ():
            run.budget.allow("call_depth" if name == "product" else "container_length", _count(value))
        found = guarded(host, *plain, **keywords)
        return Stream(name, _kept(run, found) if name in _WIDE else found)

    return made


def _kept(run: Interpreter, rows: Iterator[Any]) -> Iterator[Any]:
    for row in rows:
        keep(run.budget, row)
        yield row


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _accumulate(run: Interpreter, iterable: Any, func: Any = None, *, initial: Any = None) -> Stream:
    def added() -> Iterator[Any]:
        total = _NOTHING if initial is None else initial
        if initial is not None:
            yield total
        for item in run.each(iterable):
            if total is _NOTHING:
                total = item
            elif func is None:
                total = binary(run.budget, ast.Add(), total, item)
            else:
                total = run.call(func, [total, item], {})
            yield total

    return Stream("accumulate", added())


# ── random ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _drawn(name: str) -> Callable[..., Any]:
    """A function of ``random`` on the generator of this run: the same in every run until ``random.seed``."""

    def draw(run: Interpreter, *given: Any, **named: Any) -> Any:
        generator = run.keeping.setdefault("random", random.Random(0))
        arguments = [run.counted(run.to_host(value)) for value in given]
        keywords = {key: run.counted(run.to_host(value)) for key, value in named.items()}
        for value in (*arguments, *keywords.values()):
            weigh(run.budget, value)
            if isinstance(value, int) and name in ("sample", "choices"):
                run.budget.allow("container_length", value)
        return guarded(getattr(generator, name), *arguments, **keywords)

    return draw


POOLED = ("combinations", "permutations", "product")  # make room for one whole result before the first is asked for


def _progress(run: Interpreter, iterable: Any = (), *_: Any, **__: Any) -> Stream:
    """``tqdm``: the items; there is no bar to draw."""
    return Stream("tqdm", run.each(Stream("iterator", run.iterate(iterable))))


def _ranged(run: Interpreter, *bounds: Any, **_: Any) -> Stream:
    return _progress(run, guarded(range, *bounds))


_STREAMS = "chain combinations count cycle islice permutations product repeat zip_longest pairwise"
_DRAWN = "seed random uniform randint randrange gauss normalvariate choice choices shuffle sample"
_TYPES = "Any Callable Dict Iterable Iterator List Literal Optional Sequence Set Tuple Type Union"


def _facade(name: str, functions: dict[str, Callable[..., Any]]) -> Facade:
    return Facade(name, _builtins(functions))


def _builtins(functions: dict[str, Callable[..., Any]]) -> dict[str, Any]:
    return {key: Builtin(key, function, True, TAKE.get(key)) for key, function in functions.items()}


_NUMPY, MATH = arrays.module(), NAMED["math"]
MODULES: dict[str, Facade] = {
    "numpy": _NUMPY,
    "numpy.random": _NUMPY.members["random"],
    "math": Facade("math", {**MATH.members, **_builtins(mathematics.FUNCTIONS)}),
    "copy": _facade("copy", {name: _copied(name) for name in ("copy", "deepcopy")}),
    "functools": _facade(
        "functools", {"wraps": _wraps, "partial": _partial, "reduce": _reduce, "lru_cache": _cache, "cache": _cache}
    ),
    "collections": Facade(
        "collections",
        {
            "OrderedDict": Kind("OrderedDict", "collections.OrderedDict", OrderedDict, _ordered),
            "defaultdict": Kind("defaultdict", "collections.defaultdict", defaultdict, _default),
            "Counter": Kind("Counter", "collections.Counter", Counter, _counter),
        },
    ),
    "itertools": _facade(
        "itertools", {**{name: _stream(name) for name in _STREAMS.split()}, "accumulate": _accumulate}
    ),
    "random": _facade("random", {name: _drawn(name) for name in _DRAWN.split()}),
    **dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook"), _facade("tqdm", {"tqdm": _progress, "trange": _ranged})),
    "typing": Facade("typing", {name: Kind(name, f"typing.{name}", None) for name in _TYPES.split()}),
}
