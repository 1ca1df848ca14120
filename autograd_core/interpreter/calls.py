"""Calls: of her own functions, of Python's, of methods and of the engine."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import namespace
from ..errors import NotInSubset
from . import methods
from .binding import bind
from .bounded import weigh
from .evaluate import Expressions
from .exceptions import error, guarded
from .formatting import braces
from .scope import Scope
from .values import Builtin, ErrorKind, ErrorValue, Function, Kind, Method, Stream, type_name


@dataclass(frozen=True, slots=True)
class Returned:
    """What a block ended with: a ``return`` and its value."""

    value: Any


class Calls(Expressions):
    """Calls values."""

    @abstractmethod
    def block(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Execute statements; Returned if one of them was a ``return``."""

    def call(self, function: Any, positional: Iterable[Any], named: Mapping[str, Any]) -> Any:
        """``function(*positional, **named)``; raises TypeError for what cannot be called."""
        match function:
            case Function():
                return self.call_function(function, list(positional), named)
            case Method():
                return self.call_method(function, list(positional), named)
            case Builtin(function=host, wants_interpreter=True):
                return guarded(host, self, *positional, **named)
            case Builtin(function=host):
                return self.call_engine(host, positional, named)
            case Kind(make=make) if make is not None and make is not function.host:
                return guarded(make, self, *positional, **named)
            case Kind(make=host) if host is not None:
                return self.call_engine(host, positional, named)
            case Kind(name=name):
                raise error("TypeError", f"cannot create '{name}' instances")
            case ErrorKind(name=name):
                return ErrorValue(name, tuple(positional))
        if "__call__" in namespace.ATTRIBUTES.get(type(function), ()):
            return self.call_engine(function, positional, named)
        raise error("TypeError", f"'{type_name(function)}' object is not callable")

    def call_engine(self, host: Any, positional: Iterable[Any], named: Mapping[str, Any]) -> Any:
        arguments = [self.to_host(value) for value in positional]
        keywords = {name: self.to_host(value) for name, value in named.items()}
        for value in (*arguments, *keywords.values()):
            weigh(self.budget, value)
        result = guarded(host, *arguments, **keywords)
        if isinstance(result, np.ndarray):
            what, instead = "a numpy array", "print the tensor, or take its numbers with tolist()"
            raise NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
        return Stream(type_name(result), result) if isinstance(result, Iterator) else result

    def call_method(self, method: Method, positional: list[Any], named: Mapping[str, Any]) -> Any:
        owner, name = method.owner, method.name
        if type(owner) not in methods.METHODS or name not in methods.METHODS[type(owner)]:
            return self.call_engine(method.function, positional, named)
        if isinstance(owner, str) and name == "format":
            return braces(self.budget, owner, positional, named, self.attribute, self.item)
        if isinstance(owner, (list, tuple)) and name not in ("extend", "sort"):
            arguments = tuple(positional)  # items: to be kept or compared as they are
        elif isinstance(owner, dict) and name != "update":
            arguments = tuple(positional)
        else:
            arguments = tuple(self.to_host(value) for value in positional)
        methods.check(self.budget, owner, name, arguments)
        keywords = {key: self.to_host(value) for key, value in named.items()}
        return guarded(method.function, owner, *arguments, **keywords)

    def call_function(self, function: Function, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """Run the body of her own function in a scope of its own."""
        self.budget.allow("call_depth", len(self.frames) + 1)
        self.budget.charge("statements")
        values = bind(function, positional, named)
        scope = Scope(values, function.scope, function.local, function.elsewhere, function.name)
        line = getattr(self.current_expression, "lineno", 0)
        self.frames.append((scope, function.name, line))
        self.deepest = max(self.deepest, len(self.frames))
        try:
            if function.modes:
                with ExitStack() as stack:
                    for mode in function.modes:
                        guarded(stack.enter_context, fresh_mode(mode))
                    return self.run_body(function.body, scope)
            return self.run_body(function.body, scope)
        finally:
            self.frames.pop()

    def run_body(self, body: list[ast.stmt] | ast.expr, scope: Scope) -> Any:
        if isinstance(body, ast.expr):
            return self.evaluate(body, scope)
        ended = self.block(body, scope)
        return ended.value if isinstance(ended, Returned) else None


def fresh_mode(mode: Any) -> Any:
    """A mode of its own for each call of a decorated function, as calls may nest."""
    return mode.clone() if hasattr(type(mode), "clone") else mode
