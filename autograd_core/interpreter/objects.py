"""Attributes of instances and classes of the program: found along Python's order of classes, in tables of ours."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from .. import autograd, namespace, nn
from ..errors import NotInSubset, ProgramError, UnknownAttribute
from ..refused import refusal_of
from .classes import BASES, SPECIAL, from_host, hosted
from .exceptions import error, guarded
from .methods import METHODS
from .scope import closest
from .state import State
from .values import (
    OPAQUE,
    PLAIN,
    Bound,
    Builtin,
    Class,
    ClassMethod,
    ErrorValue,
    Function,
    Kind,
    Method,
    Property,
    StaticMethod,
    Super,
    type_name,
)

FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType)
NO_NAMES: frozenset[str] = frozenset()
IN_ENGINE = object()  # a member that a class of the engine has
# What modules keep for themselves under a name of their own; the first three are read in many a program.
READABLE = frozenset({"_parameters", "_buffers", "_modules"})


class Objects(State):
    """Reads and stores attributes of what classes of the program made."""

    # ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, kind: type, name: str, after: type | None = None) -> Any:
        """What the first class that has ``name`` has there: a member, IN_ENGINE, or None if there is none."""
        order = kind.__mro__
        for host in order[order.index(after) + 1 :] if after else order:
            known = self.classes.get(host)
            if known is not None:
                if name in known.members:
                    return known.members[name]
            elif name in engine_names(host):
                return IN_ENGINE
        return None

    def builtin_error(self, value: ErrorValue) -> str:
        """The builtin exception that an exception of the program is, or derives from."""
        known = self.classes.get(type(value))
        return value.type_name if known is None else known.error_base

    # ── instances ───────────────────────────────────────────────────────────────────────────────────────────────

    def instance_attribute(self, value: Any, name: str) -> Any:
        """``value.name`` for an instance of a class of the program."""
        kind = type(value)
        if name == "__class__":
            return self.classes[kind]
        found = self.find(kind, name)
        if isinstance(found, Property):
            return self.call(found.getter, [value], {})
        if name == "args" and isinstance(value, ErrorValue):
            return value.arguments
        if self.has_own(value, name):
            own = value.__dict__
            return from_host(own[name] if name in own else getattr(value, name))
        if found is None:
            raise self.missing(value, name)
        return self.bound(found, value, name)

    def has_own(self, value: Any, name: str) -> bool:
        """Whether the instance itself has ``name``, and a program may see it."""
        own = value.__dict__
        if name in own:
            return name in READABLE or (name not in engine_private(type(value)) and self.is_value(own[name]))
        return name in namespace.own_names(value) or any(name in own.get(kind, ()) for kind in READABLE)

    def is_value(self, value: Any) -> bool:
        kind = type(value)
        known = kind in PLAIN or kind in OPAQUE or kind in namespace.ATTRIBUTES or kind in self.classes
        return known or kind in FUNCTIONS or isinstance(value, (namespace.Facade, autograd.function.FunctionNode))

    def bound(self, found: Any, value: Any, name: str, after: type | None = None) -> Any:
        """A member found in a class, as an instance (or, for a class method, a class) shows it."""
        match found:
            case Function():
                return Bound(value, found)
            case StaticMethod(function=function):
                return function
            case ClassMethod(function=function):
                return Bound(value if isinstance(value, Class) else self.classes[type(value)], function)
            case Property(getter=getter):
                return self.call(getter, [value], {})
        if found is not IN_ENGINE:
            return found
        if name == "__init__" and isinstance(value, ErrorValue):
            return Builtin("__init__", lambda *given: setattr(value, "arguments", given))
        holder = value if after is None else super(after, value)
        member = guarded(getattr, holder, name)
        return Method(value, name, member) if is_function(member) else from_host(member)

    def missing(self, value: Any, name: str) -> ProgramError:
        if isinstance(value, namespace.HAVE_MORE) and (refused := refusal_of(type(value), name)) is not None:
            return refused
        if isinstance(value, nn.Module):  # raises the error itself, from which Python makes no suggestion
            return missing_attribute(f"'{type_name(value)}' object", name, ())
        own = [key for key in value.__dict__ if key not in engine_private(type(value))]
        members = [key for host in type(value).__mro__ for key in self.class_names(host)]
        return missing_attribute(f"'{type_name(value)}' object", name, [*own, *members])

    def class_names(self, host: type) -> list[str]:
        known = self.classes.get(host)
        return list(known.members if known is not None else namespace.ATTRIBUTES.get(host, ()))

    def set_instance_attribute(self, value: Any, name: str, new: Any) -> None:
        found = self.find(type(value), name)
        if isinstance(found, Property):
            if found.setter is None:
                message = f"property '{name}' of '{type_name(value)}' object has no setter"
                raise error("AttributeError", message)
            self.call(found.setter, [value, new], {})
            return
        allow_name(name)
        if not isinstance(value, BASES) or isinstance(value, ErrorValue):
            self.budget.allow("container_length", len(value.__dict__) + 1)
            value.__dict__[name] = new
            return
        if name in engine_private(type(value)):
            raise refused_name(name)
        known = found is IN_ENGINE or name in namespace.own_names(value)
        guarded(setattr, value, name, self.to_host(new) if known else new)

    def delete_instance_attribute(self, value: Any, name: str) -> None:
        if isinstance(self.find(type(value), name), Property):
            raise error("AttributeError", f"property '{name}' of '{type_name(value)}' object has no deleter")
        if name in engine_private(type(value)) or not self.has_own(value, name):
            raise missing_attribute(f"'{type_name(value)}' object", name, ())
        guarded(delattr, value, name) if isinstance(value, BASES) else value.__dict__.pop(name)

    # ── ctx, which is the node ──────────────────────────────────────────────────────────────────────────────────

    def node_attribute(self, node: Any, name: str) -> Any:
        """``ctx.name``: what the program keeps there, or what every ctx has."""
        own = node.__dict__
        theirs = own.get("_own", {})
        if name in theirs:
            return theirs[name]
        if name in own and name not in NODE_FIELDS and self.is_value(own[name]):
            return own[name]
        if name not in namespace.ATTRIBUTES[autograd.function.FunctionNode]:
            raise missing_attribute(f"'{type_name(node)}' object", name, [*own.keys() - NODE_FIELDS, *theirs])
        found = guarded(getattr, node, name)
        return Method(node, name, found) if is_function(found) else found

    def set_node_attribute(self, node: Any, name: str, new: Any) -> None:
        allow_name(name)
        if name == "saved_tensors":
            message = "attribute 'saved_tensors' of 'torch._C._FunctionBase' objects is not writable"
            raise error("AttributeError", message)
        if name in NODE_FIELDS or hasattr(type(node), name):
            node.__dict__.setdefault("_own", {})[name] = new
        else:
            node.__dict__[name] = new

    # ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────

    def class_attribute(self, kind: Kind, name: str) -> Any:
        """``Net.name`` for a class of the program or of the engine."""
        if name in ("__name__", "__qualname__"):
            return kind.name
        if kind.host is None:
            raise self.missing_in_class(kind, name)
        if name in METHODS.get(kind.host, {}):
            return Builtin(name, unbound(name), True)
        found = self.find(kind.host, name)
        match found:
            case None:
                raise self.missing_in_class(kind, name)
            case StaticMethod(function=function):
                return function
            case ClassMethod(function=function):
                return Bound(kind, function)
        if found is not IN_ENGINE:
            return found
        member = guarded(getattr, kind.host, name)
        if isinstance(member, MethodType):
            return Method(kind, name, member)
        if is_function(member):
            return Builtin(name, for_instances_of(kind, name, member))
        if not self.is_value(member):
            raise self.missing_in_class(kind, name)
        return member

    def missing_in_class(self, kind: Kind, name: str) -> UnknownAttribute:
        return missing_attribute(f"type object '{kind.name}'", name, kind.members if isinstance(kind, Class) else ())

    def set_class_attribute(self, kind: Class, name: str, new: Any) -> None:
        allow_name(name)
        if name.startswith("_") and name in engine_private(kind.host):
            raise refused_name(name)
        kind.members[name] = new
        guarded(type.__setattr__, kind.host, name, hosted(self, name, new))

    def super_attribute(self, value: Super, name: str) -> Any:
        """``super().name``."""
        owner, after = value.owner, value.after.host
        kind = (owner.host or object) if isinstance(owner, Class) else type(owner)
        found = self.find(kind, name, after)
        if found is not None:
            if isinstance(owner, Class) and not isinstance(found, ClassMethod):
                return found
            return self.bound(found, owner, name, after)
        if name == "__init__":
            return Builtin("__init__", _plain_init)
        raise missing_attribute("'super' object", name, ())


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────


def engine_names(host: type) -> frozenset[str]:
    """What a program may reach in a class of the engine that its own class derives from."""
    known = namespace.ATTRIBUTES.get(host)
    if known is None and host is not ErrorValue:
        return NO_NAMES
    return (known or NO_NAMES) | {name for name in SPECIAL if name in host.__dict__ or inherits(host, name)}


def inherits(host: type, name: str) -> bool:
    return getattr(host, name, None) is not getattr(object, name, None)


def engine_private(kind: type | None) -> frozenset[str]:
    """Names with an underscore that the engine keeps in instances and classes for itself."""
    return PRIVATE if kind is not None and issubclass(kind, BASES) else NO_NAMES


PRIVATE = frozenset(
    {name for base in BASES if base is not ErrorValue for name in dir(base) if name.startswith("_")}
    | {"_parameters", "_buffers", "_modules", "_forward_pre_hooks", "_forward_hooks", "_non_persistent_buffers_set"}
) - {"__init__"}

NODE_FIELDS = autograd.function.OURS | {"_open", "_own"}


def allow_name(name: str) -> None:
    if name.startswith("__") and name.endswith("__"):
        raise refused_name(name)


def refused_name(name: str) -> NotInSubset:
    instead = "choose another name"
    return NotInSubset(f"{name} cannot be set here; {instead}", id="refused", what=name, instead=instead)


def _plain_init(*given: Any, **named: Any) -> None:
    """``object.__init__``."""
    if given or named:
        raise error("TypeError", "object.__init__() takes exactly one argument (the instance to initialize)")


def is_function(member: Any) -> bool:
    return isinstance(member, FUNCTIONS) or type(member).__name__ == "method-wrapper"


def unbound(name: str) -> Callable[..., Any]:
    """``str.lower`` and the like: the method of the first argument."""

    def called(run: Any, owner: Any, /, *given: Any, **named: Any) -> Any:
        return run.call(run.attribute(owner, name), given, named)

    return called


def for_instances_of(kind: Kind, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a class of the engine, called with the instance written out."""

    def called(*given: Any, **named: Any) -> Any:
        if given and not isinstance(given[0], kind.host or object):
            what = f"'{kind.name}' objects"
            raise error(
                "TypeError", f"descriptor '{name}' for {what} doesn't apply to a '{type_name(given[0])}' object"
            )
        return function(*given, **named)

    static = kind.host is not None and issubclass(kind.host, autograd.Function)
    return function if static else called


def missing_attribute(what: str, name: str, known: Any) -> UnknownAttribute:
    message = f"{what} has no attribute '{name}'"
    suggestion = closest(name, known)
    if suggestion is None:
        return UnknownAttribute(message, id="attribute", name=name)
    message = f"{message}. Did you mean: '{suggestion}'?"
    return UnknownAttribute(message, id="attribute_like", name=name, suggestion=suggestion)
