"""A copy of the world of a run that is not halfway anywhere: every object once, tied together as the originals are.

What is never changed is shared. The kinds of things that a world may hold are a closed table, in ``kinds``; anything
else, such as a generator that waits, raises CannotCopy, and then the program is run from its start.

Note [Shells first]: a graph is deeper than Python's stack, so an object is made empty and filled later, off a list.
Only what cannot be changed once it is made, such as a tuple, needs its parts first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .furniture import fields_of, furniture
from .kinds import COPIES, SHARED, other_kind
from .refusal import CannotCopy

EACH = 200  # bytes that an object takes, about
Fill = Callable[["Twin", Any, Any], None]


class Twin:
    """Copies things that belong to one world; ``size`` is about how many bytes that took.

    ``classes`` are the host types of the program's classes. Raises CannotCopy beyond ``most`` bytes.
    """

    def __init__(self, classes: Mapping[type, Any], most: float) -> None:
        self.most, self.size = most, 0.0
        self.made: dict[int, Any] = {}  # by the place in memory of the original
        self.filling: list[tuple[Fill, Any, Any]] = []
        self.last: list[tuple[Fill, Any, Any]] = []  # what waits until everything else is there
        self.own_types: dict[type, type] = {host: host for host in classes}
        for host in classes:
            if hasattr(host, "_backward_cls"):  # of a Function: the class of its nodes comes with it
                self.own_types[host._backward_cls] = host
        self.fields: dict[type, tuple[Any, ...]] = {}
        self.furniture = furniture()

    def of(self, thing: Any) -> Any:
        """The copy of ``thing``, and of all that it reaches."""
        try:
            made = self(thing)
            while self.filling or self.last:
                fill, old, new = (self.filling or self.last).pop()
                fill(self, old, new)
        except (RecursionError, TypeError, ValueError, AttributeError, LookupError) as odd:
            raise CannotCopy(f"something odd: {odd}") from None
        return made

    def __call__(self, thing: Any) -> Any:
        """The copy of ``thing``, which may still be empty."""
        kind = type(thing)
        if kind in SHARED:
            return thing
        place = id(thing)
        made = self.made.get(place)
        if made is None:
            if place in self.furniture:
                return thing
            copy: Callable[[Twin, Any], Any] = COPIES.get(kind, other_kind)
            made = self.made[place] = copy(self, thing)
            self.took(EACH)
        return made

    def took(self, size: float) -> None:
        self.size += size
        if self.size > self.most:
            raise CannotCopy("a large world")

    def later(self, fill: Fill, old: Any, new: Any) -> Any:
        """``new``, the empty copy of ``old``, to be filled when its turn comes."""
        self.made[id(old)] = new
        self.filling.append((fill, old, new))
        return new

    def all(self, things: Mapping[Any, Any]) -> dict[Any, Any]:
        """A table with the copies of what ``things`` holds, under the same keys."""
        return {key: self(value) for key, value in things.items()}

    def slots(self, kind: type) -> tuple[Any, ...]:
        known = self.fields.get(kind)
        if known is None:
            known = self.fields[kind] = fields_of(kind)
        return known
