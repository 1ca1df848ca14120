"""The rows of marks and links: what never changes about them, where they stand, and at which step they appear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from autograd_core.graph import function_kind, tensor_kind
from autograd_core.trace import NodeView, OpCall, TensorView

from . import plain
from .layout import Layout, size
from .linked import linked
from .names import glyph, pretty
from .numbers import dims, literal
from .tape import Tape
from .told import NAME, formula_of, operand

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

Row = dict[str, Any]


class Rows:
    """Makes the rows of one run."""

    def __init__(
        self, timeline: Timeline, tape: Tape, layout: Layout, literals: Mapping[tuple[str, int], tuple[int, ...]]
    ) -> None:
        self.literals = literals  # what can be rewritten of the text: (variable, line) -> shape
        self.scene = tape.scene
        self.tape = tape
        self.layout = layout
        self.first_views: dict[str, TensorView] = {}
        self.first_nodes: dict[str, NodeView] = {}
        self.off = {moment.index for moment in timeline.moments if not moment.grad_enabled}
        for moment in timeline.moments:
            for id, view in moment.tensors.items():
                self.first_views.setdefault(id, view)
            for id, node in moment.nodes.items():
                self.first_nodes.setdefault(id, node)

    def born(self, id: str, moment: int) -> int:
        """The step at which a mark or link appears."""
        return self.tape.late.get(id, self.tape.born[moment])

    def marks(self) -> list[Row]:
        return [self.mark(id) for id in self.scene.marks]

    def mark(self, id: str) -> Row:
        mark = self.scene.marks[id]
        place = self.layout.places[id]
        more: dict[str, Callable[[Any], Row]] = {
            "tensor": self.tensor,
            "function": self.function,
            "bucket": self.bucket,
            "constant": self.constant,
        }
        row = more[mark.role](mark)
        width, height = size(mark.role, row["name"])
        where = {"x": _px(place.x), "y": _px(place.y), "width": width, "height": height}
        return {"id": id, "role": mark.role, "kind": mark.kind, **row, **where, "born": self.born(id, mark.moment)}

    def tensor(self, mark: Any) -> Row:
        view = self.first_views[mark.id]
        return {
            "kind": tensor_kind(view),
            "name": self.scene.names[mark.id],
            "line": view.span.line,
            "temp": self.scene.names.is_temporary(mark.id),
            "expression": plain.name(pretty(view.expression)),
            "dims": dims(view.shape),
            "shape": list(view.shape),
            "dtype": view.dtype,
            "made_by": self.scene.mark(view.made_by),
            "given": view.given,
            "literal": self.literal(view),
        }

    def literal(self, view: TensorView) -> str | None:
        """The variable whose declaration holds the numbers of a tensor, so that they can be changed there."""
        if view.made_by is not None or view.given:
            return None
        line = view.span.line
        return next((name for name in view.names if self.literals.get((name, line)) == view.shape), None)

    def function(self, mark: Any) -> Row:
        call = self.scene.calls[mark.id]
        node = self.first_nodes.get(call.node or "")
        return {
            "kind": "fn" if node else function_kind(None),
            "name": plain.name(node.name if node else call.op),
            "line": call.span.line,
            "op": call.op,
            "glyph": glyph(call.op, call.inplace),
            "grad_fn": node.name if node else None,
            "rules": self.rules(call, node) if node else [],
            "off": call.moment in self.off,
            "cells": linked(call, self.gives_one_number(call)),
            "next": [[name, self.scene.mark(id), number] for id, name, number in node.next_functions] if node else [],
        }

    def gives_one_number(self, call: OpCall) -> bool:
        view = self.first_views.get(call.outputs[0]) if len(call.outputs) == 1 else None
        return view is not None and not view.shape

    def rules(self, call: OpCall, node: NodeView) -> list[Row]:
        """One rule for each of the next functions, an empty one for an input that has no derivative."""
        formulas = dict(node.formulas)
        names = [name for name, _, _ in call.inputs]
        if len(formulas) == len(node.next_functions) or len(names) < len(node.next_functions):
            names = list(formulas)
        return [self.rule(call, name, formulas.get(name, "")) for name in names[: len(node.next_functions)]]

    def rule(self, call: OpCall, name: str, formula: str) -> Row:
        """A derivative in the names of the program."""
        called = {argument: self.called(tensor, text) for argument, tensor, text in call.inputs}
        result = self.scene.names[call.outputs[0]] if call.outputs else "result"
        words = {**called, "result": result}
        given = self.scene.inputs_of(call)
        text = _renamed(formula_of(formula, call), words)
        return {"input": given.get(name, name), "formula": plain.name(text, 60)}

    def called(self, tensor: str | None, text: str) -> str:
        return operand(_constant(text)) if tensor is None else self.scene.names[tensor]

    def bucket(self, mark: Any) -> Row:
        view = self.first_views[mark.ref]
        return {"name": f"{self.scene.names[mark.ref]}.grad", "line": view.span.line, "of": mark.ref}

    def constant(self, mark: Any) -> Row:
        return {"name": _constant(mark.title), "line": self.scene.calls[mark.ref].span.line, "of": mark.ref}

    def links(self) -> list[Row]:
        return [self.link(link) for link in self.scene.links.values()]

    def link(self, link: Any) -> Row:
        way = [[_px(x), _px(y)] for x, y in self.layout.ways.get(link.id, ())]
        ends = {"id": link.id, "from": link.source, "to": link.target, "lane": link.lane, "argument": link.argument}
        born = max(self.born(end, self.scene.marks[end].moment) for end in (link.source, link.target))
        return {**ends, "tracked": link.tracked, "born": max(born, self.tape.born[link.moment]), "way": way}


def _constant(text: str) -> str:
    return literal(plain.name(text, plain.LONGEST_CONSTANT))


def _renamed(formula: str, words: Mapping[str, str]) -> str:
    return NAME.sub(lambda found: words.get(found[0], found[0]), formula)


def _px(value: float) -> float:
    value = round(value, 1)
    return int(value) if value == int(value) else value
