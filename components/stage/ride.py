"""One pass of backward() or grad() as steps of the tape: seed, visits, sums, buckets, what was freed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.graph import bucket_id
from autograd_core.trace import BackwardStep, BackwardTrace, Contribution

from . import captions, formulas, plain, said
from .ledger import Fields, Ledger, Write
from .scene import Scene, term
from .told import Told, short, whole
from .worked import road

Step = dict[str, Any]
Pulse = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What was ``sent`` to ``tensor``, and what lies there after adding it; a seed came as no pulse."""

    tensor: str | None
    sent: np.ndarray
    total: np.ndarray
    pulse: Pulse | None
    text: str


class Ride:
    """The steps of one pass in the engine's order; ``number`` tells the passes of a run apart."""

    def __init__(self, trace: BackwardTrace, scene: Scene, ledger: Ledger, number: str) -> None:
        self.trace = trace
        self.number = number
        self.scene = scene
        self.ledger = ledger
        self.hides_it = not (len(trace.roots) == 1 and is_one(trace.roots[0][1]))  # what is differentiated has no name
        self.over = self.name_of_what_is_differentiated()
        self.retained = dict(trace.retained)
        self.arrived: dict[str, list[Message]] = {}  # by receiver, what has not been used yet
        self.expected: Counter[tuple[str, str | None]] = Counter()
        for sent in (sent for step in trace.steps for sent in step.sent if sent.to is not None):
            self.expected[sent.to or "", sent.tensor or scene.made_by(sent.to)] += 1
        # Where an error stopped the pass, whoever has not run may still have waited for more.
        ran = {step.node for step in trace.steps} | {trace.stopped_at}
        self.unfinished = {to for to, _ in self.expected if to not in ran} if trace.stopped_at else set()
        self.rest: list[Write] = []  # what the end of the pass changes, if it has no step of its own

    def name_of_what_is_differentiated(self) -> str:
        roots = self.trace.roots
        if not self.hides_it:
            return self.scene.names[roots[0][0]]
        named = set(self.scene.names.named.values())
        return next(letter for letter in ("L", "ℒ", "Λ") if letter not in named or letter == "Λ")

    def steps(self) -> Iterator[Step]:
        for tensor, grad in self.trace.roots:
            yield self.seed(tensor, grad)
        for step in self.trace.steps:
            if step.after is not None:
                yield self.accumulate(step)
                continue
            yield from self.retain_before(step.node)
            yield self.visit(step)
            for sent in step.sent:
                yield from self.fan_in(sent)
        for tensor in list(self.retained):
            yield self.retain(tensor)
        if self.trace.stopped_at is None:
            yield from self.end()

    # ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────

    def seed(self, tensor: str, grad: np.ndarray) -> Step:
        receiver = self.scene.receiver(tensor) or tensor
        self.arrived.setdefault(receiver, []).append(Message(tensor, grad, grad, None, short(grad)))
        self.expected[receiver, tensor] += 1
        name, view = self.scene.names[tensor], self.scene.views.get(tensor)
        source = said.source_of(view) if view and self.scene.names.is_temporary(tensor) else ""
        return {
            "kind": "seed",
            "who": self.scene.mark(tensor),
            "label": f"{self.chip(tensor)} = {short(grad)}",
            "cap": captions.seed(self.over, name, grad, source, len(self.trace.roots)),
            "formula": [term(self.chip(tensor), self.scene.mark(tensor)), term(f" = {short(grad)}")],
        }

    def visit(self, step: BackwardStep) -> Step:
        call = self.scene.calls.get(step.node)
        tensor = step.tensor or next((one.tensor for one in self.arrived.get(step.node, []) if one.tensor), None)
        pulses = self.arrive(step.node)
        told = Told(step, call, self.scene.names, self.over) if call else None
        sums = {sent.input for sent in step.sent if self.is_part(sent)}
        line = formulas.visit(told, sums, self.scene) if told else formulas.Line([], "")
        writes = self.ledger.set(step.node, "arrived", self.ledger.values.index(step.incoming))
        named = self.scene.inputs_of(call) if call else {}
        rows = [[named.get(one.input, one.input), self.index(one.reduced)] for one in step.sent]
        writes += self.ledger.set(step.node, "sent", rows)
        writes += self.worked(step, told, named) if told else []
        if tensor is not None:
            writes += self.through(tensor, step)
        return {
            "kind": "visit",
            "who": self.scene.mark(step.node) or self.scene.stand_in(step.node),
            "in": pulses,
            "out": [pulse for pulse in (self.send(sent, step.node, told) for sent in step.sent) if pulse],
            "writes": writes,
            "label": f"{step.name}  {line.short}".rstrip(),
            "cap": captions.visit(told) if told else captions.inner(step, self.scene.names[tensor]),
            "formula": line.terms,
        }

    def through(self, tensor: str, step: BackwardStep) -> list[Write]:
        """What came through a tensor, and in which pass: functions keep the roads of earlier ones."""
        writes = self.ledger.set(tensor, "passed", self.index(step.incoming))
        return writes + self.ledger.set(tensor, "ride", self.number)

    def worked(self, step: BackwardStep, told: Told, named: Mapping[str, str]) -> list[Write]:
        """The messages of a function with the numbers behind them."""
        values = self.ledger.values
        found = [road(told, one, named.get(one.input, one.input), self.scene, values) for one in step.sent]
        return self.ledger.set(step.node, "roads", [{**row, "ride": self.number} for row in found if row is not None])

    def fan_in(self, sent: Contribution) -> Iterator[Step]:
        """The sum of all messages for one tensor, once the last of them is there."""
        if sent.to is None or sent.total is None:
            return
        tensor = sent.tensor or self.scene.made_by(sent.to)
        messages = [one for one in self.arrived.get(sent.to, []) if one.tensor == tensor]
        if len(messages) < 2 or len(messages) != self.expected[sent.to, tensor] or sent.to in self.unfinished:
            return
        # Those that end at the tensor itself come first: from there the sum goes on.
        pulses = [one.pulse for one in messages if one.pulse is not None]
        pulses.sort(key=lambda pulse: self.scene.links[pulse["link"]].target != tensor)
        total, name = messages[-1].total, self.scene.names[tensor]
        texts = [one.text for one in messages]
        self.expected[sent.to, tensor] = 0
        yield {
            "kind": "fan_in",
            "who": self.scene.mark(tensor) or self.scene.mark(sent.to),
            "in": pulses,
            "label": f"{self.chip(tensor)} = {short(total)}",
            "cap": captions.fan_in(name, self.over, texts, total),
            "formula": formulas.sum_of(self.chip(tensor), self.scene.mark(tensor), messages, total),
        }

    def accumulate(self, step: BackwardStep) -> Step:
        tensor = step.tensor or "t" + step.node[1:]
        assert step.after is not None
        name = self.scene.names[tensor]
        return {
            "kind": "accumulate",
            "who": self.scene.mark(step.node),
            "in": self.arrive(step.node),
            "writes": [
                *self.ledger.filled(tensor, step.after),
                *self.through(tensor, step),
            ],
            "label": f"{name}.grad = {whole(step.after)}",
            "cap": captions.accumulate(name, step),
            "formula": formulas.poured(name, self.scene.mark(step.node), step),
        }

    def retain_before(self, node: str) -> Iterator[Step]:
        """What results made by ``node`` keep of the gradient that is about to be used."""
        for tensor in dict.fromkeys(one.tensor for one in self.arrived.get(node, [])):
            if tensor in self.retained:
                yield self.retain(tensor or "")

    def retain(self, tensor: str) -> Step:
        view = self.scene.views.get(tensor)
        passed = self.retained.pop(tensor)
        grad = passed if view is None or view.grad is None else view.grad  # what it kept before is in it
        link = self.scene.in_link(bucket_id(tensor), tensor)
        name = self.scene.names[tensor]
        return {
            "kind": "retain",
            "who": self.scene.mark(bucket_id(tensor)),
            "in": [self.pulse(link, passed, tensor)] if link else [],
            "writes": self.ledger.filled(tensor, grad),
            "label": f"{name}.grad = {whole(grad)}",
            "cap": captions.retain(name, grad),
            "formula": formulas.kept(name, self.scene.mark(bucket_id(tensor)), grad),
        }

    def end(self) -> Iterator[Step]:
        if self.trace.call == "backward":
            reached = {step.tensor for step in self.trace.steps if step.after is not None}
            self.rest = self.ledger.pass_over({*filter(None, reached), *(id for id, _ in self.trace.retained)})
        freed = [id for id in self.trace.freed if id in self.scene.marks]
        if not freed:
            return
        names = [self.scene.nodes[id].name for id in freed if id in self.scene.nodes]
        yield {
            "kind": "free",
            "freed": freed,
            "writes": self.drop(freed),
            "label": "",
            "cap": captions.free(names),
        }

    def drop(self, freed: list[str]) -> list[Write]:
        changes: tuple[tuple[str, Any], ...] = (("state", "freed"), ("saved", []))
        return [write for id in freed for field, value in changes for write in self.ledger.set(id, field, value)]

    # ── messages ────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, sent: Contribution, function: str, told: Told | None) -> Pulse | None:
        if sent.to is None or sent.reduced is None:
            return None
        link = self.scene.out_link(function, sent)
        tensor = sent.tensor or self.scene.made_by(sent.to)
        chip = self.chip(tensor) + (" + …" if self.is_part(sent) else "")
        pulse = {"link": link, "value": self.index(sent.reduced), "chip": chip} if link else None
        text = captions.message(told, sent) if told else short(sent.reduced)
        total = sent.reduced if sent.total is None else sent.total
        self.arrived.setdefault(sent.to, []).append(Message(tensor, sent.reduced, total, pulse, text))
        return pulse

    def arrive(self, receiver: str) -> list[Pulse]:
        """What has come for ``receiver``, on its last stretch: one message for each of the tensors it made."""
        messages = self.arrived.pop(receiver, [])
        pulses = []
        for tensor in dict.fromkeys(one.tensor for one in messages):
            mine = [one for one in messages if one.tensor == tensor]
            # A message can end at the function itself: at a change in place of what it had made.
            direct = [one.pulse for one in mine if one.pulse and self.scene.links[one.pulse["link"]].target == receiver]
            link = self.scene.in_link(receiver, tensor)
            if len(direct) == len(mine):
                pulses += direct
            elif link:
                pulses.append(self.pulse(link, mine[-1].total, tensor))
        return [pulse for pulse in pulses if pulse]

    def is_part(self, sent: Contribution) -> bool:
        """Whether a message is only one of several that are added."""
        return sent.to is not None and self.expected[sent.to, sent.tensor or self.scene.made_by(sent.to)] > 1

    def pulse(self, link: str, value: np.ndarray, tensor: str | None) -> Pulse:
        return {"link": link, "value": self.index(value), "chip": self.chip(tensor)}

    def chip(self, tensor: str | None) -> str:
        return f"∂{self.over}/∂{self.scene.names[tensor]}"

    def index(self, array: np.ndarray | None) -> int | None:
        return self.ledger.values.index(array)


