"""Longer random programs over the whole op table do here what they do in PyTorch; recorded ones need no PyTorch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from oracle import fuzz, worlds

RECORDED = json.loads((Path(__file__).parent / "oracle" / "fuzz.json").read_text(encoding="utf-8"))
BATCH = 50  # programs per test


@pytest.mark.torch
@pytest.mark.parametrize("first", range(0, fuzz.PROGRAMS, BATCH))
def test_random_programs_do_what_they_do_in_pytorch(first: int) -> None:
    differing = [said for seed in fuzz.seeds(first, first + BATCH) if (said := fuzz.difference(seed, seed % 5 == 0))]
    assert differing == []


@pytest.mark.parametrize("seed", RECORDED, ids=str)
def test_recorded_random_programs_print_what_they_printed_in_pytorch(seed: str) -> None:
    text = fuzz.program(int(seed))
    recorded = RECORDED[seed]
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == recorded["program"], "the generator changed: record anew"
    worlds.assert_same_text(worlds.in_engine(text)["printed"], recorded["printed"], fuzz.NEAR)


def test_known_differences_are_few() -> None:
    assert len(fuzz.known()) < fuzz.PROGRAMS / 40
