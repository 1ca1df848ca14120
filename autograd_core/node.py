"""Node: one recorded operation; AccumulateGrad: the end of a way at a leaf; and what they keep for the way back.

Gradients travel as plain arrays, or as Tensors when the pass itself is recorded (``create_graph=True``). The same
derivative runs on both: see ``kernels``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import kernels
from .dtypes import OF_NUMPY, of_number
from .errors import ArgumentError, AutogradError, UnknownAttribute
from .schema import Op

if TYPE_CHECKING:
    from .tensor import Tensor

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)


# What of an input a derivative may ask for besides the input itself.
SIZES: dict[str, Callable[[Any], Any]] = {
    "_sym_sizes": lambda array: array.shape,
    "_sym_numel": lambda array: array.size,
}


class Output:
    """The output of a node, kept by that node: its array and its version counter, but not the Tensor itself.

    A Tensor would point back at its node, and such a circle is only freed by the garbage collector.
    """

    __slots__ = ("array", "counter", "number", "version")

    def __init__(self, array: Any, counter: list[int], number: int) -> None:
        self.array = array
        self.counter = counter
        self.number = number
        self.version = counter[0]


class Plan:
    """What one op keeps when the tensor inputs in a bit set need a gradient, and how each gradient is computed.

    ``keeps`` are (name, position of the argument or -1 for the result, whether only its shape is kept);
    ``rules`` are (edge, derivative function, places of its arguments among ``keeps``, where -1 is what arrives).
    """

    __slots__ = ("frees", "keeps", "rules", "sees_result")

    def __init__(self, op: Op, wanted: int) -> None:
        names = op.saves(wanted)
        self.keeps = tuple(_keep(op, name) for name in names)
        self.rules = tuple(
            (edge, rule.function, tuple(-1 if need == "grad" else names.index(need) for need in rule.needs))
            for edge, rule in enumerate(op.rules)
            if wanted >> edge & 1
        )
        self.sees_result = "result" in names
        # Only tensors are dropped after a pass: a function that kept sizes alone can run again.
        self.frees = any(position == -1 or (position in op.tensors and not size) for _, position, size in self.keeps)


def _keep(op: Op, name: str) -> tuple[str, int, bool]:
    if name == "result":
        return name, -1, False
    for suffix in SIZES:
        if name.endswith(suffix):
            return name, op.positions[name.removesuffix(suffix)], True
    return name, op.positions[name], False


def plan_for(op: Op, wanted: int) -> Plan:
    plan: Plan | None = op.plans.get(wanted)
    if plan is None:
        plan = op.plans[wanted] = Plan(op, wanted)
    return plan


@dataclass(slots=True, eq=False)
class Hooks:
    """What was registered at a node; hooks by number of the output, in order of registration."""

    tensor: dict[int, dict[int, Callable[..., Any]]] = field(default_factory=dict)  # on tensors this node made
    before: dict[int, Callable[..., Any]] = field(default_factory=dict)
    after: dict[int, Callable[..., Any]] = field(default_factory=dict)
    accumulated: dict[int, Callable[..., Any]] = field(default_factory=dict)  # of an AccumulateGrad
    retains: dict[int, Tensor] = field(default_factory=dict)  # results that asked for their gradient
    count: int = 0


class Node:
    """A recorded operation. ``edges`` and ``numbers`` are next_functions, unzipped.

    ``shapes`` and ``dtypes`` describe the outputs, and so the gradients that arrive: one pair, or one for each output.
    """

    __slots__ = (
        "_metadata",
        "count",
        "dtypes",
        "edges",
        "hooks",
        "numbers",
        "op",
        "plan",
        "saved",
        "sequence_nr",
        "shapes",
    )

    shapes: Any
    dtypes: Any

    # A Tensor around (array, node, number, counter); set by tensor.py, which stands above this file.
    build: ClassVar[Callable[..., Tensor]]

    def __init__(self, op: Op, plan: Plan, edges: tuple[Node | None, ...], numbers: Any, sequence_nr: int) -> None:
        self.op = op
        self.plan = plan
        self.edges = edges
        self.numbers: tuple[int, ...] | None = numbers  # None: all 0
        self.sequence_nr = sequence_nr
        self.saved: tuple[Any, ...] | None = ()
        self.hooks: Hooks | None = None
        self._metadata: dict[Any, Any] | None = None
        self.count = 1  # of outputs

    @property
    def metadata(self) -> dict[Any, Any]:
        """A place for notes; it stays as long as the node."""
        if self._metadata is None:
            self._metadata = {}
        return self._metadata

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
        return self.kind if self.kind[-1:].isdigit() else f"torch::autograd::{self.kind}"

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """PyTorch's next_functions: (node, number of its output) for each tensor input, (None, 0) for constants."""
        return tuple(zip(self.edges, self.numbers or (0,) * len(self.edges), strict=True))

    def __repr__(self) -> str:
        return f"<{self.kind} object at {id(self):#x}>"

    # ── the way back ────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, grads: Sequence[Any], create_graph: bool) -> list[Any]:
        """The gradient of each tensor input, None where none is wanted; ``grads`` one for each output.

        Raises AutogradError where what it needs was freed or has been changed in place.
        """
        kept = self.unpack(create_graph)
        found: list[Any] = [None] * len(self.edges)
        grad = grads if self.count > 1 else grads[0]
        for edge, function, places in self.plan.rules:
            found[edge] = function(*[grad if place < 0 else kept[place] for place in places])
        return found

    def unpack(self, as_tensors: bool = False) -> list[Any]:
        """What was kept, ready for the derivatives: arrays, or Tensors where the pass is recorded."""
        saved = self.saved
        if saved is None:
            raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
        return [self.value(kept, as_tensors) for kept in saved]

    def value(self, kept: Any, as_tensors: bool) -> Any:
        if type(kept) is Output:
            if kept.counter[0] != kept.version:
                raise changed(self, kept.array, kept.version, kept.counter[0], (self, kept.number))
            return Node.build(kept.array, self, kept.number, kept.counter) if as_tensors else kept.array
        if type(kept) is Kept:
            tensor = kept.tensor
            version = tensor._version
            if version != kept.version:
                raise changed(self, tensor._data, kept.version, version, (tensor.grad_fn, tensor.output_nr))
            return tensor if as_tensors else tensor._data
        return kept

    def free(self) -> bool:
        """Drop the saved tensors; whether there were any."""
        if not self.plan.frees or self.saved is None:
            return False
        self.saved = None
        return True

    def told(
        self, index: int, grads: Sequence[Any], saved: tuple[Any, ...] | None, to: Node | None, number: int
    ) -> tuple[str, Node | None, int, str, dict[str, Any]]:
        """The words for the message to tensor input ``index``: name of the input, formula, values of its names."""
        rule = self.op.rules[index]
        name = self.op.parameters[self.op.inputs[index]].name
        terms: dict[str, Any] = {}
        if to is not None:
            kept = zip(self.plan.keeps, saved or (), strict=False)
            values = {"grad": grads[0], **{known: plain(value) for (known, _, _), value in kept}}
            terms = {need: values[need] for need in rule.needs if need in values}
        return name, to, number, rule.formula, terms

    # ── what students look at ───────────────────────────────────────────────────────────────────────────────────

    def __getattr__(self, name: str) -> Any:
        wanted = name.removeprefix("_saved_")
        if wanted == name or wanted not in saved_names(self.op):
            raise UnknownAttribute(f"'{self.kind}' object has no attribute '{name}'", id="attribute", name=name)
        if self.saved is None:
            raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
        for (kept_name, position, size), kept in zip(self.plan.keeps, self.saved, strict=True):
            if kept_name == wanted:
                value = self.value(kept, True)
                if position in self.op.tensors and not size and isinstance(value, (int, float)):
                    return Node.build(of_number(value).numpy.type(value), None, 0, None)  # a number, wrapped
                return value
        return None

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run."""
        return register(self, self.own_hooks().after, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_outputs)`` before this node runs."""
        return register(self, self.own_hooks().before, hook)

    def own_hooks(self) -> Hooks:
        if self.hooks is None:
            self.hooks = Hooks()
        return self.hooks

    def __call__(self, *grads: Any) -> Any:
        if len(grads) != self.count:
            raise ArgumentError(f"expected {self.count} arguments, got {len(grads)} instead")
        found = self.apply([grad._data if hasattr(grad, "_data") else grad for grad in grads], False)
        made = tuple(None if one is None else Node.build(one, None, 0, None) for one in found)
        return made[0] if len(made) == 1 else made


