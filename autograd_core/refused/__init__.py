"""Names that PyTorch has and this engine has not, with a sentence that says so and what works instead.

The names are by owner: a module or a class. A name that is in no table of ``namespace`` and not here does not exist in
PyTorch either (``tests/oracle/names.json`` holds what PyTorch has).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import NotInSubset, UnknownAttribute
from . import of_modules, of_tensors, of_torch

_GROUPS = {"torch": of_torch.GROUPS, "torch.Tensor": of_tensors.GROUPS, **of_modules.GROUPS}
REFUSED: dict[str, dict[str, tuple[str, str]]] = {
    owner: {name: (what, instead) for what, instead, names in groups for name in names.split()}
    for owner, groups in _GROUPS.items()
}
# The classes whose objects have such names.
_CLASSES = {owner.rpartition(".")[2]: owner for owner in REFUSED if owner.rpartition(".")[2][0].isupper()}


def refusal(owner: str, name: str) -> NotInSubset | None:
    """The error of a program that asks for ``<owner>.<name>``; None for a name that PyTorch has not either."""
    found = REFUSED.get(owner, {}).get(name)
    if found is None:
        return None
    what, instead = found
    full = f"{owner}.{name}"
    return NotInSubset(f"{full} is {what}; use {instead}", id="refused", what=full, instead=instead)


def refusal_of(kind: type, name: str) -> NotInSubset | None:
    """The error of a program that asks an object of ``kind`` for ``name``; None for a name that PyTorch has not."""
    owners = [_CLASSES[one.__name__] for one in kind.__mro__ if one.__name__ in _CLASSES]
    return next(filter(None, (refusal(owner, name) for owner in owners)), None)


def members_of(owner: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module: it refuses by name, and else says what Python says."""

    def missing(name: str) -> Any:
        raise _unknown(refusal(owner, name), f"module {owner!r} has no attribute {name!r}", name)

    return missing


def attribute_of(self: Any, name: str) -> Any:
    """The ``__getattr__`` of a class: it refuses by name, and else says what Python says."""
    raise _unknown(refusal_of(type(self), name), f"'{type(self).__name__}' object has no attribute '{name}'", name)


class Refused:
    """In a class, in the place of a name that PyTorch has there: reading it refuses. An object may have its own.

    Tensor has these and no ``__getattr__``, beside which CPython reads every field of an object by the long way: an
    operation on numbers took 1.4 times as long.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        name = self.name
        raise _unknown(refusal_of(owner, name), f"{owner.__name__!r} object has no attribute {name!r}", name)


def refuse_all(kind: type) -> None:
    """Put a Refused in a class for each name that it has not."""
    for name in REFUSED[_CLASSES[kind.__name__]]:
        if not hasattr(kind, name):
            setattr(kind, name, Refused(name))


def _unknown(refused: NotInSubset | None, missing: str, name: str) -> UnknownAttribute:
    """An AttributeError, so that ``hasattr`` says False, in the words of the refusal if there is one."""
    if refused is None:
        return UnknownAttribute(missing, id="attribute", name=name)
    return UnknownAttribute(refused.message, id="refused", **refused.facts)
