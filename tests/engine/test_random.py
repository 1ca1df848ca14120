"""The same seed gives the numbers of PyTorch: against recorded answers, and live where PyTorch is installed."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import random as engine_random
from autograd_core.context import Run, running
from autograd_core.errors import AutogradError, ValueOutOfRange
from autograd_core.random import DEFAULT_SEED, Generator

ORACLE = Path(__file__).parents[1] / "oracle"
RECORDED = json.loads((ORACLE / "random.json").read_text(encoding="utf-8"))["cases"]
FLOAT32 = np.dtype("float32")


def drawn(seed: int, calls: list[list[Any]]) -> list[Any]:
    generator = Generator().manual_seed(seed)
    return [draw(generator, *call) for call in calls]


def draw(generator: Generator, name: str, *arguments: Any) -> Any:
    if name == "permutation":
        return generator.permutation(*arguments)
    if name == "integers":
        low, high, shape, dtype = arguments
        return generator.integers(low, high, tuple(shape), np.dtype(dtype))
    shape, dtype, *numbers = arguments
    return getattr(generator, name)(tuple(shape), np.dtype(dtype), *numbers)


def assert_same_numbers(call: list[Any], ours: Any, theirs: Any, units: int = 0) -> None:
    """Bit for bit, or within ``units`` in the last place, for numbers that lean on the C library or the CPU."""
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape, call
    if units:
        bound = units * np.spacing(np.maximum(abs(theirs), theirs.dtype.type(1)))
        assert (abs(ours - theirs) <= bound).all(), call
    else:
        assert ours.tobytes() == theirs.tobytes(), call


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"seed-{case['seed']}")
def test_recorded(case: dict[str, Any]) -> None:
    for call, ours, values in zip(case["calls"], drawn(case["seed"], case["calls"]), case["answers"], strict=True):
        theirs = np.array(values, dtype=ours.dtype).reshape(ours.shape)
        assert_same_numbers(call, ours, theirs, units=2 if call[0] == "normal" else 0)


def test_a_difference_is_noticed() -> None:
    theirs = np.array([0.25, 0.5], dtype="float32")
    for units in (0, 2):
        with pytest.raises(AssertionError):
            assert_same_numbers(["normal"], theirs + np.float32(1e-6), theirs, units)


# ── the generator ────────────────────────────────────────────────────────────────────────────────────────────────


def test_seeds() -> None:
    generator = Generator()
    assert generator.initial_seed() == DEFAULT_SEED
    assert generator.manual_seed(-1) is generator
    assert generator.initial_seed() == 2**64 - 1
    for seed in (2**64, -(2**63) - 1):
        with pytest.raises(ValueOutOfRange, match="Overflow when unpacking long long"):
            generator.manual_seed(seed)
    with pytest.raises(AutogradError, match="manual_seed expected a long, but got float"):
        generator.manual_seed(3.7)  # type: ignore[arg-type]
    fresh = generator.seed()
    assert generator.initial_seed() == fresh
    assert 0 <= fresh < 2**53


def test_only_the_low_half_of_a_seed_counts() -> None:
    call = [["uniform", [3], "float32", 0.0, 1.0]]
    assert_same_numbers(call[0], drawn(5, call)[0], drawn(5 + 2**32, call)[0])
    assert drawn(5, call)[0].tolist() != drawn(6, call)[0].tolist()


def test_seeding_forgets_the_second_normal_of_a_pair() -> None:
    generator = Generator()
    first = generator.manual_seed(1).normal((1,), FLOAT32)
    assert generator.manual_seed(1).normal((1,), FLOAT32).tolist() == first.tolist()
    assert generator.normal((1,), FLOAT32).tolist() != first.tolist()


def test_the_generator_belongs_to_the_run() -> None:
    with running(Run()):
        first = engine_random.generator()
        assert engine_random.generator() is first
        numbers = first.uniform((4,), FLOAT32).tolist()
    with running(Run()):
        assert engine_random.generator() is not first
        assert engine_random.generator().uniform((4,), FLOAT32).tolist() == numbers


def test_pytorch_famous_first_numbers() -> None:
    assert Generator().manual_seed(0).uniform((3,), FLOAT32).round(4).tolist() == pytest.approx(
        [0.4963, 0.7682, 0.0885]
    )
    assert Generator().manual_seed(0).normal((3,), FLOAT32).round(4).tolist() == pytest.approx(
        [1.5410, -0.2934, -2.1788]
    )


REFUSED = [
    (["uniform", [2], "float32", 3.0, 1.0], "uniform_ expects to return a [from, to) range, but found from=3 > to=1"),
    (["uniform", [2], "float32", 0.0, 1e39], "to is out of bounds for float"),
    (["uniform", [2], "float16", math.nan, 1.0], "from is out of bounds for c10::Half"),
    (["normal", [2], "float32", 0.0, -1.0], "normal expects std >= 0.0, but found std -1"),
    (["integers", 5, 5, [2], "int64"], "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
    (["integers", 0, 300, [2], "uint8"], "to - 1 is out of bounds for unsigned char"),
    (["integers", -1, 2, [2], "bool"], "from is out of bounds for bool"),
    (["bernoulli", [2], "float32", 1.5], "bernoulli_ expects p to be in [0, 1], but got p=1.5"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refusals(call: list[Any], message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        drawn(0, [call])
    assert str(caught.value) == message


# ── live ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SHAPE = st.lists(st.integers(0, 6), max_size=3)
FLOATS = st.sampled_from(["float32", "float64", "float16"])
CALLS = st.one_of(
    st.tuples(st.just("uniform"), SHAPE, FLOATS, st.floats(-9, 0), st.floats(0, 9)),
    st.tuples(st.just("normal"), SHAPE, FLOATS, st.floats(-9, 9), st.floats(0, 9)),
    st.tuples(st.just("normal"), st.lists(st.integers(1, 200), min_size=1, max_size=1), FLOATS),
    st.tuples(st.just("bernoulli"), SHAPE, st.sampled_from(["float32", "int64", "bool"]), st.floats(0, 1)),
    st.tuples(st.just("integers"), st.integers(-99, 0), st.integers(1, 99), SHAPE, st.sampled_from(["int64", "int8"])),
    st.tuples(st.just("integers"), st.just(0), st.integers(2**27, 2**60), SHAPE, st.just("int64")),
    st.tuples(
        st.just("integers"), st.just(0), st.none(), SHAPE, st.sampled_from(["int64", "int32", "float16", "bool"])
    ),
    st.tuples(st.just("permutation"), st.integers(0, 50)),
).map(list)


@pytest.mark.torch
@settings(max_examples=200, deadline=None)
@given(seed=st.integers(-(2**63), 2**64 - 1), calls=st.lists(CALLS, min_size=1, max_size=8))
def test_live(oracle: Any, seed: int, calls: list[list[Any]]) -> None:
    for call, ours, theirs in zip(calls, drawn(seed, calls), oracle.drawn(seed, calls), strict=True):
        if call[0] == "bernoulli":
            continue  # PyTorch asks MKL on some CPUs
        is_exact = _is_like_here() or call[0] not in ("normal", "uniform")
        largest = max([1.0, *(abs(number) for number in call[3:])]) if not is_exact else 0.0
        assert_same_numbers(call, ours, theirs, units=int(16 * largest))


@pytest.mark.torch
def test_normals_are_bit_equal_with_avx2(oracle: Any) -> None:
    if not _is_like_here():
        pytest.skip("PyTorch computes these otherwise on this CPU")
    calls: list[list[Any]] = [["normal", [50_003], dtype, 0.3, 1.7] for dtype in ("float32", "float64", "float16")]
    for call, ours, theirs in zip(calls, drawn(9, calls), oracle.drawn(9, calls), strict=True):
        assert_same_numbers(call, ours, theirs)


def _is_like_here() -> bool:
    import torch

    return torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512")


@pytest.mark.torch
def test_bernoulli_of_probabilities_live() -> None:
    import torch

    for dtype in ("float32", "float64", "float16"):
        chances = np.linspace(0, 1, 40).astype(dtype).reshape(5, 8)
        torch.manual_seed(11)
        ours = Generator().manual_seed(11).bernoulli((5, 8), np.dtype(dtype), chances)
        assert_same_numbers(["bernoulli"], ours, torch.bernoulli(torch.from_numpy(chances)).numpy())


@pytest.mark.torch
@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refusals_live(oracle: Any, call: list[Any], message: str) -> None:
    with pytest.raises(RuntimeError) as caught:
        oracle.drawn(0, [call])
    assert str(caught.value) == message
