"""Calls: of her own functions, of Python's, of methods and of the engine."""

from __future__ import annotations

import ast
import operator
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import autograd, namespace
from . import arrays, methods, takes
from .binding import bind
from .bounded import keep, weigh
from .classes import from_host
from .evaluate import Expressions
from .exceptions import error, guarded
from .formatting import braces
from .objects import FUNCTIONS, IN_ENGINE
from .scope import Scope
from .values import (
    Absent,
    Bound,
    Builtin,
    Class,
    ErrorKind,
    ErrorValue,
    Function,
    Kind,
    Method,
    StaticMethod,
    Stream,
    type_name,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a block ended with: a ``return`` and its value."""

    value: Any


class Calls(Expressions):
    """Calls values."""

    @abstractmethod
    def block(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Execute statements; Returned if one of them was a ``return``."""

    @abstractmethod
    def generator(self, function: Function, positional: list[Any], named: Mapping[str, Any]) -> Stream:
        """Call a function with ``yield``."""

    def call(self, function: Any, positional: Iterable[Any], named: Mapping[str, Any]) -> Any:
        """``function(*positional, **named)``; raises TypeError for what cannot be called."""
        match function:
            case Function():
                return self.call_function(function, list(positional), named)
            case Method():
                return self.call_method(function, list(positional), named)
            case Bound(owner=owner, function=inner):
                return self.call(inner, [owner, *positional], named)
            case Class():
                return self.instantiate(function, list(positional), named)
            case Builtin(function=host, wants_interpreter=True):
                positional = list(positional)
                if function.takes is not None:
                    takes.check(function.name, function.takes, positional, named)
                return guarded(host, self, *positional, **named)
            case Builtin(function=host):
                return self.call_engine(host, positional, named)
            case Kind(make=make) if make is not None and make is not function.host:
                positional = list(positional)
                if function.takes is not None:
                    takes.check(function.name, function.takes, positional, named)
                return guarded(make, self, *positional, **named)
            case Kind(make=host) if host is not None:
                return self.call_engine(host, positional, named)
            case Kind(name=name):
                raise error("TypeError", f"cannot create '{name}' instances")
            case StaticMethod(function=inner):
                return self.call(inner, positional, named)
            case ErrorKind(name=name):
                return ErrorValue(name, tuple(positional))
            case Absent():
                return function
        if type(function) in self.classes:
            return self.call_instance(function, list(positional), named)
        if "__call__" in namespace.ATTRIBUTES.get(type(function), ()):
            return self.call_engine(function, positional, named)
        raise error("TypeError", f"'{type_name(function)}' object is not callable")

    def call_instance(self, instance: Any, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """``net(x)``: a ``__call__`` of the program, or that of the engine, which calls the program's ``forward``."""
        found = self.find(type(instance), "__call__")
        if found is None:
            raise error("TypeError", f"'{type_name(instance)}' object is not callable")
        if found is not IN_ENGINE:
            return self.call(self.bound(found, instance, "__call__"), positional, named)
        if self.find(type(instance), "forward") is IN_ENGINE:
            return self.call_engine(instance, positional, named)
        return guarded(instance, *positional, **named)

    def instantiate(self, kind: Class, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """``Net(…)``."""
        self.budget.charge("statements")
        host = kind.host
        assert host is not None
        if issubclass(host, autograd.Function):
            raise error("RuntimeError", autograd.function.LEGACY)
        instance = guarded(host.__new__, host)
        if isinstance(instance, ErrorValue):
            instance.type_name, instance.arguments, instance.error = kind.name, tuple(positional), None
            instance.base = kind.error_base
        found = self.find(host, "__init__")
        if found is None and (positional or named):
            raise error("TypeError", f"{kind.name}() takes no arguments")
        if found is None or (found is IN_ENGINE and isinstance(instance, ErrorValue)):
            return instance
        if found is IN_ENGINE:
            self.call_engine(instance.__init__, positional, named)
            return instance
        answer = self.call(self.bound(found, instance, "__init__"), positional, named)
        if answer is not None:
            raise error("TypeError", f"__init__() should return None, not '{type_name(answer)}'")
        return instance

    def around_super(self) -> tuple[Class, Any]:
        """The class and the object that ``super()`` without arguments means here."""
        scope: Scope | None = self.frames[-1][0] if self.frames else None
        inner = scope
        while scope is not None and (scope.function is None or scope.function.home is None):
            scope = scope.parent
        if inner is None or inner.function is None:
            raise error("RuntimeError", "super(): no arguments")
        spec = inner.function.arguments
        names = [*spec.posonlyargs, *spec.args]
        if not names:
            raise error("RuntimeError", "super(): no arguments")
        if scope is None or scope.function is None or scope.function.home is None:
            raise error("RuntimeError", "super(): __class__ cell not found")
        return scope.function.home, inner.values.get(names[0].arg)

    def call_engine(self, host: Any, positional: Iterable[Any], named: Mapping[str, Any]) -> Any:
        arguments = [self.to_host(value) for value in positional]
        keywords = {name: self.to_host(value) for name, value in named.items()}
        for value in (*arguments, *keywords.values()):
            weigh(self.budget, value)
        result = guarded(host, *arguments, **keywords)
        if isinstance(result, (np.ndarray, np.generic)):
            return arrays.plain(result)
        if isinstance(result, FUNCTIONS):
            return callable_value(result)
        if type(result) is tuple and any(isinstance(part, FUNCTIONS) for part in result):
            return tuple(callable_value(part) if isinstance(part, FUNCTIONS) else part for part in result)
        if isinstance(result, Iterator) and type(result) not in self.classes:
            return Stream(type_name(result), result)
        keep(self.budget, result)
        return result

    def call_method(self, method: Method, positional: list[Any], named: Mapping[str, Any]) -> Any:
        owner, name = method.owner, method.name
        if isinstance(owner, (np.ndarray, np.generic)):
            return arrays.call_method(self, owner, name, method.function, positional, named)
        if type(owner) not in methods.METHODS or name not in methods.METHODS[type(owner)]:
            return self.call_engine(method.function, positional, named)
        takes.check_method(owner, name, positional, named)
        if isinstance(owner, str) and name == "format":
            return braces(self.budget, owner, positional, named, self.attribute, self.item)
        if isinstance(owner, (list, tuple)) and name not in ("extend", "sort"):
            arguments = tuple(positional)  # items: to be kept or compared as they are
        elif isinstance(owner, dict) and name != "update":
            arguments = tuple(positional)
        else:
            arguments = tuple(self.counted(self.to_host(value)) for value in positional)
        methods.check(self.budget, owner, name, arguments)
        keywords = {key: self.to_host(value) for key, value in named.items()}
        result = guarded(method.function, owner, *arguments, **keywords)
        if name not in methods.GIVES_BACK:
            keep(self.budget, result)
        return result

    def counted(self, value: Any) -> Any:
        """An object of the program that stands for a whole number, as that number: it is asked once."""
        if type(value) in self.classes and hasattr(type(value), "__index__"):
            return guarded(operator.index, value)
        return value

    def call_function(self, function: Function, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """Run the body of her own function in a scope of its own."""
        if function.is_generator:
            return self.generator(function, positional, named)
        self.budget.allow("call_depth", len(self.frames) + 1)
        self.budget.charge("statements")
        values = bind(function, positional, named)
        scope = Scope(values, function.scope, function.local, function.elsewhere, function.name, function=function)
        calling = self.current_expression
        line = getattr(calling, "lineno", 0)
        self.frames.append((scope, function.name, line))
        self.deepest = max(self.deepest, len(self.frames))
        try:
            if function.modes:
                with ExitStack() as stack:
                    for mode in function.modes:
                        guarded(stack.enter_context, fresh_mode(mode))
                    value = self.run_body(function.body, scope)
            else:
                value = self.run_body(function.body, scope)
        finally:
            self.frames.pop()
        self.current_expression = calling  # what the engine tells next belongs to the call again
        return value

    def run_body(self, body: list[ast.stmt] | ast.expr, scope: Scope) -> Any:
        if isinstance(body, ast.expr):
            return self.evaluate(body, scope)
        ended = self.block(body, scope)
        return ended.value if isinstance(ended, Returned) else None


def callable_value(function: Any) -> Any:
    """A function that the engine gave, as a program may call it."""
    known = from_host(function)
    return Builtin(known.__name__, known) if isinstance(known, FUNCTIONS) else known


def fresh_mode(mode: Any) -> Any:
    """A mode of its own for each call of a decorated function, as calls may nest."""
    return mode.clone() if hasattr(type(mode), "clone") else mode
