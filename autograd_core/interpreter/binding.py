"""Arguments to parameters: how a call of the program's own function fills its names, in CPython's words."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ProgramError
from .exceptions import error
from .takes import unexpected
from .values import Function


def bind(function: Function, positional: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The names and values with which the body starts; raises Python's TypeError when the call does not fit."""
    spec = function.arguments
    places = [argument.arg for argument in [*spec.posonlyargs, *spec.args]]
    bound = dict(zip(places, positional, strict=False))
    extra = _keywords(function, bound, named)
    if spec.kwarg is not None:
        bound[spec.kwarg.arg] = extra
    if spec.vararg is not None:
        bound[spec.vararg.arg] = tuple(positional[len(places) :])
    elif len(positional) > len(places):
        raise _too_many(function, len(positional), sum(argument.arg in bound for argument in spec.kwonlyargs))
    optional = dict(zip(reversed(places), reversed(function.defaults), strict=False))
    missing = [name for name in places if name not in bound and name not in optional]
    if missing:
        raise _missing(function, missing, "positional")
    for name in places:
        bound.setdefault(name, optional.get(name))
    _keyword_only(function, bound)
    return bound


def _keywords(function: Function, bound: dict[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    spec = function.arguments
    only_by_place = {argument.arg for argument in spec.posonlyargs}
    by_name = {argument.arg for argument in [*spec.args, *spec.kwonlyargs]}
    extra: dict[str, Any] = {}
    wrong = [name for name in named if name in only_by_place]
    if wrong and spec.kwarg is None:
        names = ", ".join(wrong)
        message = f"{function.name}() got some positional-only arguments passed as keyword arguments: '{names}'"
        raise error("TypeError", message)
    for name, value in named.items():
        if name not in by_name:
            if spec.kwarg is None:
                raise unexpected(function.name, name, [argument.arg for argument in [*spec.args, *spec.kwonlyargs]])
            extra[name] = value
        elif name in bound:
            raise error("TypeError", f"{function.name}() got multiple values for argument '{name}'")
        else:
            bound[name] = value
    return extra


def _keyword_only(function: Function, bound: dict[str, Any]) -> None:
    names = [argument.arg for argument in function.arguments.kwonlyargs]
    missing = [name for name in names if name not in bound and name not in function.keyword_defaults]
    if missing:
        raise _missing(function, missing, "keyword-only")
    for name in names:
        bound.setdefault(name, function.keyword_defaults.get(name))


def _missing(function: Function, names: list[str], sort: str) -> ProgramError:
    quoted = [f"'{name}'" for name in names]
    shown = quoted[0]
    if len(quoted) == 2:
        shown = " and ".join(quoted)
    elif len(quoted) > 2:
        shown = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    plural = "s" if len(names) > 1 else ""
    return error("TypeError", f"{function.name}() missing {len(names)} required {sort} argument{plural}: {shown}")


def _too_many(function: Function, given: int, given_by_name: int) -> ProgramError:
    spec = function.arguments
    most = len(spec.posonlyargs) + len(spec.args)
    least = most - len(function.defaults)
    count = f"from {least} to {most}" if least < most else str(most)
    plural = "s" if most != 1 or least < most else ""
    were = "was" if given == 1 and not given_by_name else "were"
    shown = str(given)
    if given_by_name:
        by_name = f"{given_by_name} keyword-only argument{'s' if given_by_name != 1 else ''}"
        shown = f"{given} positional argument{'s' if given != 1 else ''} (and {by_name})"
    return error("TypeError", f"{function.name}() takes {count} positional argument{plural} but {shown} {were} given")


def has_yield(node: ast.AST) -> bool:
    """Whether a function body would make a generator."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(inner, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            waiting += ast.iter_child_nodes(inner)
    return False
