"""``import``: the modules a program may name, and a polite answer for the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .. import namespace
from ..errors import NotInSubset, ProgramError
from ..refused import refusal
from . import modules
from .absent import UNUSED, WITHOUT, unusable
from .access import wrapped
from .exceptions import error
from .scope import closest
from .values import Absent

MODULES = {**namespace.MODULES, **modules.MODULES}


def import_module(alias: ast.alias) -> tuple[str, Any]:
    """The name that ``import …`` binds, and the module."""
    module = find(alias.name)
    if alias.asname is not None:
        return alias.asname, module
    first = alias.name.partition(".")[0]
    return first, find(first)


def import_from(node: ast.ImportFrom) -> Iterator[tuple[str, Any]]:
    """The names that ``from … import …`` binds, and their values."""
    if node.module == "__future__":
        return
    assert node.module is not None  # legal.py has refused relative imports
    facade = find(node.module)
    for alias in node.names:
        if isinstance(facade, Absent):
            yield alias.asname or alias.name, facade
            continue
        if (refused := unusable(facade.name)) is not None:
            raise refused
        inner = MODULES.get(f"{node.module}.{alias.name}")
        if inner is None and alias.name not in facade.members:
            raise refusal(facade.name, alias.name) or _missing(facade, alias.name)
        value = facade.members.get(alias.name, inner)
        yield alias.asname or alias.name, wrapped(value, f"{facade.name}.{alias.name}")


def _missing(facade: namespace.Facade, name: str) -> ProgramError:
    """The ImportError of a name that a module does not have; where the module's file lies is nobody's business."""
    message = f"cannot import name '{name}' from '{facade.name}' (unknown location)"
    suggestion = closest(name, facade.members)
    if suggestion is None:
        return error("ImportError", message, id="attribute", name=name)
    message = f"{message}. Did you mean: '{suggestion}'?"
    return error("ImportError", message, id="attribute_like", name=name, suggestion=suggestion)


def find(name: str) -> Any:
    """The module of that name: a Facade, or Absent."""
    if name in MODULES:
        return MODULES[name]
    outer = name.partition(".")[0]
    if outer in WITHOUT or name == "torch.utils.tensorboard":
        return Absent(outer, WITHOUT.get(outer, "print the values instead"))
    if name in UNUSED:
        return namespace.Facade(name, {})
    instead = UNUSED.get(outer, "only torch, math and what is like them are here")
    raise NotInSubset(f"{name} is not here; {instead}", id="no_module", module=name, instead=instead)
