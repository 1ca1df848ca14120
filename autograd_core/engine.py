"""backward() and grad(): one loop, one heap.

Note [Newest node first]: a node is older than every node that uses its output, so taking the pending node with the
highest ``sequence_nr`` first means that all its users have run and its gradient is complete. PyTorch's queue has the
same order. An AccumulateGrad has no age: it runs as soon as the last of its messages is there, before any older node.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import kernels
from .context import Run, current, warn
from .errors import ArgumentError, AutogradError
from .node import AccumulateGrad, Hooks, Node, fit
from .trace import Sent

if TYPE_CHECKING:
    from .tensor import Tensor


CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
    "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
    "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the "
    "cycle and avoid the leak."
)


class Pass:
    """One run of the engine. With ``capture`` only the ways to those tensors are taken, and their gradients kept."""

    def __init__(
        self, run: Run, retain_graph: bool, create_graph: bool, capture: Sequence[Tensor] | None, accumulates: bool
    ) -> None:
        self.run = run
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.recorder = run.recorder
        self.buffers: dict[Node, Any] = {}
        self.heap: list[tuple[int, int, Node]] = []
        self.queued = 0
        self.waiting: dict[Node, int] = {}  # messages each AccumulateGrad still waits for
        self.captures: dict[tuple[Node, int], list[int]] = {}
        self.captured: dict[int, Any] = {}
        self.needed: set[Node] | None = None  # the nodes on a way to what is captured
        self.accumulates = accumulates
        self.freed: list[Node] = []
        self.steps = 0
        for index, tensor in enumerate(capture or ()):
            edge = tensor.edge
            assert edge is not None
            self.captures.setdefault((edge, tensor.output_nr), []).append(index)

    # ── before ──────────────────────────────────────────────────────────────────────────────────────────────────

    def survey(self, roots: Sequence[Node]) -> None:
        """Count the messages of every AccumulateGrad, and find the nodes that lead to what is captured."""
        users: dict[Node, list[Node]] = {}
        seen = set(roots)
        ahead = list(seen)
        while ahead:
            node = ahead.pop()
            for following in node.edges:
                if following is None:
                    continue
                if type(following) is AccumulateGrad:
                    self.waiting[following] = self.waiting.get(following, 0) + 1
                if self.captures:
                    users.setdefault(following, []).append(node)
                if following not in seen:
                    seen.add(following)
                    ahead.append(following)
        if self.captures:
            self.needed = set()
            behind = [node for node, _ in self.captures if node in seen]
            while behind:
                node = behind.pop()
                if node not in self.needed:
                    self.needed.add(node)
                    behind += users.get(node, ())

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────

    def go(self, roots: Sequence[Tensor], seeds: Sequence[Any]) -> None:
        """Run everything that is reached from ``roots``; ``seeds`` are their gradients."""
        edges = [root.edge for root in roots]
        self.survey([edge for edge in edges if edge is not None])
        for root, edge, seed in zip(roots, edges, seeds, strict=True):
            assert edge is not None
            self.arrive(edge, root.output_nr, seed)
        at: Node | None = None
        try:
            while self.heap or self.buffers:
                if not self.heap:  # a function on the way sent nothing: what is there is all there will be
                    self.queue(next(iter(self.buffers)))
                _, _, at = heapq.heappop(self.heap)
                if at in self.buffers:  # a leaf that is a root twice was queued twice
                    self.visit(at, self.buffers.pop(at))
            at = None
        finally:
            if self.recorder is not None:
                self.recorder.backward_ends(self.freed, at)

    def arrive(self, node: Node, number: int, grad: Any) -> Any:
        """Put a gradient into the buffer of ``node``; the sum that lies there now."""
        is_leaf = type(node) is AccumulateGrad
        buffer = self.buffers.get(node)
        if buffer is None and not is_leaf:
            self.queue(node)
        if node.count > 1:
            buffer = self.buffers.setdefault(node, [None] * node.count)
            total = buffer[number] = grad if buffer[number] is None else buffer[number] + grad
        else:
            total = self.buffers[node] = grad if buffer is None else buffer + grad
        if is_leaf and not self.waiting.get(node):
            self.queue(node)
        return total

    def queue(self, node: Node) -> None:
        self.queued += 1
        heapq.heappush(self.heap, (-node.sequence_nr, self.queued, node))

    def send(self, edge: Node, number: int, grad: Any) -> Any:
        """Pass one message on; None says that nothing comes this way. The sum that lies there now."""
        if type(edge) is not AccumulateGrad:
            return None if grad is None else self.arrive(edge, number, grad)
        self.waiting[edge] -= 1
        if grad is not None:
            return self.arrive(edge, number, grad)
        if not self.waiting[edge] and edge in self.buffers:
            self.queue(edge)
        return None

    def visit(self, node: Node, buffer: Any) -> None:
        budget = self.run.budget
        if budget is not None:
            budget.charge("backward_steps")
        grads = list(buffer) if node.count > 1 else [buffer]
        hooks = node.hooks
        if hooks is not None:
            self.call_tensor_hooks(hooks, grads)
        self.capture(node, grads)
        if self.needed is not None and node not in self.needed:
            return
        if hooks is not None and hooks.before:
            grads = _prehooked(hooks, grads)
        if type(node) is AccumulateGrad:
            if self.accumulates:
                self.accumulate(node, grads[0])
            return
        if self.needed is not None and not any(edge in self.needed for edge in node.edges if edge is not None):
            return
        self.pass_on(node, grads)

    def pass_on(self, node: Node, grads: list[Any]) -> None:
        self.run.deriving = self.create_graph
        try:
            found = node.apply(grads, self.create_graph)
        finally:
            self.run.deriving = False
        kept = node.saved
        edges, numbers = node.edges, node.numbers or (0,) * len(node.edges)
        reduced: list[Any] = [None] * len(found)
        for index, (edge, number, raw) in enumerate(zip(edges, numbers, found, strict=True)):
            if edge is not None and raw is not None:
                single = edge.count == 1
                shape, dtype = (edge.shapes, edge.dtypes) if single else (edge.shapes[number], edge.dtypes[number])
                reduced[index] = fit(raw, shape, dtype, node, index)
        if node.hooks is not None and node.hooks.after:
            reduced = _posthooked(node.hooks, reduced, grads)
        if not self.retain_graph and node.free():
            self.freed.append(node)
        sent: list[Sent] = []
        for index, (edge, number, grad) in enumerate(zip(edges, numbers, reduced, strict=True)):
            to = edge if edge is not None and (self.needed is None or edge in self.needed) else None
            total = None if to is None else self.send(to, number, grad)
            if self.recorder is not None:
                arrays = (None, None, None) if to is None else (_array(found[index]), _array(grad), _array(total))
                sent.append(Sent(*node.told(index, grads, kept, to, number), *arrays))
        if self.recorder is not None:
            self.recorder.node_ran(node, [_array(grad) for grad in grads], sent)

    # ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────

    def capture(self, node: Node, grads: list[Any]) -> None:
        for number, grad in enumerate(grads):
            for index in self.captures.get((node, number), ()):
                self.captured[index] = grad

    def accumulate(self, node: AccumulateGrad, grad: Any) -> None:
        """Add ``grad`` to the ``.grad`` of a leaf. Note that ``.grad`` never shares memory with anything else."""
        variable = node.variable
        if not variable.requires_grad:  # switched off after the graph was recorded
            return
        before = variable._grad
        kept = None if before is None or self.recorder is None else np.array(before._data)
        add_to_grad(variable, grad, self.create_graph)
        if self.recorder is not None:
            after = variable._grad
            assert after is not None
            self.recorder.accumulated(node, _array(grad), kept, np.array(after._data))
        if node.hooks is not None:
            for hook in list(node.hooks.accumulated.values()):
                if hook(variable) is not None:
                    raise AutogradError(
                        "hooks registered to a leaf with register_post_accumulate_grad_hook must return None"
                    )

    def call_tensor_hooks(self, hooks: Hooks, grads: list[Any]) -> None:
        for number, among in hooks.tensor.items():
            for hook in list(among.values()):
                if grads[number] is not None:
                    grads[number] = _replaced(hook(_tensor(grads[number])), grads[number])
        for number, tensor in hooks.retains.items():
            if grads[number] is not None:
                grad = grads[number]
                add_to_grad(tensor, grad, self.create_graph)
                if self.recorder is not None:
                    self.recorder.retained(tensor, _array(grad))


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def add_to_grad(tensor: Tensor, grad: Any, create_graph: bool) -> None:
    """Add to ``.grad``: a new tensor the first time, in place later; out of place while the pass is recorded."""
    before = tensor._grad
    if create_graph:
        if not current().warned_of_cycle:
            current().warned_of_cycle = True
            warn(CYCLE)
        tensor._grad = grad.copied() if before is None else before + grad
    elif before is None:
        tensor._grad = Node.build(np.array(grad) if grad.ndim else grad[()], None, 0, None)
    else:
        before.add_in_place(grad)


def _array(grad: Any) -> Any:
    return grad if kernels.is_array(grad) or grad is None else grad._data


def _tensor(grad: Any) -> Tensor:
    return Node.build(grad, None, 0, None) if kernels.is_array(grad) else grad


def _replaced(answer: Any, grad: Any) -> Any:
    """What a hook answered in place of ``grad``; None keeps it. Raises ArgumentError for anything but a tensor."""
    if answer is None:
        return grad
    if not hasattr(answer, "_data"):
        raise ArgumentError(f"expected Variable, but hook returned '{type(answer).__name__}'")
    return answer._data if kernels.is_array(grad) else answer


def _prehooked(hooks: Hooks, grads: list[Any]) -> list[Any]:
    for hook in list(hooks.before.values()):
        answer = hook(tuple(None if grad is None else _tensor(grad) for grad in grads))
        if answer is not None:
            answers = answer if isinstance(answer, tuple) else (answer,)
            grads = [_replaced(one, grad) for one, grad in zip(answers, grads, strict=True)]
    return grads


def _posthooked(hooks: Hooks, found: list[Any], grads: list[Any]) -> list[Any]:
    for hook in list(hooks.after.values()):
        given = tuple(None if grad is None else _tensor(grad) for grad in found)
        answer = hook(given, tuple(None if grad is None else _tensor(grad) for grad in grads))
        if answer is not None:
            answers = answer if isinstance(answer, tuple) else (answer,)
            found = [grad if one is None else _replaced(one, grad) for one, grad in zip(answers, found, strict=True)]
    return found


# ── what is asked for ──────────────────────────────────────────────────────────────────────────────────────────


def backward(
    tensors: Sequence[Tensor],
    gradients: Sequence[Any] | None,
    retain_graph: bool | None,
    create_graph: bool,
    inputs: Sequence[Tensor] | Tensor | None,
) -> None:
    """Add the gradient of ``tensors`` to the ``.grad`` of the leaves they came from, or of ``inputs`` alone."""
    wanted: tuple[Any, ...] | None = None
    if inputs is not None:
        wanted = (inputs,) if hasattr(inputs, "_data") else tuple(inputs)
    if wanted is not None and not wanted:
        raise AutogradError("`inputs` argument to `backward()` cannot be empty.")
    seeds = gradients_for(tensors, gradients)
    keep = create_graph if retain_graph is None else retain_graph
    found = run_backward("backward", tensors, seeds, keep, create_graph, wanted)
    for index, tensor in enumerate(wanted or ()):
        if not tensor.is_leaf and index in found:
            tensor.retained()
            add_to_grad(tensor, found[index], create_graph)


def gradients_for(tensors: Sequence[Tensor], gradients: Sequence[Any] | None) -> list[Any]:
    """One gradient, or None, for each tensor. Raises ArgumentError for what is neither."""
    seeds: list[Any] = [None] * len(tensors) if gradients is None else []
    for gradient in gradients or ():
        if isinstance(gradient, (int, float)) and len(tensors) == 1:
            raise ArgumentError(f"'{type(gradient).__name__}' object is not iterable")
        given = list(gradient) if isinstance(gradient, (list, tuple)) and len(tensors) == 1 else [gradient]
        for one in given:
            if one is not None and not hasattr(one, "_data"):
                raise ArgumentError(f"gradients can be either Tensors or None, but got {type(one).__name__}")
        seeds += given
    if len(seeds) != len(tensors):
        raise AutogradError(f"got {len(tensors)} tensors and {len(seeds)} gradients")
    return seeds


def run_backward(
    call: str,
    roots: Sequence[Tensor],
    gradients: Sequence[Any],
    retain_graph: bool,
    create_graph: bool,
    capture: Sequence[Tensor] | None = None,
    accumulates: bool = True,
) -> dict[int, Any]:
    """Run the engine from ``roots``; the gradients of the tensors in ``capture`` by their place there.

    Raises AutogradError for a root without a way back, a missing gradient of more than one number, or a wrong shape.
    """
    run = current()
    check_roots(roots, gradients)
    seeds = [seed_of(root, gradient, create_graph) for root, gradient in zip(roots, gradients, strict=True)]
    work = Pass(run, retain_graph, create_graph, capture, accumulates)
    if run.recorder is not None:
        given = [(root, np.array(_array(seed))) for root, seed in zip(roots, seeds, strict=True)]
        run.recorder.backward_begins(call, given, retain_graph, create_graph)
    mode, run.grad_enabled = run.grad_enabled, create_graph
    try:
        work.go(roots, seeds)
    finally:
        run.grad_enabled = mode
    return work.captured


def check_roots(roots: Sequence[Tensor], gradients: Sequence[Any]) -> None:
    """Raise what is wrong with what a pass starts from, in PyTorch's order."""
    for index, (root, gradient) in enumerate(zip(roots, gradients, strict=True)):
        if gradient is not None:
            check_gradient(index, root, gradient)
    for index, (root, gradient) in enumerate(zip(roots, gradients, strict=True)):
        if gradient is None and root.requires_grad and root.numel() != 1:
            message = "grad can be implicitly created only for scalar outputs"
            raise AutogradError(message, id="E7", subject=root, numel=root.numel())
        if root.edge is None:
            message = f"element {index} of tensors does not require grad and does not have a grad_fn"
            raise AutogradError(message, id="E2", subject=root)


def seed_of(root: Tensor, gradient: Tensor | None, create_graph: bool) -> Any:
    """The gradient a root starts with: ones, or what was given in the root's dtype."""
    dtype = root._data.dtype
    if gradient is None:
        seed = np.ones_like(root._data)[()]
        return Node.build(seed, None, 0, None) if create_graph else seed
    if create_graph:
        return kernels.cast(gradient, dtype) if gradient._data.dtype != dtype else gradient
    return gradient._data if gradient._data.dtype == dtype else gradient._data.astype(dtype)


def check_gradient(index: int, root: Tensor, gradient: Tensor) -> None:
    if gradient.shape != root.shape:
        got, want = list(gradient.shape), list(root.shape)
        raise AutogradError(
            f"Mismatch in shape: grad_output[{index}] has a shape of torch.Size({got}) and output[{index}] has a "
            f"shape of torch.Size({want}).",
            id="E6",
            subject=root,
            got=f"torch.Size({got})",
            want=f"torch.Size({want})",
        )
