"""Large tensors as steps of colour, and which cells a cell comes from: both against plain arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tape_player import payload_of

from autograd_core import timeline
from components.stage.heat import heat


def steps(array: Any) -> list[int | None]:
    drawn = heat(np.asarray(array))
    assert drawn is not None
    assert len(drawn["steps"]) == drawn["rows"] * drawn["columns"]
    return [None if letter == "?" else "abcdefghijk".index(letter) - 5 for letter in drawn["steps"]]


def test_steps_are_fifths_of_the_largest() -> None:
    assert steps([[1.0, 2.0, 10.0], [-10.0, 0.0, -5.9]]) == [1, 1, 5, -5, 0, -3]


def test_what_is_no_number_has_no_step_and_infinity_the_last() -> None:
    assert steps([[np.nan, np.inf, -np.inf, 1.0]]) == [None, 5, -5, 5]


def test_large_ones_are_means_of_blocks() -> None:
    array = np.arange(32 * 20.0).reshape(32, 20)
    drawn = heat(array)
    assert drawn is not None and (drawn["rows"], drawn["columns"]) == (16, 16)
    # Numbers that grow along rows and from row to row: so do the means, in four or five blocks of each step.
    assert steps(array) == sorted(steps(array), key=lambda step: step or 0)
    assert [steps(array)[0], steps(array)[-1]] == [1, 5]


@pytest.mark.parametrize("array", [3.0, np.zeros((0, 3)), np.array([True, False]), np.array([1j])])
def test_there_is_no_map_of_one_number_nothing_truths_or_complex_numbers(array: Any) -> None:
    assert heat(np.asarray(array)) is None


def rules(text: str) -> dict[str, list[str | None]]:
    start = "import torch\na = torch.ones(2, 3, requires_grad=True)\nb = torch.ones(3, 2)\nr = torch.ones(3)\n"
    payload = payload_of(start + text)
    return {mark["op"]: mark["cells"] for mark in payload["marks"] if mark["role"] == "function"}


@pytest.mark.parametrize(
    ("text", "op", "rule"),
    [
        ("y = a + r", "add", ["each", "each"]),
        ("y = a * 2", "mul", ["each", None]),
        ("y = a.exp()", "exp", ["each"]),
        ("y = torch.relu(a)", "relu", ["each"]),
        ("y = a @ b", "mm", ["row", "column"]),
        ("y = a @ r", "mv", ["row", "all"]),
        ("y = a.t()", "t", ["turned"]),
        ("y = a.view(6)", "view", ["flat"]),
        ("y = a.sum()", "sum", ["all"]),
        ("y = a.mean()", "mean", ["all"]),
        ("y = torch.softmax(a, 0)", "_softmax", [None]),
    ],
)
def test_each_input_has_its_rule(text: str, op: str, rule: list[str | None]) -> None:
    found = rules(text)[op]
    assert found[: len(rule)] == rule
    assert not any(found[len(rule) :])


def test_a_sum_along_a_dimension_has_none() -> None:
    assert not any(rules("y = a.sum(dim=1)")["sum"])


ELEMENTWISE = "y = (a * r + 1).exp().sqrt() - torch.tanh(a) / 2"
PRODUCT = "y = torch.relu(a @ b)"


@pytest.mark.parametrize("text", [ELEMENTWISE, PRODUCT])
def test_the_rules_say_what_changes(text: str) -> None:
    """Changing one cell of ``a`` changes just those cells of ``y`` whose row or place the rules name."""

    def y(first: str) -> np.ndarray:
        lines = f"import torch\na = torch.tensor([[{first}, 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
        run = timeline.run(lines + "b = torch.ones(3, 2)\nr = torch.ones(3)\n" + text)
        last = run.moments[-1]
        found: np.ndarray = last.tensors[last.names["y"]].data
        return found

    changed = y("1.") != y("1.5")
    expected = [[True, False, False], [False, False, False]] if text == ELEMENTWISE else [[True, True], [False, False]]
    assert changed.tolist() == expected
