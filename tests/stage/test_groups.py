"""What can be folded, and what a capsule may hide; the number that a backward pass differentiates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tape_player import payload_of

LEAF = "import torch\nx = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
FUNCTION = """import torch
def f(a, b):
    c = a * b
    d = c + 1
    return d.relu()
x = torch.tensor(2., requires_grad=True)
y = f(f(x, x), x)
z = y * y
"""
NETWORK = """import torch
from torch import nn
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
x = torch.tensor([[1., 2.]])
y = torch.sigmoid(net(x))
"""
LOOP = """import torch
w = torch.tensor(1., requires_grad=True)
for step in range(3):
    loss = (w * 2 - 4) ** 2
    loss.backward()
"""


def groups(text: str) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    payload = payload_of(text)
    return payload["groups"], {mark["id"]: mark for mark in payload["marks"]}


def names(group: dict[str, Any], marks: dict[str, dict[str, Any]], role: str) -> list[str]:
    return [marks[id]["name"] for id in group["marks"] if marks[id]["role"] == role]


def test_a_line_of_several_operations_folds_into_one() -> None:
    (line,), marks = groups(LEAF + "y = x + 2\nz = y * y * 3\nout = z.mean()\n")
    assert (line["kind"], line["title"], line["line"], line["parent"]) == ("line", "y·y·3", 4, None)
    assert names(line, marks, "function") == ["MulBackward0", "MulBackward0"]
    assert names(line, marks, "constant") == ["3"]
    assert names(line, marks, "tensor") == ["t"]  # z has a name, so it stays


def test_calls_of_a_function_fold_one_by_one_and_with_their_line() -> None:
    (line, inner, outer), marks = groups(FUNCTION)
    assert [group["title"] for group in (line, inner, outer)] == ["f(f(x, x), x)", "f()", "f()"]
    assert inner["parent"] == outer["parent"] == line["id"]
    assert names(inner, marks, "function") == names(outer, marks, "function") == [
        "MulBackward0", "AddBackward0", "ReluBackward0",
    ]  # fmt: skip
    # What the first call gave is used by the second; the line hides it, neither call does.
    hidden = set(line["marks"]) - set(inner["marks"]) - set(outer["marks"])
    assert [marks[id]["role"] for id in hidden] == ["tensor"]
    assert "y" not in names(line, marks, "tensor")


def test_a_module_folds_with_the_parameters_only_it_uses() -> None:
    (line, module), marks = groups(NETWORK)
    assert (module["title"], module["parent"], module["levels"]) == ("net(x)", line["id"], ["blocks"])
    assert names(module, marks, "function").count("AddmmBackward0") == 2
    assert len(names(module, marks, "bucket")) == 4
    assert names(line, marks, "bucket") == []  # a folded line still shows them


def test_passes_of_a_loop_fold_and_the_last_one_keeps_its_names() -> None:
    found, marks = groups(LOOP)
    passes = [group for group in found if group["kind"] == "pass"]
    assert [(group["id"], group["title"]) for group in passes] == [(f"pass:3:{n}", str(n)) for n in (1, 2, 3)]
    assert [names(group, marks, "tensor").count("loss") for group in passes] == [1, 1, 0]
    lines = [group for group in found if group["kind"] == "line"]
    assert [group["parent"] for group in lines] == [group["id"] for group in passes]
    assert all("w" not in names(group, marks, "tensor") for group in found)


def test_a_single_operation_is_not_worth_a_capsule() -> None:
    assert groups(LEAF + "y = x + 2\n")[0] == []


PROGRAMS = st.lists(
    st.sampled_from(["y = f(y)", "y = y * y + 1", "for i in range(2):\n    y = f(y) * 2", "z = f(x) + y"])
)


@settings(max_examples=30, deadline=None)
@given(PROGRAMS)
def test_groups_lie_in_each_other_and_hide_nothing_that_others_use(statements: list[str]) -> None:
    text = "import torch\ndef f(a):\n    b = a * 2\n    return b + 1\nx = torch.tensor(1., requires_grad=True)\ny = x\n"
    payload = payload_of(text + "\n".join(statements))
    marks = {mark["id"]: mark for mark in payload["marks"]}
    seen: dict[str, dict[str, Any]] = {}
    for group in payload["groups"]:
        inside = set(group["marks"])
        functions = {id for id in inside if marks[id]["role"] == "function"}
        assert len(functions) >= 2
        if group["parent"] is not None:
            assert functions <= set(seen[group["parent"]]["marks"])
        seen[group["id"]] = group
        for link in payload["links"]:
            if link["lane"] == "value" and link["from"] in inside and marks[link["from"]]["role"] == "tensor":
                assert link["to"] in inside


# ── the hidden L ────────────────────────────────────────────────────────────────────────────────────────────────


def hidden(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    payload = payload_of(text)
    (row,) = payload["hidden"]
    return row, payload


@pytest.mark.parametrize(
    ("gradient", "total"),
    [("torch.ones_like(z)", "597"), ("torch.tensor([[1., 0., 0.], [0., 0., 0.]])", "27")],
)
def test_l_is_the_sum_of_z_times_the_gradient(gradient: str, total: str) -> None:
    row, payload = hidden(f"{LEAF}y = x + 2\nz = y * y * 3\nz.backward(gradient={gradient})\n")
    assert (row["name"], row["text"], payload["values"][row["value"]]["preview"]) == ("L", "Σ z·g", total)
    assert payload["steps"][row["step"]]["kind"] == "seed"
    ((tensor, _, source),) = row["terms"]
    marks = {mark["id"]: mark for mark in payload["marks"]}
    assert marks[tensor]["name"] == "z"
    assert marks[source]["kind"] == "leaf_plain"


def test_a_gradient_that_has_a_name_is_called_by_it() -> None:
    row, payload = hidden(f"{LEAF}z = x * x\nw = torch.ones(2, 3)\nz.backward(w)\n")
    assert row["text"] == "Σ z·w"
    assert [mark["name"] for mark in payload["marks"] if mark["id"] == row["terms"][0][2]] == ["w"]


def test_two_roots_are_summed() -> None:
    row, payload = hidden(f"{LEAF}a = x.sum()\nb = (x * x).sum()\ntorch.autograd.backward([a, b])\n")
    assert len(row["terms"]) == 2
    assert payload["values"][row["value"]]["preview"] == "112"  # 21 + 91


@pytest.mark.parametrize("end", ["x.sum().backward()", "out = x.mean()\nout.backward()", "z = x * x\nz.backward()"])
def test_one_number_needs_no_hidden_l(end: str) -> None:
    assert payload_of(LEAF + end)["hidden"] == []


def test_functions_know_whether_the_recorder_was_off() -> None:
    payload = payload_of(LEAF + "y = x * 2\nwith torch.no_grad():\n    z = y * 3\n    w = z + 1\nv = z - 1\n")
    off = {mark["op"]: mark["off"] for mark in payload["marks"] if mark["role"] == "function" and mark["line"] > 3}
    assert off == {"mul": True, "add": True, "sub": False}
