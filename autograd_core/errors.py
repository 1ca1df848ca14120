"""What can go wrong in a program: one tree of exceptions, PyTorch's and Python's own words in ``str(error)``.

ProgramError
├── AutogradError (RuntimeError)
├── ArgumentError (TypeError)
├── DimensionError (IndexError)
├── ValueOutOfRange (ValueError)
├── UnknownName (NameError)
├── UnknownAttribute (AttributeError)
├── Unimplemented (NotImplementedError)
├── GradcheckError (RuntimeError)
├── PythonError (Exception)
├── NotInSubset (SyntaxError)
├── LeftOut (SyntaxError)
└── OutOfBudget (RuntimeError)

The explanation a student reads, and the fixes she may click, hang on ``id``; they never mix with the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

LONGEST_MESSAGE = 1_500  # characters; what follows is left out


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of program text: lines count from 1, columns from 0, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class ProgramError(Exception):
    """Anything that stops a program; ``str(error)`` is exactly what PyTorch or Python prints.

    ``id`` names the row of explanation and fixes (``"E7"``) or is None. ``subject`` is the Tensor or Node it
    happened at, if any. ``facts`` are the numbers and names the explanation mentions. ``span`` is attached
    once, by whoever runs the statement, as the error passes.
    """

    type_name = "Exception"  # the type PyTorch or Python shows in front of the message

    def __init__(self, message: str, *, id: str | None = None, subject: Any = None, **facts: Any) -> None:
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        super().__init__(message)
        self.message = message
        self.id = id
        self.subject = subject
        self.facts: Mapping[str, Any] = facts
        self.span: Span | None = None

    def __str__(self) -> str:
        return self.message

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def at(self, span: Span) -> Self:
        """Attach the place it happened, unless one is attached already."""
        self.span = self.span or span
        return self


class AutogradError(ProgramError, RuntimeError):
    """PyTorch's RuntimeError."""

    type_name = "RuntimeError"


class ArgumentError(ProgramError, TypeError):
    """PyTorch's or Python's TypeError."""

    type_name = "TypeError"


class DimensionError(ProgramError, IndexError):
    """PyTorch's or Python's IndexError."""

    type_name = "IndexError"


class ValueOutOfRange(ProgramError, ValueError):
    """PyTorch's or Python's ValueError."""

    type_name = "ValueError"


class UnknownName(ProgramError, NameError):
    """A name that nothing was assigned to, in CPython's words."""

    type_name = "NameError"


class UnknownAttribute(ProgramError, AttributeError):
    """An attribute its object does not have, in Python's words."""

    type_name = "AttributeError"


class Unimplemented(ProgramError, NotImplementedError):
    """Something that a class of the program should have defined."""

    type_name = "NotImplementedError"


class GradcheckError(ProgramError, RuntimeError):
    """The gradients of a function and the differences of its values disagree."""

    type_name = "GradcheckError"


class PythonError(ProgramError):
    """Any other exception a program can meet or raise, such as ZeroDivisionError; ``type_name`` is per instance."""

    def __init__(self, type_name: str, message: str, **details: Any) -> None:
        super().__init__(message, **details)
        self.type_name = type_name


class NotInSubset(ProgramError, SyntaxError):
    """Valid or broken Python that is not run here; the message says what to write instead."""

    type_name = "SyntaxError"


class LeftOut(ProgramError, SyntaxError):
    """A statement needs a module that is not here: it alone is left out."""

    type_name = "SyntaxError"


class OutOfBudget(ProgramError, RuntimeError):
    """A limit was reached; ``facts`` hold ``limit`` (its name) and ``allowed`` (its value)."""

    type_name = "OutOfBudget"
