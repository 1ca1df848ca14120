"""What a run leaves behind: frozen records of plain values, and the Recorder that the engine reports to.

Ids come from the place in the program, ``moment.ordinal``: tensor ``t3.0``, function ``f3.0``, bucket ``b1.0``
(of tensor ``t1.0``). They never depend on memory addresses, so the same text gives the same ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .context import charge
from .errors import Span

if TYPE_CHECKING:
    from .node import AccumulateGrad, Node
    from .schema import Op
    from .tensor import Tensor

Array = np.ndarray


# ── what the engine reports, live objects ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that leaves a node: ``raw`` as the formula gave it, ``reduced`` to the input's shape.

    ``total`` is what lies in the receiver's buffer after adding. ``to`` is None where nothing needs it (then the
    three arrays are None as well). ``terms`` are the values of the names in ``formula``.
    """

    input_name: str
    to: Node | None
    input_nr: int
    formula: str
    terms: Mapping[str, Any]
    raw: Array | None
    reduced: Array | None
    total: Array | None


class Recorder(Protocol):
    """Hears of everything that happens in a run. Looked up once per forward call and once per backward."""

    def created(self, tensor: Tensor) -> None:
        """A factory or constructor made ``tensor`` (no op)."""

    def called(self, op: Op, arguments: Sequence[Any], result: Tensor, node: Node | None, inplace: bool) -> None:
        """An op ran; ``arguments`` in the order of its schema; ``node`` is None if it was not recorded."""

    def called_several(self, op: Op, arguments: Sequence[Any], results: Sequence[Tensor], node: Node | None) -> None:
        """An op gave several views of its first argument."""

    def address(self, node: Node) -> int:
        """What stands for the place of ``node`` in memory."""

    def aliased(self, name: str, tensor: Tensor, made: Tensor) -> None:
        """``detach()`` or ``.data`` made another tensor on the memory of ``tensor``."""

    def warned(self, message: str) -> None:
        """PyTorch would print a UserWarning."""

    def changed(self, tensor: Tensor) -> None:
        """An attribute of ``tensor`` changed outside an op: requires_grad, grad, data, retain_grad."""

    def backward_begins(
        self, call: str, roots: Sequence[tuple[Tensor, Array]], retain_graph: bool, create_graph: bool
    ) -> None:
        """``call`` is "backward" or "grad"; each root comes with its seed gradient."""

    def node_ran(self, node: Node, incoming: Sequence[Array | None], sent: Sequence[Sent]) -> None:
        """A node turned what arrived (one per output) into messages (one per tensor input)."""

    def accumulated(self, node: AccumulateGrad, incoming: Array, before: Array | None, after: Array) -> None:
        """A leaf's ``.grad`` went from ``before`` to ``after``."""

    def retained(self, tensor: Tensor, grad: Array) -> None:
        """A result that asked to keep its gradient got it."""

    def backward_ends(self, freed: Sequence[Node], at: Node | None) -> None:
        """``freed`` dropped their saved tensors; ``at`` is the node at which an error stopped it, else None."""


def frozen_copy(data: Any) -> Array:
    """A copy that nobody can change; refused once a run would leave too many bytes behind."""
    charge("trace_bytes", data.nbytes)
    copy = np.array(data)
    copy.flags.writeable = False
    return copy


# ── what leaves the core, frozen ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TensorView:
    """A tensor as it was after one moment; arrays are read-only copies."""

    id: str
    names: tuple[str, ...]  # the variables bound to it now, in order of appearance; () for a temporary
    expression: str  # source text that made it, e.g. "y * y"
    data: Array
    grad: Array | None
    dtype: str  # "float32"
    shape: tuple[int, ...]
    requires_grad: bool
    is_leaf: bool
    retains_grad: bool
    version: int | None  # None for an inference tensor, which has none
    grad_fn: str | None  # id of its Node
    grad_fn_name: str | None  # "MulBackward0"
    printed: str  # repr, as PyTorch prints it
    made_by: str | None  # id of the OpCall that made it; None: the student made it
    moment: int  # when it was made
    span: Span
    given: bool = False  # it came out of a pass: a .grad, a result of grad(), what a hook was handed

    def bound_to(self, names: tuple[str, ...]) -> TensorView:
        """The same tensor under other names."""
        return TensorView(self.id, names, *_AFTER_NAMES(self))


