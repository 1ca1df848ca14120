"""What every row of the op table is tried on, and what PyTorch answers: made from the row itself.

A row with tensors of any shape needs nothing here. A row that wants particular shapes gets them in SHAPES, other
arguments come from VALUES by their name, and further variants stand in VARIANTS.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd_core import dispatch, inplace
from autograd_core.schema import TABLE, Op

from . import worlds

# Tensor arguments that cannot simply be (2, 3), by the row's key.
SHAPES: dict[str, dict[str, tuple[int, ...]]] = {
    "mm": {"mat2": (3, 2)},
    "mv": {"vec": (3,)},
    "dot": {"self": (3,), "tensor": (3,)},
    "bmm": {"self": (2, 2, 3), "mat2": (2, 3, 2)},
    "expand": {"self": (2, 1)},
    "squeeze": {"self": (2, 1, 3)},
    "squeeze.dim": {"self": (1, 3)},
}

# Arguments that are not tensors and have no default, by name.
VALUES: dict[str, Any] = {
    "dim": 0,
    "dim0": 0,
    "dim1": 1,
    "dims": [1, 0],
    "exponent": 3,
    "index": 1,
    "other": 2.5,
    "self": 1.7,
    "size": [3, 2],
    "threshold": 0,
    "value": 1.5,
}

# Rows with several results.
SEVERAL = {"unbind"}

_DIMS = {"last": {"dim": [-1]}, "kept": {"dim": [1], "keepdim": True}, "both": {"dim": [0, 1]}, "all": {"dim": None}}

# Other arguments worth trying, by the row's key; a tuple for a tensor is its shape.
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "add.Tensor": {"alpha": {"alpha": 3}},
    "sub.Tensor": {"alpha": {"alpha": 3}},
    "rsub.Scalar": {"alpha": {"alpha": 3}},
    "pow.Tensor_Scalar": {str(n): {"exponent": n} for n in (0, 1, 2, -1, -2, 0.5, -0.5, 2.5)},
    "pow.Scalar": {"one": {"self": 1}, "below one": {"self": 0.25}},
    "sum.dim_IntList": _DIMS,
    "mean.dim": _DIMS,
    "view": {"flat": {"size": [6]}, "inferred": {"size": [-1, 2]}},
    "expand": {"plain": {"size": [2, 3]}, "more": {"size": [4, 2, 3]}, "kept": {"size": [-1, 3]}},
    "transpose.int": {"from behind": {"dim0": -1, "dim1": 0}},
    "permute": {"three": {"self": (2, 3, 2), "dims": [2, 0, 1]}},
    "unsqueeze": {"last": {"dim": -1}},
    "squeeze.dim": {"not one": {"dim": 1}},
    "dot": {"empty": {"self": (0,), "tensor": (0,)}},
    "_to_copy": {"plain": {"dtype": "float64"}, "float": {"dtype": "float32"}},
    "sum": {"double": {"dtype": "float64"}},
    "mean": {"double": {"dtype": "float64"}},
    "mm": {"one row": {"self": (1, 3)}},
}


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
        return [self.row.parameters[i].name for i in self.row.tensors]

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
        if position in row.tensors:
            shape = given.get(name, SHAPES.get(row_key(row), {}).get(name, (2, 3)))
            found[name] = _numbers(shape, position, _kind(row, name), 1.1 if variant == "signed" else 0.0)
        elif name in given:
            found[name] = given[name]
        elif parameter.required:
            found[name] = VALUES[name]
    return found


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
    if row.name in SEVERAL:
        return dispatch.call_several(row, values)
    return (inplace.change if row.name.endswith("_") else dispatch.call)(row, values)


def call_by_name(row: Op, arguments: dict[str, Any], torch: Any) -> Any:
    """As a student would: ``torch.name(…)`` or ``x.name(…)``; which row that means is for the engine to say."""
    positional, named = _positional(row, arguments), _named(row, arguments)
    if row.function and not row.name.endswith("_") and hasattr(torch, row.name):
        return getattr(torch, row.name)(*positional, **named)
    return getattr(positional[0], row.name)(*positional[1:], **named)


def _positional(row: Op, arguments: dict[str, Any]) -> list[Any]:
    names = [parameter.name for parameter in row.parameters if not parameter.keyword_only]
    return [arguments[name] for name in names if name in arguments]


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
    tensors = leaves(case, torch, dtype)
    results = outputs(call(case.row, ready(case, tensors, torch)))
    first = results[0]
    found: dict[str, Any] = {"dtype": str(first.dtype), "shape": list(first.shape), "value": [*map(numbers, results)]}
    if not case.differentiable:
        return found | {"requires_grad": first.requires_grad}
    found |= {"grad_fn": first.grad_fn.name(), "saved": saved_tensors(first.grad_fn, case.row, torch)}
    inputs = [tensors[name] for name in case.differentiable]
    seeds = [weights(result, torch) for result in results]
    try:
        grads = torch.autograd.grad(results, inputs, seeds, create_graph=True)
    except RuntimeError as error:
        return found | {"refused": str(error)}
    found["grads"] = {name: numbers(grad) for name, grad in zip(case.differentiable, grads, strict=True)}
    tracked = [grad for grad in grads if grad.requires_grad]
    if tracked:
        seeds = [weights(grad, torch) for grad in tracked]
        second = torch.autograd.grad(tracked, inputs, seeds, allow_unused=True)
        found["second"] = {
            name: None if grad is None else numbers(grad)
            for name, grad in zip(case.differentiable, second, strict=True)
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
        wanted = getattr(torch, dtype) if _kind(case.row, name) is float else None
        made[name] = torch.tensor(case.arguments[name], dtype=wanted, requires_grad=name in case.row.derivatives)
    return made


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
    names = [f"_saved_{name}" for name in (*row.positions, "result")]
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
