"""What the steps of the tape are told about: the marks and links of one run, its calls, and the names of everything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import networkx as nx

from autograd_core.graph import bucket_id, bucket_link, input_link, result_link
from autograd_core.trace import Contribution, NodeView, OpCall, TensorView

from . import plain
from .names import Names
from .numbers import literal

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

Term = dict[str, Any]


def term(text: str, mark: str | None = None) -> Term:
    """A piece of the second caption line, linked to a mark."""
    return {"text": text, "mark": mark}


class Scene:
    """One run; ``views`` and ``nodes`` hold everything as it was last seen while the moments are gone through."""

    def __init__(self, timeline: Timeline, graph: nx.MultiDiGraph) -> None:
        self.names = Names(timeline)
        self.calls: dict[str, OpCall] = {call.id: call for moment in timeline.moments for call in moment.calls}
        self.changes = {str(call.moment): call.id for call in self.calls.values() if call.inplace}
        self.views: dict[str, TensorView] = {}
        self.nodes: dict[str, NodeView] = {}
        self.marks: dict[str, Any] = {id: data["mark"] for id, data in graph.nodes(data=True)}
        self.links: dict[str, Any] = {key: data["link"] for _, _, key, data in graph.edges(keys=True, data=True)}

    def mark(self, id: str | None) -> str | None:
        """``id`` if there is a mark for it."""
        return id if id in self.marks else None

    def link(self, id: str) -> str | None:
        """``id`` if there is a link for it."""
        return id if id in self.links else None

    def out_link(self, function: str, sent: Contribution) -> str | None:
        """The link on which a message leaves a function; two inputs of one name are told apart by their tensor."""
        call = self.calls.get(function)
        for place, (name, tensor, _) in enumerate(call.inputs if call else ()):
            if name == sent.input and tensor == sent.tensor:
                return self.link(input_link(function, place, "back"))
        return None

    def inputs_of(self, call: OpCall) -> dict[str, str]:
        """What every input of a call is called; two of one name are told apart by what the op calls them."""
        names = {
            name: literal(plain.name(text, plain.LONGEST_CONSTANT)) if tensor is None else self.names[tensor]
            for name, tensor, text in call.inputs
        }
        count = Counter(names.values())
        return {name: shown if count[shown] == 1 else f"{shown} ({name})" for name, shown in names.items()}

    def in_link(self, receiver: str, tensor: str | None) -> str | None:
        """The link on which what has arrived at a tensor goes on to its function or bucket."""
        if tensor is None:
            return None
        if receiver == bucket_id(tensor):
            return self.link(bucket_link(tensor))
        return self.link(result_link(receiver, tensor, "back"))

    def made_by(self, function: str | None) -> str | None:
        """The one tensor that a function made."""
        call = self.calls.get(function or "")
        return call.outputs[0] if call is not None and len(call.outputs) == 1 else None

    def stand_in(self, node: str) -> str | None:
        """The change in place that brought a function with it which no line called."""
        moment = node[1:].partition(".")[0]
        return self.changes.get(moment)

    def receiver(self, tensor: str) -> str | None:
        """Where a gradient of ``tensor`` goes: the function that made it, or its bucket."""
        view = self.views.get(tensor)
        if view is None:
            return None
        return view.grad_fn or bucket_id(tensor)
