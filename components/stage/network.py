"""The finished picture of a run as a pyvis network, and as a page of its own that needs nothing from elsewhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from components import theme as colours
from components.words import word

SHAPES = {"tensor": "box", "function": "ellipse", "bucket": "database", "constant": "text"}
THICK = frozenset({"leaf_grad", "result_tracked", "accumulate"})
COLOUR_OF = {"fn_freed": "freed"}  # kinds that are drawn in the colours of another name

_FUNCTION_KINDS = {"recorded": "fn", "unrecorded": "fn_unrecorded", "freed": "fn_freed"}
_OF_LINK = ("id", "from", "to", "lane", "argument", "tracked")  # what the page needs of a row of the payload
# The page may draw what it brings along and ask for nothing.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_FROM_ELSEWHERE = re.compile(
    r"<link\b[^>]*\bhref=\"(?:https?:|//|\.\./)[^>]*>|<script\b[^>]*\bsrc=\"(?:https?:|//|\.\./)[^>]*>\s*</script>"
)
_HEADING = re.compile(r"<center>\s*<h1>.*?</h1>\s*</center>", re.DOTALL)


def picture(marks: Iterable[Mapping[str, Any]], links: Iterable[Mapping[str, Any]], theme: str | None) -> Network:
    """A directed Network without physics; marks and links keep their own fields beside those of vis-network.

    A mark needs id, role, kind, label, x and y; a link needs id, from, to, lane and tracked.
    """
    net = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    net.options.physics.enabled = False
    net.options.edges.smooth.enabled = False
    # add_node and add_edge look through everything added before; these are the same rows without the search.
    for mark in marks:
        row = _mark_row(mark, theme or "light")
        net.nodes.append(row)
        net.node_ids.append(row["id"])
        net.node_map[row["id"]] = row
    for link in links:
        net.edges.append(_link_row(link, theme or "light"))
    return net


def _mark_row(mark: Mapping[str, Any], theme: str) -> dict[str, Any]:
    kind = mark["kind"]
    paint = colours.kind(COLOUR_OF.get(kind, kind), theme)
    given = {name: value for name, value in mark.items() if name not in ("id", "label")}
    look = {
        "color": {"background": paint["fill"], "border": paint["border"]},
        "borderWidth": 3 if kind in THICK else 1.5,
        "physics": False,
    }
    row: dict[str, Any] = Node(
        mark["id"], SHAPES[mark["role"]], mark["label"], paint["text"], **{**given, **look}
    ).options
    if mark["role"] == "tensor":
        row["shapeProperties"] = {"borderRadius": 18 if kind.startswith("result") else 2}
    elif kind == "fn_freed":
        row["shapeProperties"] = {"borderDashes": [4, 3]}
    return row


def _link_row(link: Mapping[str, Any], theme: str) -> dict[str, Any]:
    back = link["lane"] == "back"
    name = "back" if back else "value" if link["tracked"] else "value_untracked"
    look = {
        "color": colours.edge(name, theme),
        "width": 2 if back or link["tracked"] else 1.5,
        "dashes": [5, 3] if back else False if link["tracked"] else [2, 3],
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6}},
    }
    given = {key: value for key, value in link.items() if key not in ("from", "to")}
    row: dict[str, Any] = Edge(link["from"], link["to"], True, **{**given, **look}).options
    return row


def to_html(payload: Mapping[str, Any]) -> str:
    """One page with the finished picture of a payload, vis-network included; it asks no server for anything."""
    theme, lang = payload.get("theme") or "light", payload.get("lang") or "en"
    paint = colours.tokens(theme)
    last = _last_state(payload)
    marks = [_for_page(mark, last.get(mark["id"], {}), payload["values"]) for mark in payload["marks"]]
    links = [{name: link[name] for name in _OF_LINK} for link in payload["links"]]
    net = picture(marks, links, theme)
    net.bgcolor = paint["canvas"]
    for number, row in enumerate(net.edges):
        row["smooth"] = _curve(row, number)
    net.set_options(json.dumps(_options(paint)))
    return _clean(net.generate_html(), word(lang, "cap.page"), str(payload.get("shown") or ""), lang, paint)


def _last_state(payload: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the tape has written about every mark at its end."""
    state: dict[str, dict[str, Any]] = {}
    for step in payload["steps"]:
        for id, field, value in step["writes"]:
            state.setdefault(id, {})[field] = value
    return state


def _for_page(mark: Mapping[str, Any], state: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A mark of the payload with the kind and the label it has at the end."""
    kind, lines = state.get("kind", mark["kind"]), [mark["name"]]
    if mark["role"] == "function":
        kind = _FUNCTION_KINDS[state.get("state", "recorded" if mark["grad_fn"] else "unrecorded")]
        lines = [mark["glyph"]] + ([mark["grad_fn"]] if mark["grad_fn"] else [])
    elif mark["role"] != "constant":
        value = state.get("value")
        lines = [mark["expression"] if mark.get("temp") and mark["expression"] else mark["name"]]
        lines.append("None" if value is None else values[value]["preview"])
    place = {name: mark[name] for name in ("id", "role", "x", "y")}
    return {**place, "kind": kind, "label": "\n".join(lines)}


def _curve(row: Mapping[str, Any], number: int) -> dict[str, Any] | bool:
    """The lanes of a pair bend to different sides; so do two roads between the same marks."""
    argument = row.get("argument") or 0
    bend = 0.08 + 0.1 * (argument % 4)
    if row["lane"] == "back":
        return {"enabled": True, "type": "curvedCW", "roundness": bend + 0.12}
    return {"enabled": True, "type": "curvedCW", "roundness": bend} if argument else False


def _options(paint: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "physics": {"enabled": False},
        "nodes": {"font": {"multi": False, "face": "system-ui, sans-serif", "size": 15}},
        "edges": {"color": {"inherit": False}},
        "interaction": {"hover": True, "keyboard": True},
    }


def _clean(page: str, title: str, program: str, lang: str, paint: Mapping[str, Any]) -> str:
    """pyvis's page without what it loads from elsewhere and its two empty headings, with the program under it."""
    style = (
        f"body{{margin:0;background:{paint['canvas']};color:{paint['text']};font:16px system-ui,sans-serif}}"
        "h1{font-size:20px;margin:16px}pre{margin:16px;font:15px ui-monospace,monospace}"
        "#mynetwork{border:0!important;float:none!important;height:70vh!important}"
    )
    head = (
        f'<!doctype html>\n<html lang="{html.escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n"
    )
    page = _HEADING.sub("", _FROM_ELSEWHERE.sub("", page))
    page = re.sub(r"^\s*<html>\s*<head>\s*<meta charset=\"utf-8\">", lambda _: head, page, count=1)
    body = f"<body>\n<h1>{html.escape(title)}</h1>\n<pre>{html.escape(program)}</pre>\n"
    # The last one: libraries that come before it may contain the word.
    before, _, after = page.rpartition("<body>")
    return f"{before}{body}{after}"
