"""THE TABLE: forward, derivatives and formulas of every operation, one row each, in PyTorch's own spelling.

A row's method, ``torch`` function, in-place form, saved tensors, formula on the screen and tests follow from it.
"""

from . import matrix, pointwise, reduction, shape

__all__ = ["matrix", "pointwise", "reduction", "shape"]
