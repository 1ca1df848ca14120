"""One pass of backward() or grad(), put together step by step while the engine runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .node import AccumulateGrad, Node
from .tensor import Tensor
from .trace import Array, BackwardStep, BackwardTrace, Contribution, Sent, frozen_copy

if TYPE_CHECKING:
    from .recorder import RunRecorder


class PassRecord:
    """Collects BackwardSteps; counts how many messages each node was sent before it ran."""

    def __init__(
        self,
        call: str,
        roots: tuple[tuple[str, Array], ...],
        retain_graph: bool,
        edges: Sequence[Node | None],
        outer: PassRecord | None = None,
    ) -> None:
        self.outer = outer  # the pass one of whose hooks began this one
        self.call, self.roots, self.retain_graph = call, roots, retain_graph
        self.steps: list[BackwardStep] = []
        self.retained: list[tuple[str, Array]] = []
        self.arrivals: dict[int, int] = {}
        for edge in edges:
            self.arrivals[id(edge)] = self.arrivals.get(id(edge), 0) + 1

    def node_ran(self, node: Node, incoming: Array | None, sent: Sequence[Sent], among: RunRecorder) -> None:
        key = among.node_id(node)
        inputs = among.inputs_of(key)
        contributions = tuple(_contribution(one, inputs, among) for one in sent)
        for one in sent:
            if one.to is not None and one.reduced is not None:
                self.arrivals[id(one.to)] = self.arrivals.get(id(one.to), 0) + 1
        assert incoming is not None
        step = BackwardStep(
            key, node.kind, among.outputs.get(key), _copy(incoming), self.arrivals.pop(id(node), 1), contributions
        )
        self.steps.append(step)

    def accumulated(
        self, node: AccumulateGrad, incoming: Array, before: Array | None, after: Array, among: RunRecorder
    ) -> None:
        arrivals = self.arrivals.pop(id(node), 1)
        tensor = among.id_of(node.variable)
        step = BackwardStep(among.node_id(node), node.kind, tensor, _copy(incoming), arrivals, (), before, _copy(after))
        self.steps.append(step)

    def frozen(self, freed: tuple[str, ...], stopped_at: str | None) -> BackwardTrace:
        roots = tuple((root, _copy(seed)) for root, seed in self.roots)
        return BackwardTrace(
            self.call, roots, tuple(self.steps), tuple(self.retained), freed, self.retain_graph, stopped_at
        )


def _contribution(sent: Sent, inputs: dict[str, str | None], among: RunRecorder) -> Contribution:
    raw = _copy(sent.raw)
    reduced = raw if sent.reduced is sent.raw else _copy(sent.reduced)
    return Contribution(
        input=sent.input_name,
        to=None if sent.to is None else among.node_id(sent.to),
        tensor=inputs.get(sent.input_name),
        input_nr=sent.input_nr,
        formula=sent.formula,
        terms=tuple((name, _as_it_was(value)) for name, value in sent.terms.items()),
        raw=raw,
        reduced=reduced,
        total=reduced if sent.total is sent.reduced else _copy(sent.total),
    )


def _as_it_was(value: Any) -> Any:
    """What a formula used; in a pass that is recorded itself, what arrives is a Tensor."""
    if isinstance(value, list):
        return [_as_it_was(one) for one in value]
    if isinstance(value, Tensor):
        return frozen_copy(value._data)
    return frozen_copy(value) if isinstance(value, np.ndarray) else value


def _copy(array: Any) -> Any:
    return None if array is None else frozen_copy(array)