_AFTER_NAMES = attrgetter(*(one.name for one in fields(TensorView)[2:]))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A value a Node keeps for backward: ``tensor`` is a tensor id, or None for a number or size."""

    name: str  # "_saved_self"
    tensor: str | None
    printed: str
    version: int | None  # of the tensor when it was saved


@dataclass(frozen=True, slots=True)
class NodeView:
    """A recorded function; ``saved`` is None once it has been freed."""

    id: str
    name: str
    sequence_nr: int
    next_functions: tuple[tuple[str | None, str | None, int], ...]  # (id, name, input_nr); (None, None, 0) for none
    saved: tuple[SavedView, ...] | None
    formulas: tuple[tuple[str, str], ...]  # (input name, formula) per differentiable input

    def freed(self) -> NodeView:
        """The same function without what it kept."""
        return NodeView(self.id, self.name, self.sequence_nr, self.next_functions, None, self.formulas)


@dataclass(frozen=True, slots=True)
class Note:
    """Lines of the program that do nothing here, and why: a ``"module"`` or a ``"device"`` that is not here."""

    kind: str
    subject: str  # its name
    instead: str  # what to write without it
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpCall:
    """One operation that ran, recorded or not."""

    id: str
    op: str  # "mul"
    inputs: tuple[tuple[str, str | None, str], ...]  # (argument name, tensor id or None, text of a constant)
    outputs: tuple[str, ...]
    node: str | None
    inplace: bool
    moment: int
    span: Span


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one edge carried; arrays None where nothing needed it."""

    input: str
    to: str | None  # node or bucket id
    tensor: str | None  # the tensor it is the gradient of
    input_nr: int
    formula: str
    terms: tuple[tuple[str, Any], ...]
    raw: Array | None
    reduced: Array | None
    total: Array | None


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """One node ran, or one leaf accumulated (then ``before`` and ``after`` are its ``.grad``)."""

    node: str
    name: str
    tensor: str | None  # the tensor whose gradient arrived
    incoming: Array
    arrivals: int  # how many messages were added up
    sent: tuple[Contribution, ...] = ()
    before: Array | None = None
    after: Array | None = None


@dataclass(frozen=True, slots=True)
class BackwardTrace:
    """One pass of backward() or grad(), in the engine's order; ``stopped_at`` is the node where it raised."""

    call: str
    roots: tuple[tuple[str, Array], ...]  # (tensor id, seed)
    steps: tuple[BackwardStep, ...]
    retained: tuple[tuple[str, Array], ...]
    freed: tuple[str, ...]
    retain_graph: bool
    stopped_at: str | None


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A ProgramError as plain values, with the place it happened."""

    id: str | None
    kind: str  # "syntax" (nothing ran), "run", "budget"
    type_name: str
    message: str
    span: Span | None
    subject: str | None  # mark id
    facts: tuple[tuple[str, str], ...]
    context: tuple[tuple[str, int], ...] = ()  # (function name, line) of her own calls, outermost first


@dataclass(frozen=True, slots=True)
class Moment:
    """What one executed statement changed; unchanged parts are not repeated."""

    index: int
    statement: int
    span: Span
    passes: tuple[int, ...]  # which pass of which enclosing loops, outermost first, from 1
    depth: int  # of her own function calls
    calls: tuple[OpCall, ...]
    tensors: Mapping[str, TensorView]  # new or changed
    nodes: Mapping[str, NodeView]  # new or changed
    names: Mapping[str, str]  # all variables after it: name -> tensor id or printed value
    backward: tuple[BackwardTrace, ...]
    printed: str
    grad_enabled: bool
    error: ErrorView | None
    warnings: tuple[str, ...] = ()
