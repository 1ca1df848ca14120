"""What every row of the op table is tried on, and what PyTorch answers: made from the row itself.

A row with tensors of any shape needs nothing; what others are given stands in ``arguments``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd_core import dispatch, inplace
from autograd_core.schema import TABLE, Op

from . import worlds
from .arguments import BY_ROW, SHAPES, TENSORS, UNCOMPARED, VALUES, VARIANTS


@dataclass(frozen=True)
class Case:
    """A row with arguments by name; tensors are nested lists."""

    row: Op
    variant: str
    arguments: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{row_key(self.row)}: {self.variant}"

    @property
    def tensors(self) -> list[str]:
        return [p.name for i, p in enumerate(self.row.parameters) if i in (*self.row.tensors, *self.row.lists)]

    @property
    def differentiable(self) -> list[str]:
        return [name for name in self.tensors if name in self.row.derivatives]


def row_key(row: Op) -> str:
    return f"{row.name}.{row.overload}".removesuffix(".")


def rows() -> list[Op]:
    return [row for name in TABLE for row in TABLE[name]]


def is_ours_alone(row: Op) -> bool:
    """Whether this row names a step that has no operator of its own in PyTorch."""
    return row.name.startswith("_") and row.name not in ("_unsafe_view", "_to_copy")


def is_public(row: Op) -> bool:
    return row.method or row.function


def cases(row: Op) -> list[Case]:
    if row_key(row) in UNCOMPARED:
        return []
    variants: dict[str, dict[str, Any]] = {"plain": {}, **VARIANTS.get(row_key(row), {})}
    if row_key(row) not in SHAPES and all(parameter.kind.startswith("Tensor") for parameter in row.parameters):
        if len(row.tensors) == 1:
            variants["signed"] = {}
            if row.name not in ("t", "view"):
                variants["0-d"] = {"self": ()}
        elif row.promotes:
            last = row.parameters[row.tensors[-1]].name
            variants |= {"row": {last: (3,)}, "column": {last: (2, 1)}, "number": {last: ()}}
    return [Case(row, variant, _arguments(row, variant, given)) for variant, given in variants.items()]


def _arguments(row: Op, variant: str, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for position, parameter in enumerate(row.parameters):
        name = parameter.name
        literal = given.get(name, TENSORS.get(row_key(row), {}).get(name))
        if literal is None and parameter.kind == "Tensor?" and (name in given or row_key(row) not in _OPTIONAL):
            found[name] = None
        elif isinstance(literal, list) and position in (*row.tensors, *row.lists) and not _are_shapes(literal):
            found[name] = literal
        elif position in row.lists:
            found[name] = [_numbers(shape, place, float) for place, shape in enumerate(literal or [(2, 3), (2, 3)])]
        elif position in row.tensors:
            shape = given.get(name, SHAPES.get(row_key(row), {}).get(name, (2, 3)))
            found[name] = _numbers(shape, position, _kind(row, name), 1.1 if variant == "signed" else 0.0)
        elif name in given:
            found[name] = given[name]
        elif parameter.required:
            found[name] = (
                BY_ROW.get(row_key(row), VALUES)[name] if name in BY_ROW.get(row_key(row), ()) else VALUES[name]
            )
    return found


_OPTIONAL = ("clamp.Tensor",)


def _are_shapes(literal: list[Any]) -> bool:
    return bool(literal) and all(isinstance(one, tuple) for one in literal)


def _kind(row: Op, name: str) -> type:
    if name == "condition":
        return bool
    return int if row.name.startswith("bitwise") else float


def _numbers(shape: tuple[int, ...], salt: int, kind: type, less: float = 0.0) -> Any:
    """Distinct numbers between 0.35 and 1.95, no two arguments with the same."""
    steps = [(i * 37 + salt * 17 + 3) % 50 for i in range(math.prod(shape))]
    flat: list[Any] = [
        bool(step % 2) if kind is bool else step if kind is int else 0.35 + step / 31 - less for step in steps
    ]
    for size in reversed(shape[1:]):
        flat = [flat[i : i + size] for i in range(0, len(flat), size)]
    return flat if shape else flat[0]


# ── how a row is called ────────────────────────────────────────────────────────────────────────────────────────


def call_in_torch(row: Op, arguments: dict[str, Any]) -> Any:
    """The row's own overload, from PyTorch's table of operators."""
    assert worlds.TORCH is not None
    function = getattr(getattr(worlds.TORCH.ops.aten, row.name), row.overload or "default")
    return function(*_positional(row, arguments), **_named(row, arguments))


def call_in_engine(row: Op, arguments: dict[str, Any]) -> Any:
    values = [arguments.get(parameter.name, parameter.default) for parameter in row.parameters]
    return (inplace.change if row.name.endswith("_") else dispatch.call)(row, values)


def call_by_name(row: Op, arguments: dict[str, Any], torch: Any) -> Any:
    """As a student would: ``torch.name(…)`` or ``x.name(…)``; which row that means is for the engine to say."""
    positional, named = _positional(row, arguments), _named(row, arguments)
    if row.function and not row.name.endswith("_") and hasattr(torch, row.name):
        return getattr(torch, row.name)(*positional, **named)
    return getattr(positional[0], row.name)(*positional[1:], **named)


def _positional(row: Op, arguments: dict[str, Any]) -> list[Any]:
    parameters = [parameter for parameter in row.parameters if not parameter.keyword_only]
    while parameters and parameters[-1].name not in arguments:
        parameters.pop()
    return [arguments.get(parameter.name, parameter.default) for parameter in parameters]


def _named(row: Op, arguments: dict[str, Any]) -> dict[str, Any]:
    names = [parameter.name for parameter in row.parameters if parameter.keyword_only]
    return {name: arguments[name] for name in names if name in arguments}


# ── what comes of it ───────────────────────────────────────────────────────────────────────────────────────────

Call = Callable[[Op, dict[str, Any]], Any]


def answer(case: Case, torch: Any, call: Call) -> dict[str, Any]:
    """By dtype, what ``evaluate`` finds; ``reached`` is the function that the row's plain name leads to."""
    found: dict[str, Any] = {dtype: evaluate(case, torch, call, dtype) for dtype in ("float32", "float64")}
    return found | {"reached": reached(case, torch)}


