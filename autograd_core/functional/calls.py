"""How the functions of this package run a row of the op table, and how they refuse by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from .. import dispatch
from ..context import allow_text, current
from ..errors import ArgumentError, PythonError
from ..forwards import is_viewable
from ..schema import TABLE, find
from ..shaping import reshape
from ..tensor import Tensor

call = dispatch.call


def run(name: str, *values: Any) -> Any:
    """The first row of this name, on all its arguments."""
    return call(TABLE[name][0], values)


def where(condition: Any, input: Any, other: Any) -> Any:
    """``input`` where ``condition``, ``other`` elsewhere."""
    return call(find("where", "self"), (condition, input, other))


@contextmanager
def as_in_cpp() -> Iterator[None]:
    """Numbers count as PyTorch's own code counts them: ``x + 1`` leaves AddBackward1."""
    run = current()
    before, run.deriving = run.deriving, True
    try:
        yield
    finally:
        run.deriving = before


def viewed(input: Any, *sizes: int) -> Any:
    """``input.view(sizes)``."""
    return call(find("view"), (input, tuple(sizes)))


def reshaped(input: Any, shape: tuple[int, ...]) -> Any:
    """``reshape`` as PyTorch does it from within: a view of what is not contiguous has a name of its own."""
    if not input.is_contiguous() and is_viewable(input._data, shape):
        return run("_reshape_alias", input, shape)
    return reshape(input, shape)


def checked(name: str, arguments: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, refusing anything but tensors as its first arguments, in PyTorch's words; ``?`` may be None."""
    wanted = [(one.rstrip("?"), one.endswith("?")) for one in arguments.split()]

    @wraps(function)
    def called(*positional: Any, **named: Any) -> Any:
        for at, (argument, optional) in enumerate(wanted):
            value = positional[at] if at < len(positional) else named.get(argument)
            given = at < len(positional) or argument in named
            if given and not isinstance(value, Tensor) and not (optional and value is None):
                kind = type(value).__name__
                raise ArgumentError(f"{name}(): argument '{argument}' (position {at + 1}) must be Tensor, not {kind}")
        allow_text(*positional, *named.values())  # a module may keep a list, which may have grown since
        return function(*positional, **named)

    return called


def is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def refused(name: str, instead: str) -> Callable[..., Any]:
    """What stands for something PyTorch has and we have not: it says so, and what works in its place."""

    def refuse(*arguments: Any, **named: Any) -> Any:
        raise PythonError("NotImplementedError", f"{name} is not here; {instead}", id="refused", what=name)

    refuse.__name__ = refuse.__qualname__ = name.rpartition(".")[2]
    refuse.__doc__ = f"Not here: {instead}."
    return refuse
