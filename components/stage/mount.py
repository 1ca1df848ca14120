"""The stage: one component, mounted once, that plays the recording of the program and reports what is done to it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import events, session
from components.stage import assets
from components.stage.compared import compared
from components.stage.payload import build

KEY = "stage"
_COMPARED = "explorer_compared"  # in the session: (answer, what is sent of it)
_DRAWN = "explorer_drawn"  # in the session: (what it was made of, payload)

assets.ensure()
_component = st.components.v2.component(
    "autograd-explorer.stage",
    **{kind: f"vendor/{name}" for kind, name in zip(("js", "css"), assets.STAGE, strict=True)},
)


@st.fragment(key="stage")
def stage() -> None:
    """Mount the stage with the picture of the program as it is now."""
    _component(key=KEY, data=payload(), on_edit_change=_edited)


def payload() -> dict[str, Any]:
    """What the stage plays; made once per revision and language."""
    now = session.current()
    made_of = (now.rev, now.lang, now.opened)
    drawn = st.session_state.get(_DRAWN)
    if drawn is None:
        assets.join()  # a page that is opened gets the scripts as they are now
    if drawn is None or drawn[0] != made_of:
        drawn = (made_of, build(now))
        st.session_state[_DRAWN] = drawn
    # The number of the last event tells the browser that it was heard, even if it changed nothing.
    seq = now.seen[0] if now.seen else 0
    return {**drawn[1], "seq": seq, "theme": _theme(), "answer": _answer()}


def _answer() -> dict[str, Any] | None:
    """The answer to the last question; what is to be compared is run once."""
    answer = session.current().answer
    if answer is None or answer["kind"] != "compare":
        return None if answer is None else dict(answer)
    done = st.session_state.get(_COMPARED)
    if done is None or done[0] is not answer:
        done = (answer, {**answer, "columns": compared(answer["columns"])})
        st.session_state[_COMPARED] = done
    found: dict[str, Any] = done[1]
    return found


def _theme() -> str | None:
    asked = st.query_params.get("theme")
    return asked if asked in ("light", "dark") else None


def _edited() -> None:
    event = st.session_state[KEY].get("edit")
    session.edit(lambda now: events.apply(now, event))
