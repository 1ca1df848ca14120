"""Blocks, loops, ``with`` and ``try``; and the run of a whole program, announced statement by statement."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from .. import namespace
from ..errors import LeftOut, OutOfBudget, ProgramError
from ..program import statements_of
from ..source import Source
from . import classes
from .bounded import truth
from .calls import Returned
from .exceptions import can_be_caught, error, guarded, is_kind_of
from .legal import refuse_illegal
from .mangling import mangle
from .scope import Scope, names_bound_in
from .state import END, After, Before
from .statements import SimpleStatements
from .values import Absent, Class, ErrorValue, Stream, type_name, without_suggestion

# How a block ended, besides running to its end (None) or returning a value (Returned).
BREAK = object()
CONTINUE = object()
NO_ARGUMENTS = ast.arguments([], [], None, [], [], None, [])
# These never raise.
_PLAIN_ITERATORS: tuple[type, ...] = (type(iter(range(1))), type(iter(range(2**70))), type(iter([])), type(iter(())))
_SIMPLE = frozenset((ast.Assign, ast.Expr, ast.AugAssign, ast.Return, ast.AnnAssign, ast.Assert))
COMPUTING = ("generator", "map", "filter")  # streams that run her code for each item


class Blocks(SimpleStatements):
    """Executes statements that hold others."""

    def __init__(
        self,
        source: Source,
        builtins: Mapping[str, Any],
        *,
        refused_names: Mapping[str, str],
        write: Callable[[str], None],
        before_statement: Before,
        after_statement: After,
    ) -> None:
        super().__init__(source, builtins)
        self.refused_names = refused_names
        self.write = write
        self.before_statement, self.after_statement = before_statement, after_statement
        self.numbers: dict[int, int] = {}  # of each statement, in the order of the text
        self.read_on(source)
        self.handling = []
        self.raised_values = {}

    def run(self) -> None:
        """Execute the program; raises the ProgramError that stops it."""
        self.check()
        self.go_on(0, None)

    def check(self, after: int = 0, given: frozenset[str] = frozenset()) -> None:
        """Raise what is wrong with the structure of the program, whose first statements may be known: see ``legal``."""
        refuse_illegal(self.source, self.refused_names, after, given)

    def read_on(self, source: Source, after: int = 0) -> None:
        """Go on with a text whose tree begins with so many outermost statements of the one that was read before."""
        body = source.tree.body
        mangle(ast.Module(body[after:], []))
        start = self.numbers[id(body[after - 1])] + len(statements_of(body[after - 1])) if after else 0
        known = {place: number for place, number in self.numbers.items() if number < start}
        following = statements_of(ast.Module(body[after:], []))
        self.numbers = {**known, **{id(node): start + step for step, node in enumerate(following)}}
        self.source = source

    def go_on(self, start: int, stop: int | None) -> None:
        """Execute some of the outermost statements; raises the ProgramError that stops it."""
        refusal: OutOfBudget | None = None
        try:
            self.block(self.source.tree.body[start:stop], self.top)
        except RecursionError:
            refusal = self.budget.refusal("call_depth" if self.deepest > 1 else "nesting")
        if refusal is not None:
            raise refusal.at(self.source.span(self.current_expression or self.source.tree.body[0]))

    # ── telling of each statement ───────────────────────────────────────────────────────────────────────────────

    def begin(self, node: ast.stmt) -> None:
        try:
            self.budget.charge("statements")
        except ProgramError as raised:
            self.place(raised, node)
            raise
        self.before_statement(node, self.numbers[id(node)], tuple(self.passes), len(self.frames))

    def announced(self, node: ast.stmt, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do the work of a simple statement, or of a header such as the test of an ``if``."""
        self.begin(node)
        try:
            value = work(*arguments)
        except ProgramError as raised:
            self.place(raised, node)
            self.after_statement(raised)
            raise
        self.after_statement(None)
        return value

    # ── statements ──────────────────────────────────────────────────────────────────────────────────────────────

    def block(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Execute statements; None, or how the block ended: BREAK, CONTINUE or Returned."""
        for node in body:
            try:
                ended = self.execute(node, scope)
            except LeftOut as left:
                ended = self.leave_out(node, scope, left)
            if self._last_failed is not None:
                self.let_go(self._last_failed)
            if ended is not None:
                return ended
        return None

    def execute(self, node: ast.stmt, scope: Scope) -> Any:
        """One statement; how it ended, as ``block`` says it."""
        if type(node) in _SIMPLE:
            return self.announced(node, self.simple, node, scope)
        match node:
            case ast.If():
                return self.block(node.body if self.test(node, scope) else node.orelse, scope)
            case ast.For():
                return self.for_loop(node, scope)
            case ast.While():
                return self.while_loop(node, scope)
            case ast.With():
                return self.with_block(node, scope)
            case ast.Try():
                return self.try_block(node, scope)
            case ast.Break():
                return BREAK
            case ast.Continue():
                return CONTINUE
            case ast.Pass() | ast.Global() | ast.Nonlocal():
                return None
        return self.announced(node, self.simple, node, scope)

    def let_go(self, failed: ProgramError) -> None:
        """Drop what an error that was caught has seen on its way: it would keep tensors that the program let go of."""
        failed.__traceback__ = failed.__context__ = failed.__cause__ = None

    def leave_out(self, node: ast.stmt, scope: Scope, left: LeftOut) -> Any:
        """Go on without a statement that needs a module that is not here; what it would bind is not here, either."""
        absent = Absent(left.facts["module"], left.facts["instead"])
        self.note(absent, node)
        for name in sorted(names_bound_in([node], NO_ARGUMENTS)[0]):
            scope.set(name, absent)
        return Returned(absent) if isinstance(node, ast.Return) else None

    def test(self, node: ast.If | ast.While, scope: Scope) -> bool:
        return bool(self.announced(node, lambda: truth(self.evaluate(node.test, scope))))

    # ── loops ───────────────────────────────────────────────────────────────────────────────────────────────────

    def for_loop(self, node: ast.For, scope: Scope) -> Any:
        iterable = self.announced(node, lambda: self.loop_over(node, scope))
        return self.loop(node, self.items_of(node, iterable, scope), scope)

    def while_loop(self, node: ast.While, scope: Scope) -> Any:
        def passes() -> Iterator[None]:
            while True:
                self.count_pass(node)
                if not self.test(node, scope):
                    return
                yield

        return self.loop(node, passes(), scope)

    def loop(self, node: ast.For | ast.While, passes: Iterator[None], scope: Scope) -> Any:
        """The body once for each of the ``passes``, then ``else`` unless a break ended it."""
        self.passes.append(0)
        try:
            for _ in passes:
                ended = self.block(node.body, scope)
                if ended is BREAK:
                    return None
                if ended is not None and ended is not CONTINUE:
                    return ended
        finally:
            self.passes.pop()
        return self.block(node.orelse, scope)

    def items_of(self, node: ast.For, iterable: Stream, scope: Scope) -> Iterator[None]:
        """Once for each item, when it is assigned."""
        target = node.target
        if type(iterable.values) in _PLAIN_ITERATORS and isinstance(target, ast.Name):
            for item in iterable.values:
                self.count_pass(node)
                scope.set(target.id, item)
                yield
        else:
            while self.next_pass(node, iterable, scope):
                yield

    def loop_over(self, node: ast.For, scope: Scope) -> Stream:
        value = self.evaluate(node.iter, scope)
        kind = value.kind if isinstance(value, Stream) else type_name(value)
        self.current_expression = node.iter
        return Stream(kind, self.iterate(value))

    def next_pass(self, node: ast.For, iterable: Stream, scope: Scope) -> bool:
        """Take the next item and assign it; False when there is none.

        A header is announced again for a pass only if taking or unpacking the item computes something.
        """
        try:
            if iterable.kind in COMPUTING:
                item = self.announced(node, lambda: guarded(next, iterable.values, END))
            else:
                item = guarded(next, iterable.values, END)
        except ProgramError as raised:
            self.place(raised, node)
            raise
        if item is END:
            return False
        self.count_pass(node)
        if unpacks_engine_value(node.target, item):
            self.announced(node, lambda: self.assign(node.target, item, scope))
        else:
            self.assign(node.target, item, scope)
        return True

    def count_pass(self, node: ast.For | ast.While) -> None:
        self.passes[-1] = number = self.passes[-1] + 1
        budget = self.budget
        try:
            if number > budget.limits["loop_passes"][0]:
                budget.refuse("loop_passes")
            budget.charge("statements")
        except ProgramError as raised:
            self.place(raised, node)
            raise

    # ── with ────────────────────────────────────────────────────────────────────────────────────────────────────

    def with_block(self, node: ast.With, scope: Scope) -> Any:
        with ExitStack() as stack:
            self.announced(node, lambda: self.enter(node, scope, stack))
            return self.block(node.body, scope)

    def enter_instance(self, manager: Any, stack: ExitStack) -> Any:
        """``__enter__`` of a class of the program; its ``__exit__`` waits for the end of the block."""
        for name in ("__enter__", "__exit__"):
            if self.find(type(manager), name) is None:
                message = f"'{type_name(manager)}' object does not support the context manager protocol"
                if name == "__exit__":
                    message += f" (missed {name} method)"
                raise error("TypeError", message)

        def leave(_: Any, raised: BaseException | None, __: Any) -> bool:
            exit_method = self.bound(self.find(type(manager), "__exit__"), manager, "__exit__")
            if raised is None:
                self.call(exit_method, [None, None, None], {})
                return False
            if not isinstance(raised, ProgramError) or not can_be_caught(raised):
                return False
            value = self.value_of(raised)
            return truth(self.call(exit_method, [self.type_of(value), value, None], {}))

        value = self.call(self.bound(self.find(type(manager), "__enter__"), manager, "__enter__"), [], {})
        stack.push(leave)
        return value

    def value_of(self, raised: ProgramError) -> ErrorValue:
        """An error as the program sees it: what it raised itself, or one made for it."""
        given = self.raised_values.get(raised)
        if given is not None and type(given) in self.classes:
            given.error = raised
            return given
        arguments = (raised.facts.get("key", without_suggestion(raised)),) if given is None else given.arguments
        return ErrorValue(raised.type_name, arguments, raised)

    def enter(self, node: ast.With, scope: Scope, stack: ExitStack) -> None:
        for part in node.items:
            manager = self.evaluate(part.context_expr, scope)
            if type(manager) in self.classes:
                value = self.enter_instance(manager, stack)
                if part.optional_vars is not None:
                    self.assign(part.optional_vars, value, scope)
                continue
            if not hasattr(type(manager), "__enter__") or isinstance(manager, namespace.Facade):
                message = f"'{type_name(manager)}' object does not support the context manager protocol"
                raise error("TypeError", message)
            value = guarded(stack.enter_context, manager)
            if part.optional_vars is not None:
                self.assign(part.optional_vars, value, scope)

    # ── try ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def try_block(self, node: ast.Try, scope: Scope) -> Any:
        failed: ProgramError | None = None
        ended: Any = None
        try:
            ended = self.try_and_handle(node, scope)
        except ProgramError as raised:
            if not can_be_caught(raised):
                raise
            failed = raised
        final = self.block(node.finalbody, scope)
        if final is None and failed is not None:
            raise failed
        return ended if final is None else final

    def type_of(self, value: Any) -> Any:
        return self.call(self.builtins["type"], [value], {})

    def try_and_handle(self, node: ast.Try, scope: Scope) -> Any:
        try:
            ended = self.block(node.body, scope)
        except ProgramError as raised:
            handler = self.handler_of(node, raised, scope) if can_be_caught(raised) else None
            if handler is None:
                raise
            failed = raised
        else:
            return self.block(node.orelse, scope) if ended is None else ended
        return self.handle(handler, failed, scope)

    def handler_of(self, node: ast.Try, raised: ProgramError, scope: Scope) -> ast.ExceptHandler | None:
        for handler in node.handlers:
            if handler.type is None:
                return handler
            found = self.evaluate(handler.type, scope)
            kinds = found if isinstance(found, tuple) else (found,)
            if not all(map(classes.is_error_class, kinds)):
                message = "catching classes that do not inherit from BaseException is not allowed"
                raise error("TypeError", message).at(self.source.span(handler.type))
            if any(self.is_a(raised, kind) for kind in kinds):
                return handler
        return None

    def is_a(self, raised: ProgramError, kind: Any) -> bool:
        """Whether ``except kind`` catches it."""
        value = self.raised_values.get(raised)
        if isinstance(kind, Class):
            return kind.host is not None and isinstance(value, kind.host)
        return is_kind_of(raised.type_name if value is None else self.builtin_error(value), kind.name)

    def handle(self, handler: ast.ExceptHandler, raised: ProgramError, scope: Scope) -> Any:
        if handler.name is not None:
            scope.set(handler.name, self.value_of(raised))
        self.handling.append(raised)
        try:
            return self.block(handler.body, scope)
        finally:
            self.handling.pop()
            if handler.name is not None:
                scope.owner(handler.name).values.pop(handler.name, None)


def unpacks_engine_value(target: ast.expr, item: Any) -> bool:
    """Whether assigning ``item`` takes a tensor apart."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        return False
    if type(item) in (tuple, list) and len(item) == len(target.elts):
        return any(map(unpacks_engine_value, target.elts, item))
    return type(item) in namespace.ATTRIBUTES
