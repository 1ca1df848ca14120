"""Tensors print as PyTorch prints them: against recorded answers, and live where PyTorch is installed."""

from __future__ import annotations

import json
import math
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import printing
from autograd_core.context import Run, running

ORACLE = Path(__file__).parents[1] / "oracle"
RECORDED = json.loads((ORACLE / "printing.json").read_text(encoding="utf-8"))["cases"]


def printed(array: Any, options: dict[str, Any], mark: str | None) -> str:
    with running(Run()):
        if options:
            printing.set_printoptions(**options)
        grad_fn = mark if mark not in (None, "requires_grad") else None
        return printing.tensor_repr(array, grad_fn=grad_fn, requires_grad=mark is not None)


def assert_prints(text: str, array: Any, options: dict[str, Any] | None = None, mark: str | None = None) -> None:
    assert printed(array, options or {}, mark) == text
    if not array.ndim:
        assert printed(array[()], options or {}, mark) == text


def array_of(case: dict[str, Any]) -> Any:
    values = [complex(*value) if isinstance(value, list) else value for value in case["values"]]
    return np.array(values, dtype=case["dtype"]).reshape(case["shape"])


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case['dtype']}-{case['shape']}")
def test_recorded(case: dict[str, Any]) -> None:
    assert_prints(case["text"], array_of(case), case["options"], case["mark"])


def test_recorded_cases_tell_apart() -> None:
    assert len({case["text"] for case in RECORDED}) > 0.8 * len(RECORDED)


# ── the rules, one by one ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "dtype", "text"),
    [
        (6.2831855, "float32", "tensor(6.2832)"),
        (3.0, "float32", "tensor(3.)"),
        (-0.0, "float32", "tensor(-0.)"),
        (7, "int64", "tensor(7)"),
        ([1.0, math.nan, -math.inf], "float32", "tensor([1., nan, -inf])"),
        ([1.5, math.nan], "float32", "tensor([1.5000,    nan])"),
        ([1.0, 1001.0], "float32", "tensor([1.0000e+00, 1.0010e+03])"),
        ([1.0, 1000.0], "float32", "tensor([   1., 1000.])"),
        ([0.0001], "float64", "tensor([0.0001], dtype=torch.float64)"),
        ([0.0001], "float32", "tensor([1.0000e-04])"),  # a little less than 1e-4
        ([True, False], "bool", "tensor([ True, False])"),
        ([-1, 10], "int32", "tensor([-1, 10], dtype=torch.int32)"),
        ([], "float32", "tensor([])"),
        ([], "int64", "tensor([], dtype=torch.int64)"),
        ([[], []], "float64", "tensor([], size=(2, 0), dtype=torch.float64)"),
        ([[[1, 2]], [[3, 4]]], "int64", "tensor([[[1, 2]],\n\n        [[3, 4]]])"),
    ],
)
def test_rules(values: Any, dtype: str, text: str) -> None:
    assert_prints(text, np.array(values, dtype=dtype))


def test_suffix_moves_to_its_own_line() -> None:
    row = np.full(6, 0.5, dtype="float32")
    assert_prints(
        "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000], requires_grad=True)", row, {}, "requires_grad"
    )
    # The last suffix that fits, and the first that does not, are one character apart.
    assert printed(row, {}, "AddBackward").endswith("0.5000], grad_fn=<AddBackward>)")
    assert printed(row, {}, "AddBackward0").endswith("0.5000],\n       grad_fn=<AddBackward0>)")
    two_lines = np.full(14, 0.5, dtype="float32")
    assert printed(two_lines, {}, "M" * 19).endswith(f"0.5000], grad_fn=<{'M' * 19}>)")
    assert printed(two_lines, {}, "M" * 20).endswith(f"0.5000],\n       grad_fn=<{'M' * 20}>)")


def test_parameter_size_and_return_type() -> None:
    array = np.array([1.0, 2.5], dtype="float32")
    assert printing.parameter_repr(array) == "Parameter containing:\ntensor([1.0000, 2.5000], requires_grad=True)"
    assert printing.parameter_repr(array, requires_grad=False) == "Parameter containing:\ntensor([1.0000, 2.5000])"
    assert printing.size_repr((2, 3)) == "torch.Size([2, 3])"
    assert printing.size_repr(()) == "torch.Size([])"
    fields = {"values": "tensor(2.)", "indices": "tensor(1)"}
    assert printing.return_type_repr("max", fields) == "torch.return_types.max(\nvalues=tensor(2.),\nindices=tensor(1))"


# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_options_belong_to_the_run() -> None:
    array = np.array([1.23456], dtype="float32")
    with running(Run()):
        printing.set_printoptions(precision=1)
        assert printing.tensor_repr(array) == "tensor([1.2])"
        elsewhere: list[str] = []
        thread = threading.Thread(target=lambda: elsewhere.append(printing.tensor_repr(array)))
        thread.start()
        thread.join()
        assert elsewhere == ["tensor([1.2346])"]
    with running(Run()):
        assert printing.tensor_repr(array) == "tensor([1.2346])"


def test_options_add_up_but_sci_mode_is_set_anew() -> None:
    with running(Run()) as run:
        printing.set_printoptions(precision=2, sci_mode=True)
        printing.set_printoptions(linewidth=50)
        assert run.print_options == printing.PrintOptions(precision=2, linewidth=50, sci_mode=None)
        printing.set_printoptions(profile="default")
        assert run.print_options == printing.PrintOptions()


# ── live ─────────────────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, 0.5, 1e-4, 9.9e-5, 1e8, 1.1e8, 1000.0, 1001.0, math.inf, -math.inf, math.nan]),
    st.floats(-10, 10, width=32),
    st.floats(width=32),
    st.integers(-100_000, 100_000).map(float),
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "precision": st.integers(0, 8),
        "threshold": st.sampled_from([0, 3, 20, math.inf]),
        "edgeitems": st.integers(0, 4),
        "linewidth": st.sampled_from([10, 40, 79, 80, 120]),
        "profile": st.sampled_from(["default", "short", "full"]),
        "sci_mode": st.sampled_from([None, True, False]),
    },
)


@st.composite
def arrays(draw: st.DrawFn) -> Any:
    dtype = draw(
        st.sampled_from(["float32"] * 4 + ["float64", "float16", "int64", "int8", "uint8", "bool", "complex64"])
    )
    shape = tuple(draw(st.lists(st.sampled_from([0, 1, 1, 2, 3, 7, 9]), max_size=4)))
    size = math.prod(shape)
    pool = draw(st.lists(NUMBERS, min_size=1, max_size=12))
    array = np.resize(np.array(pool, dtype="float64"), size)
    if dtype == "complex64":
        array = np.stack([array, array[::-1]], axis=-1).view("complex128")[..., 0]
    elif not dtype.startswith("float"):
        array = np.clip(np.nan_to_num(array), -9e15, 9e15).astype("int64")
    with np.errstate(over="ignore", invalid="ignore"):
        return array.astype(dtype).reshape(shape)


@pytest.mark.torch
@settings(max_examples=200, deadline=None)
@given(array=arrays(), options=OPTIONS, mark=st.sampled_from([None, "requires_grad", "MulBackward0"]))
def test_live(oracle: Any, array: Any, options: dict[str, Any], mark: str | None) -> None:
    if mark not in oracle.MARKS.get(array.dtype.kind, ()):
        mark = None
    assert_prints(oracle.printed(array, options, mark), array, options, mark)


@pytest.mark.torch
def test_recorded_answers_are_still_given(oracle: Any) -> None:
    for case in RECORDED:
        assert oracle.printed(array_of(case), case["options"], case["mark"]) == case["text"]


@pytest.mark.torch
def test_named_results_live() -> None:
    import torch

    tensor = torch.tensor([[1.0, 5.0], [7.0, 2.0]])
    values, indices = tensor.max(1)
    fields = {name: printing.tensor_repr(part.numpy()) for name, part in (("values", values), ("indices", indices))}
    assert printing.return_type_repr("max", fields) == repr(tensor.max(1))
    assert printing.parameter_repr(tensor.numpy()) == repr(torch.nn.Parameter(tensor))
    assert printing.size_repr(tuple(tensor.shape)) == repr(tensor.shape)
