"""The visitor's State in Streamlit's session, the words in her language, and the link that follows her program."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import examples, link, state, words
from components.dares import dares
from components.state import State

LANGUAGES = {"en": "EN", "zh-CN": "中文"}
FRAGMENTS = ("stage", "guide")  # what is drawn again after an edit

_STATE = "explorer"
_TOLD = "explorer_told"  # in the session: what the guide last said


def current() -> State:
    """The visitor's state; her first visit opens what the address asks for."""
    if _STATE not in st.session_state:
        text = _asked_for()
        plays = text == examples.START.text and st.query_params.get("autoplay") != "0"
        st.session_state[_STATE] = state.start(text, _language(), plays)
    found: State = st.session_state[_STATE]
    return found


def put(new: State) -> None:
    st.session_state[_STATE] = new


def edit(change: Callable[[State], State]) -> None:
    """Change the state inside a widget's callback and draw again only what depends on the program."""
    put(change(current()))
    follow_in_link()
    said = st.session_state.get(_TOLD)
    # The guide is a good part of the page's work: it is left alone while it would say the same.
    st.rerun([name for name in FRAGMENTS if name != "guide" or said is None or said != told()])


def told() -> tuple[object, ...]:
    """Everything that the guide says of the program."""
    now = current()
    lines = len({statement.span.line for statement in now.run.program.statements})
    tries = tuple((dare.key, dare.line, *dare.args.items()) for dare in dares(now.run))
    return now.lang, lines, tries, link.encode(now.text) is None


def telling(more: bool) -> None:
    """The guide says what is told now; where it says ``more``, it is drawn again after every edit."""
    st.session_state[_TOLD] = None if more else told()


def say(key: str, **args: object) -> str:
    """The words of ``key`` in the visitor's language."""
    return words.word(current().lang, key, **args)


def follow_in_link() -> bool:
    """Let the address hold the program; whether it fits."""
    now = current()
    example = next((example for example in examples.EXAMPLES if example.text == now.text), None)
    packed = None if example else link.encode(now.text)
    wanted = {"lang": now.lang}
    if example and example is not examples.START:
        wanted["l"] = example.key
    elif packed:
        wanted["p"] = packed
    for name in ("l", "p", "lang"):
        if st.query_params.get(name) == wanted.get(name):
            continue
        if name in wanted:
            st.query_params[name] = wanted[name]
        else:
            del st.query_params[name]
    return example is not None or packed is not None


def _asked_for() -> str:
    text = link.decode(st.query_params.get("p"))
    if text is not None:
        return text
    return examples.BY_KEY.get(st.query_params.get("l", ""), examples.START).text


def _language() -> str:
    asked = st.query_params.get("lang") or st.context.locale or "en"
    return "zh-CN" if asked.lower().startswith("zh") else "en"
