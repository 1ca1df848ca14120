"""A call → its row → a result → a node. Also gives Tensor the methods and operators that the rows stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import inplace, ops
from .binding import choose
from .compute import allow, forward, promote_all
from .context import current
from .recording import keep_result, record, view_of, wanted_of
from .schema import TABLE, Op, find
from .tensor import Tensor, build, shared

assert ops


def call(op: Op, values: Sequence[Any]) -> Tensor:
    """Run ``op`` on its arguments, in the order of its schema, and record it if it must be.

    Raises AutogradError where PyTorch would raise RuntimeError.
    """
    run = current()
    arrays = list(values)
    for position in op.tensors:
        value = values[position]
        if isinstance(value, Tensor):
            arrays[position] = shared(value) if op.is_view else value._data
    wanted = wanted_of(op, values) if run.grad_enabled else 0
    if op.promotes is not None:
        promote_all(op, arrays)
    if run.budget is not None:
        allow(run.budget, op, arrays)
    data = forward(op, arrays)
    node = None
    if wanted and op.grad_fn is not None and data.dtype.kind == "f":
        node = record(run, op, values, wanted, data)
    made = build(data, node)
    if node is not None and node.plan.sees_result:
        keep_result(node, made)
    if op.is_view:
        view_of(made, values[op.tensors[0]], run)
    if run.recorder is not None:
        run.recorder.called(op, values, made, node, False)
    return made


def call_several(op: Op, values: Sequence[Any]) -> tuple[Tensor, ...]:
    """``call`` for an op that gives several views of its first argument, such as ``unbind``."""
    run = current()
    source: Tensor = values[0]
    arrays = tuple(op.forward(shared(source), *values[1:]))
    if run.budget is not None:
        run.budget.allow("container_length", len(arrays))
    tracked = source.edge is not None and run.grad_enabled and source._data.dtype.kind == "f" and bool(arrays)
    node = record(run, op, values, 1, arrays) if tracked else None
    made = tuple(build(array, node, number) for number, array in enumerate(arrays))
    for one in made:
        view_of(one, source, run, multiple=True)
    if run.recorder is not None:
        run.recorder.called_several(op, values, made, node)
    return made


# ── methods, functions, operators ──────────────────────────────────────────────────────────────────────────────


def rows_for(name: str) -> list[Op]:
    """The rows a program may mean; where a number is wrapped as a tensor, never the one for numbers."""
    rows = TABLE[name]
    return [row for row in rows if row.overload != "Scalar" or not any(other.takes_numbers for other in rows)]


def entry(name: str, is_method: bool = False) -> Callable[..., Any]:
    """The function behind ``torch.<name>`` or ``Tensor.<name>``: finds the row that fits its arguments."""
    rows = rows_for(name)

    def function(*arguments: Any, **named: Any) -> Tensor:
        op, values = choose(name, rows, arguments, named, is_method)
        return call(op, values)

    function.__name__ = function.__qualname__ = name
    return function


def inplace_entry(name: str) -> Callable[..., Any]:
    """The function behind ``Tensor.<name>_``."""
    base = name.removesuffix("_")
    rows = TABLE.get(name) or rows_for(base)

    def method(self: Tensor, *arguments: Any, **named: Any) -> Tensor:
        op, values = choose(name, rows, (self, *arguments), named, True)
        return inplace.change(op, values)

    method.__name__ = method.__qualname__ = name
    return method


def internal(op: Op) -> Callable[..., Any]:
    def method(*arguments: Any) -> Tensor:
        return call(op, arguments)

    return method


def operator(name: str) -> Callable[[Tensor, Any], Any]:
    rows = TABLE[name]
    row = next((row for row in rows if row.overload in ("Tensor", "")), rows[0])
    scalar = next((row for row in rows if row.overload == "Scalar"), None)

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, int, float)):
            return NotImplemented
        if scalar is not None and not isinstance(other, Tensor) and (current().deriving or not row.takes_numbers):
            return call(scalar, (self, other))
        return call(row, (self, other, 1)) if len(row.parameters) == 3 else call(row, (self, other))

    return method


def _power(self: Tensor, exponent: Any) -> Any:
    if not isinstance(exponent, (Tensor, int, float)):
        return NotImplemented
    return call(find("pow", "Tensor_Tensor" if isinstance(exponent, Tensor) else "Tensor_Scalar"), (self, exponent))


def _power_of(self: Tensor, base: Any) -> Any:
    if not isinstance(base, (int, float)):
        return NotImplemented
    return call(find("pow", "Scalar"), (base, self))


def _subtract_from(self: Tensor, other: Any) -> Any:
    return call(find("rsub", "Scalar"), (self, other, 1)) if isinstance(other, (int, float)) else NotImplemented


def _divide(self: Tensor, other: Any) -> Any:
    """``2 / x`` is ``x.reciprocal() * 2``, as in PyTorch."""
    if not isinstance(other, (int, float)):
        return NotImplemented
    return call(find("mul", "Tensor"), (call(find("reciprocal"), (self,)), other))


def _in_place(name: str, power: bool = False) -> Callable[[Tensor, Any], Any]:
    plain = "Tensor" if any(row.overload == "Tensor" for row in TABLE[name]) else ""

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, int, float)):
            return NotImplemented
        overload = plain if not power else "Tensor_Tensor" if isinstance(other, Tensor) else "Tensor_Scalar"
        op = find(name, overload)
        if not power and not op.takes_numbers and not isinstance(other, Tensor):
            op = find(name, "Scalar")
        return inplace.change(op, (self, other, 1) if len(op.parameters) == 3 else (self, other))

    return method


OPERATORS: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": operator(name) for name in ("add", "sub", "mul", "eq", "ne", "lt", "le", "gt", "ge")},
    **{f"__{name}__": operator(f"bitwise_{name}") for name in ("and", "or", "xor")},
    **{f"__i{name}__": _in_place(name) for name in ("add", "sub", "mul")},
    "__radd__": operator("add"),
    "__rmul__": operator("mul"),
    "__rsub__": _subtract_from,
    "__truediv__": operator("div"),
    "__rtruediv__": _divide,
    "__itruediv__": _in_place("div"),
    "__mod__": operator("remainder"),
    "__imod__": _in_place("remainder"),
    "__pow__": _power,
    "__rpow__": _power_of,
    "__ipow__": _in_place("pow", power=True),
    "__floordiv__": operator("floor_divide"),
    "__ifloordiv__": _in_place("floor_divide"),
    "__neg__": lambda self: call(find("neg"), (self,)),
    "__abs__": lambda self: call(find("abs"), (self,)),
    "__invert__": lambda self: call(find("bitwise_not"), (self,)),
    "__pos__": lambda self: self,
}


def install() -> tuple[dict[str, Callable[..., Any]], frozenset[str]]:
    """Give Tensor its methods; the ``torch`` functions of the table, and the names of the methods."""
    functions: dict[str, Callable[..., Any]] = {}
    methods: set[str] = set()
    for name, rows in TABLE.items():
        row = rows[0]
        if row.method and not name.endswith("_"):
            setattr(Tensor, name, entry(name, True))
            methods.add(name)
        else:
            setattr(Tensor, f"_op_{name}", internal(row))
        if row.function and not name.endswith("_"):
            functions[name] = entry(name)
        if any(one.inplace for one in rows):
            form = name if name.endswith("_") else f"{name}_"
            setattr(Tensor, form, inplace_entry(form))
            methods.add(form)
    for name, method in OPERATORS.items():
        setattr(Tensor, name, method)
    setattr(Tensor, "__hash__", object.__hash__)  # noqa: B010  (== compares numbers, a set goes by identity)
    return functions, frozenset(methods)
