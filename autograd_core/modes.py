"""Grad modes: ``no_grad``, ``enable_grad``, ``inference_mode``, ``set_grad_enabled``.

They are context managers and decorators, of generators too; the last of them is also a call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any, Self

from .context import current, set_grad_mode


class GradMode:
    """Switches recording on or off for a ``with`` block or for every call of a decorated function."""

    mode = True

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        made = super().__new__(cls)
        made.before = []
        return made if function is None else made(function)

    before: list[Any]

    def __enter__(self) -> None:
        run = current()
        self.before.append(run.grad_enabled)
        set_grad_mode(run, self.mode)

    def __exit__(self, *_: object) -> None:
        set_grad_mode(current(), self.before.pop())

    def clone(self) -> Self:
        return type(self)()

    def only_decorates(self) -> None:
        """Undo what making this switched, as it is meant for the calls of a function alone."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.only_decorates()
        if inspect.isgeneratorfunction(function):
            return self.of_generator(function)

        @functools.wraps(function)
        def in_this_mode(*arguments: Any, **named: Any) -> Any:
            with self.clone():
                return function(*arguments, **named)

        return in_this_mode

    def of_generator(self, function: Callable[..., Generator[Any, Any, Any]]) -> Callable[..., Any]:
        """The mode is on while the generator runs, not while it waits."""

        @functools.wraps(function)
        def in_this_mode(*arguments: Any, **named: Any) -> Generator[Any, Any, Any]:
            generator = function(*arguments, **named)
            try:
                with self.clone():
                    given = generator.send(None)
                while True:
                    try:
                        request = yield given
                    except GeneratorExit:
                        with self.clone():
                            generator.close()
                        raise
                    except BaseException as error:
                        with self.clone():
                            given = generator.throw(error)
                    else:
                        with self.clone():
                            given = generator.send(request)
            except StopIteration as end:
                return end.value

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


class inference_mode(GradMode):
    """Nothing is recorded inside, and what is made there can never take part in a recording."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        made = object.__new__(cls)
        made.before = []
        if not isinstance(mode, bool):
            made.mode = True
            return made(mode)
        made.mode = mode
        return made

    def __enter__(self) -> None:
        run = current()
        self.before.append((run.inference, run.grad_enabled))
        run.inference, run.grad_enabled = self.mode, not self.mode

    def __exit__(self, *_: object) -> None:
        run = current()
        run.inference, run.grad_enabled = self.before.pop()

    def clone(self) -> Self:
        return type(self)(self.mode)


def is_grad_enabled() -> bool:
    """Whether operations are recorded now."""
    return current().grad_enabled


def is_inference_mode_enabled() -> bool:
    """Whether tensors made now are inference tensors."""
    return current().inference


for _kind in (no_grad, enable_grad, set_grad_enabled, inference_mode):
    _kind.__module__ = "torch.autograd.grad_mode"
