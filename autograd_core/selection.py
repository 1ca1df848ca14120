"""Which of several equal numbers is chosen: the ways in which PyTorch sorts and selects on a CPU, step by step.

``sort``, ``mode`` and ``topk`` use ``std::sort``, ``std::nth_element`` and ``std::partial_sort`` of the GNU library,
``kthvalue`` a selection of its own; none of them keeps equal numbers in order. A lane is a list of places, which each
of these functions rearranges; ``before(a, b)`` says whether place ``a`` comes strictly before place ``b``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Before = Callable[[int, int], bool]
SHORT = 16  # so many are sorted by insertion alone
LONG = 10_000  # in longer lanes equal numbers stay in order: too many steps to take one by one


def smaller(lane: list[Any]) -> Before:
    """By ``<``, to which nan is neither before nor behind anything."""
    return lambda a, b: bool(lane[a] < lane[b])


def ordered(lane: list[Any], largest: bool) -> Before:
    """The largest first, or the smallest; nan counts as largest."""

    def largest_first(a: int, b: int) -> bool:
        one, other = lane[a], lane[b]
        return bool((one != one and other == other) or one > other)

    return largest_first if largest else lambda a, b: largest_first(b, a)


# ── std::sort ──────────────────────────────────────────────────────────────────────────────────────────────────


def sort(places: list[int], before: Before, last: int) -> None:
    """Sort the first ``last`` places."""
    _sort_roughly(places, 0, last, 2 * max(last.bit_length() - 1, 0), before)
    _insert(places, 0, min(last, SHORT), before)
    for at in range(SHORT, last):
        _move_down(places, at, before)


def _sort_roughly(places: list[int], first: int, last: int, depth: int, before: Before) -> None:
    while last - first > SHORT:
        if not depth:
            part = places[first:last]
            _select_by_heap(part, len(part), before)
            _sort_heap(part, len(part), before)
            places[first:last] = part
            return
        depth -= 1
        cut = _cut(places, first, last, before)
        _sort_roughly(places, cut, last, depth, before)
        last = cut


def _insert(places: list[int], first: int, last: int, before: Before) -> None:
    for at in range(first + 1, last):
        if before(places[at], places[first]):
            places.insert(first, places.pop(at))
        else:
            _move_down(places, at, before)


def _move_down(places: list[int], at: int, before: Before) -> None:
    moved = places[at]
    while at and before(moved, places[at - 1]):
        places[at] = places[at - 1]
        at -= 1
    places[at] = moved


def _cut(places: list[int], first: int, last: int, before: Before) -> int:
    """Divide at the median of three; where the second part begins."""
    _swap(places, first, _median(places, first + 1, first + (last - first) // 2, last - 1, before))
    low, high = first + 1, last
    while True:
        while before(places[low], places[first]):
            low += 1
        high -= 1
        while before(places[first], places[high]):
            high -= 1
        if low >= high:
            return low
        _swap(places, low, high)
        low += 1


def _median(places: list[int], a: int, b: int, c: int, before: Before) -> int:
    if before(places[a], places[b]):
        if before(places[b], places[c]):
            return b
        return c if before(places[a], places[c]) else a
    if before(places[a], places[c]):
        return a
    return c if before(places[b], places[c]) else b


def _swap(places: list[int], i: int, j: int) -> None:
    places[i], places[j] = places[j], places[i]


# ── std::nth_element, std::partial_sort ────────────────────────────────────────────────────────────────────────


def select(places: list[int], nth: int, before: Before) -> None:
    """Put at ``nth`` what would be there if all were sorted, and nothing behind it in front of it."""
    first, last = 0, len(places)
    depth = 2 * max(last.bit_length() - 1, 0)
    while last - first > 3:
        if not depth:
            part = places[first:last]
            _select_by_heap(part, nth + 1 - first, before)
            places[first:last] = part
            _swap(places, first, nth)
            return
        depth -= 1
        cut = _cut(places, first, last, before)
        first, last = (cut, last) if cut <= nth else (first, cut)
    _insert(places, first, last, before)


def sort_first(places: list[int], count: int, before: Before) -> None:
    """Put the first ``count`` of all in front, sorted."""
    _select_by_heap(places, count, before)
    _sort_heap(places, count, before)


def _select_by_heap(places: list[int], count: int, before: Before) -> None:
    for hole in range((count - 2) // 2, -1, -1):
        _sift(places, hole, count, places[hole], before)
    for at in range(count, len(places)):
        if before(places[at], places[0]):
            moved, places[at] = places[at], places[0]
            _sift(places, 0, count, moved, before)


def _sort_heap(places: list[int], count: int, before: Before) -> None:
    for last in range(count - 1, 0, -1):
        moved, places[last] = places[last], places[0]
        _sift(places, 0, last, moved, before)


def _sift(places: list[int], hole: int, count: int, moved: int, before: Before) -> None:
    top, child = hole, hole
    while child < (count - 1) // 2:
        child = 2 * (child + 1)
        if before(places[child], places[child - 1]):
            child -= 1
        places[hole] = places[child]
        hole = child
    if count % 2 == 0 and child == (count - 2) // 2:
        child = 2 * (child + 1)
        places[hole] = places[child - 1]
        hole = child - 1
    while hole > top and before(places[(hole - 1) // 2], moved):
        places[hole] = places[(hole - 1) // 2]
        hole = (hole - 1) // 2
    places[hole] = moved


# ── kthvalue ───────────────────────────────────────────────────────────────────────────────────────────────────


def select_quickly(places: list[int], nth: int, before: Before) -> None:
    """PyTorch's own selection: what would be at ``nth`` if all were sorted is there."""
    low, high = 0, len(places) - 1
    while high > low + 1:
        _swap(places, low + (high - low) // 2, low + 1)
        for a, b in ((low + 1, high), (low, high), (low + 1, low)):
            if before(places[b], places[a]):
                _swap(places, a, b)
        i, j, pivot = low + 1, high, places[low]
        while True:
            i += 1
            while before(places[i], pivot):
                i += 1
            j -= 1
            while before(pivot, places[j]):
                j -= 1
            if j < i:
                break
            _swap(places, i, j)
        _swap(places, low, j)
        if j <= nth:
            low = i
        if j >= nth:
            high = j - 1
    if high == low + 1 and before(places[high], places[low]):
        _swap(places, low, high)
