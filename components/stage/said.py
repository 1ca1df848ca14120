"""What is said about each statement: the most telling thing it did, as a key of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from autograd_core.trace import Moment, OpCall, TensorView

from . import plain
from .captions import Caption, caption
from .names import pretty
from .scene import Scene, Term, term
from .told import whole

LONGEST_LINE = 34  # characters of program text in a sentence


def statement(moment: Moment, before: dict[str, TensorView], scene: Scene, text: str) -> Caption:
    """The caption of a moment whose statement reads ``text``; ``before`` are the changed tensors as they were."""
    for say in _ROWS:
        said = say(moment, before, scene)
        if said is not None:
            return said
    line = plain.beginning(text.split("\n")[0].strip(), 2 * LONGEST_LINE)
    return caption("cap.line.plain", line=line)


def after_pass(moment: Moment, named: list[str], scene: Scene, recorded: bool) -> Caption:
    """What a pass left beside gradients: with ``recorded`` functions, the recording of itself."""
    names = ", ".join(scene.names[id] for id in named[:3]) or "…"
    return caption("cap.line.pass_recorded" if recorded else "cap.line.pass_gave", x=names)


def formula(moment: Moment, scene: Scene) -> list[Term]:
    """The new tensor a statement gave a name to, with its numbers."""
    made = _made(moment, scene)
    if made is None or moment.backward:
        return []
    return formula_of(made, scene, made.expression if made.made_by is not None else "")


def formula_of(made: TensorView, scene: Scene, source: str) -> list[Term]:
    """A tensor, what it was made by, and its numbers."""
    value = whole(made.data)
    expression = pretty(plain.line(source))
    terms = [term(scene.names[made.id], scene.mark(made.id))]
    if 0 < len(expression) <= 2 * LONGEST_LINE:
        terms.append(term(f" = {expression}"))
    return [*terms, term(f" = {value}")]


def source_of(view: TensorView) -> str:
    """The text that made a tensor, if it fits in a sentence."""
    text = pretty(plain.line(view.expression))
    return text if len(text) <= LONGEST_LINE else ""


# ── rows: each says its thing or passes ────────────────────────────────────────────────────────────────────────


def _backward(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    if not moment.backward:
        return None
    first = moment.backward[0]
    root = first.roots[0][0] if first.roots else ""
    view = scene.views.get(root)
    source = source_of(view) if view and scene.names.is_temporary(root) else ""
    name = source or scene.names[root]
    return caption("cap.line.backward" if first.call == "backward" else "cap.line.grad", x=name)


def fails(moment: Moment) -> Caption:
    """The caption of a statement that an error stops."""
    return caption("cap.line.fails", line=moment.span.line)


def _in_place(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    call = next((call for call in reversed(moment.calls) if call.inplace and call.outputs), None)
    written = [id for id, was in before.items() if was.version != moment.tensors[id].version]
    if call is None or not written:
        return None
    # Part of a tensor is changed through a view of it, which may have no name.
    id = call.outputs[0] if call.outputs[0] in written else written[0]
    key = "cap.line.in_place" if call.node else "cap.line.in_place_unrecorded"
    versions = {"old": before[id].version, "new": moment.tensors[id].version}
    return caption(key, x=scene.names[id], op=call.op, **versions)


def _made_by_ops(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    calls = [call for call in moment.calls if not call.inplace]
    if not calls:
        return None
    made = _made(moment, scene) or moment.tensors.get(calls[-1].outputs[0] if calls[-1].outputs else "")
    name = scene.names[made.id] if made is not None else "?"
    recorded = [scene.nodes[call.node].name for call in calls if call.node in scene.nodes and call.node]
    if not recorded:
        return _unrecorded(moment, calls, name)
    if len(recorded) == 1:
        return caption("cap.line.recorded", y=name, fn=recorded[0])
    return caption("cap.line.recorded_more", y=name, count=len(recorded), fns=_counted(recorded))


def _unrecorded(moment: Moment, calls: list[OpCall], name: str) -> Caption:
    if calls[-1].op == "detach":
        return caption("cap.line.detach", y=name)
    return caption("cap.line.unrecorded" if moment.grad_enabled else "cap.line.no_grad", y=name)


def _leaves(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    new = [view for view in moment.tensors.values() if view.id not in before and view.made_by is None and view.names]
    if not new:
        return None
    names = ", ".join(scene.names[view.id] for view in new[:3]) + (", …" if len(new) > 3 else "")
    if all(view.requires_grad for view in new):
        return caption("cap.line.leaf_grad", x=names)
    return caption("cap.line.leaf_plain" if not any(view.requires_grad for view in new) else "cap.line.leaves", x=names)


def _attributes(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    for id, was in before.items():
        now, name = moment.tensors[id], scene.names[id]
        if now.requires_grad != was.requires_grad:
            return caption("cap.line.flag_on" if now.requires_grad else "cap.line.flag_off", x=name)
        if now.retains_grad and not was.retains_grad:
            return caption("cap.line.retain", x=name)
        if now.grad is None and was.grad is not None:
            return caption("cap.line.grad_emptied", x=name)
        if now.grad is not None and (was.grad is None or not np.array_equal(now.grad, was.grad, equal_nan=True)):
            return caption("cap.line.grad_set", x=name, value=whole(now.grad))
        if not np.array_equal(now.data, was.data):
            return caption("cap.line.data", x=name, value=whole(now.data))
    return None


def _printed(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    text = moment.printed.rstrip("\n")
    first, *others = text.split("\n")
    line = " ".join(text.split())
    if others and len(line) <= 2 * LONGEST_LINE:  # several short lines fit on one and are shown whole
        return caption("cap.line.printed", text=plain.name(line, 2 * LONGEST_LINE))
    shown = plain.name(first, LONGEST_LINE) + (" …" if others else "")
    return caption("cap.line.printed", text=shown) if text else None


def _named(moment: Moment, before: dict[str, TensorView], scene: Scene) -> Caption | None:
    for id, was in before.items():
        added = [name for name in moment.tensors[id].names if name not in was.names]
        if added and was.names:
            return caption("cap.line.alias", x=plain.name(added[0]), y=plain.name(was.names[0]))
    return None


_ROWS: tuple[Callable[[Moment, dict[str, TensorView], Scene], Caption | None], ...] = (
    _backward,
    _in_place,
    _made_by_ops,
    _leaves,
    _attributes,
    _printed,
    _named,
)


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def _made(moment: Moment, scene: Scene) -> TensorView | None:
    """The last new tensor that has a name now."""
    new = [view for view in moment.tensors.values() if view.moment == moment.index and view.names]
    return new[-1] if new else None


def _counted(names: list[str]) -> str:
    return ", ".join(_each(names))


def _each(names: list[str]) -> Iterator[str]:
    counted = Counter(names)
    for name in list(counted)[:3]:
        yield name if counted[name] == 1 else f"{name} ×{counted[name]}"
    if len(counted) > 3:
        yield "…"
