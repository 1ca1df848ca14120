"""What the app remembers of one visitor: the program, its run and its history, as pure functions on a frozen State."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograd_core import program, rerun, timeline
from autograd_core.program import Program
from autograd_core.rerun import Kept
from autograd_core.timeline import Timeline
from autograd_core.trace import ErrorView

HISTORY = 50  # program revisions that undo can reach
MAX_TEXT = 200_000  # characters kept; the engine refuses to run far less, and says so
MAX_LINE = 2_000  # characters of a line that an event may write

_log = logging.getLogger(__name__)

# Errors whose picture, up to the error, is the lesson; every other error keeps the last good picture.
_SHOWN_ERRORS = frozenset({"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E11"})
_HELD_TYPES = frozenset({"NameError", "AttributeError", "TypeError", "IndexError", "ValueError", "SyntaxError"})
_HELD_ERRORS = frozenset({"E9", "E10"})


@dataclass(frozen=True, slots=True)
class Label:
    """Names an edit for "Undo: …": a key of the catalogue and its arguments."""

    key: str
    args: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return {"key": self.key, "args": dict(self.args)}


@dataclass(frozen=True, slots=True)
class Revision:
    """A program text to go back (or forward) to, with the label of the edit between it and the text now.

    ``tape`` is where the tape stood when the text was left, None where nobody knows.
    """

    text: str
    label: Label
    tape: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The program, its run, its history; ``good`` is the last run whose picture may be shown undimmed."""

    text: str
    run: Timeline
    good: Timeline
    rev: int = 0
    lang: str = "en"
    past: tuple[Revision, ...] = ()
    future: tuple[Revision, ...] = ()
    partial: bool = False  # she asked for the picture of what ran, although it stopped early
    plays: bool = False  # the picture of this revision plays by itself, once
    seen: tuple[int, int] | None = None  # (seq, base_rev) of the last event
    opened: tuple[str, ...] = ()  # passes of loops that are shown although they are folded by default
    tape: float | None = None  # where the tape stands, while an event is applied
    back: float | None = None  # where undo or redo puts the tape
    gesture: str | None = None  # what the last edit was part of: a drag is one edit
    answer: Mapping[str, Any] | None = None  # to a question of the stage that changes no text
    kept: Kept | None = field(default=None, compare=False, repr=False)  # of the last run, to go on from

    @property
    def dimmed(self) -> bool:
        """Whether the picture is of an earlier text."""
        return self.shown is not self.run

    @property
    def shown(self) -> Timeline:
        return self.run if self.partial or not held_back(self.run) else self.good

    @property
    def settled(self) -> int:
        """How many moments are likely to be the same after the next edit."""
        return 0 if self.kept is None else self.kept.settled

    @property
    def undo(self) -> Label | None:
        return self.past[-1].label if self.past else None

    @property
    def redo(self) -> Label | None:
        return self.future[-1].label if self.future else None


def start(text: str, lang: str = "en", plays: bool = False) -> State:
    """The state of a visitor who opens ``text``."""
    run, kept = run_on(text, None)
    return State(text=text, run=run, good=run, lang=lang, plays=plays, kept=kept)


def held_back(run: Timeline) -> bool:
    """Whether the picture of ``run`` would only confuse: its text is broken, half typed, or asks for too much."""
    error = run.error
    if error is None or error.id in _SHOWN_ERRORS:
        return False
    return error.kind in ("syntax", "budget") or error.id in _HELD_ERRORS or error.type_name in _HELD_TYPES


def run_safely(text: str) -> Timeline:
    """The run of ``text``; a fault of the engine itself is logged and shown as an error, and the text is kept."""
    try:
        return timeline.run(text)
    except Exception:
        _log.exception("the engine failed on a program")
        message = "This program could not be run because of a fault in Autograd Explorer."
        error = ErrorView(None, "syntax", "InternalError", message, None, None, ())
        return Timeline(program=Program(text, ()), moments=(), error=error, printed="")


def run_on(text: str, kept: Kept | None) -> tuple[Timeline, Kept | None]:
    """The same, from where ``text`` differs from what ran before, and what to keep of it for the next time."""
    try:
        return rerun.run(text, kept)
    except Exception:
        _log.exception("a run could not go on from what was kept")
        return run_safely(text), None


# ── edits ──────────────────────────────────────────────────────────────────────────────────────────────────────


def change(state: State, text: str, label: Label, plays: bool = False, gesture: str | None = None) -> State:
    """``state`` with the program ``text``; ``label`` says what the edit was, ``plays`` whether to show it running.

    Edits of one ``gesture`` that follow each other, such as a drag, are undone together.
    """
    if len(text) > MAX_TEXT:
        return state
    if text == state.text:
        return replace(state, plays=True, back=None, rev=state.rev + 1) if plays else state
    past = (*state.past, Revision(state.text, label, state.tape))
    if _is_typing_on(state, label) or (gesture is not None and gesture == state.gesture):
        past = state.past
    return replace(_with_text(state, text, past[-HISTORY:], ()), plays=plays, gesture=gesture)


def append_line(state: State, line: str) -> State:
    """``state`` with ``line`` written at the end of the program."""
    return change(state, program.write_line(state.text, line), Label("app.label.append", {"line": line}))


def run_backward(state: State, line: str) -> State:
    """``state`` with ``line``, a call of backward(), at the end of the program, and played."""
    return change(state, program.write_line(state.text, line), Label("app.label.backward", {"line": line}), plays=True)


def backward_line(name: str, gradient: str | None) -> str:
    """The line that calls backward() on ``name``; ``gradient`` is the text of its argument, if any."""
    return f"{name}.backward()" if gradient is None else f"{name}.backward(gradient={one_line(gradient)})"


def one_line(value: object) -> str:
    """``value`` as one line of a program. Raises ValueError if it is none."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_LINE:
        raise ValueError("not a line of a program")
    return " ".join(value.split("\n")).strip()


def undo(state: State) -> State:
    if not state.past:
        return state
    last = state.past[-1]
    here = Revision(state.text, last.label, state.tape)
    return replace(_with_text(state, last.text, state.past[:-1], (*state.future, here)), back=last.tape)


def redo(state: State) -> State:
    if not state.future:
        return state
    last = state.future[-1]
    here = Revision(state.text, last.label, state.tape)
    return replace(_with_text(state, last.text, (*state.past, here), state.future[:-1]), back=last.tape)


def _with_text(state: State, text: str, past: tuple[Revision, ...], future: tuple[Revision, ...]) -> State:
    run, kept = run_on(text, state.kept)
    good = state.good if held_back(run) else run
    plain = replace(state, partial=False, plays=False, back=None, gesture=None, answer=None)
    return replace(plain, text=text, run=run, good=good, past=past, future=future, rev=state.rev + 1, kept=kept)


def _is_typing_on(state: State, label: Label) -> bool:
    """A half-typed text is no stop for undo: the edit that follows it belongs to the same typing."""
    typing = label.key == "app.label.edit"
    return typing and state.undo is not None and state.undo.key == label.key and held_back(state.run)


__all__ = [
    "HISTORY",
    "MAX_LINE",
    "Label",
    "Revision",
    "State",
    "append_line",
    "backward_line",
    "change",
    "held_back",
    "one_line",
    "redo",
    "run_backward",
    "run_on",
    "run_safely",
    "start",
    "undo",
]
