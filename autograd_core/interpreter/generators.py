"""Generators: functions with ``yield``, run step by step; and the Interpreter that all parts together make."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from ..errors import ProgramError
from .binding import bind, has_yield
from .bounded import text_of
from .calls import Returned, fresh_mode
from .classes import is_error_class
from .exceptions import can_be_caught, error, guarded
from .execute import BREAK, CONTINUE, Blocks
from .scope import Scope
from .values import ErrorValue, Function, Stream, type_name

Steps = Generator[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a generator goes on: its function, its names, and the passes of the loops around its ``yield``."""

    function: Function
    scope: Scope
    passes: list[int]


class Interpreter(Blocks):
    """Executes one program; ``run()`` once. See State for what it tells while it runs."""

    is_closing = False  # the program closes a generator

    def generator(self, function: Function, positional: list[Any], named: Any) -> Stream:
        """What a call of a function with ``yield`` gives: nothing of its body has run yet."""
        values = bind(function, positional, named)
        scope = Scope(values, function.scope, function.local, function.elsewhere, function.name, function=function)
        return Stream("generator", self.resumed(function, scope))

    def resumed(self, function: Function, scope: Scope) -> Steps:
        """The values of a generator, each step in the frame and the modes of its function."""
        assert isinstance(function.body, list)
        steps = self.steps(function.body, scope)
        inside = Inside(function, scope, list(self.passes))
        resume: Callable[[Any], Any] = steps.send
        given: Any = None
        while True:
            try:
                item = self.step(inside, lambda resume=resume, given=given: resume(given))  # type: ignore[misc]
            except StopIteration as ended:
                return ended.value.value if isinstance(ended.value, Returned) else None
            try:
                given = yield item
                resume = steps.send
            except ProgramError as thrown:
                given, resume = thrown, steps.throw
            except GeneratorExit:
                if self.is_closing:  # one that is only forgotten runs nothing any more
                    self.step(inside, steps.close)
                raise

    def step(self, inside: Inside, work: Callable[[], Any]) -> Any:
        """Go on in a generator up to its next ``yield``; raises StopIteration at its end."""
        self.budget.allow("call_depth", len(self.frames) + 1)
        calling, outside = self.current_expression, self.passes
        self.frames.append((inside.scope, inside.function.name, getattr(calling, "lineno", 0)))
        self.passes = inside.passes
        try:
            with ExitStack() as stack:
                for mode in inside.function.modes:
                    guarded(stack.enter_context, fresh_mode(mode))
                item = work()
        except ProgramError as raised:
            if raised.type_name == "StopIteration":
                raise error("RuntimeError", "generator raised StopIteration") from None
            raise
        finally:
            self.frames.pop()
            self.passes = outside
        self.current_expression = calling
        return item

    def steer(self, steps: Any, name: str, given: Any = None) -> Any:
        """``send``, ``throw`` and ``close`` of a generator."""
        if name == "throw":
            if is_error_class(given):
                given = self.call(given, [], {})
            if not isinstance(given, ErrorValue):
                message = "exceptions must be classes or instances deriving from BaseException, not "
                raise error("TypeError", message + type_name(given))
            thrown = given.error or error(given.type_name, text_of(self.budget, given), id="raised")
            self.raised_values[thrown] = given
            given = thrown
        self.is_closing = name == "close"
        try:
            return guarded(getattr(steps, name), *(() if name == "close" else (given,)))
        except ProgramError as raised:
            if raised.type_name != "StopIteration":
                raise
        finally:
            self.is_closing = False
        raise error("StopIteration", "")

    # ── statements that hold a yield ────────────────────────────────────────────────────────────────────────────

    def steps(self, body: list[ast.stmt], scope: Scope) -> Steps:
        """Execute statements as ``block`` does, giving control back at each ``yield``."""
        for node in body:
            ended: Any = None
            if not holds_yield(node):
                ended = self.block([node], scope)
            else:
                match node:
                    case ast.If():
                        ended = yield from self.steps(node.body if self.test(node, scope) else node.orelse, scope)
                    case ast.For():
                        iterable = self.announced(node, lambda node=node: self.loop_over(node, scope))
                        ended = yield from self.looped(node, iterable, scope)
                    case ast.While():
                        ended = yield from self.looped(node, None, scope)
                    case ast.With():
                        with ExitStack() as stack:
                            self.announced(node, lambda node=node, stack=stack: self.enter(node, scope, stack))
                            ended = yield from self.steps(node.body, scope)
                    case ast.Try():
                        ended = yield from self.tried(node, scope)
                    case _:
                        ended = yield from self.yielding(node, scope)
            if ended is not None:
                return ended
        return None

    def looped(self, node: ast.For | ast.While, iterable: Stream | None, scope: Scope) -> Steps:
        passes = self.passes
        passes.append(0)
        try:
            while self.again(node, iterable, scope):
                ended = yield from self.steps(node.body, scope)
                if ended is BREAK:
                    return None
                if ended is not None and ended is not CONTINUE:
                    return ended
        finally:
            passes.pop()
        return (yield from self.steps(node.orelse, scope))

    def again(self, node: ast.For | ast.While, iterable: Stream | None, scope: Scope) -> bool:
        if isinstance(node, ast.For):
            assert iterable is not None
            return self.next_pass(node, iterable, scope)
        self.count_pass(node)
        return self.test(node, scope)

    def tried(self, node: ast.Try, scope: Scope) -> Steps:
        failed: ProgramError | None = None
        ended: Any = None
        try:
            ended = yield from self.tried_and_handled(node, scope)
        except GeneratorExit:
            if self.is_closing:
                self.block(node.finalbody, scope)
            raise
        except ProgramError as raised:
            if not can_be_caught(raised):
                raise
            failed = raised
        final = yield from self.steps(node.finalbody, scope)
        if final is None and failed is not None:
            raise failed
        return ended if final is None else final

    def tried_and_handled(self, node: ast.Try, scope: Scope) -> Steps:
        try:
            ended = yield from self.steps(node.body, scope)
        except ProgramError as raised:
            handler = self.handler_of(node, raised, scope) if can_be_caught(raised) else None
            if handler is None:
                raise
            failed = raised
        else:
            return (yield from self.steps(node.orelse, scope)) if ended is None else ended
        return (yield from self.handled(handler, failed, scope))

    def handled(self, handler: ast.ExceptHandler, raised: ProgramError, scope: Scope) -> Steps:
        if handler.name is not None:
            scope.set(handler.name, self.value_of(raised))
        self.handling.append(raised)
        try:
            return (yield from self.steps(handler.body, scope))
        finally:
            self.handling.remove(raised)
            if handler.name is not None:
                scope.owner(handler.name).values.pop(handler.name, None)

    def yielding(self, node: ast.stmt, scope: Scope) -> Steps:
        """``yield x``, ``y = yield x``, ``yield from x``: as a statement, or as all that is assigned."""
        is_whole = isinstance(node, (ast.Expr, ast.Assign, ast.Return))
        match getattr(node, "value", None) if is_whole else None:
            case ast.Yield(value=inner) if inner is None or not holds_yield(inner):
                item = self.announced(node, lambda: None if inner is None else self.evaluate(inner, scope))
                got = yield item
            case ast.YieldFrom(value=inner) if not holds_yield(inner):
                source = self.announced(node, lambda: self.iterate(self.evaluate(inner, scope)))
                got = yield from self.delegated(source)
            case _:
                raise self.refuse(node, "yield inside a larger expression", "give it a statement of its own")
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.assign(target, got, scope)
        return Returned(got) if isinstance(node, ast.Return) else None

    def delegated(self, source: Any) -> Steps:
        while True:
            try:
                item = guarded_next(source)
            except StopIteration as ended:
                return ended.value
            yield item


def guarded_next(source: Any) -> Any:
    """``next(source)``; a StopIteration passes, with its value, and other errors of the host become the program's."""
    try:
        return next(source)
    except StopIteration:
        raise
    except ProgramError:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RuntimeError) as raised:
        failed = error(type(raised).__name__, str(raised))
    raise failed


def holds_yield(node: ast.AST) -> bool:
    """Whether running ``node`` can give control back."""
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        return True
    return not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)) and has_yield(node)
