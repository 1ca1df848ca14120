"""What goes on from a checkpoint is what a run from the start gives: every moment, id, text and error of it."""

from __future__ import annotations

import ast
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import catalogue, fuzz

from autograd_core import rerun, timeline
from autograd_core.context import LIMITS
from autograd_core.interpreter import Interpreter
from autograd_core.rerun import Kept
from autograd_core.rerun.checkpoint import Checkpoint
from autograd_core.source import read
from autograd_core.timeline import Recording, Timeline
from components import examples, state

CONTROLS = json.loads((Path(__file__).parent / "hostile/corpus/controls.json").read_text(encoding="utf-8"))
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
LEAF = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n"


def plain(value: Any) -> Any:
    """All that a run left behind, as JSON; of arrays every bit."""
    if isinstance(value, np.ndarray | np.generic):
        return [str(value.dtype), [*np.shape(value)], value.tobytes().hex()]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return [[plain(key), plain(one)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | bool) else repr(value)


def assert_same(one: Timeline, other: Timeline) -> None:
    assert json.dumps(plain(one)) == json.dumps(plain(other))


def kept_of(text: str) -> Kept:
    _, kept = rerun.run(text, worth=0)
    assert kept is not None
    return kept


def checkpoint_after(text: str, count: int) -> Checkpoint | None:
    """The world of a program after so many outermost statements; None where there is none."""
    recording = Recording(read(text))
    recording.work(recording.interpreter.check)
    recording.work(lambda: recording.interpreter.go_on(0, count))
    return None if recording.error is not None else Checkpoint.of(recording, count)


def edited(before: str, after: str) -> tuple[Timeline, Kept | None]:
    """``after`` run on from ``before``, which must have left a checkpoint that fits."""
    kept = kept_of(before)
    assert any(one.fits(read(after)) for one in kept.checkpoints)
    return rerun.run(after, kept, worth=0)


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
    assert len([one for one in found if one is not None]) > 0.8 * len(found)


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
START = """import torch
import numpy as np
from torch import nn
x = torch.tensor([1., 2.], requires_grad=True)
y, q, b, l = x * x, 0, torch.zeros(2), [x, x]
n = np.ones(2); t = torch.from_numpy(n); u = t[:1]
w = torch.ones(2, requires_grad=True)
o = torch.optim.SGD([w], lr=0.1, momentum=0.9)
m = nn.Sequential(nn.Linear(2, 1), nn.Dropout())
def f(a, seen=[]):
    seen.append(a)
    return a * len(seen)
class C(nn.Module):
    count = 0
    def grow(self):
        C.count += 1
        return self.count
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * 2
    @staticmethod
    def backward(ctx, grad):
        print(ctx.saved_tensors)
        return grad * 2
c = C()
k = f
h = x.register_hook(print)
"""
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


# ── only what can have changed ─────────────────────────────────────────────────────────────────────────────────


def executed(monkeypatch: pytest.MonkeyPatch) -> list[ast.stmt]:
    """A list to which every statement is added that is executed from now on."""
    found: list[ast.stmt] = []
    begin = Interpreter.begin
    monkeypatch.setattr(Interpreter, "begin", lambda self, node: (found.append(node), begin(self, node)))
    return found


LONG = LEAF + "y = x\n" + "y = y * 1.01 + torch.tanh(y)\n" * 196


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (LONG + "print(y)\n", LONG + "print(y, x)\n", 1),
        (LONG + "print(y)\n", LONG + "print(y)\nz = y.sum()\n", 2),
        (LONG + "z = y.sum()", LONG + "# look\n\nz = y.mean()\nz.backward()  # back", 2),
        (LONG + "print(y)\n", LONG, 0),
        (LONG + "for i in range(3):\n    y = y + i\n", LONG + "for i in range(2):\n    y = y - i\n", 3),
    ],
    ids=["the last line", "a line more", "comments", "a line less", "a loop"],
)
def test_only_what_follows_is_run_again(before: str, after: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_of(before)
    ran = executed(monkeypatch)
    run, _ = rerun.run(after, kept, worth=0)
    assert len(ran) == count
    assert_same(run, timeline.run(after))


def test_the_moments_before_are_the_same_objects() -> None:
    run, kept = rerun.run(LONG + "print(y)\n", worth=0)
    again, _ = rerun.run(LONG + "print(x)\n", kept, worth=0)
    assert all(one is other for one, other in zip(run.moments[:-1], again.moments[:-1], strict=True))


def test_a_second_edit_in_the_middle_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    middle = LEAF + "y = x\n" * 50 + "z = y * 2\n" + "y = y + 1\n" * 50
    _, kept = rerun.run(middle, worth=0)
    _, kept = rerun.run(middle.replace("y * 2", "y * 3"), kept, worth=0)
    ran = executed(monkeypatch)
    rerun.run(middle.replace("y * 2", "y * 4"), kept, worth=0)
    assert len(ran) == 51


def test_what_is_quick_to_run_is_not_kept() -> None:
    _, kept = rerun.run(LEAF + "y = x * 2\n")
    assert kept is not None and not kept.checkpoints


# ── errors and limits ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "y.backward()",
        "(y * 1).sum().backward()\ny.sum().backward()",
        "z = torch.ones(3) + torch.ones(2)",
        "undefined",
        "raise ValueError('no')",
        "return 1",
        "def f(a, a): pass",
        "y = ((",
        "while True:\n    q = 1",
        "print('x' * 20000, 'x' * 20000, 'x' * 20000, 'x' * 20000)",
        "z = [x * 1 for i in range(5000)]",
        "for i in range(2001):\n    pass",
        "s = 0\nfor i in range(1990):\n    for j in range(1990):\n        s += 1",
        "z = torch.ones(1000, 1001)",
        "z = [torch.ones(1000, 1000) for i in range(20)]",
        "import matplotlib.pyplot as plt\nplt.plot(x)",
        "from __future__ import annotations",
    ],
)
def test_what_stops_at_the_end_stops_as_from_the_start(line: str) -> None:
    after = LONG + line
    run, kept = edited(LONG + "print(y)\n", after) if line != "y = ((" else rerun.run(after, kept_of(LONG), worth=0)
    assert_same(run, timeline.run(after))
    again, _ = rerun.run(LONG + "print(y.sum())\n", kept, worth=0)
    assert_same(again, timeline.run(LONG + "print(y.sum())\n"))


