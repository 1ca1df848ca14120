"""Every program of the oracle does here what it does in PyTorch: printed text, errors, tensors, graphs.

The answers under ``tests/oracle/answers`` were given by PyTorch; where it is installed, it is asked again.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from oracle import catalogue, worlds

PROGRAMS = [
    pytest.param(topic, name, text, id=f"{topic}: {name}")
    for topic in catalogue.topics()
    for name, text in catalogue.programs(topic).items()
]
PYTORCH_HAS_CUDA = worlds.TORCH is not None and worlds.TORCH.version.cuda is not None
ANSWERS = {topic: catalogue.answers(topic) for topic in catalogue.topics()}

# PyTorch adds the gradients that meet at a tensor in place, and counts that as changes of what grad() returns.
# The backward pass of a change through a view, recorded, and torch.func on tensors that are tracked already, reach the
# same numbers through other functions; PyTorch counts writing the copy of an inference tensor.
ADDED_UP = {
    ("functional", "func.grad leaves the input alone"): "functions of g",
    ("inference", "a clone is normal"): "version of z",
    ("inplace_more", "the second derivative through CopySlices"): "functions of g",
    ("inplace_more", "the second derivative through AsStrided"): "functions of g",
    ("double", "Newton's method"): "version of h",
    ("double", "backward with create_graph twice"): "version of g",
    ("double", "of relu and abs"): "version of h",
    ("double", "of the maximum"): "version of g",
    ("edges", "second derivative of abs and relu at zero"): "version of h",
    ("grad", "grad_outputs"): "version of g",
    ("grad", "one input alone"): "version of g",
    ("grad", "several outputs add up"): "version of g",
    ("grad", "several outputs with seeds"): "version of g",
}

ON_A_GPU = {("kinds", "error: cuda"), ("kinds", "error: cuda at birth")}
# Programs as students paste them train for many steps: float32 drifts apart in the last digits.
PASTED = (1e-3, 1e-5)


def assert_says(actual: dict[str, Any], topic: str, name: str, *but: str) -> None:
    """The answer of one of our worlds is PyTorch's."""
    expected = ANSWERS[topic][name]
    pasted = topic.startswith("pasted")
    if pasted:
        assert actual["printed"] == expected["printed"]
    worlds.assert_same(actual, expected, but=(*but, ADDED_UP.get((topic, name), "")), near=PASTED if pasted else None)


in_all = pytest.mark.parametrize(("topic", "name", "text"), PROGRAMS)


@pytest.mark.torch
@in_all
def test_pytorch_still_says_so(topic: str, name: str, text: str) -> None:
    if "cuda" in name and PYTORCH_HAS_CUDA:
        pytest.skip("recorded with the build that has no CUDA")
    worlds.assert_same(worlds.in_torch(text), ANSWERS[topic][name])


@in_all
def test_the_timeline_says_the_same(topic: str, name: str, text: str) -> None:
    if topic in catalogue.PLAIN_PYTHON:
        pytest.skip("not for the page")
    if (topic, name) in ON_A_GPU:
        pytest.skip("on the page .cuda() is told and passed over, see tests/language/test_left_out.py")
    assert_says(worlds.in_timeline(text), topic, name, "warnings")


@in_all
def test_plain_python_with_our_engine_says_the_same(topic: str, name: str, text: str) -> None:
    assert_says(worlds.in_engine(text), topic, name)


# ── the oracle itself ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("topic", catalogue.topics())
def test_every_program_has_an_answer_and_every_answer_a_program(topic: str) -> None:
    assert list(ANSWERS[topic]) == list(catalogue.programs(topic))


def test_there_are_many_programs_and_none_twice() -> None:
    texts = [param.values[2] for param in PROGRAMS]
    assert len(texts) >= 600
    assert len(set(texts)) == len(texts)


def test_no_answer_holds_an_address() -> None:
    addresses = [
        name for topic in ANSWERS.values() for name, answer in topic.items() if re.search(r"0x\w{6}", str(answer))
    ]
    assert addresses == []


@pytest.mark.parametrize(
    "change",
    [
        {"printed": "tensor([1.])\n"},
        {"error": ["RuntimeError", "words"]},
        {"tensors": {}},
        {"values": [1.0, 2.00001]},
        {"values": [1.0, float("nan")]},
        {"values": [1.0]},
        {"grad": None},
        {"grad": {"dtype": "float64", "values": [1.0, 2.0]}},
        {"functions": []},
        {"version": 1},
        {"is_leaf": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_difference_is_noticed(change: dict[str, Any]) -> None:
    tensor = {
        "dtype": "float32",
        "shape": [2],
        "values": [1.0, 2.0],
        "is_leaf": False,
        "version": 0,
        "grad": {"dtype": "float32", "values": [1.0, 2.0]},
        "functions": [["AddBackward0", [None, None]]],
    }
    answer = {"printed": "", "error": None, "warnings": [], "tensors": {"x": tensor}}
    worlds.assert_same(answer, answer)
    changed = {**answer, **change} if change.keys() <= answer.keys() else {**answer, "tensors": {"x": tensor | change}}
    with pytest.raises(AssertionError):
        worlds.assert_same(changed, answer)


def test_every_exception_names_a_program() -> None:
    assert all(name in ANSWERS[topic] for topic, name in ADDED_UP)
