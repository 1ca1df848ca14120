"""The quick way through the operations that programs use most, where nothing unusual is on.

Same dtype on both sides or a Python number, no view that could have changed, nobody watching: then the result and its
node can be made at once. In every other case, and for every error, the same call goes the way of ``dispatch``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import add, iadd, imul, isub, mul, sub, truediv
from typing import Any

import numpy as np

from .arithmetic import constant
from .context import _current
from .node import SCALAR, SIZES, Node, keep, plan_for
from .schema import Op, find
from .tensor import Tensor

Method = Callable[..., Any]
FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
FLOATS = (FLOAT32, FLOAT64)
SINGLE, ARRAY = np.float32, np.ndarray


class _Nothing:
    """In the place of a Run, before there is one."""

    plain = False


_NOTHING: Any = _Nothing()
_tensor = partial(object.__new__, Tensor)  # in less time than ``object.__new__(Tensor)``
_get = _current.get


# What a node keeps, by its position in the schema: one of these three, or the alpha that stands at its default, 1.
SELF, OTHER, RESULT = "self", "other", "result"
OF_ONE: dict[int, Any] = {0: SELF, -1: RESULT}
OF_TWO: dict[int, Any] = {0: SELF, 1: OTHER, 2: 1}


def savers(op: Op, ways: dict[int, Any]) -> list[Any]:
    """For each set of wanted inputs: the plan, and which one thing or two it keeps.

    None in the place of all where things are not so simple.
    """
    found: list[Any] = [None]
    for wanted in range(1, 1 << len(op.inputs)):
        plan = plan_for(op, wanted)
        keeps = [position for _, position, size in plan.keeps if not size and position in ways]
        simple = len(keeps) == len(plan.keeps) <= 2 and plan.quick
        found.append((plan, *([ways[position] for position in keeps] + [None] * 2)[:2]) if simple else None)
    return found


def binary(op: Op, compute: Callable[[Any, Any], Any], slow: Method, exact: bool = False) -> Method:
    """``self`` and another tensor or number; further arguments of the row stand at their defaults.

    ``exact`` says that ``compute`` must see a number as it is.
    """
    plans = savers(op, OF_TWO)
    return named(_quick_binary(plans, compute, slow, exact), slow) if None not in plans[1:] else slow


def _quick_binary(plans: list[Any], compute: Callable[[Any, Any], Any], slow: Method, exact: bool) -> Method:
    def method(self: Tensor, other: Any) -> Any:
        run, a, x = _get(_NOTHING), self._data, self._extra
        if not run.plain or (x is not None and (x.base is not None or x.number)):
            return slow(self, other)
        edge, kind = self._edge, type(other)
        if kind is float or kind is int:
            second = y = None
            fits = (single := type(a) is SINGLE) or a.dtype in FLOATS
            b = other if single or exact or not (other and fits) else constant(other, a.dtype)
        elif kind is Tensor or isinstance(other, Tensor):
            b, second, y = other._data, other._edge, other._extra
            fits = (type(a) is SINGLE and type(b) is SINGLE) or (a.dtype is b.dtype and a.dtype in FLOATS)
        else:
            return slow(self, other)
        if not fits or (y is not None and (y.base is not None or y.number)):
            return slow(self, other)
        try:
            data = compute(a, b)
        except (ValueError, OverflowError):
            return slow(self, other)  # which says what is wrong
        made = _tensor()
        made._data, made._extra = data, None
        if (edge is None and second is None) or not run.grad_enabled:
            made._edge = None
        else:
            made._edge = node = Node()
            node.plan, first, last = plans[1 if second is None else 2 if edge is None else 3]
            node._a, node._b, node.hooks = edge, second, None
            node.sequence_nr, node.meta = next(run.clock), SCALAR if type(data) is SINGLE else (data.shape, data.dtype)
            if (x is None or (x.counter is None and not x.detached and not x.inference)) and (
                y is None or (y.counter is None and not y.detached and not y.inference)
            ):
                node._x = other if first is OTHER else self if first is SELF else first
                node._y = last if last is None else self if last is SELF else other if last is OTHER else last
            else:
                node._x, node._y = kept(first, self, other), kept(last, self, other)
        return made

    return method


def kept(way: Any, self: Tensor, other: Any) -> Any:
    """One of the things a node keeps, where there is something unusual about ``self`` or ``other``."""
    if way is SELF:
        return keep(self)
    if way is OTHER:
        return keep(other) if isinstance(other, Tensor) else other
    return way


def named(method: Method, slow: Method) -> Method:
    """The quick way under the name of the other."""
    method.__name__ = method.__qualname__ = slow.__name__
    return method


def unary(op: Op, compute: Callable[[Any], Any], slow: Method) -> Method:
    """``self`` alone; further arguments of the row stand at their defaults."""
    plans = savers(op, OF_ONE)
    if plans[1] is None:
        return slow
    plan, first, last = plans[1]
    if last is not None:
        return slow

    def method(self: Tensor, *others: Any, **named: Any) -> Any:
        run = _get(_NOTHING)
        if others or named or not run.plain:
            return slow(self, *others, **named)
        a, x, edge = self._data, self._extra, self._edge
        if type(a) is not SINGLE and a.dtype is not FLOAT32 and a.dtype is not FLOAT64:
            return slow(self)
        if x is not None and (x.base is not None or x.number):
            return slow(self)
        data = compute(a)
        made = _tensor()
        made._data, made._extra = data, None
        if edge is None or not run.grad_enabled:
            made._edge = None
            return made
        made._edge = node = Node()
        node.plan, node.hooks, node.sequence_nr = plan, None, next(run.clock)
        node._a, node._b, node._y = edge, None, None
        node._x = data if first is RESULT else None if first is None else self if x is None else keep(self)
        node.meta = SCALAR if type(data) is SINGLE else (data.shape, data.dtype)
        return made

    return named(method, slow)


def inplace(change: Callable[[Any, Any], Any], slow: Method) -> Method:
    """A change of a tensor by another of the same dtype and shape, or a number, that nobody records."""

    def method(self: Tensor, other: Any) -> Any:
        run = _get(_NOTHING)
        array, extra = self._data, self._extra
        if not run.plain or run.grad_enabled or type(array) is not ARRAY or array.dtype is not FLOAT32:
            return slow(self, other)
        if extra is None or extra.counter is None or extra.inference:
            return slow(self, other)
        if isinstance(other, Tensor):
            data = other._data
            if data.dtype is not FLOAT32 or data.shape != array.shape:
                return slow(self, other)
        elif type(other) is float or type(other) is int:
            data = other
        else:
            return slow(self, other)
        try:
            change(array, data)
        except (ValueError, OverflowError):  # it is read-only, or the number too large: numpy has changed nothing
            return slow(self, other)
        extra.counter[0] += 1
        return self

    return named(method, slow)


def product(slow: Method) -> Method:
    """``@`` of two matrices."""
    matrices = binary(find("mm"), np.ndarray.dot, slow)  # half the time of np.matmul for small ones

    def method(self: Tensor, other: Any) -> Any:
        if isinstance(other, Tensor) and self._data.ndim == 2 and other._data.ndim == 2:
            return matrices(self, other)
        return slow(self, other)

    return named(method, slow)


def whole(op: Op, compute: Callable[[Any], Any], slow: Method) -> Method:
    """``sum()`` and ``mean()`` of everything: a node keeps sizes of its input alone."""
    plan = plan_for(op, 1)
    size: Callable[[Any], Any] = SIZES["_sym_numel"] if len(plan.keeps) > 1 else lambda _: None

    def method(self: Tensor, *others: Any, **named: Any) -> Any:
        run = _get(_NOTHING)
        array, extra, edge = self._data, self._extra, self._edge
        if others or named or not run.plain or type(array) is not np.ndarray or array.dtype is not FLOAT32:
            return slow(self, *others, **named)
        if extra is not None and (extra.base is not None or extra.number):
            return slow(self)
        made = _tensor()
        made._data, made._extra, made._edge = compute(array), None, None
        if edge is not None and run.grad_enabled:
            node = made._edge = Node()
            node.plan, node.meta, node.sequence_nr = plan, SCALAR, next(run.clock)
            node._a, node._b, node.hooks = edge, None, None
            node._x, node._y = array.shape, size(array)
        return made

    return named(method, slow)


def power(slow: Method) -> Method:
    """``**`` with a number."""
    of_number = binary(find("pow", "Tensor_Scalar"), find("pow", "Tensor_Scalar").forward, slow, exact=True)

    def method(self: Tensor, other: Any) -> Any:
        return of_number(self, other) if type(other) is float or type(other) is int else slow(self, other)

    return named(method, slow)


_BINARY: dict[str, tuple[tuple[str, str], Callable[[Any, Any], Any]]] = {
    "__add__": (("add", "Tensor"), add),
    "__sub__": (("sub", "Tensor"), sub),
    "__mul__": (("mul", "Tensor"), mul),
    "__truediv__": (("div", "Tensor"), truediv),
}
_add_up = np.add.reduce
_WHOLE: dict[str, Callable[[Any], Any]] = {
    "sum": lambda array: _add_up(array, None),
    "mean": lambda array: _add_up(array, None) / array.size,
}
_UNARY = "exp log sin cos tanh sigmoid relu sqrt neg abs square"
_INPLACE = {"__iadd__": iadd, "__isub__": isub, "__imul__": imul}


def _of(name: str) -> Method:
    found: Method = getattr(Tensor, name)
    return found


def install() -> None:
    """Put the quick way in front of the methods it knows."""
    made: dict[str, Method] = {}
    for name, (row, compute) in _BINARY.items():
        made[name] = binary(find(*row), compute, _of(name))
    for name in _UNARY.split():
        op = find(name)
        made[name] = unary(op, op.forward, _of(name))
    for name, change in _INPLACE.items():
        made[name] = inplace(change, _of(name))
    for name, whole_of in _WHOLE.items():
        op = find(name)
        made[name] = whole(op, whole_of, _of(name))
    made |= {"__radd__": made["__add__"], "__rmul__": made["__mul__"], "__neg__": made["neg"]}
    made |= {"__matmul__": product(_of("__matmul__")), "__pow__": power(_of("__pow__"))}
    for name, method in made.items():
        setattr(Tensor, name, method)
