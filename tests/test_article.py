"""The seed article, walked in its order: each of its programs prints what the article shows.

The article asks what decides whether a variable requires a gradient (its first graph), follows a gradient through its
second graph, and ends at ``z.backward(gradient)``: the gradient of a sum nobody sees. Where its text no longer holds
in PyTorch 2.13, the passage says so and follows PyTorch. Every passage runs in our engine, and in PyTorch itself
where that is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from oracle import worlds


@dataclass(frozen=True)
class Passage:
    """One program; ``printed`` is all it prints, ``error`` the type and message it ends with."""

    says: str
    program: str
    printed: str
    error: tuple[str, str] | None = None


IMPORT = "import torch\n"

FIRST_GRAPH = (
    IMPORT
    + """
x = torch.tensor([[1., 2.], [3., 4.]])
y = torch.tensor([[2., 2.], [2., 2.]])
z = torch.tensor([[3., 3.], [3., 3.]], requires_grad=True)
a = x + y
b = a + z
"""
)

# The article wrote its first graph with the classes of its time.
FIRST_GRAPH_AS_WRITTEN = """
import torch
from torch.autograd import Variable
x = Variable(torch.Tensor([[1, 2], [3, 4]]))
y = Variable(torch.Tensor([[2, 2], [2, 2]]))
z = Variable(torch.Tensor([[3, 3], [3, 3]]), requires_grad=True)
a = x + y
b = a + z
"""

SECOND_GRAPH = (
    IMPORT
    + """
