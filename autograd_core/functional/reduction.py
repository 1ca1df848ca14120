"""The ``reduction`` argument of losses, and its older forms."""

from __future__ import annotations

from typing import Any

from ..context import warn
from ..errors import ValueOutOfRange

NUMBERS = {"none": 0, "mean": 1, "sum": 2}


def enum(reduction: str) -> int:
    """PyTorch's number for it. Raises ValueOutOfRange."""
    if reduction == "elementwise_mean":
        warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.")
        return 1
    if reduction not in NUMBERS:
        raise ValueOutOfRange(f"{reduction} is not a valid value for reduction")
    return NUMBERS[reduction]


def legacy(size_average: bool | None, reduce: bool | None) -> str:
    """The word for the two old flags."""
    average, whole = (True if flag is None else flag for flag in (size_average, reduce))
    found = "mean" if average and whole else "sum" if whole else "none"
    warn(f"size_average and reduce args will be deprecated, please use reduction='{found}' instead.")
    return found


def chosen(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    return reduction if size_average is None and reduce is None else legacy(size_average, reduce)


def apply(values: Any, reduction: str) -> Any:
    """The values themselves, their mean or their sum."""
    number = enum(reduction)
    return values if number == 0 else values.mean() if number == 1 else values.sum()
