"""``torch.autograd.functional``: Jacobians, Hessians, and their products with vectors, by passes over the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..context import take
from ..creation import zeros_like
from ..dispatch import call
from ..errors import ArgumentError, AutogradError
from ..modes import enable_grad
from ..schema import find
from ..tensor import Tensor, build, set_flag
from .calls import grad

Tensors = tuple[Tensor, ...]


# ── what is given, what is asked for ───────────────────────────────────────────────────────────────────────────


def as_tuple(given: Any, argument: str, function: str) -> tuple[bool, Tensors]:
    """Whether several were given, and all of them. Raises ArgumentError for anything but tensors."""
    several = isinstance(given, tuple)
    items = given if several else (given,)
    for place, one in enumerate(items):
        if not isinstance(one, Tensor):
            which = f"value at index {place}" if several else f"given {argument}"
            raise ArgumentError(
                f"The {argument} given to {function} must be either a Tensor or a tuple of Tensors but the {which} "
                f"has type {type(one)}."
            )
    return several, tuple(items)


def prepared(inputs: Tensors, create_graph: bool) -> Tensors:
    """The inputs as starting points of a graph of their own; with ``create_graph``, as views of what was given."""
    made = []
    for one in inputs:
        if create_graph:
            made.append(one.view_as(one))  # type: ignore[attr-defined]
        else:
            fresh = one.detach()
            set_flag(fresh, True)
            made.append(fresh)
        if not made[-1].requires_grad:
            set_flag(made[-1], True)
    return tuple(made)


OUTPUTS = "outputs of the user-provided function"


def computed(function: Callable[..., Any], inputs: Tensors, name: str, strict: bool) -> tuple[bool, Tensors]:
    several, outputs = as_tuple(function(*inputs), OUTPUTS, name)
    if strict:
        for place, one in enumerate(outputs):
            if not one.requires_grad:
                raise AutogradError(
                    f"Output {place} of the user-provided function does not require gradients. The outputs must be "
                    "computed in a differentiable manner from the input when running in strict mode."
                )
    return several, outputs


def gradients(
    outputs: Tensors, inputs: Tensors, seeds: Sequence[Any] | None, create_graph: bool = False
) -> tuple[Tensor | None, ...]:
    """``grad`` of the outputs that require it; None for every input they do not lead to."""
    kept = [place for place, one in enumerate(outputs) if one.requires_grad]
    if not kept:
        return (None,) * len(inputs)
    chosen = None if seeds is None else [seeds[place] for place in kept]
    return grad(
        [outputs[place] for place in kept],
        inputs,
        chosen,
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )


def filled(found: Sequence[Tensor | None], inputs: Tensors, strict: bool, create_graph: bool, stage: str) -> Tensors:
    """Zeros for what nothing depends on. Raises AutogradError instead where ``strict``."""
    made = []
    for place, (one, given) in enumerate(zip(found, inputs, strict=True)):
        if one is None and strict:
            raise AutogradError(INDEPENDENT[stage].format(i=place))
        if one is not None and strict and create_graph and not one.requires_grad:
            raise AutogradError(INDEPENDENT[stage + " again"].format(i=place))
        made.append(zeros_like(given) if one is None else one)
    return tuple(made)


INDEPENDENT = {
    "back": "The output of the user-provided function is independent of input {i}. This is not allowed in strict mode.",
    "back again": (
        "The jacobian of the user-provided function is independent of input {i}. This is not allowed in strict mode "
        "when create_graph=True."
    ),
    "double": (
        "The hessian of the user-provided function is independent of input {i}. This is not allowed in strict mode."
        " You should ensure that your function is twice differentiable and that the jacobian depends on the inputs"
        " (this would be violated by a linear function for example)."
    ),
    "double again": (
        "The hessian of the user-provided function is independent of input {i}. This is not allowed in strict mode "
        "when create_graph=True."
    ),
}


def checked_vector(v: Any, others: Tensors, several: bool, of: str, function: str) -> Tensors:
    """The vector of a product; ones where it may be left out. Raises AutogradError where its size does not fit."""
    if v is None:
        if len(others) != 1 or others[0].numel() != 1:
            raise AutogradError(f"The vector v can only be None if {of} a single Tensor with a single element.")
        return tuple(build(np.ones_like(one._data)) for one in others)
    _, vectors = as_tuple(v, "v", function)
    if len(vectors) != len(others):
        raise AutogradError(f"v is a tuple of invalid length: should be {len(others)} but got {len(vectors)}.")
    for place, (one, other) in enumerate(zip(vectors, others, strict=True)):
        if one.shape != other.shape:
            prefix = f"Entry {place} in v has" if several or len(others) > 1 else "v has"
            raise AutogradError(f"{prefix} invalid size: should be {other.shape} but got {one.shape}.")
    return vectors


def finished(tensors: Tensors, several: bool, create_graph: bool) -> Any:
    """What is given back: without a graph unless one was asked for."""
    made = tensors if create_graph else tuple(one.detach() for one in tensors)
    return made if several else made[0]


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs, and ``v`` times the Jacobian. Raises AutogradError."""
    with enable_grad():
        several, given = as_tuple(inputs, "inputs", "vjp")
        starts = prepared(given, create_graph)
        several_out, outputs = computed(func, starts, "vjp", strict)
        vectors = checked_vector(v, outputs, several_out, "the user-provided function returns", "vjp")
    with enable_grad():
        found = gradients(outputs, starts, vectors, create_graph)
        products = filled(found, given, strict, create_graph, "back")
    return finished(outputs, several_out, create_graph), finished(products, several, create_graph)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs, and the Jacobian times ``v``, by differentiating twice. Raises AutogradError."""
    with enable_grad():
        several, given = as_tuple(inputs, "inputs", "jvp")
        starts = prepared(given, create_graph)
        vectors = checked_vector(v, given, several, "the input to the user-provided function is", "jvp")
        several_out, outputs = computed(func, starts, "jvp", strict)
        seeds = tuple(zeros_like(one) for one in outputs)
        for one in seeds:
            set_flag(one, True)
        back = filled(gradients(outputs, starts, seeds, True), given, strict, False, "back")
        found = gradients(back, seeds, vectors, create_graph)
        products = filled(found, outputs, strict, create_graph, "back")
    return finished(outputs, several_out, create_graph), finished(products, several_out, create_graph)


def _one_number(outputs: Tensors, several: bool, name: str) -> None:
    if several:
        raise AutogradError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise AutogradError(f"The Tensor returned by the function given to {name} should contain a single element")


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output, and ``v`` times the Hessian. Raises AutogradError."""
    return _second(func, inputs, v, create_graph, strict, "vhp")


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output, and the Hessian times ``v``, by differentiating thrice. Raises AutogradError."""
    return _second(func, inputs, v, create_graph, strict, "hvp")


def _second(func: Any, inputs: Any, v: Any, create_graph: bool, strict: bool, name: str) -> Any:
    with enable_grad():
        several, given = as_tuple(inputs, "inputs", name)
        starts = prepared(given, create_graph)
        vectors = checked_vector(v, given, several, "the input to the user-provided function is", name)
        several_out, outputs = computed(func, starts, name, strict)
        _one_number(outputs, several_out, name)
        first = filled(gradients(outputs, starts, None, True), given, strict, True, "back")
        if name == "vhp":
            found = gradients(first, starts, vectors, create_graph)
        else:
            seeds = tuple(zeros_like(one) for one in given)
            for one in seeds:
                set_flag(one, True)
            twice = filled(gradients(first, starts, seeds, True), given, strict, False, "double")
            found = gradients(twice, seeds, vectors, create_graph)
        products = filled(found, given, strict, create_graph, "double")
    return finished(outputs, False, create_graph), finished(products, several, create_graph)


# ── matrices ───────────────────────────────────────────────────────────────────────────────────────────────────


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives of all outputs: for each output and input a tensor of both their shapes. Raises AutogradError.

    ``vectorize`` changes nothing here: rows are computed one after the other.
    """
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AutogradError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs '
            'than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    with enable_grad():
        several, given = as_tuple(inputs, "inputs", "jacobian")
        starts = prepared(given, create_graph)
        several_out, outputs = computed(func, starts, "jacobian", strict)
        rows = []
        for number, output in enumerate(outputs):
            found = [_rows(output, number, place, starts, create_graph, strict) for place in range(len(starts))]
            rows.append(tuple(found))
    made = tuple(tuple(one if create_graph else one.detach() for one in row) for row in rows)
    if several:
        return made if several_out else made[0]
    return tuple(row[0] for row in made) if several_out else made[0][0]


