"""Attributes, items and assignment: everything that reaches into a value goes through the tables here."""

from __future__ import annotations

import ast
import inspect
import operator
from dataclasses import replace
from types import GeneratorType
from typing import Any

import numpy as np

from .. import autograd, namespace
from ..errors import NotInSubset, ProgramError
from ..refused import refusal, refusal_of
from ..tensor import Tensor
from . import arrays
from .absent import unusable
from .bounded import keep, weigh
from .classes import from_host
from .exceptions import error, guarded
from .methods import FIELDS, METHODS
from .objects import FUNCTIONS as _FUNCTIONS
from .objects import NO_NAMES, Objects, allow_name, missing_attribute
from .scope import Scope
from .state import END
from .values import (
    OPAQUE,
    PLAIN,
    Absent,
    Bound,
    Builtin,
    Class,
    ErrorKind,
    ErrorValue,
    Function,
    Kind,
    Method,
    Property,
    Stream,
    Super,
    type_name,
)


class Access(Objects):
    """Reads and stores attributes and items, unpacks, assigns and deletes."""

    # ── attributes ──────────────────────────────────────────────────────────────────────────────────────────────

    def attribute(self, value: Any, name: str) -> Any:
        """``value.name``; raises UnknownAttribute for a name that is in no table."""
        kind = type(value)
        if kind in self.classes:
            return self.instance_attribute(value, name)
        match value:
            case namespace.Facade():
                return self.member(value, name)
            case Absent():
                return value
            case Kind():
                return self.class_attribute(value, name)
            case Super():
                return self.super_attribute(value, name)
            case autograd.function.FunctionNode():
                return self.node_attribute(value, name)
        if name in namespace.ATTRIBUTES.get(kind, NO_NAMES) or name in namespace.own_names(value):
            found = from_host(guarded(getattr, value, name))
            return Method(value, name, found) if isinstance(found, _FUNCTIONS) else found
        if isinstance(value, Tensor) and name in value.__dict__:
            return value.__dict__[name]
        if name in arrays.ATTRIBUTES.get(kind, NO_NAMES):
            found = guarded(getattr, value, name)
            return Method(value, name, found) if callable(found) else found
        if name in METHODS.get(kind, {}):
            return Method(value, name, METHODS[kind][name])
        if name in FIELDS.get(kind, NO_NAMES):
            return guarded(getattr, value, name)
        return self.attribute_of_ours(value, name)

    def attribute_of_ours(self, value: Any, name: str) -> Any:
        """What functions and errors of the program have; raises for what nothing has."""
        kind = type(value)
        match value, name:
            case ErrorValue(), "args":
                return value.arguments
            case Function(attributes=own), _ if name in own:
                return own[name]
            case Function() | Builtin() | ErrorKind() | Bound(), "__name__":
                return value.name.rpartition(".")[2]
            case Function(body=list(body)), "__doc__":
                return text_at_head(body)
            case Function() | Builtin(), "__doc__":
                return None
            case ErrorValue(type_name="StopIteration", arguments=given), "value":
                return given[0] if given else None
            case Stream(values=GeneratorType() as steps), "send" | "close" | "throw":
                return Builtin(name, lambda run, *given: run.steer(steps, name, *given), True)
            case Stream(kind="tqdm"), "set_description" | "set_postfix" | "update" | "close" | "write":
                return Builtin(name, lambda run, *_, **__: None, True)
            case Property(), "setter" | "getter":
                return Builtin(name, lambda run, function: replace(value, **{name: function}), True)
        if isinstance(value, namespace.HAVE_MORE) and (refused := refusal_of(kind, name)) is not None:
            raise refused
        own_names = value.attributes if isinstance(value, Function) else ()
        known = [*own_names, *namespace.ATTRIBUTES.get(kind, ()), *METHODS.get(kind, {}), *FIELDS.get(kind, ())]
        raise missing_attribute(f"'{type_name(value)}' object", name, known)

    def member(self, facade: namespace.Facade, name: str) -> Any:
        """What a module has under a name, as a program sees it."""
        if name not in facade.members:
            if (refused := unusable(facade.name)) is not None:
                raise refused
            raise refusal(facade.name, name) or missing_attribute(f"module '{facade.name}'", name, facade.members)
        return wrapped(facade.members[name], f"{facade.name}.{name}")

    def set_attribute(self, value: Any, name: str, new: Any) -> None:
        kind = type(value)
        if kind is Absent:
            return
        if kind in self.classes:
            self.set_instance_attribute(value, name, new)
            return
        if isinstance(value, Class):
            self.set_class_attribute(value, name, new)
            return
        if isinstance(value, Function):
            if name not in ("__name__", "__doc__"):
                allow_name(name)
            value.attributes[name] = new
            return
        if isinstance(value, autograd.function.FunctionNode):
            self.set_node_attribute(value, name, new)
            return
        if new is value and name == "data":
            what, instead = "a tensor as its own .data", "leave the line out"
            raise NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
        if name in namespace.SETTABLE.get(kind, NO_NAMES) or name in namespace.own_names(value):
            guarded(setattr, value, name, self.to_host(new))
            return
        if name in namespace.ATTRIBUTES.get(kind, NO_NAMES):
            owner = "torch._C.TensorBase" if kind is Tensor else type_name(value)
            raise error("AttributeError", f"attribute '{name}' of '{owner}' objects is not writable")
        if isinstance(value, Tensor) and not hasattr(Tensor, name):
            allow_name(name)
            value.__dict__[name] = new
            return
        raise self.cannot_set(value, name)

    def cannot_set(self, value: Any, name: str) -> ProgramError:
        """The error of setting what a value does not have, or what cannot be changed."""
        kind = type(value)
        if isinstance(value, Kind) and value.host in METHODS:
            return error("TypeError", f"cannot set '{name}' attribute of immutable type '{value.name}'")
        if kind in PLAIN or isinstance(value, (Builtin, Method, Stream)):
            if name in METHODS.get(kind, {}):
                return error("AttributeError", f"'{type_name(value)}' object attribute '{name}' is read-only")
            if name in FIELDS.get(kind, NO_NAMES):
                what = f"attribute '{name}' of '{type_name(value)}' objects is not writable"
                return error("AttributeError", "readonly attribute" if kind in (range, slice) else what)
            message = f"'{type_name(value)}' object has no attribute '{name}'"
            return error("AttributeError", f"{message} and no __dict__ for setting new attributes", id="attribute")
        what = f"module '{value.name}'" if isinstance(value, namespace.Facade) else f"'{type_name(value)}' object"
        return missing_attribute(what, name, namespace.SETTABLE.get(kind, ()))

    # ── items ───────────────────────────────────────────────────────────────────────────────────────────────────

    def item(self, value: Any, index: Any) -> Any:
        """``value[index]``."""
        if type(value) is Absent:
            return value
        self.check_index(value, index, "is not subscriptable")
        if isinstance(value, Kind):
            raise error("TypeError", f"type '{value.name}' is not subscriptable")
        if isinstance(value, np.ndarray):
            arrays.allow_item(value, index)
            return arrays.counted(arrays.plain(guarded(operator.getitem, value, index)), (value,))
        found = guarded(operator.getitem, value, index)
        if isinstance(index, slice):
            keep(self.budget, found)
        return found

    def set_item(self, value: Any, index: Any, new: Any) -> None:
        self.check_index(value, index, "does not support item assignment")
        if isinstance(new, Stream):
            new = self.collect(new)
        if isinstance(value, dict):
            self.budget.allow("container_length", len(value) + 1)
            self.budget.charge("value_bytes", 16)
        elif isinstance(value, list) and isinstance(index, slice) and hasattr(new, "__len__"):
            self.budget.allow("container_length", len(value) + len(new))
        if isinstance(value, np.ndarray):
            arrays.allow_item(value, index)
        guarded(operator.setitem, value, index, new)
        if isinstance(value, np.ndarray):
            arrays.written(value)

    def check_index(self, value: Any, index: Any, complaint: str) -> None:
        weigh(self.budget, index)
        if isinstance(value, namespace.Facade) or (type(value) in OPAQUE and not isinstance(value, Kind)):
            raise error("TypeError", f"'{type_name(value)}' object {complaint}")
        if type(value) in (list, tuple, str) and type(index) in OPAQUE:
            wanted = "integers" if type(value) is str else "integers or slices"
            name = "string" if type(value) is str else type_name(value)
            raise error("TypeError", f"{name} indices must be {wanted}, not '{type_name(index)}'")

    # ── targets ─────────────────────────────────────────────────────────────────────────────────────────────────

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """``target = value`` for a name, attribute, item, or a pattern of those."""
        try:
            match target:
                case ast.Name(id=name):
                    scope.set(name, value)
                case ast.Attribute(value=owner, attr=name):
                    found = self.evaluate(owner, scope)
                    self.current_expression = target
                    self.set_attribute(found, name, value)
                case ast.Subscript(value=owner, slice=index):
                    found, place = self.evaluate(owner, scope), self.evaluate(index, scope)
                    self.current_expression = target
                    self.set_item(found, place, value)
                case ast.Tuple(elts=parts) | ast.List(elts=parts):
                    self.unpack(parts, value, scope)
                case _:
                    raise self.refuse(target, "this target", "assign to a name, an attribute or an item")
        except ProgramError as raised:
            self.place(raised, target)
            raise

    def unpack(self, parts: list[ast.expr], value: Any, scope: Scope) -> None:
        if type(value) is Absent:
            for part in parts:
                self.assign(part.value if isinstance(part, ast.Starred) else part, value, scope)
            return
        starred = next((at for at, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
        if starred is None:
            for part, item in zip(parts, self.exactly(value, len(parts)), strict=True):
                self.assign(part, item, scope)
            return
        items, after = self.unpackable(value), len(parts) - starred - 1
        if len(items) < len(parts) - 1:
            counts = f"(expected at least {len(parts) - 1}, got {len(items)})"
            raise error("ValueError", f"not enough values to unpack {counts}")
        middle = len(items) - after
        for part, item in zip(parts[:starred], items[:starred], strict=True):
            self.assign(part, item, scope)
        target = parts[starred]
        assert isinstance(target, ast.Starred)
        self.assign(target.value, items[starred:middle], scope)
        for part, item in zip(parts[starred + 1 :], items[middle:], strict=True):
            self.assign(part, item, scope)

    def exactly(self, value: Any, count: int) -> list[Any]:
        self.check_unpackable(value)
        iterator = self.iterate(value)
        items: list[Any] = []
        while len(items) <= count:
            item = guarded(next, iterator, END)
            if item is END:
                break
            items.append(item)
        if len(items) > count:
            raise error("ValueError", f"too many values to unpack (expected {count})")
        if len(items) < count:
            raise error("ValueError", f"not enough values to unpack (expected {count}, got {len(items)})")
        return items

    def unpackable(self, value: Any) -> list[Any]:
        self.check_unpackable(value)
        return self.collect(value)

    def check_unpackable(self, value: Any) -> None:
        opaque = type(value) in OPAQUE and not isinstance(value, Stream)
        if opaque or (not hasattr(type(value), "__iter__") and not isinstance(value, Stream)):
            raise error("TypeError", f"cannot unpack non-iterable {type_name(value)} object")

    def delete(self, target: ast.expr, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope.delete(name)
            case ast.Subscript(value=owner, slice=index):
                found, place = self.evaluate(owner, scope), self.evaluate(index, scope)
                self.check_index(found, place, "does not support item deletion")
                guarded(operator.delitem, found, place)
            case ast.Attribute(value=owner, attr=name):
                found = self.evaluate(owner, scope)
                if type(found) in self.classes:
                    self.delete_instance_attribute(found, name)
                    return
                if name not in namespace.SETTABLE.get(type(found), NO_NAMES):
                    raise missing_attribute(f"'{type_name(found)}' object", name, ())
                guarded(delattr, found, name)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self.delete(part, scope)
            case _:
                raise self.refuse(target, "this target", "delete a name, an attribute or an item")


def text_at_head(body: list[ast.stmt]) -> str | None:
    """The string a function body begins with, as Python keeps it for ``help``."""
    match body[0]:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return inspect.cleandoc(text)
    return None


_wrapped_kinds: dict[type, Kind] = {}


def kind_of_host(host: type, shown: str) -> Kind:
    """The one Kind that stands for a class of the engine."""
    if host.__module__.partition(".")[0] == "torch":
        shown = f"{host.__module__}.{host.__name__}"
    if host not in _wrapped_kinds:
        _wrapped_kinds[host] = Kind(host.__name__, shown, host, host)
    return _wrapped_kinds[host]


def wrapped(member: Any, shown: str) -> Any:
    """A member of a module as a program may hold it: a function as Builtin, a class as Kind, anything else as it is."""
    if isinstance(member, type):
        return kind_of_host(member, shown)
    if isinstance(member, _FUNCTIONS):
        return Builtin(shown.rpartition(".")[2], member)
    return member
