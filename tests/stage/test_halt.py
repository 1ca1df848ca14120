"""A tape that goes on from where the one before halted says what a tape from the start says."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import catalogue, fuzz

from autograd_core import rerun
from autograd_core.source import read
from components import examples
from components.stage import payload
from components.stage.halt import Halt
from components.state import State

PROGRAMS = {
    **{f"example {one.key}": one.text for one in examples.EXAMPLES},
    **{
        f"{topic}: {name}": text
        for topic in catalogue.on_the_page()
        for name, text in [*catalogue.programs(topic).items()][::8]
    },
    **{f"random {seed}": fuzz.program(seed) for seed in range(12)},
}
# What a line at the end may change of what is said before: letters, names, marks, links, errors.
ENDS = ("t = t2 = L = 1\n", "held = [x, [x]]; kept = x * 1; print(kept)\n", "x.sum().backward()\n", "1 / 0\n", "")


def state_of(text: str, kept: rerun.Kept | None = None) -> State:
    run, now = rerun.run(text, kept, worth=0)
    return State(text=text, run=run, good=run, kept=now, partial=True)


def assert_goes_on(halt: Halt | None, after: State) -> None:
    whole, on = payload.build(after), payload.drawn(after, halt)[0]
    assert json.dumps(on) == json.dumps(whole)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_goes_on_says_what_a_tape_from_the_start_says(name: str) -> None:
    text = PROGRAMS[name]
    before = state_of(text)
    first, halt = payload.drawn(before, None)
    sent = json.dumps(first)
    cut = text[: read(text).offset(read(text).tree.body[-1].lineno, 0)]
    for end in ENDS:
        assert_goes_on(halt, state_of(text + end, before.kept))
        assert_goes_on(halt, state_of(cut + end, before.kept))
    assert json.dumps(first) == sent


def test_only_the_steps_that_follow_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "import torch\nx = torch.ones(2, requires_grad=True)\n" + "x = x * 2\n" * 20
    before = state_of(text + "print(x)\n")
    _, halt = payload.drawn(before, None)
    made: list[int] = []
    add = payload.Tape.add
    monkeypatch.setattr(
        payload.Tape,
        "add",
        lambda self, moment, *told, **more: (made.append(moment.index), add(self, moment, *told, **more)),
    )
    payload.drawn(state_of(text + "x.sum().backward()\n", before.kept), halt)
    assert made == [22]


@pytest.mark.parametrize("line", ["t = 1", "L = x", "y = x + x.sum()"])
def test_a_name_that_would_be_said_before_starts_anew(line: str) -> None:
    text = "import torch\nx = torch.ones(2, requires_grad=True)\n(x * x * 2).backward(x.detach())\n"
    before = state_of(text + "print(1)\n")
    _, halt = payload.drawn(before, None)
    after = state_of(f"{text}{line}\n", before.kept)
    assert_goes_on(halt, after)
    assert re.search(r'"L"|ℒ', json.dumps(payload.build(after), ensure_ascii=False))


LINES = (
    *("y = x * 2", "x = x.exp()", "(x * x).sum().backward(retain_graph=True)", "x.grad = None", "t = x + 1"),
    *("print(x.grad)", "w.data.add_(1)", "x = x.detach().requires_grad_()", "for i in range(12):\n    w = w * 2"),
    *("L = w", "1 / 0", "y = ((", "(w * x).backward(torch.ones(2))", "m = torch.nn.Linear(2, 1)", "print(m(w))"),
)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(LINES)), min_size=10, max_size=10))
def test_ten_edits_one_after_the_other(chain: list[tuple[int, str]]) -> None:
    start = "import torch\nx = torch.ones(2, requires_grad=True)\nw = x * 3\n"
    body = ["y = x + w", "y.sum().backward(retain_graph=True)", "print(y)"]
    now, halt = state_of(start + "\n".join(body)), None
    for back, line in chain:
        body = [*body[: len(body) - back], line]
        now = state_of(start + "\n".join(body), now.kept)
        assert_goes_on(halt, now)
        _, halt = payload.drawn(now, halt)
