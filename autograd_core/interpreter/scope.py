"""Names: which belong to which function, where a name is looked up, and what to suggest for a mistyped one."""

from __future__ import annotations

import ast
import builtins as host_builtins
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ProgramError, UnknownName
from .exceptions import error

if TYPE_CHECKING:
    from .values import Function

_MISSING = object()
# Modules that older Pythons have and 3.13 has no more.
GONE = frozenset(
    {
        "aifc",
        "asynchat",
        "asyncore",
        "audioop",
        "cgi",
        "cgitb",
        "chunk",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "lib2to3",
        "mailcap",
        "msilib",
        "nis",
        "nntplib",
        "ossaudiodev",
        "pipes",
        "smtpd",
        "sndhdr",
        "spwd",
        "sunau",
        "telnetlib",
        "uu",
        "xdrlib",
    }
)


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one function call, one comprehension, or (``parent`` None) of the program."""

    values: dict[str, Any]
    parent: Scope | None = None
    bound: frozenset[str] = frozenset()  # names that belong here
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # name -> "nonlocal" or "global"
    name: str = ""  # of the function or class
    is_comprehension: bool = False
    is_class: bool = False  # functions written in it do not see its names
    function: Function | None = None  # whose call it is

    @property
    def top(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def owner(self, name: str) -> Scope:
        """The scope in which assigning ``name`` here takes place."""
        scope = self
        if scope.parent is None or name in scope.bound or (scope.is_class and name not in scope.elsewhere):
            return scope
        if scope.is_comprehension:
            return scope.parent.owner(name)
        if scope.elsewhere.get(name) == "global":
            return scope.top
        scope = scope.parent
        while scope.parent is not None and name not in scope.bound:
            scope = scope.parent
        return scope

    def get(self, name: str, builtins: Mapping[str, Any]) -> Any:
        """The value of ``name``; raises UnknownName or UnboundLocalError in CPython's words."""
        value = self.values.get(name, _MISSING)
        if value is not _MISSING:
            return value
        scope: Scope | None = self
        if self.elsewhere.get(name) == "global":
            scope = self.top
        while scope is not None:
            value = scope.values.get(name, _MISSING)
            if value is not _MISSING:
                return value
            if name in scope.bound and not scope.is_class:
                raise unbound(name, own=self.owner(name) is scope and name not in self.elsewhere and _near(self, scope))
            scope = scope.parent
        value = builtins.get(name, _MISSING)
        if value is _MISSING:
            raise unknown(name, self.visible(), self.own_attribute(name))
        return value

    def set(self, name: str, value: Any) -> None:
        own = self.parent is None or name in self.bound
        (self if own else self.owner(name)).values[name] = value

    def delete(self, name: str) -> None:
        values = self.owner(name).values
        if name not in values:
            raise unbound(name, own=True) if name in self.bound else unknown(name, ())
        del values[name]

    @property
    def seen_from_inside(self) -> Scope:
        """The scope that functions written here look names up in: a class keeps its own to itself."""
        scope = self
        while scope.is_class and scope.parent is not None:
            scope = scope.parent
        return scope

    def visible(self) -> list[str]:
        """The names CPython looks among for one that may be meant: of a function around, those used here alone."""
        names: list[str] = []
        scope, near, used = self, True, frozenset[str]()
        while scope.parent is not None:
            names += scope.values if near else [name for name in scope.values if name in used]
            if near and scope.function is not None:
                used = names_used_in(scope.function.body)
            near = near and scope.is_comprehension
            scope = scope.parent
        return [*names, *scope.values, *vars(host_builtins)]

    def own_attribute(self, name: str) -> str | None:
        """``self.name`` where a method forgot the ``self.``"""
        scope = self
        while scope.is_comprehension and scope.parent is not None:
            scope = scope.parent
        owner = scope.values.get("self") if scope.parent is not None else None
        if type(owner).__module__ != "__main__":
            return None
        own = owner.__dict__
        tables = [own, *(own.get(key, {}) for key in ("_parameters", "_buffers", "_modules")), *_tables(type(owner))]
        return f"self.{name}" if any(name in table for table in tables) else None


