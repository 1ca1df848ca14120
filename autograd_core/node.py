"""Node: one recorded operation; AccumulateGrad: the end of a way at a leaf.

Gradients travel as plain arrays, or as Tensors when the pass itself is recorded (``create_graph=True``). The same
derivative runs on both: see ``kernels``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import kernels
from .context import current
from .dtypes import of_number
from .errors import ArgumentError, AutogradError, UnknownAttribute
from .hooks import Hooks, RemovableHandle, hooks_of, register
from .plans import SIZES, Plan, plan_for
from .saved import FREED, Kept, KeptList, Output, Packed, changed, input_data, keep, op_name, plain
from .schema import Op

if TYPE_CHECKING:
    from .tensor import Tensor


class All(tuple[Any, ...]):
    """Everything that a node keeps, where it is not spread over ``_x`` and ``_y``."""

    __slots__ = ()


GONE = All(("freed",))  # what a node keeps after it was freed


NOTHING = All()
SCALAR = ((), np.dtype(np.float32))  # shape and dtype of most results


class Node:
    """A recorded operation. ``edges`` and ``numbers`` are next_functions, unzipped.

    ``shapes`` and ``dtypes`` describe the outputs, and so the gradients that arrive: one pair, or one for each output.

    Note [No tuples]: most nodes have one edge or two, and keep one thing or two. Those stand in ``_a`` and ``_b``,
    ``_x`` and ``_y``, which costs less memory and less work for the garbage collector. Where there are more, or the
    edges have numbers, ``_a`` is a tuple and ``_b`` the numbers; ``_x`` is an All. There is no ``__init__``, without
    which an object is made in half the time: ``swift`` sets every field itself, everybody else calls ``started``.

    Note [One class]: CPython remembers, at each place of a program, the class whose fields it met there last, and is
    slow when it meets another, or one with a ``__getattr__``. So the nodes of ``swift`` are plain Nodes, and get the
    class that PyTorch gives them, MulBackward0, when somebody looks: see ``dressed``.
    """

    __slots__ = ("_a", "_b", "_x", "_y", "hooks", "meta", "plan", "sequence_nr")

    count: int = 1  # of outputs; of each node where a class has several
    is_leaf: ClassVar[bool] = False

    # A Tensor around (array, node, number, counter); set by tensor.py, which stands above this file.
    build: ClassVar[Callable[..., Tensor]]
    tensor_type: ClassVar[type[Tensor]]

    _a: Any
    _b: Any
    _x: Any
    _y: Any
    plan: Plan
    sequence_nr: int
    meta: tuple[Any, Any]
    hooks: Hooks | None

    @property
    def op(self) -> Op:
        """The row of the table that was recorded."""
        return self.plan.op

    @property
    def edges(self) -> tuple[Node | None, ...]:
        """Where its gradients go: the next_functions without their numbers."""
        a = self._a
        if type(a) is tuple:
            return a
        return (a,) if self.plan.single else (a, self._b)

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """Which output of the next function each edge leads to; None where it is always the first."""
        return self._b if type(self._a) is tuple else None

    @numbers.setter
    def numbers(self, value: tuple[int, ...] | None) -> None:
        self._a, self._b = self.edges, value

    @property
    def saved(self) -> tuple[Any, ...] | None:
        """What it keeps, in the order of its plan; None once freed."""
        x = self._x
        if type(x) is All:
            return None if x is GONE else tuple(x)
        count = len(self.plan.keeps)
        return (x, self._y)[:count]

    @saved.setter
    def saved(self, value: tuple[Any, ...] | None) -> None:
        self._x, self._y = GONE if value is None else All(value), None

    @property
    def shapes(self) -> Any:
        return self.meta[0]

    @shapes.setter
    def shapes(self, value: Any) -> None:
        self.meta = (value, self.meta[1])

    @property
    def dtypes(self) -> Any:
        return self.meta[1]

    @dtypes.setter
    def dtypes(self, value: Any) -> None:
        self.meta = (self.meta[0], value)

    @property
    def metadata(self) -> dict[Any, Any]:
        """A place for notes; it stays as long as the node."""
        if self.hooks is None:
            self.hooks = Hooks()
        return self.hooks.metadata

    def _sequence_nr(self) -> int:
        return self.sequence_nr

    @property
    def variable(self) -> Tensor | None:
        return None

    @property
    def kind(self) -> str:
        """The name of its class, as in ``<MulBackward0 object>``."""
        return self.op.grad_fn or ""

    def name(self) -> str:
        """PyTorch's name: that of its class, and where that is written by hand, its namespace."""
        return self.kind if self.kind[-1:].isdigit() or self.kind.endswith("_copy") else f"torch::autograd::{self.kind}"

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """PyTorch's next_functions: (node, number of its output) for each tensor input, (None, 0) for constants."""
        edges = tuple(None if edge is None else dressed(edge) for edge in self.edges)
        return tuple(zip(edges, self.numbers or (0,) * len(edges), strict=True))

    def __repr__(self) -> str:
        recorder = current().recorder
        address = id(self) if recorder is None else recorder.address(self)
        return f"<{self.kind} object at {address:#x}>"

    # ── the way back ────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, grads: Sequence[Any], create_graph: bool) -> list[Any]:
        """The gradient of each tensor input, None where none is wanted; ``grads`` one for each output.

        Raises AutogradError where what it needs was freed or has been changed in place.
        """
        kept = self.unpack(create_graph)
        found: list[Any] = [None] * len(self.edges)
        if any(grad is not None for grad in grads):
            grad = grads if self.count > 1 else grads[0]
            for edge, function, places in self.plan.rules:
                found[edge] = function(*[grad if place < 0 else kept[place] for place in places])
        return found

    def unpack(self, as_tensors: bool = False) -> list[Any]:
        """What was kept, ready for the derivatives: arrays, or Tensors where the pass is recorded."""
        if self.saved is None:
            raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
        return [self.value(place, as_tensors) for place in range(len(self.saved))]

    def value(self, place: int, as_tensors: bool) -> Any:
        """One of the things kept. Raises AutogradError where it was changed in place since."""
        assert self.saved is not None
        kept = self.saved[place]
        if place == self.plan.result and kept is not None and type(kept) not in (Output, Kept, Packed):
            if not as_tensors:
                return kept
            # From now on there is another Tensor on this result: both shall count its changes together.
            kept = Output(kept, [0], 0)
            self.saved = (*self.saved[:place], kept, *self.saved[place + 1 :])
        return self.opened(kept, as_tensors)

    def opened(self, kept: Any, as_tensors: bool) -> Any:
        kind = type(kept)
        if kind is Output:
            if kept.counter[0] != kept.version:
                raise changed(self, kept.array, kept.version, kept.counter[0], (self, kept.number))
            return Node.build(kept.array, self, kept.number, kept.counter) if as_tensors else kept.array
        if kind is Kept or isinstance(kept, Node.tensor_type):
            tensor = input_data(self, kept)
            return tensor if as_tensors else tensor._data
        if kind is KeptList:
            return [self.opened(one, as_tensors) for one in kept]
        if kind is Packed:
            tensor = kept.unpack(kept.value)
            return tensor if as_tensors else tensor._data
        return kept

    def free(self) -> bool:
        """Drop the saved tensors; whether there were any."""
        if not self.plan.frees or self._x is GONE:
            return False
        self._x, self._y = GONE, None
        return True

    def told(
        self, index: int, grads: Sequence[Any], saved: tuple[Any, ...] | None, to: Node | None, number: int
    ) -> tuple[str, Node | None, int, str, dict[str, Any]]:
        """The words for the message to tensor input ``index``: name of the input, formula, values of its names."""
        rule = self.op.rules[index]
        name = self.op.parameters[self.op.inputs[index]].name
        terms: dict[str, Any] = {}
        if to is not None:
            values = {known: plain(value) for (known, _, _), value in zip(self.plan.keeps, saved or (), strict=False)}
            values["grad"] = next((one for one in grads if one is not None), None)
            terms = {need: values[need] for need in rule.needs if need in values}
        return name, to, number, rule.formula, terms

    # ── what students look at ───────────────────────────────────────────────────────────────────────────────────

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run."""
        return register(self, self.own_hooks().after, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_outputs)`` before this node runs."""
        return register(self, self.own_hooks().before, hook)

    def own_hooks(self) -> Hooks:
        return hooks_of(self)

    def __call__(self, *grads: Any) -> Any:
        """Run this node alone: the gradients of its inputs, recorded where recording is on."""
        if len(grads) != self.count:
            raise ArgumentError(f"expected {self.count} arguments, got {len(grads)} instead")
        recorded = current().grad_enabled
        given = [grad if recorded or grad is None else grad._data for grad in grads]
        found = self.apply(given, recorded)
        made = tuple(Node.build(one, None, 0, None) if kernels.is_array(one) else one for one in found)
        return made[0] if len(made) == 1 else made