def saved_names(op: Op) -> tuple[str, ...]:
    """Every name that a node of this op may have saved."""
    return tuple(dict.fromkeys(name for rule in op.rules for name in rule.needs if name != "grad"))


def node_class(op: Op) -> type[Node]:
    """The class of the nodes of an op, called as PyTorch calls it: MulBackward0."""
    return type(op.grad_fn or "Node", (Node,), {"__slots__": (), "__doc__": f"A recorded {op.name}."})


class Kept:
    """An input kept by a node: the Tensor itself and the version it had."""

    __slots__ = ("tensor", "version")

    def __init__(self, tensor: Tensor, version: int) -> None:
        self.tensor = tensor
        self.version = version


class AccumulateGrad(Node):
    """Where a way back ends: adds what arrives to the ``.grad`` of ``variable``."""

    __slots__ = ("_variable",)

    def __init__(self, variable: Tensor) -> None:
        super().__init__(_ACCUMULATE, plan_for(_ACCUMULATE, 0), (), None, 2**63 - 1)
        self._variable = variable

    @property
    def variable(self) -> Tensor:
        return self._variable

    @property
    def shapes(self) -> Any:
        return self._variable._data.shape

    @property
    def dtypes(self) -> Any:
        return self._variable._data.dtype


_ACCUMULATE = Op("accumulate_grad", (), "AccumulateGrad", lambda: None, {})


