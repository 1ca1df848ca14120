"""A pass that nobody watches: no hooks, no recorder, every leaf wanted.

Leaves then need not wait for the last of their messages: what arrives is added up aside, and added to ``.grad`` in the
end, or after an error for those that had everything by then. The pending node that was made last always runs first
(see ``ordered``); as long as only one is pending, no queue is needed to know it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from sys import getrefcount
from typing import Any

import numpy as np

from . import kernels
from .accumulate import add_to_leaf, collects
from .errors import AutogradError
from .node import GONE, SCALAR, AccumulateGrad, All, Kept, Node
from .plans import PASSED_ON

Pending = dict[
    Any, Any
]  # by Node: what has arrived at each node that has still to run; a list where it has several outputs

ARRAY, SINGLE = np.ndarray, np.float32
BARE = frozenset({np.ndarray, np.float32, np.float64, float, int, tuple})  # what a derivative takes as it was kept


class Direct:
    """Such a pass. The newest pending node, ``top``, and what has arrived there stand apart.

    What has arrived at the others is in ``pending``; they wait in ``queue``, the newest last, and their numbers in
    ``numbers``.
    """

    __slots__ = ("at", "numbers", "pending", "queue", "retain_graph", "sums")

    def __init__(self, pending: Pending, sums: Pending, retain_graph: bool) -> None:
        self.pending = pending
        self.sums = sums
        self.retain_graph = retain_graph
        self.queue: list[Node] = []
        self.numbers: list[int] = []
        self.at: Node | None = None
        for node, arrived in pending.items():
            self.wait(node, arrived)

    def wait(self, node: Node, arrived: Any) -> None:
        """Let a node wait for its turn."""
        self.pending[node] = arrived
        number, numbers = node.sequence_nr, self.numbers
        if not numbers or numbers[-1] < number:
            numbers.append(number)
            self.queue.append(node)
        else:
            place = bisect_left(numbers, number)  # two may be the same, as every thread counts for itself
            numbers.insert(place, number)
            self.queue.insert(place, node)

    def next(self, top: Node | None, arrived: Any) -> tuple[Node | None, Any]:
        """The node to run now, and what has arrived there."""
        numbers = self.numbers
        if not numbers or (top is not None and numbers[-1] < top.sequence_nr):
            return top, arrived
        numbers.pop()
        newest = self.queue.pop()
        there = self.pending.pop(newest)
        if top is not None:
            self.wait(top, arrived)
        return newest, there

    def arrive(self, edge: Node, grad: Any, top: Node | None, arrived: Any) -> tuple[Node | None, Any]:
        """Let a gradient arrive at a node with one output; the newest pending node after that."""
        pending = self.pending
        if edge is top:
            return top, grad if arrived is None else arrived + grad
        if edge in pending:
            before = pending[edge]
            pending[edge] = grad if before is None else before + grad
        elif top is None:
            return edge, grad
        else:
            number, numbers = edge.sequence_nr, self.numbers
            if number > top.sequence_nr:  # then the other one waits
                edge, top, number = top, edge, top.sequence_nr
                grad, arrived = arrived, grad
            if numbers and numbers[-1] >= number:
                self.wait(edge, grad)
            else:  # the same as ``wait``, where most of them go
                pending[edge] = grad
                numbers.append(number)
                self.queue.append(edge)
        return top, arrived

    def send(self, edge: Node, number: int, grad: Any, top: Node | None, arrived: Any) -> tuple[Node | None, Any]:
        """The same at any node or leaf, where None says that nothing comes this way."""
        if edge.is_leaf:
            add(self.sums, edge, number, grad)
            return top, arrived
        first = grad
        if edge.count > 1:
            first = [None] * edge.count
            first[number] = grad
        if edge is top or edge in self.pending:
            if edge is top:
                self.pending[edge] = arrived
            add(self.pending, edge, number, grad)
            return (top, self.pending.pop(edge)) if edge is top else (top, arrived)
        return self.arrive(edge, first, top, arrived)

    def run(self) -> bool:
        """Go on to the end; False where hooks are met, with everything left as it is then."""
        try:
            node, grad = self.ride(*self.next(None, None))
        except BaseException:
            settle(self.sums, [node for node in (self.at, *self.pending) if node is not None])
            raise
        if node is not None:
            self.pending[node] = grad
            return False
        for leaf in self.sums:
            if leaf.hooks is not None:
                return False
        settle(self.sums, ())
        return True

    def ride(self, node: Node | None, grad: Any) -> tuple[Node | None, Any]:
        """Run nodes up to the next with hooks: that one and what has arrived there, or None at the end."""
        pending, sums, tensor, keeps = self.pending, self.sums, Node.tensor_type, self.retain_graph
        queue, numbers = self.queue, self.numbers
        while node is not None and node.hooks is None:
            if not queue and node.plan.alone is not None and type(grad) is SINGLE:
                node, grad = self.straight(node, grad)
            self.at, plan, first = node, node.plan, node._x
            top = arrived = None
            if type(first) is All or grad is None:
                node, grad = self.next(*self.visit(node, grad))
                continue
            for index, function, place, other in plan.quick:  # the same as ``visit``, without tuples
                if place is None:
                    found = grad if function is None else function(grad)
                else:
                    kept = node._y if place else first
                    if type(kept) is tensor and ((past := kept._extra) is None or not (past.counter or past.detached)):
                        kept = kept._data
                    elif type(kept) not in BARE:
                        kept = opened(node, kept, place)
                    found = function(grad, kept) if other is None else function(grad, kept, opened(node, None, other))
                edge, kind = node._b if index else node._a, type(found)
                if type(edge) is AccumulateGrad:
                    if kind is not SINGLE or type(edge._variable._data) is not SINGLE:
                        found = fitted_leaf(found, edge, node, index)
                    before = sums.get(edge)
                    sums[edge] = found if before is None else before + found
                elif (kind is not SINGLE or edge.meta is not SCALAR) and (found.shape, found.dtype) != edge.meta:
                    top, arrived = self.send(edge, 0, fitted(found, edge, 0, node, index), top, arrived)
                elif top is None and not (queue and edge in pending):
                    top, arrived = edge, found
                else:
                    top, arrived = self.arrive(edge, found, top, arrived)
            if plan.frees and not keeps:
                node._x, node._y = GONE, None
            node, grad = top, arrived
            if queue and (top is None or numbers[-1] >= top.sequence_nr):
                node, grad = self.next(top, arrived)
        return node, grad

    def straight(self, node: Node, grad: Any) -> tuple[Node, Any]:
        """Run nodes that lead from one number to one other, as they do in a chain, up to the first of another kind.

        Takes a third of the time that ``ride`` needs for them. An error finds ``at`` where the chain began, which leads
        to the same leaves.
        """
        self.at, tensor, keeps = node, Node.tensor_type, self.retain_graph
        while True:
            plan, kept, edge = node.plan, node._x, node._a
            function = plan.alone
            if function is None or type(kept) is All or type(edge) is AccumulateGrad:
                return node, grad
            if edge.meta is not SCALAR or edge.hooks is not None:
                return node, grad
            if function is not PASSED_ON:
                if type(kept) is tensor and kept._extra is None:
                    kept = kept._data
                elif type(kept) not in BARE:
                    return node, grad
                found = function(grad, kept)
                if type(found) is not SINGLE:
                    return node, grad
                grad = found
            if plan.frees and not keeps:
                node._x, node._y = GONE, None
            node = edge

    def visit(self, node: Node, grad: Any) -> tuple[Node | None, Any]:
        """Any node; the newest pending one of those that it leads to."""
        top = arrived = None
        found = node.apply([grad] if node.count == 1 else grad, False)
        edges, numbers = node.edges, node.numbers
        if not self.retain_graph:
            node.free()
        for index, one in enumerate(found):
            edge = edges[index]
            if edge is not None:
                number = 0 if numbers is None else numbers[index]
                reduced = None if one is None else fitted(one, edge, number, node, index)
                top, arrived = self.send(edge, number, reduced, top, arrived)
        return top, arrived


def opened(node: Node, kept: Any, place: int) -> Any:
    """The array or number behind one of the things a node keeps."""
    if kept is None:
        kept = node._y if place else node._x
    if type(kept) is Kept:
        extra = kept.tensor._extra
        if extra is not None and extra.counter is not None and extra.counter[0] == kept.version and not extra.detached:
            return kept.tensor._data
    if isinstance(kept, Node.tensor_type):
        extra = kept._extra
        if extra is None or (extra.counter is None and not extra.detached):
            return kept._data
        return node.value(place, False)
    return kept if type(kept) in BARE else node.value(place, False)


def fitted_leaf(found: Any, leaf: AccumulateGrad, node: Node, index: int) -> Any:
    """A gradient in the shape and dtype of the leaf it belongs to."""
    data = leaf._variable._data
    if type(found) is ARRAY is type(data) and found.dtype is data.dtype:
        shape, given = data.shape, found.shape
        if given == shape:
            return found
        if given[1:] == shape:
            return kernels.rows_added(found)  # a bias, added to each row
    return fitted(found, leaf, 0, node, index)


def run(pending: Pending, sums: Pending, retain_graph: bool) -> bool:
    """Go on from ``pending`` to the end; False where a node with hooks is met, with everything left as it is then."""
    return Direct(pending, sums, retain_graph).run()


def fitted(grad: Any, edge: Node, number: int, node: Node, index: int) -> Any:
    """What is sent to an edge, in the shape and dtype it has there; broadcasting is undone by summing.

    Raises AutogradError where the shape cannot be reached by that.
    """
    shape, dtype = edge.meta
    if edge.count > 1:
        shape, dtype = shape[number], dtype[number]
    given = grad.shape
    if given != shape:
        if given[1:] != shape and not reducible(given, shape):
            raise AutogradError(
                f"Function {node.name()} returned an invalid gradient at index {index} - got {list(given)} but "
                f"expected shape compatible with {list(shape)}",
                subject=node,
            )
        grad = kernels.sum_to(grad, shape)
    return grad if dtype is None or kernels.numpy_dtype(grad) == dtype else kernels.cast(grad, dtype)


def reducible(given: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether a shape can be summed down to another."""
    if len(given) < len(wanted):
        return False
    tail = given[len(given) - len(wanted) :]
    return all(size in (1, has) for size, has in zip(wanted, tail, strict=True))


