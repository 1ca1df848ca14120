"""Hears of everything in one run, gives every tensor and function its id, and freezes what a moment changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .context import charge
from .errors import AutogradError, Span
from .living import Living
from .memory import memory_of
from .node import AccumulateGrad, Kept, KeptList, Node, Output
from .passes import PassRecord
from .saved import Packed
from .schema import Op
from .shortening import shortened, told_of
from .tensor import Tensor
from .trace import Array, BackwardTrace, NodeView, Note, OpCall, SavedView, Sent, TensorView, frozen_copy

Place = Callable[[], tuple[str, Span]]  # source text and place of the expression that runs now


class RunRecorder(Living):
    """The Recorder of a run of a program: see ``trace.Recorder`` for when each method is called."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.moment = 0
        self.ordinals = {"t": 0, "f": 0}
        self.origins: dict[str, tuple[str, str | None, int, Span]] = {}  # expression, made by, moment, place
        self.nodes: dict[int, tuple[Node, str]] = {}
        self.outputs: dict[str, str] = {}  # function id -> id of the tensor it made
        self.arguments: dict[str, dict[str, str | None]] = {}  # function id -> what it took
        self.views: dict[str, TensorView] = {}
        self.node_views: dict[str, NodeView] = {}
        self.calls: list[OpCall] = []
        self.touched: dict[int, Tensor] = {}
        self.touched_nodes: dict[int, Node] = {}
        self.passes: list[BackwardTrace] = []
        self.passing: PassRecord | None = None
        self.warnings: list[str] = []
        self.warned_of: set[str] = set()
        self.notes: dict[tuple[str, str], Note] = {}
        self.names_of: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}
        self.formulas: dict[Op, tuple[tuple[str, str], ...]] = {}  # by the name of the input

    # ── ids ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def fresh(self, letter: str) -> str:
        ordinal = self.ordinals[letter]
        self.ordinals[letter] += 1
        return f"{letter}{self.moment}.{ordinal}"

    def id_of(self, tensor: Tensor) -> str:
        """The id of a tensor; one that nobody told of, such as a ``.grad``, gets it now."""
        known = self.ids.get(id(tensor))
        if known is not None:
            return known
        self.given.add(id(tensor))
        owner = next((one for one in self.alive() if one._grad is tensor), None)
        return self.register(tensor, None, None if owner is None else f"{self.called_now(owner)}.grad")

    def called_now(self, tensor: Tensor) -> str:
        """A variable that holds a tensor, or the text that made it."""
        return next(iter(self.names_of.get(self.id_of(tensor), ())), "") or self.origins[self.id_of(tensor)][0]

    def register(self, tensor: Tensor, made_by: str | None, called: str | None = None) -> str:
        charge("tensors")
        expression, span = self.place()
        expression = called or expression
        key = self.ids[id(tensor)] = self.fresh("t")
        self.watch(tensor)
        self.origins[key] = (expression, made_by, self.moment, span)
        self.touched[id(tensor)] = tensor
        self.share(tensor)
        return key

    def node_id(self, node: Node) -> str:
        """The id of the function a node belongs to, or of the bucket of an AccumulateGrad."""
        if type(node) is AccumulateGrad:
            return "b" + self.id_of(node.variable)[1:]
        known = self.nodes.get(id(node))
        if known is None:
            known = self.nodes[id(node)] = (node, self.fresh("f"))
            self.touched_nodes[id(node)] = node
        return known[1]

    def address(self, node: Node) -> int:
        """What a program may print as the place of a node in memory: the same in every run, and nothing of the host."""
        moment, ordinal = _age(key := self.node_id(node))
        return 0x7F5A_0000 + moment * 0x1000 + ordinal * 0x40 + (0x20 if key.startswith("b") else 0)

    # ── what the engine tells ───────────────────────────────────────────────────────────────────────────────────

    def created(self, tensor: Tensor) -> None:
        self.register(tensor, None)

    def called(self, op: Op, arguments: Sequence[Any], result: Tensor, node: Node | None, inplace: bool) -> None:
        self.call(op.name, self.inputs(op, arguments), result, node, inplace)
        if op.is_view:
            for one in (arguments[0], result):
                self.share(one)

    def inputs(self, op: Op, arguments: Sequence[Any]) -> tuple[tuple[str, str | None, str], ...]:
        """What an op took: (name, id of the tensor or None, text of the number)."""
        found: list[tuple[str, str | None, str]] = []
        for parameter, value in zip(op.parameters, arguments, strict=True):
            if isinstance(value, Tensor):
                found.append((parameter.name, self.id_of(value), ""))
                self.pin(value)
            elif parameter.kind.startswith("Tensor") and isinstance(value, (list, tuple)):
                tensors = [(i, one) for i, one in enumerate(value) if isinstance(one, Tensor)]
                found += [(f"{parameter.name}[{i}]", self.id_of(one), "") for i, one in tensors]
                for _, one in tensors:
                    self.pin(one)
            elif parameter.kind in ("Tensor", "Scalar", "Scalar?") and value is not None:
                if parameter.name == "alpha" and value == 1:
                    continue
                found.append((parameter.name, None, repr(value)))
        return tuple(found)

    def called_several(self, op: Op, arguments: Sequence[Any], results: Sequence[Tensor], node: Node | None) -> None:
        function = self.node_or_fresh(node)
        inputs = self.inputs(op, arguments)
        outputs = tuple(self.register(result, function) for result in results)
        if node is not None and outputs:
            self.outputs[function] = outputs[0]
            self.arguments[function] = {argument: tensor for argument, tensor, _ in inputs}
        _, span = self.place()
        recorded = None if node is None else function
        self.calls.append(OpCall(function, op.name, inputs, outputs, recorded, False, self.moment, span))

    def applied(self, node: Node, arguments: Sequence[Any], results: Sequence[Any]) -> None:
        """A step written by hand: what its forward returned belongs to one node now."""
        expression, span = self.place()
        function = self.node_id(node)
        tensors = [one for one in arguments if isinstance(one, Tensor)]
        inputs = tuple((f"input {at}", self.id_of(one), "") for at, one in enumerate(tensors))
        outputs = []
        for result in results:
            if isinstance(result, Tensor):
                outputs.append(key := self.id_of(result))
                if result._edge is node and not any(result is one for one in tensors):
                    self.origins[key] = (expression, function, self.moment, span)
                self.written(result)
        if outputs:
            self.outputs[function] = outputs[0]
        self.arguments[function] = {argument: tensor for argument, tensor, _ in inputs}
        self.calls.append(OpCall(function, node.op.name, inputs, tuple(outputs), function, False, self.moment, span))

    def node_or_fresh(self, node: Node | None) -> str:
        return self.fresh("f") if node is None else self.node_id(node)

    def aliased(self, name: str, tensor: Tensor, made: Tensor) -> None:
        self.call(name, (("self", self.id_of(tensor), ""),), made, None, False)
        self.share(tensor)

    def call(self, name: str, inputs: Any, result: Tensor, node: Node | None, inplace: bool) -> None:
        _, span = self.place()
        function = self.fresh("f")
        if node is not None:
            self.nodes[id(node)] = (node, function)
            self.touched_nodes[id(node)] = node
        output = self.id_of(result) if inplace else self.register(result, function)
        if node is not None:
            self.outputs[function] = output
            self.arguments[function] = {argument: tensor for argument, tensor, _ in inputs}
        if inplace:
            self.written(result)
        recorded = None if node is None else function
        shown = f"{name.removesuffix('_')}_" if inplace else name
        self.calls.append(OpCall(function, shown, inputs, (output,), recorded, inplace, self.moment, span))

    def inputs_of(self, function: str) -> dict[str, str | None]:
        """The ids of the tensors a function took, by the name of the argument."""
        return self.arguments.get(function, {})

    def written(self, tensor: Tensor) -> None:
        """A change in place: everything on the same memory shows it, and the leaf whose ``.grad`` it is."""
        showing = {id(one): one for one in self.showing(tensor)}
        self.touched |= showing
        self.touched |= {id(one): one for one in self.alive() if id(one._grad) in showing}

    def memory_written(self, array: Any) -> None:
        """The memory of a numpy array was written: tensors that share it show it."""
        memory = memory_of(array)
        for tensor in self.alive():
            if memory_of(tensor._data) is memory:
                self.touched[id(tensor)] = tensor

    def changed(self, tensor: Tensor) -> None:
        self.id_of(tensor)
        self.share(tensor)
        self.touched |= {id(one): one for one in self.showing(tensor)}  # a view has the flag of its base

    def warned(self, message: str) -> None:
        if message not in self.warned_of:
            self.warned_of.add(message)
            self.warnings.append(message)

    def noted(self, kind: str, subject: str, instead: str, line: int | None = None) -> None:
        """A line does nothing here: the module or device it names is not here."""
        if line is None:
            line = self.place()[1].line
        before = self.notes.get((kind, subject), Note(kind, subject, instead, ()))
        if line not in before.lines:
            self.notes[kind, subject] = replace(before, lines=(*before.lines, line))

    # ── a pass ──────────────────────────────────────────────────────────────────────────────────────────────────

    def backward_begins(
        self, call: str, roots: Sequence[tuple[Tensor, Array]], retain_graph: bool, create_graph: bool
    ) -> None:
        named = tuple((self.id_of(root), seed) for root, seed in roots)
        edges = [root.edge for root, _ in roots]
        self.passing = PassRecord(call, named, retain_graph, edges, outer=self.passing)

    def node_ran(self, node: Node, incoming: Sequence[Array | None], sent: Sequence[Sent]) -> None:
        assert self.passing is not None
        self.passing.node_ran(node, next((one for one in incoming if one is not None), None), sent, self)

    def accumulated(self, node: AccumulateGrad, incoming: Array, before: Array | None, after: Array) -> None:
        assert self.passing is not None
        self.touched[id(node.variable)] = node.variable
        self.pin(node.variable)
        grad = node.variable._grad
        if grad is not None and id(grad) in self.ids:
            self.written(grad)
        self.passing.accumulated(node, incoming, before, after, self)

    def retained(self, tensor: Tensor, grad: Array) -> None:
        assert self.passing is not None
        self.touched[id(tensor)] = tensor
        self.passing.retained.append((self.id_of(tensor), frozen_copy(grad)))

    def backward_ends(self, freed: Sequence[Node], at: Node | None) -> None:
        assert self.passing is not None
        for node in freed:
            self.touched_nodes[id(node)] = node
        known = tuple(self.node_id(node) for node in freed)
        self.passes.append(self.passing.frozen(known, None if at is None else self.node_id(at)))
        self.passing = self.passing.outer

    # ── freezing ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def pending(self) -> bool:
        """Whether anything happened since the last moment."""
        return bool(self.calls or self.touched or self.touched_nodes or self.passes or self.warnings)

    def freeze(self, variables: Mapping[str, Any], within: bool = False) -> dict[str, Any]:
        """The parts of a Moment that tell of tensors and functions, and the start of the next one.

        Variables ``within`` a function may live on in the functions it made, which hold their scope in a circle.
        """
        names = {name: self.shown(value) for name, value in variables.items()}
        bound: dict[str, tuple[str, ...]] = {}
        for name, value in variables.items():
            if isinstance(value, Tensor):
                bound[names[name]] = (*bound.get(names[name], ()), name)
                if within:
                    self.pinned[id(value)] = value
        renamed = [key for key in bound.keys() | self.names_of.keys() if bound.get(key) != self.names_of.get(key)]
        self.names_of = bound
        if names == self.names:
            names = self.names  # one mapping for all moments that see the same
        self.names = names
        tensors = self.changed_views(renamed)
        nodes = self.changed_nodes()
        fields = {
            "calls": tuple(self.calls),
            "tensors": tensors,
            "nodes": nodes,
            "names": names,
            "backward": tuple(self.passes),
            "warnings": tuple(self.warnings),
        }
        self.calls, self.passes, self.warnings = [], [], []
        for tensor in self.touched.values():
            self.pin(tensor)
        self.touched = {}
        self.moment += 1
        self.ordinals = {"t": 0, "f": 0}
        return fields

    def shown(self, value: Any) -> str:
        return self.id_of(value) if isinstance(value, Tensor) else shortened(value)

    def changed_views(self, renamed: Iterable[str]) -> dict[str, TensorView]:
        found = {self.ids[key]: self.view(tensor) for key, tensor in self.touched.items()}
        for key in renamed:
            if key not in found:
                found[key] = self.views[key].bound_to(self.names_of.get(key, ()))
        ordered = {tensor: found[tensor] for tensor in sorted(found, key=_age)}
        self.views |= ordered
        return ordered

    def changed_nodes(self) -> dict[str, NodeView]:
        """Views of the functions that are new or changed; looking at one may show others nobody told of."""
        found: dict[str, NodeView] = {}
        while self.touched_nodes:
            _, node = self.touched_nodes.popitem()
            found[self.node_id(node)] = self.node_view(node)
        self.node_views |= found
        return {function: found[function] for function in sorted(found, key=_age)}

    def view(self, tensor: Tensor) -> TensorView:
        key = self.ids[id(tensor)]
        expression, made_by, moment, span = self.origins[key]
        node, kind = graph_of(tensor)
        return TensorView(
            id=key,
            names=self.names_of.get(key, ()),
            expression=expression,
            data=frozen_copy(tensor._data),
            grad=None if tensor._grad is None else frozen_copy(tensor._grad._data),
            dtype=tensor.dtype.name,
            shape=tuple(tensor._data.shape),
            requires_grad=tensor.requires_grad,
            is_leaf=kind is None,
            retains_grad=tensor.retains_grad,
            version=None if tensor.is_inference() else tensor._version,
            grad_fn=None if node is None else self.node_id(node),
            grad_fn_name=kind,
            printed=told_of(tensor),
            made_by=made_by,
            moment=moment,
            span=span,
            given=id(tensor) in self.given,
        )

    def node_view(self, node: Node) -> NodeView:
        key = self.node_id(node)
        before = self.node_views.get(key)
        if before is not None and node.saved is None:  # that it was freed is all that changes of a function
            return before.freed()
        following = tuple(
            (None, None, 0) if to is None else (self.node_id(to), to.kind, n) for to, n in node.next_functions
        )
        op = node.op
        formulas = self.formulas.get(op)
        if formulas is None:
            rules = zip(op.inputs, op.rules, strict=True)
            formulas = self.formulas[op] = tuple((op.parameters[at].name, rule.formula) for at, rule in rules)
        return NodeView(key, node.kind, node.sequence_nr, following, self.saved_views(node), formulas)

    def saved_views(self, node: Node) -> tuple[SavedView, ...] | None:
        if node.saved is None:
            return None
        found = []
        for place, ((name, position, size), kept) in enumerate(zip(node.plan.keeps, node.saved, strict=False)):
            if size or (
                position >= 0
                and node.op.parameters[position].kind not in ("Scalar",)
                and position not in node.op.tensors
                and position not in node.op.lists
            ):
                continue  # sizes and flags are no saved tensors
            if isinstance(kept, KeptList):
                several = [(f"_saved_{name}[{i}]", one) for i, one in enumerate(kept)]
                found += [
                    self.saved_view(called, one, False, node)
                    for called, one in several
                    if isinstance(one, (Kept, Tensor))
                ]
            else:
                found.append(self.saved_view(f"_saved_{name}", kept, place == node.plan.result, node))
        return tuple(found)

    def saved_view(self, name: str, kept: Any, is_result: bool, node: Node) -> SavedView:
        if isinstance(kept, Kept):
            return SavedView(name, self.ids.get(id(kept.tensor)), "", kept.version)
        if isinstance(kept, Tensor):
            return SavedView(name, self.ids.get(id(kept)), "", 0)
        if isinstance(kept, Output) or is_result:
            version = kept.version if isinstance(kept, Output) else 0
            return SavedView(name, self.outputs.get(self.node_id(node)), "", version)
        return SavedView(name, None, shortened(kept.value) if isinstance(kept, Packed) else repr(kept), None)


def graph_of(tensor: Tensor) -> tuple[Node | None, str | None]:
    """The function that made a tensor, and its name; no function for a view that something else has changed."""
    try:
        node = tensor.grad_fn
    except AutogradError:
        return None, "Invalid"
    return node, None if node is None else node.kind


def _age(key: str) -> tuple[int, int]:
    moment, _, ordinal = key[1:].partition(".")
    return int(moment), int(ordinal)
