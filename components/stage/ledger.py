"""The state of every mark along the tape: what is written at each step, so that its end is what the moment left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autograd_core.graph import bucket_id, tensor_kind
from autograd_core.trace import Moment, NodeView, TensorView

from . import plain
from .numbers import Values
from .scene import Scene

Write = list[Any]  # [mark id, field, value]
Fields = dict[str, Any]

MOST_LEVELS = 12  # accumulations a bucket remembers


class Ledger:
    """What has been written so far; ``set`` gives a write only where something changes.

    ``owed`` is what the present moment will have left, ``held`` what its backward passes write themselves.
    """

    def __init__(self, scene: Scene, values: Values) -> None:
        self.scene = scene
        self.values = values
        self.state: dict[str, Fields] = {}
        self.owed: dict[str, Fields] = {}
        self.waiting: dict[str, None] = {}  # tensors that ask for a gradient, have none, and were not missed
        self.missed: set[str] = set()  # those that the latest pass did not reach

    def set(self, id: str, field: str, value: Any) -> list[Write]:
        if id not in self.scene.marks:
            return []
        fields = self.state.setdefault(id, {})
        if field in fields and fields[field] == value:
            return []
        fields[field] = value
        return [[id, field, value]]

    def get(self, id: str, field: str) -> Any:
        return self.state.get(id, {}).get(field)

    # ── what a moment leaves ────────────────────────────────────────────────────────────────────────────────────

    def begin(self, moment: Moment) -> None:
        """Take in what the moment changed, as it is at its end."""
        self.owed = {call.id: {"state": "unrecorded", "saved": []} for call in moment.calls if call.node is None}
        for id, view in moment.tensors.items():
            if id not in self.scene.marks:
                continue
            self.owed[id] = self.tensor_fields(view)
            if bucket_id(id) in self.scene.marks:
                self.owed[bucket_id(id)] = self.bucket_fields(id, view)
        for id, node in moment.nodes.items():
            self.owed[id] = self.function_fields(node)

    def pay(self, held: Mapping[str, Fields]) -> list[Write]:
        """Write what is owed; of what a pass will write itself, only ``held``, what it was before the pass."""
        writes: list[Write] = []
        for id, fields in self.owed.items():
            kept = held.get(id, {})
            for field, value in fields.items():
                writes += self.set(id, field, kept.get(field, value))
        return writes

    def tensor_fields(self, view: TensorView) -> Fields:
        return {
            "kind": tensor_kind(view),
            "value": self.values.index(view.data),
            "grad": self.values.index(view.grad),
            "requires_grad": view.requires_grad,
            "is_leaf": view.is_leaf,
            "retains_grad": view.retains_grad,
            "version": view.version,
            "grad_fn": view.grad_fn_name,
            "grad_fn_id": self.scene.mark(view.grad_fn),
            "printed": plain.printed(view.printed),
            "why": self.why(view),
            "names": self.scene.names.known(view),
        }

    def bucket_fields(self, id: str, view: TensorView) -> Fields:
        value = self.values.index(view.grad)
        levels = self.get(bucket_id(id), "levels") or []
        if value is None:
            levels = []
        elif value != self.get(bucket_id(id), "value"):
            levels = [value]  # filled by hand; a pass writes its levels itself
        return {"value": value, "levels": levels}

    def function_fields(self, node: NodeView) -> Fields:
        if node.saved is None:
            return {"state": "freed", "saved": []}
        return {"state": "recorded", "saved": [self.saved_row(saved) for saved in node.saved]}

    def saved_row(self, saved: Any) -> Fields:
        text = plain.name(saved.printed)
        if saved.tensor is not None:
            text = self.scene.names[saved.tensor] + ("" if saved.version is None else f" v{saved.version}")
        tensor = self.scene.mark(saved.tensor)
        return {"name": saved.name, "text": text, "tensor": tensor, "version": saved.version}

    # ── gradients ───────────────────────────────────────────────────────────────────────────────────────────────

    def why(self, view: TensorView) -> str | None:
        """Why there is no gradient, None if there is one; keeps account of who waits for one."""
        asks = view.requires_grad and (view.is_leaf or view.retains_grad)
        if not asks or view.grad is not None:
            self.waiting.pop(view.id, None)
            self.missed.discard(view.id)
            if view.grad is not None:
                return None
            return "not_retained" if view.requires_grad else "untracked"
        if view.id in self.missed:
            return "no_path"
        self.waiting[view.id] = None
        return "not_yet"

    def filled(self, tensor: str, grad: np.ndarray) -> list[Write]:
        """A gradient was poured into the bucket of ``tensor``, which holds ``grad`` now."""
        value = self.values.index(grad)
        bucket = bucket_id(tensor)
        levels = [*(self.get(bucket, "levels") or []), value][-MOST_LEVELS:]
        writes = self.set(bucket, "value", value) + self.set(bucket, "levels", levels)
        if self.owed.get(bucket, {}).get("value") == value:
            self.owed[bucket]["levels"] = levels
        return writes + self.set(tensor, "grad", value) + self.set(tensor, "why", None)

    def pass_over(self, reached: Iterable[str]) -> list[Write]:
        """A pass has ended: whoever waited for a gradient and was not reached lies on no path."""
        writes: list[Write] = []
        reached = set(reached)
        for tensor in [id for id in self.waiting if id not in reached]:
            del self.waiting[tensor]
            self.missed.add(tensor)
            writes += self.set(tensor, "why", "no_path")
            if tensor in self.owed:
                self.owed[tensor]["why"] = "no_path"
        return writes
