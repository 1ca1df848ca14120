"""How fast the engine is: against numpy by hand, against PyTorch, and from program text to trace.

``python benchmarks/operations.py`` prints three tables in one run. Times are medians of rounds in which the worlds take
turns, so that a busy machine is busy for all of them; what counts are the ratios and the two goals at the end. Ends
with status 1 where a goal is missed.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from turns import in_turns

import autograd_core
from autograd_core import timeline
from components import examples, state
from components.stage.payload import build

try:
    import torch
except ImportError:
    torch = None

ROUNDS = 15
CHAIN = 100  # operations in one chain
SHAPES = ((2, 3), (64, 64))
MILLISECONDS, KILOBYTES = 20.0, 60.0  # the goals for the start program

Array = np.ndarray


# ── one operation, there and back ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Operation:
    """``step`` on tensors, and the same by hand: ``forward(y, w)``, ``back(grad, y, result, w)``."""

    name: str
    step: Callable[[Any, Any], Any]
    forward: Callable[[Array, Array], Array]
    back: Callable[[Array, Array, Array, Array], Array]


def _centred(y: Array, w: Array) -> Array:
    return y - y.mean()


OPERATIONS = (
    Operation("y + 0.01", lambda y, w: y + 0.01, lambda y, w: y + np.float32(0.01), lambda g, y, r, w: g),
    Operation("y + w", lambda y, w: y + w, lambda y, w: y + w, lambda g, y, r, w: g),
    Operation("y * w", lambda y, w: y * w, lambda y, w: y * w, lambda g, y, r, w: g * w),
    Operation("y / w", lambda y, w: y / w, lambda y, w: y / w, lambda g, y, r, w: g / w),
    Operation("y ** 2", lambda y, w: y**2, lambda y, w: y * y, lambda g, y, r, w: g * (2 * y)),
    Operation("tanh", lambda y, w: y.tanh(), lambda y, w: np.tanh(y), lambda g, y, r, w: g * (1 - r * r)),
    Operation("relu", lambda y, w: y.relu(), lambda y, w: np.maximum(y, 0), lambda g, y, r, w: g * (r > 0)),
    Operation("exp(-y)", lambda y, w: (-y).exp(), lambda y, w: np.exp(-y), lambda g, y, r, w: g * -r),
    Operation("transpose", lambda y, w: y.t(), lambda y, w: y.T, lambda g, y, r, w: g.T),
    Operation("y - y.mean()", lambda y, w: y - y.mean(), _centred, lambda g, y, r, w: g - g.mean()),
)
PRODUCT = Operation("y @ w", lambda y, w: y @ w, lambda y, w: y @ w, lambda g, y, r, w: g @ w.T)


def chain(world: Any, operation: Operation, start: Array, other: Array) -> Callable[[], Any]:
    """The operation CHAIN times, a sum, and the way back to the start, in a world of tensors."""
    x, w = world.tensor(start.tolist(), requires_grad=True), world.tensor(other.tolist())

    def run() -> Any:
        x.grad = None
        y = x
        for _ in range(CHAIN):
            y = operation.step(y, w)
        y.sum().backward()
        return x.grad

    return run


def chain_by_hand(operation: Operation, start: Array, other: Array) -> Callable[[], Array]:
    def run() -> Array:
        values = [start]
        for _ in range(CHAIN):
            values.append(operation.forward(values[-1], other))
        values[-1].sum()
        grad = np.ones_like(values[-1])
        for before, after in zip(values[-2::-1], values[:0:-1], strict=True):
            grad = operation.back(grad, before, after, other)
        return grad

    return run


def compare(operation: Operation, shape: tuple[int, int]) -> dict[str, float]:
    """Microseconds for one operation there and back, by world."""
    start = np.linspace(0.1, 0.9, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    # A product of 64 rows must not grow.
    other = np.full(shape, 0.99 if operation is not PRODUCT else 0.99 / shape[0], dtype=np.float32)
    worlds: dict[str, Callable[[], Any]] = {
        "ours": chain(autograd_core, operation, start, other),
        "numpy": chain_by_hand(operation, start, other),
    }
    if torch is not None:
        worlds["torch"] = chain(torch, operation, start, other)
    assert_same_gradient(worlds)
    return {name: seconds / CHAIN * 1e6 for name, seconds in in_turns(worlds, ROUNDS).items()}


def assert_same_gradient(worlds: dict[str, Callable[[], Any]]) -> None:
    found = {name: np.array(run().tolist()) for name, run in worlds.items()}
    for name, gradient in found.items():
        np.testing.assert_allclose(gradient, found["numpy"], rtol=1e-3, atol=1e-5, err_msg=name)


def print_operations() -> None:
    print(f"One operation there and back, in a chain of {CHAIN}: microseconds, and how many times numpy by hand")
    print(f"{'':14}{'shape':>9}{'ours':>9}{'numpy':>9}{'torch':>9}{'ours/numpy':>12}{'torch/numpy':>13}")
    for shape in SHAPES:
        square = shape[0] == shape[1]
        for operation in (*OPERATIONS, PRODUCT) if square else OPERATIONS:
            if not square and operation.name == "transpose":
                continue
            taken = compare(operation, shape)
            by_torch = taken.get("torch")
            cells = [f"{taken['ours']:9.2f}", f"{taken['numpy']:9.2f}", f"{by_torch:9.2f}" if by_torch else f"{'–':>9}"]
            ratios = [
                f"{taken['ours'] / taken['numpy']:12.1f}",
                f"{by_torch / taken['numpy']:13.1f}" if by_torch else "",
            ]
            print(f"{operation.name:14}{'×'.join(map(str, shape)):>9}{''.join(cells)}{''.join(ratios)}")
    print()


# ── from text to trace ─────────────────────────────────────────────────────────────────────────────────────────


def program(operations: int) -> str:
    return (
        "import torch\n"
        "x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
        "y = x\n"
        f"for _ in range({operations - 1}):\n"
        "    y = y * 1.001\n"
        "y.sum().backward()\n"
    )


def print_traces() -> None:
    print("From text to trace, forward and backward")
    print(f"{'operations':>12}{'ms':>10}{'µs each':>10}")
    for count in (10, 100, 1_000):
        text = program(count)
        error = timeline.run(text).error
        assert error is None, error
        taken = in_turns({"trace": lambda text=text: timeline.run(text)}, 9 if count < 1_000 else 5)["trace"]
        print(f"{count:12,}{taken * 1e3:10.2f}{taken / count * 1e6:10.1f}")
    print()


def print_start_program() -> bool:
    """The two goals; whether both are met."""
    text = examples.START.text
    assert timeline.run(text).error is None
    milliseconds = in_turns({"trace": lambda: timeline.run(text)}, 51)["trace"] * 1e3
    payload = build(state.start(text))
    kilobytes = len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()) / 1e3
    print("The start program")
    for what, value, goal in (
        ("text to trace, ms", milliseconds, MILLISECONDS),
        ("trace JSON, kB", kilobytes, KILOBYTES),
    ):
        print(f"{what:>20}{value:8.1f}   goal {goal:g}: {'met' if value < goal else 'MISSED'}")
    return milliseconds < MILLISECONDS and kilobytes < KILOBYTES


def main() -> None:
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    print(versions + (f", torch {torch.__version__}" if torch is not None else ", torch is not installed"), end="\n\n")
    if torch is not None:
        torch.set_num_threads(1)
    print_operations()
    print_traces()
    if not print_start_program():
        sys.exit(1)


if __name__ == "__main__":
    main()
