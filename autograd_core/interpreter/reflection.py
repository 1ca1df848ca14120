"""What a program asks about its values: types, classes and attributes by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import namespace
from ..errors import NotInSubset, UnknownAttribute
from ..node import Node
from .access import kind_of_host
from .bounded import weigh
from .exceptions import PARENTS, error, guarded, is_kind_of
from .takes import FUNCTIONS as FUNCTIONS_TAKE
from .values import (
    Bound,
    Builtin,
    Class,
    ClassMethod,
    ErrorKind,
    ErrorValue,
    Function,
    Kind,
    Method,
    Property,
    StaticMethod,
    Super,
    type_name,
)

if TYPE_CHECKING:
    from .generators import Interpreter

_NOTHING = object()


def is_callable(run: Interpreter, value: Any) -> bool:
    kinds = (Function, Builtin, Method, Bound, Kind, ErrorKind)
    if type(value) in run.classes:
        return run.find(type(value), "__call__") is not None
    return isinstance(value, kinds) or "__call__" in namespace.ATTRIBUTES.get(type(value), ())


def _getattr(run: Interpreter, value: Any, name: Any, default: Any = _NOTHING) -> Any:
    if not isinstance(name, str):
        raise error("TypeError", f"attribute name must be string, not '{type_name(name)}'")
    try:
        return run.attribute(value, name)
    except (UnknownAttribute, NotInSubset):
        if default is _NOTHING:
            raise
        return default


def _hasattr(run: Interpreter, value: Any, name: Any) -> bool:
    return _getattr(run, value, name, _NOTHING_FOUND) is not _NOTHING_FOUND


_NOTHING_FOUND = object()


def _isinstance(run: Interpreter, value: Any, kinds: Any) -> bool:
    weigh(run.budget, kinds)
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        match kind:
            case tuple():
                if _isinstance(run, value, kind):
                    return True
            case Kind(host=host) if host is not None:
                if isinstance(value, host):
                    return True
            case ErrorKind(name=name):
                if isinstance(value, ErrorValue) and is_kind_of(run.builtin_error(value), name):
                    return True
            case Kind(name="type"):
                return isinstance(value, (Kind, ErrorKind))
            case _:
                raise error("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
    return False


def _type(run: Interpreter, value: Any, *more: Any) -> Kind | ErrorKind:
    if more:
        what, instead = "type() with three arguments", "use functions and plain variables"
        raise NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
    if type(value) in run.classes:
        return run.classes[type(value)]
    if isinstance(value, ErrorValue):
        return ERROR_KINDS.get(value.type_name) or ErrorKind(value.type_name)
    host = type(value)
    if host in namespace.ATTRIBUTES:
        return kind_of_host(host, host.__name__ if issubclass(host, Node) else f"torch.{host.__name__}")
    shown = f"{host.__module__}.{host.__name__}" if issubclass(host, Node) else type_name(value)
    return KINDS.get(host) or run.other_kinds.setdefault(host, Kind(type_name(value), shown, None))


def _id(run: Interpreter, value: Any) -> int:
    if isinstance(value, namespace.Facade):
        raise NotInSubset("id() of a module cannot be used here; leave it out", id="refused", what="id() of a module")
    return run.address(value)


def _hash(run: Interpreter, value: Any) -> int:
    """Equal for equal values; a number of ours, so that neither places in memory nor the host's random seed show."""
    weigh(run.budget, value)
    found: int = guarded(hash, value)
    own = type(value) in run.classes and run.find(type(value), "__hash__") is not None
    return found if own or isinstance(value, (int, float)) else run.hashes.setdefault(value, len(run.hashes) + 1)


def _super(run: Interpreter, *given: Any) -> Super:
    if given:
        after, owner = (*given, None)[:2]
        if not isinstance(after, Class):
            raise error("TypeError", f"super() argument 1 must be a type, not {type_name(after)}")
    else:
        after, owner = run.around_super()
    kind = owner.host if isinstance(owner, Class) else type(owner)
    if kind is None or after.host is None or not issubclass(kind, after.host):
        raise error("TypeError", "super(type, obj): obj must be an instance or subtype of type")
    return Super(after, owner)


def _issubclass(run: Interpreter, kind: Any, kinds: Any) -> bool:
    if not isinstance(kind, (Kind, ErrorKind)):
        raise error("TypeError", "issubclass() arg 1 must be a class")
    return any(_derives(kind, one) for one in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _derives(kind: Kind | ErrorKind, other: Any) -> bool:
    if isinstance(other, ErrorKind):
        name = kind.error_base if isinstance(kind, Class) else kind.name
        return is_kind_of(name, other.name)
    if not isinstance(other, Kind):
        raise error("TypeError", "issubclass() arg 2 must be a class, a tuple of classes, or a union")
    return kind is other or (
        isinstance(kind, Kind)
        and kind.host is not None
        and other.host is not None
        and issubclass(kind.host, other.host)
    )


def _setattr(run: Interpreter, value: Any, name: Any, new: Any) -> None:
    if not isinstance(name, str):
        raise error("TypeError", f"attribute name must be string, not '{type_name(name)}'")
    run.set_attribute(value, name, new)


_TYPE = Kind("type", "type", None, _type, FUNCTIONS_TAKE["type"])
KINDS: dict[type, Kind] = {Kind: _TYPE, Class: _TYPE, ErrorKind: _TYPE}  # of plain values; completed by builtins
ERROR_KINDS = {name: ErrorKind(name) for name in PARENTS}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "callable": is_callable,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "id": _id,
    "hash": _hash,
    "super": _super,
    "property": lambda run, getter=None, setter=None: Property(getter, setter),
    "staticmethod": lambda run, function: StaticMethod(function),
    "classmethod": lambda run, function: ClassMethod(function),
}
