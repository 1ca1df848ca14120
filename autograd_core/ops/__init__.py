"""THE TABLE: forward, derivatives and formulas of every operation, one row each, in PyTorch's own spelling.

A row's method, ``torch`` function, in-place form, saved tensors, formula on the screen and tests follow from it.
"""

from . import (
    activation,
    choice,
    convolution,
    derivative,
    complexes,
    indexing,
    writing,
    linalg,
    logic,
    losses,
    matrix,
    network,
    pointwise,
    reduction,
    shape,
)

# Once all rows are there.
from . import lacking  # isort: skip

__all__ = [
    "activation",
    "choice",
    "convolution",
    "derivative",
    "complexes",
    "indexing",
    "writing",
    "linalg",
    "lacking",
    "logic",
    "losses",
    "matrix",
    "network",
    "pointwise",
    "reduction",
    "shape",
]
