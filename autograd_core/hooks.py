"""Hooks: what was registered at a node, how it is called, and what PyTorch accepts as an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from . import kernels
from .context import current, tick
from .dtypes import OF_NUMPY
from .errors import ArgumentError, AutogradError

Among = dict[int, Callable[..., Any]]


@dataclass(slots=True, eq=False)
class Hooks:
    """What was registered at a node, by number of the output and in order of registration."""

    tensor: dict[int, Among] = field(default_factory=dict)  # on tensors this node made
    before: Among = field(default_factory=dict)
    after: Among = field(default_factory=dict)
    accumulated: Among = field(default_factory=dict)  # of an AccumulateGrad
    retains: dict[int, Any] = field(default_factory=dict)  # results that keep their gradient
    metadata: dict[Any, Any] = field(default_factory=dict)  # notes, and in anomaly mode where the node was made
    count: int = 0


class Hooked(Protocol):
    """A node, as far as hooks are concerned."""

    hooks: Hooks | None


class RemovableHandle:
    """Takes a hook away again: ``remove()`` may be called twice, and while a pass runs."""

    __slots__ = ("_among", "id")

    def __init__(self, among: Among, key: int) -> None:
        self._among = among
        self.id = key

    def remove(self) -> None:
        self._among.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def hooks_of(node: Hooked) -> Hooks:
    """The hooks of a node, to add one."""
    current().hooked = True
    if node.hooks is None:
        node.hooks = Hooks()
    return node.hooks


def register(node: Hooked, among: Among, hook: Callable[..., Any]) -> RemovableHandle:
    hooks = hooks_of(node)
    hooks.count += 1
    among[hooks.count] = hook
    return RemovableHandle(among, hooks.count)


# ── calling them ───────────────────────────────────────────────────────────────────────────────────────────────

Wrap = Callable[[Any], Any]  # an array as a Tensor


def call_tensor_hooks(hooks: Hooks, grads: list[Any], wrap: Wrap) -> None:
    """Let the hooks of the tensors that a node made see, and replace, what has arrived for each of them."""
    for number, among in hooks.tensor.items():
        for hook in list(among.values()):
            tick()
            answer = hook(wrap(grads[number]))
            if answer is not None:
                grads[number] = replaced(hook, answer, grads[number])


def call_prehooks(hooks: Hooks, grads: list[Any], wrap: Wrap) -> list[Any]:
    for hook in list(hooks.before.values()):
        answer = hook(tuple(wrap(grad) for grad in grads))
        if answer is not None:
            grads = replaced_all(hook, answer, grads)
    return grads


def call_posthooks(hooks: Hooks, found: list[Any], grads: Sequence[Any], wrap: Wrap) -> list[Any]:
    for hook in list(hooks.after.values()):
        answer = hook(tuple(wrap(grad) for grad in found), tuple(wrap(grad) for grad in grads))
        if answer is not None:
            found = replaced_all(hook, answer, found)
    return found


def replaced_all(hook: Any, answers: Any, grads: Sequence[Any]) -> list[Any]:
    if not isinstance(answers, tuple):
        raise ArgumentError(f"expected tuple, but hook returned '{_kind(answers)}'")
    if len(answers) != len(grads):
        raise AutogradError(
            f"hook '{_name(hook)}' has returned an incorrect number of values (got {len(answers)}, but expected "
            f"{len(grads)})"
        )
    return [replaced(hook, answer, grad) for answer, grad in zip(answers, grads, strict=True)]


def replaced(hook: Any, answer: Any, grad: Any) -> Any:
    """What a hook answered in place of ``grad``. Raises ArgumentError or AutogradError where PyTorch refuses it."""
    if answer is None:
        return None
    if grad is not None and not hasattr(answer, "_data"):
        raise ArgumentError(f"expected Variable, but hook returned '{_kind(answer)}'")
    if grad is None:
        raise AutogradError("can't replace a None gradient with a non-None value")
    had, has = kernels.numpy_dtype(grad), answer._data.dtype
    if had != has:
        was, got = (f"torch.{OF_NUMPY[one].title}Tensor" for one in (had, has))
        raise AutogradError(f"hook '{_name(hook)}' has changed the type of value (was {was} got {got})")
    if tuple(answer._data.shape) != tuple(grad.shape):
        raise AutogradError(f"hook '{_name(hook)}' has changed the size of value")
    return answer._data if kernels.is_array(grad) else answer


def _kind(value: Any) -> str:
    return "Tensor" if hasattr(value, "_data") else type(value).__name__


def _name(hook: Any) -> str:
    return str(getattr(hook, "__name__", "<unknown>"))