def plain(kept: Any) -> Any:
    """What a node keeps, as an array or number."""
    if type(kept) is Output:
        return kept.array
    return kept.tensor._data if type(kept) is Kept else kept


# ── hooks ──────────────────────────────────────────────────────────────────────────────────────────────────────


class RemovableHandle:
    """Takes a hook away again: ``remove()`` may be called twice, and while a pass runs."""

    __slots__ = ("_among", "_key")

    def __init__(self, among: dict[int, Any], key: int) -> None:
        self._among = among
        self._key = key

    def remove(self) -> None:
        self._among.pop(self._key, None)


def register(node: Node, among: dict[int, Any], hook: Callable[..., Any]) -> RemovableHandle:
    hooks = node.own_hooks()
    hooks.count += 1
    among[hooks.count] = hook
    return RemovableHandle(among, hooks.count)


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def changed(node: Node, array: Any, expected: int, version: int, made_by: tuple[Node | None, int]) -> AutogradError:
    """The error of a node whose saved tensor has been changed in place."""
    kind = f"torch.{OF_NUMPY[array.dtype].title}Tensor {list(array.shape)}"
    maker, number = made_by
    which = "" if maker is None else f", which is output {number} of {op_name(maker)},"
    return AutogradError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{kind}]{which} is at version {version}; expected version {expected} instead. Hint: enable anomaly "
        "detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False).",
        id="E4",
        subject=node,
        fn=node.name(),
        expected=expected,
        version=version,
    )


def op_name(node: Node) -> str:
    """The forward op of a node as PyTorch writes it in messages: ``Exp`` for ExpBackward0."""
    return re.sub(r"Backward0?$|Backward(?=\d+$)", "", node.name())


def fit(grad: Any, shape: tuple[int, ...], dtype: np.dtype[Any], node: Node, index: int) -> Any:
    """A gradient in the shape and dtype of the tensor it belongs to; broadcasting is undone by summing.

    Raises AutogradError where the shape cannot be reached by that.
    """
    if grad.shape != shape:
        if not _reducible(grad.shape, shape):
            got, wanted = list(grad.shape), list(shape)
            raise AutogradError(
                f"Function {node.name()} returned an invalid gradient at index {index} - got {got} but expected shape "
                f"compatible with {wanted}",
                subject=node,
            )
        grad = kernels.sum_to(grad, shape)
    return kernels.cast(grad, dtype) if kernels.numpy_dtype(grad) != dtype else grad


def _reducible(given: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    if len(given) < len(wanted):
        return False
    tail = given[len(given) - len(wanted) :]
    return all(size in (1, has) for size, has in zip(wanted, tail, strict=True))
