"""The dtypes of PyTorch, and which dtype a result has when its operands differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

BOOL, INTEGER, FLOATING = range(3)  # categories, lowest first


@dataclass(frozen=True, slots=True, eq=False)
class DType:
    """One of PyTorch's dtypes; ``numpy`` is the dtype of the array behind a tensor."""

    name: str  # "float32"
    numpy: np.dtype[Any]
    category: int
    title: str  # "Float", as in torch.FloatTensor and in messages
    words: str  # "float", as in the message about the dtype of a gradient

    @property
    def is_floating_point(self) -> bool:
        return self.category == FLOATING

    @property
    def itemsize(self) -> int:
        return self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"


_ROWS = (
    ("float32", FLOATING, "Float", "Float"),
    ("float64", FLOATING, "Double", "double"),
    ("float16", FLOATING, "Half", "Half"),
    ("int64", INTEGER, "Long", "long int"),
    ("int32", INTEGER, "Int", "int"),
    ("int16", INTEGER, "Short", "short int"),
    ("int8", INTEGER, "Char", "signed char"),
    ("uint8", INTEGER, "Byte", "unsigned char"),
    ("bool", BOOL, "Bool", "bool"),
)
DTYPES: dict[str, DType] = {row[0]: DType(row[0], np.dtype(row[0]), *row[1:]) for row in _ROWS}
ALIASES = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
}
OF_NUMPY: dict[np.dtype[Any], DType] = {dtype.numpy: dtype for dtype in DTYPES.values()}

float32 = DTYPES["float32"]
float64 = DTYPES["float64"]
int64 = DTYPES["int64"]
boolean = DTYPES["bool"]
DEFAULT = float32


def of_number(number: bool | int | float) -> DType:
    """The dtype PyTorch gives a Python number."""
    if isinstance(number, bool):
        return boolean
    return int64 if isinstance(number, int) else DEFAULT


def promote(a: DType | None, b: DType | None) -> DType | None:
    """The smallest dtype that holds both; a float wins over any integer without growing."""
    if a is None or b is None or a is b:
        return a or b
    if a.category != b.category:
        return a if a.category > b.category else b
    return OF_NUMPY[np.promote_types(a.numpy, b.numpy)]


def result_type(operands: Iterable[Any]) -> DType:
    """The dtype of a result computed from arrays, numpy scalars and Python numbers.

    Tensors with dimensions count first, then tensors without, then numbers: a later class only counts where its
    category is higher (PyTorch, "Type promotion" in the documentation of tensor attributes).
    """
    with_dimensions = without = numbers = None
    for operand in operands:
        if isinstance(operand, (bool, int, float)) and not isinstance(operand, np.generic):
            numbers = promote(numbers, of_number(operand))
        elif operand.ndim:
            with_dimensions = promote(with_dimensions, OF_NUMPY[operand.dtype])
        else:
            without = promote(without, OF_NUMPY[operand.dtype])
    result = _combine(with_dimensions, _combine(without, numbers))
    assert result is not None
    return result


def _combine(higher: DType | None, lower: DType | None) -> DType | None:
    if higher is None or lower is None:
        return higher or lower
    if higher.category == FLOATING:
        return higher
    if higher.category == BOOL or lower.category == FLOATING:
        return promote(higher, lower)
    return higher


@dataclass(frozen=True, slots=True)
class Device:
    """Where a tensor lives: here, always the CPU."""

    type: str = "cpu"
    index: int | None = None

    def __repr__(self) -> str:
        return f"device(type='{self.type}')"

    def __str__(self) -> str:
        return self.type


CPU = Device()
