"""What PyTorch warns about, as the browser gets it: its words, ours, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_core.fixes import mends_of_warning

from . import plain

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

    from .tape import Tape

_NOT_A_LEAF = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."
MOST = 20  # warnings that are sent


def warned(timeline: Timeline, tape: Tape) -> list[dict[str, Any]]:
    """One row for each statement that PyTorch warned at, in the order of the tape."""
    rows = []
    for place, moment in enumerate(timeline.moments):
        if not moment.warnings or len(rows) == MOST:
            continue
        text = moment.warnings[0]
        known = text.startswith(_NOT_A_LEAF)
        rows.append(
            {
                "step": tape.born[moment.index],
                "moment": place,
                "line": moment.span.line,
                "message": plain.shown(text),
                "explain": {"key": "err.W1.plain", "args": {}} if known else None,
                "fixes": [
                    {"label": {"key": fix.label, "args": dict(fix.args)}, "preview": plain.line(fix.preview)}
                    for fix in (mends_of_warning(timeline, place) if known else ())
                ],
            }
        )
    return rows
