"""Large tensors as a small grid of steps: how a value compares with the largest of its tensor, in fifths of it."""

from __future__ import annotations

from typing import Any

import numpy as np

MOST = 16  # rows and columns; what is larger is shown as means of blocks
STEPS = "abcdefghijk"  # −5 … 5 fifths; f is zero
NO_NUMBER = "?"


def heat(array: np.ndarray) -> dict[str, Any] | None:
    """``rows``, ``columns`` and one letter of ``STEPS`` for each cell, row by row; None for what is not real or empty.

    A tensor of more than two dimensions is laid out as a matrix whose rows are all but the last dimension.
    """
    if array.ndim == 0 or array.size == 0 or array.dtype == bool or np.iscomplexobj(array):
        return None
    matrix = array.astype(np.float64).reshape(-1, array.shape[-1])
    with np.errstate(all="ignore"):
        means = _blocks(_blocks(matrix, MOST).T, MOST).T
        most = np.abs(means[np.isfinite(means)]).max(initial=0)
        fifths = np.ceil(np.abs(means) / (most or 1) * 5 - 1e-9) * np.sign(means)
    letters = [STEPS[int(np.clip(step, -5, 5)) + 5] if not np.isnan(step) else NO_NUMBER for step in fifths.reshape(-1)]
    return {"rows": means.shape[0], "columns": means.shape[1], "steps": "".join(letters)}


def _blocks(matrix: np.ndarray, most: int) -> np.ndarray:
    """Means of neighbouring rows, so that at most so many are left."""
    if len(matrix) <= most:
        return matrix
    return np.stack([part.mean(axis=0) for part in np.array_split(matrix, most)])
