"""``import``: the modules a program may name, and a polite answer for the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .. import namespace
from ..errors import NotInSubset
from ..refused import refusal
from . import modules
from .access import wrapped
from .objects import missing_attribute

MODULES = {**namespace.MODULES, **modules.MODULES}
# What students' programs import, and what to write without it.
_INSTEAD: dict[str, str] = {
    "numpy": "write the numbers into torch.tensor",
    "matplotlib": "delete the line and print the values",
    "torchvision": "write a small tensor by hand",
    "time": "delete the line",
    "os": "delete the line",
    "sys": "delete the line",
    "random": "use torch.rand or torch.randn",
}


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
        inner = MODULES.get(f"{node.module}.{alias.name}")
        if inner is None and alias.name not in facade.members:
            missing = missing_attribute(f"module '{facade.name}'", alias.name, facade.members)
            raise refusal(facade.name, alias.name) or missing
        value = facade.members.get(alias.name, inner)
        yield alias.asname or alias.name, wrapped(value, f"{facade.name}.{alias.name}")


def find(name: str) -> namespace.Facade:
    if name in MODULES:
        return MODULES[name]
    instead = _INSTEAD.get(name.partition(".")[0], "only torch and math are here")
    raise NotInSubset(f"{name} is not here; {instead}", id="no_module", module=name, instead=instead)
