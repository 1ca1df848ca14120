"""After an edit only what can have changed is run; what is kept for that is never changed, and has its limit."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor

import pytest
from same import LEAF, START, assert_same, kept_of

from autograd_core import rerun, timeline
from autograd_core.context import LIMITS
from autograd_core.interpreter import Interpreter
from autograd_core.rerun import Kept, recorded
from autograd_core.source import read
from autograd_core.timeline import Recording, Timeline
from components import state


def edited(before: str, after: str) -> tuple[Timeline, Kept | None]:
    """``after`` run on from ``before``, which must have left a checkpoint that fits."""
    kept = kept_of(before)
    assert any(one.fits(read(after)) for one in kept.checkpoints)
    return rerun.run(after, kept, worth=0)


# ── only what can have changed ─────────────────────────────────────────────────────────────────────────────────


def executed(monkeypatch: pytest.MonkeyPatch) -> list[ast.stmt]:
    """A list to which every statement is added that is executed from now on."""
    found: list[ast.stmt] = []
    begin = Interpreter.begin
    monkeypatch.setattr(Interpreter, "begin", lambda self, node: (found.append(node), begin(self, node)))
    return found


LONG = LEAF + "y = x\n" + "y = y * 1.01 + torch.tanh(y)\n" * 60


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


ARRAYS = "import numpy as np\na = [np.ones((512, 512)) for i in range(3)]\n"  # of 2 MiB each
MORE = "held = []\nfor i in range({}):\n    held.append(np.ones((512, 512)))\n"


@pytest.mark.parametrize(("count", "fits"), [(30, True), (33, False)])
def test_the_copy_of_a_world_knows_what_memory_is_free_again(count: int, fits: bool) -> None:
    after = ARRAYS + "a = 0\n" + MORE.format(count)
    run, _ = edited(ARRAYS + "b = 0\n", after)
    assert_same(run, timeline.run(after))
    assert (run.error is None) is fits


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


def test_a_class_of_the_program_may_be_called_as_ours_are() -> None:
    text = (
        "import torch\nclass Recording:\n    pass\nclass RunRecorder(Recording):\n    pass\n"
        "one, other = Recording(), RunRecorder()\none.moments, other.views = [[1]], {0: [torch.ones(2)]}\n"
    )
    kept = kept_of(text + "print(one)\n")
    for line in ("one.moments[0].append(1); other.views[0][0].mul_(3)\n", "print(one.moments, other.views)\n"):
        run, _ = rerun.run(text + line, kept, worth=0)
        assert_same(run, timeline.run(text + line))


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


def test_each_table_of_a_recorder_is_copied_in_a_way_of_its_own() -> None:
    tables = recorded.PLAIN | recorded.BY_PLACE | recorded.APART | recorded.OTHERS
    assert vars(Recording(read(LEAF)).recorder).keys() == tables


def test_no_more_is_kept_than_the_table_allows() -> None:
    _, kept = rerun.run(LONG + "z = torch.ones(1000, 200)\nprint(z)\n", worth=0)
    for number in range(5):
        _, kept = rerun.run(f"{LONG}z = torch.ones(1000, 200)\nprint(z)\n" + "w = z[0]\n" * number, kept, worth=0)
    assert kept is not None and len(kept.checkpoints) == rerun.MOST
    assert all(800_000 < one.size <= LIMITS["kept_bytes"][0] for one in kept.checkpoints)


def test_the_app_goes_on_from_what_it_kept() -> None:
    now = state.start(LONG + "print(y)\n")
    for line in ("z = y.sum()", "z.backward()", "print(x.grad)"):
        now = state.append_line(now, line)
        assert_same(now.run, timeline.run(now.text))
    for step in (state.undo, state.undo, state.redo):
        now = step(now)
        assert_same(now.run, timeline.run(now.text))
    assert now.kept is not None and now.kept.text == now.text
