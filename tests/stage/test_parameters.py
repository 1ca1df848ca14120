"""Tensors inside models, objects and containers are called what the program would write for them."""

from __future__ import annotations

import pytest

from autograd_core.timeline import run
from components.stage.names import Names

WAYS = {
    "net = torch.nn.Linear(1, 1)": {"net.weight", "net.bias"},
    "net = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Linear(1, 1, bias=False))": {"net[1].weight"},
    "class P:\n    def __init__(self):\n        self.w = torch.ones(1)\np = P()": {"p.w"},
    "state = {'w': [torch.ones(1)]}": {"state['w'][0]"},
    "w = torch.ones(1)\nboth = [w, torch.ones(1)]": {"w", "both[1]"},
    "net = torch.nn.Linear(1, 1)\nfor p in net.parameters():\n    print(p)": {"net.weight", "net.bias"},
    "ws = [torch.ones(1, requires_grad=True) for _ in range(2)]\nfor w in ws:\n    print(w)": {"ws[0]", "ws[1]"},
    "a = [1]\na.append(a)\na.append(torch.ones(1))": {"a[2]"},
}


@pytest.mark.parametrize("program", WAYS)
def test_a_tensor_is_called_by_the_way_to_it(program: str) -> None:
    timeline = run("import torch\n" + program)
    assert timeline.error is None
    names = Names(timeline)
    assert WAYS[program] <= {names[id] for moment in timeline.moments for id in moment.tensors}


def test_a_parameter_is_among_the_variables() -> None:
    timeline = run("import torch\nnet = torch.nn.Linear(1, 1)")
    names = Names(timeline)
    last = timeline.snapshot(-1)
    assert [names.known(view) for view in last.tensors.values()] == [["net.weight"], ["net.bias"]]
    assert not any(names.is_temporary(id) for id in last.tensors)
