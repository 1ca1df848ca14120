"""The values of a running program besides plain Python data and tensors: functions, types, methods, iterators, errors.

Nothing here carries a live object of the host (a frame, a generator, an exception) that a program could reach.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import LeftOut, ProgramError
from ..namespace import Facade

if TYPE_CHECKING:
    from .scope import Scope

PLAIN = frozenset({int, float, bool, str, type(None), list, tuple, dict, set, range, slice, type(...)})


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A ``def`` or ``lambda`` of the program, with the scope it was written in."""

    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    node: ast.AST
    defaults: tuple[Any, ...] = ()
    keyword_defaults: dict[str, Any] = field(default_factory=dict)
    modes: tuple[Any, ...] = ()  # what its decorators switch on during a call, such as torch.no_grad()
    local: frozenset[str] = frozenset()  # the names that belong to it
    elsewhere: dict[str, str] = field(default_factory=dict)  # its nonlocal and global names
    home: Class | None = None  # the class in whose body it stands
    is_generator: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)  # what the program set on it

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    def __deepcopy__(self, memo: Any) -> Function:
        return self


@dataclass(slots=True, eq=False, repr=False)
class Builtin:
    """A function of Python or of the engine that a program may call; ``wants_interpreter`` gets it first."""

    name: str
    function: Callable[..., Any]
    wants_interpreter: bool = False
    takes: Any = None  # the row of takes.py, for a function of Python

    def __repr__(self) -> str:
        return f"<built-in function {self.name}>"

    def __deepcopy__(self, memo: Any) -> Builtin:
        return self


@dataclass(slots=True, eq=False, repr=False)
class Method:
    """A method looked up on a value, and not yet called."""

    owner: Any
    name: str
    function: Callable[..., Any]

    def __repr__(self) -> str:
        return f"<built-in method {self.name} of {type_name(self.owner)} object>"


@dataclass(slots=True, eq=False, repr=False)
class Kind:
    """A type as a program sees it: to call, to compare, to ask isinstance about."""

    name: str  # "int"
    shown: str  # "torch.Tensor", as in <class 'torch.Tensor'>
    host: type | None
    make: Callable[..., Any] | None = None
    takes: Any = None  # the row of takes.py, for a type of Python

    def __repr__(self) -> str:
        return f"<class '{self.shown}'>"

    def __deepcopy__(self, memo: Any) -> Kind:
        return self


@dataclass(slots=True, eq=False, repr=False)
class Class(Kind):
    """A class of the program. ``host`` is the Python type of its instances; ``members`` what its body bound."""

    members: dict[str, Any] = field(default_factory=dict)
    error_base: str = ""  # the builtin exception it derives from, if any


@dataclass(slots=True, eq=False, repr=False)
class Bound:
    """A method of the program with the object it was looked up on."""

    owner: Any
    function: Any

    @property
    def name(self) -> str:
        return str(self.function.name)

    def __repr__(self) -> str:
        return f"<bound method {self.name}>"


@dataclass(slots=True, eq=False, repr=False)
class Property:
    """What ``@property`` makes."""

    getter: Any
    setter: Any = None

    def __repr__(self) -> str:
        return "<property object>"


@dataclass(slots=True, eq=False, repr=False)
class StaticMethod:
    """What ``@staticmethod`` makes."""

    function: Any

    def __repr__(self) -> str:
        return f"<staticmethod({self.function!r})>"


@dataclass(slots=True, eq=False, repr=False)
class ClassMethod:
    """What ``@classmethod`` makes."""

    function: Any

    def __repr__(self) -> str:
        return f"<classmethod({self.function!r})>"


@dataclass(slots=True, eq=False, repr=False)
class Super:
    """What ``super()`` gives: attributes of ``owner`` as the classes after ``after`` have them."""

    after: Class
    owner: Any

    def __repr__(self) -> str:
        return f"<super: {self.after!r}, <{type_name(self.owner)} object>>"


class Absent:
    """A module that is not here, and whatever comes of it: its attributes, what its functions would give.

    Whoever asks for more than that, such as its text or its sum with something, gets a LeftOut.
    """

    def __init__(self, module: str, instead: str) -> None:
        self.module, self.instead = module, instead  # instead: what to write without it

    def needed(self) -> LeftOut:
        """The error of a statement that cannot do without it."""
        message = f"this line needs {self.module}, which is not here; {self.instead}"
        return LeftOut(message, id="no_module", module=self.module, instead=self.instead)

    def __deepcopy__(self, memo: Any) -> Absent:
        return self


def _raise_needed(self: Absent, *_: Any) -> Any:
    raise self.needed()


_ASKED = (
    "repr str format bool len iter next contains getitem setitem delitem eq ne lt le gt ge hash int float index abs "
    "neg pos invert round enter exit call add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow "
    "rpow matmul rmatmul and rand or ror xor rxor"
)
for _name in _ASKED.split():
    setattr(Absent, f"__{_name}__", _raise_needed)


@dataclass(slots=True, eq=False, repr=False)
class Stream:
    """What zip, map, enumerate, iter or a generator expression gives: values one after the other, once."""

    kind: str
    values: Iterator[Any]

    def __repr__(self) -> str:
        return f"<{self.kind} object>"


@dataclass(slots=True, eq=False, repr=False)
class ErrorKind:
    """A builtin exception class."""

    name: str

    def __repr__(self) -> str:
        return f"<class '{self.name}'>"


@dataclass(slots=True, eq=False, repr=False)
class ErrorValue:
    """An exception a program made or caught; ``error`` is what it was caught from."""

    type_name: str
    arguments: tuple[Any, ...]
    error: ProgramError | None = None
    base: str = ""  # the builtin exception it derives from, if its class is of the program

    def __str__(self) -> str:
        if self.error is not None:
            return without_suggestion(self.error)
        if len(self.arguments) == 1:
            is_key = "KeyError" in (self.type_name, self.base)
            return repr(self.arguments[0]) if is_key else str(self.arguments[0])
        return str(self.arguments) if self.arguments else ""

    def __repr__(self) -> str:
        return f"{self.type_name}({', '.join(map(repr, self.arguments))})"


def without_suggestion(error: ProgramError) -> str:
    """What ``str(error)`` is in Python, which adds "Did you mean" only where it shows an error nobody caught."""
    message = str(error)
    return (
        message.partition(". Did you ")[0] if error.id in ("name_like", "attribute_like", "import_first") else message
    )


# No operators but == and is.
OPAQUE = frozenset(
    {Function, Builtin, Method, Bound, Kind, Class, Property, StaticMethod, ClassMethod, Super, Stream, ErrorKind}
    | {ErrorValue}
)

_SHOWN = {
    type(None): "NoneType",
    type(...): "ellipsis",
    Function: "function",
    Builtin: "builtin_function_or_method",
    Method: "builtin_function_or_method",
    Bound: "method",
    Kind: "type",
    Class: "type",
    ErrorKind: "type",
    Property: "property",
    StaticMethod: "staticmethod",
    ClassMethod: "classmethod",
    Super: "super",
    Facade: "module",
}


def type_name(value: Any) -> str:
    """The name of a value's type, as Python and PyTorch write it in their messages."""
    kind = type(value)
    if kind in _SHOWN:
        return _SHOWN[kind]
    if kind is Stream:
        return str(value.kind)
    if kind is ErrorValue:
        return str(value.type_name)
    return kind.__name__
