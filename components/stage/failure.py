"""The error of a run as the browser gets it: PyTorch's words, ours, and what to write instead."""

from __future__ import annotations

from typing import Any

from autograd_core.fixes import fixes
from autograd_core.trace import ErrorView
from components import words
from components.state import State

from . import plain
from .tape import Tape
from .whose import who_says

MOST_FRAMES = 12  # of a call chain that are shown: its beginning and its end


def failure(state: State, tape: Tape) -> dict[str, Any] | None:
    """The error of the program as it is now; ``tape`` is of what is shown, which may be an earlier program."""
    error = state.run.error
    if error is None:
        return None
    span = error.span
    at = None if state.dimmed else tape.failed
    mark = None if at is None else tape.steps[at]["who"]
    says = who_says(error)
    return {
        "kind": error.kind,
        "says": says,
        "type": None if says == "page" else plain.name(error.type_name),
        "message": plain.shown(error.message),
        "line": span.line if span else None,
        "span": [span.line, span.column, span.end_line, span.end_column] if span else None,
        "step": at,
        "mark": mark,
        "explain": explanation(error),
        "shapes": _shapes(error),
        "fixes": [
            {"label": {"key": fix.label, "args": _plain(fix.args)}, "preview": plain.line(fix.preview)}
            for fix in fixes(state.run)
        ],
        "partial": state.dimmed and bool(state.run.moments),
        "frames": frames(error, state.text),
    }


def frames(error: ErrorView, text: str) -> list[dict[str, Any]]:
    """The call chain as Python's traceback tells it, outermost first: line, function, text; none without a call."""
    if not error.context or error.span is None:
        return []
    lines = text.split("\n")
    names = ["<module>", *(name.rpartition(".")[2] for name, _ in error.context)]
    places = [*(line for _, line in error.context), error.span.line]
    texts = [plain.line(lines[line - 1].strip()) if line <= len(lines) else "" for line in places]
    rows = [
        {"name": plain.name(name), "line": line, "text": text}
        for name, line, text in zip(names, places, texts, strict=True)
    ]
    return rows if len(rows) <= MOST_FRAMES else [*rows[: MOST_FRAMES // 2], *rows[-MOST_FRAMES // 2 :]]


def explanation(error: ErrorView) -> dict[str, Any] | None:
    """The plain words for an error, if the catalogue has them and the error brings what they mention."""
    key = f"err.{error.id}.plain"
    template = words.catalogue("en").get(key)
    if error.id is None or template is None:
        return None
    args = dict(error.facts)
    if error.span is not None:
        args.setdefault("line", str(error.span.line))
    if not words.places(template) <= args.keys():
        return None
    return {"key": key, "args": _plain(args)}


def _shapes(error: ErrorView) -> dict[str, str] | None:
    """The two shapes that do not stretch to one, to be seen one above the other."""
    facts = dict(error.facts)
    return {side: facts[side] for side in ("left", "right")} if {"left", "right"} <= facts.keys() else None


def _plain(args: Any) -> dict[str, str]:
    return {name: plain.name(str(value), 80) for name, value in args.items()}
