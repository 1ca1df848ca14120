"""The end of every Build card: the line it will write, why it may not, and the button."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import session
from components.panels.check import Verdict
from components.state import State

_WRITTEN = "explorer_written"  # in the session: how many lines the forms have written


def write(line: str, verdict: Verdict, button: str, key: str, edit: Callable[[State, str], State]) -> None:
    """Show ``line``; on a click let ``edit`` write it. A verdict that does not pass disables the button."""
    if line:
        st.caption(session.say("app.build.writes"))
        st.code(line, language="python", wrap_lines=True)
    if verdict.reason:
        st.text(session.say(verdict.reason))
    if verdict.message:
        st.code(verdict.message, language=None, wrap_lines=True)
    disabled = not line or not verdict.passes
    # Not a callback: only the body of the script sees what was typed last, just before the click.
    if st.button(session.say(button), key=key, type="primary", disabled=disabled, width="stretch") and not disabled:
        session.put(edit(session.current(), line))
        st.session_state[_WRITTEN] = written() + 1
        st.rerun()


def written() -> int:
    """How many lines the forms have written: a field with this in its key starts afresh after each of them."""
    return int(st.session_state.get(_WRITTEN, 0))
