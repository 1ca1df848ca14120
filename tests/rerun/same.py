"""What it means that two runs are the same, and programs that the tests of this room share."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from autograd_core import rerun
from autograd_core.rerun import Kept
from autograd_core.timeline import Timeline

LEAF = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n"


def plain(value: Any) -> Any:
    """All that a run left behind, as JSON; of arrays every bit."""
    if isinstance(value, np.ndarray | np.generic):
        return [str(value.dtype), [*np.shape(value)], value.tobytes().hex()]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return [[plain(key), plain(one)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | bool) else repr(value)


def assert_same(one: Timeline, other: Timeline) -> None:
    assert json.dumps(plain(one)) == json.dumps(plain(other))


def kept_of(text: str) -> Kept:
    _, kept = rerun.run(text, worth=0)
    assert kept is not None
    return kept


# One of each thing that a world may hold.
START = """import torch
import numpy as np
from torch import nn
x = torch.tensor([1., 2.], requires_grad=True)
y, q, b, l = x * x, 0, torch.zeros(2), [x, x]
n = np.ones(2); t = torch.from_numpy(n); u = t[:1]
w = torch.ones(2, requires_grad=True)
o = torch.optim.SGD([w], lr=0.1, momentum=0.9)
m = nn.Sequential(nn.Linear(2, 1), nn.Dropout())
def f(a, seen=[]):
    seen.append(a)
    return a * len(seen)
class C(nn.Module):
    count = 0
    def grow(self):
        C.count += 1
        return self.count
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * 2
    @staticmethod
    def backward(ctx, grad):
        print(ctx.saved_tensors)
        return grad * 2
c = C()
k = f
h = x.register_hook(print)
"""
