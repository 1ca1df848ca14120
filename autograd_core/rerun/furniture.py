"""What the engine itself holds, for all runs alike: it is never changed, and so shared by copies of a world."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

ROOT = __package__.partition(".")[0]


@cache
def furniture() -> Mapping[int, Any]:
    """Everything that the modules of the engine reach by their names, by its place in memory."""
    known: dict[int, Any] = {}
    waiting: list[Any] = [value for module in _modules() for value in list(vars(module).values())]
    while waiting:
        thing = waiting.pop()
        if id(thing) not in known:
            known[id(thing)] = thing
            waiting += _inside(thing)
    return known


@cache
def names_by_file() -> Mapping[str, dict[str, Any]]:
    """The names that the functions of a file of the engine see."""
    return {str(module.__file__): vars(module) for module in _modules()}


def _modules() -> list[types.ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == ROOT]


def _inside(thing: Any) -> Iterator[Any]:
    kind = type(thing)
    if isinstance(thing, (types.ModuleType, str, int, float)):
        return
    if isinstance(thing, (dict, types.MappingProxyType)):
        yield from list(thing.keys())
        yield from list(thing.values())
    elif isinstance(thing, (list, tuple, set, frozenset)):
        yield from list(thing)
    elif isinstance(thing, types.FunctionType):
        yield from thing.__defaults__ or ()
        yield from (thing.__kwdefaults__ or {}).values()
        yield from vars(thing).values()
        yield from (cell.cell_contents for cell in thing.__closure__ or () if not is_empty(cell))
    elif isinstance(thing, (staticmethod, classmethod)):
        yield thing.__func__
    elif isinstance(thing, property):
        yield from (part for part in (thing.fget, thing.fset, thing.fdel) if part is not None)
    elif isinstance(thing, type):
        if is_ours(thing):
            yield from list(vars(thing).values())
            yield from thing.__mro__
    elif is_ours(kind):
        yield from vars(thing).values() if hasattr(thing, "__dict__") else ()
        yield from (field.__get__(thing) for field in fields_of(kind) if has(field, thing))


def is_ours(kind: type) -> bool:
    """Whether a class was written in the engine; some are called as PyTorch calls them."""
    return kind.__module__.partition(".")[0] in (ROOT, "torch")


def fields_of(kind: type) -> tuple[Any, ...]:
    """The descriptors of the ``__slots__`` of a class of the engine, and of those it derives from."""
    found = [value for host in kind.__mro__ for value in vars(host).values()]
    return tuple(one for one in found if isinstance(one, types.MemberDescriptorType))


def has(field: Any, thing: Any) -> bool:
    """Whether a slot of ``thing`` is filled."""
    try:
        field.__get__(thing)
    except AttributeError:
        return False
    return True


def is_empty(cell: types.CellType) -> bool:
    """Whether what a closure refers to has no value yet."""
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return True
    return False
