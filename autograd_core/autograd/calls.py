"""``backward()`` and ``grad()`` of several tensors, and ``Variable``, which today is Tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import engine
from ..creation import array_of
from ..errors import ArgumentError, AutogradError, ValueOutOfRange
from ..tensor import Tensor, build, check_can_require, counter_of, recorded_alias, set_flag, shared


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Add the gradient of all ``tensors`` to the ``.grad`` of the leaves they came from. Raises AutogradError."""
    roots = _several(tensors)
    gradients = None if grad_tensors is None else _several(grad_tensors)
    engine.backward(roots, gradients, retain_graph, create_graph, inputs)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradient of ``outputs`` with respect to each of ``inputs``; ``.grad`` stays as it is.

    Raises AutogradError for an input that was not used, unless ``allow_unused`` or ``materialize_grads``.
    """
    if materialize_grads and allow_unused is False:
        raise ValueOutOfRange(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if is_grads_batched:
        raise ArgumentError("is_grads_batched=True is not here; call grad() once for each gradient")
    roots, wanted = _several(outputs), _several(inputs)
    if not wanted:
        raise AutogradError("`inputs` argument to `grad()` cannot be empty.")
    seeds = engine.gradients_for(roots, None if grad_outputs is None else _several(grad_outputs))
    edges = []
    for tensor in wanted:
        node, number = (tensor.edge, tensor.output_nr) if isinstance(tensor, Tensor) else tensor[:2]
        if node is None:
            check_roots(roots, seeds)
            raise AutogradError("One of the differentiated Tensors does not require grad", id="E14", subject=tensor)
        edges.append((node, number))
    keep = create_graph if retain_graph is None else retain_graph
    found = engine.run_backward("grad", roots, seeds, keep, create_graph, edges)
    return tuple(
        _result(index, tensor, found, bool(allow_unused), materialize_grads) for index, tensor in enumerate(wanted)
    )


def check_roots(roots: Sequence[Tensor], seeds: Sequence[Any]) -> None:
    """Raise what PyTorch raises about the roots before it looks at the inputs."""
    for root, seed in zip(roots, seeds, strict=True):
        if seed is None and root.requires_grad and root.numel() != 1:
            message = "grad can be implicitly created only for scalar outputs"
            raise AutogradError(message, id="E7", subject=root, numel=root.numel())
    for index, root in enumerate(roots):
        if root.edge is None:
            message = f"element {index} of tensors does not require grad and does not have a grad_fn"
            raise AutogradError(message, id="E2", subject=root)


def _result(index: int, tensor: Tensor, found: dict[int, Any], allow_unused: bool, materialize: bool) -> Tensor | None:
    grad = found.get(index)
    if grad is not None:
        return grad if isinstance(grad, Tensor) else build(grad.copy() if grad.ndim else grad)
    if materialize:
        return build(array_of(tensor, None) * 0)
    if not allow_unused:
        raise AutogradError(
            f"The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
            "allow_unused=True if this is the desired behavior.",
            id="E15",
            subject=tensor,
            index=index,
        )
    return None


def _several(tensors: Any) -> tuple[Any, ...]:
    return tuple(tensors) if isinstance(tensors, (tuple, list)) and not hasattr(tensors, "node") else (tensors,)


class _VariableType(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableType):
    """The old name of a tensor that autograd follows; ``Variable(t, requires_grad=True)`` gives a Tensor."""

    def __new__(cls, data: Tensor, requires_grad: bool = False, volatile: bool = False) -> Any:
        if not isinstance(data, Tensor):
            raise ArgumentError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        made = build(shared(data), None, 0, counter_of(data))
        recorded_alias("data", data, made)
        check_can_require(made, requires_grad, "Only Tensors of floating point and complex dtype can require gradients")
        set_flag(made, requires_grad)
        return made
