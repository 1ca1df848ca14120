"""Modules: what the recorded programs do not show. Names, numbers drawn, hooks, copies, and what is refused."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from oracle import worlds

import autograd_core as ours
from autograd_core import data, nn
from autograd_core.errors import PythonError

BOTH = [ours, worlds.TORCH]


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.torch
def test_every_layer_of_pytorch_is_here_or_refused_by_name() -> None:
    assert worlds.TORCH is not None
    theirs = {name for name in worlds.TORCH.nn.modules.__all__ if not name.startswith(("Lazy", "Container"))}
    others = {"NLLLoss2d", "RNNBase", "RNNCellBase", "LinearCrossEntropyOptions"}
    assert theirs - others - nn.NAMES.keys() == set()


@pytest.mark.torch
def test_every_init_and_loader_of_pytorch_is_here_or_refused_by_name() -> None:
    assert worlds.TORCH is not None
    theirs = {name for name in dir(worlds.TORCH.nn.init) if name.endswith("_") and not name.startswith("_")}
    assert theirs - nn.init.NAMES.keys() == set()
    loaders = {"DataLoader", "Dataset", "TensorDataset", "random_split", "Subset", "WeightedRandomSampler", "Sampler"}
    assert loaders <= data.NAMES.keys()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MultiheadAttention", "torch.nn.MultiheadAttention is not here; write attention with Linear and softmax"),
        ("Transformer", "torch.nn.Transformer is not here; write attention with Linear and softmax"),
        ("Bilinear", "torch.nn.Bilinear is not here; use torch.einsum with a Parameter"),
        ("LazyLinear", "torch.nn.LazyLinear is not here; name the number of inputs"),
    ],
)
def test_a_layer_that_is_not_here_says_so(name: str, said: str) -> None:
    with pytest.raises(PythonError) as raised:
        nn.NAMES[name](2, 2)
    assert str(raised.value) == said
    assert raised.value.type_name == "NotImplementedError"


def test_the_modules_can_be_imported_by_name() -> None:
    import autograd_core.nn
    import autograd_core.nn.functional as F
    import autograd_core.optim.lr_scheduler
    from autograd_core.nn import Linear, init, utils

    assert F.relu(ours.tensor([-1.0])).item() == 0
    assert autograd_core.nn.Linear is Linear
    assert {init.uniform_, utils.clip_grad_norm_, autograd_core.optim.lr_scheduler.StepLR}


# ── the numbers they start with ────────────────────────────────────────────────────────────────────────────────

LAYERS = [
    *(("Linear", (a, b)) for a, b in ((1, 1), (3, 5), (16, 16), (7, 33))),
    *(("Conv2d", (a, b, 3)) for a, b in ((1, 2), (4, 8))),
    ("Conv1d", (2, 3, 4)),
    ("ConvTranspose2d", (2, 3, 2)),
    ("Embedding", (5, 3)),
    ("Embedding", (20, 8)),
    ("LSTM", (3, 4)),
    ("GRU", (3, 4, 2)),
    ("RNNCell", (3, 4)),
]


@pytest.mark.torch
@pytest.mark.parametrize(("name", "arguments"), LAYERS, ids=str)
def test_a_layer_starts_with_pytorchs_numbers(name: str, arguments: Any) -> None:
    found = []
    for torch in BOTH:
        torch.manual_seed(11)
        layer = getattr(torch.nn, name)(*arguments)
        found.append([(key, one.tolist(), one._version) for key, one in layer.named_parameters()])
        found[-1].append(("then", torch.rand(1).item(), 0))
    assert found[0] == found[1]


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(3, 2), (8, 8), (4, 3, 2, 2)], ids=str)
@pytest.mark.parametrize("name", ["xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"])
def test_an_init_draws_pytorchs_numbers(name: str, shape: Any) -> None:
    found = []
    for torch in BOTH:
        torch.manual_seed(5)
        found.append(np.array(getattr(torch.nn.init, name)(torch.empty(*shape)).tolist()))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 2, 2)], ids=str)
def test_orthogonal_rows_or_columns(shape: Any) -> None:
    w = nn.init.orthogonal_(ours.empty(*shape)).reshape(shape[0], -1).numpy()
    small = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-5)


# ── members ────────────────────────────────────────────────────────────────────────────────────────────────────


class Net(nn.Module):
    """A network as students write it."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.NAMES["Linear"](2, 3)
        self.last = nn.NAMES["Linear"](3, 1)

    def forward(self, x: Any) -> Any:
        return self.last(self.first(x).relu())


def test_hooks_run_in_order_and_can_be_taken_away() -> None:
    net, seen = Net(), []
    net.register_forward_pre_hook(lambda module, inputs: seen.append("before"))
    net.register_forward_hook(lambda module, inputs, output: seen.append("first"))
    handle = net.register_forward_hook(lambda module, inputs, output: seen.append("early"), prepend=True)
    net(ours.ones(1, 2))
    assert seen == ["before", "early", "first"]
    handle.remove()
    net(ours.ones(1, 2))
    assert seen == ["before", "early", "first", "before", "first"]


def test_hooks_with_named_arguments() -> None:
    net = Net()
    net.register_forward_pre_hook(lambda module, inputs, named: ((named["x"] * 0,), {}), with_kwargs=True)
    assert net(x=ours.ones(1, 2)).item() == net(x=ours.zeros(1, 2)).item()


def test_a_deep_copy_stands_alone() -> None:
    net = Net()
    other = copy.deepcopy(net)
    with ours.no_grad():
        net.first.weight.zero_()
    assert other.first.weight.abs().sum().item() > 0
    assert [type(one) for one in other.parameters()] == [nn.Parameter] * 4


def test_a_module_is_garbage_without_help() -> None:
    net = Net()
    assert not any(one.grad is not None for one in net.parameters())
    net(ours.ones(1, 2)).backward()
    net.zero_grad()
    assert all(one.grad is None for one in net.parameters())


@pytest.mark.parametrize("name", ["forward", "weights"])
def test_missing_names_are_pythons_attribute_errors(name: str) -> None:
    with pytest.raises(AttributeError if name == "weights" else Exception):
        getattr(nn.Module(), name)(1)


def test_double_and_back_keep_the_parameters() -> None:
    net = Net()
    before = list(net.parameters())
    net.double().float()
    assert all(one is other for one, other in zip(before, net.parameters(), strict=True))


# ── loaders ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.torch
@pytest.mark.parametrize("count", [1, 5, 16])
@pytest.mark.parametrize("size", [1, 4])
def test_a_shuffled_loader_has_pytorchs_order(count: int, size: int) -> None:
    found = []
    for torch in BOTH:
        torch.manual_seed(2)
        loader = torch.utils.data.DataLoader(range(count), batch_size=size, shuffle=True)
        found.append([batch.tolist() for _ in range(3) for batch in loader])
    assert found[0] == found[1]


def test_a_loader_with_a_generator_leaves_the_stream_alone() -> None:
    ours.manual_seed(0)
    first = ours.rand(1).item()
    ours.manual_seed(0)
    generator = ours.Generator().manual_seed(4)
    assert len(list(data.DataLoader(range(4), shuffle=True, generator=generator))) == 4
    assert ours.rand(1).item() == first
