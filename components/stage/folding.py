"""Which passes of loops are told in one step each: of a long loop all but the first, the last and those opened.

A folded pass leaves no marks of its own in the picture, but what it printed and what it left in the marks that were
there before it, or are used after it, is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import networkx as nx

from autograd_core.errors import Span
from autograd_core.graph import bucket_id
from autograd_core.trace import Moment

from .captions import caption
from .ledger import Ledger, Write
from .runs import Run

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

Step = dict[str, Any]

# How many passes of one loop are all shown, else how many steps stand for those between the first and the last;
# fewer where they would be too long.
AMOUNTS = ((8, 100), (8, 12), (2, 12), (2, 3))
EVERYTHING = (0, 0)


@dataclass(frozen=True, slots=True)
class Fold:
    """Neighbouring passes that one step tells: from pass ``first`` to ``last`` of ``of``; ``passes`` as in a Moment."""

    id: str
    line: int
    passes: tuple[int, ...]
    first: int
    last: int
    of: int


class Folding:
    """Which passes of ``runs`` are folded: ``of_moment`` has the Fold of each moment not shown by itself; see AMOUNTS.

    ``opened_at``: the opened passes that there are, and the first moment of each.
    """

    def __init__(self, runs: Sequence[Run], opened: Collection[str], amounts: tuple[int, int]) -> None:
        self.runs = runs
        self.opened = opened
        self.shown, self.most = amounts
        self.of_moment: dict[int, Fold] = {}
        self.opened_at: dict[str, int] = {}
        if self.shown:
            self.within(runs)

    def within(self, runs: Sequence[Run]) -> None:
        for (kind, _), several in groupby(runs, lambda run: (run.kind, run.line)):
            if kind == "pass":
                for passes in _loops(list(several)):
                    self.loop(passes)
            else:
                for run in several:
                    self.within(run.inner)

    def loop(self, passes: list[Run]) -> None:
        """Fold the passes of one execution of a loop; look into those that stay for loops within."""
        # A pass can be no more than the test of its ``while``, or the header that looked for an item.
        start = 2 if _is_header(passes[0]) else 1
        end = len(passes) - (2 if _is_header(passes[-1]) else 1)
        stay, middle = (
            (passes, []) if len(passes) <= self.shown else ([*passes[:start], *passes[end:]], passes[start:end])
        )
        for fold, several in self.folds(middle, _number(passes[end])):
            if fold is None:
                stay = [*stay, *several]
                continue
            for run in several:
                self.of_moment |= {moment.index: fold for moment in run.moments()}
        for run in stay:
            self.within(run.inner)

    def folds(self, passes: list[Run], of: int) -> Iterator[tuple[Fold | None, list[Run]]]:
        """Runs of neighbours to tell in one step each, None for those that are opened."""
        size = -(-len(passes) // self.most)
        for start in range(0, len(passes), max(size, 1)):
            several = passes[start : start + size]
            apart = size > 1 and any(id in self.opened for id in (f"{several[0].id}+", *(run.id for run in several)))
            for part in [[run] for run in several] if apart else [several]:
                if len(part) == 1 and part[0].id in self.opened:
                    self.opened_at[part[0].id] = next(moment.index for moment in part[0].moments())
                    yield None, part
                    continue
                id = part[0].id if len(part) == 1 else f"{part[0].id}+"
                at = tuple(int(number) for number in part[0].id.split("@")[0].split(":")[2].split("."))
                yield Fold(id, part[0].line, at, _number(part[0]), _number(part[-1]), of), part


def _loops(passes: list[Run]) -> list[list[Run]]:
    """The passes of each execution of a loop: where their number does not grow, it began again."""
    found: list[list[Run]] = []
    for run in passes:
        if not found or _number(run) <= _number(found[-1][-1]):
            found.append([])
        found[-1].append(run)
    return found


def _is_header(run: Run) -> bool:
    return all(moment.span.line == run.line for moment in run.moments())


def _number(run: Run) -> int:
    return int(run.title)


def hide(picture: nx.MultiDiGraph, timeline: Timeline, folding: Folding) -> None:
    """Take the marks of folded passes out of the picture, except tensors that somebody outside of the pass uses."""
    folded = folding.of_moment
    if not folded:
        return
    used = {id for moment in timeline.moments if moment.index not in folded for id in _uses(moment)}
    used |= set(timeline.moments[-1].names.values())
    marks = {id: data["mark"] for id, data in picture.nodes(data=True)}
    kept = {id for id, mark in marks.items() if mark.role == "tensor" and (mark.moment not in folded or id in used)}
    for id, mark in marks.items():
        owner = mark.ref if mark.role in ("bucket", "tensor") else None
        if mark.moment in folded and owner not in kept:
            picture.remove_node(id)


def _uses(moment: Moment) -> Iterator[str]:
    """The tensors that a moment took or passed a gradient through."""
    for call in moment.calls:
        yield from (tensor for _, tensor, _ in call.inputs if tensor is not None)
        yield from call.outputs
    for trace in moment.backward:
        yield from (tensor for tensor, _ in trace.roots)


# ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────


def step(fold: Fold) -> Step:
    """The step that tells folded passes, without what they left."""
    one = fold.first == fold.last
    key, args = ("cap.pass", {"n": fold.first}) if one else ("cap.passes", {"a": fold.first, "b": fold.last})
    told = {"id": fold.id, "first": fold.first, "last": fold.last, "of": fold.of}
    return {
        "kind": "pass",
        "passes": list(fold.passes),
        "label": "",
        "cap": caption(key, of=fold.of, **args),
        "fold": told,
    }


def header(fold: Fold, text: str) -> Span:
    """Where the first line of the loop stands."""
    line = text.split("\n")[fold.line - 1].split("#")[0].rstrip()
    return Span(fold.line, len(line) - len(line.lstrip()), fold.line, len(line))


def writes(moment: Moment, ledger: Ledger) -> list[Write]:
    """What the passes of a folded moment left in the buckets that are in the picture."""
    found: list[Write] = []
    for trace in moment.backward:
        filled = [(step.tensor or "t" + step.node[1:], step.after) for step in trace.steps if step.after is not None]
        for tensor, grad in [*filled, *trace.retained]:
            if bucket_id(tensor) in ledger.scene.marks:
                found += ledger.filled(tensor, grad)
                found += ledger.set(tensor, "passed", None)  # the roads it came by are not in the picture
        if trace.call == "backward" and trace.stopped_at is None:
            found += ledger.pass_over({tensor for tensor, _ in [*filled, *trace.retained]})
    return found


def latest(found: list[Write]) -> list[Write]:
    """Of several writes of one field only the last."""
    return [
        [mark, field, value] for (mark, field), value in {(write[0], write[1]): write[2] for write in found}.items()
    ]


def seen(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps of a ride; those on the way through folded passes, which has no marks, together as one."""
    for hidden, several in groupby(steps, _is_out_of_sight):
        if not hidden:
            yield from several
            continue
        lost = list(several)
        told = latest([write for step in lost for write in step.get("writes", ())])
        yield {
            **lost[-1],
            "writes": told,
            "label": "",
            "cap": caption("cap.ride_folded", count=len(lost)),
            "formula": [],
        }


def _is_out_of_sight(step: Step) -> bool:
    moves = step["kind"] in ("visit", "fan_in", "accumulate", "retain")
    return moves and step["who"] is None and not step.get("in") and not step.get("out")