def held(trace: BackwardTrace, scene: Scene, ledger: Ledger) -> dict[str, Fields]:
    """The fields that a pass will write itself, as they were before it, by mark."""
    before: dict[str, Fields] = {}
    for tensor in [step.tensor for step in trace.steps if step.after is not None] + [id for id, _ in trace.retained]:
        if tensor is None:
            continue
        had = ledger.state.get(tensor, {})
        bucket = ledger.state.get(bucket_id(tensor), {})
        grad = had.get("grad")
        before[tensor] = {"grad": grad, "why": had.get("why", "not_yet") if grad is None else None}
        before[bucket_id(tensor)] = {"value": bucket.get("value"), "levels": bucket.get("levels", [])}
    steps = {step.node: step for step in trace.steps}
    for id in trace.freed:
        had = ledger.state.get(id, {})
        saved = had["saved"] if "saved" in had else used(steps[id], scene) if id in steps else []
        before[id] = {"state": had.get("state", "recorded"), "saved": saved}
    return before


def used(step: BackwardStep, scene: Scene) -> list[Fields]:
    """What a function made and freed in one moment had saved: the values its rules were given."""
    call = scene.calls.get(step.node)
    inputs = {name: tensor for name, tensor, _ in call.inputs} if call else {}
    rows: dict[str, Fields] = {}
    for name, value in (pair for sent in step.sent for pair in sent.terms if pair[0] != "grad"):
        tensor = step.tensor if name == "result" else inputs.get(name)
        view = scene.views.get(tensor or "")
        if tensor is None or view is None:
            row: Fields = {"text": plain.name(str(value)), "tensor": None, "version": None}
        else:
            text = f"{scene.names[tensor]} v{view.version}"
            row = {"text": text, "tensor": scene.mark(tensor), "version": view.version}
        rows[name] = {"name": f"_saved_{name}", **row}
    return list(rows.values())


def is_one(grad: np.ndarray) -> bool:
    """Whether a seed is the 1 that a single number starts with."""
    return grad.size == 1 and grad.dtype != bool and grad.reshape(-1)[0] == 1
