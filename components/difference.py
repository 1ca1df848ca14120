"""The central difference: one number moved a little both ways, the program run again, and what its result does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograd_core import program, timeline
from autograd_core.errors import ProgramError
from autograd_core.program import CannotEdit
from autograd_core.trace import BackwardTrace

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

_EXACT = "torch.set_default_dtype(torch.float64)"


@dataclass(frozen=True, slots=True)
class Difference:
    """What autograd sent to one number, the central difference with ``step``, and how far they are apart."""

    sent: float
    measured: float
    step: float


def difference(run: Timeline, mark: str, index: Sequence[int]) -> Difference | None:
    """The derivative of what the last pass through ``mark`` began with, by one number of it; None where it cannot be.

    It can be for a tensor that a variable held when it was made, outside of loops and functions. Programs without
    random numbers are run in double precision.
    """
    made = next((moment for moment in run.moments if mark in moment.tensors), None)
    passes = _passes(run)
    mine = [place for place, (_, trace) in enumerate(passes) if any(step.tensor == mark for step in trace.steps)]
    if made is None or made.passes or made.depth or not mine or not made.tensors[mark].names:
        return None
    step = next(step for step in reversed(passes[mine[-1]][1].steps) if step.tensor == mark)
    exact = "rand" not in run.program.text
    size = 1e-5 if exact else 1e-2
    try:
        number = float(np.asarray(made.tensors[mark].data)[tuple(index)])
        sent = float(np.asarray(step.incoming)[tuple(index)])
        size *= max(1.0, abs(number))
        cell = f"[{', '.join(map(str, index))}]" if index else ""
        name = made.tensors[mark].names[0]
        ends = [
            _end(run, made.statement, f"{name}.data{cell}.add_({way * size!r})", mine[-1], exact) for way in (1, -1)
        ]
    except (CannotEdit, ProgramError, IndexError, TypeError, ValueError):
        return None
    if ends[0] is None or ends[1] is None:
        return None
    return Difference(sent, (ends[0] - ends[1]) / (2 * size), size)


def _passes(run: Timeline) -> list[tuple[int, BackwardTrace]]:
    """Every pass with the place of its moment."""
    return [(place, trace) for place, moment in enumerate(run.moments) for trace in moment.backward]


def _end(run: Timeline, statement: int, line: str, place: int, exact: bool) -> float | None:
    """What pass number ``place`` begins with, counted by its seed, when ``line`` is written after a statement."""
    text = program.insert_after(run.program.text, statement, line)
    first = next((one for one in run.program.statements if one.text == "import torch"), None)
    if exact and first is not None:
        text = program.insert_after(text, first.index, _EXACT)
    other = timeline.run(text)
    passes = _passes(other)
    if place >= len(passes):
        return None
    at, trace = passes[place]
    total = 0.0
    for tensor, seed in trace.roots:
        views = [moment.tensors[tensor] for moment in other.moments[: at + 1] if tensor in moment.tensors]
        if not views:
            return None
        total += float(np.sum(np.asarray(views[-1].data, dtype=float) * np.asarray(seed, dtype=float)))
    return total
