"""The queue of nodes that are ready: which of them runs next, ties included.

PyTorch keeps them in a ``std::priority_queue`` that compares sequence numbers alone. Several AccumulateGrads can be
ready at once, all with the highest number there is; which of them comes first then follows from how the heap of the
C++ library moves its elements. These two functions move them in the same way.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[int, Any]  # (sequence number, node)


def push(heap: list[Entry], entry: Entry) -> None:
    """``std::push_heap`` of a new last element."""
    heap.append(entry)
    _rise(heap, len(heap) - 1, entry)


def pop(heap: list[Entry]) -> Entry:
    """``std::pop_heap``, and the element it leaves at the end."""
    value = heap.pop()
    if not heap:
        return value
    top, size, hole, child = heap[0], len(heap), 0, 0
    while child < (size - 1) // 2:
        child = 2 * child + 2
        if heap[child][0] < heap[child - 1][0]:
            child -= 1
        heap[hole] = heap[child]
        hole = child
    if size % 2 == 0 and child == (size - 2) // 2:
        child = 2 * child + 1
        heap[hole] = heap[child]
        hole = child
    _rise(heap, hole, value)
    return top


def _rise(heap: list[Entry], hole: int, entry: Entry) -> None:
    number = entry[0]
    while hole > 0:
        parent = (hole - 1) // 2
        if heap[parent][0] >= number:
            break
        heap[hole] = heap[parent]
        hole = parent
    heap[hole] = entry
