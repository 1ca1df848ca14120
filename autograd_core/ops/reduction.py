"""Rows that put many numbers together."""

from .. import forwards as f
from .. import kernels as k
from ..schema import op

# fmt: off
op("sum(Tensor self, *, ScalarType? dtype=None)", "SumBackward0",
   lambda self, dtype: f.summed(self, None, False, dtype),
   self=(lambda grad, self_sym_sizes: k.expand(grad, self_sym_sizes),                          "grad, for each number"))

op("sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None)", "SumBackward1",
   f.summed,
   self=(lambda grad, self_sym_sizes, dim, keepdim: k.unreduce(grad, self_sym_sizes, dim, keepdim), "grad, for each number"))

op("mean(Tensor self, *, ScalarType? dtype=None)", "MeanBackward0",
   lambda self, dtype: f.averaged(self, None, False, dtype),
   self=(lambda grad, self_sym_sizes, self_sym_numel: k.expand(grad, self_sym_sizes) / self_sym_numel, "grad / count"))

op("mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None)", "MeanBackward1",
   f.averaged,
   self=(lambda grad, self_sym_sizes, dim, keepdim:
         k.unreduce(grad, self_sym_sizes, dim, keepdim) / k.count(self_sym_sizes, dim),        "grad / count"))

op("max(Tensor self)", "MaxBackward1", lambda self: f.extreme(self, "max"),
   self=(k.share_ties,                                                                 "grad, shared by all that are the largest"))

op("min(Tensor self)", "MinBackward1", lambda self: f.extreme(self, "min"),
   self=(k.share_ties,                                                                 "grad, shared by all that are the smallest"))

op("all(Tensor self)", None, lambda self: f.as_bool(self).all())
op("any(Tensor self)", None, lambda self: f.as_bool(self).any())
