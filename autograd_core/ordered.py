"""A pass that somebody may watch: every node runs when PyTorch runs it, with its hooks, and the recorder hears of it.

Note [Newest node first]: a node is ready when everything that can send to it has done so. Of those that are ready, the
one made last runs first; an AccumulateGrad has no age and goes before them all (see ``ready`` for ties).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import kernels, ready
from .accumulate import add_to_leaf, collects, keep_gradient
from .context import Run, warn
from .direct import Pending, add, fitted
from .errors import AutogradError
from .hooks import Hooks, call_posthooks, call_prehooks, call_tensor_hooks
from .node import AccumulateGrad, Node
from .trace import Sent

if TYPE_CHECKING:
    from .tensor import Tensor

Edge = tuple[Node, int]


class Pass:
    """One run of the engine. ``wanted`` are edges: with ``captures`` their gradients are kept, else they accumulate."""

    def __init__(
        self, run: Run, retain_graph: bool, create_graph: bool, wanted: Sequence[Edge] | None, captures: bool
    ) -> None:
        self.run = run
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.recorder = run.recorder
        self.buffers: Pending = {}
        self.heap: list[ready.Entry] = []
        self.waiting: dict[Node, int] = {}  # messages that each node still waits for
        self.captures: dict[Node, list[tuple[int, int]]] = {}  # number of the output, place among the wanted
        self.captured: dict[int, Any] = {}
        self.wanted = wanted
        self.needed: set[Node] | None = None  # the nodes that must run to reach what is wanted
        self.freed: list[Node] = []
        if wanted is not None and captures:
            for place, (node, number) in enumerate(wanted):
                self.captures.setdefault(node, []).append((number, place))

    # ── before ──────────────────────────────────────────────────────────────────────────────────────────────────

    def survey(self, starts: Sequence[Node]) -> None:
        """Count what every node waits for, and find the nodes that lead to what is wanted."""
        waiting = self.waiting
        users: dict[Node, list[Node]] = {}
        seen = set(starts)
        ahead = list(seen)
        while ahead:
            node = ahead.pop()
            for following in node.edges:
                if following is None:
                    continue
                waiting[following] = waiting.get(following, 0) + 1
                if self.wanted is not None:
                    users.setdefault(following, []).append(node)
                if following not in seen:
                    seen.add(following)
                    ahead.append(following)
        if self.wanted is not None:
            self.needed = set() if self.captures else {node for node, _ in self.wanted if node in seen}
            behind = [node for node, _ in self.wanted if node in seen]
            while behind:
                new = [user for user in users.get(behind.pop(), ()) if user not in self.needed]
                self.needed.update(new)
                behind += new

    def runs(self, node: Node) -> bool:
        """Whether a node must be visited at all."""
        return self.needed is None or node in self.needed or node in self.captures

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────

    def go(self, pending: Pending, sums: Pending) -> None:
        """Run everything from the nodes in ``pending`` on; ``sums`` is what has arrived at leaves already."""
        self.survey(list(pending))
        self.buffers = {**pending, **sums}
        for node in self.buffers:
            if not self.waiting.get(node) and self.runs(node):
                ready.push(self.heap, (node.sequence_nr, node))
        at: Node | None = None
        try:
            while self.heap:
                _, at = ready.pop(self.heap)
                self.visit(at)
            at = None
        except BaseException:
            if self.run.anomaly and at is not None:
                tell_where(at)
            raise
        finally:
            if self.recorder is not None:
                self.recorder.backward_ends(self.freed, at)

    def visit(self, node: Node) -> None:
        budget = self.run.budget
        if budget is not None:
            budget.charge("backward_steps")
        buffer = self.buffers.pop(node, None)
        grads = [buffer] if node.count == 1 else list(buffer or [None] * node.count)
        needed = self.needed is None or node in self.needed
        hooks = node.hooks
        if not needed and hooks is not None:
            self.call_tensor_hooks(hooks, grads)
        for number, place in self.captures.get(node, ()):
            if grads[number] is not None:
                self.captured[place] = grads[number]
        if not needed:
            return
        if hooks is not None:
            self.call_tensor_hooks(hooks, grads)
            if hooks.before:
                grads = call_prehooks(hooks, grads, as_tensor)
        if node.is_leaf:
            self.accumulate(node, grads[0])
            if hooks is not None and hooks.after:
                call_posthooks(hooks, [], grads, as_tensor)
            return
        self.pass_on(node, grads)

    def pass_on(self, node: Node, grads: list[Any]) -> None:
        raw = self.derive(node, grads)
        kept, edges = node.saved, node.edges
        numbers = node.numbers or (0,) * len(edges)
        found = [
            None if edge is None or grad is None else fitted(grad, edge, number, node, index)
            for index, (edge, number, grad) in enumerate(zip(edges, numbers, raw, strict=True))
        ]
        if node.hooks is not None and node.hooks.after:
            found = call_posthooks(node.hooks, found, grads, as_tensor)
        if not self.retain_graph and node.free():
            self.freed.append(node)
        if self.run.anomaly and self.run.checks_nan:
            refuse_nan(node, found)
        sent: list[Sent] = []
        for index, (edge, number, grad) in enumerate(zip(edges, numbers, found, strict=True)):
            to = edge if edge is not None and self.runs(edge) else None
            total = None if to is None else self.send(to, number, grad)
            if self.recorder is not None:
                arrays = (None, None, None) if to is None else (array_of(raw[index]), array_of(grad), array_of(total))
                sent.append(Sent(*node.told(index, grads, kept, to, number), *arrays))
        if self.recorder is not None and any(grad is not None for grad in grads):
            self.recorder.node_ran(node, [array_of(grad) for grad in grads], sent)

    def derive(self, node: Node, grads: list[Any]) -> list[Any]:
        run = self.run
        if run.deriving == self.create_graph:
            return node.apply(grads, self.create_graph)
        run.deriving = self.create_graph
        try:
            return node.apply(grads, self.create_graph)
        finally:
            run.deriving = not self.create_graph

    def send(self, edge: Node, number: int, grad: Any) -> Any:
        """Pass one message on; None says that nothing comes this way. The sum that lies there now."""
        add(self.buffers, edge, number, grad)
        self.waiting[edge] -= 1
        if not self.waiting[edge]:
            ready.push(self.heap, (edge.sequence_nr, edge))
        total = self.buffers[edge]
        return total if edge.count == 1 else total[number]

    # ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────

    def accumulate(self, node: Node, grad: Any) -> None:
        """Add ``grad`` to the ``.grad`` of a leaf."""
        variable = node.variable
        if grad is None or variable is None or not collects(node, variable):
            return
        before = variable._grad
        kept = None if before is None or self.recorder is None else np.array(before._data)
        add_to_leaf(variable, grad, self.create_graph)
        if self.recorder is not None:
            after = variable._grad
            assert after is not None and isinstance(node, AccumulateGrad)
            self.recorder.accumulated(node, array_of(grad), kept, np.array(after._data))
        if node.hooks is not None:
            for hook in list(node.hooks.accumulated.values()):
                hook(variable)

    def call_tensor_hooks(self, hooks: Hooks, grads: list[Any]) -> None:
        call_tensor_hooks(hooks, grads, as_tensor)
        for number, tensor in hooks.retains.items():
            grad = grads[number]
            if grad is not None:
                keep_gradient(tensor, grad)
                if self.recorder is not None:
                    self.recorder.retained(tensor, array_of(grad))


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def array_of(grad: Any) -> Any:
    return grad if kernels.is_array(grad) or grad is None else grad._data


def as_tensor(grad: Any) -> Tensor | None:
    """What a hook sees of a gradient."""
    if kernels.is_array(grad) and grad.ndim and not grad.flags.writeable:
        grad = writeable(grad)
    made: Tensor | None = Node.build(grad, None, 0, None) if kernels.is_array(grad) else grad
    return made


def writeable(grad: Any) -> Any:
    """The same gradient on memory of its own, where one number may still stand for many, as in PyTorch."""
    once = tuple(slice(0, 1) if step == 0 else slice(None) for step in grad.strides)
    small = grad[once].copy()
    strides = tuple(0 if old == 0 else new for old, new in zip(grad.strides, small.strides, strict=True))
    return np.lib.stride_tricks.as_strided(small, grad.shape, strides, writeable=True)


def refuse_nan(node: Node, found: Sequence[Any]) -> None:
    """Anomaly mode: raise AutogradError where a gradient is not a number."""
    for index, grad in enumerate(found):
        if grad is not None and np.isnan(array_of(grad)).any():
            name = node.name()
            raise AutogradError(
                f"Function '{name}' returned nan values in its {index}th output.",
                id="E13",
                subject=node,
                fn=name,
                index=index,
            )


def tell_where(node: Node) -> None:
    """Anomaly mode: warn with the place where the node was made."""
    place = None if node.hooks is None else node.hooks.metadata.get("traceback_")
    if place is None:
        warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information."
        )
    else:
        warn(f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{place}")
