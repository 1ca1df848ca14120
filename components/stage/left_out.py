"""What of a program does nothing here, as the browser gets it: modules and devices that are not here, with lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import plain

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline

# What to write instead, as the core says it in errors -> the word of the catalogue.
USE = {
    "print the values instead": "note.use.print",
    "the picture here shows the graph": "note.use.picture",
    "print the model instead": "note.use.model",
    "write a small tensor by hand, or torch.randn": "note.use.tensor",
    "write a small tensor by hand": "note.use.tensor",
    "write the numbers into torch.tensor": "note.use.tensor",
    "use the functions of torch": "note.use.torch",
    "leave the timing out": "note.use.timing",
    "leave it out": "note.use.nothing",
    "use print": "note.use.print",
}
MOST = 8  # lines that are named


def left_out(timeline: Timeline) -> list[dict[str, Any]]:
    """One row for each module or device that is not here: words with their arguments."""
    rows: list[dict[str, Any]] = []
    for note in timeline.notes:
        lines = ", ".join(map(str, note.lines[:MOST])) + (" …" if len(note.lines) > MOST else "")
        args = {"name": plain.name(note.subject), "lines": lines}
        use = {"key": USE.get(note.instead, "note.use.nothing"), "args": {}} if note.kind == "module" else None
        rows.append({"key": f"note.{note.kind}", "args": args, "use": use})
    return rows
