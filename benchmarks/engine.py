"""How fast the engine is, and how lean: ``python benchmarks/engine.py`` prints every figure beside its goal.

Times are medians of rounds in which the worlds take turns, so that a busy machine is busy for all of them; what counts
are the ratios. The garbage collector is left on, for what is made once everything is imported. PyTorch runs on one
thread, but for the large products. micrograd is the stand-in of ``micro.py``. The figures are left in
``benchmarks/results/engine.json``.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import sys
import tracemalloc
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import micro
import works
from turns import in_turns

import autograd_core
from autograd_core import interpreter, timeline
from autograd_core.context import Budget, Run, current, running
from autograd_core.recorder import RunRecorder
from autograd_core.source import read

try:
    import torch
except ImportError:
    torch = None

RESULTS = Path(__file__).parent / "results" / "engine.json"
LONG = 10_000


@dataclass(frozen=True)
class Row:
    """One figure and what it should be at most."""

    work: str
    goal: float
    figure: float | None
    note: str = ""


def ratio(work: str, goal: float, ours: Any, other: Any, rounds: int) -> Row:
    if other is None:
        return Row(work, goal, None, "PyTorch is not installed")
    taken = in_turns({"ours": ours, "other": other}, rounds)
    note = f"{taken['ours'] * 1e6:,.1f} µs against {taken['other'] * 1e6:,.1f} µs"
    return Row(work, goal, taken["ours"] / taken["other"], note)


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def chains() -> list[Row]:
    ours = works.chain(autograd_core, LONG)
    theirs = works.chain(torch, LONG) if torch is not None else None
    return [
        ratio("scalar chain of 10,000 mixed operations, against numpy", 3.0, ours, works.chain_by_hand(LONG), 15),
        ratio("scalar chain of 10,000 mixed operations, against PyTorch", 0.30, ours, theirs, 15),
    ]


def networks() -> list[Row]:
    leaf = autograd_core.tensor
    return [
        ratio("the article's example, against numpy", 2.5, works.article(autograd_core), works.article_by_hand(), 501),
        ratio(
            "MLP 2-16-16-1, a training step, against numpy",
            1.3,
            works.network(autograd_core),
            works.network_by_hand(),
            201,
        ),
        ratio(
            "MLP of single numbers, against micrograd (stand-in)",
            0.8,
            works.scalars(lambda number: leaf(number, requires_grad=True)),
            works.scalars(micro.Value),
            31,
        ),
    ]


def against_torch() -> list[Row]:
    leaf = works.one_leaf(torch) if torch is not None else None
    rows = [ratio("one leaf used 1,000 times, against PyTorch", 0.35, works.one_leaf(autograd_core), leaf, 31)]
    if torch is not None:
        torch.set_num_threads(os.cpu_count() or 1)
    large = works.products(torch) if torch is not None else None
    rows.append(ratio("five 512×512 products, against PyTorch", 1.1, works.products(autograd_core), large, 7))
    if torch is not None:
        torch.set_num_threads(1)
    return rows


def million() -> Row:
    """Time per operation of a chain a hundred times as long."""
    short = in_turns({"short": works.chain(autograd_core, LONG)}, 7)["short"] / LONG
    run = works.chain(autograd_core, 100 * LONG)
    begun = perf_counter()
    run()
    long = (perf_counter() - begun) / (100 * LONG)
    return Row("chain of 1,000,000 operations, per operation", 1.5, long / short, f"{long * 1e6:.2f} µs each")


def weight() -> Row:
    works.forward(autograd_core, LONG)
    gc.collect()
    tracemalloc.start()
    kept = works.forward(autograd_core, LONG)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept is not None
    return Row("bytes per recorded operation", 260, size / LONG)


PROGRAM = """import torch
x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)
y = x
for _ in range(200):
    y = y * 1.001 + 0.1
y.sum().backward()
"""


class WithoutPasses(RunRecorder):
    """Hears of everything up to the first backward pass, and of that nothing."""

    def backward_begins(self, *_: Any) -> None:
        current().recorder = None


def without_passes() -> None:
    """The program with all of its trace but that of the way back, which is its last statement."""
    with mock.patch.object(timeline, "RunRecorder", WithoutPasses):
        timeline.run(PROGRAM)


def unrecorded() -> None:
    """The program through the interpreter, heard by nobody."""
    source = read(PROGRAM)
    with running(Run(budget=Budget())):
        interpreter.prepare(
            source,
            write=lambda text: None,
            before_statement=lambda *_: None,
            after_statement=lambda *_: None,
        ).run()


def recording() -> list[Row]:
    """What the trace of a backward pass costs; and, more than was asked for, that of everything else as well."""

    def run() -> None:
        timeline.run(PROGRAM)

    return [
        ratio("recording a backward pass, against the run without its trace", 1.5, run, without_passes, 9),
        ratio("recording everything, against a run that nobody hears of", 1.5, run, unrecorded, 9),
    ]


@contextmanager
def one_thread() -> Any:
    if torch is not None:
        torch.set_num_threads(1)
    yield


def main() -> None:
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    print(versions + (f", torch {torch.__version__}" if torch is not None else ", torch is not installed"), end="\n\n")
    gc.collect()
    gc.freeze()  # what importing PyTorch has left behind is no part of the works
    with one_thread():
        rows = [*chains(), *networks(), *against_torch(), million(), weight(), *recording()]
    for row in rows:
        figure = "–" if row.figure is None else f"{row.figure:,.2f}"
        met = "" if row.figure is None else "met" if row.figure <= row.goal else "MISSED"
        print(f"{row.work:62}{figure:>9}   goal {row.goal:g}: {met:7} {row.note}")
    RESULTS.parent.mkdir(exist_ok=True)
    found = {"versions": versions, "rows": [asdict(row) for row in rows]}
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(row.figure is not None and row.figure > row.goal for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
