"""Programs made at random do here what they do in PyTorch, errors and all."""

from __future__ import annotations

import pytest
from oracle import chance, worlds

NEAR = (2e-4, 2e-4)  # printed numbers have four digits, and a program may make an error of rounding large


@pytest.mark.torch
@pytest.mark.parametrize("seed", range(200))
def test_a_random_program_does_what_it_does_in_pytorch(seed: int) -> None:
    text = chance.program(seed)
    expected = worlds.in_torch(text)
    # PyTorch counts its own additions to a gradient as changes (see ADDED_UP in test_oracle.py).
    uncounted = ("warnings", *(f"version of {name}" for name in expected["tensors"]))
    worlds.assert_same(worlds.in_timeline(text), expected, but=uncounted, near=NEAR)
    worlds.assert_same(worlds.in_engine(text), expected, but=uncounted, near=NEAR)


def test_random_programs_fail_and_succeed() -> None:
    texts = [chance.program(seed) for seed in range(200)]
    answers = [worlds.in_timeline(text) for text in texts]
    assert len(set(texts)) == len(texts)
    assert [answer["error"] for answer in answers if answer["error"]] == []
    assert sum("grad_fn=" in answer["printed"] for answer in answers) > 100
    assert sum("does not require grad" in answer["printed"] for answer in answers) > 20
