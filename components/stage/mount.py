"""The stage: one component, mounted once, that plays the recording of the program and reports what is done to it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from components import events, session
from components.stage import assets, payload
from components.stage.compared import compared

KEY = "stage"
_COMPARED = "explorer_compared"  # in the session: (answer, what is sent of it)
_DRAWN = "explorer_drawn"  # in the session: see drawn()

assets.ensure()
_component = st.components.v2.component(
    "autograd-explorer.stage",
    **{kind: f"vendor/{name}" for kind, name in zip(("js", "css"), assets.STAGE, strict=True)},
)


@st.fragment(key="stage")
def stage() -> None:
    """Mount the stage with the picture of the program as it is now."""
    _component(key=KEY, data=_sent(), on_edit_change=_edited)


def drawn() -> dict[str, Any]:
    """What the stage plays, in one dict that is kept up to date: text, payload, its JSON; made once per revision."""
    now = session.current()
    if _DRAWN not in st.session_state:
        assets.join()  # a page that is opened gets the scripts as they are now
    kept: dict[str, Any] = st.session_state.setdefault(_DRAWN, {})
    made_of = (now.rev, now.lang, now.opened)
    if kept.get("made_of") != made_of:
        made, halt = payload.drawn(now, kept.get("halt"))
        kept.update(made_of=made_of, text=now.text, payload=made, json=_json(made), halt=halt)
    return kept


def _sent() -> bytes:
    """The payload and what is not of the program, as JSON in UTF-8: Streamlit would write it longer, and twice."""
    now = session.current()
    # The number of the last event tells the browser that it was heard, even if it changed nothing.
    seq = now.seen[0] if now.seen else 0
    beside = _json({"seq": seq, "theme": theme(), "answer": _answer()})
    whole = f"{drawn()['json'].removesuffix('}')},{beside.removeprefix('{')}"
    # Half a pair of surrogates becomes the escape that JSON has for it.
    return whole.encode("utf-8", "backslashreplace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


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


def theme() -> str | None:
    """The theme that the address asks for."""
    asked = st.query_params.get("theme")
    return asked if asked in ("light", "dark") else None


def _edited() -> None:
    event = st.session_state[KEY].get("edit")
    session.edit(lambda now: events.apply(now, event))
