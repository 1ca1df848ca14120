"""Which tensors a program still has, by their place in memory, and which of them share their numbers."""

from __future__ import annotations

import weakref
from functools import partial

import numpy as np

from .memory import memory_of
from .node import AccumulateGrad
from .tensor import Tensor


class Living:
    """Tables by ``id()``. A tensor that the program has let go of changes no more, so they hold tensors weakly.

    Those that share memory are listed together: a change in place of one changes what all of them show.
    """

    def __init__(self) -> None:
        self.ids: dict[int, str] = {}
        self.tensors: dict[int, weakref.ref[Tensor]] = {}
        self.pinned: dict[int, Tensor] = {}
        self.given: set[int] = set()  # tensors that nobody in the program made
        self.sharing: dict[int, dict[int, weakref.ref[Tensor]]] = {}

    def watch(self, tensor: Tensor) -> None:
        self.tensors[id(tensor)] = weakref.ref(tensor, partial(self.forget, id(tensor)))

    def pin(self, tensor: Tensor) -> None:
        """Keep a tensor to the end that stands in a circle of references: when Python finds those is up to the host."""
        extra = tensor._extra
        if type(tensor._edge) is AccumulateGrad or (extra is not None and extra.accumulator is not None):
            self.pinned[id(tensor)] = tensor

    def forget(self, address: int, gone: object) -> None:
        """The tensor at an address is no more; another may come to stand there."""
        for table in (self.ids, self.tensors):
            table.pop(address, None)
        self.given.discard(address)

    def alive(self) -> list[Tensor]:
        """The tensors that the program still has."""
        return [one for known in self.tensors.values() if (one := known()) is not None]

    def share(self, tensor: Tensor) -> None:
        if type(tensor._data) is np.ndarray:
            self.sharing.setdefault(id(memory_of(tensor._data)), {})[id(tensor)] = self.tensors[id(tensor)]

    def showing(self, tensor: Tensor) -> tuple[Tensor, ...]:
        """A tensor and all others on the same memory."""
        memory = memory_of(tensor._data)
        known = [one for weak in self.sharing.get(id(memory), {}).values() if (one := weak()) is not None]
        return (*(one for one in known if memory_of(one._data) is memory), tensor)
