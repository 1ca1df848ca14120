"""The app as a plain script would be: the same run, pyvis's generate_html, an iframe; for benchmarks/stage.py."""

from __future__ import annotations

import os

import streamlit as st
import streamlit.components.v1 as inline

from components import state
from components.stage.network import to_html
from components.stage.payload import build

first = st.text_input("first", "1.")
text = os.environ["PLAIN_PROGRAM"].replace("1., 2.", f"{first}, 2.", 1)
inline.html(to_html(build(state.start(text))), height=600)
