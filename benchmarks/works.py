"""The works that ``engine.py`` times: each in our tensors, in PyTorch's, and by hand in numpy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

Run = Callable[[], Any]
f = np.float32


# ── a chain of single numbers ──────────────────────────────────────────────────────────────────────────────────

CYCLE = 8  # operations in one turn of the chain
W, B = 1.02, 0.001


def turn(y: Any, w: Any, b: Any) -> Any:
    """y·w, + b, sin, ·0.98, exp, log, − 0.001, / 1.01"""
    y = y * w
    y = y + b
    y = y.sin()
    y = y * 0.98
    y = y.exp()
    y = y.log()
    y = y - 0.001
    return y / 1.01


def chain(world: Any, operations: int) -> Run:
    """There and back through so many operations."""
    x, w, b = (world.tensor(number, requires_grad=True) for number in (0.5, W, B))

    def run() -> Any:
        x.grad = w.grad = b.grad = None
        y = x
        for _ in range(operations // CYCLE):
            y = turn(y, w, b)
        y.backward()
        return w.grad

    return run


def chain_by_hand(operations: int) -> Run:
    """The same arithmetic on numpy's float32."""
    w, b, c, d, e = f(W), f(B), f(0.98), f(0.001), f(1.01)

    def run() -> Any:
        y, kept = f(0.5), []
        for _ in range(operations // CYCLE):
            start = y
            y = y * w
            y = y + b
            angle = y
            y = np.sin(y)
            y = y * c
            y = power = np.exp(y)
            y = np.log(y)
            y = y - d
            y = y / e
            kept.append((start, angle, power))
        grad, grad_w, grad_b = f(1), f(0), f(0)
        for start, angle, power in reversed(kept):
            grad = grad / e
            grad = grad / power
            grad = grad * power
            grad = grad * c
            grad = grad * np.cos(angle)
            grad_b = grad_b + grad
            grad_w = grad_w + grad * start
            grad = grad * w
        return grad_w

    return run


def forward(world: Any, operations: int) -> Any:
    """The chain without the way back: what a graph of so many operations weighs."""
    x, w, b = (world.tensor(number, requires_grad=True) for number in (0.5, W, B))
    y = x
    for _ in range(operations // CYCLE):
        y = turn(y, w, b)
    return y


# ── the article's example ──────────────────────────────────────────────────────────────────────────────────────

NUMBERS = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def article(world: Any) -> Run:
    """The second graph of the article, there and back."""
    x = world.tensor(NUMBERS, requires_grad=True)

    def run() -> Any:
        x.grad = None
        y = x + 2
        z = y * y * 3
        z.mean().backward()
        return x.grad

    return run


def article_by_hand() -> Run:
    x, two, three = np.array(NUMBERS, f), f(2), f(3)

    def run() -> Any:
        y = x + two
        square = y * y
        z = square * three
        z.mean()
        grad = np.full(z.shape, f(1) / f(z.size), f)
        grad = grad * three
        return grad * y + grad * y

    return run


# ── a network of matrices ──────────────────────────────────────────────────────────────────────────────────────

_rng = np.random.default_rng(0)
X = _rng.standard_normal((100, 2)).astype(f)
Y = np.sin(X[:, :1])
LAYERS = [
    (_rng.standard_normal(shape).astype(f) * f(0.5), np.zeros(shape[1], f)) for shape in ((2, 16), (16, 16), (16, 1))
]


def network(world: Any) -> Run:
    """One training step of a 2-16-16-1 network on 100 points."""
    x, y = world.tensor(X.tolist()), world.tensor(Y.tolist())
    parameters = [world.tensor(one.tolist(), requires_grad=True) for layer in LAYERS for one in layer]

    def run() -> Any:
        w1, b1, w2, b2, w3, b3 = parameters
        out = ((x @ w1 + b1).tanh() @ w2 + b2).tanh() @ w3 + b3
        loss = ((out - y) ** 2).mean()
        loss.backward()
        with world.no_grad():
            for one in parameters:
                one -= 0.01 * one.grad
                one.grad = None
        return loss

    return run


def network_by_hand() -> Run:
    parameters = [one.copy() for layer in LAYERS for one in layer]
    rate = f(0.01)

    def run() -> Any:
        w1, b1, w2, b2, w3, b3 = parameters
        first = np.tanh(X @ w1 + b1)
        second = np.tanh(first @ w2 + b2)
        wrong = second @ w3 + b3 - Y
        loss = (wrong * wrong).mean()
        grad = wrong * f(2 / len(wrong))
        grads = [second.T @ grad, grad.sum(0)]
        grad = (grad @ w3.T) * (1 - second * second)
        grads = [first.T @ grad, grad.sum(0), *grads]
        grad = (grad @ w2.T) * (1 - first * first)
        grads = [X.T @ grad, grad.sum(0), *grads]
        for one, slope in zip(parameters, grads, strict=True):
            one -= rate * slope
        return loss

    return run


# ── a network of single numbers ────────────────────────────────────────────────────────────────────────────────

SIZES = (2, 8, 8, 1)


def scalars(make: Callable[[float], Any]) -> Run:
    """Four points through a 2-8-8-1 network of single numbers, there and back."""
    rng = np.random.default_rng(1)
    layers = [
        [([make(float(rng.uniform(-1, 1))) for _ in range(inputs)], make(0.1)) for _ in range(outputs)]
        for inputs, outputs in pairwise(SIZES)
    ]
    points = [(0.5, -0.3), (-0.2, 0.8), (0.9, 0.1), (-0.7, -0.6)]

    def through(values: Any) -> Any:
        for number, layer in enumerate(layers):
            sums = [sum((w * v for w, v in zip(weights, values, strict=True)), bias) for weights, bias in layer]
            values = [one.tanh() for one in sums] if number < len(layers) - 1 else sums
        return values[0]

    def run() -> Any:
        loss: Any = 0
        for x, y in points:
            wrong = through((x, y)) - x * y
            loss = loss + wrong * wrong
        loss.backward()
        return loss

    return run


# ── one leaf many times, and large matrices ────────────────────────────────────────────────────────────────────


def one_leaf(world: Any, times: int = 1000) -> Run:
    """A leaf used so many times, and summed."""
    x = world.tensor(0.5, requires_grad=True)

    def run() -> Any:
        x.grad = None
        total = x
        for _ in range(times - 1):
            total = total + x
        total.backward()
        return x.grad

    return run


def products(world: Any, size: int = 512, count: int = 5) -> Run:
    """So many products of large matrices, there and back."""
    numbers = (np.random.default_rng(2).standard_normal((size, size)) / size**0.5).astype(f)
    x, w = (world.tensor(numbers, requires_grad=True) for _ in range(2))

    def run() -> Any:
        x.grad = w.grad = None
        y = x
        for _ in range(count):
            y = y @ w
        y.sum().backward()
        return x.grad

    return run