def class_of(op: Op) -> type[Node]:
    """The class of the nodes of an op, made the first time."""
    if op.node_class is None:
        op.node_class = node_class(op)
    made: type[Node] = op.node_class
    return made


def dressed(node: Node) -> Node:
    """A node as it may be seen: in the class that PyTorch gives it."""
    if type(node) is Node:
        node.__class__ = class_of(node.plan.op)
    return node


def started(node: Node, plan: Plan, edges: tuple[Node | None, ...], numbers: Any, sequence_nr: int) -> Any:
    """A node just made, with its edges, whose ``numbers`` are None where all are 0; it keeps nothing yet."""
    node.plan = plan
    node._a, node._b = edges, numbers
    node._x, node._y = NOTHING, None
    node.sequence_nr = sequence_nr
    node.meta = ((), None)
    node.hooks = None
    run = current()
    if run.anomaly:
        node.metadata["traceback_"] = run.place()
    return node


def saved_names(op: Op) -> tuple[str, ...]:
    """Every name that a node of this op may have saved."""
    return tuple(dict.fromkeys(name for rule in op.rules for name in rule.needs if name != "grad"))


def saved_value(self: Any, name: str) -> Any:
    """``_saved_self`` and the like: what a node keeps, under its name. Raises UnknownAttribute for other names."""
    wanted = name.removeprefix("_saved_")
    if wanted == name or wanted not in saved_names(self.op):
        raise UnknownAttribute(f"'{self.kind}' object has no attribute '{name}'", id="attribute", name=name)
    if self.saved is None:
        raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
    for place, (kept_name, position, size) in enumerate(self.plan.keeps):
        if kept_name == wanted:
            value = self.value(place, True)
            if position in self.op.tensors and not size and isinstance(value, (int, float)):
                return Node.build(of_number(value).numpy.type(value), None, 0, None)  # a number, wrapped
            return value
    return None