def _rows(output: Tensor, number: int, place: int, starts: Tensors, create_graph: bool, strict: bool) -> Tensor:
    """The derivatives of one output with respect to one input, row by row."""
    start = starts[place]
    take(output.numel() * start.numel(), start._data.itemsize)
    parts: list[Tensor] = []
    for index in range(output.numel()):
        (found,) = gradients((output.reshape(-1)[index],), (start,), None, create_graph)  # type: ignore[attr-defined]
        if found is None:
            if strict:
                raise AutogradError(
                    f"Output {number} of the user-provided function is independent of input {place}. This is not "
                    "allowed in strict mode."
                )
            found = zeros_like(start)
        elif strict and create_graph and not found.requires_grad:
            raise AutogradError(
                "The jacobian of the user-provided function is independent of input "
                f"{place}. This is not allowed in strict mode when create_graph=True."
            )
        parts.append(found)
    return stacked(parts, (*output.shape, *start.shape), start)


def stacked(parts: Sequence[Tensor], shape: tuple[int, ...], like: Tensor) -> Tensor:
    """The parts as one tensor of ``shape``."""
    if not parts:
        return build(np.zeros(shape, like._data.dtype))
    made: Tensor = call(find("view"), (call(find("stack"), (list(parts), 0)), shape))
    return made


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a function that gives one number. Raises AutogradError."""
    several, given = as_tuple(inputs, "inputs", "hessian")

    def single(*points: Tensor) -> Tensor:
        out = func(*points)
        several_out, outputs = as_tuple(out, OUTPUTS, "hessian")
        _one_number(outputs, several_out, "hessian")
        return outputs[0].squeeze()  # type: ignore[attr-defined,no-any-return]

    def slopes(*points: Tensor) -> Any:
        found = jacobian(single, points, create_graph=True)
        if strict:
            for place, one in enumerate(found):
                if not one.requires_grad or not _depends(one, points):
                    raise AutogradError(
                        "While computing the hessian, found that the jacobian of the user-provided function with "
                        f"respect to input {place} is independent of the input. This is not allowed in strict mode. "
                        "You should ensure that your function is twice differentiable and that the jacobian depends "
                        "on the inputs (this would be violated by a linear function for example)."
                    )
        return found

    found = jacobian(slopes, given, create_graph, strict)
    return found if several else found[0][0]


def _depends(one: Tensor, points: Tensors) -> bool:
    found = grad([one], points, [zeros_like(one)], retain_graph=True, allow_unused=True)
    return any(part is not None for part in found)
