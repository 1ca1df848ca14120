"""Numbers are written as the design says, and the list of values holds what was put in."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.stage.numbers import Values, as_value, dims, factor, nested, number, preview, spread


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3.0, "3"),
        (99.5, "99.5"),
        (1 / 6, "0.1667"),
        (-24.0, "−24"),
        (0.00137, "0.00137"),
        (0.000137, "1.37e−4"),
        (120_000.0, "1.2e5"),
        (99_999.0, "99999"),
        (99_999.7, "1e5"),
        (1234.56, "1235"),
        (0.99999, "1"),
        (-0.0, "0"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (float("-inf"), "−inf"),
        (True, "True"),
        (np.float32(0.1), "0.1"),
        (10**30, "1e30"),
        (1 + 2j, "1+2i"),
        (np.complex64(-1 / 3 - 20_000_000j), "−0.3333−2e7i"),
        (0j, "0+0i"),
    ],
)
def test_a_number_in_four_digits(value: complex, written: str) -> None:
    assert number(value) == written


@given(st.floats(width=32))
def test_a_written_number_is_the_number_to_four_digits(value: float) -> None:
    written = float(number(value).replace("−", "-"))
    if math.isnan(value):
        assert math.isnan(written)
    elif math.isinf(value):
        assert written == value
    else:
        assert math.isclose(written, value, rel_tol=5.1e-4, abs_tol=0)


@pytest.mark.parametrize(
    ("array", "written"),
    [
        ([1.0, 2.0], "[1, 2]"),
        ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "1 … 6"),
        ([0.5] * 6, "0.5 ×6"),
        (99.5, "99.5"),
        ([], "[]"),
        ([True] * 4, "True ×4"),
        ([True, False, True, True], "False … True"),
        ([float("nan"), 1.0, 2.0, 3.0], "1 … 3, nan"),
        ([float("nan")] * 4, "nan ×4"),
    ],
)
def test_the_preview_of_a_tensor(array: list[float], written: str) -> None:
    assert preview(np.array(array)) == written


def test_a_value_in_a_sentence() -> None:
    assert nested(np.arange(4.0).reshape(2, 2)) == "[[0, 1], [2, 3]]"
    assert nested(np.arange(40.0)) == "0 … 39"
    assert factor(np.full((2, 3), 0.5)) == "0.5"
    assert spread(np.full((2, 3), 1 / 6)) == "0.1667 (×6)"
    assert spread(np.array(2.0)) == "2"
    assert dims((2, 3)) == "2×3"
    assert dims(()) == ""


def test_the_cells_of_a_large_tensor_are_not_sent() -> None:
    assert as_value(np.arange(64.0))["cells"] is not None
    large = as_value(np.arange(65.0))
    assert large["cells"] is None
    assert large["stats"] == {"min": "0", "mean": "32", "max": "64"}


def test_equal_arrays_are_stored_once_and_unlike_ones_apart() -> None:
    values = Values()
    one = values.index(np.array([1.0, 2.0], np.float32))
    assert values.index(np.array([1.0, 2.0], np.float32)) == one
    assert values.index(None) is None
    others = [np.array([[1.0, 2.0]], np.float32), np.array([1, 2]), np.array([0.0]), np.array([-0.0]), np.array(0.0)]
    assert len({one, *(values.index(other) for other in others)}) == 6


@given(st.lists(st.floats(width=32), max_size=80))
def test_values_are_strict_json(numbers: list[float]) -> None:
    values = Values()
    place = values.index(np.array(numbers, np.float32))
    assert place is not None
    row = json.loads(json.dumps(values.rows, allow_nan=False))[place]
    assert row["shape"] == [len(numbers)]
    assert row["cells"] is None or [cell == "nan" for cell in row["cells"]] == [math.isnan(one) for one in numbers]


def test_a_view_with_gaps_is_the_value_it_shows() -> None:
    values = Values()
    array = np.arange(12.0).reshape(3, 4)
    assert values.rows[values.index(array[:, ::2]) or 0]["text"] == "[[0, 2], [4, 6], [8, 10]]"
    assert values.rows[values.index(array.T[:2]) or 0]["shape"] == [2, 3]