def node_class(op: Op) -> type[Node]:
    """The class of the nodes of an op, called as PyTorch calls it: MulBackward0."""
    base = ListNode if any(position in op.lists for position in op.inputs) else Several if op.returns else Node
    members = {"__slots__": (), "__doc__": f"A recorded {op.name}.", "__getattr__": saved_value}
    return type(op.grad_fn or "Node", (base,), members)


class Several(Node):
    """The node of an op that gives several tensors, such as ``unbind``."""

    __slots__ = ("count",)


class ListNode(Several):
    """The node of an op on a list of tensors, such as ``cat``: its one derivative gives a gradient for each."""

    __slots__ = ()

    def apply(self, grads: Sequence[Any], create_graph: bool) -> list[Any]:
        kept = self.unpack(create_graph)
        if all(grad is None for grad in grads):
            return [None] * len(self.edges)
        _, function, places = self.plan.rules[0]
        parts = function(*[grads[0] if place < 0 else kept[place] for place in places])
        return [part if edge is not None else None for part, edge in zip(parts, self.edges, strict=True)]

    def told(
        self, index: int, grads: Sequence[Any], saved: tuple[Any, ...] | None, to: Node | None, number: int
    ) -> tuple[str, Node | None, int, str, dict[str, Any]]:
        rule = self.op.rules[0]
        return f"{rule.input}[{index}]", to, number, rule.formula, {} if to is None else {"grad": grads[0]}


class AccumulateGrad(Node):
    """Where a way back ends: adds what arrives to the ``.grad`` of ``variable``."""

    __slots__ = ("_variable",)

    is_leaf = True
    op = Op("accumulate_grad", (), "AccumulateGrad", lambda: None, {})

    def __init__(self, variable: Tensor) -> None:
        started(self, plan_for(self.op, 0), (), None, 2**64 - 1)
        self._variable = variable

    @property
    def variable(self) -> Tensor:
        return self._variable

    @property
    def meta(self) -> tuple[Any, Any]:
        """The shape its gradient must have, and the dtype; None for any."""
        wanted = self._variable.grad_dtype
        return self._variable._data.shape, None if wanted is None else wanted.numpy

    @meta.setter
    def meta(self, value: tuple[Any, Any]) -> None:
        pass


__all__ = [
    "SIZES",
    "AccumulateGrad",
    "Kept",
    "KeptList",
    "ListNode",
    "Node",
    "Output",
    "RemovableHandle",
    "Several",
    "class_of",
    "dressed",
    "keep",
    "op_name",
    "plain",
    "plan_for",
    "register",
    "saved_names",
    "saved_value",
    "started",
]
