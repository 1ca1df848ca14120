"""Whose words an error is in, which is what stands over it: PyTorch, Python, the program itself, or this page."""

from __future__ import annotations

import re

from autograd_core.trace import ErrorView

OF_THE_PAGE = frozenset({"refused", "no_module", "hidden_character", "budget"})  # ids of what only this page forbids
OF_THE_PROGRAM = frozenset({"raised", "assertion"})  # ids of what the program raises itself
OF_PYTHON = frozenset({"syntax", "attribute", "attribute_like"})
# Types of errors that PyTorch raises; all others are Python's.
OF_PYTORCH = frozenset({"RuntimeError", "TypeError", "IndexError", "ValueError", "NotImplementedError"})
# How Python's own errors of these types begin.
_PYTHONS = re.compile(
    r"(unsupported operand|bad operand|can only concatenate|not enough values|too many values|cannot unpack|"
    r"invalid literal|could not convert string|(list|tuple|string) ind|'[\w.]+' object (is|does|cannot))"
)


def who_says(error: ErrorView) -> str:
    """Whose words an error is in: "page", "program", "python" or "pytorch"."""
    unread = error.id == "syntax" and "says" not in dict(error.facts)  # text that Python's parser gives up on
    if error.kind == "budget" or error.id in OF_THE_PAGE or unread:
        return "page"
    if error.id in OF_THE_PROGRAM:
        return "program"
    pythons = error.id in OF_PYTHON or (error.id is None and _PYTHONS.match(error.message) is not None)
    return "python" if pythons or error.kind == "syntax" or is_pythons(error.type_name) else "pytorch"


def is_pythons(type_name: str) -> bool:
    """Whether errors of a type come from Python alone; PyTorch's own ones have a name like torch.linalg.LinAlgError."""
    return type_name not in OF_PYTORCH and "." not in type_name and not type_name.startswith("_")
