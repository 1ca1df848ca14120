"""What the picture can fold into one capsule: a line, a call, a pass of a loop; how they lie in each other.

A capsule stands for the functions of its ``marks`` and hides with them what only they use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from autograd_core.errors import Span
from autograd_core.trace import Moment

from . import plain
from .names import pretty
from .runs import Run
from .scene import Scene

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

Row = dict[str, Any]

LEAST = 2  # functions that are worth a capsule
LONGEST_TITLE = 28
_TARGET = re.compile(r"^[\w\s,.]+=(?!=)\s*")  # what stands before the sign of an assignment
LEVELS = {"line": ("lines", "blocks"), "call": ("blocks",), "pass": ("blocks",)}  # where a group is closed


@dataclass(slots=True)
class Group:
    """``functions`` are those the capsule stands for, ``marks`` all that it hides; ``levels`` close it."""

    id: str
    kind: str
    title: str
    line: int
    functions: frozenset[str]
    marks: list[str]
    levels: tuple[str, ...]
    parent: str | None

    def as_row(self) -> Row:
        names = ("id", "kind", "title", "line", "marks", "levels", "parent")
        return {name: getattr(self, name) for name in names}


class Groups:
    """The groups of one run; ``rows`` has outer ones before those inside them."""

    def __init__(self, timeline: Timeline, graph: nx.MultiDiGraph, scene: Scene, runs: Sequence[Run]) -> None:
        self.program = timeline.program
        self.graph = graph
        self.scene = scene
        self.order = {id: place for place, id in enumerate(scene.marks)}
        self.users: dict[str, set[str]] = {}
        self.makers: dict[str, set[str]] = {}
        for source, target, link in graph.edges(data="link"):
            if link.lane == "value":
                into = scene.marks[target].role == "function"
                tensor, function, found = (source, target, self.users) if into else (target, source, self.makers)
                found.setdefault(tensor, set()).add(function)
        self.ever, self.shallow = self.depths(timeline.moments)
        self.last = set(timeline.moments[-1].names.values()) if timeline.moments else set()
        self.amounts: dict[str, int] = {}
        for run in runs:
            self.count(run)
        self.rows = [group.as_row() for group in self.of_all(runs, None)]

    def count(self, run: Run) -> int:
        """How many functions ran within a run; counted once, as most lines of long runs call none."""
        mine = sum(call.id in self.order for moment in run.own for call in moment.calls)
        found = self.amounts[run.id] = mine + sum([self.count(one) for one in run.inner])
        return found

    def depths(self, moments: Sequence[Moment]) -> tuple[set[str], dict[str, int]]:
        """Tensors that ever had a name, and the outermost depth of calls at which each had one."""
        shallow: dict[str, int] = {}
        for moment, after in zip(moments, [*moments[1:], None], strict=False):
            # Where a line is about to call a function, the names are already those of the function.
            depth = moment.depth + (after is not None and after.depth > moment.depth)
            for id, view in moment.tensors.items():
                if view.names:
                    shallow[id] = min(depth, shallow.get(id, depth))
        return set(shallow), shallow

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────

    def of_all(self, runs: Sequence[Run], parent: str | None) -> list[Group]:
        return [group for run in runs for group in self.of(run, parent)]

    def of(self, run: Run, parent: str | None) -> list[Group]:
        """The group of a run, if it is worth one, and those inside it."""
        if self.amounts[run.id] < LEAST:
            return []
        functions = [call.id for moment in run.moments() for call in moment.calls if call.id in self.order]
        moments = {moment.index for moment in run.moments()}
        title = run.title or pretty(_TARGET.sub("", run.text.split("\n")[0]))
        group = self.group(run.id, run.kind, title, run.line, functions, moments, run.depth, parent)
        inner = [*self.of_all(run.inner, group.id), *self.modules(run, group.id)]
        same = next((one for one in inner if one.functions == group.functions), None)
        if same is None or run.kind != "line":
            return [group, *inner]
        # A line that does nothing but call something is that call.
        same.levels, same.parent = LEVELS["line"], group.parent
        for one in inner:
            if one is not same and one.parent == group.id:
                one.parent = same.id
        return inner

    def group(
        self,
        id: str,
        kind: str,
        title: str,
        line: int,
        functions: list[str],
        moments: set[int],
        depth: int,
        parent: str | None,
    ) -> Group:
        within = frozenset(functions)
        marks = self.marks(within, kind, depth, moments)
        return Group(id, kind, plain.name(title, LONGEST_TITLE), line, within, marks, LEVELS[kind], parent)

    def modules(self, run: Run, parent: str | None) -> Iterator[Group]:
        """Calls that ran several functions of PyTorch's own: a module, or one of torch.nn.functional."""
        for moment in run.own:
            spans: dict[Span, list[str]] = {}
            for call in moment.calls:
                if call.id in self.order:
                    spans.setdefault(call.span, []).append(call.id)
            for span, functions in spans.items():
                text = self.program.text.split("\n")[span.line - 1][span.column : span.end_column]
                if len(functions) < LEAST or span.line != span.end_line or not text.endswith(")"):
                    continue
                id, title = f"call:{functions[0]}", pretty(text)
                yield self.group(id, "call", title, span.line, functions, {moment.index}, run.depth, parent)

    # ── what goes in ────────────────────────────────────────────────────────────────────────────────────────────

    def marks(self, functions: frozenset[str], kind: str, depth: int, moments: set[int]) -> list[str]:
        """The marks a folded group hides, in order of creation."""
        near = {other for id in functions for other in (*self.graph.pred[id], *self.graph.succ[id])}
        hidden = {*functions}
        for id in near - functions:
            mark = self.scene.marks[id]
            if mark.role == "constant" or (mark.role == "tensor" and self.hides(id, functions, kind, depth, moments)):
                hidden.add(id)
        hidden |= {other for id in hidden for other in self.graph.succ[id] if self.is_bucket_of(other, id)}
        return sorted(hidden, key=lambda id: self.order[id])

    def is_bucket_of(self, id: str, tensor: str) -> bool:
        mark = self.scene.marks[id]
        return bool(mark.role == "bucket" and mark.ref == tensor)

    def hides(self, tensor: str, functions: frozenset[str], kind: str, depth: int, moments: set[int]) -> bool:
        """Whether nobody outside of ``functions`` could miss a tensor."""
        users, makers = self.users.get(tensor, set()), self.makers.get(tensor, set())
        if not users <= functions or not makers <= functions:
            return False
        made_here = self.scene.marks[tensor].moment in moments
        if kind == "pass":
            return (made_here or tensor not in self.ever) and (bool(users) or tensor not in self.last)
        named = self.shallow.get(tensor, depth + 1) <= depth
        if not users or named:
            return False
        return made_here or (kind == "call" and tensor not in self.ever)
