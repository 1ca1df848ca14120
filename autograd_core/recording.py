"""The node of an op that ran, with what it keeps; and what a view knows of its base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .context import Run
from .node import SIZES, Kept, Node, Output, node_class, plan_for
from .schema import Op
from .tensor import Tensor, counter_of, extra_of


def wanted_of(op: Op, values: Sequence[Any]) -> int:
    """The inputs whose gradient is wanted, as a bit set over ``op.inputs``."""
    wanted = 0
    for bit, position in enumerate(op.inputs):
        value = values[position]
        if isinstance(value, Tensor) and value.requires_grad:
            wanted |= 1 << bit
    return wanted


def record(run: Run, op: Op, values: Sequence[Any], wanted: int, data: Any) -> Node:
    """The node of an op that ran, with everything it keeps but the result."""
    if run.budget is not None:
        run.budget.charge("operations")
    edges: list[Node | None] = []
    numbers: list[int] = []
    for position in op.inputs:
        value = values[position]
        edge = value.edge if isinstance(value, Tensor) else None
        edges.append(edge)
        numbers.append(0 if edge is None else value._number)
    if op.node_class is None:
        op.node_class = node_class(op)
    node: Node = op.node_class(
        op, plan_for(op, wanted), tuple(edges), tuple(numbers) if any(numbers) else None, run.sequence_nr
    )
    run.sequence_nr += 1
    if isinstance(data, tuple):
        node.count = len(data)
        node.shapes, node.dtypes = tuple(one.shape for one in data), tuple(one.dtype for one in data)
    else:
        node.shapes, node.dtypes = data.shape, data.dtype
    node.saved = tuple(kept(values, position, size and name) for name, position, size in node.plan.keeps)
    return node


def kept(values: Sequence[Any], position: int, size: str | bool) -> Any:
    """What a node keeps of one argument; ``size`` is the name of a size of it, if that is all."""
    if position < 0:
        return None  # the result, put in its place by keep_result
    value = values[position]
    if size:
        return SIZES["_sym" + str(size).rpartition("_sym")[2]](value._data)
    return Kept(value, value._version) if isinstance(value, Tensor) else value


def keep_result(node: Node, made: Tensor) -> None:
    saved = list(node.saved or ())
    for place, (_, position, _) in enumerate(node.plan.keeps):
        if position < 0:
            saved[place] = Output(made._data, counter_of(made), made._number)
    node.saved = tuple(saved)


def view_of(made: Tensor, source: Tensor, run: Run, multiple: bool = False) -> None:
    """Let ``made`` know whose memory and version counter it shares."""
    root = source if source._base is None else source._base
    extra = extra_of(made)
    extra.base, extra.counter = root, counter_of(root)
    extra.seen = extra.counter[0]
    if not run.grad_enabled and root.edge is not None:
        extra.creation = "no_grad"
    elif multiple:
        extra.creation = "multiple"
