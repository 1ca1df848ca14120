"""The node of an op that ran, with what it keeps; and what a view knows of its base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .context import Run
from .node import Kept, Node, Output, plan_for
from .schema import Op
from .tensor import Tensor, counter_of, extra_of


def record(run: Run, op: Op, values: Sequence[Any], wanted: int, data: Any) -> Node:
    """The node of an op that ran, with everything it keeps but the result."""
    if run.budget is not None:
        run.budget.charge("operations")
    edges: list[Node | None] = []
    numbers: list[int] = []
    for position in op.tensors:
        value = values[position]
        edge = value.edge if isinstance(value, Tensor) else None
        edges.append(edge)
        numbers.append(0 if edge is None else value._number)
    node = Node(op, plan_for(op, wanted), tuple(edges), tuple(numbers) if any(numbers) else None, run.sequence_nr)
    run.sequence_nr += 1
    node.shapes, node.dtypes = data.shape, data.dtype
    node.saved = tuple(kept(values, position, size) for _, position, size in node.plan.keeps)
    return node


def kept(values: Sequence[Any], position: int, size: bool) -> Any:
    if position < 0:
        return None  # the result, put in its place by keep_result
    value = values[position]
    if size:
        return value._data.shape
    return Kept(value, value._version) if isinstance(value, Tensor) else value


def keep_result(node: Node, made: Tensor) -> None:
    saved = list(node.saved or ())
    for place, (_, position, _) in enumerate(node.plan.keeps):
        if position < 0:
            saved[place] = Output(made._data, counter_of(made), made._number)
    node.saved = tuple(saved)


def view_of(made: Tensor, source: Tensor, run: Run) -> None:
    """Let ``made`` know whose memory and version counter it shares."""
    root = source if source._base is None else source._base
    extra = extra_of(made)
    extra.base, extra.counter = root, counter_of(root)
    extra.seen = extra.counter[0]
    if not run.grad_enabled and root.edge is not None:
        extra.creation = "no_grad"
