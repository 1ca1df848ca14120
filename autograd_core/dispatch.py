"""A call → its row → a result → a node. Also gives Tensor the methods and operators that the rows stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import inplace, ops
from .binding import choose
from .compute import allowed, forward, promote_all
from .context import current, warn
from .dtypes import FLOATING
from .errors import ArgumentError, AutogradError
from .ops import lacking
from .recording import keep_result, record, view_of, wanted_of
from .returns import returned
from .schema import TABLE, Op, find
from .tensor import Tensor, build, bump, changed, shared

assert ops


def call(op: Op, values: Sequence[Any]) -> Tensor:
    """Run ``op`` on its arguments, in the order of its schema, and record it if it must be.

    Where the row ``returns`` several tensors, the result is a tuple of them. Raises AutogradError where PyTorch would
    raise RuntimeError.
    """
    if op.returns:
        return call_several(op, values)  # type: ignore[no-any-return]
    run = current()
    arrays = list(values)
    for position in op.tensors:
        value = values[position]
        if isinstance(value, Tensor):
            arrays[position] = shared(value) if op.is_view else value._data
    if op.lists:
        unpack_lists(op, arrays)
    wanted = wanted_of(op, values) if run.grad_enabled and not run.inference else 0
    if op.promotes is not None:
        promote_all(op, arrays)
    data = forward(op, arrays) if run.budget is None else allowed(run.budget, op, arrays)
    node = None
    if wanted and op.grad_fn is not None and data.dtype.kind in "fc":
        node = record(run, op, values, wanted, data)
    made = build(data, node)
    if node is not None and node.plan.sees_result:
        keep_result(node, made)
    if op.is_view:
        view_of(made, values[op.tensors[0]], run)
    if run.recorder is not None:
        run.recorder.called(op, values, made, node, False)
    return made


def call_several(op: Op, values: Sequence[Any]) -> Any:
    """``call`` for an op that gives several tensors; those of whole numbers have no node."""
    run = current()
    arrays = [
        (shared(value) if op.is_view else value._data) if isinstance(value, Tensor) else value for value in values
    ]
    if op.lists:
        unpack_lists(op, arrays)
    if op.promotes is not None:
        promote_all(op, arrays)
    data = forward(op, arrays) if run.budget is None else allowed(run.budget, op, arrays)
    if run.budget is not None:
        run.budget.allow("container_length", len(data))
    wanted = wanted_of(op, values) if run.grad_enabled and not run.inference else 0
    node, followed = None, tuple(one for one in data if one.dtype.kind in "fc")
    if wanted and op.grad_fn is not None and followed:
        node = record(run, op, values, wanted, followed if len(followed) > 1 else followed[0])
    made = [
        build(one, node if one.dtype.kind in "fc" else None, at if node is not None else 0)
        for at, one in enumerate(data)
    ]
    if node is not None and node.plan.sees_result:
        keep_result(node, *made)
    if op.is_view:
        for one in made:
            view_of(one, values[0], run, multiple=True)
    if run.recorder is not None:
        run.recorder.called_several(op, values, made, node)
    return returned(op.name, op.returns, made) if op.names_results else tuple(made)


def unpack_lists(op: Op, arrays: list[Any]) -> None:
    """Put arrays in the place of the tensors of a list."""
    for position in op.lists:
        if arrays[position] is not None:
            arrays[position] = [one._data if isinstance(one, Tensor) else one for one in arrays[position]]


# ── methods, functions, operators ──────────────────────────────────────────────────────────────────────────────


def entry(name: str, is_method: bool, base: str) -> Callable[..., Any]:
    """The function behind ``torch.<name>`` or ``Tensor.<name>``: finds the row that fits its arguments."""
    rows = [
        row
        for row in TABLE[base]
        if row.public and (row.method and row.tensors[:1] == (0,) if is_method else row.function)
    ]

    def function(*arguments: Any, **named: Any) -> Any:
        out = named.pop("out", None)
        op, values = choose(name, rows, arguments, named, is_method)
        return call(op, values) if out is None else write_out(name, op, values, out)

    function.__name__ = function.__qualname__ = name
    return function


RESIZED = (
    "An output with one or more elements was resized since it had shape {}, which does not match the required output "
    "shape {}. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they "
    "have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
    "t.resize_(0)."
)


def write_out(name: str, op: Op, values: Sequence[Any], out: Any) -> Tensor:
    """``out=``: the result is written there. Raises AutogradError where gradients would be lost."""
    if not isinstance(out, Tensor):
        raise ArgumentError(f"{name}(): argument 'out' must be Tensor, not {type(out).__name__}")
    tracked = [value for value in (*values, out) if isinstance(value, Tensor) and value.requires_grad]
    if tracked and current().grad_enabled:
        raise AutogradError(
            f"{op.name}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad.",
            subject=tracked[0],
        )
    result = call(op, values)
    if inplace.rank(result._data.dtype) > inplace.rank(out._data.dtype):
        given, wanted = result.dtype.title, out.dtype.title
        raise AutogradError(f"result type {given} can't be cast to the desired output type {wanted}", subject=out)
    if result.shape == out.shape:
        return inplace.change(find("copy_"), (out, result, False))
    if out.numel():
        warn(RESIZED.format(list(out.shape), list(result.shape)))
    out._data = result._data.astype(out._data.dtype)
    bump(out)
    changed(out)
    return out


def inplace_entry(name: str, base: str) -> Callable[..., Any]:
    """The function behind ``Tensor.<name>_``."""
    rows = [row for row in TABLE[base] if row.public and row.inplace]

    def method(self: Tensor, *arguments: Any, **named: Any) -> Tensor:
        op, values = choose(name, rows, (self, *arguments), named, True)
        return inplace.change(op, values)

    method.__name__ = method.__qualname__ = name
    return method


def internal(op: Op) -> Callable[..., Any]:
    defaults = [parameter.default for parameter in op.parameters]

    def method(*arguments: Any) -> Any:
        return call(op, (*arguments, *defaults[len(arguments) :]))

    return method


def operator(name: str) -> Callable[[Tensor, Any], Any]:
    rows = TABLE[name]
    row = next((row for row in rows if row.overload in ("Tensor", "")), rows[0])
    scalar = next((row for row in rows if row.overload == "Scalar"), None)
    count = len(row.parameters)

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, int, float, complex)):
            return NotImplemented
        if scalar is not None and not isinstance(other, Tensor) and (current().deriving or not row.takes_numbers):
            return call(scalar, (self, other))
        return call(row, (self, other, 1)) if count == 3 else call(row, (self, other))

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
    if not isinstance(other, (int, float)):
        return NotImplemented
    if current().deriving:  # PyTorch's own code makes a tensor of the number
        return call(find("sub", "Tensor"), (build(self._data.dtype.type(other)), self, 1))
    return call(find("rsub", "Scalar"), (self, other, 1))


def _divide(self: Tensor, other: Any) -> Any:
    """``2 / x`` is ``x.reciprocal() * 2``, as in PyTorch."""
    if not isinstance(other, (int, float)):
        return NotImplemented
    return call(find("mul", "Tensor"), (call(find("reciprocal"), (self,)), other))


def _in_place(name: str, power: bool = False) -> Callable[[Tensor, Any], Any]:
    plain = "Tensor" if any(row.overload == "Tensor" for row in TABLE[name]) else ""

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, int, float, complex)):
            return NotImplemented
        overload = plain if not power else "Tensor_Tensor" if isinstance(other, Tensor) else "Tensor_Scalar"
        op = find(name, overload)
        if not power and not op.takes_numbers and not isinstance(other, Tensor):
            op = find(name, "Scalar")
        return inplace.change(op, (self, other, 1) if len(op.parameters) == 3 else (self, other))

    return method


def _invert(self: Tensor) -> Tensor:
    if self.dtype.category >= FLOATING:
        raise ArgumentError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return call(find("bitwise_not"), (self,))


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
    "__invert__": _invert,
}


def install() -> tuple[dict[str, Callable[..., Any]], frozenset[str]]:
    """Give Tensor its methods; the ``torch`` functions of the table, and the names of the methods."""
    lacking.install()
    functions: dict[str, Callable[..., Any]] = {}
    methods: set[str] = set()
    for base, rows in TABLE.items():
        for one in rows:
            setattr(Tensor, f"_op_{base}_{one.overload}".rstrip("_"), internal(one))
        for name in (base, *(alias for one in rows for alias in one.also.split())):
            if any(one.method for one in rows) and not name.endswith("_"):
                setattr(Tensor, name, entry(name, True, base))
                methods.add(name)
            if any(one.function for one in rows) and not name.endswith("_"):
                functions[name] = entry(name, False, base)
            if any(one.inplace for one in rows):
                form = name if name.endswith("_") else f"{name}_"
                setattr(Tensor, form, inplace_entry(form, base))
                methods.add(form)
    for name, method in OPERATORS.items():
        setattr(Tensor, name, method)
    setattr(Tensor, "_made_of", staticmethod(build))  # noqa: B010
    setattr(Tensor, "__hash__", object.__hash__)  # noqa: B010  (== compares numbers, a set goes by identity)
    return functions, frozenset(methods)
