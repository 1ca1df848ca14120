"""Whether a line may be written: the name it gives, and a trial run of the program with the line at its end."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

from autograd_core import program
from autograd_core.timeline import Timeline
from autograd_core.trace import TensorView
from components import state
from components.state import State


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is a key of the catalogue, "" if the line may be written; ``message`` is what PyTorch says."""

    reason: str = ""
    message: str = ""

    @property
    def passes(self) -> bool:
        return not self.reason


def name(now: State, wanted: str) -> Verdict:
    """Whether ``wanted`` can be the name of something new."""
    if not wanted:
        return Verdict("app.check.name_empty")
    if not wanted.isidentifier() or len(wanted) > 40:
        return Verdict("app.check.name_not_identifier")
    if keyword.iskeyword(wanted):
        return Verdict("app.check.name_keyword")
    if program.fresh_name(now.text, (wanted,)) != wanted:
        return Verdict("app.check.name_taken")
    return Verdict()


def line(now: State, wanted: str) -> Verdict:
    """Whether the program would run through with ``wanted`` at its end."""
    if now.run.error is not None:
        return Verdict("app.check.program_fails", now.run.error.message)
    error = state.run_safely(program.write_line(now.text, wanted)).error
    return Verdict("app.check.refused", f"{error.type_name}: {error.message}") if error else Verdict()


def tensors(run: Timeline) -> dict[str, TensorView]:
    """The variables that hold a tensor at the end of ``run``, in the order of the program."""
    if not run.moments:
        return {}
    snapshot = run.snapshot(len(run.moments) - 1)
    return {name: snapshot.tensors[ref] for name, ref in snapshot.names.items() if ref in snapshot.tensors}
