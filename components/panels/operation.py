"""The Build card that applies an operation to tensors of the program."""

from __future__ import annotations

import streamlit as st

from autograd_core import program
from autograd_core.trace import TensorView
from components import matrix, session, state
from components.operations import BY_SIGN, OPERATIONS, Operation
from components.panels import check
from components.panels.check import Verdict
from components.panels.write import write, written

_CONSTANT = ""  # the choice of a number instead of a second tensor; no variable has this name


def operation() -> None:
    say, now = session.say, session.current()
    tensors = check.tensors(now.shown)
    if not tensors:
        st.text(say("app.operation.no_tensor"))
        return
    sign = st.selectbox(
        say("app.operation.which"),
        [row.sign for row in OPERATIONS],
        format_func=_operation_word,
        key="operation-sign",
    )
    row = BY_SIGN[sign]
    words = "app.operation.first" if row.second in ("any", "tensor") else "app.operation.one"
    first = _tensor(say(words), tensors, "operation-first", len(tensors) - 1)
    second = _second(row, tensors)
    wanted = program.fresh_name(now.text)
    result = st.text_input(
        say("app.build.result"), value=wanted, max_chars=40, key=f"operation-result-{wanted}-{written()}"
    ).strip()
    line, verdict = _judged(row, first, second, result)
    write(line, verdict, "app.build.add", "operation-add", state.append_line)


def _judged(row: Operation, first: str, second: str | None, result: str) -> tuple[str, Verdict]:
    """The line, "" if there is none yet, and whether it may be written."""
    if second is None:
        return "", Verdict("app.check.number")
    now = session.current()
    named = check.name(now, result)
    if not named.passes:
        return "", named
    line = f"{result} = {row.expression(first, second)}"
    return line, check.line(now, line)


def _operation_word(sign: str) -> str:
    return f"{sign}  ·  {session.say(f'app.group.{BY_SIGN[sign].group}')}"


def _tensor(label: str, tensors: dict[str, TensorView], key: str, index: int) -> str:
    return st.selectbox(
        label,
        list(tensors),
        index=index,
        format_func=lambda name: described(name, tensors[name]),
        key=f"{key}-{len(tensors)}",
    )


def described(name: str, tensor: TensorView) -> str:
    """A variable with its shape, such as ``x  2×3``."""
    return f"{name}  {'×'.join(str(side) for side in tensor.shape)}".rstrip()


def _second(row: Operation, tensors: dict[str, TensorView]) -> str | None:
    """The text of the second operand; "" where none is taken, None where it is no number."""
    say = session.say
    if row.second == "tensor":
        return _tensor(say("app.operation.second"), tensors, "operation-second-tensor", 0)
    if row.second == "number":
        return _number(say("app.operation.exponent"), "operation-exponent")
    if row.second == "dim":
        return str(int(st.number_input(say("app.operation.dim"), -8, 7, 0, key="operation-dim")))
    if not row.second:
        return ""
    chosen = st.selectbox(
        say("app.operation.second_any"),
        [_CONSTANT, *tensors],
        format_func=lambda name: described(name, tensors[name]) if name else say("app.operation.constant"),
        key=f"operation-second-{len(tensors)}",
    )
    return chosen if chosen != _CONSTANT else _number(say("app.operation.number"), "operation-number")


def _number(label: str, key: str) -> str | None:
    """A number as she typed it, so that 2 stays 2 and 2. stays 2.; None if it is none."""
    text = st.text_input(label, value="2", max_chars=30, key=key).strip()
    return text if matrix.is_number(text) else None
