"""What running, recording and drawing a program costs: ``python benchmarks/programs.py`` prints figures beside goals.

CPython runs the same text in turns with the interpreter; where a program is about tensors, CPython calls the engine
itself. The figures are left in ``benchmarks/results/programs.json``.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from turns import in_turns

import autograd_core
from autograd_core import context, interpreter, rerun, timeline
from autograd_core.context import LIMITS, Budget, Run, running
from autograd_core.source import read
from components import state
from components.stage.payload import build, drawn

RESULTS = Path(__file__).parent / "results" / "programs.json"
UNLIMITED = {name: (1e12, *words) for name, (_, *words) in LIMITS.items()}

SUM = "s = 0.0\nfor i in range(100000):\n    s = s + 1.5\n"
TRAINING = """import torch
import torch.nn as nn
torch.manual_seed(0)
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(100):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(step, loss.item())
"""
MOMENTS = """import torch
x = torch.tensor([1., 2.], requires_grad=True)
for i in range(666):
    y = x * 2
    z = y + 1
    w = z * y
"""
EDITED = (
    "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\nw = torch.randn(2, 2, requires_grad=True)\ny = x\n"
    + "y = y * 1.01\nz = y.exp()\ny = torch.tanh(y + z)\nh = w @ y\ns = (h * h).sum()\nv = y.detach()\n" * 32
    + "loss = s + y.sum()\nloss.backward()\nprint(x.grad)\n"
)


def interpreted(text: str) -> Callable[[], None]:
    source = read(text)

    def run() -> None:
        with running(Run(budget=Budget(limits=UNLIMITED))):
            interpreter.run(
                source, write=lambda _: None, before_statement=lambda *_: None, after_statement=lambda _: None
            )

    return run


def by_cpython(text: str) -> Callable[[], None]:
    """The same text by CPython, with the engine in the place of PyTorch, under the same budget."""
    for name in ("torch", "torch.nn", "torch.optim"):
        sys.modules[name] = autograd_core if name == "torch" else getattr(autograd_core, name.partition(".")[2])
    code = compile(text, "program", "exec")

    def run() -> None:
        with running(Run(budget=Budget(limits=UNLIMITED))):
            exec(code, {"__name__": "__main__", "print": lambda *_: None})

    return run


def engine_share(text: str) -> float:
    """Percent of the time of its own functions that a program spends outside of the interpreter's."""
    run = interpreted(text)
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    times = {place: row[2] for place, row in pstats.Stats(profile).stats.items() if place[0] != "~"}
    outside = sum(took for (file, _, _), took in times.items() if "interpreter" in Path(file).parts)
    return 100 - 100 * outside / sum(times.values())


def cpu(work: Callable[[], Any], rounds: int = 5) -> float:
    """The fewest seconds of processor time, with what is imported out of the collector's sight as on the page."""
    gc.collect()
    gc.freeze()
    taken = []
    for _ in range(rounds):
        begun = process_time()
        work()
        taken.append(process_time() - begun)
    gc.unfreeze()
    return min(taken)


def kept(work: Callable[[], Any]) -> float:
    """Megabytes that what ``work`` gives holds."""
    tracemalloc.start()
    held = work()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del held
    return size / 1e6


def edit(name: str, text: str) -> list[tuple[str, str, float, str]]:
    """What a run costs after an edit of the last line, and what it costs to keep from where to go on."""
    text += "print(x * 0)\n"
    _, before = rerun.run(text, worth=0)
    assert before is not None and before.checkpoints
    runs = {
        "start": lambda: timeline.run(text.replace("* 0", "* 1")),
        "on": lambda: rerun.run(text.replace("* 0", "* 1"), before),
        "keeping": lambda: rerun.run(text, worth=0),
    }
    start, on, keeping = in_turns(runs, 15).values()
    size = before.checkpoints[0].size / 1e6
    edited, kept = rerun.run(text.replace("* 0", "* 1"), before)
    now = state.State(text=edited.program.text, run=edited, good=edited, kept=kept)
    _, halt = drawn(now, None)
    anew, following = in_turns({"anew": lambda: drawn(now, None), "on": lambda: drawn(now, halt)}, 15).values()
    note = f"{following * 1e3:.0f} ms; with the run {on * 1e3:.0f} instead of {start * 1e3:.0f}"
    return [
        (f"the picture of {name} after it, times a full one", "<= 0.7", following / anew, note),
        (f"the last line of {name} edited, times a full run", "<= 0.4", on / start, f"{on * 1e3:.0f} ms"),
        (f"{name}, with a checkpoint, times without", "<= 1.3", keeping / start, f"about {size:.1f} MB"),
    ]


def figures() -> list[tuple[str, str, float, str]]:
    """(work, goal, figure, note) of each."""
    rows = []
    ours, other = in_turns({"ours": interpreted(SUM), "other": by_cpython(SUM)}, 5).values()
    note = f"{ours * 1e3:.0f} ms against {other * 1e3:.1f} ms"
    rows.append(("100,000 sums of floats in a loop, times CPython", "<= 60", ours / other, note))
    ours, other = in_turns({"ours": interpreted(TRAINING), "other": by_cpython(TRAINING)}, 7).values()
    note = f"CPython with the same engine takes {other * 1e3:.0f} of {ours * 1e3:.0f} ms"
    rows.append(("100 steps of training: profiled share of the engine, %", ">= 70", engine_share(TRAINING), note))

    count = len(timeline.run(MOMENTS).moments)
    rows.append((f"recording {count:,} moments, ms", "<= 400", cpu(lambda: timeline.run(MOMENTS)) * 1e3, ""))
    rows.append((f"what {count:,} moments hold, MB", "<= 8", kept(lambda: timeline.run(MOMENTS)), ""))
    for name, text in (("2,000 moments", MOMENTS), ("100 steps of training", TRAINING)):
        now = state.start(text)
        assert now.run.error is None
        size = len(json.dumps(build(now)).encode()) / 1e6
        took = cpu(lambda now=now: build(now))
        rows.append((f"what the browser is sent of {name}, MB", "<= 1", size, f"made in {took * 1e3:.0f} ms"))
    return rows + edit("200 lines", EDITED) + edit("100 steps of training", TRAINING.replace("X", "x"))


def main() -> None:
    context.LIMITS.update(UNLIMITED)
    rows = figures()
    for work, goal, figure, note in rows:
        print(f"{work:60} {figure:8.2f}  {goal:8} {note}")
    told = [{"work": work, "goal": goal, "figure": round(figure, 3), "note": note} for work, goal, figure, note in rows]
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
