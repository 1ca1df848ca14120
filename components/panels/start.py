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
            st.button(f"`{dare.line}`", key=dare.key, on_click=_try, args=(dare.key,), width="stretch")
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


def _try(key: str) -> None:
    # Of the program as it is now: the guide is not drawn again for an edit that changes nothing in it.
    found = next((dare for dare in dares(session.current().run) if dare.key == key), None)
    if found is not None:
        label = Label("app.label.dare", {"line": found.line})
        session.edit(lambda now: state.change(now, found.text, label, plays=True))


def _downloads() -> None:
    kept, theme = mount.drawn(), mount.theme()
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            session.say("app.download.py"),
            data=lambda: str(kept["text"]),
            file_name="autograd.py",
            mime="text/x-python",
            key="download-py",
            on_click="ignore",
        )
        st.download_button(
            session.say("app.download.html"),
            data=lambda: network.to_html({**kept["payload"], "theme": theme}),
            file_name="autograd.html",
            mime="text/html",
            key="download-html",
            on_click="ignore",
        )
