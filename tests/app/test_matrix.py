"""Typed and pasted numbers become the literal of the same numbers."""

from __future__ import annotations

import ast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import matrix


@pytest.mark.parametrize(
    "text",
    ["[[1,2],[3,4]]", "1 2; 3 4", "1,2\n3,4", "1\t2\r\n3\t4\r\n", " 1  2 \n 3 4 ", "((1, 2), (3, 4))", "1, 2,; 3, 4,"],
)
def test_ways_to_write_the_same_matrix(text: str) -> None:
    np.testing.assert_array_equal(matrix.read(text), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "values"), [("7", 7.0), ("-.5", -0.5), ("1 2 3", [1, 2, 3]), ("[1e2]", [100]), ("1\n2", [[1], [2]])]
)
def test_scalars_and_vectors(text: str, values: object) -> None:
    np.testing.assert_array_equal(matrix.read(text), values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "app.paste.empty"),
        (" \n ", "app.paste.empty"),
        ("1 2; 3", "app.paste.ragged"),
        ("[[1, 2], [3]]", "app.paste.ragged"),
        ("[[[1]]]", "app.paste.deep"),
        ("[[1, 2], [3", "app.paste.brackets"),
        ("[__import__('os')]", "app.paste.brackets"),
        ("['1', 2]", "app.paste.number"),
        ("[1j]", "app.paste.number"),
        ("1 two", "app.paste.number"),
        ("1,,2", "app.paste.number"),
        ("1\t\t2", "app.paste.number"),
        (",1", "app.paste.number"),
        ("1,2,,\n3,4,5", "app.paste.number"),
        ("1e400", "app.paste.number"),
        ("[1, -1e400]", "app.paste.number"),
        (f"[{10**400}]", "app.paste.number"),
        ("[]", "app.paste.size"),
        ("1 " * 5_000, "app.paste.size"),
    ],
)
def test_what_is_no_matrix_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(matrix.NotAMatrix) as caught:
        matrix.read(text)
    assert str(caught.value) == reason


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        values = matrix.read(text)
    except matrix.NotAMatrix as error:
        assert str(error).startswith("app.paste.")
    else:
        assert values.ndim <= 2 and values.size


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=1))
def test_a_literal_holds_exactly_its_numbers_as_floats(rows: list[list[float]]) -> None:
    found = ast.literal_eval(matrix.literal(np.array(rows)))
    assert found == rows
    assert all(type(number) is float for row in found for number in row)


def test_a_literal_is_written_as_one_writes_it() -> None:
    assert matrix.literal(np.array([[1, 2.5], [-3, 0]])) == "[[1., 2.5], [-3., 0.]]"
    assert matrix.literal(np.array(4)) == "4."


def test_fills() -> None:
    np.testing.assert_array_equal(matrix.filled("count", (2, 3)), [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(matrix.filled("eye", (2, 2)), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(matrix.filled("random", (2, 2), 3), matrix.filled("random", (2, 2), 3))
    assert (matrix.filled("random", (2, 2), 3) != matrix.filled("random", (2, 2), 4)).any()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2", True),
        ("-0.5", True),
        (".5", True),
        ("1e-3", True),
        ("", False),
        ("x", False),
        ("1_0", False),
        ("1e400", False),
    ],
)
def test_numbers(text: str, is_one: bool) -> None:
    assert matrix.is_number(text) is is_one
