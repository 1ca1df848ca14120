"""``torch.linalg`` and its older names: norms, inverse, determinant, equations, products of several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import composite, dispatch
from ..creation import made
from ..dtypes import DType
from ..errors import AutogradError
from ..returns import returned
from ..schema import find
from ..shaping import check_tensor
from .calls import call, checked, refused, reshaped, run, where

Dims = int | Sequence[int] | None


def _axes(dim: Dims) -> tuple[int, ...] | None:
    return (dim,) if isinstance(dim, int) else None if dim is None else tuple(dim)


# ── norms ──────────────────────────────────────────────────────────────────────────────────────────────────────


def vector_norm(x: Any, ord: float = 2, dim: Dims = None, keepdim: bool = False, *, dtype: DType | None = None) -> Any:
    """The p-norm of all numbers, or along ``dim``."""
    return run("linalg_vector_norm", x, float(ord), _axes(dim), keepdim, dtype)


def matrix_norm(
    A: Any, ord: Any = "fro", dim: Sequence[int] = (-2, -1), keepdim: bool = False, *, dtype: DType | None = None
) -> Any:
    """The norm of matrices: Frobenius, or the largest (smallest, for −1) sum of a column, of a row for inf."""
    if A.ndim < 2:
        raise AutogradError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if ord == "fro":
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if ord not in (1, -1, math.inf, -math.inf):
        return refused(f"matrix_norm with ord={ord!r}", "use ord='fro', 1 or inf")()
    rows, columns = (one % A.ndim for one in dim)
    over, rest = (rows, columns) if abs(ord) == 1 else (columns, rows)
    if not keepdim and over < rest:
        rest -= 1
    sums = vector_norm(A, 1, over, keepdim, dtype=dtype)
    return sums.amax(rest, keepdim) if ord > 0 else sums.amin(rest, keepdim)


def norm(
    A: Any, ord: Any = None, dim: Dims = None, keepdim: bool = False, *, out: Any = None, dtype: DType | None = None
) -> Any:
    """``torch.linalg.norm``: of a matrix where ``ord`` and the dimensions say so, else of a vector."""
    if ord is not None and (
        isinstance(ord, str)
        or (dim is None and A.ndim == 2)
        or (dim is not None and not isinstance(dim, int) and len(dim) == 2)
    ):
        if dim is None and A.ndim > 2:
            raise AutogradError(
                f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A.ndim}D."
            )
        return matrix_norm(A, ord, tuple(_axes(dim) or (0, 1)), keepdim, dtype=dtype)
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def norm_of(input: Any, p: Any = "fro", dim: Dims = None, keepdim: bool = False, dtype: DType | None = None) -> Any:
    """``torch.norm`` and ``Tensor.norm``: the p-norm of all numbers, or along ``dim``."""
    if p == "nuc":
        return refused("norm with p='nuc'", "use p='fro'")()
    order = 2 if p == "fro" or p is None else p
    return vector_norm(input, order, dim, keepdim, dtype=dtype)


# ── square matrices ────────────────────────────────────────────────────────────────────────────────────────────


def inv(A: Any) -> Any:
    """The inverse of square matrices. Raises where there is none."""
    return run("_linalg_inv", A)


def det(A: Any) -> Any:
    """The determinant of square matrices."""
    return run("_linalg_det", A)


def slogdet(A: Any, _name: str = "linalg_slogdet") -> Any:
    """Sign and logarithm of the size of the determinant."""
    return returned(_name, ("sign", "logabsdet"), run("_linalg_slogdet", A))


def slogdet_of(input: Any) -> Any:
    """``torch.slogdet``."""
    return slogdet(input, "slogdet")


def logdet(input: Any) -> Any:
    """The logarithm of the determinant; nan where that is negative."""
    sign, found = slogdet(input)
    return where(sign == -1, made(np.asarray(np.nan, input._data.dtype)), found)


def solve(A: Any, B: Any, *, left: bool = True, out: Any = None) -> Any:
    """The X with ``A @ X = B``."""
    if not left:
        return refused("solve with left=False", "solve the transposed equation")()
    return run("_linalg_solve", A, B)


def cholesky(A: Any, *, upper: bool = False) -> Any:
    """The lower L with ``L @ Lᵀ = A``."""
    found = run("_linalg_cholesky", A)
    return found.mT if upper else found


def matrix_power(A: Any, n: int) -> Any:
    """``A`` multiplied with itself."""
    if A.ndim < 2:
        raise AutogradError("linalg.matrix_power: The input tensor A must have at least 2 dimensions.")
    if A.shape[-1] != A.shape[-2]:
        raise AutogradError(
            "linalg.matrix_power: A must be batches of square matrices, but they are "
            f"{A.shape[-2]} by {A.shape[-1]} matrices"
        )
    if n < 0:
        return inv(A) if n == -1 else matrix_power(inv(A), -n)
    if n == 0:
        return A.clone().copy_(made(np.eye(A.shape[-1], dtype=A._data.dtype)))
    if n == 1:
        return A.clone()
    if n == 3:
        return (A @ A) @ A
    found, square = None, A
    while n:
        if n & 1:
            found = square if found is None else found @ square
        n >>= 1
        if n:
            square = square @ square
    return found


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def outer(input: Any, vec2: Any) -> Any:
    """Every number of one vector times every number of the other."""
    check_tensor("outer", "input", 1, input)
    check_tensor("outer", "vec2", 2, vec2)
    for name, one in (("self", input), ("vec2", vec2)):
        if one.ndim != 1:
            raise AutogradError(f"outer: Expected 1-D argument {name}, but got {one.ndim}-D")
    return reshaped(input, (input.shape[0], 1)) * vec2


def tensordot(a: Any, b: Any, dims: Any = 2, out: Any = None) -> Any:
    """The sum of products over pairs of dimensions."""
    if isinstance(dims, int):
        if dims < 0:
            raise AutogradError(f"tensordot expects dims >= 0, but got dims={dims}")
        first, second = list(range(a.ndim - dims, a.ndim)), list(range(dims))
    else:
        first, second = ([one] if isinstance(one, int) else list(one) for one in dims)
    if len(first) != len(second):
        raise AutogradError("both dimension lists should have same length")
    first, second = [one % a.ndim for one in first], [one % b.ndim for one in second]
    for one, other in zip(first, second, strict=True):
        if a.shape[one] != b.shape[other]:
            raise AutogradError(
                f"contracted dimensions need to match, but first has size {a.shape[one]} in dim {one} and second has "
                f"size {b.shape[other]} in dim {other}"
            )
    kept_a = [i for i in range(a.ndim) if i not in first]
    kept_b = [i for i in range(b.ndim) if i not in second]
    inner = math.prod(a.shape[i] for i in first)
    left = reshaped(call(find("permute"), (a, (*kept_a, *first))), (math.prod(a.shape[i] for i in kept_a), inner))
    right = reshaped(call(find("permute"), (b, (*second, *kept_b))), (inner, math.prod(b.shape[i] for i in kept_b)))
    shape = (*(a.shape[i] for i in kept_a), *(b.shape[i] for i in kept_b))
    return reshaped(call(find("mm"), (left, right)), shape)


def multi_dot(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """The product of several matrices; of three, in the order that costs less."""
    if len(tensors) < 2:
        raise AutogradError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    a, *others = tensors
    if len(tensors) == 3:
        b, c = others
        first, second = a.shape[0] * c.shape[0], b.shape[0] * c.shape[1]
        if first * (b.shape[0] + c.shape[1]) > second * (a.shape[0] + c.shape[0]):
            return _kept(a @ (b @ c))
    for one in others:
        a = a @ one
    return _kept(a)


def _kept(product: Any) -> Any:
    """PyTorch views the product in the shape it has."""
    return call(find("view"), (product, tuple(product.shape)))


def vecdot(x: Any, y: Any, *, dim: int = -1, out: Any = None) -> Any:
    """The dot product along ``dim``."""
    return (x * y).sum(dim)


_INSTEAD = "inv, det, solve, cholesky and norm are here"
REFUSED = (
    "cholesky_ex cond cross eig eigh eigvals eigvalsh householder_product inv_ex ldl_factor ldl_factor_ex ldl_solve "
    "lstsq lu lu_factor lu_factor_ex lu_solve matrix_exp matrix_rank pinv qr solve_ex solve_triangular svd svdvals "
    "tensorinv tensorsolve vander"
)
_ABSENT = {name: refused(f"torch.linalg.{name}", _INSTEAD) for name in REFUSED.split()}
globals().update(_ABSENT)
NAMES: dict[str, Any] = {
    **_ABSENT,
    **{one.__name__: one for one in (vector_norm, matrix_norm, slogdet, cholesky)},
    "norm": checked("linalg_norm", "input", norm),
    "inv": checked("linalg_inv", "A", inv),
    "det": checked("linalg_det", "A", det),
    "solve": checked("linalg_solve", "A B", solve),
    **{one.__name__: one for one in (matrix_power, multi_dot, vecdot)},
    "matmul": composite.matmul,
    "diagonal": dispatch.entry("diagonal", False, "diagonal"),
}
globals().update({name: NAMES[name] for name in ["norm", "inv", "det", "solve", "matmul", "diagonal"]})
