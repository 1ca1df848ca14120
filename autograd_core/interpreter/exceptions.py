"""Python's builtin exceptions as a tree of names, and host errors of plain values turned into the program's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..context import Budget, current
from ..errors import (
    ArgumentError,
    AutogradError,
    DimensionError,
    LeftOut,
    NotInSubset,
    OutOfBudget,
    ProgramError,
    PythonError,
    UnknownAttribute,
    UnknownName,
    ValueOutOfRange,
)

PARENTS: dict[str, str] = {
    "BaseException": "",
    "Exception": "BaseException",
    "ArithmeticError": "Exception",
    "AssertionError": "Exception",
    "AttributeError": "Exception",
    "FloatingPointError": "ArithmeticError",
    "ImportError": "Exception",
    "IndexError": "LookupError",
    "KeyError": "LookupError",
    "LookupError": "Exception",
    "ModuleNotFoundError": "ImportError",
    "NameError": "Exception",
    "NotImplementedError": "RuntimeError",
    "OverflowError": "ArithmeticError",
    "RecursionError": "RuntimeError",
    "RuntimeError": "Exception",
    "StopIteration": "Exception",
    "SyntaxError": "Exception",
    "TypeError": "Exception",
    "UnboundLocalError": "NameError",
    "UnicodeError": "ValueError",
    "ValueError": "Exception",
    "ZeroDivisionError": "ArithmeticError",
}

_CLASSES: dict[str, Callable[[str], ProgramError]] = {
    "RuntimeError": AutogradError,
    "TypeError": ArgumentError,
    "IndexError": DimensionError,
    "ValueError": ValueOutOfRange,
    "NameError": UnknownName,
    "AttributeError": UnknownAttribute,
}
# What operations on plain values raise in the host; each has a message of its own that is Python's.
HOST_ERRORS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, StopIteration, RuntimeError)


def error(type_name: str, message: str, **details: Any) -> ProgramError:
    """A fresh error of the program, of the class that stands for ``type_name``."""
    message = showable(message)
    if type_name in _CLASSES:
        return _CLASSES[type_name](message, **details)
    return PythonError(type_name, message, **details)


def showable(text: str) -> str:
    """``text`` with ? for halves of characters, which cannot be sent to a browser."""
    return text.encode(errors="replace").decode()


def guarded(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call ``function`` on plain values; what the host raises becomes an error of the program, in the same words."""
    try:
        return function(*arguments, **named)
    except (ProgramError, RecursionError):
        raise
    except MemoryError:
        failed: ProgramError = (current().budget or Budget()).refusal("tensor_bytes")
    except HOST_ERRORS as raised:
        has_value = type(raised) in (KeyError, StopIteration) and bool(raised.args)
        details = {"key": raised.args[0]} if has_value else {}
        failed = error(type(raised).__name__, newest(str(raised)), **details)
    raise failed


# What CPython 3.13 says where the Python that runs this may be older: (its words, the newer ones).
_RENAMED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(old), new)
    for old, new in (
        (r"float modulo", "float modulo by zero"),
        (r"(max|min)\(\) arg is an empty sequence", r"\1() iterable argument is empty"),
        (r"can only assign an iterable", "must assign iterable to extended slice"),
        (r"(Cannot create a consistent method resolution)\n(order .*)", r"\1 \2"),
        (r"empty range for randrange\(\) \((\S+), (\S+), -?\d+\)", r"empty range in randrange(\1, \2)"),
    )
)


def newest(message: str) -> str:
    """The message of an error of the host in the words of CPython 3.13."""
    for old, new in _RENAMED:
        if found := old.fullmatch(message):
            return found.expand(new)
    return message


def is_kind_of(type_name: str, wanted: str) -> bool:
    """Whether an exception called ``type_name`` is caught by ``except wanted``."""
    while type_name:
        if type_name == wanted:
            return True
        type_name = PARENTS.get(type_name, "Exception" if type_name != "Exception" else "BaseException")
    return False


def can_be_caught(raised: ProgramError) -> bool:
    """A program may catch its own errors, never a limit of the page or a refusal."""
    return not isinstance(raised, (LeftOut, OutOfBudget, NotInSubset))