def test_a_text_that_is_broken_leaves_what_is_kept() -> None:
    kept = kept_of(LONG)
    for broken in ("y = ((", "\u202e", "x" * 30_000, LONG + "return 1"):
        _, now = rerun.run(broken, kept, worth=0)
        assert now is kept


def test_a_name_that_only_a_later_line_gives_is_refused_when_that_line_is_gone() -> None:
    """``input`` is a name of Python's that is not here, unless the program gives it a value somewhere."""
    before = LEAF + "def f():\n    return input * 2\ny = x * 2\ninput = x\nprint(f())\n"
    after = before.replace("input = x\n", "")
    run, _ = rerun.run(after, kept_of(before), worth=0)
    assert_same(run, timeline.run(after))
    assert run.error is not None and run.error.id == "refused"


def test_time_that_was_spent_stays_spent() -> None:
    kept = kept_of(LONG)
    [found] = kept.checkpoints
    resumed = found.resumed(read(LONG))
    assert resumed is not None
    assert resumed.spent >= found.spent > 0
    assert resumed.budget.used == found.world.budget.used


# ── what is kept ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_that_runs_changes_what_is_kept() -> None:
    before = "\n".join([START, "class D:\n    items = []", "D.seen = x", "print(x)"])
    kept = kept_of(before)
    harm = (
        "C.count = 5; D.seen = 1; D.items.append(1); l.clear(); b[:] = 7; n[:] = 7; x.data[:] = 7; w.grad = w * 1\n"
        "h.remove(); torch.manual_seed(3); torch.set_grad_enabled(False); f.seen = 1; m.train(False); o.step(); f(x)\n"
        "m[0].weight.data.zero_(); c.name = 1; x.register_hook(lambda g: g * 9); torch.set_printoptions(precision=2)\n"
    )
    look = (
        "print(C.count, D.seen, D.items, l, b, n, t, u, x, w.grad, torch.randn(2), x.requires_grad, f(1), m.training)\n"
        "print(m[0].weight, vars(c) if False else c); (x * x).sum().backward(); print(x.grad, m(x), torch.pi * b)\n"
    )
    for line in (harm, look, harm, look):
        text = before.replace("print(x)", line)
        run, _ = rerun.run(text, kept, worth=0)
        assert_same(run, timeline.run(text))


def test_eight_threads_go_on_from_one_checkpoint() -> None:
    before = LEAF + "y = x\n" + "y = y * 1.01 + torch.tanh(y)\n" * 20
    kept = kept_of(before + "print(y)\n")
    texts = [f"{before}z = y * {number}\nz.sum().backward()\nprint(x.grad)\n" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        runs = list(threads.map(lambda text: rerun.run(text, kept, worth=0)[0], texts))
    for run, text in zip(runs, texts, strict=True):
        assert_same(run, timeline.run(text))


@pytest.mark.parametrize(
    "line",
    [
        "g = (i for i in range(3)); next(g)",
        "s = {1, 2}",
        "big = torch.ones(1000, 1000); big2 = big + 1; big3 = big + 2; big4 = big + 3; big5 = big + 4",
    ],
    ids=["a generator", "a set", "too much"],
)
def test_what_cannot_be_kept_is_run_from_the_start(line: str) -> None:
    before = f"{LEAF}{line}\nprint(x)\n"
    _, kept = rerun.run(before, worth=0)
    assert kept is not None and not kept.checkpoints
    run, _ = rerun.run(before + "print(2)\n", kept, worth=0)
    assert_same(run, timeline.run(before + "print(2)\n"))


def test_no_more_is_kept_than_the_table_allows() -> None:
    _, kept = rerun.run(LONG + "z = torch.ones(1000, 500)\nprint(z)\n", worth=0)
    for number in range(5):
        _, kept = rerun.run(f"{LONG}z = torch.ones(1000, 500)\nprint(z)\n" + "w = z[0]\n" * number, kept, worth=0)
    assert kept is not None and len(kept.checkpoints) == rerun.MOST
    assert all(2_000_000 < one.size <= LIMITS["kept_bytes"][0] for one in kept.checkpoints)


def test_the_app_goes_on_from_what_it_kept() -> None:
    now = state.start(LONG + "print(y)\n")
    for line in ("z = y.sum()", "z.backward()", "print(x.grad)"):
        now = state.append_line(now, line)
        assert_same(now.run, timeline.run(now.text))
    for step in (state.undo, state.undo, state.redo):
        now = step(now)
        assert_same(now.run, timeline.run(now.text))
    assert now.kept is not None and now.kept.text == now.text
