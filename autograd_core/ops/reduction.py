"""Rows that put many numbers together."""

import numpy as np

from .. import forwards as f
from .. import kernels as k
from .. import orders as o
from .. import reductions as r
from .. import slopes as s
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
   self=(lambda grad, self_sym_sizes, self_sym_numel: k.spread(grad, self_sym_sizes, self_sym_numel),     "grad / count"))

op("mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None)", "MeanBackward1",
   f.averaged,
   self=(lambda grad, self_sym_sizes, dim, keepdim:
         k.unreduce(grad, self_sym_sizes, dim, keepdim) / k.count(self_sym_sizes, dim),        "grad / count"))

op("nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)", "NansumBackward0", r.summed_without_nan,
   self=(lambda grad, self, dim, keepdim: s.nansum_backward(grad, self, dim, keepdim), "grad where self is a number"))

op("prod(Tensor self, *, ScalarType? dtype=None)", "ProdBackward0", lambda self, dtype: r.product(self, None, False, dtype),
   self=(lambda grad, self, result: s.product_backward(grad, self, result),            "grad · the product of all others"))

op("prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None)", "ProdBackward1", r.product,
   self=(lambda grad, self, result, dim, keepdim: s.product_backward(grad, self, result, dim, keepdim), "grad · the product of all others"))

# ── the largest and the smallest ───────────────────────────────────────────────────────────────────────────────

op("max(Tensor self)", "MaxBackward1", lambda self: f.extreme(self, "max"),
   self=(k.share_ties,                                                                 "grad, shared by all that are the largest"))

op("max.other(Tensor self, Tensor other)", "MaximumBackward0", f.larger, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self < other),  "grad where self > other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, self > other),  "grad where other > self"))

