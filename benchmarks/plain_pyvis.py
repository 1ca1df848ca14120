"""The app as a plain script would be: the same run, pyvis's page in an iframe; for benchmarks/stage.py.

The page is pyvis's own, which vis-network lays out by physics as pyvis sets it, or, with PLAIN_PLACES in the
environment, the one that the app exports, where every mark has its place.
"""

from __future__ import annotations

import os
import re

import streamlit as st
import streamlit.components.v1 as inline
from pyvis.network import Network

from autograd_core.graph import graph
from autograd_core.timeline import Timeline
from components import state
from components.stage.network import to_html
from components.stage.payload import build

# Sheets and scripts of another host, which pyvis links even so: a page that cannot have them is not to wait for them.
ELSEWHERE = re.compile(r"<link\b[^>]*\bhref=\"https?:[^>]*>|<script\b[^>]*\bsrc=\"https?:[^>]*>\s*</script>")


def page(run: Timeline) -> str:
    """The marks and links of ``run`` as pyvis draws them when nothing is said of it."""
    net = Network(directed=True, cdn_resources="in_line")
    picture, tensors = graph(run), run.snapshot(len(run.moments) - 1).tensors
    for id, data in picture.nodes(data=True):
        mark = data["mark"]
        # With its numbers: a page that stays the same is not loaded again.
        net.add_node(id, label=f"{mark.title}\n{tensors[mark.ref].data}" if mark.ref in tensors else mark.title)
    for source, target in picture.edges():
        net.add_edge(source, target)
    return ELSEWHERE.sub("", net.generate_html())


first = st.text_input("first", "1.")
now = state.start(os.environ["PLAIN_PROGRAM"].replace("1., 2.", f"{first}, 2.", 1))
inline.html(to_html(build(now)) if os.environ.get("PLAIN_PLACES") else page(now.run), height=600)