x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
"""
)

SECOND_GRAPH_AS_WRITTEN = """
import torch
from torch.autograd import Variable
x = Variable(torch.Tensor([[1, 2, 3], [4, 5, 6]]), requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
"""

HISTORY = """
print(x.grad_fn, a.grad_fn)
print(x.requires_grad, y.requires_grad, z.requires_grad)
print(a.requires_grad, b.requires_grad)
"""

THE_MEAN = "tensor([[3., 4., 5.],\n        [6., 7., 8.]])\n"
ONES = "tensor([[18., 24., 30.],\n        [36., 42., 48.]])\n"
HALVES = "tensor([[ 9., 12., 15.],\n        [18., 21., 24.]])\n"

NOT_A_SCALAR = ("RuntimeError", "grad can be implicitly created only for scalar outputs")
A_SECOND_TIME = (
    "RuntimeError",
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward.",
)

ARTICLE = (
    # ── the first graph: who is tracked? ─────────────────────────────────────────────────────────────────────────
    Passage(
        "a result requires a gradient if any parent does; otherwise it has no history",
        FIRST_GRAPH + HISTORY,
        "None None\nFalse False True\nFalse True\n",
    ),
    Passage(
        "the same in the article's own spelling",
        FIRST_GRAPH_AS_WRITTEN + HISTORY,
        "None None\nFalse False True\nFalse True\n",
    ),
    # ── changing requires_grad afterwards ────────────────────────────────────────────────────────────────────────
    Passage(
        "turning x on afterwards does not change a, which was computed before",
        FIRST_GRAPH + "x.requires_grad = True\nprint(x.requires_grad, a.requires_grad)\n",
        "True False\n",
    ),
    Passage(
        "a itself may be forced, for it has no history",
        FIRST_GRAPH + "a.requires_grad = True\nprint(a.requires_grad, a.is_leaf, a.grad_fn)\n",
        "True True None\n",
    ),
    Passage(
        "yet b was recorded before a was forced: nothing arrives at a",
        FIRST_GRAPH + "a.requires_grad = True\nb.sum().backward()\nprint(a.grad)\nprint(z.grad)\n",
        "None\ntensor([[1., 1.],\n        [1., 1.]])\n",
    ),
    Passage(
        "b is a computed result: its flag cannot be taken away",
        FIRST_GRAPH + "b.requires_grad = False\n",
        "",
        (
            "RuntimeError",
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach().",
        ),
    ),
    # ── the second graph: what the functions are called ──────────────────────────────────────────────────────────
    Passage(
        "four tensors and their grad_fn (the article, older, prints AddBackward without a digit)",
        SECOND_GRAPH + "print(x.grad_fn)\nprint(y.grad_fn)\nprint(z.grad_fn)\nprint(out.grad_fn)\n",
        "None\n<AddBackward0 object at 0x…>\n<MulBackward0 object at 0x…>\n<MeanBackward0 object at 0x…>\n",
    ),
    Passage(
        "the values on the way",
        SECOND_GRAPH + "print(y)\nprint(z)\nprint(out)\n",
        "tensor([[3., 4., 5.],\n        [6., 7., 8.]], grad_fn=<AddBackward0>)\n"
        "tensor([[ 27.,  48.,  75.],\n        [108., 147., 192.]], grad_fn=<MulBackward0>)\n"
        "tensor(99.5000, grad_fn=<MeanBackward0>)\n",
    ),
    # ── out.backward() ───────────────────────────────────────────────────────────────────────────────────────────
    Passage("out.backward()", SECOND_GRAPH + "out.backward()\nprint(x.grad)\n", THE_MEAN),
    Passage(
        "out.backward(gradient=None) on a fresh graph is the same",
        SECOND_GRAPH + "out.backward(gradient=None)\nprint(x.grad)\n",
        THE_MEAN,
    ),
    Passage(
        "the same in the article's own spelling",
        SECOND_GRAPH_AS_WRITTEN + "out.backward()\nprint(x.grad.data)\n",
        THE_MEAN,
    ),
    Passage(
        "no longer so: the article calls both on one graph and prints the same numbers twice; PyTorch 2.13 refuses",
        SECOND_GRAPH + "out.backward()\nprint(x.grad)\nout.backward(gradient=None)\n",
        THE_MEAN,
        A_SECOND_TIME,
    ),
    Passage(
        "with retain_graph=True the second call is allowed, and adds up",
        SECOND_GRAPH + "out.backward(retain_graph=True)\nout.backward(gradient=None)\nprint(x.grad)\n",
        "tensor([[ 6.,  8., 10.],\n        [12., 14., 16.]])\n",
    ),
    # ── z.backward(): the gradient of what? ──────────────────────────────────────────────────────────────────────
    Passage("z holds six numbers", SECOND_GRAPH + "z.backward()\n", "", NOT_A_SCALAR),
    Passage(
        "z.backward(gradient=ones)",
        SECOND_GRAPH + "gradients = torch.ones(2, 3)\nz.backward(gradient=gradients)\nprint(x.grad)\n",
        ONES,
    ),
    Passage(
        "z.backward(gradient=halves) gives half of it",
        SECOND_GRAPH
        + "gradients = torch.tensor([[0.5] * 3, [0.5] * 3])\nz.backward(gradient=gradients)\nprint(x.grad)\n",
        HALVES,
    ),
    Passage(
        "the same in the article's own spelling",
        SECOND_GRAPH_AS_WRITTEN
        + "gradients = torch.Tensor([[1, 1, 1], [1, 1, 1]])\nz.backward(gradients)\nprint(x.grad)\n",
        ONES,
    ),
    # ── the hidden scalar L ──────────────────────────────────────────────────────────────────────────────────────
    Passage(
        "L = sum(z * gradients) and L.backward() give the same: ones",
        SECOND_GRAPH
        + "gradients = torch.ones(2, 3)\nL = torch.sum(z * gradients)\nprint(L)\nL.backward()\nprint(x.grad)\n",
        "tensor(597., grad_fn=<SumBackward0>)\n" + ONES,
    ),
    Passage(
        "L = sum(z * gradients) and L.backward() give the same: halves",
        SECOND_GRAPH
        + "gradients = torch.full((2, 3), 0.5)\nL = torch.sum(z * gradients)\nL.backward()\nprint(x.grad)\n",
        HALVES,
    ),
    Passage(
        "and out.backward() was a hidden L all along, with one sixth everywhere",
        SECOND_GRAPH + "z.backward(gradient=torch.full((2, 3), 1 / 6))\nprint(x.grad)\n",
        THE_MEAN,
    ),
)

World = Callable[[str], worlds.Answer]
WORLDS = [
    pytest.param(worlds.in_timeline, id="timeline"),
    pytest.param(worlds.in_engine, id="python"),
    pytest.param(worlds.in_torch, id="torch", marks=pytest.mark.torch),
]


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("passage", ARTICLE, ids=lambda passage: passage.says)
def test_the_article(passage: Passage, world: World) -> None:
    answer = world(passage.program)
    assert without_addresses(answer["printed"]) == passage.printed
    assert answer["error"] == (list(passage.error) if passage.error else None)


def without_addresses(printed: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x…", printed)


# ── what the graphs are made of ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("world", WORLDS)
def test_the_first_graph_has_one_recorded_function(world: World) -> None:
    tensors = world(FIRST_GRAPH)["tensors"]
    assert tensors["a"]["functions"] == []
    assert tensors["b"]["functions"] == [["AddBackward0", [None, [1, 0]]], ["AccumulateGrad", []]]


@pytest.mark.parametrize("world", WORLDS)
def test_the_second_graph_goes_back_twice_from_y_times_y(world: World) -> None:
    assert world(SECOND_GRAPH)["tensors"]["out"]["functions"] == [
        ["MeanBackward0", [[1, 0]]],
        ["MulBackward0", [[2, 0], None]],
        ["MulBackward0", [[3, 0], [3, 0]]],
        ["AddBackward0", [[4, 0], None]],
        ["AccumulateGrad", []],
    ]
