"""Where gradients end: in the ``.grad`` of a leaf, or of a result that asked to keep its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .node import Node

if TYPE_CHECKING:
    from .tensor import Tensor


def collects(node: Node, leaf: Tensor) -> bool:
    """Whether what arrives at ``node`` is added to the ``.grad`` of ``leaf``: it asked for gradients itself."""
    extra = leaf._extra
    if extra is None or extra.base is None:
        return leaf._edge is not None
    return leaf.requires_grad and extra.accumulator is node


def add_to_leaf(leaf: Tensor, grad: Any, create_graph: bool = False, alone: bool = False) -> None:
    """Add to ``.grad``: a new tensor the first time, in place later; out of place while the pass is recorded.

    ``.grad`` never shares memory with anything else; ``alone`` says that nobody else holds the array.
    """
    extra = leaf._extra
    assert extra is not None  # its AccumulateGrad hangs there
    before = extra.grad
    if create_graph:
        extra.grad = grad.copied() if before is None else before + grad
    elif before is None:
        extra.grad = Node.build(grad if alone else own(grad), None, 0, None)
    else:
        before.add_in_place(grad)


def keep_gradient(result: Tensor, grad: Any) -> None:
    """The same for a result: always a new tensor."""
    before = result._grad
    if hasattr(grad, "_data"):
        result._grad = grad.clone() if before is None else before + grad
    else:
        result._grad = Node.build(own(grad) if before is None else before._data + grad, None, 0, None)


def own(grad: Any) -> Any:
    """An array that nobody else holds."""
    return np.array(grad) if type(grad) is np.ndarray and grad.ndim else grad
