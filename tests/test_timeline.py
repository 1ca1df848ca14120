"""A run is the same each time, shows little of large variables, and ends within its limits."""

from __future__ import annotations

import gc
import time

import pytest

from autograd_core import timeline
from autograd_core.recorder import RunRecorder
from autograd_core.tensor import Tensor

DOUBLING = {
    "list": "x = []\nfor i in range(60):\n    x = [x, x]\n",
    "tuple": "x = ()\nfor i in range(60):\n    x = (x, x)\n",
    "dict": "x = {}\nfor i in range(60):\n    x = {1: x, 2: x}\n",
    "itself": "x = []\nx.append(x)\n",
}


@pytest.mark.parametrize("kind", DOUBLING)
def test_a_variable_that_is_vast_inside_is_shown_short(kind: str) -> None:
    began = time.thread_time()
    run = timeline.run(DOUBLING[kind])
    assert time.thread_time() - began < 1
    assert run.error is None
    assert len(run.moments[-1].names["x"]) <= 200


def test_what_is_shown_of_a_variable() -> None:
    run = timeline.run("a = [1, 'b', (2.5,)]\nb = {'k': {1}}\nc = 'x' * 1000\nd = list(range(100))\n")
    names = run.moments[-1].names
    assert names["a"] == "[1, 'b', (2.5,)]"
    assert names["b"] == "{'k': {1}}"
    assert names["c"].startswith("'xxx") and len(names["c"]) == 200
    assert names["d"] == "[0, 1, 2, 3, 4, 5, 6, 7, …]"


def test_the_same_text_leaves_the_same_run() -> None:
    text = (
        "import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()\n"
        "print(y.grad_fn, y.grad_fn.next_functions)\n"
        "print(torch.randn(2))\ny.backward()\nprint(x.grad)\n"
    )
    first, second = timeline.run(text), timeline.run(text)
    assert first.printed == second.printed
    assert [moment.names for moment in first.moments] == [moment.names for moment in second.moments]


def test_what_a_run_leaves_behind_is_limited() -> None:
    text = (
        "import torch\nx = torch.ones(1000, 1000)\nl = []\nfor i in range(1500):\n"
        "    l.append(x.view(-1))\n    l[-1].add_(1)\n"
    )
    run = timeline.run(text)
    assert run.error is not None and run.error.kind == "budget"
    assert sum(view.data.nbytes for moment in run.moments for view in moment.tensors.values()) <= 70 * 2**20


def test_what_a_pass_of_a_training_loop_leaves_behind_does_not_grow() -> None:
    text = (
        "import torch\nw = torch.ones(2, 2, requires_grad=True)\nfor i in range(12):\n"
        "    (torch.ones(2) @ w.t()).sum().backward()\n    with torch.no_grad():\n        w -= w.grad\n"
        "    w.grad = None\n"
    )
    run = timeline.run(text)
    changed = [
        sum(len(moment.tensors) for moment in run.moments if moment.passes == (number,)) for number in range(2, 13)
    ]
    assert run.error is None
    assert set(changed) == {changed[0]}


def test_a_view_that_the_program_still_has_shows_every_change_of_its_base() -> None:
    run = timeline.run("import torch\nx = torch.zeros(2)\nkept = [x[0]]\nx[1]\nx += 1\nx += 1\n")
    values = [[view.data.tolist() for view in moment.tensors.values()] for moment in run.moments]
    assert values[4:] == [[[1.0, 1.0], 1.0], [[2.0, 2.0], 2.0]]


CIRCLES = {
    "no_grad views": (
        "import torch\nw = torch.ones(2, 2, requires_grad=True)\nfor i in range(4):\n    with torch.no_grad():\n"
        "        y = torch.ones(2) @ w.t()\n        w += 1\n"
    ),
    "functions in functions": (
        "import torch\nw = torch.ones(2)\ndef f():\n    v = w[0]\n    def g(): return g, v\n    return v + 1\n"
        "for i in range(4):\n    f()\n    w += 1\n"
    ),
    "hooks": (
        "import torch\nx = torch.ones(2, requires_grad=True)\nh = x.register_hook(lambda g: g * 2)\n"
        "for i in range(3):\n    (x * 2).sum().backward()\n"
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_run_does_not_depend_on_when_python_looks_for_circles(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(run: timeline.Timeline) -> list[object]:
        return [
            (one.names, {id: (view.printed, view.version) for id, view in one.tensors.items()}) for one in run.moments
        ]

    gc.disable()
    gc.freeze()  # what is there already need not be looked at again and again
    try:
        seldom = told(timeline.run(CIRCLES[name]))
        freeze = RunRecorder.freeze

        def freeze_and_collect(self: RunRecorder, *arguments: object, **named: object) -> object:
            fields = freeze(self, *arguments, **named)
            gc.collect()
            return fields

        monkeypatch.setattr(RunRecorder, "freeze", freeze_and_collect)
        assert told(timeline.run(CIRCLES[name])) == seldom
    finally:
        gc.unfreeze()
        gc.enable()


def test_an_error_that_was_caught_keeps_no_tensor() -> None:
    text = (
        "import torch\nx = torch.zeros(2)\nv = x.view(2)\ntry:\n    v.add_(torch.ones(3))\nexcept RuntimeError:\n"
        "    pass\nv = None\nx.add_(1)\n"
    )
    last = timeline.run(text).moments[-1]
    assert [*last.tensors] == [last.names["x"]]


def test_what_a_pair_of_hooks_keeps_is_shown_as_it_is() -> None:
    text = (
        "import torch\nx = torch.ones(2, requires_grad=True)\n"
        "with torch.autograd.graph.saved_tensors_hooks(lambda t: [1, 2], lambda kept: x):\n    y = x * x\n"
    )
    [node] = timeline.run(text).moments[-1].nodes.values()
    assert {one.printed for one in node.saved or ()} == {"[1, 2]"}


def test_a_pass_that_is_recorded_leaves_no_live_tensor_behind() -> None:
    text = (
        "import torch\nx = torch.tensor(4., requires_grad=True)\nw = torch.ones(2, requires_grad=True)\n"
        "g = torch.autograd.grad(x ** 3 + (w * x).sum(), x, create_graph=True)[0]\ng.backward()\n"
    )
    steps = [step for moment in timeline.run(text).moments for trace in moment.backward for step in trace.steps]
    terms = [value for step in steps for sent in step.sent for _, value in sent.terms]
    assert terms and not any(isinstance(value, Tensor) for value in terms)