def _tables(kind: type) -> Iterator[Mapping[str, Any]]:
    return (host.__dict__ for host in kind.__mro__)


def _near(scope: Scope, owner: Scope) -> bool:
    while scope is not owner and scope.is_comprehension and scope.parent is not None:
        scope = scope.parent
    return scope is owner


def unbound(name: str, own: bool) -> ProgramError:
    if own:
        message = f"cannot access local variable '{name}' where it is not associated with a value"
        return error("UnboundLocalError", message, id="unbound", name=name)
    message = f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
    return error("NameError", message, id="unbound", name=name)


def unknown(name: str, known: Iterable[str], own: str | None = None) -> UnknownName:
    message = f"name '{name}' is not defined"
    if name == "torch":
        return UnknownName(message, id="import_first", name=name)
    suggestion = own or closest(name, known)
    forgotten = name in sys.stdlib_module_names and name not in GONE
    if suggestion is None:
        tail = f". Did you forget to import '{name}'?" if forgotten else ""
        return UnknownName(message + tail, id="import_first" if forgotten else "name", name=name)
    message += f". Did you mean: '{suggestion}'?" + (f" Or did you forget to import '{name}'?" if forgotten else "")
    return UnknownName(message, id="name_like", name=name, suggestion=suggestion)


def closest(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that CPython would suggest: within a third of the letters, and the nearest."""
    best, best_distance = None, None
    for candidate in known:
        if candidate == wrong or (candidate.startswith("_") and not wrong.startswith("_")):
            continue
        allowed = min((len(wrong) + len(candidate) + 3) * 2 // 6, len(wrong) * 2)
        if best_distance is not None:
            allowed = min(allowed, best_distance - 1)
        found = _distance(wrong, candidate)
        if found <= allowed:
            best, best_distance = candidate, found
    return best


def _distance(a: str, b: str) -> int:
    """Levenshtein with CPython's costs: 2 for a change, 1 if only upper and lower case differ."""
    if abs(len(a) - len(b)) > 20 or max(len(a), len(b)) > 40:
        return 1000
    row = [2 * j for j in range(len(b) + 1)]
    for i, left in enumerate(a, 1):
        diagonal, row[0] = row[0], 2 * i
        for j, right in enumerate(b, 1):
            cost = 0 if left == right else 1 if left.lower() == right.lower() else 2
            diagonal, row[j] = row[j], min(diagonal + cost, row[j] + 2, row[j - 1] + 2)
    return row[-1]


# ── which names a function binds ───────────────────────────────────────────────────────────────────────────────


def names_bound_in(
    body: Iterable[ast.stmt] | ast.expr, arguments: ast.arguments
) -> tuple[frozenset[str], dict[str, str]]:
    """The local names of a function, and those it declares nonlocal or global."""
    bound = {argument.arg for argument in all_arguments(arguments)}
    elsewhere: dict[str, str] = {}
    waiting: list[ast.AST] = [body] if isinstance(body, ast.expr) else list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
                waiting += [*node.decorator_list, *([*node.args.defaults] if isinstance(node, ast.FunctionDef) else [])]
                continue
            case ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                bound |= {inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)}
                continue
            case ast.alias(name=name, asname=asname):
                bound.add(asname or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.Nonlocal(names=names):
                elsewhere |= dict.fromkeys(names, "nonlocal")
            case ast.Global(names=names):
                elsewhere |= dict.fromkeys(names, "global")
        waiting += ast.iter_child_nodes(node)
    return frozenset(bound - elsewhere.keys()), elsewhere


def names_used_in(body: list[ast.stmt] | ast.expr) -> frozenset[str]:
    """Every name in the body of a function, inner functions included."""
    parts = body if isinstance(body, list) else [body]
    return frozenset(node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name))


def names_of_targets(generators: Iterable[ast.comprehension]) -> frozenset[str]:
    return frozenset(
        node.id
        for generator in generators
        for node in ast.walk(generator.target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
