"""Rows that only rearrange, repeat or copy numbers."""

from .. import forwards as f
from .. import kernels as k
from ..schema import op

# fmt: off
op("view(Tensor(a) self, SymInt[] size)", "ViewBackward0", f.view, is_view=True, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("_unsafe_view(Tensor self, SymInt[] size)", "UnsafeViewBackward0", f.view, method=False, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("t(Tensor(a) self)", "TBackward0", f.transposed, is_view=True,
   self=(lambda grad: k.swap(grad),                                                    "grad, transposed"))

op("transpose.int(Tensor(a) self, int dim0, int dim1)", "TransposeBackward0", f.swapped, is_view=True,
   self=(lambda grad, dim0, dim1: k.swap(grad, dim0, dim1),                            "grad, transposed"))

op("permute(Tensor(a) self, int[] dims)", "PermuteBackward0", f.permute_forward, is_view=True,
   self=(lambda grad, dims: k.permuted(grad, k.inverse_order(dims)),                   "grad, in the old order"))

op("expand(Tensor(a) self, SymInt[] size, *, bool implicit=False)", "ExpandBackward0", f.expand_forward, is_view=True, function=False,
   self=(lambda grad, self_sym_sizes: k.sum_to(grad, self_sym_sizes),                          "grad, summed over the copies"))

op("unsqueeze(Tensor(a) self, int dim)", "UnsqueezeBackward0", f.unsqueezed, is_view=True,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("squeeze(Tensor(a) self)", "SqueezeBackward0", lambda self: f.squeezed(self, None), is_view=True,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("squeeze.dim(Tensor(a) self, int dim)", "SqueezeBackward1", f.squeezed, is_view=True,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("select.int(Tensor(a) self, int dim, SymInt index)", "SelectBackward0", f.selected, is_view=True,
   self=(lambda grad, self_sym_sizes, dim, index: k.scatter(grad, self_sym_sizes, k.places(self_sym_sizes, f.selected, dim, index)),
         "grad, at this place of self"))

op("slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1)", "SliceBackward0",
   f.sliced, is_view=True, method=False, function=False,
   self=(lambda grad, self_sym_sizes, dim, start, end, step:
         k.scatter(grad, self_sym_sizes, k.places(self_sym_sizes, f.sliced, dim, start, end, step)),
         "grad, at these places of self"))

op("unbind.int(Tensor(a -> *) self, int dim=0)", "UnbindBackward0", f.unbound, is_view=True, method=False, function=False,
   self=(lambda grad, self_sym_sizes, dim: k.stacked(grad, self_sym_sizes, dim),       "the gradients, side by side"))

op("alias(Tensor(a) self)", "AliasBackward0", lambda self: self[...], is_view=True, method=False, function=False,
   self=(lambda grad: grad,                                                            "grad"))

# What is left of a matrix with one row, in vector @ matrix: PyTorch squeezes it in place.
op("_squeeze_row(Tensor self, int dim)", "SqueezeBackward4", f.squeezed, method=False, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

# How a view sees its base after a change in place, and the way back of that: places counted in the base.
op("_gather(Tensor self, Any indices)", "AsStridedBackward0", k.gather, method=False, function=False,
   self=(lambda grad, self_sym_sizes, indices: k.scatter(grad, self_sym_sizes, indices),       "grad, at its places in self"))

op("_scatter(Tensor self, SymInt[] size, Any indices)", "AsStridedScatterBackward0", k.scatter, method=False, function=False,
   self=(lambda grad, indices: k.gather(grad, indices),                                "grad, at these places"))

op("clone(Tensor self, *, MemoryFormat? memory_format=None)", "CloneBackward0", lambda self, memory_format: f.copied(self),
   self=(lambda grad: grad,                                                            "grad"))

op("_copied(Tensor self, Tensor src)", "CopyBackwards", lambda self, src: f.copied(src), method=False, function=False,
   self=(lambda grad: k.zeros_like(grad),                                              "0"),
   src =(lambda grad: grad,                                                            "grad"))

op("_to_copy(Tensor self, *, ScalarType? dtype=None)", "ToCopyBackward0",
   lambda self, dtype: self.astype(dtype.numpy), method=False, function=False,
   self=(lambda grad: grad,                                                            "grad"))

# ── in place only ──────────────────────────────────────────────────────────────────────────────────────────────

op("zero_(Tensor(a!) self)", "ZeroBackward0", lambda self: f.filled_like(self, 0), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("fill_.Scalar(Tensor(a!) self, Scalar value)", "FillBackward2", f.filled_like, function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("copy_(Tensor(a!) self, Tensor src, bool non_blocking=False)", "CopyBackwards",
   lambda self, src, non_blocking: f.copied_into(self, src), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"),
   src =(lambda grad: grad,                                                            "grad"))
