"""The Build card that makes a new leaf."""

from __future__ import annotations

import numpy as np
import streamlit as st

from autograd_core import program
from components import matrix, session, state
from components.panels import check
from components.panels.grid import grid
from components.panels.write import write, written

_SHAPES: dict[str, tuple[int, ...]] = {"scalar": (), "3": (3,), "2×2": (2, 2), "2×3": (2, 3), "3×3": (3, 3)}
_CHOICES = (*_SHAPES, "custom", "paste")


def leaf() -> None:
    say, now = session.say, session.current()
    wanted = program.fresh_name(now.text)
    named, filled = st.columns(2)
    name = named.text_input(
        say("app.build.name"), value=wanted, max_chars=40, key=f"leaf-name-{wanted}-{written()}"
    ).strip()
    shape = st.pills(
        say("app.leaf.shape"), _CHOICES, default="2×2", required=True, format_func=_shape_word, key="leaf-shape"
    )
    with filled:
        fill = _fill() if shape not in ("scalar", "paste") else "count"
    numbers = _pasted() if shape == "paste" else _filled(str(shape), fill)
    tracked = st.toggle(say("app.leaf.requires_grad"), value=True, key="leaf-tracked")
    line = "" if numbers is None else leaf_line(name, numbers, tracked)
    verdict = check.name(now, name)
    write(line if verdict.passes else "", verdict, "app.build.add", "leaf-add", state.append_line)


def leaf_line(name: str, numbers: np.ndarray, tracked: bool) -> str:
    """The line that declares the leaf ``name``."""
    flag = ", requires_grad=True" if tracked else ""
    return f"{name} = torch.tensor({matrix.literal(numbers)}{flag})"


def _shape_word(choice: str) -> str:
    return session.say(f"app.leaf.{choice}") if choice in ("scalar", "custom", "paste") else choice


def _filled(choice: str, fill: str) -> np.ndarray | None:
    shape = _custom() if choice == "custom" else _SHAPES[choice]
    size = "x".join(str(side) for side in shape) or "scalar"
    label = session.say("app.leaf.number") if not shape else ""
    seed = int(st.number_input(session.say("app.leaf.seed"), 0, 9_999, 0, key="leaf-seed")) if fill == "random" else 0
    return grid(label, matrix.filled(fill, shape, seed), f"leaf-{size}-{fill}-{seed}")


def _custom() -> tuple[int, int]:
    say = session.say
    left, right = st.columns(2)
    rows = left.number_input(say("app.leaf.rows"), 1, matrix.MAX_SIDE, 4, key="leaf-rows")
    columns = right.number_input(say("app.leaf.columns"), 1, matrix.MAX_SIDE, 2, key="leaf-columns")
    return int(rows), int(columns)


def _fill() -> str:
    say = session.say
    return st.selectbox(
        say("app.leaf.fill"), matrix.FILLS, format_func=lambda fill: say(f"app.fill.{fill}"), key="leaf-fill"
    )


def _pasted() -> np.ndarray | None:
    say = session.say
    text = st.text_area(
        say("app.leaf.pasted"), help=say("app.leaf.pasted_help"), placeholder="1 2\n3 4", height=110, key="leaf-pasted"
    )
    try:
        return matrix.read(text)
    except matrix.NotAMatrix as error:
        st.caption(say(str(error)))
        return None
