"""Every row of the op table: value, gradient, second order, finite differences, and what PyTorch calls all of it.

Nothing here names an operation: the cases come from the rows (``oracle/operations.py``), the answers from PyTorch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from oracle import catalogue, operations, worlds
from oracle.operations import Case

import autograd_core
from autograd_core.plans import OPERATIONS
from autograd_core.schema import TABLE, Op, Parameter, parse_schema

ANSWERS = catalogue.answers("operations")
ROWS = [row for row in operations.rows() if not operations.is_ours_alone(row)]
CASES = [case for row in ROWS for case in operations.cases(row)]

each_row = pytest.mark.parametrize("row", ROWS, ids=operations.row_key)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
each_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])
# Where a slope jumps, and where each call draws anew.
ROUGH = ("signed", "ties", "at the ends", "other")
RANDOM = ("normal_", "uniform_", "random_", "bernoulli_", "exponential_")
each_smooth = pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if "grads" in ANSWERS.get(case.key, {}).get("float64", ())
        and case.variant not in ROUGH
        and case.row.name not in RANDOM
        and ANSWERS[case.key]["float64"]["dtype"] == "torch.float64"
    ],
    ids=lambda case: case.key,
)

# Errors of rounding grow with the order of the derivative.
SECOND = {"float32": (2e-5, 1e-6), "float64": worlds.NEAR["float64"]}
EXACT = ("dtype", "shape", "grad_fn", "saved", "requires_grad", "refused")


def evaluated(case: Case, dtype: str = "float64") -> dict[str, Any]:
    return operations.evaluate(case, autograd_core, operations.call_in_engine, dtype)


# ── against PyTorch ────────────────────────────────────────────────────────────────────────────────────────────


@each_dtype
@each_case
def test_value_gradient_and_second_order_are_pytorchs(case: Case, dtype: str) -> None:
    assert_same_evaluation(evaluated(case, dtype), ANSWERS[case.key][dtype], dtype)


@pytest.mark.torch
@each_case
def test_pytorch_still_says_so(case: Case) -> None:
    said = operations.answer(case, worlds.TORCH, operations.call_in_torch)
    for dtype in ("float32", "float64"):
        assert_same_evaluation(said[dtype], ANSWERS[case.key][dtype], dtype)
    assert said["reached"] == ANSWERS[case.key]["reached"]


def assert_same_evaluation(actual: dict[str, Any], expected: dict[str, Any], dtype: str) -> None:
    for key in EXACT:
        assert actual.get(key) == expected.get(key), key
    worlds.assert_near(actual["value"], expected["value"], worlds.NEAR[dtype], "value")
    for order in ("grads", "second"):
        assert list(actual.get(order, ())) == list(expected.get(order, ())), order
        for name, numbers in expected.get(order, {}).items():
            found = actual[order][name]
            near = worlds.NEAR[dtype] if order == "grads" else SECOND[dtype]
            assert_near_or_zero(found, numbers, near, f"{order} of {name}")


def assert_near_or_zero(actual: Any, expected: Any, near: tuple[float, float], name: str) -> None:
    """An input on which nothing depends may say None, or zeros."""
    if actual is None or expected is None:
        assert np.all(np.asarray(actual or 0) == 0), name
        assert np.all(np.asarray(expected or 0) == 0), name
    else:
        worlds.assert_near(actual, expected, near, name)


@each_case
def test_its_name_leads_where_it_leads_in_pytorch(case: Case) -> None:
    assert operations.reached(case, autograd_core) == ANSWERS[case.key]["reached"]


# ── against itself ─────────────────────────────────────────────────────────────────────────────────────────────


@each_smooth
def test_gradients_are_finite_differences(case: Case) -> None:
    grads = evaluated(case)["grads"]
    for name in grads:
        slopes = finite_differences(case, name)
        np.testing.assert_allclose(grads[name], slopes, rtol=1e-5, atol=1e-7, err_msg=f"{case.key}, {name}")


def finite_differences(case: Case, name: str, step: float = 1e-6) -> np.ndarray:
    """The slope of the weighted sum of the result along each number of one argument."""
    name, _, place = name.removesuffix("]").partition("[")
    given = case.arguments[name]
    centre = np.array(given[int(place)] if place else given, dtype=np.float64)
    slopes = np.zeros(centre.size)
    for i in range(centre.size):
        ends = []
        for sign in (1, -1):
            moved = centre.copy().reshape(-1)
            moved[i] += sign * step
            there = moved.reshape(centre.shape).tolist()
            ends.append(weighted_sum(case, {name: _changed(given, place, there)}))
        slopes[i] = (ends[0] - ends[1]) / (2 * step)
    return slopes.reshape(centre.shape)


def _changed(given: Any, place: str, there: Any) -> Any:
    return [there if at == int(place) else one for at, one in enumerate(given)] if place else there


def weighted_sum(case: Case, changed: dict[str, Any]) -> float:
    moved = Case(case.row, case.variant, {**case.arguments, **changed})
    tensors = operations.leaves(moved, autograd_core, "float64")
    with autograd_core.no_grad():
        results = operations.outputs(
            operations.call_in_engine(case.row, operations.ready(moved, tensors, autograd_core))
        )
        floating = [result for result in results if result.dtype.is_floating_point]
        return sum((result * operations.weights(result, autograd_core)).sum().item() for result in floating)


# ── the words of a row ─────────────────────────────────────────────────────────────────────────────────────────


@each_row
def test_the_schema_is_pytorchs(row: Op) -> None:
    """Arguments that a row leaves out must have defaults."""
    name, parameters = parse_schema(ANSWERS[f"{operations.row_key(row)}, facts"]["schema"])
    assert name == operations.row_key(row)
    kept = [one for one in parameters if one.name in row.positions]
    assert [words(one) for one in row.parameters] == [words(one) for one in kept]
    assert [one.name for one in parameters if one.name not in row.positions and one.required] == []


def words(parameter: Parameter) -> tuple[Any, ...]:
    return parameter.name, parameter.kind, parameter.default, parameter.required, parameter.keyword_only


@each_row
def test_a_row_is_a_method_or_function_only_where_pytorch_has_one(row: Op) -> None:
    facts = ANSWERS[f"{operations.row_key(row)}, facts"]
    for form in ("method", "function", "inplace"):
        assert facts[form] or not getattr(row, form), form


@pytest.mark.torch
@each_row
def test_pytorch_still_has_this_row(row: Op) -> None:
    assert operations.facts(row, worlds.TORCH) == ANSWERS[f"{operations.row_key(row)}, facts"]


@each_row
def test_every_derivative_has_its_formula_and_its_input(row: Op) -> None:
    names = [row.parameters[i].name for i in (*row.tensors, *row.lists)]
    for name, rule in row.derivatives.items():
        assert name in names
        assert rule.formula.strip()
        assert set(rule.needs) <= {
            "grad",
            "result",
            *row.returns,
            *row.positions,
            *(f"{one}_sym_{what}" for one in names for what in ("sizes", "numel")),
        }
    assert bool(row.derivatives) == bool(row.grad_fn)


def test_rows_of_our_own_are_reached_by_nobody() -> None:
    own = [row for row in operations.rows() if operations.is_ours_alone(row)]
    assert [row.name for row in own if operations.is_public(row)] == []


def test_every_answer_belongs_to_a_row() -> None:
    """A row that went must take its answers along: ``python tests/oracle/record.py operations``."""
    expected = {f"{operations.row_key(row)}, facts" for row in ROWS} | {case.key for case in CASES}
    assert set(ANSWERS) == expected


@pytest.mark.parametrize(("name", "formula"), OPERATIONS)
def test_what_stands_for_a_derivative_is_that_derivative(name: str, formula: str) -> None:
    rules = [rule for row in TABLE[name] for rule in row.rules if rule.formula == formula]
    grad, kept = np.random.default_rng(0).standard_normal((2, 3, 3)).astype(np.float32)
    assert rules
    for rule in rules:
        assert np.array_equal(OPERATIONS[name, formula](grad, kept), rule.function(grad, kept))
        assert rule.needs[0] == "grad"
