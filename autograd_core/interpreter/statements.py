"""Simple statements: one case per kind of syntax, the last one refuses by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from ..errors import ProgramError
from . import classes
from .binding import has_yield
from .bounded import text_of, truth
from .calls import Calls, Returned
from .exceptions import error
from .imports import import_from, import_module
from .scope import Scope, all_arguments
from .values import Absent, Class, ErrorKind, ErrorValue, Function, Kind


class SimpleStatements(Calls):
    """Executes statements that hold no others."""

    raised_values: dict[ProgramError, ErrorValue]  # what ``raise`` was given, by the error it became
    handling: list[ProgramError]  # the errors whose ``except`` blocks are running

    def simple(self, node: ast.stmt, scope: Scope) -> Returned | None:
        match node:
            case ast.Assign(targets=targets, value=value):
                found = self.noted(self.evaluate(value, scope), node)
                for target in targets:
                    if type(target) is ast.Name:
                        scope.set(target.id, found)
                    else:
                        self.assign(target, found, scope)
            case ast.Expr(value=value):
                self.noted(self.evaluate(value, scope), node)
            case ast.AugAssign():
                self.augmented(node, scope)
            case ast.Return(value=value):
                return Returned(None if value is None else self.evaluate(value, scope))
            case ast.AnnAssign(target=target, value=value, annotation=annotation):
                if value is not None:
                    self.assign(target, self.evaluate(value, scope), scope)
                if scope.parent is None or scope.is_class:
                    self.annotate([annotation], scope)
            case ast.Import(names=names):
                self.bind_imported(map(import_module, names), node, scope)
            case ast.ImportFrom():
                self.bind_imported(import_from(node), node, scope)
            case ast.FunctionDef():
                self.define(node, scope)
            case ast.ClassDef():
                self.define_class(node, scope)
            case ast.Delete(targets=targets):
                for target in targets:
                    self.delete(target, scope)
            case ast.Raise():
                raise self.raised(node, scope)
            case ast.Assert(test=test, msg=message):
                if not truth(self.evaluate(test, scope)):
                    shown = "" if message is None else text_of(self.budget, self.evaluate(message, scope))
                    raise error("AssertionError", shown, id="assertion")
            case _:
                raise self.refuse(node, type(node).__name__, "write it another way")
        return None

    def bind_imported(self, found: Iterable[tuple[str, Any]], node: ast.stmt, scope: Scope) -> None:
        for name, value in found:
            if type(value) is Absent:
                self.note(value, node)
            scope.set(name, value)

    def noted(self, value: Any, node: ast.stmt) -> Any:
        """The value of a statement, told if it comes of a module that is not here."""
        if type(value) is Absent:
            self.note(value, node)
        return value

    def augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        target = node.target
        match target:
            case ast.Name(id=name):
                before = scope.get(name, self.builtins)
                value = self.evaluate(node.value, scope)
                self.current_expression = node
                scope.set(name, self.operate(node.op, before, value, in_place=True))
            case ast.Attribute(value=owner, attr=name):
                found = self.evaluate(owner, scope)
                before = self.attribute(found, name)
                value = self.evaluate(node.value, scope)
                self.current_expression = node
                self.set_attribute(found, name, self.operate(node.op, before, value, in_place=True))
            case ast.Subscript(value=owner, slice=index):
                found, place = self.evaluate(owner, scope), self.evaluate(index, scope)
                self.current_expression = target
                before = self.item(found, place)
                value = self.evaluate(node.value, scope)
                self.current_expression = node
                self.set_item(found, place, self.operate(node.op, before, value, in_place=True))

    def define(self, node: ast.FunctionDef, scope: Scope) -> None:
        """``def``: decorators that switch a mode apply during each call, others are called with the function."""
        decorators = [(decorator, self.evaluate(decorator, scope)) for decorator in node.decorator_list]
        written = [one.annotation for one in all_arguments(node.args) if one.annotation is not None]
        self.annotate([*written, *([] if node.returns is None else [node.returns])], scope)
        value: Any = self.function(node.name, node.args, node.body, node, scope)
        value.is_generator = has_yield(node)
        for decorator, found in reversed(decorators):
            self.current_expression = decorator
            if isinstance(found, Kind) and hasattr(found.host, "__enter__"):
                found = self.call(found, (), {})
            if hasattr(type(found), "__enter__") and isinstance(value, Function):
                found.only_decorates()
                value.modes = (found, *value.modes)
            else:
                value = self.call(found, [value], {})
        scope.set(node.name, value)

    def define_class(self, node: ast.ClassDef, scope: Scope) -> None:
        """``class``: its body runs in a scope of its own, and what that binds becomes the members."""
        if node.keywords:
            raise self.refuse(node, f"{node.keywords[0].arg or '**'}= in a class statement", "leave it out")
        decorators = [self.evaluate(decorator, scope) for decorator in node.decorator_list]
        bases = self.elements(node.bases, scope)
        for base in bases:
            if type(base) is Absent:
                raise base.needed()
        nested = scope.parent is not None and not scope.is_class
        shown = node.name if scope.parent is None else f"{scope.name}.{'<locals>.' if nested else ''}{node.name}"
        inner = Scope({}, scope, name=shown, is_class=True)
        self.frames.append((inner, node.name, node.lineno))
        try:
            self.class_body(node.body, inner)
        finally:
            self.frames.pop()
        self.current_expression = node
        value: Any = classes.make(self, node.name, shown, bases, inner.values)
        for found in reversed(decorators):
            value = self.call(found, [value], {})
        scope.set(node.name, value)

    def class_body(self, body: list[ast.stmt], scope: Scope) -> None:
        """Definitions and assignments count as part of the class statement; what has statements inside does not."""
        for node in body:
            name = getattr(node, "name", "")
            if name.startswith("__") and name.endswith("__") and name not in classes.SPECIAL:
                raise self.refuse(node, name, "give the method another name")
            try:
                if isinstance(node, (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Pass)):
                    self.block([node], scope)
                else:
                    self.simple(node, scope)
            except ProgramError as raised:
                self.place(raised, node)
                raise
        for name in scope.values:
            if name.startswith("__") and name.endswith("__") and name not in classes.SPECIAL | classes.IGNORED:
                raise self.refuse(body[0], name, "choose another name")

    def annotate(self, waiting: list[ast.expr], scope: Scope) -> None:
        """Evaluate annotations, as CPython 3.13 does, for the errors in them; ``int | None`` and ``list[int]`` pass."""
        if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in self.source.tree.body):
            return
        while waiting:
            match waiting.pop(0):
                case ast.Constant():
                    continue
                case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                    waiting = [left, right, *waiting]
                case ast.Subscript(value=value, slice=ast.Tuple(elts=parts)):
                    waiting = [value, *parts, *waiting]
                case ast.Subscript(value=value, slice=part):
                    waiting = [value, part, *waiting]
                case ast.List(elts=parts):
                    waiting = [*parts, *waiting]
                case node:
                    self.evaluate(node, scope)

    def raised(self, node: ast.Raise, scope: Scope) -> ProgramError:
        """The error that a ``raise`` statement raises."""
        if node.exc is None:
            return self.handling[-1] if self.handling else error("RuntimeError", "No active exception to reraise")
        value = self.evaluate(node.exc, scope)
        cause = None if node.cause is None else self.evaluate(node.cause, scope)
        if cause is not None and not isinstance(cause, ErrorValue) and not classes.is_error_class(cause):
            return error("TypeError", "exception causes must derive from BaseException")
        if isinstance(value, ErrorKind) or (isinstance(value, Class) and value.error_base):
            value = self.call(value, [], {})
        if not isinstance(value, ErrorValue):
            return error("TypeError", "exceptions must derive from BaseException")
        if value.error is not None:
            return value.error
        made = error(value.type_name, text_of(self.budget, value), id="raised")
        known = self.classes.get(type(value))
        made.type_name = value.type_name if known is None else known.shown.removeprefix("__main__.")
        self.raised_values[made] = value
        return made
