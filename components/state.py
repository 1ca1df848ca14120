"""What the app remembers of one visitor, and how every event changes it: pure functions on a frozen State."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograd_core import program, timeline
from autograd_core.errors import ProgramError
from autograd_core.fixes import fixes
from autograd_core.program import CannotEdit, Program
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
    tape: float | None = None  # where the tape stands, while an event is applied
    back: float | None = None  # where undo or redo puts the tape
    gesture: str | None = None  # what the last edit was part of: a drag is one edit

    @property
    def dimmed(self) -> bool:
        """Whether the picture is of an earlier text."""
        return self.shown is not self.run

    @property
    def shown(self) -> Timeline:
        return self.run if self.partial or not held_back(self.run) else self.good

    @property
    def undo(self) -> Label | None:
        return self.past[-1].label if self.past else None

    @property
    def redo(self) -> Label | None:
        return self.future[-1].label if self.future else None


def start(text: str, lang: str = "en", plays: bool = False) -> State:
    """The state of a visitor who opens ``text``."""
    run = run_safely(text)
    return State(text=text, run=run, good=run, lang=lang, plays=plays)


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
    run = run_safely(text)
    good = state.good if held_back(run) else run
    kept = replace(state, partial=False, plays=False, back=None, gesture=None)
    return replace(kept, text=text, run=run, good=good, past=past, future=future, rev=state.rev + 1)


def _is_typing_on(state: State, label: Label) -> bool:
    """A half-typed text is no stop for undo: the edit that follows it belongs to the same typing."""
    typing = label.key == "app.label.edit"
    return typing and state.undo is not None and state.undo.key == label.key and held_back(state.run)


# ── events of the stage ────────────────────────────────────────────────────────────────────────────────────────


def apply(state: State, event: object) -> State:
    """``state`` after ``event``; an event that is stale, repeated or makes no sense changes nothing. Never raises."""
    if not isinstance(event, Mapping):
        return state
    op, seq, base = event.get("op"), event.get("seq"), event.get("base_rev")
    act = _EVENTS.get(op) if isinstance(op, str) else None
    if act is None or type(seq) is not int or type(base) is not int or (seq, base) == state.seen:
        return state
    state = replace(state, seen=(seq, base), tape=_position(event.get("t")))
    # A whole new text does not build on what it replaces, so what is being typed is never dropped as stale.
    if base != state.rev and op != "replace_all":
        return replace(state, tape=None)
    try:
        return replace(act(state, event), tape=None)
    except (CannotEdit, ProgramError, KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        _log.debug("event %s ignored: %s", op, error)
        return replace(state, tape=None)


def _append(state: State, event: Mapping[str, Any]) -> State:
    return append_line(state, _line(event["line"]))


def _replace_all(state: State, event: Mapping[str, Any]) -> State:
    text = event["text"]
    if not isinstance(text, str):
        return state
    return change(state, text, Label("app.label.edit"))


def _flag(state: State, event: Mapping[str, Any]) -> State:
    name, value, mode = _name(state, event), event["value"], event.get("mode", "now")
    if not isinstance(value, bool) or mode not in ("now", "history"):
        return state
    label = Label("app.label.flag", {"name": name})
    if mode == "history":
        return change(state, program.set_requires_grad(state.text, name, value), label)
    return change(state, program.append(state.text, f"{name}.requires_grad = {value}"), label)


def _backward(state: State, event: Mapping[str, Any]) -> State:
    line = backward_line(_name(state, event), event.get("gradient"))
    return run_backward(state, line)


def run_backward(state: State, line: str) -> State:
    """``state`` with ``line``, a call of backward(), at the end of the program, and played."""
    return change(state, program.write_line(state.text, line), Label("app.label.backward", {"line": line}), plays=True)


def backward_line(name: str, gradient: str | None) -> str:
    """The line that calls backward() on ``name``; ``gradient`` is the text of its argument, if any."""
    return f"{name}.backward()" if gradient is None else f"{name}.backward(gradient={_line(gradient)})"


def _set_element(state: State, event: Mapping[str, Any]) -> State:
    name, index, number, line = _name(state, event), event["index"], event["text"], event.get("line")
    if not isinstance(number, str) or len(number) > 40 or not isinstance(index, list | tuple):
        return state
    if any(type(position) is not int for position in index) or not (line is None or type(line) is int):
        return state
    number = number.strip()
    if re.fullmatch(r"[-+]?\d+", number) and _is_floating(state, name, event.get("mark")):
        number += "."  # a lone 3 would make the tensor an integer one
    text = program.set_element(state.text, name, index, number, line)
    cell = f"{name}[{', '.join(map(str, index))}]" if index else name
    gesture = event.get("gesture")
    gesture = f"{cell} {gesture}" if isinstance(gesture, str) and len(gesture) <= 40 else None
    return change(state, text, Label("app.label.set_element", {"name": cell}), gesture=gesture)


def _fix(state: State, event: Mapping[str, Any]) -> State:
    index = event["index"]
    if type(index) is not int or index < 0:
        return state
    chosen = fixes(state.run)[index]
    return change(state, chosen.text, Label("app.label.fix"))


def _delete(state: State, event: Mapping[str, Any]) -> State:
    number = event["line"]
    lines = state.text.splitlines(keepends=True)
    if type(number) is not int or not 1 <= number <= len(lines):
        return state
    label = Label("app.label.delete", {"line": lines[number - 1].strip()})
    found = [statement.index for statement in state.run.program.statements if statement.span.line == number]
    if found:
        return change(state, program.delete_statement(state.text, found[0]), label)
    return change(state, "".join(lines[: number - 1] + lines[number:]), label)


def _undo(state: State, event: Mapping[str, Any]) -> State:
    return undo(state)


def _redo(state: State, event: Mapping[str, Any]) -> State:
    return redo(state)


def _show_partial(state: State, event: Mapping[str, Any]) -> State:
    return replace(state, partial=True, rev=state.rev + 1) if state.dimmed else state


_EVENTS: dict[str, Callable[[State, Mapping[str, Any]], State]] = {
    "append": _append,
    "replace_all": _replace_all,
    "flag": _flag,
    "backward": _backward,
    "set_element": _set_element,
    "fix": _fix,
    "delete": _delete,
    "undo": _undo,
    "redo": _redo,
    "show_partial": _show_partial,
}


# ── what an event may say ──────────────────────────────────────────────────────────────────────────────────────


def _line(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_LINE:
        raise ValueError("not a line of a program")
    return " ".join(value.split("\n")).strip()


def _name(state: State, event: Mapping[str, Any]) -> str:
    """The variable an event is about: named, or bound to the mark it points at."""
    name = event.get("name")
    if name is None and isinstance(event.get("mark"), str) and state.shown.moments:
        snapshot = state.shown.snapshot(len(state.shown.moments) - 1)
        name = next((name for name, ref in snapshot.names.items() if ref == event["mark"]), None)
    if not isinstance(name, str) or not name.isidentifier() or len(name) > 100:
        raise ValueError("not the name of a variable")
    return name


def _is_floating(state: State, name: str, mark: object) -> bool:
    if not state.shown.moments:
        return False
    snapshot = state.shown.snapshot(len(state.shown.moments) - 1)
    tensor = snapshot.tensors.get(mark if isinstance(mark, str) else snapshot.names.get(name, ""))
    return tensor is not None and "float" in tensor.dtype


def _position(value: object) -> float | None:
    """Where the tape stood when an event was sent, in steps."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1e7 else None


__all__ = [
    "HISTORY",
    "Label",
    "Revision",
    "State",
    "append_line",
    "apply",
    "backward_line",
    "change",
    "held_back",
    "redo",
    "run_backward",
    "run_safely",
    "start",
    "undo",
]
