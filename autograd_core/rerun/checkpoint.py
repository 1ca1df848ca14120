"""A checkpoint: a copy of the world of a run between two outermost statements.

A text that begins with the same statements, byte for byte, goes on from a copy of it: the moments up to there are the
same objects, and what comes after them is what a run from the start gives. What was spent of the budget up to there
stays spent, time included; the time that copying takes is not the program's. Where a world cannot be copied
faithfully, or is too large to be kept, there is no checkpoint.
"""

from __future__ import annotations

import ast
import time
from dataclasses import dataclass

from ..context import LIMITS
from ..errors import ProgramError
from ..interpreter.legal import names_in
from ..source import Source
from ..timeline import Recording
from .refusal import CannotCopy
from .twin import Twin

MOMENT = 2_000  # bytes that a moment holds besides its numbers, about


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The world between two outermost statements; nothing ever runs in it."""

    text: str  # up to the end of the last statement that ran
    statements: tuple[ast.stmt, ...]  # those that ran
    given: frozenset[str]  # the names they give a value to
    world: Recording
    spent: float  # seconds
    size: float  # bytes, about

    @staticmethod
    def of(recording: Recording, count: int) -> Checkpoint | None:
        """The world after ``count`` outermost statements; None where it cannot be kept."""
        begun = time.thread_time()
        source = recording.source
        statements = source.tree.body[:count]
        given, used = names_in(statements)
        found = None
        # A name that is not here may be given a value further down, and only then be used here.
        if not (used & recording.interpreter.refused_names.keys()) - given:
            try:
                twin = Twin(recording.interpreter.classes, LIMITS["kept_bytes"][0])
                # The moments are shared, as long as the run is on the screen.
                twin.took(recording.budget.used.get("trace_bytes", 0) + MOMENT * len(recording.moments))
                world = twin.of(recording)
            except CannotCopy:
                pass
            else:
                text = source.text[: source.place(statements[-1])[1]]
                spent = begun - recording.budget.started
                found = Checkpoint(text, tuple(statements), given, world, spent, twin.size)
        recording.budget.started += time.thread_time() - begun
        return found

    def fits(self, source: Source) -> bool:
        """Whether a program begins with the statements that ran."""
        body, count = source.tree.body, len(self.statements)
        if len(body) < count or not source.text.startswith(self.text):
            return False
        return source.span(body[count - 1]) == self.world.source.span(self.statements[-1])

    def resumed(self, source: Source) -> Recording | None:
        """A run of a program that fits, about to execute the rest of it; None where the rest may not run.

        Its tree is changed: it begins with the statements that ran.
        """
        count = len(self.statements)
        source.tree.body[:count] = self.statements
        try:
            recording: Recording = Twin(self.world.interpreter.classes, float("inf")).of(self.world)
            recording.source = source
            recording.interpreter.read_on(source, count)
            recording.interpreter.check(count, self.given)
        except (ProgramError, CannotCopy):
            return None
        recording.budget.started = time.thread_time() - self.spent
        return recording