def evaluate(case: Case, torch: Any, call: Call, dtype: str) -> dict[str, Any]:
    """``grads`` by input of a weighted sum of the result; ``second`` of a weighted sum of those; None: independent."""
    torch.manual_seed(3)
    tensors = leaves(case, torch, dtype)
    results = outputs(call(case.row, ready(case, tensors, torch)))
    first, everything = results[0], results
    results = [one for one in results if one.grad_fn is not None] if case.differentiable else results
    found: dict[str, Any] = {
        "dtype": str(first.dtype),
        "shape": list(first.shape),
        "value": [*map(numbers, everything)],
    }
    if not case.differentiable:
        return found | {"requires_grad": first.requires_grad}
    found |= {"grad_fn": first.grad_fn.name(), "saved": saved_tensors(first.grad_fn, case.row, torch)}
    named = flat(case, tensors)
    inputs = list(named.values())
    seeds = [weights(result, torch) for result in results]
    try:
        grads = torch.autograd.grad(
            results, inputs, seeds, create_graph=True, allow_unused=True, materialize_grads=True
        )
    except RuntimeError as error:
        return found | {"refused": str(error)}
    found["grads"] = {name: numbers(grad) for name, grad in zip(named, grads, strict=True)}
    tracked = [grad for grad in grads if grad.requires_grad]
    if tracked:
        seeds = [weights(grad, torch) for grad in tracked]
        second = torch.autograd.grad(tracked, inputs, seeds, allow_unused=True)
        found["second"] = {
            name: None if grad is None else numbers(grad) for name, grad in zip(named, second, strict=True)
        }
    return found


