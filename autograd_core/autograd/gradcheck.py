"""gradcheck: the gradients of a function against small differences of its values; gradgradcheck: once more on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import default_rng

from ..context import take, warn
from ..errors import GradcheckError, ValueOutOfRange
from ..tensor import Tensor, build, set_flag, shared
from .calls import grad


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **_: Any,
) -> bool:
    """Whether the gradients of ``func`` are right, for inputs of double precision.

    Raises GradcheckError where they are not, unless ``raise_exception`` is off.
    """
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    try:
        check_inputs(given)
        check(func, given, eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **_: Any,
) -> bool:
    """The same for the gradients of the gradients. Raises GradcheckError."""
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    outputs = differentiable(func(*given))
    if grad_outputs is None:
        seeds = tuple(_seed(one, place) for place, one in enumerate(outputs))
    else:
        seeds = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)

    def slopes(*points: Any) -> Any:
        starts, ends = points[: len(given)], points[len(given) :]
        tracked = [one for one in starts if isinstance(one, Tensor) and one.requires_grad]
        found = grad(differentiable(func(*starts)), tracked, ends, create_graph=True, allow_unused=True)
        return tuple(one for one in found if one is not None)

    return gradcheck(slopes, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception)


def _seed(like: Tensor, place: int) -> Tensor:
    """Numbers of no particular kind, the same every time."""
    made = build(default_rng(place).standard_normal(like._data.shape).astype(like._data.dtype))
    set_flag(made, True)
    return made


def differentiable(outputs: Any) -> tuple[Tensor, ...]:
    several = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    return tuple(one for one in several if isinstance(one, Tensor) and one.requires_grad)


def check_inputs(inputs: Sequence[Any]) -> None:
    tracked = [(place, one) for place, one in enumerate(inputs) if isinstance(one, Tensor) and one.requires_grad]
    if not tracked:
        raise ValueOutOfRange(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for place, one in tracked:
        if one._data.dtype != np.float64:
            warn(
                f"Input #{place} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. "
            )


def check(func: Callable[..., Any], inputs: Sequence[Any], eps: float, atol: float, rtol: float) -> None:
    tracked = [one for one in inputs if isinstance(one, Tensor) and one.requires_grad]
    outputs = differentiable(func(*inputs))
    if not outputs:
        for one in tracked:
            if any(np.any(column) for column in differences(func, inputs, one, eps, False)):
                raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    for number, output in enumerate(outputs):
        for place, one in enumerate(tracked):
            numerical = build(differences(func, inputs, one, eps, True)[number])
            analytical = build(slopes_of(output, one))
            if not np.allclose(numerical._data, analytical._data, rtol, atol, equal_nan=True):
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {place},\n"
                    f"numerical:{numerical}\nanalytical:{analytical}\n"
                )


def slopes_of(output: Tensor, point: Tensor) -> Any:
    """The Jacobian as the graph gives it: one column for each number of ``output``."""
    take(output.numel() * point.numel(), point._data.itemsize)
    columns = []
    for index in range(output.numel()):
        seed = np.zeros(output._data.size, output._data.dtype)
        seed[index] = 1
        seeds = build(seed.reshape(output._data.shape))
        (found,) = grad(output, point, seeds, retain_graph=True, allow_unused=True)
        columns.append(np.zeros(point._data.size) if found is None else np.ravel(found._data))
    return np.stack(columns, axis=1) if columns else np.zeros((point.numel(), 0))


def differences(func: Any, inputs: Sequence[Any], point: Tensor, eps: float, tracked: bool) -> list[Any]:
    """The Jacobian of each output from values a little to both sides."""
    numbers = shared(point).reshape(-1)
    take(numbers.size, 400)
    rows: list[list[Any]] = []
    for index in range(numbers.size):
        before = numbers[index]
        ends = []
        for step in (eps, -eps):
            numbers[index] = before + step
            found = func(*inputs)
            several = differentiable(found) if tracked else _all(found)
            ends.append([np.array(one._data, np.float64) for one in several])
        numbers[index] = before
        rows.append([np.ravel(high - low) / (2 * eps) for high, low in zip(*ends, strict=True)])
    count = len(rows[0]) if rows else 0
    return [np.stack([row[number] for row in rows]).astype(point._data.dtype) for number in range(count)]


def _all(outputs: Any) -> tuple[Tensor, ...]:
    several = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    return tuple(one for one in several if isinstance(one, Tensor) and one._data.dtype.kind == "f")
