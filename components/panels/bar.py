"""The app bar: wordmark, examples, how far this is PyTorch, language."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components import examples, parity, session, state
from components.state import Label, State


def bar() -> None:
    with st.container(key="wide-mark", width="content"):
        st.markdown("∇ Autograd Explorer")
    st.menu_button(
        session.say("app.examples"),
        list(examples.BY_KEY),
        format_func=_title,
        key="example",
        on_click=_open,
    )
    st.space("stretch")
    parity.badge("wide-parity")
    st.segmented_control(
        session.say("app.language"),
        list(session.LANGUAGES),
        default=session.current().lang,
        required=True,
        format_func=session.LANGUAGES.__getitem__,
        key="language",
        on_change=_speak,
        label_visibility="collapsed",
    )


def _title(key: str) -> str:
    return examples.BY_KEY[key].title(session.current().lang)


def _open() -> None:
    chosen = examples.BY_KEY.get(st.session_state["example"] or "")
    if chosen is not None:
        session.edit(lambda now: _opened(now, chosen))


def _opened(now: State, chosen: examples.Example) -> State:
    label = Label("app.label.example", {"title": chosen.title(now.lang)})
    return state.change(now, chosen.text, label, plays=True)


def _speak() -> None:
    session.put(replace(session.current(), lang=st.session_state["language"]))
