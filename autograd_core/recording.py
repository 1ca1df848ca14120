"""The node of an op that ran, with what it keeps; and what a view knows of its base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .context import Run, current
from .node import SIZES, AccumulateGrad, Kept, KeptList, Node, Output, Several, class_of, keep, plan_for, started
from .plans import complex_plan
from .saved import pack
from .schema import Op
from .tensor import Tensor, counter_of, extra_of


def wanted_of(op: Op, values: Sequence[Any]) -> int:
    """The inputs whose gradient is wanted, as a bit set over ``op.inputs``."""
    wanted = 0
    for bit, position in enumerate(op.inputs):
        value = values[position]
        if isinstance(value, Tensor):
            if value.edge is not None:
                wanted |= 1 << bit
        elif isinstance(value, (list, tuple)) and any(
            isinstance(one, Tensor) and one.edge is not None for one in value
        ):
            wanted |= 1 << bit
    return wanted


def record(run: Run, op: Op, values: Sequence[Any], wanted: int, data: Any) -> Node:
    """The node of an op that ran, with everything it keeps but the result; ``data`` is a tuple for several outputs."""
    if run.budget is not None:
        run.budget.charge("operations")
    edges: list[Node | None] = []
    numbers: list[int] = []
    inputs = [values[position] for position in op.inputs] if not op.lists else _flat(op, values)
    for value in inputs:
        edge = value.edge if isinstance(value, Tensor) else None
        if type(edge) is AccumulateGrad and value._extra.creation == "no_grad":
            edge = None  # PyTorch calls such a view of a leaf tracked, but sends it nothing
        edges.append(edge)
        numbers.append(0 if edge is None else value._number)
    if op.grad_fn == "NotImplemented":  # which lists what is tracked alone
        tracked = [at for at, edge in enumerate(edges) if edge is not None]
        edges, numbers = [edges[at] for at in tracked], [numbers[at] for at in tracked]
    is_complex = type(data) is not tuple and data.dtype.kind == "c"
    plan = complex_plan(op, wanted, real_inputs(op, values)) if is_complex else plan_for(op, wanted)
    led = tuple(numbers) if any(numbers) else None
    node: Node = started(class_of(op)(), plan, tuple(edges), led, next(run.clock))
    if isinstance(node, Several):
        node.count = len(data) if type(data) is tuple else 1
    if type(data) is tuple:
        node.shapes, node.dtypes = tuple(one.shape for one in data), tuple(one.dtype for one in data)
    else:
        node.shapes, node.dtypes = data.shape, data.dtype
    node.saved = tuple(kept(values, position, size and name) for name, position, size in node.plan.keeps)
    if run.packs:
        pack_inputs(run, node)
    return node


def real_inputs(op: Op, values: Sequence[Any]) -> int:
    """The inputs that are not complex, as a bit set over ``op.inputs``."""
    kinds = [getattr(getattr(values[position], "dtype", None), "is_complex", True) for position in op.inputs]
    return sum(1 << bit for bit, is_complex in enumerate(kinds) if not is_complex)


def pack_inputs(run: Run, node: Node) -> None:
    """Hand every tensor that a node keeps to the hooks of ``saved_tensors_hooks``."""
    saved = list(node.saved or ())
    for place in node.plan.inputs:
        saved[place] = pack(saved[place], run.packs, _tensor_kept)
    node.saved = tuple(saved)


def _tensor_kept(kept: Any) -> Tensor | None:
    return kept if isinstance(kept, Tensor) else kept.tensor if type(kept) is Kept else None


def _flat(op: Op, values: Sequence[Any]) -> list[Any]:
    """The inputs with an edge each, those in a list one by one."""
    found: list[Any] = []
    for position in op.inputs:
        found += values[position] if position in op.lists else (values[position],)
    return found


def kept(values: Sequence[Any], position: int, size: str | bool) -> Any:
    """What a node keeps of one argument; ``size`` is the name of a size of it, if that is all."""
    if position < 0:
        return None  # the result, put in its place by keep_result
    value = values[position]
    if isinstance(value, (list, tuple)) and any(isinstance(one, Tensor) for one in value):
        return KeptList([kept([one], 0, size) for one in value])
    if size:
        return SIZES["_sym" + str(size).rpartition("_sym")[2]](value._data)
    return keep(value) if isinstance(value, Tensor) else value


def keep_result(node: Node, *made: Tensor) -> None:
    """Let a node keep what it made, as far as its derivatives ask for it."""
    saved = list(node.saved or ())
    for place, (_, position, _) in enumerate(node.plan.keeps):
        if position < 0:
            one = made[-1 - position]
            saved[place] = result_kept(node, one, position == -1 and len(made) == 1)
    node.saved = tuple(saved)
    run = current()
    if run.packs:
        node.saved = tuple(
            pack(one, run.packs, lambda _, place=place: made[-1 - node.plan.keeps[place][1]])
            if node.plan.keeps[place][1] < 0
            else one
            for place, one in enumerate(saved)
        )


def result_kept(node: Node, one: Tensor, alone: bool) -> Any:
    """A result as the node that made it keeps it: see ``saved``."""
    if one._edge is not node:
        return Kept(one, one._version)
    counter = None if one._extra is None else one._extra.counter
    if alone and counter is None:
        return one._data
    return Output(one._data, counter_of(one), one._number)


def view_of(made: Tensor, source: Tensor, run: Run, multiple: bool = False) -> None:
    """Let ``made`` know whose memory and version counter it shares."""
    from_view = source._extra
    root = source if from_view is None or from_view.base is None else from_view.base
    extra = extra_of(made)
    extra.base, extra.counter = root, counter_of(root)
    extra.seen = extra.counter[0]
    extra.inference = root._extra is not None and root._extra.inference
    if run.inference:
        extra.creation = "inference"
    elif not run.grad_enabled:
        extra.creation = "no_grad"
    elif multiple:
        extra.creation = "multiple"
    elif from_view is not None:
        extra.creation = from_view.creation
