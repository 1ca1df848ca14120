"""The engine as a whole: long chains, the order of a pass, memory of its own for every gradient, threads, limits."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from oracle import catalogue, order, worlds

import autograd_core as torch
from autograd_core import timeline

# ── long chains ────────────────────────────────────────────────────────────────────────────────────────────────

LONG = 100_000


def test_a_hundred_thousand_additions_there_and_back() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(LONG):
        y = y + 1
    y.backward()
    assert y.item() == LONG + 1
    assert x.grad.item() == 1
    del y  # a graph that is dropped may not recurse either


def test_a_long_chain_that_keeps_its_tensors() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    y = x
    for i in range(20_000):
        y = y * (2.0 if i % 2 else 0.5)
    y.backward()
    assert x.grad.item() == 1
    del y


def test_a_long_chain_dropped_before_any_pass() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(LONG):
        y = y + x
    del y


def test_a_long_chain_in_second_order() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x * x
    for _ in range(5_000):
        y = y + 1
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    g.backward()
    assert x.grad.item() == 2


# ── the order of a pass ────────────────────────────────────────────────────────────────────────────────────────

ORDERS = catalogue.answers("order")
each_seed = pytest.mark.parametrize("seed", order.SEEDS)


@each_seed
def test_hooks_hear_in_pytorchs_order(seed: int) -> None:
    answer = worlds.in_engine(order.program(seed))
    assert answer["error"] is None
    assert answer["printed"] == ORDERS[str(seed)]


@each_seed
def test_hooks_hear_in_pytorchs_order_in_the_timeline(seed: int) -> None:
    answer = worlds.in_timeline(order.program(seed))
    assert answer["error"] is None
    assert answer["printed"] == ORDERS[str(seed)]


@pytest.mark.torch
@each_seed
def test_pytorch_still_goes_that_way(seed: int) -> None:
    assert worlds.in_torch(order.program(seed))["printed"] == ORDERS[str(seed)]


def test_the_orders_are_worth_comparing() -> None:
    assert sum(len(printed.splitlines()) for printed in ORDERS.values()) > 300


# ── gradients share no memory ──────────────────────────────────────────────────────────────────────────────────

# Functions that could hand on what arrives without touching it; a and b are leaves of shape (2, 2).
PASSING: dict[str, Callable[[Any, Any], Any]] = {
    "leaf": lambda a, b: a,
    "add": lambda a, b: a + b,
    "add itself": lambda a, b: a + a,
    "add thrice": lambda a, b: a + b + a,
    "sub": lambda a, b: a - b,
    "clone": lambda a, b: a.clone(),
    "view": lambda a, b: a.view(4).view(2, 2),
    "reshape": lambda a, b: a.reshape(2, 2),
    "transpose": lambda a, b: a.t().t(),
    "transposed sum": lambda a, b: a.t() + b,
    "in place": lambda a, b: (a + 0).add_(b),
    "of a view": lambda a, b: (a + 0).view(4).view(2, 2) + b.view(2, 2),
    "to double and back": lambda a, b: a.double().float() + b,
}
each_passing = pytest.mark.parametrize("function", PASSING.values(), ids=PASSING)


def leaves() -> tuple[Any, Any]:
    return torch.ones(2, 2, requires_grad=True), torch.ones(2, 2, requires_grad=True)


@each_passing
def test_a_gradient_belongs_to_its_leaf_alone(function: Callable[[Any, Any], Any]) -> None:
    a, b = leaves()
    seed = torch.full((2, 2), 3.0)
    function(a, b).backward(seed)
    before = [None if leaf.grad is None else leaf.grad.tolist() for leaf in (a, b)]
    a.grad.fill_(100)
    assert seed.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    assert a.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert (None if b.grad is None else b.grad.tolist()) == before[1]


@each_passing
def test_a_seed_changed_later_changes_no_gradient(function: Callable[[Any, Any], Any]) -> None:
    a, b = leaves()
    seed = torch.full((2, 2), 3.0)
    function(a, b).backward(seed)
    before = a.grad.tolist()
    seed.fill_(100)
    assert a.grad.tolist() == before


@each_passing
def test_what_grad_returns_may_be_changed(function: Callable[[Any, Any], Any]) -> None:
    a, b = leaves()
    seed = torch.full((2, 2), 3.0)
    found = torch.autograd.grad(function(a, b), [a, b], seed, allow_unused=True)
    second = None if found[1] is None else found[1].tolist()
    torch.autograd.backward([function(a, b)], [seed])
    kept = a.grad.tolist()
    found[0].clone().fill_(100)
    a.grad.fill_(50)
    assert (None if found[1] is None else found[1].tolist()) == second
    assert kept == found[0].tolist()


@each_passing
def test_what_a_result_retains_is_its_own(function: Callable[[Any, Any], Any]) -> None:
    a, b = leaves()
    y = function(a, b) + 0
    y.retain_grad()
    y.backward(torch.ones(2, 2))
    before = a.grad.tolist()
    y.grad.fill_(100)
    assert a.grad.tolist() == before


# ── nodes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_node_has_its_own_class_whichever_way_it_was_made() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    quick, slow = (x * 3).exp().grad_fn, torch.exp(torch.mul(x, 3)).grad_fn
    for one in (quick, slow):
        (before, _), (following, _) = one.next_functions[0], one.next_functions[0][0].next_functions[0]
        assert [type(node).__name__ for node in (one, before, following)] == [
            "ExpBackward0",
            "MulBackward0",
            "AccumulateGrad",
        ]
        assert before._saved_other.item() == 3
    assert type(quick) is type(slow)


# ── threads ────────────────────────────────────────────────────────────────────────────────────────────────────


def thread_programs() -> list[str]:
    wanted = {
        "modes": ("set_grad_enabled as a call", "a training loop"),
        "random": ("the stream goes on", "randn of sixteen and more"),
        "inplace": ("a saved input was changed", "gradient descent in place"),
        "backward": ("who can go a second time",),
        "snippets": ("a little network",),
    }
    return [catalogue.programs(topic)[name] for topic, names in wanted.items() for name in names]


def test_eight_threads_do_what_each_does_alone() -> None:
    programs = thread_programs()
    assert len(programs) == 8
    alone = [worlds.in_timeline(program) for program in programs]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            together = list(pool.map(worlds.in_timeline, programs))
            for one, other in zip(together, alone, strict=True):
                worlds.assert_same(one, other)


def test_nodes_that_two_threads_numbered_alike_run_each_once() -> None:
    x = torch.tensor([0.5, 0.25], requires_grad=True)
    made = []
    for factor in (2.0, 3.0):
        with ThreadPoolExecutor(1) as thread:
            made.append(thread.submit(lambda factor: (x * factor).exp(), factor).result())
    (made[0] * made[1]).sum().backward()
    assert x.grad.tolist() == pytest.approx([5 * math.exp(5 * one) for one in (0.5, 0.25)])


def test_a_run_leaves_no_mode_behind() -> None:
    timeline.run("import torch\ntorch.set_grad_enabled(False)\nx = torch.tensor(1., requires_grad=True)\n")
    assert torch.is_grad_enabled()
    answer = worlds.in_timeline("import torch\nprint(torch.is_grad_enabled())\n")
    assert answer["printed"] == "True\n"


def test_the_same_text_gives_the_same_timeline() -> None:
    text = catalogue.programs("snippets")["a little network"]
    one, other = timeline.run(text), timeline.run(text)
    assert [list(moment.tensors) for moment in one.moments] == [list(moment.tensors) for moment in other.moments]
    assert [list(moment.nodes) for moment in one.moments] == [list(moment.nodes) for moment in other.moments]
    assert one.printed == other.printed


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────

TOO_MUCH = {
    "an endless loop": "while True:\n    x = x * 1",
    "an endless loop of nothing": "while True:\n    pass",
    "a large tensor": "torch.zeros(1_000_000_000)",
    "a large matrix": "torch.ones(100_000, 100_000)",
    "a large full": "torch.full((10**9,), 1.)",
    "a large eye": "torch.eye(100_000)",
    "a large range": "torch.arange(10**9)",
    "large random numbers": "torch.randn(10**5, 10**5)",
    "a large result": "torch.ones(2000, 1) * torch.ones(1, 2000)",
    "a large expansion": "torch.ones(1).expand(10**10) + 1",
    "a large sum in place": "torch.zeros(1).expand(10**9).clone()",
    "a large product": "a = torch.ones(1000, 1000)\nfor _ in range(100):\n    a = a @ a",
    "many tensors": "keep = []\nfor _ in range(1900):\n    keep.append(torch.zeros(100_000))",
    "many operations": "for _ in range(1900):\n    for _ in range(1900):\n        x = x + 1",
    "many passes": "for _ in range(1900):\n    y = (x * x * x * x * x * x * x * x * x * x).sum()\n    y.backward()",
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_stopped_in_time_and_keeps_what_was_there(text: str) -> None:
    start = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\nprint(x)\n"
    begun = time.thread_time()  # of this thread alone: a busy machine fails nothing
    run = timeline.run(start + text + "\n")
    assert time.thread_time() - begun < 3
    assert run.error is not None
    assert run.error.kind == "budget"
    assert run.error.span is not None
    assert run.error.span.line >= 4
    assert "is more than" in run.error.message or "needs more than" in run.error.message
    assert run.printed == "tensor([1., 2.], requires_grad=True)\n"
    assert "x" in run.snapshot(len(run.moments) - 1).names


# ── numbers beside tensors, and sums of rows ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [0.0, -0.0, 1, 1.0, -1, 0.1, 2**60, 1e40, -1e40, math.inf, math.nan])
@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
def test_a_number_beside_a_tensor_is_that_number_every_time(number: float, shape: tuple[int, ...]) -> None:
    values = np.full(shape, 0.7, np.float32)
    x = torch.tensor(values.tolist())
    for other in (number, -number, number):
        with np.errstate(all="ignore"):
            expected = values * np.full(shape, other, np.float32)
        found = (x * other).numpy()
        assert found.dtype == np.float32
        assert np.array_equal(found, expected, equal_nan=True)
        assert math.isnan(number) or np.array_equal(np.signbit(found), np.signbit(expected))


def test_a_bias_of_many_rows_gets_their_sum() -> None:
    rows = np.random.default_rng(0).integers(-50, 50, (100, 3)).astype(np.float32)
    bias = torch.zeros(3, requires_grad=True)
    ((torch.tensor(rows.tolist()) + bias) * torch.tensor(rows.tolist())).sum().backward()
    assert bias.grad.tolist() == rows.sum(0).tolist()


def test_an_error_inside_a_chain_of_numbers_leaves_what_was_reached_before_it() -> None:
    x, w = (torch.tensor(number, requires_grad=True) for number in (0.5, 2.0))
    changed = x * 3.0
    inner = changed.sin()
    y = (inner * 1.5 - 0.1) * w
    with torch.no_grad():
        changed.mul_(2.0)
    with pytest.raises(RuntimeError, match="is at version 1; expected version 0 instead"):
        y.backward()
    assert x.grad is None
    assert w.grad.item() == pytest.approx(math.sin(1.5) * 1.5 - 0.1, rel=1e-6)
