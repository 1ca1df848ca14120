"""How many programs are compared with PyTorch: the figures that docs/compatibility.py counts, and the badge of them."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from components import session

# Written by docs/compatibility.py; programs, torch (a version), tried and known (random programs).
FIGURES: dict[str, int | str] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def badge(key: str) -> None:
    """A quiet line that tells more when it is pressed."""
    shown = {name: f"{figure:,}" if isinstance(figure, int) else figure for name, figure in FIGURES.items()}
    with st.container(key=key, width="content"):
        label = session.say("app.parity.badge", programs=shown["programs"], torch=shown["torch"])
        with st.popover(label, type="tertiary", icon=":material/verified:", key=f"{key}-more"):
            st.markdown(f":small[{session.say('app.parity.how', **shown)}]")
