"""The Build tab: one card at a time, each writes one line of the program."""

from __future__ import annotations

import streamlit as st

from components import session
from components.panels.backward import backward
from components.panels.leaf import leaf
from components.panels.operation import operation

_CARDS = {"leaf": leaf, "operation": operation, "backward": backward}


def build() -> None:
    card = st.segmented_control(
        session.say("app.build.card"),
        list(_CARDS),
        default="leaf",
        required=True,
        format_func=lambda card: session.say(f"app.build.{card}"),
        key="build-card",
        label_visibility="collapsed",
        width="stretch",
    )
    _CARDS[str(card)]()
