"""Python's own functions and types as a program may use them; what exists in Python but not here is refused by name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import NotInSubset
from .bounded import allow_integers, binary, compare, keep, operated, text_of, truth, weigh
from .exceptions import error, guarded, showable
from .formatting import formatted
from .reflection import ERROR_KINDS, FUNCTIONS, KINDS
from .takes import FUNCTIONS as FUNCTIONS_TAKE
from .takes import type_or_none
from .values import OPAQUE, Builtin, Kind, Stream, type_name

if TYPE_CHECKING:
    from .calls import Calls

_NOTHING = object()


def _print(run: Calls, *values: Any, sep: Any = " ", end: Any = "\n", flush: Any = False, file: Any = None) -> None:
    for name, value in (("sep", sep), ("end", end)):
        if not isinstance(value, str | None):
            raise error("TypeError", f"{name} must be None or a string, not {type_name(value)}")
    if file is not None:
        raise NotInSubset("print cannot write to a file here; leave file= out", id="refused", what="file=")
    between, last = " " if sep is None else sep, "\n" if end is None else end
    texts = []
    for value in values:
        texts.append(text_of(run.budget, value))
        run.budget.charge("printed_bytes", len(texts[-1].encode(errors="replace")) + len(between))
    run.budget.charge("printed_bytes", len(last))
    run.write(showable(between.join(texts) + last))


def _len(run: Calls, value: Any) -> Any:
    _refuse_opaque(value, "object of type '{}' has no len()")
    return guarded(len, value)


def _range(run: Calls, *bounds: Any) -> range:
    found: range = guarded(range, *bounds)
    return found


def _enumerate(run: Calls, iterable: Any, start: Any = 0) -> Stream:
    guarded(enumerate, (), start)  # which is looked at first
    return Stream("enumerate", guarded(enumerate, run.each(_iterable(run, iterable)), start))


def _iterable(run: Calls, value: Any) -> Stream:
    """The stream over ``value``, made now, so that a value that cannot be iterated is complained about now."""
    return Stream("iterator", run.iterate(value))


def _zip(run: Calls, *iterables: Any, strict: Any = False) -> Stream:
    streams = [run.each(_iterable(run, value)) for value in iterables]
    return Stream("zip", zip(*streams, strict=truth(strict)))


def _map(run: Calls, function: Any, *iterables: Any) -> Stream:
    streams = [run.each(_iterable(run, value)) for value in iterables]
    return Stream("map", (run.call(function, items, {}) for items in zip(*streams, strict=False)))


def _filter(run: Calls, function: Any, iterable: Any) -> Stream:
    items = run.each(_iterable(run, iterable))
    return Stream(
        "filter", (item for item in items if truth(item if function is None else run.call(function, [item], {})))
    )


def _reversed(run: Calls, sequence: Any) -> Stream:
    _refuse_opaque(sequence, "'{}' object is not reversible")
    return Stream("reversed", guarded(reversed, sequence))


def _iter(run: Calls, iterable: Any, sentinel: Any = _NOTHING) -> Stream:
    if sentinel is not _NOTHING:
        if not _FUNCTIONS["callable"](run, iterable):
            raise error("TypeError", "iter(v, w): v must be callable")
        return Stream("callable_iterator", _until(run, iterable, sentinel))
    return (
        iterable if isinstance(iterable, Stream) else Stream(f"{type_name(iterable)}_iterator", run.iterate(iterable))
    )


def _until(run: Calls, function: Any, sentinel: Any) -> Iterator[Any]:
    while not truth(compare(run.budget, ast.Eq(), found := run.call(function, [], {}), sentinel)):
        yield found


def _next(run: Calls, stream: Any, default: Any = _NOTHING) -> Any:
    if type(stream) in run.classes and run.find(type(stream), "__next__") is not None:
        item = guarded(next, stream, *(() if default is _NOTHING else (_NOTHING,)))
    elif isinstance(stream, Stream):
        item = guarded(next, stream.values, *(() if default is _NOTHING else (_NOTHING,)))
    else:
        raise error("TypeError", f"'{type_name(stream)}' object is not an iterator")
    if item is not _NOTHING:
        return item
    return default


def _sum(run: Calls, iterable: Any, /, start: Any = 0) -> Any:
    if isinstance(start, str):
        raise error("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
    for item in run.each(iterable):
        start = binary(run.budget, ast.Add(), start, item)
    return start


def _extreme(host: Callable[..., Any], op: ast.cmpop) -> Callable[..., Any]:
    def extreme(run: Calls, *values: Any, key: Any = None, default: Any = _NOTHING) -> Any:
        if len(values) > 1 and default is not _NOTHING:
            name = f"{host.__name__}() with multiple positional arguments"
            raise error("TypeError", f"Cannot specify a default for {name}")
        best = best_key = _NOTHING
        for item in run.each(values[0]) if len(values) == 1 else values:
            found = item if key is None else run.call(key, [item], {})
            if best_key is _NOTHING or truth(compare(run.budget, op, found, best_key)):
                best, best_key = item, found
        if best is _NOTHING:
            if default is _NOTHING:
                raise error("ValueError", f"{host.__name__}() iterable argument is empty")
            return default
        return best

    return extreme


def _sorted(run: Calls, iterable: Any, /, *, key: Any = None, reverse: Any = False) -> list[Any]:
    items = run.collect(iterable)
    weigh(run.budget, items)
    run.budget.charge("items", len(items))
    guarded(items.sort, key=None if key is None else run.callback(key), reverse=truth(reverse))
    return items


def _any(run: Calls, iterable: Any) -> bool:
    return any(truth(item) for item in run.each(iterable))


def _all(run: Calls, iterable: Any) -> bool:
    return all(truth(item) for item in run.each(iterable))


def _abs(run: Calls, value: Any) -> Any:
    _refuse_opaque(value, "bad operand type for abs(): '{}'")
    return operated(run.budget, abs, value)


def _round(run: Calls, number: Any, ndigits: Any = None) -> Any:
    _refuse_opaque(number, "type {} doesn't define __round__ method")
    if isinstance(ndigits, int):
        run.budget.allow("integer_bits", abs(ndigits))
    return guarded(round, number, ndigits)


def _pow(run: Calls, base: Any, exp: Any, mod: Any = None) -> Any:
    if mod is None:
        return binary(run.budget, ast.Pow(), base, exp)
    return guarded(pow, base, exp, mod)


def _divmod(run: Calls, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        allow_integers(run.budget, ast.FloorDiv, left, right)
    return operated(run.budget, divmod, left, right)


def _repr(run: Calls, value: Any) -> str:
    return text_of(run.budget, value, repr)


def _format(run: Calls, value: Any, spec: Any = "") -> str:
    if not isinstance(spec, str):
        raise error("TypeError", f"format() argument 2 must be str, not {type_or_none(spec)}")
    return formatted(run.budget, value, spec)


# ── types ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _int(run: Calls, value: Any = 0, base: Any = _NOTHING) -> Any:
    _refuse_opaque(value, "int() argument must be a string, a bytes-like object or a real number, not '{}'")
    if isinstance(value, str):
        run.budget.allow("string_length", len(value))
    found = guarded(int, value) if base is _NOTHING else guarded(int, value, base)
    run.budget.allow("integer_bits", found.bit_length())
    return found


def _float(run: Calls, value: Any = 0.0) -> Any:
    _refuse_opaque(value, "float() argument must be a string or a real number, not '{}'")
    return guarded(float, value)


def _bool(run: Calls, value: Any = False) -> bool:
    return truth(value)


def _str(run: Calls, object: Any = "", encoding: Any = _NOTHING, errors: Any = _NOTHING) -> str:
    for name, given in (("encoding", encoding), ("errors", errors)):
        if given is not _NOTHING and not isinstance(given, str):
            raise error("TypeError", f"str() argument '{name}' must be str, not {type_name(given)}")
    if encoding is _NOTHING and errors is _NOTHING:
        return text_of(run.budget, object)
    if isinstance(object, str):
        raise error("TypeError", "decoding str is not supported")
    raise error("TypeError", f"decoding to str: need a bytes-like object, {type_name(object)} found")


def _list(run: Calls, iterable: Any = ()) -> list[Any]:
    return run.collect(iterable)


def _tuple(run: Calls, iterable: Any = ()) -> tuple[Any, ...]:
    return iterable if type(iterable) is tuple else tuple(run.collect(iterable))


def _set(run: Calls, iterable: Any = ()) -> set[Any]:
    found: set[Any] = guarded(set, run.hashable(run.collect(iterable)))
    keep(run.budget, found)
    return found


def _dict(run: Calls, source: Any = (), /, **named: Any) -> dict[Any, Any]:
    pairs = source if isinstance(source, dict) else run.collect(source)
    if not isinstance(pairs, dict):
        pairs = [_pair(run, at, pair) for at, pair in enumerate(pairs)]
        run.hashable([pair[0] for pair in pairs if pair])
    run.budget.allow("container_length", len(pairs))
    found: dict[Any, Any] = guarded(dict, pairs, **named)
    keep(run.budget, found)
    return found


def _pair(run: Calls, place: int, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, Stream) and not hasattr(type(value), "__iter__"):
        raise error("TypeError", f"cannot convert dictionary update sequence element #{place} to a sequence")
    return tuple(run.collect(value))


def _slice(run: Calls, *bounds: Any) -> slice:
    for bound in bounds:  # a slice of slices of slices …: the host forgets one by going down all of them
        weigh(run.budget, bound)
    found: slice = guarded(slice, *bounds)
    return found


def _refuse_opaque(value: Any, message: str) -> None:
    if type(value) in OPAQUE:
        raise error("TypeError", message.format(type_name(value)))


_MAKERS: dict[type, Callable[..., Any]] = {
    int: _int,
    float: _float,
    bool: _bool,
    str: _str,
    list: _list,
    tuple: _tuple,
    set: _set,
    dict: _dict,
    range: _range,
    slice: _slice,
}
KINDS.update(
    {
        host: Kind(host.__name__, host.__name__, host, make, FUNCTIONS_TAKE.get(host.__name__))
        for host, make in _MAKERS.items()
    }
)
KINDS[object] = Kind("object", "object", object)
KINDS[type(None)] = Kind("NoneType", "NoneType", type(None))


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "print": _print,
    "len": _len,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "reversed": _reversed,
    "iter": _iter,
    "next": _next,
    "sum": _sum,
    "min": _extreme(min, ast.Lt()),
    "max": _extreme(max, ast.Gt()),
    "sorted": _sorted,
    "any": _any,
    "all": _all,
    "abs": _abs,
    "round": _round,
    "pow": _pow,
    "divmod": _divmod,
    "repr": _repr,
    "format": _format,
    **FUNCTIONS,
}


# What Python has and a program here may not use: what to write instead.
REFUSED: dict[str, str] = {
    **dict.fromkeys(("open", "input"), "write the values into the program"),
    **dict.fromkeys(("exec", "eval", "compile", "__import__"), "write the code itself"),
    **dict.fromkeys(("globals", "locals", "vars", "dir"), "use the names directly"),
    **dict.fromkeys(("memoryview",), "leave it out"),
    **dict.fromkeys(("bytes", "bytearray", "complex", "frozenset"), "use a list, a set or a tensor"),
    "delattr": "write del object.name",
    **dict.fromkeys(("breakpoint", "exit", "quit", "help"), "leave it out"),
}


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(run: Calls, *positional: Any, **named: Any) -> Iterator[Any]:
        raise NotInSubset(
            f"{name}() cannot be used here; {REFUSED[name]}", id="refused", what=f"{name}()", instead=REFUSED[name]
        )

    return refuse


def table() -> dict[str, Any]:
    """Every builtin name of a program and its value."""
    names: dict[str, Any] = {
        name: Builtin(name, function, True, FUNCTIONS_TAKE.get(name)) for name, function in _FUNCTIONS.items()
    }
    names |= {function.__name__: Builtin(function.__name__, function) for function in (chr, ord, hex, bin, oct)}
    names |= {name: Builtin(name, _refusing(name), True) for name in REFUSED}
    names |= {host.__name__: KINDS[host] for host in (*_MAKERS, object)}
    names |= ERROR_KINDS
    return names | {
        "type": KINDS[Kind],
        "Ellipsis": ...,
        "NotImplemented": NotImplemented,
        "__name__": "__main__",
    }
