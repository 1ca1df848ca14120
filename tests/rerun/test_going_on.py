"""What goes on from a checkpoint is what a run from the start gives: every moment, id, text and error of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import catalogue, fuzz
from same import START, assert_same

from autograd_core import rerun, timeline
from autograd_core.rerun.checkpoint import Checkpoint
from autograd_core.source import read
from autograd_core.timeline import Recording
from components import examples

CONTROLS = json.loads((Path(__file__).parents[1] / "hostile/corpus/controls.json").read_text(encoding="utf-8"))
PROGRAMS = {
    **{f"example {one.key}": one.text for one in examples.EXAMPLES},
    **{
        f"{topic}: {name}": text
        for topic in catalogue.on_the_page()
        for name, text in catalogue.programs(topic).items()
    },
    **{one["id"]: f"import torch\n{one['program']}" for one in CONTROLS if one["expect"] == "ok"},
    **{f"random {seed}": fuzz.program(seed) for seed in range(60)},
}
# It walks over a set of its own objects, which has another order each time, in CPython as well.
UNORDERED = {"pasted_classics: micrograd's Value"}


def checkpoint_after(text: str, count: int) -> Checkpoint | None:
    """The world of a program after so many outermost statements; None where there is none."""
    recording = Recording(read(text))
    recording.work(recording.interpreter.check)
    recording.work(lambda: recording.interpreter.go_on(0, count))
    return None if recording.error is not None else Checkpoint.of(recording, count)


# ── the same as from the start ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in UNORDERED])
def test_going_on_gives_what_a_run_from_the_start_gives(name: str) -> None:
    text = PROGRAMS[name]
    done = 1 + len(text) % len(read(text).tree.body)  # anywhere
    found = checkpoint_after(text, done)
    if found is not None:
        resumed = found.resumed(read(text))
        assert resumed is not None
        resumed.work(lambda: resumed.interpreter.go_on(done, None))
        assert_same(resumed.timeline(), timeline.run(text))


def test_nearly_every_program_can_be_kept() -> None:
    found = [checkpoint_after(text, len(read(text).tree.body) - 1) for text in map(PROGRAMS.get, [*PROGRAMS][::10])]
    assert len([one for one in found if one is not None]) > 0.95 * len(found)


# What a line may do to the world: make, share, change in place, go back, draw, hold, look.
FINE = r"""y = x * 2
z = x.exp() + x
v = x.detach()[:1]
v.add_(1)
b[0] = x[1]
b = b.clone()
x.data -= 0.5
r = torch.randn(2)
z = x * torch.rand(2)
(x * x).sum().backward()
(x * 3).sum().backward(retain_graph=True)
x.grad = None
print(x, x.grad)
print(x.grad_fn, (x * 2).grad_fn)
h = x.register_hook(lambda g: g * 2)
h.remove()
torch.set_grad_enabled(False)
torch.set_grad_enabled(True)
l.append(l[0] * 1)
print(l[0] is x, l[-1] is l[0], id(l) == id(l))
x = x.detach().clone().requires_grad_()
w = torch.ones(2, requires_grad=True)
(w * w).sum().backward(); o.step(); print(w)
n += 1
u.mul_(3)
print(n, t, u._version)
print(m(x.detach()), m)
print(f(x))
print(c.grow(), c, C.count)
try:\n    x.add_(1)\nexcept RuntimeError as e:\n    kept = e
for i in range(3):\n    x = x + i
while q < 3:\n    q += 1\nelse:\n    b = b + q
if x.sum() > 3:\n    q = 1\nelse:\n    q = 2
k = lambda: (q, b)
print(k())
x = Double.apply(x)
# a comment
print(x); print(1)""".replace(r"\n", "\0").split("\n")
# What stops a program (in its text, in a line, at a limit of the page), or is never copied.
FAILING = r"""raise kept
g = (i * i for i in range(9))
s = {1, 2}
assert q == 7
del y; y
1 / 0
undefined
while True:\n    q = 3
torch.ones(3) + torch.ones(2)
return 3
print(input)
input = 3
y = ((
torch.zeros(10000, 10000)""".replace(r"\n", "\0").split("\n")
fine = st.sampled_from([line.replace("\0", "\n") for line in FINE])
lines = st.one_of(fine, st.sampled_from([line.replace("\0", "\n") for line in [*FINE, *FAILING]]))


def edits() -> st.SearchStrategy[tuple[str, int, str]]:
    return st.tuples(
        st.sampled_from(["append", "append", "change", "delete", "undo", "redo"]), st.integers(1, 3), lines
    )


def apply(edit: tuple[str, int, str], past: list[list[str]], future: list[list[str]]) -> None:
    """Change the last of the ``past``, a program as its statements; steps back wait in the ``future``."""
    (kind, back, line), now = edit, past[-1]
    if kind == "undo" and len(past) > 1:
        future.append(past.pop())
    elif kind == "redo" and future:
        past.append(future.pop())
    elif kind == "delete":
        past.append(now[:-1])
    elif kind == "change" and now:
        past.append([*now[: len(now) - back], line, *now[len(now) - back :][1:]])
    else:
        past.append([*now, line])


@settings(max_examples=40)
@given(st.lists(fine, max_size=12), st.lists(edits(), min_size=10, max_size=10))
def test_ten_edits_one_after_the_other_give_what_runs_from_the_start_give(
    first: list[str], chain: list[tuple[str, int, str]]
) -> None:
    past, future = [first], list[list[str]]()
    _, kept = rerun.run(START + "\n".join(first), worth=0)
    for edit in chain:
        apply(edit, past, future)
        text = START + "\n".join(past[-1])
        run, kept = rerun.run(text, kept, worth=0)
        assert_same(run, timeline.run(text))
