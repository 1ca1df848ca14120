"""Where every mark stands and which way every link takes, decided once per mark in the order they were made.

Columns alternate between tensors and functions. Rows are counted in half rows; a mark covers two cells of half a row,
a leaf three, so that its bucket fits under it. Nothing that is placed moves when the program grows at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx

from . import plain
from .slots import Column

TENSOR = (108, 70)  # width and height in px
FUNCTION = (70, 42)
BUCKET = (112, 58)
GAP = 42  # px between a tensor and a function beside it
COLUMN = (TENSOR[0] + FUNCTION[0]) // 2 + GAP
HALF_ROW = 59
CONSTANT = (18, 0.9)  # height in px; half rows above its function
CONSTANT_ROOM, CONSTANT_GAP = 32, 12  # px a constant takes at least, and between two of them
STUB = 8  # px a road runs straight out of a column
BESIDE = 18  # px that a way against its lane keeps from the middle of its marks
RISE = HALF_ROW * 0.85  # px it rises above marks of one row
STEEP = 1.2  # half rows; a steeper road first leaves its column
LONGEST = 400  # columns a road keeps free for itself; a longer one runs straight

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """``layer`` counts columns from 0, ``row`` half rows (down); ``x`` and ``y`` are the centre in px."""

    layer: int
    row: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """``places`` by mark id; ``ways`` by link id: the inner points from its source to its target, if it has any."""

    places: dict[str, Place]
    ways: dict[str, tuple[Point, ...]]


def place(graph: nx.MultiDiGraph) -> Layout:
    """The layout of a graph made by ``autograd_core.graph``; that of a longer program begins with it."""
    work = _Work(graph)
    for id, data in graph.nodes(data=True):
        work.put(id, data["mark"])
    return Layout(work.places, work.ways)


def size(role: str, title: str = "") -> tuple[int, int]:
    """Width and height of a mark in px."""
    if role == "constant":
        return max(20, 9 * len(plain.name(title, plain.LONGEST_CONSTANT)) + 6), CONSTANT[0]
    return {"tensor": TENSOR, "function": FUNCTION, "bucket": BUCKET}[role]


def bounds(layout: Layout, margin: float = 24) -> list[float]:
    """Left, top, right and bottom of everything, in px."""
    if not layout.places:
        return [0, 0, TENSOR[0], TENSOR[1]]
    xs = [place.x for place in layout.places.values()]
    ys = [place.y for place in layout.places.values()]
    for way in layout.ways.values():
        ys.extend(y for _, y in way)
    side, half = TENSOR[0] / 2 + margin, TENSOR[1] / 2 + margin
    return [min(xs) - side, min(ys) - half, max(xs) + side, max(ys) + half]


class _Work:
    """The marks placed so far, the cells they take, and for every mark the road that long links leave it by."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.places: dict[str, Place] = {}
        self.ways: dict[str, tuple[Point, ...]] = {}
        self.columns: dict[int, Column] = {}
        self.leaves = 0  # rows the leaves take, in half rows
        self.front: dict[str, int] = {}  # the column after which a tensor can be used
        self.roads: dict[str, list[list[int]]] = {}  # per mark: runs of [first column, last column, cell]

    def column(self, layer: int) -> Column:
        return self.columns.setdefault(layer, Column())

    def put(self, id: str, mark: Any) -> None:
        if mark.role == "tensor":
            self.tensor(id)
        elif mark.role == "function":
            self.function(id)
        elif mark.role == "bucket":
            self.bucket(id, mark.ref)

    def stand(self, id: str, layer: int, row: float) -> None:
        self.places[id] = Place(layer, row, layer * COLUMN, row * HALF_ROW)

    def tensor(self, id: str) -> None:
        maker = next(iter(self.graph.pred[id]), None)
        if maker not in self.places:  # a leaf; what changes it in place comes later
            self.column(0).take(self.leaves - 1, 3)
            self.stand(id, 0, self.leaves)
            self.front[id] = 0
            self.leaves += 3
            return
        made = self.places[maker]
        layer = made.layer + 1
        start = self.column(layer).nearest(round(made.row) - 1, 2)
        self.column(layer).take(start, 2)
        self.stand(id, layer, start + 1)
        self.front[id] = layer
        self.links(maker, id)

    def function(self, id: str) -> None:
        inputs = [source for source in self.graph.pred[id] if source in self.front]
        layer = 1 + max((self.front[source] for source in inputs), default=0)
        rows = [self.places[source].row for source in inputs if self.places[source].layer > 0]
        rows = rows or [self.places[source].row for source in inputs] or [0]
        start = self.column(layer).nearest(round(sum(rows) / len(rows)) - 1, 2)
        self.column(layer).take(start, 2)
        self.stand(id, layer, start + 1)
        self.constants(id)
        for other in dict.fromkeys([*self.graph.pred[id], *self.graph.succ[id]]):
            if other in self.places:
                self.links(id, other)
        for result in self.graph.succ[id]:
            if result in self.front and self.changes(id, result):  # whoever uses it now stands behind this function
                self.front[result] = max(self.front[result], layer + 1)

    def changes(self, function: str, tensor: str) -> bool:
        links = self.graph.get_edge_data(function, tensor)
        return any(data["link"].lane == "value" for data in links.values())

    def constants(self, id: str) -> None:
        here = self.places[id]
        marks = [self.graph.nodes[source]["mark"] for source in self.graph.pred[id]]
        docked = [mark for mark in marks if mark.role == "constant"]
        row = here.row - CONSTANT[1]
        room = [max(size("constant", mark.title)[0], CONSTANT_ROOM) + CONSTANT_GAP for mark in docked]
        left = here.x - sum(room) / 2
        for mark, width in zip(docked, room, strict=True):
            self.places[mark.id] = Place(here.layer, row, left + width / 2, row * HALF_ROW)
            left += width

    def bucket(self, id: str, tensor: str) -> None:
        over = self.places[tensor]
        below = round(over.row) + 1
        cell = below
        if over.layer > 0:
            cell = self.column(over.layer).nearest(below, 1)
            self.column(over.layer).take(cell, 1)
        self.stand(id, over.layer, cell + 0.5)
        if cell != below:  # something stands between them
            side = over.x + TENSOR[0] / 2 + STUB
            here = self.places[id]
            for link in self.graph.get_edge_data(tensor, id):
                self.ways[link] = ((side, over.y), (side, here.y))

    # ── ways ───────────────────────────────────────────────────────────────────────────────────────────────────

    def links(self, one: str, other: str) -> None:
        """Find the way for all links between two placed marks."""
        if self.places[one].layer == self.places[other].layer:
            return  # a constant above its function
        left, right = sorted((one, other), key=lambda id: self.places[id].layer)
        way = self.way(left, right)
        for source, target in ((left, right), (right, left)):
            for key, data in (self.graph.get_edge_data(source, target) or {}).items():
                link = data["link"]
                points = way if source == left else way[::-1]
                if (link.lane == "value") != (source == left):
                    points = self.over(source, target, points)
                if points:
                    self.ways[key] = points

    def over(self, source: str, target: str, points: tuple[Point, ...]) -> tuple[Point, ...]:
        """A way against the direction of its lane (a change in place) runs above the usual one."""
        if points:
            return tuple((x, y - 26) for x, y in points)
        a, b = self.places[source], self.places[target]
        # Up or down between the two columns, so that it does not run through what stands in them.
        between = (a.x + b.x) / 2 + STUB
        return (
            ((between, a.y - BESIDE), (between, b.y + BESIDE)) if a.y > b.y else ((a.x, b.y - RISE), (b.x, b.y - RISE))
        )

    def way(self, left: str, right: str) -> tuple[Point, ...]:
        """The inner points from ``left`` to ``right``; empty if the straight line is free."""
        a, b = self.places[left], self.places[right]
        points: list[Point] = []
        if 1 < b.layer - a.layer <= LONGEST:
            for first, last, cell in self.road(left, right):
                y = (cell + 0.5) * HALF_ROW
                points.append((self.edge(first, -1), y))
                points.append((self.edge(min(last, b.layer - 1), 1), y))
        start = points[0][1] if points else b.y
        end = points[-1][1] if points else a.y
        steep = STEEP * HALF_ROW * (1 if points else 2)
        if abs(start - a.y) > steep:
            points.insert(0, (self.edge(a.layer, 1), a.y))
        if abs(end - b.y) > STEEP * 2 * HALF_ROW:
            points.append((self.edge(b.layer, -1), b.y))
        return tuple(points)

    def edge(self, layer: int, side: int) -> float:
        half = (FUNCTION if layer % 2 else TENSOR)[0] / 2
        return layer * COLUMN + side * (half + STUB)

    def road(self, left: str, right: str) -> list[list[int]]:
        """The runs of the road from ``left`` up to the column before ``right``; new columns are taken as needed."""
        a, b = self.places[left], self.places[right]
        runs = self.roads.setdefault(left, [])
        reached = runs[-1][1] if runs else a.layer
        cell = runs[-1][2] if runs else round(a.row) - (b.row <= a.row)
        for layer in range(reached + 1, b.layer):
            cell = self.column(layer).nearest(cell, 1)
            self.column(layer).take(cell, 1)
            if runs and runs[-1][2] == cell:
                runs[-1][1] = layer
            else:
                runs.append([layer, layer, cell])
        return [run for run in runs if run[0] < b.layer]