def add(buffers: Pending, node: Node, number: int, grad: Any) -> None:
    """Add up what arrives at a node."""
    if node.count == 1:
        before = buffers.get(node)
        buffers[node] = grad if before is None else before if grad is None else before + grad
        return
    parts = buffers.setdefault(node, [None] * node.count)
    if grad is not None:
        parts[number] = grad if parts[number] is None else parts[number] + grad


def settle(sums: Pending, unfinished: Sequence[Node]) -> None:
    """Let the leaves that no unfinished node leads to have their gradient."""
    seen: Collection[Node] = led_to(unfinished) if unfinished else ()
    while sums:
        leaf, grad = sums.popitem()
        variable = leaf._variable
        if grad is None or leaf in seen or not collects(leaf, variable):
            continue
        before = variable._extra.grad
        if before is not None:
            before.add_in_place(grad)
        else:
            # Nobody but this name and the call below: the array need not be copied.
            alone = type(grad) is ARRAY and getrefcount(grad) == 2 and grad.base is None
            add_to_leaf(variable, grad, False, alone)


def led_to(nodes: Sequence[Node]) -> set[Node]:
    """These nodes, and all that they lead to."""
    seen = set(nodes)
    ahead = list(seen)
    while ahead:
        for following in ahead.pop().edges:
            if following is not None and following not in seen:
                seen.add(following)
                ahead.append(following)
    return seen
