"""The Build card that calls backward()."""

from __future__ import annotations

import numpy as np
import streamlit as st

from autograd_core.trace import TensorView
from components import matrix, session, state
from components.panels import check
from components.panels.check import Verdict
from components.panels.grid import grid
from components.panels.operation import described
from components.panels.write import write

_WITHOUT, _ONES, _ONE_HOT, _GRID = "without", "ones", "one_hot", "grid"


def backward() -> None:
    say = session.say
    tensors = check.tensors(session.current().shown)
    if not tensors:
        st.text(say("app.operation.no_tensor"))
        return
    name = st.selectbox(
        say("app.backward.tensor"),
        list(tensors),
        index=len(tensors) - 1,
        format_func=lambda name: described(name, tensors[name]),
        key=f"backward-tensor-{len(tensors)}",
    )
    tensor = tensors[name]
    gradient: str | None = None
    complete = True
    if tensor.shape:
        st.text(say("app.backward.many", name=name, count=int(np.prod(tensor.shape, dtype=int))))
        gradient, complete = _gradient(name, tensor)
    line = state.backward_line(name, gradient) if complete else ""
    write(line, _verdict(), "app.build.run", "backward-run", state.run_backward)


def _verdict() -> Verdict:
    """A backward() that raises is worth seeing, so only a program that stops before it is refused."""
    error = session.current().run.error
    return Verdict("app.check.program_fails", error.message) if error else Verdict()


def _gradient(name: str, tensor: TensorView) -> tuple[str | None, bool]:
    """The text of the gradient argument, None for none, and whether it is complete."""
    choices = [_ONES, _ONE_HOT, _GRID, _WITHOUT] if _fits_grid(tensor) else [_ONES, _WITHOUT]
    how = st.pills(
        session.say("app.backward.how"),
        choices,
        default=_ONES,
        required=True,
        format_func=lambda choice: session.say(f"app.backward.{choice}"),
        key=f"backward-how-{len(choices)}",
    )
    if how == _WITHOUT:
        return None, True
    if how == _ONES:
        return f"torch.ones_like({name})", True
    start = np.zeros(tensor.shape)
    if how == _ONE_HOT:
        start.flat[0] = 1.0
    size = "x".join(str(side) for side in tensor.shape)
    weights = grid(session.say("app.backward.weights"), start, f"backward-{size}-{how}")
    return ("", False) if weights is None else (f"torch.tensor({matrix.literal(weights)})", True)


def _fits_grid(tensor: TensorView) -> bool:
    return 1 <= len(tensor.shape) <= 2 and all(0 < side <= matrix.MAX_SIDE for side in tensor.shape)