def outputs(result: Any) -> list[Any]:
    return list(result) if isinstance(result, (tuple, list)) else [result]


def reached(case: Case, torch: Any) -> str | None:
    """The name of the function that a call by name leaves behind; None where there is none."""
    if not is_public(case.row):
        return None
    first = outputs(call_by_name(case.row, ready(case, leaves(case, torch, "float32"), torch), torch))[0]
    return None if first.grad_fn is None else first.grad_fn.name()


def leaves(case: Case, torch: Any, dtype: str) -> dict[str, Any]:
    """The tensors among the arguments; those with a derivative require it."""
    made = {}
    for name in case.tensors:
        given, tracked = case.arguments.get(name), name in case.row.derivatives
        if given is None:
            continue
        if case.row.parameters[case.row.positions[name]].kind in ("Tensor[]", "Tensor?[]"):
            made[name] = [None if one is None else _leaf(one, torch, dtype, tracked) for one in given]
        else:
            made[name] = _leaf(given, torch, dtype if _kind(case.row, name) is float else None, tracked)
    return made


def _leaf(given: Any, torch: Any, dtype: str | None, tracked: bool) -> Any:
    """A tensor of whole numbers and bools keeps its dtype."""
    made = torch.tensor(given)
    if made.dtype == torch.float32 and dtype is not None:
        made = torch.tensor(given, dtype=getattr(torch, dtype))
    return made.requires_grad_(tracked) if made.dtype in (torch.float32, torch.float64) else made


def flat(case: Case, tensors: dict[str, Any]) -> dict[str, Any]:
    """The differentiable arguments by name, those of a list one by one."""
    found: dict[str, Any] = {}
    for name in case.differentiable:
        value = tensors.get(name)
        if isinstance(value, list):
            found |= {f"{name}[{place}]": one for place, one in enumerate(value)}
        elif value is not None:
            found[name] = value
    return found


def ready(case: Case, tensors: dict[str, Any], torch: Any) -> dict[str, Any]:
    """All arguments; one that is changed in place is a copy, for leaves refuse."""
    found = {**case.arguments, **tensors}
    if "dtype" in found:
        found["dtype"] = getattr(torch, found["dtype"])
    if case.row.name.endswith("_"):
        found["self"] = found["self"].clone()
    return found


def numbers(tensor: Any) -> Any:
    """The numbers of a tensor; PyTorch keeps none for gradients it knows to be zero, until they are copied."""
    return tensor.detach().clone().tolist()


def weights(tensor: Any, torch: Any) -> Any:
    """A seed that is never just ones."""
    return torch.tensor(_numbers(tuple(tensor.shape), 7, float), dtype=tensor.dtype)


def saved_tensors(function: Any, row: Op, torch: Any) -> list[str]:
    """The names under which a function keeps tensors: arguments of the row, or its result."""
    names = [f"_saved_{name}" for name in (*row.positions, "result", *row.returns)]
    return [name for name in names if isinstance(getattr(function, name, None), torch.Tensor)]


def facts(row: Op, torch: Any) -> dict[str, Any]:
    """What PyTorch says of a row: its schema, and whether it is a method, a function, and can be done in place."""
    schemas = torch._C._jit_get_schemas_for_operator(f"aten::{row.name}")
    schema = next(str(one) for one in schemas if one.overload_name == row.overload)
    tensor = torch.Tensor
    return {
        "schema": schema.removeprefix("aten::").rpartition(" -> ")[0],
        "method": hasattr(tensor, row.name),
        "function": hasattr(torch, row.name),
        "inplace": hasattr(tensor, row.name if row.name.endswith("_") else f"{row.name}_"),
    }


def all_answers(torch: Any) -> dict[str, Any]:
    known = [row for row in rows() if not is_ours_alone(row)]
    found: dict[str, Any] = {f"{row_key(row)}, facts": facts(row, torch) for row in known}
    for case in (case for row in known for case in cases(row)):
        found[case.key] = answer(case, torch, call_in_torch)
    return found
