"""Rows that only rearrange, repeat or copy numbers."""

from .. import forwards as f
from .. import kernels as k
from .. import shapes
from .. import slopes as s
from ..schema import op

# fmt: off
op("view(Tensor(a) self, SymInt[] size)", "ViewBackward0", f.view, is_view=True, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

# What reshape leaves where a view is possible although the numbers do not lie in order.
op("_reshape_alias(Tensor(a) self, SymInt[] size)", "ReshapeAliasBackward0", f.view, is_view=True, method=False, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("_unsafe_view(Tensor self, SymInt[] size)", "UnsafeViewBackward0", f.view, method=False, function=False,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("t(Tensor(a) self)", "TBackward0", f.transposed, is_view=True,
   self=(lambda grad: k.swap(grad),                                                    "grad, transposed"))

op("transpose.int(Tensor(a) self, int dim0, int dim1)", "TransposeBackward0", f.swapped, is_view=True, also="swapaxes swapdims",
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

op("squeeze.dims(Tensor(a) self, int[] dim)", "SqueezeBackward2", shapes.squeezed_dims, is_view=True,
   self=(lambda grad, self_sym_sizes: k.reshape(grad, self_sym_sizes),                         "grad, in the shape of self"))

op("diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1)", "DiagonalBackward0", shapes.diagonal, is_view=True,
   self=(lambda grad, self_sym_sizes, offset, dim1, dim2: k.diagonal_backward(grad, self_sym_sizes, offset, dim1, dim2), "grad, on the diagonal"))

op("diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1)", "DiagonalBackward0_copy",
   lambda self, offset, dim1, dim2: f.copied(shapes.diagonal(self, offset, dim1, dim2)), method=False, function=False,
   self=(lambda grad, self_sym_sizes, offset, dim1, dim2: k.diagonal_backward(grad, self_sym_sizes, offset, dim1, dim2), "grad, on the diagonal"))

op("unfold(Tensor(a) self, int dimension, int size, int step)", "UnfoldBackward0", shapes.windows, is_view=True, function=False,
   self=(lambda grad, self_sym_sizes, dimension, size, step: k.unfold_backward(grad, self_sym_sizes, dimension, size, step), "grad, added at its places in self"))

op("select.int(Tensor(a) self, int dim, SymInt index)", "SelectBackward0", f.selected, is_view=True,
   self=(lambda grad, self_sym_sizes, dim, index: k.select_backward(grad, self_sym_sizes, dim, index),
         "grad, at this place of self"))

op("slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1)", "SliceBackward0",
   f.sliced, is_view=True, method=False, function=False,
   self=(lambda grad, self_sym_sizes, dim, start, end, step:
         k.slice_backward(grad, self_sym_sizes, dim, start, end, step),
         "grad, at these places of self"))

op("unbind.int(Tensor(a -> *) self, int dim=0)", "UnbindBackward0", f.unbound, is_view=True, method=False, function=False, returns=("…",),
   self=(lambda grad, self_sym_sizes, dim: k.stacked(grad, self_sym_sizes, dim),       "the gradients, side by side"))

op("split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0)", "SplitBackward0", shapes.split, is_view=True, method=False, function=False,
   returns=("…",),
   self=(lambda grad, self_sym_sizes, split_size, dim: s.split_backward(grad, self_sym_sizes, split_size, dim), "the gradients, side by side"))

op("split_with_sizes(Tensor(a -> *) self, SymInt[] split_sizes, int dim=0)", "SplitWithSizesBackward0", shapes.split_with_sizes,
   is_view=True, returns=("…",),
   self=(lambda grad, self_sym_sizes, split_sizes, dim: s.split_backward(grad, self_sym_sizes, split_sizes, dim), "the gradients, side by side"))

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

op("clone(Tensor self, *, MemoryFormat? memory_format=None)", "CloneBackward0",
   lambda self, memory_format: f.copied(self, memory_format == "contiguous"),
   self=(lambda grad: grad,                                                            "grad"))

op("_copied(Tensor self, Tensor src)", "CopyBackwards", lambda self, src: f.copied(src), method=False, function=False,
   self=(lambda grad: k.zeros_like(grad),                                              "0"),
   src =(lambda grad: grad,                                                            "grad"))

op("_to_copy(Tensor self, *, ScalarType? dtype=None)", "ToCopyBackward0",
   lambda self, dtype: self.astype(dtype.numpy), method=False, function=False,
   self=(lambda grad: grad,                                                            "grad"))

op("cat(Tensor[] tensors, int dim=0)", "CatBackward0", shapes.concatenated, method=False, also="concat concatenate",
   tensors=(lambda grad, tensors_sym_sizes, dim: s.cat_backward(grad, tensors_sym_sizes, dim), "its part of grad"))

op("stack(Tensor[] tensors, int dim=0)", "StackBackward0", shapes.stacked, method=False,
   tensors=(lambda grad, tensors_sym_sizes, dim: s.stack_backward(grad, len(tensors_sym_sizes), dim), "its part of grad"))

op("block_diag(Tensor[] tensors)", "BlockDiagBackward0", shapes.block_diagonal, method=False, function=False,
   tensors=(lambda grad, tensors_sym_sizes: s.blocks_backward(grad, tensors_sym_sizes), "its part of grad"))

op("repeat(Tensor self, SymInt[] repeats)", "RepeatBackward0", shapes.repeated, function=False,
   self=(lambda grad, repeats, self_sym_sizes: s.repeat_backward(grad, repeats, self_sym_sizes), "grad, summed over the copies"))

op("flip(Tensor self, int[] dims)", "FlipBackward0", shapes.flipped,
   self=(lambda grad, dims: s.flip(grad, dims),                                        "grad, turned round"))

op("roll(Tensor self, SymInt[1] shifts, int[1] dims=[])", "RollBackward0", shapes.rolled,
   self=(lambda grad, shifts, dims: s.roll(grad, tuple(-one for one in shifts[::-1]), tuple(dims)[::-1]), "grad, rolled back"))

op("rot90(Tensor self, int k=1, int[] dims=[0,1])", "Rot90Backward0", shapes.turned,
   self=(lambda grad, k, dims: s.rot90(grad, -k, dims),                                "grad, turned back"))

op("tril(Tensor self, SymInt diagonal=0)", "TrilBackward0", lambda self, diagonal: shapes.triangle("tril", self, diagonal), inplace=True,
   self=(lambda grad, diagonal: s.tril(grad, diagonal),                                "grad, below the diagonal"))

op("triu(Tensor self, SymInt diagonal=0)", "TriuBackward0", lambda self, diagonal: shapes.triangle("triu", self, diagonal), inplace=True,
   self=(lambda grad, diagonal: s.triu(grad, diagonal),                                "grad, above the diagonal"))

op("diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1)", "DiagEmbedBackward0", shapes.embedded,
   self=(lambda grad, offset, dim1, dim2: s.diagonal(grad, offset, dim1, dim2),        "the diagonal of grad"))

op("linalg_cross(Tensor self, Tensor other, *, int dim=-1)", "LinalgCrossBackward0", shapes.crossed, promotes="common", numbers=False,
   method=False, function=False,
   self =(lambda grad, other, dim: s.cross(other, grad, dim),                          "other × grad"),
   other=(lambda grad, self, dim:  s.cross(grad, self, dim),                           "grad × self"))
