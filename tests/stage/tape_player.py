"""Plays payloads in Python as the browser does, and writes small programs at random."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from components import state
from components.stage.folding import EVERYTHING, Folding
from components.stage.payload import build, told
from components.stage.runs import runs_of
from components.words import word

Payload = dict[str, Any]

ARTICLE = """import torch
x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""


def payload_of(text: str, lang: str = "en") -> Payload:
    """The payload of a program as the browser reads it: through strict JSON."""
    made = build(state.start(text, lang))
    played: Payload = json.loads(json.dumps(made, allow_nan=False, ensure_ascii=False).encode("utf-8"))
    return played


def whole_of(text: str) -> Payload:
    """The payload of a program in which every pass of every loop is shown."""
    now = state.start(text)
    played: Payload = json.loads(json.dumps(told(now, Folding(runs_of(now.shown), (), EVERYTHING))))
    return played


def fold(payload: Payload, last: int | None = None) -> dict[str, dict[str, Any]]:
    """The fields of every mark after step ``last``, or at the end."""
    folded: dict[str, dict[str, Any]] = {}
    for step in payload["steps"][: None if last is None else last + 1]:
        for mark, field, value in step["writes"]:
            folded.setdefault(mark, {})[field] = value
    return folded


def ends(payload: Payload) -> dict[int, int]:
    """The last step of every moment."""
    return {step["moment"]: index for index, step in enumerate(payload["steps"])}


def captions(payload: Payload, lang: str, *, back: bool = False) -> list[str]:
    """What is said at every step, or only on the way back."""
    steps = [step for step in payload["steps"] if not back or step["kind"] != "statement"]
    return [word(lang, step["cap"]["key"], **step["cap"]["args"]) for step in steps]


def line_of(step: dict[str, Any]) -> str:
    """The second caption line."""
    return "".join(term["text"] for term in step["formula"])


# ── programs ───────────────────────────────────────────────────────────────────────────────────────────────────

LEAVES = (
    "{new} = torch.tensor([1., 2.], requires_grad=True)",
    "{new} = torch.tensor([3., -1.])",
    "{new} = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)",
    "{new} = torch.tensor(2., requires_grad=True)",
)
LINES = (
    "{new} = {a} + {b}",
    "{new} = {a} * {b}",
    "{new} = {a} * {a} - {b} * 3",
    "{new} = torch.sigmoid({a})",
    "{new} = {a}.detach()",
    "{new} = {a}.sum()",
    "{new} = {a}",
    "{a}.add_(1)",
    "{a} *= 2",
    "{a}.requires_grad = True",
    "{a}.retain_grad()",
    "{a}.grad = None",
    "{a}.sum().backward()",
    "{a}.backward(retain_graph=True)",
    "{new} = torch.autograd.grad({a}.sum(), {b}, create_graph=True)[0]",
    "print({a}.grad)",
    "with torch.no_grad():\n    {new} = {a} + 1",
    "for _ in range(3):\n    {a} = {a} * {b}",
    "try:\n    {a}.backward()\nexcept RuntimeError:\n    pass",
)


@st.composite
def lines(draw: st.DrawFn, most: int = 8) -> list[str]:
    """Statements that may well fail when they run; every name they use has been written before."""
    names = ["x", "y"]
    made = [draw(st.sampled_from(LEAVES)).format(new=name) for name in names]
    for _ in range(draw(st.integers(1, most))):
        a, b = (draw(st.sampled_from(names)) for _ in range(2))
        new = f"v{len(names)}"
        line = draw(st.sampled_from((*LINES, *LEAVES[:1]))).format(a=a, b=b, new=new)
        if line.split("\n")[-1].strip().startswith(f"{new} ="):
            names.append(new)
        made.append(line)
    return made


def program(statements: list[str]) -> str:
    return "\n".join(["import torch", *statements, ""])
