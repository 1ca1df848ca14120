"""The named tuples of ops that give several tensors: ``torch.return_types.max(values=…, indices=…)``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar

from .printing import return_type_repr


class Returned(tuple[Any, ...]):
    """A tuple whose parts also have names; each op has a class of its own."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        parts = dict(zip(self._fields, map(repr, self), strict=True))
        return return_type_repr(type(self).__name__, parts)


@cache
def return_type(name: str, fields: tuple[str, ...]) -> type[Returned]:
    """The class of what an op returns."""
    members: dict[str, Any] = {field: property(itemgetter(place)) for place, field in enumerate(fields)}
    return type(name, (Returned,), {**members, "_fields": fields, "__module__": "torch.return_types", "__slots__": ()})


def returned(name: str, fields: tuple[str, ...], parts: Sequence[Any]) -> Returned:
    """``parts`` as what the op of this name returns."""
    return return_type(name, fields)(parts)
