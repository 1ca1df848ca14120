"""The frame of the page: its title, its rules of layout, the places of bar, stage and guide."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_RULES = "<style>\n" + Path(__file__).with_suffix(".css").read_text(encoding="utf-8") + "</style>"
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0B57D0"/>'
    '<path d="M6 8h20L16 26z" fill="none" stroke="#fff" stroke-width="3" stroke-linejoin="round"/></svg>'
)


def page() -> None:
    """Configure the page and lay down the rules that keep it from scrolling; the first thing the script does."""
    st.set_page_config(page_title="Autograd Explorer", page_icon=_ICON, layout="wide")
    st.html(_RULES)


def bar() -> DeltaGenerator:
    """The 48-pixel bar at the top."""
    return st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small")


def halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The place of the stage, and the place of the guide: beside it, or under it on a phone."""
    with st.container(key="shell"):
        left, right = st.columns([3, 1], gap=None)
    return left, right.container(key="guide", gap="small")
