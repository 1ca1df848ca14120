"""THE TABLE: forward, derivatives and formulas of every operation, one row each, in PyTorch's own spelling.

A row's method, ``torch`` function, in-place form, saved tensors, formula on the screen and tests follow from it.
"""

from . import (
    activation,
    choice,
    complexes,
    convolution,
    derivative,
    indexing,
    linalg,
    logic,
    losses,
    matrix,
    network,
    pointwise,
    reduction,
    shape,
    writing,
)

__all__ = [
    "activation",
    "choice",
    "complexes",
    "convolution",
    "derivative",
    "indexing",
    "linalg",
    "logic",
    "losses",
    "matrix",
    "network",
    "pointwise",
    "reduction",
    "shape",
    "writing",
]
