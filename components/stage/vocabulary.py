"""What an editor may complete: every name and attribute that runs here, read off the interpreter's own allow-lists."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable
from typing import Any

from autograd_core import namespace, nn, optim
from autograd_core.interpreter import BUILTINS
from autograd_core.interpreter.builtins import REFUSED
from autograd_core.interpreter.imports import MODULES
from autograd_core.interpreter.methods import FIELDS, METHODS

# What the editor calls a type, and the class whose attributes it has.
_TYPES: dict[str, type] = {
    "Tensor": namespace.Tensor,
    "Node": namespace.CopySlices,
    "Size": namespace.Size,
    "dtype": namespace.DType,
    "Generator": namespace.Generator,
    "Module": nn.Module,
    "Optimizer": optim.Optimizer,
    "LRScheduler": optim.lr_scheduler.LRScheduler,
    "str": str,
    "list": list,
    "dict": dict,
}
_REFUSED_WORDS = frozenset({"async", "await", "yield"})


def vocabulary() -> dict[str, Any]:
    """Sorted names with spaces between them, as JSON can hold them.

    ``modules``: full name → members. ``types``: name → attributes. ``made``: type → the classes that make such objects.
    ``builtins`` and ``keywords``: without those that are refused.
    """
    return {
        "modules": {name: _words(facade.members) for name, facade in sorted(MODULES.items())},
        "types": {name: _words(_attributes(kind)) for name, kind in _TYPES.items()},
        "made": {name: _made(kind) for name, kind in (("Module", nn.Module), ("Optimizer", optim.Optimizer))},
        "builtins": _words(BUILTINS.keys() - REFUSED.keys()),
        "keywords": _words(word for word in keyword.kwlist if word not in _REFUSED_WORDS),
    }


def as_json() -> str:
    """The vocabulary as the file that the browser loads once."""
    return json.dumps(vocabulary(), separators=(",", ":")) + "\n"


def _attributes(kind: type) -> Iterable[str]:
    return {*namespace.ATTRIBUTES.get(kind, ()), *METHODS.get(kind, ()), *FIELDS.get(kind, ())}


def _made(kind: type) -> str:
    """The classes whose objects have the attributes of ``kind`` and more."""
    classes = {
        name
        for facade in MODULES.values()
        for name, member in facade.members.items()
        if isinstance(member, type) and issubclass(member, kind)
    }
    return _words(classes)


def _words(names: Iterable[str]) -> str:
    # What begins with an underscore runs as well, but nobody should be led there.
    return " ".join(sorted((name for name in names if not name.startswith("_")), key=lambda name: (name.lower(), name)))
