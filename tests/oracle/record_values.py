"""Ask PyTorch how it prints tensors and which random numbers it draws; run as a script, it records the answers.

    python tests/oracle/record_values.py

writes printing.json and random.json beside itself. The tests ask the same functions live where PyTorch is installed.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch

HERE = Path(__file__).parent
Case = dict[str, Any]
# A product of complex numbers loses signs of zero, so complex tensors are only marked as leaves.
MARKS: dict[str, list[str | None]] = {"f": [None, "requires_grad", "MulBackward0"], "c": [None, "requires_grad"]}
PRINTED_DTYPES = ("float32", "float64", "float16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64")
SHAPES = ((), (1,), (5,), (2, 3), (4, 4), (30,), (2, 2, 3), (0,), (0, 3), (1, 1, 1, 2), (3, 25))
TELLING = (0.0, -0.0, 1.0, -2.0, 0.5, 1e-5, 123.456, 1001.0, 2e8, 99999.5, math.inf, -math.inf, math.nan, 3.0, 1e-4)


def printed(array: Any, options: Case, mark: str | None) -> str:
    """PyTorch's ``repr``; ``mark`` is None, "requires_grad" or "MulBackward0"."""
    torch.set_printoptions(**{"profile": "default", **options})
    tensor = torch.tensor(array)
    if mark is not None:
        tensor.requires_grad_()
    if mark == "MulBackward0":
        tensor = tensor * 1
    try:
        return repr(tensor)
    finally:
        torch.set_printoptions(profile="default")


def drawn(seed: int, calls: list[list[Any]]) -> list[Any]:
    """The arrays PyTorch draws for calls such as ["uniform", [2, 3], "float32", 0.0, 1.0], one after the other."""
    torch.manual_seed(seed)
    return [draw(*call).numpy() for call in calls]


def draw(name: str, *arguments: Any) -> Any:
    if name == "permutation":
        return torch.randperm(*arguments)
    if name == "integers":
        low, high, shape, dtype = arguments
        empty = torch.empty(shape, dtype=getattr(torch, dtype))
        return empty.random_() if high is None else empty.random_(low, high)
    shape, dtype, *numbers = arguments
    empty = torch.empty(shape, dtype=getattr(torch, dtype))
    methods = {"uniform": empty.uniform_, "normal": empty.normal_, "bernoulli": empty.bernoulli_}
    return methods[name](*numbers)


def plain(array: Any) -> list[Any]:
    """The values of an array as JSON holds them: flat, a complex number as a pair."""
    values = np.asarray(array).ravel().tolist()
    return [[value.real, value.imag] if isinstance(value, complex) else value for value in values]


# ── what is recorded ─────────────────────────────────────────────────────────────────────────────────────────────


def printing_cases() -> list[Case]:
    choose = random.Random(8)
    cases = []
    for dtype in PRINTED_DTYPES:
        for shape in SHAPES:
            values = [choose.choice(TELLING) for _ in range(math.prod(shape))]
            if choose.random() < 0.7:
                values = [round(choose.gauss(0, 10.0 ** choose.randint(-3, 3)), choose.randint(0, 9)) for _ in values]
            array = _of_dtype(values, dtype).reshape(shape)
            mark = choose.choice(MARKS.get(array.dtype.kind, [None]))
            cases.append(_printing_case(array, {}, mark))
    long_row = np.arange(1001, dtype="float32")
    square = np.arange(1600, dtype="int64").reshape(40, 40)
    for array in (long_row, long_row / 7, square, square.astype("float64").reshape(4, 20, 20)):
        cases.append(_printing_case(array, {}, None))
    for options in (
        {"precision": 2},
        {"sci_mode": True},
        {"sci_mode": False},
        {"threshold": 5, "edgeitems": 2},
        {"edgeitems": 0, "threshold": 5},
        {"linewidth": 40},
        {"profile": "short"},
        {"profile": "full", "precision": 1},
    ):
        cases.append(_printing_case(long_row[:36].reshape(6, 6) / 7 - 1, options, "MulBackward0"))
    return cases


def _of_dtype(values: list[float], dtype: str) -> Any:
    array = np.array(values, dtype="float64")
    if dtype.startswith("complex"):
        return np.stack([array, array[::-1]], axis=-1).view("complex128")[..., 0].astype(dtype)
    if not dtype.startswith("float"):
        array = np.clip(np.nan_to_num(array, nan=7.0), -1e9, 1e9).astype("int64")
    with np.errstate(over="ignore"):
        return array.astype(dtype)


def _printing_case(array: Any, options: Case, mark: str | None) -> Case:
    facts = {"dtype": array.dtype.name, "shape": list(array.shape), "options": options, "mark": mark}
    return {**facts, "values": plain(array), "text": printed(array, options, mark)}


RANDOM_PROGRAMS: list[list[Any]] = [
    [
        seed,
        [[name, [n], dtype, *numbers] for n in (3, 5, 1, 16, 20, 100) for dtype in ("float32", "float64", "float16")],
    ]
    for seed, name, *numbers in (
        (0, "uniform", 0.0, 1.0),
        (1, "uniform", -0.3, 0.7),
        (42, "normal", 0.0, 1.0),
        (-5, "normal", 0.3, 1.7),
        (2**40 + 7, "bernoulli", 0.3),
    )
]
RANDOM_PROGRAMS += [
    [
        3,
        [
            ["integers", low, high, [6], "int64"]
            for low, high in ((0, 2), (-9, 9), (0, 2**28), (0, 2**28 - 1), (0, None))
        ],
    ],
    [4, [["integers", 0, None, [6], dtype] for dtype in ("int32", "int16", "int8", "uint8", "bool", "float32")]],
    [5, [["permutation", n] for n in (0, 1, 2, 10, 40)]],
    [
        6,
        [
            ["normal", [], "float32", 0.0, 1.0],
            ["uniform", [2, 3], "float32", 0.0, 1.0],
            ["normal", [0], "float32", 0.0, 1.0],
            ["normal", [5, 7], "float32", 0.0, 1.0],
            ["integers", 0, 10, [3], "int64"],
            ["normal", [2, 2], "float64", 0.0, 1.0],
            ["permutation", 7],
            ["normal", [3, 3], "float16", 0.0, 1.0],
            ["uniform", [400], "float32", 0.0, 1.0],  # past the 624 words the stream makes at once
            ["normal", [3], "float32", 0.0, 1.0],
        ],
    ],
]


def random_cases() -> list[Case]:
    return [
        {"seed": seed, "calls": calls, "answers": [plain(array) for array in drawn(seed, calls)]}
        for seed, calls in RANDOM_PROGRAMS
    ]


def write(path: Path, cases: list[Case]) -> None:
    """One case a line, so that a difference shows which case changed."""
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    write(HERE / "printing.json", printing_cases())
    write(HERE / "random.json", random_cases())
