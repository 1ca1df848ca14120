"""What the editor offers runs: every name is looked up by a program, and nothing that is refused is offered."""

from __future__ import annotations

import json

import pytest

from autograd_core import timeline
from components.stage import assets, vocabulary

WORDS = vocabulary.vocabulary()

# A value of each type, as a program makes it.
MAKES = {
    "Tensor": "torch.ones(2, 2, dtype=torch.complex64, requires_grad=True)",  # a matrix has .mT, a complex one .imag
    "Node": "torch.ones(2, requires_grad=True).sum().grad_fn",
    "Size": "torch.ones(2).shape",
    "dtype": "torch.float32",
    "Generator": "torch.Generator()",
    "Module": "nn.Module()",
    "Optimizer": "optim.SGD([torch.ones(2, requires_grad=True)], lr=0.1)",
    "LRScheduler": "optim.lr_scheduler.StepLR(optim.SGD([torch.ones(2, requires_grad=True)], lr=0.1), 1)",
    "str": "'a'",
    "list": "[1]",
    "dict": "{1: 2}",
}


def error_of(text: str) -> str | None:
    error = timeline.run(text).error
    return None if error is None else error.message


@pytest.mark.parametrize("module", WORDS["modules"])
def test_every_member_of_a_module_is_there(module: str) -> None:
    names = WORDS["modules"][module].split()
    assert not names or error_of(f"from {module} import {', '.join(names)}\n") is None


@pytest.mark.parametrize("kind", WORDS["types"])
def test_every_attribute_of_a_type_is_there(kind: str) -> None:
    start = f"import torch\nfrom torch import nn, optim\nvalue = {MAKES[kind]}\n"
    names = WORDS["types"][kind].split()
    assert len(names) >= 2
    assert error_of(start + "; ".join(f"value.{name}" for name in names)) is None


def test_every_builtin_is_there_and_none_is_refused() -> None:
    names = WORDS["builtins"].split()
    assert error_of("".join(f"{name}\n" for name in names)) is None
    assert {"print", "range", "len", "ValueError"} <= set(names)
    assert {"exec", "eval", "compile", "open", "breakpoint"} & set(names) == set()


def test_what_makes_a_module_or_an_optimizer_is_known() -> None:
    assert {"Linear", "Module", "Sequential", "ReLU"} <= set(WORDS["made"]["Module"].split())
    assert {"SGD", "Adam"} <= set(WORDS["made"]["Optimizer"].split())


def test_the_browser_loads_these_words() -> None:
    assets.ensure()
    assert json.loads((assets.VENDOR / assets.NAMES).read_text(encoding="utf-8")) == WORDS
