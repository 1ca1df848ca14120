"""Products with a sum, norms, and the algebra of square matrices: forwards and gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import kernels as k
from .arithmetic import difference, title
from .dtypes import OF_NUMPY
from .errors import AutogradError, PythonError
from .forwards import axes, check_bmm, check_mm, check_mv, expand_forward
from .kernels import call, is_array, swap, where
from .network_kernels import either

# ── products with a sum ────────────────────────────────────────────────────────────────────────────────────────


def scaled(value: Any, factor: Any) -> Any:
    return value if factor == 1 else value * factor


def _plus(self: Any, product: Any, beta: Any, alpha: Any) -> Any:
    product = scaled(product, alpha)
    added = expand_forward(self, product.shape, False)
    return product if beta == 0 else scaled(added, beta) + product


def addmm(self: Any, a: Any, b: Any, beta: Any, alpha: Any) -> Any:
    for place, one in enumerate((a, b), 1):
        if one.ndim != 2:
            raise AutogradError(f"mat{place} must be a matrix, got {one.ndim}-D tensor")
    for name, one in (("self", self), ("mat1", a)):
        if one.dtype != b.dtype:
            first, second = OF_NUMPY[one.dtype].title, OF_NUMPY[b.dtype].title
            raise AutogradError(f"{name} and mat2 must have the same dtype, but got {first} and {second}")
    check_mm(a, b)
    return _plus(self, a @ b, beta, alpha)


def addmv(self: Any, mat: Any, vec: Any, beta: Any, alpha: Any) -> Any:
    check_mv(mat, vec)
    return _plus(self, mat @ vec, beta, alpha)


def addr(self: Any, a: Any, b: Any, beta: Any, alpha: Any) -> Any:
    return _plus(self, np.outer(a, b), beta, alpha)


def baddbmm(self: Any, a: Any, b: Any, beta: Any, alpha: Any) -> Any:
    check_bmm(a, b)
    return _plus(self, a @ b, beta, alpha)


def addbmm(self: Any, a: Any, b: Any, beta: Any, alpha: Any) -> Any:
    check_bmm(a, b)
    return _plus(self, (a @ b).sum(0), beta, alpha)


def batched(grad: Any, other: Any) -> Any:
    """The gradient of a sum over a batch, for each member of it."""
    return k.expand(grad, (other.shape[0], *grad.shape))


# ── norms ──────────────────────────────────────────────────────────────────────────────────────────────────────


def vector_norm(self: Any, order: float, dim: Any, keepdim: bool) -> Any:
    if self.dtype.kind not in "fc":
        title = {"int64": "Long", "int32": "Int", "bool": "Bool", "uint8": "Byte"}.get(self.dtype.name, "Long")
        raise AutogradError("linalg.vector_norm: Expected a floating point or complex tensor as input. Got " + title)
    over = axes(dim, self.ndim)
    sizes = np.abs(self)
    how: dict[str, Any] = {"axis": over, "keepdims": keepdim}
    if order in (math.inf, -math.inf):
        if not self.size:
            raise AutogradError(
                f"linalg.vector_norm cannot compute the {'inf' if order > 0 else '-inf'} norm on an empty tensor "
                "because the operation does not have an identity"
            )
        return (sizes.max if order > 0 else sizes.min)(**how)
    if order == 0:
        return np.sum(self != 0, **how).astype(self.dtype)
    if order == 1:
        return np.sum(sizes, dtype=self.dtype, **how)
    if order == 2:
        return np.sqrt(np.sum(sizes * sizes, dtype=self.dtype, **how))
    return np.sum(sizes**order, dtype=self.dtype, **how) ** self.dtype.type(1 / order)


def vector_norm_backward(grad: Any, self: Any, order: float, result: Any, dim: Any, keepdim: bool) -> Any:
    """Zero where the norm is zero; the infinite norm shares among all that are largest."""
    shape = tuple(self.shape)
    spread, norm = (beside(one, shape, dim, keepdim) for one in (grad, result))
    if order == 0:
        return k.zeros_like(self)
    if order == 1:
        return spread * k.sign(self)
    if order == 2:
        return spread * k.masked_zero(self / norm, norm == 0)
    if order in (math.inf, -math.inf):
        ties = abs(self) == norm
        counted = _count(ties, axes(dim, len(shape)))
        return where(ties, k.sign(self) * spread / counted, 0.0)
    if order < 2:
        powered = k.sign(self) * k.masked_zero(abs(self) ** (order - 1), self == 0)
        return powered * spread * norm ** (1 - order)
    powered = self * abs(self) ** (order - 2)
    return powered * (spread * k.masked_zero(norm ** (1 - order), norm == 0))


def beside(value: Any, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Any:
    """What a reduction left, with its dimensions back as 1, to be broadcast."""
    if keepdim or not shape or dim is None or not len(dim):
        return value
    for place in sorted(axes(dim, len(shape))):
        value = np.expand_dims(value, place) if is_array(value) else value.unsqueeze(place)
    return value


def flipped(value: Any) -> Any:
    """The matrix with rows and columns exchanged."""
    return value.swapaxes(-1, -2) if is_array(value) else call("transpose_int", value, -2, -1)


def _count(ties: Any, axes: tuple[int, ...]) -> Any:
    if is_array(ties):
        return np.sum(ties, axis=axes, keepdims=True)
    return ties.sum(axes, True)


# ── square matrices ────────────────────────────────────────────────────────────────────────────────────────────


def trace(array: Any) -> Any:
    if array.ndim != 2:
        raise AutogradError(f"trace: expected a matrix, but got tensor with dim {array.ndim}")
    return np.trace(array, dtype=array.dtype if array.dtype.kind in "fc" else None)


def trace_backward(grad: Any, shape: tuple[int, ...]) -> Any:
    at = np.arange(min(shape)) * (shape[1] + 1)
    return k.scatter(k.expand(grad, (min(shape),)), tuple(shape), at)


def check_square(name: str, array: Any) -> None:
    if array.ndim < 2:
        raise AutogradError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if array.shape[-1] != array.shape[-2]:
        sizes = f"{array.shape[-2]} by {array.shape[-1]}"
        raise AutogradError(f"{name}: A must be batches of square matrices, but they are {sizes} matrices")
    if array.dtype.kind not in "fc":
        title = {"int64": "Long", "int32": "Int", "bool": "Bool"}.get(array.dtype.name, "Long")
        raise AutogradError(f"{name}: Expected a floating point or complex tensor as input. Got {title}")


def inv(array: Any) -> Any:
    check_square("linalg.inv", array)
    try:
        return np.linalg.inv(array)
    except np.linalg.LinAlgError:
        place = _zero_pivot(array)
        raise PythonError(
            "_LinAlgError",
            f"linalg.inv: The diagonal element {place} is zero, the inversion could not be completed because the input "
            "matrix is singular.",
        ) from None


def _zero_pivot(array: Any) -> int:
    """The first step at which elimination finds no number to divide by, counted from 1."""
    left = np.array(array, np.float64).reshape(-1, *array.shape[-2:])[0]
    for step in range(len(left)):
        best = step + int(np.abs(left[step:, step]).argmax())
        if left[best, step] == 0:
            return step + 1
        left[[step, best]] = left[[best, step]]
        left[step + 1 :] -= np.outer(left[step + 1 :, step] / left[step, step], left[step])
    return len(left)


inverse = either("_linalg_inv", inv)


def inv_backward(grad: Any, result: Any) -> Any:
    return -(flipped(result) @ (grad @ flipped(result)))


def det(array: Any) -> Any:
    check_square("linalg.det", array)
    return np.linalg.det(array).astype(array.dtype)


def det_backward(grad: Any, matrix: Any, result: Any) -> Any:
    """grad · det · A⁻ᵀ; of a singular matrix, its cofactors."""
    if is_array(matrix) and np.any(np.asarray(result) == 0):
        return _matrix_of(grad) * cofactors(matrix)
    return _matrix_of(grad * result) * swap(inverse(matrix))


def _matrix_of(value: Any) -> Any:
    return k.reshape(value, (*value.shape, 1, 1))


def cofactors(matrix: Any) -> Any:
    u, values, vt = np.linalg.svd(matrix)
    others = np.stack([np.prod(np.delete(values, i, -1), -1) for i in range(values.shape[-1])], -1)
    sign = np.linalg.det(u) * np.linalg.det(vt)
    return ((u * others[..., None, :]) @ vt * sign[..., None, None]).astype(matrix.dtype)


def slogdet(array: Any) -> Any:
    check_square("linalg.slogdet", array)
    sign, size = np.linalg.slogdet(array)
    return array.dtype.type(sign) if not sign.ndim else sign.astype(array.dtype), size.astype(array.dtype)


def slogdet_backward(grads: Any, matrix: Any) -> Any:
    """The sign stays as it is; the logarithm has the slope A⁻ᵀ."""
    if grads[1] is None:
        return k.zeros_like(matrix)
    return _matrix_of(grads[1]) * swap(inverse(matrix))


def _is_vector(a: Any, b: Any) -> bool:
    return len(b.shape) == 1 or (len(a.shape) - 1 == len(b.shape) and tuple(b.shape) == tuple(a.shape[:-1]))


def solve(a: Any, b: Any) -> Any:
    check_square("linalg.solve", a)
    vector = _is_vector(a, b)
    if a.shape[-1] != (b.shape[-1] if vector else b.shape[-2]):
        raise AutogradError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({a.shape[-2]}x{a.shape[-1]} and "
            f"{b.shape[-1 if vector else -2]}x{1 if vector else b.shape[-1]})"
        )
    try:
        return np.linalg.solve(a, b[..., None])[..., 0] if vector else np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        raise PythonError(
            "_LinAlgError", "torch.linalg.solve: The solver failed because the input matrix is singular."
        ) from None


solution = either("_linalg_solve", solve)


def solve_backward_b(grad: Any, a: Any) -> Any:
    return solution(swap(a), grad)


def solve_backward_a(grad: Any, a: Any, b_shape: Any, result: Any) -> Any:
    back = solution(swap(a), grad)
    if len(b_shape) == 1 or len(b_shape) == len(a.shape) - 1:
        return -(k.reshape(back, (*back.shape, 1)) * k.reshape(result, (*result.shape[:-1], 1, result.shape[-1])))
    return -(back @ swap(result))


def cholesky(array: Any) -> Any:
    check_square("linalg.cholesky", array)
    try:
        return np.linalg.cholesky(array)
    except np.linalg.LinAlgError:
        order = next(i for i in range(1, len(array) + 1) if np.linalg.eigvalsh(array[:i, :i]).min() <= 0)
        raise PythonError(
            "_LinAlgError",
            "linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the "
            f"leading minor of order {order} is not positive-definite).",
        ) from None


def cholesky_backward(grad: Any, result: Any) -> Any:
    """½ · L⁻ᵀ (Φ + Φᵀ) L⁻¹ with Φ the lower triangle of Lᵀ grad, its diagonal halved."""
    phi = _lower(swap(result) @ grad, 0)
    phi = phi + swap(_lower(phi, -1))
    back = inverse(result)
    return swap(back) @ phi @ back * 0.5


def _lower(value: Any, diagonal: int) -> Any:
    return np.tril(value, diagonal) if is_array(value) else value.tril(diagonal)


# ── distances ──────────────────────────────────────────────────────────────────────────────────────────────────


def distance(a: Any, b: Any, p: float) -> Any:
    """The norm of the difference of two tensors."""
    apart = difference(a, b)
    if apart.dtype.kind not in "fc":
        raise AutogradError(
            f"norm(): input dtype should be either floating point or complex. Got {title(apart)} instead."
        )
    return vector_norm(apart, p, None, False)


def distances(a: Any, b: Any, p: float) -> Any:
    """(…, n, d), (…, m, d) -> (…, n, m)."""
    if a.shape[-1] != b.shape[-1]:
        raise AutogradError(f"X1 and X2 must have the same number of columns. X1: {a.shape[-1]} X2: {b.shape[-1]}")
    return vector_norm(a[..., :, None, :] - b[..., None, :, :], p, (-1,), False)


def distances_backward(grad: Any, a: Any, b: Any, p: float, result: Any) -> Any:
    """The gradient of the first of the two."""
    left = k.reshape(a, (*a.shape[:-1], 1, a.shape[-1]))
    right = k.reshape(b, (*b.shape[:-2], 1, *b.shape[-2:]))
    slopes = vector_norm_backward(grad, left - right, p, result, (-1,), False)
    return k.total(slopes, (len(slopes.shape) - 2,), False)
