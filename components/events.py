"""Every event of the stage and what it does to the State: pure functions, and what an event may say."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from autograd_core import dependants, program, variables
from autograd_core.errors import ProgramError
from autograd_core.fixes import fixes, mends_of_warning
from autograd_core.graph import tensor_kind
from autograd_core.program import CannotEdit
from autograd_core.trace import TensorView
from components.cuts import cut
from components.difference import difference
from components.operations import BY_SIGN, METHODS
from components.state import (
    Label,
    State,
    append_line,
    backward_line,
    change,
    one_line,
    redo,
    run_backward,
    run_safely,
    undo,
)

MOST_OPENED = 12  # passes of long loops that are shown at once, besides the first and the last
MAX_PASS_ID = 200

_log = logging.getLogger(__name__)

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?")


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
    return append_line(state, one_line(event["line"]))


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


def _fix_warning(state: State, event: Mapping[str, Any]) -> State:
    place, index = event["moment"], event["index"]
    if type(place) is not int or type(index) is not int or place < 0 or index < 0 or state.dimmed:
        return state
    chosen = mends_of_warning(state.run, place)[index]
    return change(state, chosen.text, Label("app.label.fix"), plays=True)


def _delete(state: State, event: Mapping[str, Any]) -> State:
    """Deletes a line; if others could not run without it, asks first, and deletes them too when told to."""
    number, everything = event["line"], event.get("everything") is True
    lines = state.text.splitlines(keepends=True)
    if type(number) is not int or not 1 <= number <= len(lines):
        return state
    label = Label("app.label.delete", {"line": lines[number - 1].strip()})
    found = [statement for statement in state.run.program.statements if statement.span.line == number]
    if not found:
        return change(state, "".join(lines[: number - 1] + lines[number:]), label)
    others = _needing(state, found[0].index)
    if not others:
        return change(state, program.delete_statement(state.text, found[0].index), label)
    if everything:
        return change(state, dependants.delete_with_dependants(state.text, found[0].index), label)
    spans = [state.run.program.statements[index].span for index in others]
    more = sorted({line for span in spans for line in range(span.line, span.end_line + 1)} - {number})
    return replace(state, answer={"kind": "delete", "line": number, "lines": more})


def _needing(state: State, index: int) -> tuple[int, ...]:
    """The statements that could not run without one; none where names cannot be followed."""
    try:
        return dependants.dependants(state.text, index)
    except CannotEdit:
        return ()


def _operation(state: State, event: Mapping[str, Any]) -> State:
    """Applies an operation of the table to one or two variables, or to a variable and a number."""
    row, a, b = BY_SIGN[event["sign"]], _variable(event["a"]), event.get("b")
    if not row.second:
        b = ""
    elif not isinstance(b, str) or not (_NUMBER.fullmatch(b) or (_variable(b) and row.second in ("any", "tensor"))):
        return state
    name = program.fresh_name(state.text)
    return append_line(state, f"{name} = {row.expression(a, b)}")


def _method(state: State, event: Mapping[str, Any]) -> State:
    """Calls a method of the node menu; ``retain_grad()`` is written where the tensor was made, to be in time."""
    name = _name(state, event)
    line = METHODS[event["method"]].format(x=name, new=program.fresh_name(state.text))
    made = _made_at(state, event.get("mark"))
    if event["method"] == "retain_grad" and made is not None:
        text = program.insert_after(state.text, made, line)
        return change(state, text, Label("app.label.append", {"line": line}), plays=True)
    return append_line(state, line)


def _made_at(state: State, mark: object) -> int | None:
    """The statement that made a tensor, if the program is the one that is shown."""
    if state.dimmed:
        return None
    made = (moment.statement for moment in state.run.moments if isinstance(mark, str) and mark in moment.tensors)
    index = next(made, -1)
    return index if index >= 0 else None


def _rename(state: State, event: Mapping[str, Any]) -> State:
    name, new = _variable(event["name"]), _variable(event["new"])
    try:
        text = variables.rename(state.text, name, new)
    except CannotEdit:
        return replace(state, answer={"kind": "not_renamed", "name": name, "new": new})
    return change(state, text, Label("app.label.rename", {"name": name, "new": new}))


def _ghost(state: State, event: Mapping[str, Any]) -> State:
    """Answers what every tensor would be if a leaf had asked for gradients, or not, from the start."""
    mark, name, value = event["mark"], _name(state, event), event["value"]
    if not isinstance(mark, str) or not isinstance(value, bool) or state.dimmed:
        return state
    other = run_safely(program.set_requires_grad(state.text, name, value))
    before, after = _views(state.run.moments), _views(other.moments)
    kinds = {id: tensor_kind(after[id]) for id, view in before.items() if id in after}
    changed = {id: kind for id, kind in kinds.items() if kind != tensor_kind(before[id])}
    return replace(state, answer={"kind": "ghost", "mark": mark, "value": value, "kinds": changed})


def _views(moments: Any) -> dict[str, TensorView]:
    return {id: view for moment in moments for id, view in moment.tensors.items()}


def _compare(state: State, event: Mapping[str, Any]) -> State:
    """Answers with programs to be seen side by side: before and after the last edit, or three ways to cut a road."""
    if event["with"] == "before":
        if not state.past:
            return state
        last = state.past[-1]
        label = {"key": last.label.key, "args": dict(last.label.args)}
        return replace(state, answer=_columns((("compare.before", last.text), ("compare.after", state.text)), label))
    name = _variable(event["name"])
    ways = [(f"compare.{way}", cut(state.text, name, way)) for way in ("detach", "data", "no_grad")]
    return replace(state, answer=_columns((("compare.as_is", state.text), *ways), None))


def _columns(texts: Iterable[tuple[str, str]], label: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"kind": "compare", "label": label, "columns": [{"title": title, "text": text} for title, text in texts]}


def _check(state: State, event: Mapping[str, Any]) -> State:
    """Answers what the central difference says about one number of a gradient."""
    mark, index = event["mark"], event["index"]
    if not isinstance(mark, str) or not isinstance(index, list | tuple) or any(type(one) is not int for one in index):
        return state
    found = difference(state.shown, mark, index)
    numbers = (
        {}
        if found is None
        else {
            "sent": _written(found.sent),
            "measured": _written(found.measured),
            "gap": f"{abs(found.sent - found.measured):.1g}",
            "step": f"{found.step:.1g}",
        }
    )
    return replace(state, answer={"kind": "check", "mark": mark, "index": list(index), **numbers})


def _written(value: float) -> str:
    return f"{value:.8g}".replace("-", "−")


def _dismiss(state: State, event: Mapping[str, Any]) -> State:
    return replace(state, answer=None)


def _undo(state: State, event: Mapping[str, Any]) -> State:
    return undo(state)


def _redo(state: State, event: Mapping[str, Any]) -> State:
    return redo(state)


def _show_partial(state: State, event: Mapping[str, Any]) -> State:
    return replace(state, partial=True, rev=state.rev + 1) if state.dimmed else state


def _open_pass(state: State, event: Mapping[str, Any]) -> State:
    id = event["id"]
    if not isinstance(id, str) or len(id) > MAX_PASS_ID:
        return state
    return replace(state, opened=(*(one for one in state.opened if one != id), id)[-MOST_OPENED:])


def _close_pass(state: State, event: Mapping[str, Any]) -> State:
    return replace(state, opened=tuple(one for one in state.opened if one != event["id"]))


_EVENTS: dict[str, Callable[[State, Mapping[str, Any]], State]] = {
    "append": _append,
    "replace_all": _replace_all,
    "flag": _flag,
    "backward": _backward,
    "set_element": _set_element,
    "fix": _fix,
    "fix_warning": _fix_warning,
    "delete": _delete,
    "operation": _operation,
    "method": _method,
    "rename": _rename,
    "ghost": _ghost,
    "check": _check,
    "compare": _compare,
    "dismiss": _dismiss,
    "undo": _undo,
    "redo": _redo,
    "show_partial": _show_partial,
    "open_pass": _open_pass,
    "close_pass": _close_pass,
}


# ── what an event may say ──────────────────────────────────────────────────────────────────────────────────────


def _name(state: State, event: Mapping[str, Any]) -> str:
    """The variable an event is about: named, or bound to the mark it points at."""
    name = event.get("name")
    if name is None and isinstance(event.get("mark"), str) and state.shown.moments:
        snapshot = state.shown.snapshot(len(state.shown.moments) - 1)
        name = next((name for name, ref in snapshot.names.items() if ref == event["mark"]), None)
    return _variable(name)


def _variable(name: object) -> str:
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
