"""The payload: everything the stage in the browser needs to play a program, as one dict of plain values.

``values`` are tensors' numbers (numbers.as_value); wherever a value is meant, its place in that list stands.

``marks``: id, role, kind (as it is when born), name, x, y, width, height, born (step at which it appears), line, and
    tensor: temp, expression, dims, shape, dtype, made_by, given, literal (the variable whose declaration holds its
        numbers) · bucket, constant: of
    function: op, glyph, grad_fn, rules [{input, formula}], next [[name, mark, number]], off (run while nothing
    was recorded), cells (see linked.py)
``links``: id, from, to, lane, argument, tracked, born, way.
``steps``: kind, moment, line, span, passes, who, in, out [{link, value, chip}], freed, writes [[mark, field, value]],
    label, cap {key, args}, formula [{text, mark}]. The writes up to a step make the state of every mark:
    tensor: kind, value, grad, requires_grad, is_leaf, retains_grad, version, grad_fn, grad_fn_id, printed, names,
        passed (what last came through), ride (in which pass that was),
        why (there is no gradient: untracked, not_yet, not_retained or no_path)
    function: state, saved [{name, text, tensor, version}], arrived, sent [[input, value]],
        roads (see worked.road), error
    bucket: value, levels, error
``fresh``: the name that the next line gives what it makes.
``at``: where the tape stood when the program was last so, after undo and redo.
``groups``: what folds into one capsule, see groups.py: id, kind, title, line, marks, levels, parent.
``hidden``: what passes differentiate that no variable holds, see hidden.py: id, step, name, text, value, terms.
A step of kind pass stands for folded passes of a loop: fold {id, first, last, of}. ``opened``: [pass, its first step].
``console``: [step, text], and the line that printed where the step stands for folded passes.
``error``: see failure. ``warnings``: see warned. ``notes``: see left_out. All text is text, never HTML.
"""

from __future__ import annotations

import json
from typing import Any

from autograd_core import program
from autograd_core.graph import graph
from components.state import Label, State

from . import layout, plain
from .failure import failure
from .folding import AMOUNTS, Folding, hide
from .groups import Groups
from .halt import Halt
from .left_out import left_out
from .marks import Rows
from .numbers import Values
from .runs import runs_of
from .tape import Tape
from .warned import warned

MOST_BYTES = 900_000  # of a payload: more passes are folded where it would be longer


def build(state: State) -> dict[str, Any]:
    """The payload of ``state``: JSON without nan or infinity. Takes time linear in the length of the run."""
    return drawn(state, None)[0]


def drawn(state: State, halt: Halt | None) -> tuple[dict[str, Any], Halt | None]:
    """The payload of ``state``, with the steps up to a ``halt`` of the one before; and a halt for the next."""
    runs, before = runs_of(state.shown), None
    for amounts in AMOUNTS:
        folding = Folding(runs, state.opened, amounts)
        if before is None or folding.of_moment != before.of_moment:
            made, new = _told(state, folding, halt)
            if len(json.dumps(made)) <= MOST_BYTES:
                break
        before = folding
    return made, new


def told(state: State, folding: Folding) -> dict[str, Any]:
    """The payload in which the passes of ``folding`` are folded."""
    return _told(state, folding, None)[0]


def _told(state: State, folding: Folding, halt: Halt | None) -> tuple[dict[str, Any], Halt | None]:
    timeline = state.shown
    picture = graph(timeline)
    hide(picture, timeline, folding)
    values = Values()
    tape = Tape(timeline, picture, values, folding.of_moment, halt, state.settled)
    rows = Rows(timeline, tape, layout.place(picture), program.literals(state.text))
    payload = {
        "rev": state.rev,
        "lang": state.lang,
        "theme": None,
        "text": plain.sendable(state.text),
        "shown": plain.sendable(timeline.program.text),
        "dimmed": state.dimmed,
        "autoplay": state.plays,
        "at": state.back,
        "fresh": program.fresh_name(state.text),
        "undo": label(state.undo),
        "redo": label(state.redo),
        "values": values.rows,
        "marks": rows.marks(),
        "links": rows.links(),
        "steps": tape.steps,
        "groups": Groups(timeline, picture, tape.scene, folding.runs).rows,
        "hidden": tape.hidden,
        "console": tape.console,
        "error": failure(state, tape),
        "warnings": warned(timeline, tape),
        "notes": left_out(timeline),
        "opened": [[id, tape.born[moment]] for id, moment in folding.opened_at.items()],
    }
    return payload, tape.halt


def label(edit: Label | None) -> dict[str, Any] | None:
    """What undo or redo would do, None if there is nothing."""
    if edit is None:
        return None
    return {"key": edit.key, "args": {name: plain.name(value, 60) for name, value in edit.args.items()}}
