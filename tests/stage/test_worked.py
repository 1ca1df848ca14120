"""The rules that a reader sees with numbers in them are those that give what was sent."""

from __future__ import annotations

from typing import Any

import pytest
from tape_player import fold, payload_of

from components import events, state
from components.difference import difference

LEAF = "import torch\nx = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\n"


def roads(lines: str, to: str) -> list[tuple[str | None, str, str | None, list[str]]]:
    """(local rule, rule, way, pieces) of every message to the variable ``to``."""
    payload = payload_of(LEAF + lines)
    ids = {mark["id"] for mark in payload["marks"] if mark["name"] == to}
    rows: list[dict[str, Any]] = []
    for step in payload["steps"]:
        for _, field, found in step["writes"]:
            rows += [row for row in found if row["to"] in ids] if field == "roads" else []
    return [(row["local"], row["rule"], row["way"], [text for text, _ in row["pieces"]]) for row in rows]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("z = (x * 3).sum()\nz.backward()\n", ("3", "∂z/∂t · 3", "each", ["∂z/∂t", " · ", "3"])),
        ("z = x.sum()\nz.backward()\n", ("1", "∂z/∂z", "each", ["∂z/∂z"])),
        ("z = x.mean()\nz.backward()\n", ("1 / 4", "∂z/∂z / 4", "each", ["∂z/∂z", " / ", "4"])),
        ("z = (x ** 2).sum()\nz.backward()\n", ("2 · x", "∂z/∂t · 2 · x", "each", ["∂z/∂t", " · ", "2", " · ", "x"])),
        ("z = (-x).sum()\nz.backward()\n", ("−1", "−∂z/∂t", "each", ["−", "∂z/∂t"])),
        ("z = (x @ x.detach()).sum()\nz.backward()\n", (None, "∂z/∂t2 @ tᵀ", "left", ["∂z/∂t2", "t"])),
        ("z = x.relu().sum()\nz.backward()\n", (None, "∂z/∂t where t > 0", None, [])),
        ("z = x.t().sum()\nz.backward()\n", (None, "∂z/∂t, transposed", None, [])),
    ],
)
def test_rules_of_one_road(lines: str, expected: Any) -> None:
    assert roads(lines, "x") == [expected]


def test_two_roads_of_one_tensor() -> None:
    assert [(local, way) for local, _, way, _ in roads("z = (x * x).sum()\nz.backward()\n", "x")] == [("x", "each")] * 2


@pytest.mark.parametrize(
    "lines",
    [
        "for k in (2, 3, 5):\n    (x * k).sum().backward()\n",
        "a = (x * 2).sum()\nb = (x * 5).sum()\n"
        "a.backward(retain_graph=True)\nb.backward()\na.backward()\nb = (x * 5).sum()\nb.backward()\n",
    ],
)
def test_roads_of_the_last_pass_add_up_to_what_came_through(lines: str) -> None:
    """Each pass of these sends 5 to each number of x, at last; the roads of the passes before are no part of it."""
    payload = payload_of(LEAF + lines)
    fields = fold(payload)
    x = next(mark["id"] for mark in payload["marks"] if mark["name"] == "x")
    every = [row for each in fields.values() for row in each.get("roads") or () if row["to"] == x]
    last = [row for row in every if row["ride"] == fields[x]["ride"]]
    assert len(every) > len(last) == 1
    cells = [payload["values"][at]["cells"] for at in (last[0]["sent"], fields[x]["passed"])]
    assert cells[0] == cells[1] == ["5"] * len(cells[0])


# ── the central difference ─────────────────────────────────────────────────────────────────────────────────────


def test_the_central_difference_is_the_derivative() -> None:
    run = state.run_safely(LEAF + "z = (x ** 3).sum()\nz.backward()\n")
    found = difference(run, "t1.0", [1, 0])
    assert found is not None
    assert found.sent == 27  # 3 x² at 3
    assert found.measured == pytest.approx(27, abs=1e-6)


def test_the_central_difference_of_weighted_and_repeated_passes() -> None:
    run = state.run_safely(
        LEAF + "z = x * 2\nz.backward(torch.tensor([[1., 0.], [0., 5.]]), retain_graph=True)\nz.sum().backward()\n"
    )
    found = difference(run, "t1.0", [1, 1])
    assert found is not None
    assert (found.sent, found.measured) == (2, pytest.approx(2, abs=1e-6))


@pytest.mark.parametrize(
    ("lines", "mark", "index"),
    [
        ("z = x.sum()\n", "t1.0", [0, 0]),  # no pass
        ("z = x.sum()\nz.backward()\n", "t1.0", [7, 7]),
        ("z = x.sum()\nz.backward()\n", "t9.9", [0, 0]),
        ("for i in range(2):\n    y = x * i\n    y.sum().backward()\n", "t3.0", [0, 0]),
    ],
)
def test_what_cannot_be_measured(lines: str, mark: str, index: list[int]) -> None:
    run = state.run_safely(LEAF + lines)
    assert difference(run, mark, index) is None


def test_the_answer_goes_with_the_program() -> None:
    now = state.start(LEAF + "z = (x * x).sum()\nz.backward()\n")
    now = events.apply(now, {"op": "check", "seq": 1, "base_rev": 0, "mark": "t1.0", "index": [0, 1]})
    assert now.answer is not None
    assert float(now.answer["sent"]) == 4
    assert float(now.answer["measured"]) == pytest.approx(4)
    now = events.apply(now, {"op": "append", "seq": 2, "base_rev": 0, "line": "y = x * 2"})
    assert now.answer is None
