"""A tape that stopped before the last statements: after an edit of those, its steps are not made again.

What a step says depends on the moments up to it, and on little of what follows: on the names that tensors will have
got by the end of the run, and on which marks and links there will be. Where all that is as it was, the tape goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd_core.trace import Moment

if TYPE_CHECKING:
    from .folding import Fold
    from .scene import Scene
    from .tape import Tape

LETTERS = frozenset({"L", "ℒ"})  # of the number a pass differentiates, unless a variable is called so


@dataclass(frozen=True, slots=True)
class Halt:
    """The state of a tape after some moments; nothing of it is changed any more."""

    moments: tuple[Moment, ...]
    folds: Mapping[int, Fold]
    beside: tuple[Any, ...]  # what its steps say that does not come of the moments
    tape: Mapping[str, Any]
    ledger: Mapping[str, Any]
    views: Mapping[str, Any]
    nodes: Mapping[str, Any]
    rows: list[Any]  # of the values
    found: Mapping[Any, int]


def halted(tape: Tape, count: int) -> Halt:
    """The state of a tape that has gone through ``count`` moments."""
    ledger, scene, values = tape.ledger, tape.scene, tape.ledger.values
    return Halt(
        moments=tape.timeline.moments[:count],
        folds=_until(tape.folds, count),
        beside=_beside(scene, count),
        tape=_of_tape(vars(tape)),
        ledger={"state": {id: dict(fields) for id, fields in ledger.state.items()}, **_of_ledger(vars(ledger))},
        views=dict(scene.views),
        nodes=dict(scene.nodes),
        rows=list(values.rows),
        found=dict(values.found),
    )


def go_on(tape: Tape, halt: Halt | None, failing: int) -> int:
    """Put a new tape where another one stopped; how many moments that were, 0 where the two are too different."""
    if halt is None or not halt.moments:
        return 0
    count, moments = len(halt.moments), tape.timeline.moments
    alike = len(moments) >= count and all(one is other for one, other in zip(halt.moments, moments, strict=False))
    if not alike or failing < count or bool(halt.folds) != bool(tape.folds):
        return 0
    if halt.folds != _until(tape.folds, count) or halt.beside != _beside(tape.scene, count):
        return 0
    values = tape.ledger.values
    vars(tape).update(_of_tape(halt.tape))
    vars(tape.ledger).update(_of_ledger(halt.ledger))
    tape.ledger.state = {id: dict(fields) for id, fields in halt.ledger["state"].items()}
    tape.scene.views, tape.scene.nodes = dict(halt.views), dict(halt.nodes)
    values.rows, values.found = list(halt.rows), dict(halt.found)
    return count


def _of_tape(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The last step and the last line of the console may still get more."""
    kept = {name: fields[name].copy() for name in ("steps", "console", "born", "late", "hidden", "caught")}
    if kept["steps"]:
        kept["steps"][-1] = {**kept["steps"][-1], "writes": [*kept["steps"][-1]["writes"]]}
    if kept["console"]:
        kept["console"][-1] = [*kept["console"][-1]]
    return {**kept, "failed": fields["failed"]}


def _of_ledger(fields: Mapping[str, Any]) -> dict[str, Any]:
    owed = {id: dict(one) for id, one in fields["owed"].items()}
    return {"owed": owed, "waiting": dict(fields["waiting"]), "missed": set(fields["missed"])}


def _until(folds: Mapping[int, Fold], count: int) -> dict[int, Fold]:
    return {moment: fold for moment, fold in folds.items() if moment < count}


def _beside(scene: Scene, count: int) -> tuple[Any, ...]:
    """What of the names, marks and links of a run the steps of its first moments may speak of."""
    early = {id for id in scene.marks if _moment(id) < count}
    marks = {id: (scene.marks[id].role, scene.marks[id].ref) for id in early}
    links = {
        key: (link.source, link.target, link.lane)
        for key, link in scene.links.items()
        if link.source in early and link.target in early
    }
    names = {id: told for id, told in scene.names.all() if _moment(id) < count}
    return marks, links, names, LETTERS & set(scene.names.named.values())


def _moment(id: str) -> int:
    return int(id[1:].partition(".")[0])
