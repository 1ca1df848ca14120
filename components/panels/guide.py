"""The guide beside the stage: its tabs."""

from __future__ import annotations

import streamlit as st

from components import session
from components.panels.build import build
from components.panels.start import start


@st.fragment(key="guide")
def guide() -> None:
    fits_in_link = session.follow_in_link()
    tabs = st.tabs([session.say("app.tab.start"), session.say("app.tab.build")])
    with tabs[0]:
        start(fits_in_link)
    with tabs[1]:
        build()
