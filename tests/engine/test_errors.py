"""The errors a student is most likely to meet: each carries the id of its explanation, and PyTorch's own words."""

from __future__ import annotations

import pytest
from oracle import worlds

from autograd_core import errors, timeline

X = "import torch\nx = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"

ROWS = [
    ("E1", "y = (x * 2).mean()\ny.backward()\ny.backward()"),
    ("E1", "y = (x * x).mean()\ny.backward()\ntorch.autograd.grad(y, x)"),
    ("E2", "y = x.detach().sum()\ny.backward()"),
    ("E2", "with torch.no_grad():\n    y = x.sum()\ny.backward()"),
    ("E3", "y = x * 2\ny.requires_grad = False"),
    ("E3", "y = x * 2\ny.requires_grad = True"),
    ("E3", "y = x * 2\ny.requires_grad_(False)"),
    ("E4", "y = x + 1\nz = y * y\ny.add_(1)\nz.sum().backward()"),
    ("E4", "y = x.exp()\ny += 1\ny.sum().backward()"),
    ("E5", "x += 1"),
    ("E5", "x.mul_(2)"),
    ("E6", "z = x * x\nz.backward(torch.ones(3))"),
    ("E7", "z = x * x\nz.backward()"),
    ("E8", "n = torch.tensor([1, 2], requires_grad=True)"),
    ("E8", "n = torch.tensor([1, 2])\nn.requires_grad = True"),
    ("E8", "n = torch.tensor([1, 2])\nn.requires_grad_()"),
    ("E9", "x + torch.ones(2)"),
    ("E9", "x * torch.ones(3, 3)"),
    ("E10", "x @ x"),
    ("E10", "torch.mm(x, x)"),
    ("E11", "x.detach().retain_grad()"),
]
each_row = pytest.mark.parametrize(("id", "text"), ROWS, ids=[f"{id}: {text.splitlines()[-1]}" for id, text in ROWS])


@each_row
def test_an_error_names_its_explanation_and_its_line(id: str, text: str) -> None:
    run = timeline.run(X + text + "\n")
    assert run.error is not None
    assert run.error.id == id
    assert run.error.kind == "run"
    assert run.error.span is not None
    assert run.error.span.line == len((X + text).splitlines())


@pytest.mark.torch
@each_row
def test_an_error_speaks_pytorchs_words(id: str, text: str) -> None:
    expected = worlds.in_torch(X + text + "\n")["error"]
    assert worlds.in_timeline(X + text + "\n")["error"] == expected
    assert worlds.in_engine(X + text + "\n")["error"] == expected


def test_every_explanation_is_met() -> None:
    assert {id for id, _ in ROWS} == {f"E{number}" for number in range(1, 12)}


@each_row
def test_an_error_can_be_caught_as_what_it_is_in_python(id: str, text: str) -> None:
    body = "\n".join(f"    {line}" for line in text.splitlines())
    answer = worlds.in_engine(f"{X}try:\n{body}\nexcept RuntimeError as error:\n    print('caught')\n")
    assert answer["printed"] == "caught\n"


def test_every_error_of_the_tree_is_the_builtin_it_stands_for() -> None:
    for kind in (errors.AutogradError, errors.ArgumentError, errors.DimensionError, errors.ValueOutOfRange):
        assert issubclass(kind, errors.ProgramError)
        assert kind.type_name in {base.__name__ for base in kind.__mro__}
