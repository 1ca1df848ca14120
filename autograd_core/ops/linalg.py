"""Rows of linear algebra: products with a sum, norms, inverse, determinant, equations."""

from .. import kernels as k
from .. import linalg_kernels as n
from ..forwards import cost_of_product
from ..schema import op

HIDDEN = {"method": False, "function": False}

# fmt: off
op("addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1)", "AddmmBackward0", n.addmm,
   cost=lambda self, a, b: cost_of_product(a, b), numbers=False,
   self=(lambda grad, beta: n.scaled(grad, beta),                                      "grad · beta"),
   mat1=(lambda grad, mat2, alpha: n.scaled(grad @ k.swap(mat2), alpha),               "grad @ mat2ᵀ"),
   mat2=(lambda grad, mat1, alpha: n.scaled(k.swap(mat1) @ grad, alpha),               "mat1ᵀ @ grad"))

op("addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1)", "AddmvBackward0", n.addmv,
   cost=lambda self, a, b: cost_of_product(a, b), numbers=False,
   self=(lambda grad, beta: n.scaled(grad, beta),                                      "grad · beta"),
   mat =(lambda grad, vec, alpha: n.scaled(k.outer(grad, vec), alpha),                 "grad ⊗ vec"),
   vec =(lambda grad, mat, alpha: n.scaled(k.swap(mat) @ grad, alpha),                 "matᵀ @ grad"))

op("addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1)", "AddrBackward0", n.addr,
   cost=lambda self, a, b: (a.size * b.size, a.size * b.size), numbers=False,
   self=(lambda grad, beta: n.scaled(grad, beta),                                      "grad · beta"),
   vec1=(lambda grad, vec2, alpha: n.scaled(grad @ vec2, alpha),                       "grad @ vec2"),
   vec2=(lambda grad, vec1, alpha: n.scaled(k.swap(grad) @ vec1, alpha),               "gradᵀ @ vec1"))

op("baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1)", "BaddbmmBackward0", n.baddbmm,
   cost=lambda self, a, b: cost_of_product(a, b), numbers=False,
   self  =(lambda grad, beta: n.scaled(grad, beta),                                    "grad · beta"),
   batch1=(lambda grad, batch2, alpha: n.scaled(k.bmm(grad, k.swap(batch2)), alpha),   "grad @ batch2ᵀ"),
   batch2=(lambda grad, batch1, alpha: n.scaled(k.bmm(k.swap(batch1), grad), alpha),   "batch1ᵀ @ grad"))

op("addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1)", "AddbmmBackward0", n.addbmm,
   cost=lambda self, a, b: cost_of_product(a, b), numbers=False,
   self  =(lambda grad, beta: n.scaled(grad, beta),                                    "grad · beta"),
   batch1=(lambda grad, batch2, alpha: n.scaled(k.bmm(n.batched(grad, batch2), k.swap(batch2)), alpha), "grad @ batch2ᵀ"),
   batch2=(lambda grad, batch1, alpha: n.scaled(k.bmm(k.swap(batch1), n.batched(grad, batch1)), alpha), "batch1ᵀ @ grad"))

# ── norms and distances ────────────────────────────────────────────────────────────────────────────────────────

op("_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False)", "NormBackward1", n.vector_norm, **HIDDEN,
   self=(lambda grad, self, ord, result, dim, keepdim: n.vector_norm_backward(grad, self, ord, result, dim, keepdim),
         "grad · self / result"))

op("dist(Tensor self, Tensor other, Scalar p=2)", "DistBackward0",
   n.distance, promotes="common", numbers=False,
   self =(lambda grad, self, other, p, result: n.vector_norm_backward(grad, self - other, p, result, None, False),  "grad · (self − other) / result"),
   other=(lambda grad, self, other, p, result: -n.vector_norm_backward(grad, self - other, p, result, None, False), "grad · (other − self) / result"))

op("_cdist(Tensor x1, Tensor x2, Scalar p)", "CdistBackward0", n.distances, **HIDDEN,
   x1=(lambda grad, x1, x2, p, result: n.distances_backward(grad, x1, x2, p, result),  "grad · (x1 − x2) / result"),
   x2=(lambda grad, x1, x2, p, result: n.distances_backward(k.swap(grad), x2, x1, p, k.swap(result)), "grad · (x2 − x1) / result"))

# ── square matrices ────────────────────────────────────────────────────────────────────────────────────────────

op("trace(Tensor self)", "TraceBackward0", n.trace,
   self=(lambda grad, self_sym_sizes: n.trace_backward(grad, self_sym_sizes),          "grad on the diagonal"))

op("_linalg_inv(Tensor A)", "LinalgInvExBackward0", n.inv, **HIDDEN,
   A=(lambda grad, result: n.inv_backward(grad, result),                               "−resultᵀ @ grad @ resultᵀ"))

op("_linalg_det(Tensor A)", "LinalgDetBackward0", n.det, **HIDDEN,
   A=(lambda grad, A, result: n.det_backward(grad, A, result),                         "grad · result · A⁻ᵀ"))

op("_linalg_slogdet(Tensor A)", "LinalgSlogdetBackward0", n.slogdet, returns=("sign", "logabsdet"), **HIDDEN,
   A=(lambda grad, A: n.slogdet_backward(grad, A),                                     "grad · A⁻ᵀ"))

op("_linalg_solve(Tensor A, Tensor B)", "LinalgSolveExBackward0", n.solve, **HIDDEN,
   A=(lambda grad, A, B_sym_sizes, result: n.solve_backward_a(grad, A, B_sym_sizes, result), "−A⁻ᵀ grad @ resultᵀ"),
   B=(lambda grad, A: n.solve_backward_b(grad, A),                                     "A⁻ᵀ grad"))

op("_linalg_cholesky(Tensor self)", "LinalgCholeskyExBackward0", n.cholesky, **HIDDEN,
   self=(lambda grad, result: n.cholesky_backward(grad, result),                       "½ · L⁻ᵀ (Φ + Φᵀ) L⁻¹"))
