"""The guide beside the stage: its tabs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from components import session
from components.panels.build import build
from components.panels.start import start

_BUILT = "explorer_built"  # in the session: whether the forms have been asked for
_OPEN = "explorer_tab"  # in the session: the number of the tab that is open, whatever its name in her language


@st.fragment(key="guide")
def guide() -> None:
    fits_in_link = session.follow_in_link()
    first, second = _tabs()
    with first:
        start(fits_in_link)
    # Grids and code are megabytes of scripts and a trial run: not before she wants them, and then to stay.
    built = bool(second.open or st.session_state.get(_BUILT))
    session.telling(more=built)
    if built:
        st.session_state[_BUILT] = True
        with second:
            build()


def _tabs() -> Sequence[TabContainer]:
    labels = [session.say("app.tab.start"), session.say("app.tab.build")]
    key = f"guide-{session.current().lang}"
    if key not in st.session_state:
        st.session_state[key] = labels[st.session_state.get(_OPEN, 0)]
    tabs = st.tabs(labels, key=key, on_change="rerun")
    st.session_state[_OPEN] = int(bool(tabs[1].open))
    return tabs
