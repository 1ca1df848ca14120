"""run(text) → Timeline: what every executed statement of a program changed, frozen, up to its end or its error."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import interpreter
from .context import Budget, Run, running
from .errors import LeftOut, NotInSubset, OutOfBudget, ProgramError, Span
from .held import held
from .node import Node
from .program import Program, program_of
from .recorder import RunRecorder
from .source import Source, read
from .tensor import Tensor
from .trace import ErrorView, Moment, NodeView, Note, TensorView


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The world after one moment, complete: variables, tensors and functions as they are then."""

    at: int
    names: Mapping[str, str]
    tensors: Mapping[str, TensorView]
    nodes: Mapping[str, NodeView]
    grad_enabled: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A program and its run; ``error`` is what stopped it, None if it came to its end.

    ``held`` tells how the program reaches, at the end, tensors that lie in its modules, objects and containers.
    """

    program: Program
    moments: tuple[Moment, ...]
    error: ErrorView | None
    printed: str
    notes: tuple[Note, ...] = ()  # what was left out
    held: Mapping[str, str] = field(default_factory=dict)

    def snapshot(self, index: int) -> Snapshot:
        """The state after moment ``index``. Raises IndexError where there is none."""
        last = self.moments[index]
        tensors: dict[str, TensorView] = {}
        nodes: dict[str, NodeView] = {}
        for moment in self.moments[: last.index + 1]:
            tensors |= moment.tensors
            nodes |= moment.nodes
        return Snapshot(last.index, last.names, tensors, nodes, last.grad_enabled)


def run(text: str) -> Timeline:
    """Run a program within the budget of the page. Never raises for what a program does: the error is in the result."""
    try:
        source = read(text)
    except ProgramError as error:
        return unreadable(text, error)
    return Recording(source).run()


def unreadable(text: str, error: ProgramError) -> Timeline:
    """What there is to see of a text that is no program."""
    kind = "budget" if isinstance(error, OutOfBudget) else "syntax"
    return Timeline(Program(text, ()), (), error_view(error, kind, None, ()), "")


# ── recording ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Open:
    """A statement that has begun; statements of functions it calls lie inside it."""

    node: ast.stmt
    statement: int
    passes: tuple[int, ...]
    depth: int


@dataclass
class Recording:
    """One run of a program: from its start to its end, or in parts."""

    source: Source
    moments: list[Moment] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    unfrozen: list[str] = field(default_factory=list)  # printed since the last moment
    open: list[_Open] = field(default_factory=list)
    places: dict[int, tuple[ast.AST, str, Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.recorder = RunRecorder(self.place)
        self.budget = Budget()
        self.state = Run(recorder=self.recorder, budget=self.budget)
        self.error: ErrorView | None = None
        with running(self.state):
            self.interpreter = interpreter.prepare(
                self.source, write=self.write, before_statement=self.begin, after_statement=self.end
            )

    def run(self) -> Timeline:
        """The whole program."""
        self.work(self.interpreter.run)
        return self.timeline()

    def work(self, part: Callable[[], None]) -> None:
        """Let the interpreter execute a part of the program; what stops it is told in ``error``."""
        with running(self.state):
            try:
                part()
            except ProgramError as raised:
                self.error = self.told(raised)

    @property
    def spent(self) -> float:
        """Seconds of run time."""
        return time.thread_time() - self.budget.started

    def timeline(self) -> Timeline:
        """What has been run."""
        self.freeze_rest(self.error)
        return Timeline(
            program_of(self.source),
            tuple(self.moments),
            self.error,
            "".join(self.printed),
            tuple(self.recorder.notes.values()),
            self.held(),
        )

    def held(self) -> dict[str, str]:
        """Tensor id → the shortest way to it, for tensors that are known to the moments."""
        found: dict[str, str] = {}
        for tensor, way in held(self.interpreter.top.values):
            if (key := self.recorder.ids.get(id(tensor))) is not None:
                found.setdefault(key, way)
        return found

    # ── what the interpreter tells ──────────────────────────────────────────────────────────────────────────────

    def write(self, text: str) -> None:
        self.printed.append(text)
        self.unfrozen.append(text)

    def begin(self, node: ast.stmt, index: int, passes: tuple[int, ...], depth: int) -> None:
        # What an outer statement did before it called a function is a moment of its own.
        if self.open and (self.recorder.pending or self.unfrozen):
            self.freeze(self.open[-1], None)
        self.open.append(_Open(node, index, passes, depth))
        self.interpreter.current_expression = node

    def end(self, error: ProgramError | None) -> None:
        # The error itself is told at the end: the program may still catch it.
        self.freeze(self.open.pop(), None)

    # ── moments ─────────────────────────────────────────────────────────────────────────────────────────────────

    def freeze(self, at: _Open, error: ErrorView | None) -> None:
        try:
            with self.interpreter.telling():
                told = self.recorder.freeze(self.interpreter.names(), within=bool(self.interpreter.frames))
        except ProgramError as refused:
            refused.at(self.source.span(at.node))
            raise
        printed, self.unfrozen = "".join(self.unfrozen), []
        moment = Moment(
            index=self.recorder.moment - 1,
            statement=at.statement,
            span=self.placed(at.node)[1],
            passes=at.passes,
            depth=at.depth,
            printed=printed,
            grad_enabled=self.state.grad_enabled,
            error=error,
            **told,
        )
        self.moments.append(moment)

    def freeze_rest(self, error: ErrorView | None) -> None:
        """Hang the error on the moment of the statement that it stopped."""
        if error is None or not self.moments:
            return
        last = self.moments[-1]
        fields = {name: getattr(last, name) for name in Moment.__slots__}
        self.moments[-1] = Moment(**{**fields, "error": error})

    def place(self) -> tuple[str, Span]:
        node = self.interpreter.current_expression
        if node is None:
            return "", Span(1, 0, 1, 0)
        return self.placed(node)

    def placed(self, node: ast.AST) -> tuple[str, Span]:
        """Text and place of a node, the same objects in every pass of a loop."""
        known = self.places.get(id(node))
        if known is None:
            known = self.places[id(node)] = (node, self.source.slice(node), self.source.span(node))
        return known[1:]

    # ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────

    def told(self, error: ProgramError) -> ErrorView:
        kind = (
            "budget"
            if isinstance(error, OutOfBudget)
            else "syntax"
            if isinstance(error, (LeftOut, NotInSubset))
            else "run"
        )
        subject = error.subject
        mark: str | None = None
        if isinstance(subject, Tensor):
            mark = self.recorder.id_of(subject)
            error.facts = {"name": self.called(subject), **error.facts}
        elif isinstance(subject, Node):
            mark = self.recorder.node_id(subject)
        return error_view(error, kind, mark, self.interpreter.failed_in)

    def called(self, tensor: Tensor) -> str:
        """What the program calls a tensor: a variable, or the text that made it."""
        for name, value in self.interpreter.names().items():
            if value is tensor:
                return name
        return self.recorder.origins[self.recorder.ids[id(tensor)]][0]


def error_view(error: ProgramError, kind: str, subject: str | None, context: tuple[tuple[str, int], ...]) -> ErrorView:
    facts: dict[str, Any] = dict(error.facts)
    return ErrorView(
        id=error.id,
        kind=kind,
        type_name=error.type_name,
        message=error.message,
        span=error.span,
        subject=subject,
        facts=tuple((name, str(value)) for name, value in facts.items()),
        context=context,
    )
