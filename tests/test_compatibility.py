"""The page of what is here is the one that the tables and the oracle make now."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from oracle import record_names

import autograd_core
from autograd_core import timeline
from autograd_core.refused import REFUSED
from components import parity

SCRIPT = Path(__file__).parents[1] / "docs" / "compatibility.py"
_spec = importlib.util.spec_from_file_location("compatibility", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
compatibility = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(compatibility)

NAMES = record_names.recorded()


def _module(name: str) -> tuple[Callable[[], Any], str]:
    return lambda: functools.reduce(getattr, name.split(".")[1:], autograd_core), name


# What has the names, in plain Python and on the page.
OWNERS: dict[str, tuple[Callable[[], Any], str]] = {name: _module(name) for name in record_names.MODULES} | {
    "torch.Tensor": (lambda: autograd_core.ones(2), "torch.ones(2)"),
    "torch.nn.Module": (lambda: autograd_core.nn.Linear(1, 1), "torch.nn.Linear(1, 1)"),
    "torch.optim.Optimizer": (
        lambda: autograd_core.optim.SGD([autograd_core.ones(1)], lr=1),
        "torch.optim.SGD([torch.ones(1)], lr=1)",
    ),
    "torch.utils.data.DataLoader": (
        lambda: autograd_core.utils.data.DataLoader([1, 2]),
        "torch.utils.data.DataLoader([1, 2])",
    ),
    "torch.Generator": (autograd_core.Generator, "torch.Generator()"),
}


def test_the_page_is_what_the_script_makes() -> None:
    if compatibility.PAGE.read_text(encoding="utf-8") != compatibility.page():
        pytest.fail("docs/compatibility.md is not up to date: run `make compatibility`", pytrace=False)


@pytest.mark.parametrize("owner", NAMES)
def test_every_name_of_pytorch_runs_or_is_refused_by_name(owner: str) -> None:
    here, _, absent = compatibility.members(owner)
    assert absent == []
    assert set(here).isdisjoint(REFUSED.get(owner, ()))
    assert set(NAMES[owner]) >= set(REFUSED.get(owner, ()))
    assert set(compatibility._owned(owner)).isdisjoint(REFUSED.get(owner, ())), "refused although it is here"


@pytest.mark.parametrize("owner", REFUSED)
def test_a_refusal_names_what_is_refused_and_what_to_use_in_plain_python_and_on_the_page(owner: str) -> None:
    asked, program = OWNERS[owner]
    for name, (what, instead) in REFUSED[owner].items():
        sentence = f"{owner}.{name} is {what}; use {instead}"
        if name not in dir(asked()):  # which in plain Python shows what our own source imports
            with pytest.raises(AttributeError) as raised:
                getattr(asked(), name)
            assert str(raised.value) == sentence
            assert not hasattr(asked(), name)
        said = timeline.run(f"import torch\nimport torch.utils.data\n{program}.{name}\n").error
        assert said is not None
        assert said.id == "refused"
        assert said.message == sentence


def test_the_app_shows_the_figures_of_the_page() -> None:
    assert compatibility.figures() == parity.FIGURES
    assert f"**{parity.FIGURES['programs']:,} programs** run here" in compatibility.PAGE.read_text(encoding="utf-8")


def test_mentions_are_told_apart_by_module() -> None:
    text = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import Linear
linalg = torch.linalg
Linear(2, 2)
print(F.relu(x), torch.relu(x), x.relu(), nn.ReLU(), linalg.det(x), torch.ones(2).relu())
"""
    counts = compatibility.mentions([text, "import torch\nx = torch.relu(y)\n"])
    assert counts["torch", "relu"] == 2
    assert counts["torch.nn.functional", "relu"] == counts["torch.Tensor", "relu"] == 1
    assert counts["torch.nn", "ReLU"] == counts["torch.nn", "Linear"] == counts["torch.linalg", "det"] == 1


@pytest.mark.torch
def test_the_recorded_names_are_pytorchs() -> None:
    import torch

    for owner, names in record_names.names(torch).items():
        more = set(names) - set(NAMES[owner])  # modules that something else has imported meanwhile
        assert set(NAMES[owner]) <= set(names)
        assert all(isinstance(getattr(torch, name), ModuleType) for name in more), owner
