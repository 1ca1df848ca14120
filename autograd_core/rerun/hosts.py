"""Copies of what the interpreter made of the host's: the types of the program's classes, and functions that call back.

A copy of a function runs the same lines of the engine on what the copied world holds in place of the original's.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from .furniture import is_empty, names_by_file
from .refusal import CannotCopy

if TYPE_CHECKING:
    from .twin import Twin

# What a type has without anybody's doing.
_GIVEN = frozenset({"__dict__", "__weakref__", "__module__", "__qualname__", "__doc__", "_backward_cls"})


def type_twin(twin: Twin, kind: type) -> type:
    """The type that stands for ``kind`` in the copy: the same, unless it is the host type of a class of the program."""
    home = twin.own_types.get(kind)
    if home is None:
        return kind
    made = twin.made.get(id(kind))
    if made is None and home is not kind:
        type_twin(twin, home)
        made = twin.made[id(kind)]
    if made is None:
        bases = tuple(type_twin(twin, base) for base in kind.__bases__)
        where = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
        made = twin.later(_fill_type, kind, type(kind)(kind.__name__, bases, where))
        if hasattr(kind, "_backward_cls"):
            made._backward_cls.op = kind._backward_cls.op
            twin.made[id(kind._backward_cls)] = made._backward_cls
    found: type = made
    return found


def _fill_type(twin: Twin, old: type, new: type) -> None:
    for name, value in vars(old).items():
        if name not in _GIVEN:
            type.__setattr__(new, name, twin(value))


def function_twin(twin: Twin, function: Any) -> Any:
    """The same function on the cells of the copied world."""
    plain = function.__closure__ is None and not vars(function)
    if plain and function.__defaults__ is None and function.__kwdefaults__ is None:
        return function
    names = names_by_file().get(function.__code__.co_filename)
    if names is None:
        raise CannotCopy("a function of the host")
    cells = None if function.__closure__ is None else tuple(map(twin, function.__closure__))
    made = types.FunctionType(function.__code__, names, function.__name__, None, cells)
    return twin.later(_fill_function, function, made)


def _fill_function(twin: Twin, old: Any, new: Any) -> None:
    new.__defaults__, new.__kwdefaults__ = twin(old.__defaults__), twin(old.__kwdefaults__)
    new.__qualname__, new.__module__, new.__doc__ = old.__qualname__, old.__module__, old.__doc__
    new.__annotations__ = old.__annotations__
    vars(new).update(twin.all(vars(old)))


def cell_twin(twin: Twin, cell: Any) -> Any:
    return cell if is_empty(cell) else twin.later(_fill_cell, cell, types.CellType())


def _fill_cell(twin: Twin, old: Any, new: Any) -> None:
    new.cell_contents = twin(old.cell_contents)
