"""A pass that nobody watches: no hooks, no recorder, every leaf wanted.

Leaves then need not wait for the last of their messages: what arrives is added up aside, and added to ``.grad`` in the
end, or after an error for those that had everything by then.
"""

from __future__ import annotations

import heapq
from typing import Any

from .accumulate import add_to_leaf
from .node import Node, fit

Pending = dict[Node, Any]  # what has arrived at each node that has still to run; a list where it has several outputs


def run(pending: Pending, sums: Pending, retain_graph: bool) -> bool:
    """Go on from ``pending`` to the end; False where a node with hooks is met, with everything left as it is then."""
    heap = [(-node.sequence_nr, place, node) for place, node in enumerate(pending)]
    heapq.heapify(heap)
    queued = len(heap)
    node: Any = None
    try:
        while heap:
            node = heap[0][2]
            if node.hooks is not None:
                return False
            heapq.heappop(heap)
            arrived = pending.pop(node)
            found = node.apply([arrived] if node.count == 1 else arrived, False)
            edges, numbers = node.edges, node.numbers
            if not retain_graph:
                node.free()
            for index, grad in enumerate(found):
                edge = edges[index]
                if edge is None:
                    continue
                number = 0 if numbers is None else numbers[index]
                if grad is not None:
                    grad = fitted(grad, edge, number, node, index)
                if edge.is_leaf:
                    add(sums, edge, number, grad)
                elif add(pending, edge, number, grad):
                    queued += 1
                    heapq.heappush(heap, (-edge.sequence_nr, queued, edge))
        node = None
    finally:
        if node is not None and heap is not None and node not in pending:
            settle(sums, [node, *pending])
    if all(leaf.hooks is None for leaf in sums):
        settle(sums, [])
        return True
    return False


def fitted(grad: Any, edge: Node, number: int, node: Node, index: int) -> Any:
    """What is sent to an edge, in the shape and dtype it has there."""
    if edge.count == 1:
        return fit(grad, edge.shapes, edge.dtypes, node, index)
    return fit(grad, edge.shapes[number], edge.dtypes[number], node, index)


def add(buffers: Pending, node: Node, number: int, grad: Any) -> bool:
    """Add up what arrives at a node; whether it is the first thing there."""
    first = node not in buffers
    if node.count == 1:
        before = None if first else buffers[node]
        buffers[node] = grad if before is None else before if grad is None else before + grad
        return first
    parts = buffers.setdefault(node, [None] * node.count)
    if grad is not None:
        parts[number] = grad if parts[number] is None else parts[number] + grad
    return first


def settle(sums: Pending, unfinished: list[Node]) -> None:
    """Let the leaves that no unfinished node leads to have their gradient."""
    seen = set(unfinished)
    ahead = list(seen)
    while ahead:
        for following in ahead.pop().edges:
            if following is not None and following not in seen:
                seen.add(following)
                ahead.append(following)
    for leaf, grad in sums.items():
        if leaf not in seen and grad is not None:
            variable = leaf.variable
            if variable is not None and variable.requires_grad:
                add_to_leaf(variable, grad)
