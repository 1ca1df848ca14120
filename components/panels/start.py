"""The Start tab: what she is looking at, three things to try, and the program to take away."""

from __future__ import annotations

import streamlit as st

from components import parity, session, state
from components.dares import dares
from components.stage import mount, network
from components.state import Label


def start(fits_in_link: bool) -> None:
    """Draw the tab; ``fits_in_link`` says whether the address of the page holds the program."""
    st.markdown(f"#### {_sentence()}")
    st.caption(session.say("app.start.how"))
    offered = dares(session.current().run)
    if offered:
        st.markdown(f"**{session.say('app.start.dares')}**")
    for dare in offered:
        with st.container(key=f"try-{dare.key}"):
            st.button(f"`{dare.line}`", key=dare.key, on_click=_try, args=(dare.line, dare.text), width="stretch")
            st.caption(session.say(f"app.{dare.key}", **dare.args))
    st.markdown(f"**{session.say('app.start.keep')}**")
    _downloads()
    st.caption(session.say("app.link.short" if fits_in_link else "app.link.long"))
    parity.badge("narrow-parity")  # where the bar has no room for it


def _sentence() -> str:
    lines = len({statement.span.line for statement in session.current().run.program.statements})
    if lines == 0:
        return session.say("app.start.recording_none")
    return session.say("app.start.recording" if lines > 1 else "app.start.recording_one", lines=lines)


def _try(line: str, text: str) -> None:
    label = Label("app.label.dare", {"line": line})
    session.edit(lambda now: state.change(now, text, label, plays=True))


def _downloads() -> None:
    text = session.current().text
    payload = mount.payload()
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            session.say("app.download.py"),
            data=text,
            file_name="autograd.py",
            mime="text/x-python",
            key="download-py",
            on_click="ignore",
        )
        st.download_button(
            session.say("app.download.html"),
            data=lambda: network.to_html(payload),
            file_name="autograd.html",
            mime="text/html",
            key="download-html",
            on_click="ignore",
        )
