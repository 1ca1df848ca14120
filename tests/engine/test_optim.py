"""Optimizers, step by step beside PyTorch's: numbers, versions, states; and the schedules of their learning rates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from oracle import worlds

import autograd_core as ours
from autograd_core import optim
from autograd_core.errors import PythonError

KINDS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.5, "dampening": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.01, "amsgrad": True, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.01, "betas": (0.4, 0.9), "maximize": True}),
    ("AdamW", {"lr": 0.01, "weight_decay": 0.3}),
    ("RMSprop", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.9, "centered": True, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.1}),
    ("Adadelta", {"lr": 1.0, "weight_decay": 0.1}),
    ("Adamax", {"lr": 0.01, "weight_decay": 0.1}),
]
SCHEDULES: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("StepLR", lambda s, o: s.StepLR(o, 3, 0.5)),
    ("MultiStepLR", lambda s, o: s.MultiStepLR(o, [2, 2, 5], 0.5)),
    ("ConstantLR", lambda s, o: s.ConstantLR(o)),
    ("LinearLR", lambda s, o: s.LinearLR(o, 0.2, 0.8, 4)),
    ("ExponentialLR", lambda s, o: s.ExponentialLR(o, 0.7)),
    ("CosineAnnealingLR", lambda s, o: s.CosineAnnealingLR(o, 4, 0.01)),
    ("LambdaLR", lambda s, o: s.LambdaLR(o, [lambda epoch: 0.9**epoch, lambda epoch: 1 / (1 + epoch)])),
    ("MultiplicativeLR", lambda s, o: s.MultiplicativeLR(o, lambda epoch: 0.95)),
]


def run(torch: Any, name: str, settings: dict[str, Any], dtype: str, steps: int = 25) -> dict[str, Any]:
    """Parameters and states after many steps along gradients that have nothing to do with them."""
    source = np.random.default_rng(3)
    kind = getattr(torch, dtype)
    params = [torch.tensor(source.normal(size=shape), dtype=kind, requires_grad=True) for shape in ((3, 4), (7,), ())]
    optimizer = getattr(torch.optim, name)(params, **settings)
    for _ in range(steps):
        for one in params:
            one.grad = torch.tensor(source.normal(size=tuple(one.shape)), dtype=kind)
        optimizer.step()
    state = optimizer.state_dict()["state"]
    return {
        "params": [one.tolist() for one in params],
        "versions": [one._version for one in params],
        "state": {
            key: {name: np.array(one.tolist()).tolist() for name, one in kept.items()} for key, kept in state.items()
        },
    }


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "settings"), KINDS, ids=str)
def test_many_steps_are_pytorchs(name: str, settings: dict[str, Any], dtype: str) -> None:
    actual, expected = (run(torch, name, settings, dtype) for torch in (ours, worlds.TORCH))
    near = (1e-5, 1e-6) if dtype == "float32" else (1e-12, 1e-14)
    assert actual["versions"] == expected["versions"]
    worlds.assert_near(actual["params"], expected["params"], near, "params")
    assert [list(one) for one in actual["state"].values()] == [list(one) for one in expected["state"].values()]
    for key, kept in expected["state"].items():
        for word, numbers in kept.items():
            worlds.assert_near(actual["state"][key][word], numbers, near, word)


@pytest.mark.torch
def test_sgd_is_pytorchs_bit_for_bit() -> None:
    settings = {"lr": 0.03, "momentum": 0.9, "weight_decay": 0.02, "nesterov": True}
    assert run(ours, "SGD", settings, "float32") == run(worlds.TORCH, "SGD", settings, "float32")


@pytest.mark.torch
@pytest.mark.parametrize(("name", "make"), SCHEDULES, ids=[name for name, _ in SCHEDULES])
def test_a_schedule_is_pytorchs(name: str, make: Callable[[Any, Any], Any]) -> None:
    found = []
    for torch in (ours, worlds.TORCH):
        groups = [{"params": [torch.ones(1, requires_grad=True)]}, {"params": [torch.ones(2)], "lr": 0.3}]
        optimizer = torch.optim.SGD(groups if name == "LambdaLR" else groups[:1], lr=1.0)
        schedule = make(torch.optim.lr_scheduler, optimizer)
        rates = []
        for _ in range(12):
            optimizer.step()
            schedule.step()
            rates.append(schedule.get_last_lr())
        found.append(rates)
    assert found[0] == found[1]


@pytest.mark.torch
def test_a_plateau_is_pytorchs() -> None:
    losses = np.random.default_rng(0).normal(size=60).tolist()
    for settings in ({}, {"mode": "max", "patience": 2}, {"threshold_mode": "abs", "cooldown": 2, "min_lr": 0.2}):
        found = []
        for torch in (ours, worlds.TORCH):
            optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
            schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, **settings)
            rates = []
            for loss in losses:
                schedule.step(loss)
                rates.append(optimizer.param_groups[0]["lr"])
            found.append(rates)
        assert found[0] == found[1]


@pytest.mark.torch
def test_every_optimizer_and_schedule_is_here_or_refused_by_name() -> None:
    assert worlds.TORCH is not None
    theirs = worlds.TORCH.optim
    names = {name for name in dir(theirs) if isinstance(getattr(theirs, name), type)}
    assert names - optim.NAMES.keys() == set()
    module = theirs.lr_scheduler
    kinds = {name for name in dir(module) if isinstance(getattr(module, name), type)}
    schedules = {name for name in kinds if getattr(module, name).__module__ == module.__name__ and name[0] != "_"}
    assert schedules - optim.lr_scheduler.NAMES.keys() == set()


def test_what_is_not_here_says_so() -> None:
    with pytest.raises(PythonError, match=r"torch\.optim\.LBFGS is not here; use SGD, Adam, AdamW or RMSprop"):
        optim.NAMES["LBFGS"]([])


def test_hooks_of_a_step() -> None:
    w = ours.ones(1, requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)
    seen: list[str] = []
    optimizer.register_step_pre_hook(lambda *_: seen.append("before"))
    handle = optimizer.register_step_post_hook(lambda *_: seen.append("after"))
    optimizer.step()
    handle.remove()
    optimizer.step()
    assert seen == ["before", "after", "before"]


def test_a_step_is_no_operation_of_the_graph() -> None:
    w = ours.ones(2, requires_grad=True)
    before = ours.tensor([1.0])._version
    w.grad = ours.ones(2)
    optim.SGD([w], lr=0.5).step()
    assert (w.grad_fn, w.is_leaf, w._version) == (None, True, before + 1)
    assert w.tolist() == [0.5, 0.5]


def test_a_saved_state_goes_on_where_it_was() -> None:
    source = np.random.default_rng(1)
    grads = [ours.tensor(source.normal(size=3), dtype=ours.float32) for _ in range(6)]
    straight, resumed = (ours.ones(3, requires_grad=True) for _ in range(2))
    one, two = optim.Adam([straight], lr=0.1), optim.Adam([resumed], lr=0.1)
    for at, grad in enumerate(grads):
        straight.grad = resumed.grad = grad
        one.step()
        two.step()
        if at == 2:
            saved = two.state_dict()
            two = optim.Adam([resumed], lr=9.0)
            two.load_state_dict(saved)
    assert straight.tolist() == resumed.tolist()
