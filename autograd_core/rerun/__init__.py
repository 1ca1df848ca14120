"""run(text, kept) → Timeline: after an edit of the last lines, what stands before them is not run again."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ProgramError
from ..source import Source, read
from ..timeline import Recording, Timeline, unreadable
from .checkpoint import Checkpoint

MOST = 2  # checkpoints that are kept: a step back and forth finds its own
WORTH = 0.01  # seconds that statements must have taken to be worth a checkpoint, which takes about a tenth of that


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept between two runs of a program that is being edited: its text, and worlds to go on from."""

    text: str
    checkpoints: tuple[Checkpoint, ...] = ()  # the newest first

    @property
    def settled(self) -> int:
        """The moments up to the newest checkpoint."""
        return len(self.checkpoints[0].world.moments) if self.checkpoints else 0


def run(text: str, kept: Kept | None = None, *, worth: float = WORTH) -> tuple[Timeline, Kept | None]:
    """The run of a text, the same as ``timeline.run`` gives, and what to hand in with the next text.

    Statements that took less than ``worth`` seconds, since the start or the last checkpoint, are run again.
    """
    try:
        source = read(text)
    except ProgramError as error:
        return unreadable(text, error), kept
    recording, done, spent = _begun(source, kept)
    if recording.error is not None:
        return recording.timeline(), kept
    checkpoints = kept.checkpoints if kept is not None else ()
    pause = max(_first_changed(source, kept), done)
    if pause > done:
        recording.work(lambda: recording.interpreter.go_on(done, pause))
        if recording.error is None and recording.spent >= spent + worth:
            made = Checkpoint.of(recording, pause)
            checkpoints = checkpoints if made is None else (made, *checkpoints)[:MOST]
    if recording.error is None:
        recording.work(lambda: recording.interpreter.go_on(pause, None))
    return recording.timeline(), Kept(text, checkpoints)


def _begun(source: Source, kept: Kept | None) -> tuple[Recording, int, float]:
    """A run of a program, how many of its outermost statements are done, and the seconds they took."""
    fitting = [one for one in kept.checkpoints if one.fits(source)] if kept is not None else []
    if fitting:
        best = max(fitting, key=lambda one: len(one.statements))
        resumed = best.resumed(source)
        if resumed is not None:
            return resumed, len(best.statements), best.spent
        source = read(source.text)  # the tree was changed
    recording = Recording(source)
    recording.work(recording.interpreter.check)
    return recording, 0, 0.0


def _first_changed(source: Source, kept: Kept | None) -> int:
    """The outermost statement where the text was edited, which may well be edited next; at most the last one."""
    count = len(source.tree.body)
    if kept is not None:
        ends = [source.place(node)[1] for node in source.tree.body]
        count = min(count, sum(kept.text.startswith(source.text[:end]) for end in ends) + 1)
    return max(count - 1, 0)
