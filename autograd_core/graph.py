"""The whole run as one networkx graph: marks for tensors, functions, constants and buckets, links for both lanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from .trace import Moment, NodeView, OpCall, TensorView

if TYPE_CHECKING:
    from .timeline import Timeline


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing in the picture; ``moment`` is when it appears, ``kind`` what it is at the end of the run.

    ``role`` is "tensor", "function", "bucket" or "constant". ``ref`` is the id of the tensor (bucket) or of the
    function (constant) it belongs to, of the tensor or function itself otherwise.
    """

    id: str
    kind: str
    role: str
    title: str
    moment: int
    ref: str


@dataclass(frozen=True, slots=True)
class Link:
    """One lane between two marks: "value" in the direction of the computation, "back" in that of the gradient.

    ``argument`` is the position of the input it serves in its function's inputs, None on the side of the result.
    ``tracked`` says whether autograd recorded the function at its end.
    """

    id: str
    source: str
    target: str
    lane: str
    argument: int | None
    tracked: bool
    moment: int


def bucket_id(tensor: str) -> str:
    """The id of the bucket (AccumulateGrad) of a tensor."""
    return "b" + tensor[1:]


def constant_id(function: str, argument: int) -> str:
    """The id of a constant that is an input of a function."""
    return f"c{function[1:]}.{argument}"


def input_link(function: str, argument: int, lane: str) -> str:
    """The id of the link between a function and one of its inputs."""
    return f"{function}{'<' if lane == 'value' else '>'}{argument}"


def result_link(function: str, tensor: str, lane: str) -> str:
    """The id of the link between a function and one of its results."""
    return f"{function}={tensor}" if lane == "value" else f"{tensor}>{function}"


def bucket_link(tensor: str) -> str:
    """The id of the link from a tensor to its bucket."""
    return f"{tensor}>{bucket_id(tensor)}"


def graph(timeline: Timeline) -> nx.MultiDiGraph:
    """The graph of a run: nodes carry ``mark=Mark``, edges (key = id of the link) carry ``link=Link``.

    Nodes and edges are in order of creation, so the graph of a longer program begins with that of its beginning,
    except for the kinds. Takes time linear in the length of the run.
    """
    made = nx.MultiDiGraph()
    build = _Build(made, timeline.moments)
    for moment in timeline.moments:
        build.moment(moment)
    return made


def tensor_kind(view: TensorView) -> str:
    """What a tensor is: "leaf_grad", "leaf_plain", "result_untracked" or "result_tracked"."""
    if view.requires_grad:
        return "leaf_grad" if view.is_leaf else "result_tracked"
    return "leaf_plain" if view.made_by is None and not view.given else "result_untracked"


def function_kind(node: NodeView | None) -> str:
    """What a function is: "fn", "fn_freed" or "fn_unrecorded"."""
    if node is None:
        return "fn_unrecorded"
    return "fn_freed" if node.saved is None else "fn"


def first_names(moments: tuple[Moment, ...]) -> dict[str, str]:
    """The first variable each tensor was bound to; tensors that never were are missing."""
    names: dict[str, str] = {}
    for moment in moments:
        for id, view in moment.tensors.items():
            if view.names:
                names.setdefault(id, view.names[0])
    return names


class _Build:
    """Goes through the moments once; ``way_back`` holds what each tensor's gradient function was before a call."""

    def __init__(self, made: Any, moments: tuple[Moment, ...]) -> None:
        self.made = made
        self.views = {id: view for moment in moments for id, view in moment.tensors.items()}
        self.nodes = {id: node for moment in moments for id, node in moment.nodes.items()}
        self.way_back: dict[str, str | None] = {}
        self.names = first_names(moments)

    def moment(self, moment: Moment) -> None:
        for call in moment.calls:
            for _, tensor, _ in call.inputs:
                if tensor is not None:
                    self.tensor(tensor, moment)
            self.call(call, moment)
        for tensor, view in moment.tensors.items():
            self.tensor(tensor, moment)
            self.way_back[tensor] = view.grad_fn
            if view.retains_grad or (view.requires_grad and view.is_leaf):
                self.bucket(tensor, moment.index)

    def tensor(self, id: str, moment: Moment) -> None:
        if id in self.made or id not in self.views:
            return
        view = self.views[id]
        title = self.names.get(id) or view.expression or id
        self.mark(Mark(id, tensor_kind(view), "tensor", title, moment.index, id))
        self.way_back[id] = view.grad_fn if view.made_by is not None else None

    def bucket(self, tensor: str, moment: int) -> None:
        id = bucket_id(tensor)
        if id in self.made:
            return
        title = self.made.nodes[tensor]["mark"].title
        self.mark(Mark(id, "accumulate", "bucket", f"{title}.grad", moment, tensor))
        self.link(Link(bucket_link(tensor), tensor, id, "back", None, True, moment))

    def call(self, call: OpCall, moment: Moment) -> None:
        recorded = call.node is not None
        for argument, (_, tensor, text) in enumerate(call.inputs):
            if tensor is None:
                self.mark(Mark(constant_id(call.id, argument), "constant", "constant", text, moment.index, call.id))
        node = self.nodes.get(call.node) if call.node else None
        self.mark(Mark(call.id, function_kind(node), "function", call.op, moment.index, call.id))
        for argument, (_, tensor, _) in enumerate(call.inputs):
            source = constant_id(call.id, argument) if tensor is None else tensor
            way = input_link(call.id, argument, "value")
            self.link(Link(way, source, call.id, "value", argument, recorded, moment.index))
        for link in self.back_links(call, node):
            self.link(link)
        for result in call.outputs:
            self.tensor(result, moment)
            self.way_back[result] = call.node or (self.way_back.get(result) if call.inplace else None)
            for lane in ("value", "back") if recorded else ("value",):
                ends = (call.id, result) if lane == "value" else (result, call.id)
                self.link(Link(result_link(call.id, result, lane), *ends, lane, None, recorded, moment.index))

    def back_links(self, call: OpCall, node: NodeView | None) -> Iterator[Link]:
        """The recorded way from a function to those of its inputs that need a gradient."""
        if node is None:
            return
        wanted = {id for id, _, _ in node.next_functions if id is not None}
        for argument, (_, tensor, _) in enumerate(call.inputs):
            if tensor is None:
                continue
            before = self.way_back.get(tensor)
            if before not in wanted and bucket_id(tensor) not in wanted:
                continue
            # A tensor changed in place leads to the new function already, so its old one is named directly.
            changed = call.inplace and tensor in call.outputs and before in self.made
            target = before if changed and before else tensor
            yield Link(input_link(call.id, argument, "back"), call.id, target, "back", argument, True, call.moment)

    def mark(self, mark: Mark) -> None:
        self.made.add_node(mark.id, mark=mark)

    def link(self, link: Link) -> None:
        if link.source in self.made and link.target in self.made:
            self.made.add_edge(link.source, link.target, key=link.id, link=link)
