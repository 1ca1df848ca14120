"""The memory that a program has let go of: what its limit does not count any longer."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

# Bytes. So many of every tensor that a run may make fill its memory, so smaller ones never do.
LARGE = 16 * 2**10


class Memory:
    """The large arrays that were charged to a run, each known weakly and with the bytes that were charged for it.

    Nothing happens when one of them goes: only where the limit would be passed are they looked through.
    """

    __slots__ = ("arrays",)

    def __init__(self) -> None:
        self.arrays: list[tuple[weakref.ref[Any], float]] = []

    def watch(self, array: Any, charged: float) -> None:
        """Give ``charged`` bytes back once the memory that ``array`` shows is gone."""
        owner = memory_of(array)
        if isinstance(owner, np.ndarray):
            self.arrays.append((weakref.ref(owner), charged))

    def freed(self) -> float:
        """The bytes that are free again since this was asked last."""
        before = self.arrays
        self.arrays = [row for row in before if row[0]() is not None]
        return sum(charged for known, charged in before if known() is None)


def memory_of(data: Any) -> Any:
    """What owns the memory of an array."""
    while getattr(data, "base", None) is not None:  # strided views have one of their own
        data = data.base
    return data
