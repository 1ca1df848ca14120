"""Classes of the program: a host type whose methods call back into the interpreter, and nothing else of the host's.

What the program wrote is kept as data in ``Class.members``. The host type exists so that PyTorch's own machinery works
on the instances: a Module finds their parameters, an operator calls ``__add__``, a DataLoader asks for an item.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import autograd, data, nn, optim
from ..errors import NotInSubset, ProgramError
from .bounded import weigh
from .exceptions import error, guarded, showable
from .values import Class, ClassMethod, ErrorKind, ErrorValue, Function, Kind, Property, StaticMethod, Stream, type_name

if TYPE_CHECKING:
    from .state import State

# The special methods a class of the program may define.
_OPERATORS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift"
SPECIAL = frozenset(
    f"__{name}__"
    for name in (
        "init call repr str format len getitem setitem delitem contains iter next bool eq ne lt le gt ge hash neg pos "
        "abs invert enter exit float int index round reversed divmod trunc floor ceil "
        + " ".join(f"{name} r{name} i{name}" for name in _OPERATORS.split())
    ).split()
)
# Names of Python's own that a class body may bind and that mean nothing here.
IGNORED = frozenset({"__doc__", "__annotations__", "__constants__"})
BASES = (nn.Module, autograd.Function, data.Dataset, optim.Optimizer, optim.lr_scheduler.LRScheduler, ErrorValue)


class StandsFor:
    """A mark on a host function that was made for a function of the program; decorators copy it, hence ``host``."""

    __slots__ = ("host", "value")

    def __init__(self, host: Any, value: Any) -> None:
        self.host, self.value = host, value


def standing_for(host: Any, value: Any) -> Any:
    """``host`` with the mark."""
    host.__dict__["stands_for"] = StandsFor(host, value)
    return host


def from_host(value: Any) -> Any:
    """What a host function stands for, if it was made for a function of the program; anything else as it is."""
    if isinstance(value, types.FunctionType):
        mark = value.__dict__.get("stands_for")
        if isinstance(mark, StandsFor) and mark.host is value:
            return mark.value
    return value


def make(run: State, name: str, shown: str, bases: Sequence[Any], members: dict[str, Any]) -> Class:
    """The Class of a ``class`` statement; raises Python's TypeError where the bases do not fit together."""
    twice = next((base for at, base in enumerate(bases) if isinstance(base, Class) and base in bases[:at]), None)
    if twice is not None:
        raise error("TypeError", f"duplicate base class {twice.name}")
    hosts = tuple(dict.fromkeys(host_of_base(base) for base in bases if host_of_base(base) is not object))
    inside: dict[str, Any] = {"__module__": "__main__", "__qualname__": shown}
    made = Class(name, f"__main__.{shown}", None, members=members, error_base=error_base_of(bases))
    for key, member in members.items():
        if key not in IGNORED:
            inside[key] = hosted(run, key, member)
    host = guarded(types.new_class, name, hosts, {}, lambda body: body.update(inside))
    settle_text(run, host, inside)
    made.host = host
    run.classes[host] = made
    for member in members.values():
        adopt(member, made)
    return made


def host_of_base(base: Any) -> type:
    """The host type that a base stands for; raises where a class cannot derive from it."""
    match base:
        case Class(host=host) if host is not None:
            return host
        case ErrorKind():
            return ErrorValue
        case Kind(host=host) if host is object or (host is not None and issubclass(host, BASES)):
            return host
        case Kind(shown=shown):
            what, instead = f"a class that derives from {shown}", "keep such a value in an attribute"
            raise NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
    raise error("TypeError", f"{type_name(base)}() takes no keyword arguments, and is no class to derive from")


def error_base_of(bases: Sequence[Any]) -> str:
    found = [base.error_base if isinstance(base, Class) else base.name for base in bases if is_error_class(base)]
    return next(iter(found), "")


def is_error_class(value: Any) -> bool:
    return isinstance(value, ErrorKind) or (isinstance(value, Class) and bool(value.error_base))


def adopt(member: Any, home: Class) -> None:
    """Tell the functions of a class body where they stand, for ``super()``."""
    match member:
        case Function() if member.home is None:
            member.home = home
        case StaticMethod(function=inner) | ClassMethod(function=inner):
            adopt(inner, home)
        case Property(getter=getter, setter=setter):
            adopt(getter, home)
            adopt(setter, home)


