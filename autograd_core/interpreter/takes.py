"""How many arguments Python's own functions take, and what CPython 3.13 says of a call that gives others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ProgramError
from .exceptions import error
from .scope import closest
from .values import type_name

MANY = 1 << 30


@dataclass(frozen=True, slots=True)
class Takes:
    """The arguments of one function of Python.

    ``form`` is how CPython declares it, which decides its words: "one" argument; so many "places"; or arguments with
    "names", of which the first ``least`` are required. ``keywords`` are those that only a name can give.
    """

    form: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    any_keyword: bool = False


def _places(least: int, most: int | None = None, keywords: str = "", any_keyword: bool = False) -> Takes:
    return Takes("places", least, least if most is None else most, (), tuple(keywords.split()), any_keyword)


def _names(least: int, names: str) -> Takes:
    return Takes("names", least, len(names.split()), tuple(names.split()))


FUNCTIONS: dict[str, Takes] = {
    **dict.fromkeys(["len", "abs", "any", "all", "callable", "hash", "id", "repr"], Takes("one", 1, 1)),
    **dict.fromkeys(["divmod", "isinstance", "issubclass", "hasattr", "filter"], _places(2)),
    **dict.fromkeys(["float", "bool", "list", "tuple", "set", "frozenset"], _places(0, 1)),
    **dict.fromkeys(["reversed", "staticmethod", "classmethod"], _places(1)),
    **dict.fromkeys(["iter", "next", "format"], _places(1, 2)),
    **dict.fromkeys(["max", "min"], _places(1, MANY, "key default")),
    "dict": _places(0, 1, any_keyword=True),
    "getattr": _places(2, 3),
    "setattr": _places(3),
    "super": _places(0, 2),
    "sorted": _places(1, 1, "key reverse"),
    "print": _places(0, MANY, "sep end file flush"),
    "zip": _places(0, MANY, "strict"),
    "map": Takes("map", 2, MANY),
    "type": Takes("type", 1, 3),
    "int": Takes("int", 0, 2, ("", "base")),
    "str": Takes("str", 0, 3, ("object", "encoding", "errors")),
    "sum": Takes("sum", 1, 2, ("", "start")),
    "enumerate": Takes("enumerate", 1, 2, ("iterable", "start")),
    "round": _names(1, "number ndigits"),
    "pow": _names(2, "base exp mod"),
    "reduce": _places(2, 3),
    "partial": Takes("partial", 1, MANY, any_keyword=True),
}
_FINDING = ["find", "rfind", "index", "rindex", "count"]
# Methods of which older Pythons say something else.
METHODS: dict[tuple[type, str], Takes] = {
    **{(str, name): _places(1, 3) for name in (*_FINDING, "startswith", "endswith")},
    (str, "replace"): Takes("replace", 2, 3, ("", "", "count")),
    (list, "sort"): Takes("sort", 0, 0, (), ("key", "reverse")),
}
_OF_TEXT = {(str, name) for name in _FINDING}
# What a function says where CPython has a sentence of its own for it.
_SENTENCES = {
    "map": "map() must have at least two arguments.",
    "type": "type() takes 1 or 3 arguments",
    "sum": "sum() takes at least 1 positional argument (0 given)",
    "enumerate": "enumerate() missing required argument 'iterable'",
    "partial": "type 'partial' takes at least one argument",
    "sort": "sort() takes no positional arguments",
}


def check(name: str, takes: Takes, positional: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Raise CPython's TypeError for a call of ``name`` that does not fit."""
    count = len(positional)
    if takes.form == "sum" and not count:
        raise error("TypeError", _SENTENCES["sum"])
    if named:
        _check_names(name, takes, count, named)
    given = count + (len(named) if takes.names else 0)
    if takes.least <= given <= takes.most and not (takes.form == "type" and given == 2):
        return
    raise error("TypeError", _complaint(name, takes, count, given, named))


def check_method(owner: Any, name: str, positional: Sequence[Any], named: Mapping[str, Any]) -> None:
    """The same for a method of a plain value."""
    row = METHODS.get((type(owner), name))
    if row is None:
        return
    if named and not (row.names or row.keywords):
        raise error("TypeError", f"{type_name(owner)}.{name}() takes no keyword arguments")
    check(name, row, positional, named)
    if (str, name) in _OF_TEXT and isinstance(owner, str) and not isinstance(positional[0], str):
        raise error("TypeError", f"{name}() argument 1 must be str, not {type_or_none(positional[0])}")


def type_or_none(value: Any) -> str:
    """What some functions call an argument that does not fit: its type, but None itself."""
    return "None" if value is None else type_name(value)


def unexpected(name: str, given: str, known: Sequence[str]) -> ProgramError:
    """The error of a keyword that a function does not have, and which one CPython thinks was meant."""
    message = f"{name}() got an unexpected keyword argument '{given}'"
    suggestion = closest(given, [one for one in known if one])
    return error("TypeError", message if suggestion is None else f"{message}. Did you mean '{suggestion}'?")


def _check_names(name: str, takes: Takes, count: int, named: Mapping[str, Any]) -> None:
    known = (*takes.names, *takes.keywords)
    if takes.any_keyword or all(key in known for key in named):
        return
    if takes.form == "one" or not known:
        raise error("TypeError", f"{name}() takes no keyword arguments")
    if takes.names and count + len(named) > takes.most:
        return  # there are too many, whatever they are called
    wrong = next(key for key in named if key not in known)
    if takes.form == "enumerate":
        raise error("TypeError", f"'{wrong}' is an invalid keyword argument for enumerate()")
    raise unexpected("sort" if name == "sorted" else name, wrong, known)


def _complaint(name: str, takes: Takes, count: int, given: int, named: Mapping[str, Any]) -> str:
    if takes.form == "one":
        return f"{name}() takes exactly one argument ({count} given)"
    if takes.form == "int" and count > takes.most:
        return f"{name} expected {_bounds(takes, count)}, got {count}"
    if takes.form == "sort" and count + len(named) > len(takes.keywords):
        return f"{name}() takes at most {len(takes.keywords)} arguments ({count + len(named)} given)"
    if takes.form in _SENTENCES and (takes.form in ("type", "sort") or given < takes.least):
        return _SENTENCES[takes.form]
    if takes.form in ("places", "str"):
        return f"{name} expected {_bounds(takes, count)}, got {count}"
    if takes.form == "replace" and count < takes.least:
        return f"{name}() takes at least {takes.least} positional arguments ({count} given)"
    if given > takes.most:
        return f"{name}() takes at most {takes.most} argument{'s' if takes.most != 1 else ''} ({given} given)"
    missing = next(place for place, one in enumerate(takes.names) if place >= count and one not in named)
    return f"{name}() missing required argument '{takes.names[missing]}' (pos {missing + 1})"


def _bounds(takes: Takes, count: int) -> str:
    """``2 arguments``, ``at most 1 argument`` and the like."""
    if takes.least == takes.most:
        return f"{takes.most} argument{'s' if takes.most != 1 else ''}"
    if count > takes.most:
        return f"at most {takes.most} argument{'s' if takes.most != 1 else ''}"
    return f"at least {takes.least} argument{'s' if takes.least != 1 else ''}"
