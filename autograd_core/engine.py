"""backward() and grad(): what is asked for, checked in PyTorch's order and words, and handed to a pass.

``direct`` runs a pass that nobody watches, ``ordered`` one with hooks, a recorder, or only some gradients wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import direct, kernels
from .context import Run, current, set_grad_mode, warn
from .direct import Pending, add
from .errors import ArgumentError, AutogradError
from .node import Node
from .ordered import Edge, Pass, array_of

if TYPE_CHECKING:
    from .tensor import Tensor


CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
    "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
    "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the "
    "cycle and avoid the leak."
)


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
    run = current()
    seeds = gradients_for(tensors, gradients)
    if create_graph and not run.warned_of_cycle:
        run.warned_of_cycle = True
        warn(CYCLE)
    keep = create_graph if retain_graph is None else retain_graph
    edges: list[Edge] | None = None
    if wanted is not None:
        for tensor in wanted:
            tensor.retain_grad()
        edges = [(tensor.edge, tensor.output_nr) for tensor in wanted]
    run_backward("backward", tensors, seeds, keep, create_graph, edges, captures=False)


ONE = np.float32(1)


def from_number(root: Tensor, retain_graph: bool) -> bool:
    """``root.backward()`` where it is the float32 number that an op made, as a loss is: then there is nothing to check.

    Whether it was so. Saves two thirds of the time of a short pass.
    """
    edge, run = root._edge, current()
    if edge is None or root._extra is not None or type(root._data) is not np.float32 or not run.plain:
        return False
    mode = run.grad_enabled
    set_grad_mode(run, False)
    try:
        pass_over(run, {edge: ONE}, {}, retain_graph, False, None, False)
    finally:
        set_grad_mode(run, mode)
    return True


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
    wanted: Sequence[Edge] | None = None,
    captures: bool = True,
) -> dict[int, Any]:
    """Run the engine from ``roots``; with ``captures``, the gradients of the edges in ``wanted`` by their place there.

    Raises AutogradError for a root without a way back, a missing gradient of more than one number, or a wrong shape.
    """
    run = current()
    for index, (root, gradient) in enumerate(zip(roots, gradients, strict=True)):
        if gradient is not None:
            check_gradient(index, root, gradient)
    seeds: list[Any] = []
    pending: Pending = {}
    sums: Pending = {}
    for index, (root, gradient) in enumerate(zip(roots, gradients, strict=True)):
        edge, number = root.edge, root._number
        if gradient is None and edge is not None and root._data.size != 1:
            message = "grad can be implicitly created only for scalar outputs"
            raise AutogradError(message, id="E7", subject=root, numel=root.numel())
        if edge is None or (edge.is_leaf and root._extra is not None and root._extra.creation == "no_grad"):
            message = f"element {index} of tensors does not require grad and does not have a grad_fn"
            raise AutogradError(message, id="E2", subject=root)
        seeds.append(seed_of(root, gradient, create_graph))
        add(sums if edge.is_leaf else pending, edge, number, seeds[-1])
    if run.recorder is not None:
        given = [(root, np.array(array_of(seed))) for root, seed in zip(roots, seeds, strict=True)]
        run.recorder.backward_begins(call, given, retain_graph, create_graph)
    mode = run.grad_enabled
    set_grad_mode(run, create_graph)
    try:
        return pass_over(run, pending, sums, retain_graph, create_graph, wanted, captures)
    finally:
        set_grad_mode(run, mode)


def pass_over(
    run: Run,
    pending: Pending,
    sums: Pending,
    retain_graph: bool,
    create_graph: bool,
    wanted: Sequence[Edge] | None,
    captures: bool,
) -> dict[int, Any]:
    """The quick way where nobody watches, as far as it goes; else the whole ceremony."""
    watched = run.hooked or create_graph or run.anomaly or run.recorder is not None or run.budget is not None
    if not watched and wanted is None and direct.run(pending, sums, retain_graph):
        return {}
    work = Pass(run, retain_graph, create_graph, wanted, captures)
    work.go(pending, sums)
    return work.captured


def seed_of(root: Tensor, gradient: Tensor | None, create_graph: bool) -> Any:
    """The gradient a root starts with: ones, or what was given in the root's dtype."""
    dtype = root._data.dtype
    if gradient is None:
        data = root._data
        seed = type(data)(1) if isinstance(data, np.generic) else np.ones_like(data)[()]
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
