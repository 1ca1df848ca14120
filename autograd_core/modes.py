"""Grad modes: ``no_grad``, ``enable_grad``, ``set_grad_enabled``, as context managers, decorators and, the last, "
"calls."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Self

from .context import current


class GradMode:
    """Switches recording on or off for a ``with`` block or for every call of a decorated function."""

    mode = True

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        made = super().__new__(cls)
        made.before = []
        return made if function is None else made(function)

    before: list[bool]

    def __enter__(self) -> None:
        run = current()
        self.before.append(run.grad_enabled)
        run.grad_enabled = self.mode

    def __exit__(self, *_: object) -> None:
        current().grad_enabled = self.before.pop()

    def clone(self) -> Self:
        return type(self)()

    def only_decorates(self) -> None:
        """Undo what making this switched, as it is meant for the calls of a function alone."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.only_decorates()

        @functools.wraps(function)
        def in_this_mode(*arguments: Any, **named: Any) -> Any:
            with self.clone():
                return function(*arguments, **named)

        return in_this_mode


class no_grad(GradMode):
    """Nothing is recorded inside: results do not require gradients."""

    mode = False


class enable_grad(GradMode):
    """Recording goes on inside, even within ``no_grad``."""

    mode = True


class set_grad_enabled(GradMode):
    """Switch recording now; as a context manager, switch it back at the end of the block."""

    def __new__(cls, mode: bool) -> Any:
        made = object.__new__(cls)
        made.mode = bool(mode)
        made.before = [current().grad_enabled]
        current().grad_enabled = made.mode
        return made

    def __enter__(self) -> None:
        current().grad_enabled = self.mode

    def clone(self) -> Self:
        return type(self)(self.mode)

    def only_decorates(self) -> None:
        current().grad_enabled = self.before[-1]


def is_grad_enabled() -> bool:
    """Whether operations are recorded now."""
    return current().grad_enabled
