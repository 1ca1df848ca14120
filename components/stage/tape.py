"""The tape: one step for each statement that ran, and after it the steps of the passes it started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from autograd_core.errors import Span
from autograd_core.graph import constant_id
from autograd_core.trace import BackwardTrace, ErrorView, Moment, OpCall, TensorView

from . import folding, plain, said
from .captions import caption
from .folding import Fold
from .halt import Halt, go_on, halted
from .hidden import hidden_sum
from .ledger import Fields, Ledger
from .numbers import Values
from .ride import Ride, held
from .scene import Scene
from .whose import who_says

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

Step = dict[str, Any]

_RIDES = re.compile(r"\b(?:grad|backward)\s*\(")  # in the text of an expression
HEADERS = frozenset({"loop", "if", "with", "try", "def", "class"})


class Tape:
    """``steps`` and ``console`` of a run, and for each moment where its statement stands in ``steps``.

    ``late`` holds what is only there after the passes of its moment, with its step. ``failed`` is the step at which
    the run stopped, None if it came to its end. It goes on from where another one halted ``before``, if it can, and
    has a ``halt`` of its own after ``pause`` moments.
    """

    def __init__(
        self,
        timeline: Timeline,
        graph: nx.MultiDiGraph,
        values: Values,
        folds: Mapping[int, Fold],
        before: Halt | None = None,
        pause: int = 0,
    ) -> None:
        self.timeline = timeline
        self.folds = folds
        self.graph = graph
        self.scene = Scene(timeline, graph)
        self.ledger = Ledger(self.scene, values)
        self.steps: list[Step] = []
        self.console: list[list[Any]] = []
        self.born: dict[int, int] = {}
        self.late: dict[str, int] = {}
        self.failed: int | None = None
        self.hidden: list[dict[str, Any]] = []  # see hidden.py
        self.caught: list[str] = []  # marks with an error that the program has caught
        failing = failing_moment(timeline)
        begun = go_on(self, before, failing)
        self.halt = before if begun else None
        for place, moment in enumerate(timeline.moments[begun:], begun):
            if begun < place == pause <= failing:
                self.halt = halted(self, place)
            if fold := folds.get(moment.index):
                self.fold(moment, fold)
            else:
                self.add(moment, timeline.error if place == failing else None, passed=place > failing)

    def add(self, moment: Moment, error: ErrorView | None, passed: bool) -> None:
        """The steps of a moment; one that an error has ``passed`` on its way out only changes what that step left."""
        before = {id: self.scene.views[id] for id in moment.tensors if id in self.scene.views}
        self.scene.views.update(moment.tensors)
        self.scene.nodes.update(moment.nodes)
        self.ledger.begin(moment)
        if passed:
            self.born[moment.index] = len(self.steps) - 1
        else:
            self.statement(moment, before, error is not None)
            pulses = self.rides(moment)
            self.recorded_on_the_way(moment)
            if error is not None or pulses is not None:
                self.error(moment, error, pulses or [])
        self.steps[-1]["writes"] += self.ledger.pay({})

    def fold(self, moment: Moment, fold: Fold) -> None:
        """Let the one step of a folded pass tell a moment as well: what it printed, what it left in the marks."""
        self.scene.views.update(moment.tensors)
        self.scene.nodes.update(moment.nodes)
        self.ledger.begin(moment)
        if not self.steps or self.steps[-1].get("fold", {}).get("id") != fold.id:
            self.put(folding.step(fold), moment, folding.header(fold, self.timeline.program.text))
        step = self.steps[-1]
        step["moment"] = moment.index
        self.born[moment.index] = len(self.steps) - 1
        step["writes"] = folding.latest([*step["writes"], *folding.writes(moment, self.ledger), *self.ledger.pay({})])
        if self.tell(moment):
            step["label"] = plain.beginning(self.console[-1][1].split("\n")[0], 60)
            self.console[-1].append(moment.span.line)

    def put(self, step: Step, moment: Moment, span: Span | None = None) -> None:
        """Add ``step`` with everything a step has."""
        span = span or self.span_of(moment)
        empty: Step = {"who": None, "in": [], "out": [], "freed": [], "writes": [], "formula": []}
        place = {
            "moment": moment.index,
            "line": span.line,
            "span": [span.line, span.column, span.end_line, span.end_column],
            "passes": list(moment.passes),
        }
        self.steps.append({**empty, **place, **step})

    # ── the parts of a moment ───────────────────────────────────────────────────────────────────────────────────

    def statement(self, moment: Moment, before: dict[str, TensorView], fails: bool) -> None:
        self.born[moment.index] = len(self.steps)
        self.tell(moment)
        kept: dict[str, Fields] = {}
        for trace in moment.backward:
            for id, fields in held(trace, self.scene, self.ledger).items():
                kept.setdefault(id, {}).update(fields)
        writes = [write for mark in self.caught for write in self.ledger.set(mark, "error", False)]
        self.caught = []
        text = self.text_of(moment)
        stops = fails and not moment.backward
        step = {
            "kind": "statement",
            "who": self.who(moment),
            "writes": writes + self.ledger.pay(kept),
            "label": plain.beginning(text.split("\n")[0], 60),
            "cap": said.fails(moment) if stops else said.statement(moment, before, self.scene, text),
            "formula": [] if fails else said.formula(moment, self.scene),
        }
        self.put(step, moment)

    def tell(self, moment: Moment) -> bool:
        """What a moment printed, with its step; whether it did."""
        shown = "".join(f"UserWarning: {text}\n" for text in moment.warnings) + moment.printed
        if shown:
            self.console.append([self.born[moment.index], plain.shown(shown)])
        return bool(shown)

    def rides(self, moment: Moment) -> list[Step] | None:
        """The passes of a moment; the messages before the function at which one stopped, None if none did."""
        pulses = None
        for place, trace in enumerate(moment.backward):
            if place:
                self.recorded_on_the_way(moment, self.used_by(trace))
            ride = Ride(trace, self.scene, self.ledger, f"{moment.index}.{place}")
            self.hide(ride, moment)
            for step in folding.seen(ride.steps()) if self.folds else ride.steps():
                self.put(step, moment)
            self.steps[-1]["writes"] += ride.rest
            if trace.stopped_at:
                pulses = ride.arrive(trace.stopped_at)
        return pulses

    def hide(self, ride: Ride, moment: Moment) -> None:
        """Keep the number that a pass differentiates where no variable holds it."""
        if ride.hides_it and ride.trace.roots:
            row = hidden_sum(ride.trace, moment, self.text_of(moment), self.scene, self.ledger.values)
            if row is not None:
                self.hidden.append({"id": f"L{len(self.steps)}", "step": len(self.steps), "name": ride.over, **row})

    def used_by(self, trace: BackwardTrace) -> set[str]:
        """What the roots of a pass are, and all they were computed from."""
        used: set[str] = set()
        waiting = [root for root, _ in trace.roots if root in self.graph]
        while waiting:
            id = waiting.pop()
            if id not in used:
                used.add(id)
                rows = self.graph.in_edges(id, data="link")
                waiting += [source for source, _, link in rows if link.lane == "value"]
        return used

    def recorded_on_the_way(self, moment: Moment, used: set[str] | None = None) -> None:
        """One more step for what a pass has recorded, or what was computed from its results; only what is ``used``."""
        late = made_by_a_pass(moment) if moment.backward else []
        if not late:
            return
        there = self.late.keys() | self.used_by(moment.backward[0])
        marks = [id for id in late if id in self.scene.marks and id not in there and (used is None or id in used)]
        if not marks:
            return
        self.late.update(dict.fromkeys(marks, len(self.steps)))
        named = [id for id in marks if id in moment.tensors and moment.tensors[id].names]
        recorded = any(call.id in marks and call.node for call in moment.calls)
        step = {
            "kind": "statement",
            "who": named[-1] if named else None,
            "label": plain.beginning(self.text_of(moment).split("\n")[0], 60),
            "cap": said.after_pass(moment, named, self.scene, recorded),
            "formula": said.formula_of(moment.tensors[named[-1]], self.scene, "") if named else [],
        }
        self.put(step, moment)

    def error(self, moment: Moment, error: ErrorView | None, pulses: list[Step]) -> None:
        """Where the run stopped, or, without ``error``, where a pass stopped whose error the program caught."""
        stopped = next((trace for trace in moment.backward if trace.stopped_at), None)
        who = self.scene.mark(error.subject) if error else None
        if who is None and stopped is not None:
            who = self.scene.mark(stopped.stopped_at)
        if error is not None:
            self.failed = len(self.steps)
        elif who is not None:
            self.caught.append(who)
        freed = [id for id in stopped.freed if id in self.scene.marks] if stopped else []
        kind, label = plain.name(error.type_name if error else "RuntimeError"), None
        if error is not None:
            pages = who_says(error) == "page"  # its refusals are of no type
            label = error.message if pages else f"{error.type_name}: {error.message}"
            kind = plain.beginning(error.message.rstrip("."), 80) if pages else kind
        at = {} if who is None else {"x": self.called(who)}
        step = {
            "kind": "error",
            "who": who,
            "in": pulses,
            "freed": freed,
            "writes": [] if who is None else self.ledger.set(who, "error", True),
            "label": plain.beginning(label or kind, 80),
            "cap": caption(("cap.error_at" if at else "cap.error") if error else "cap.error_caught", type=kind, **at),
        }
        self.put(step, moment, error.span if error else None)

    # ── names and places ────────────────────────────────────────────────────────────────────────────────────────

    def text_of(self, moment: Moment) -> str:
        statements = self.timeline.program.statements
        return statements[moment.statement].text if 0 <= moment.statement < len(statements) else ""

    def span_of(self, moment: Moment) -> Span:
        """Where the statement stands; of a loop, branch or definition only its first line."""
        span = moment.span
        if span.end_line == span.line or self.kind_of(moment) not in HEADERS:
            return span
        line = self.timeline.program.text.split("\n", span.line)[span.line - 1]
        return Span(span.line, span.column, span.line, len(line.split("#")[0].rstrip()))

    def kind_of(self, moment: Moment) -> str:
        return self.timeline.program.statements[moment.statement].kind

    def who(self, moment: Moment) -> str | None:
        """The mark a statement is about: where a pass begins, or the last named tensor it made or changed."""
        for trace in moment.backward:
            return self.scene.mark(trace.roots[0][0]) if trace.roots else None
        named = [id for id, view in moment.tensors.items() if view.names]
        new = [id for id in named if moment.tensors[id].moment == moment.index]
        return self.scene.mark((new or named or [""])[-1])

    def called(self, mark: str) -> str:
        """What a mark is called in a sentence."""
        node = self.scene.nodes.get(mark)
        if node is not None:
            return node.name
        if mark in self.scene.calls:
            return self.scene.calls[mark].op
        if self.scene.marks[mark].role == "bucket":
            return f"{self.scene.names[self.scene.marks[mark].ref]}.grad"
        return self.scene.names[mark]


def failing_moment(timeline: Timeline) -> int:
    """Where in ``moments`` the run stopped, their count if it did not.

    An error ends the statements that called the function it happened in as well; they are the last moments.
    """
    moments, error = timeline.moments, timeline.error
    if error is None or not moments:
        return len(moments)
    place = len(moments) - 1
    while error.span and place and moments[place - 1].depth > moments[place].depth:
        if not _contains(moments[place - 1].span, error.span):
            break
        place -= 1
    return place


def _contains(outer: Span, inner: Span) -> bool:
    start = (outer.line, outer.column) <= (inner.line, inner.column)
    return start and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def made_by_a_pass(moment: Moment) -> list[str]:
    """The functions and tensors of a moment that its passes recorded or gave back, and what came of them."""
    new = {id: view for id, view in moment.tensors.items() if view.moment == moment.index}
    late = [id for id, view in new.items() if _RIDES.search(view.expression)]
    calls = [call for call in moment.calls if not call.inplace and call.outputs and call.outputs[0] in late]
    return [*late, *(call.id for call in calls), *(constant_id(call.id, at) for call in calls for at in _numbers(call))]


def _numbers(call: OpCall) -> list[int]:
    return [place for place, (_, tensor, _) in enumerate(call.inputs) if tensor is None]
