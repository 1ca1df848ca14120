"""Which cells of a column are taken: the nearest free place for something of a given height, in near-constant time."""

from __future__ import annotations


class Column:
    """A column of cells without end in both directions; cells are only ever taken, never given back."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        # For each height and direction: from a start that cannot be used, the next start that may be.
        self._jump: dict[tuple[int, int], dict[int, int]] = {}

    def take(self, start: int, height: int) -> None:
        """Take ``height`` cells from ``start`` downward."""
        self._taken.update(range(start, start + height))

    def is_free(self, start: int, height: int) -> bool:
        return not any(cell in self._taken for cell in range(start, start + height))

    def nearest(self, start: int, height: int, *, below: bool = False) -> int:
        """The free start nearest to ``start``, the lower one of two; ``below`` looks only downward."""
        down = self._find(start, height, 1)
        if below or down == start:
            return down
        up = self._find(start, height, -1)
        return down if down - start <= start - up else up

    def _find(self, start: int, height: int, direction: int) -> int:
        jump = self._jump.setdefault((height, direction), {})
        passed = []
        place = start
        while place in jump or not self.is_free(place, height):
            passed.append(place)
            place = jump.get(place, place + direction)
        for each in passed:
            jump[each] = place
        return place
