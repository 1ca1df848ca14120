"""What one running program has at hand: its scope, its budget, what it prints to, and who is told of each statement."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from .. import namespace
from ..context import Budget, current
from ..errors import NotInSubset, ProgramError
from ..source import Source
from .bounded import keep, weigh
from .classes import standing_for
from .exceptions import error, guarded
from .scope import Scope
from .values import OPAQUE, PLAIN, Absent, Bound, Builtin, Class, Function, Kind, Method, Stream, type_name

Before = Callable[[ast.stmt, int, tuple[int, ...], int], None]
After = Callable[[ProgramError | None], None]


class State(ABC):
    """The state of one run, and what every part of the interpreter needs.

    ``current_expression`` is the expression or statement whose operation is about to run; ``failed_in`` the calls of
    her own functions, (name, line), outermost first, in which the last error happened.
    """

    def __init__(self, source: Source, builtins: Mapping[str, Any]) -> None:
        self.source = source
        self.builtins = builtins
        self.budget: Budget = current().budget or Budget()
        self.top = Scope({})
        self.deepest = 0  # calls inside one another, so far
        self.frames: list[tuple[Scope, str, int]] = []  # scope, function name and calling line of each call
        self.passes: list[int] = []
        self.current_expression: ast.AST | None = None
        self.failed_in: tuple[tuple[str, int], ...] = ()
        self._last_failed: ProgramError | None = None
        self.classes: dict[type, Class] = {}  # of the program, by the host type of their instances
        self.other_kinds: dict[type, Kind] = {}  # types that have no name in a program, by their host type
        self.addresses: dict[int, tuple[Any, int]] = {}
        self.keeping: dict[str, Any] = {}  # what modules such as random keep during one run
        self.hashes: dict[Any, int] = {}
        self.is_telling = False  # the timeline looks at variables: no code of the program may run
        self.write: Callable[[str], None]

    # ── what the timeline asks ──────────────────────────────────────────────────────────────────────────────────

    def names(self) -> dict[str, Any]:
        """The variables that can be seen now, her own data only: no modules, functions or types."""
        visible = dict(self.top.values)
        if self.frames:
            visible |= self.frames[-1][0].values
        return {name: value for name, value in visible.items() if is_data(value) or type(value) in self.classes}

    @contextmanager
    def telling(self) -> Iterator[None]:
        """While variables are looked at: their classes are not asked for their text."""
        self.is_telling = True
        try:
            yield
        finally:
            self.is_telling = False

    def address(self, instance: Any) -> int:
        """What is shown as an object's place in memory: the same in every run, and nothing of the host."""
        _, number = self.addresses.setdefault(id(instance), (instance, len(self.addresses)))
        return 0x6F5B_0000 + number * 0x40

    # ── for all parts ───────────────────────────────────────────────────────────────────────────────────────────

    @abstractmethod
    def call(self, function: Any, positional: Iterable[Any], named: Mapping[str, Any]) -> Any:
        """Call a value with values."""

    @abstractmethod
    def type_of(self, value: Any) -> Any:
        """``type(value)``."""

    @abstractmethod
    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression."""

    def refuse(self, node: ast.AST, what: str, instead: str) -> NotInSubset:
        """The error for Python that is not run here: what it is, and what to write instead."""
        refusal = NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
        return refusal.at(self.source.span(node))

    def place(self, raised: ProgramError, node: ast.AST) -> None:
        """Attach where ``raised`` happened, if no inner part did."""
        if raised.span is None:
            raised.at(self.source.span(node))
        if self._last_failed is not raised:
            self._last_failed = raised
            self.failed_in = tuple((name, line) for _, name, line in self.frames)

    # ── what is not here ────────────────────────────────────────────────────────────────────────────────────────

    def note(self, value: Absent, node: ast.AST) -> None:
        """Tell that a line does nothing, because of a module that is not here."""
        recorder = current().recorder
        if recorder is not None:
            recorder.noted("module", value.module, value.instead, self.source.span(node).line)

    # ── iterating ───────────────────────────────────────────────────────────────────────────────────────────────

    def iterate(self, value: Any) -> Iterator[Any]:
        """``iter(value)``, for a host loop; raises Python's TypeError."""
        if isinstance(value, Stream):
            return value.values
        if type(value) in OPAQUE or isinstance(value, namespace.Facade):
            raise error("TypeError", f"'{type_name(value)}' object is not iterable")
        found: Iterator[Any] = guarded(iter, value)
        return map(_plain, found) if isinstance(value, np.ndarray) else found

    def collect(self, value: Any) -> list[Any]:
        """All that ``value`` gives, as a new list; refused if there is too much."""
        if hasattr(type(value), "__len__") and not isinstance(value, Stream):
            self.budget.allow("container_length", guarded(len, value))
        items: list[Any] = []
        for item in self.each(value):
            items.append(item)
            self.budget.allow("container_length", len(items))
        keep(self.budget, items)
        return items

    def each(self, value: Any) -> Iterator[Any]:
        """Item by item, with what the host raises as an error of the program."""
        iterator = self.iterate(value)
        while True:
            item = guarded(next, iterator, END)
            if item is END:
                return
            self.budget.charge("items")
            yield item

    # ── handing values to the engine and to Python's own functions ──────────────────────────────────────────────

    def to_host(self, value: Any) -> Any:
        """``value`` as the engine or Python takes it: functions become callable, streams become lists."""
        if isinstance(value, (Function, Builtin, Method, Bound)):
            return self.callback(value)
        if isinstance(value, Kind):
            return value.host or value
        if isinstance(value, Stream):
            return self.collect(value)
        if type(value) is Absent:
            raise value.needed()
        return value

    def callback(self, function: Any) -> Callable[..., Any]:
        def called(*positional: Any, **named: Any) -> Any:
            given = self.call(function, positional, named)
            weigh(self.budget, given)  # the engine goes through it
            return given

        called.__name__ = getattr(function, "name", "called")
        found: Callable[..., Any] = standing_for(called, function)
        return found


END = object()


def _plain(value: Any) -> Any:
    """An item of an array as a program may hold it: a whole number is Python's own."""
    return value.item() if isinstance(value, (np.bool_, np.integer)) else value


def is_data(value: Any) -> bool:
    return type(value) in PLAIN or type(value) in namespace.ATTRIBUTES or isinstance(value, (np.ndarray, np.floating))