op("max.dim(Tensor self, int dim, bool keepdim=False)", "MaxBackward0", lambda self, dim, keepdim: r.extreme_along("max", self, dim, keepdim),
   returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the largest was"))

op("min(Tensor self)", "MinBackward1", lambda self: f.extreme(self, "min"),
   self=(k.share_ties,                                                                 "grad, shared by all that are the smallest"))

op("min.other(Tensor self, Tensor other)", "MinimumBackward0", f.smaller, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self > other),  "grad where self < other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, self < other),  "grad where other < self"))

op("min.dim(Tensor self, int dim, bool keepdim=False)", "MinBackward0", lambda self, dim, keepdim: r.extreme_along("min", self, dim, keepdim),
   returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the smallest was"))

op("amax(Tensor self, int[1] dim=[], bool keepdim=False)", "AmaxBackward0", lambda self, dim, keepdim: r.extreme_over("amax", self, dim, keepdim),
   self=(lambda grad, self, result, dim, keepdim: s.amax_backward(grad, self, result, dim, keepdim), "grad, shared by all that are the largest"))

op("amin(Tensor self, int[1] dim=[], bool keepdim=False)", "AminBackward0", lambda self, dim, keepdim: r.extreme_over("amin", self, dim, keepdim),
   self=(lambda grad, self, result, dim, keepdim: s.amax_backward(grad, self, result, dim, keepdim), "grad, shared by all that are the smallest"))

op("aminmax(Tensor self, *, int? dim=None, bool keepdim=False)", "AminmaxBackward0", r.both_extremes, returns=("min", "max"),
   self=(lambda grad, self, dim, keepdim, min, max: s.aminmax_backward(grad, self, dim, keepdim, min, max), "the gradients, shared by all that tie"))

op("argmax(Tensor self, int? dim=None, bool keepdim=False)", None, lambda self, dim, keepdim: r.place_of_extreme("argmax", self, dim, keepdim))
op("argmin(Tensor self, int? dim=None, bool keepdim=False)", None, lambda self, dim, keepdim: r.place_of_extreme("argmin", self, dim, keepdim))

op("median(Tensor self)", "MedianBackward0", o.median,
   self=(k.share_ties,                                                                 "grad, shared by all that are the median"))

op("median.dim(Tensor self, int dim, bool keepdim=False)", "MedianBackward1", o.median_along, returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the median was"))

op("nanmedian(Tensor self)", "NanmedianBackward0", lambda self: o.median(self, True),
   self=(k.share_ties,                                                                 "grad, shared by all that are the median"))

op("nanmedian.dim(Tensor self, int dim, bool keepdim=False)", "NanmedianBackward1",
   lambda self, dim, keepdim: o.median_along(self, dim, keepdim, True), returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the median was"))

op("mode(Tensor self, int dim=-1, bool keepdim=False)", "ModeBackward0", o.most_frequent, returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the mode was"))

op("kthvalue(Tensor self, SymInt k, int dim=-1, bool keepdim=False)", "KthvalueBackward0", o.kth, returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes, keepdim: s.selection_backward(grad, dim, indices, self_sym_sizes, keepdim), "grad, where the k-th was"))

# ── spread and size ────────────────────────────────────────────────────────────────────────────────────────────

op("var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)", "VarBackward0",
   lambda self, dim, correction, keepdim: r.variance("var", self, dim, correction, keepdim), method=False, function=False,
   self=(lambda grad, self, dim, correction, keepdim: s.variance_backward(grad, self, dim, correction, keepdim), "grad · 2 (self − mean) / (count − correction)"))

op("std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)", "StdBackward0",
   lambda self, dim, correction, keepdim: r.variance("std", self, dim, correction, keepdim), method=False, function=False,
   self=(lambda result, grad, self, dim, correction, keepdim: s.deviation_backward(grad, self, result, dim, correction, keepdim),
         "grad · (self − mean) / (result · (count − correction))"))

op("var_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)", "VarMeanBackward0",
   lambda self, dim, correction, keepdim: r.spread_and_mean("var_mean", self, dim, correction, keepdim), returns=("result0", "result1"),
   method=False, function=False,
   self=(lambda grad, self, dim, correction, keepdim: s.spread_and_mean_backward(grad, self, None, dim, correction, keepdim),
         "that of the variance and that of the mean"))

op("std_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)", "StdMeanBackward0",
   lambda self, dim, correction, keepdim: r.spread_and_mean("std_mean", self, dim, correction, keepdim), returns=("result0", "result1"),
   method=False, function=False,
   self=(lambda grad, self, result0, dim, correction, keepdim: s.spread_and_mean_backward(grad, self, result0, dim, correction, keepdim),
         "that of the deviation and that of the mean"))

op("linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None)", "LinalgVectorNormBackward0",
   r.vector_norm, method=False, function=False,
   self=(lambda grad, self, ord, result, dim, keepdim: s.norm_backward(grad, self, ord, result, dim, keepdim), "grad · self / result (for ord 2)"))

op("logsumexp(Tensor self, int[1] dim, bool keepdim=False)", "LogsumexpBackward0", r.logsumexp, promotes="float",
   self=(lambda grad, self, result, dim, keepdim: s.logsumexp_backward(grad, self, result, dim, keepdim), "grad · exp(self − result)"))

# ── running ────────────────────────────────────────────────────────────────────────────────────────────────────

op("cumsum(Tensor self, int dim, *, ScalarType? dtype=None)", "CumsumBackward0", lambda self, dim, dtype: r.running(np.add, self, dim, dtype), inplace=True,
   self=(lambda grad, dim: s.running_sum_back(grad, dim),                              "the sum of grad from here on"))

op("cumprod(Tensor self, int dim, *, ScalarType? dtype=None)", "CumprodBackward0", lambda self, dim, dtype: r.running(np.multiply, self, dim, dtype), inplace=True,
   self=(lambda grad, self, dim, result: s.cumprod_backward(grad, self, dim, result),  "the sum of grad · result from here on, / self"))

op("logcumsumexp(Tensor self, int dim)", "LogcumsumexpBackward0", r.running_logsumexp,
   self=(lambda grad, self, result, dim: s.logcumsumexp_backward(grad, self, result, dim), "the sum of grad · exp(self − result) from here on"))

op("cummax(Tensor self, int dim)", "CummaxBackward0", lambda self, dim: r.running_extreme("max", self, dim), returns=("values", "indices"),
   self=(lambda grad, self, indices, dim: s.added_at(grad, k.sizes(self), dim, indices), "grad, where the largest so far was"))

op("cummin(Tensor self, int dim)", "CumminBackward0", lambda self, dim: r.running_extreme("min", self, dim), returns=("values", "indices"),
   self=(lambda grad, self, indices, dim: s.added_at(grad, k.sizes(self), dim, indices), "grad, where the smallest so far was"))

# ── in order ───────────────────────────────────────────────────────────────────────────────────────────────────

op("sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False)", "SortBackward1",
   lambda self, stable, dim, descending: o.in_order(self, dim, descending, bool(stable)), returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes: s.selection_backward(grad, dim, indices, self_sym_sizes, True), "grad, in the old order"))

op("sort(Tensor self, int dim=-1, bool descending=False)", "SortBackward0", o.in_order, returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes: s.selection_backward(grad, dim, indices, self_sym_sizes, True), "grad, in the old order"))

op("topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True)", "TopkBackward0", o.largest, returns=("values", "indices"),
   self=(lambda grad, dim, indices, self_sym_sizes: s.selection_backward(grad, dim, indices, self_sym_sizes, True), "grad, where these were"))

op("argsort(Tensor self, int dim=-1, bool descending=False)", None, lambda self, dim, descending: o.in_order(self, dim, descending)[1])
op("argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False)", None,
   lambda self, stable, dim, descending: o.in_order(self, dim, descending, stable)[1])

# ── yes or no, and how many ────────────────────────────────────────────────────────────────────────────────────

op("all(Tensor self)", None, r.truth("all"))
op("all.dim(Tensor self, int dim, bool keepdim=False)", None, r.truth("all"))
op("all.dims(Tensor self, int[]? dim=None, bool keepdim=False)", None, r.truth("all"))
op("any(Tensor self)", None, r.truth("any"))
op("any.dim(Tensor self, int dim, bool keepdim=False)", None, r.truth("any"))
op("any.dims(Tensor self, int[]? dim=None, bool keepdim=False)", None, r.truth("any"))
op("count_nonzero.dim_IntList(Tensor self, int[] dim)", None, r.count_nonzero)
op("count_nonzero(Tensor self, int? dim=None)", None, r.count_nonzero)
op("bincount(Tensor self, Tensor? weights=None, SymInt minlength=0)", None, r.bincount)
op("histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0)", None, r.histogram)
