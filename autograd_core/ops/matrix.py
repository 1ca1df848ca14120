"""Rows of products of vectors and matrices; ``torch.matmul`` chooses among them."""

from .. import forwards as f
from .. import kernels as k
from ..schema import op

# fmt: off
op("mm(Tensor self, Tensor mat2)", "MmBackward0", f.product(f.check_mm), symbol="@", cost=f.cost_of_product,
   self=(lambda grad, mat2: grad @ k.swap(mat2),                                       "grad @ mat2ᵀ"),
   mat2=(lambda grad, self: k.swap(self) @ grad,                                       "selfᵀ @ grad"))

op("mv(Tensor self, Tensor vec)", "MvBackward0", f.product(f.check_mv), symbol="@", cost=f.cost_of_product,
   self=(lambda grad, vec:  k.outer(grad, vec),                                        "grad ⊗ vec"),
   vec =(lambda grad, self: k.swap(self) @ grad,                                       "selfᵀ @ grad"))

op("dot(Tensor self, Tensor tensor)", "DotBackward0", f.product(f.check_dot), symbol="@", cost=f.cost_of_product,
   self  =(lambda grad, tensor: grad * tensor,                                         "grad · tensor"),
   tensor=(lambda grad, self:   grad * self,                                           "grad · self"))

op("bmm(Tensor self, Tensor mat2)", "BmmBackward0", f.product(f.check_bmm), symbol="@", cost=f.cost_of_product,
   self=(lambda grad, mat2: k.bmm(grad, k.swap(mat2)),                                 "grad @ mat2ᵀ"),
   mat2=(lambda grad, self: k.bmm(k.swap(self), grad),                                 "selfᵀ @ grad"))