# ── what the host type holds ────────────────────────────────────────────────────────────────────────────────────


def hosted(run: State, name: str, member: Any) -> Any:
    """A member of a class body as the host type has it."""
    match member:
        case Function():
            return wrapper(run, name, member)
        case StaticMethod(function=function):
            return staticmethod(wrapper(run, name, function))
        case ClassMethod(function=function):
            return classmethod(lambda host, *given, **named: run.call(function, [run.classes[host], *given], named))
        case Property(getter=getter):
            return property(lambda instance: run.call(getter, [instance], {}))
    return run.to_host(member)


def wrapper(run: State, name: str, function: Any) -> Callable[..., Any]:
    """A host function that runs a function of the program."""

    def method(*positional: Any, **named: Any) -> Any:
        if run.is_telling:  # the timeline looks at a variable: no code of the program runs
            if name == "extra_repr":
                return ""
            raise error("RuntimeError", "a variable is looked at")
        return weighed(run, run.call(function, [from_host(value) for value in positional], named))

    def text(instance: Any, *spec: Any) -> Any:
        if run.is_telling:
            return plain_text(run, instance)
        told = method(instance, *spec)
        if isinstance(told, str):
            run.budget.allow("string_length", len(told))
            run.budget.charge("trace_bytes", len(told))
            return showable(told)
        return told

    def iterator(instance: Any) -> Any:
        made = method(instance)
        return made.values if isinstance(made, Stream) else made

    def following(instance: Any) -> Any:
        try:
            return method(instance)
        except ProgramError as raised:
            if raised.type_name != "StopIteration":
                raise
        raise StopIteration

    chosen = {"__repr__": text, "__str__": text, "__format__": text, "__iter__": iterator, "__reversed__": iterator}
    made: Any = {**chosen, "__next__": following}.get(name, method)
    made.__name__ = made.__qualname__ = name
    if isinstance(function, Function):
        made.__signature__ = signature(function)
    found: Callable[..., Any] = standing_for(made, function)
    return found


def weighed(run: State, given: Any) -> Any:
    """What a function of the program gives the engine, which goes through it."""
    weigh(run.budget, given)
    return given


def signature(function: Function) -> inspect.Signature:
    """The parameters of a function of the program, for the engine to bind arguments to."""
    spec = function.arguments
    places = [*spec.posonlyargs, *spec.args]
    optional = dict(zip([one.arg for one in reversed(places)], reversed(function.defaults), strict=False))
    kind = inspect.Parameter
    found = [kind(one.arg, kind.POSITIONAL_OR_KEYWORD, default=optional.get(one.arg, kind.empty)) for one in places]
    if spec.vararg is not None:
        found.append(kind(spec.vararg.arg, kind.VAR_POSITIONAL))
    given = function.keyword_defaults
    found += [kind(one.arg, kind.KEYWORD_ONLY, default=given.get(one.arg, kind.empty)) for one in spec.kwonlyargs]
    if spec.kwarg is not None:
        found.append(kind(spec.kwarg.arg, kind.VAR_KEYWORD))
    return inspect.Signature(found)


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────


def plain_text(run: State, instance: Any) -> str:
    """``<__main__.Net object at 0x…>``, with an address that is the same in every run."""
    kind = type(instance)
    return f"<__main__.{kind.__qualname__} object at {run.address(instance):#x}>"


def settle_text(run: State, host: Any, inside: Mapping[str, Any]) -> None:
    """Give a class without any ``__repr__`` the one Python has, without the host's addresses in it."""
    if "__repr__" in inside:
        return
    real = next((one for one in order_of_text(host) if one is not object.__repr__), None)
    if real is None:

        def told(instance: Any) -> str:
            return plain_text(run, instance)

        told.__dict__["is_plain"] = True
        host.__repr__ = told
    elif host.__repr__ is not real:
        host.__repr__ = real


def order_of_text(host: type) -> Iterator[Any]:
    for one in host.__mro__:
        found = one.__dict__.get("__repr__")
        if found is not None and not getattr(found, "is_plain", False):
            yield found
