"""``torch.autograd.graph``: what happens to saved tensors, and edges as values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..context import current
from ..errors import ArgumentError, AutogradError
from ..node import Node, dressed
from ..tensor import Tensor, bump


class saved_tensors_hooks:
    """Within this block, ``pack_hook`` sees every tensor that is saved; ``unpack_hook`` gives it back in backward."""

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        self.pair = (pack_hook, unpack_hook)

    def __enter__(self) -> None:
        run = current()
        run.packs = [*(run.packs or ()), self.pair]

    def __exit__(self, *_: object) -> None:
        run = current()
        run.packs = run.packs[:-1] or None


def save_on_cpu(*_: Any, **__: Any) -> Any:
    """Refused: everything is on the CPU already."""
    raise ArgumentError("save_on_cpu() is not here; everything is on the CPU already")


def increment_version(tensor: Any) -> None:
    """Count a change in place of one tensor or several."""
    several = (tensor,) if isinstance(tensor, Tensor) else tensor
    if not isinstance(several, (tuple, list)) or not all(isinstance(one, Tensor) for one in several):
        raise AutogradError("increment_version expect a Iterable[Tensor] as input")
    recorder = current().recorder
    for one in several:
        bump(one)
        if recorder is not None:
            recorder.changed(one)


class GradientEdge(NamedTuple):
    """Where a gradient goes: a node, and the number of its output."""

    node: Node
    output_nr: int


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge of a tensor, which ``grad()`` takes in its place. Raises AutogradError where it has none."""
    node = tensor.edge
    if node is None:
        raise AutogradError(
            "It is not possible to get the gradient edge for a Tensor that does not require gradients", subject=tensor
        )
    return GradientEdge(dressed(node), tensor.output_nr)
