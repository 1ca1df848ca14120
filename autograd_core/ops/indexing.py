"""Rows that take numbers from places, or put them there: what ``x[…]`` with tensors, gather and scatter do."""

from .. import by_places as b
from .. import kernels as k
from .. import places as p
from .. import slopes as s
from ..schema import op

# fmt: off
op("index.Tensor(Tensor self, Tensor?[] indices)", "IndexBackward0", b.taken, method=False, function=False,
   self=(lambda grad, self_sym_sizes, indices: s.index_backward(grad, self_sym_sizes, indices), "grad, added at its places in self"))

op("index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False)", "IndexPutBackward0", b.placed, inplace=True,
   self  =(lambda grad, indices, values_sym_sizes, accumulate: s.index_put_backward(grad, indices, values_sym_sizes, accumulate), "grad, 0 where values were put"),
   values=(lambda grad, indices: s.index(grad, indices),                               "grad, at the places of values"))

# What the derivative of index does: PyTorch writes into zeros that nobody else holds.
op("_index_put_impl(Tensor self, Tensor?[] indices, Tensor values)", "IndexPutImplBackward0",
   lambda self, indices, values: b.placed(self, indices, values, True), method=False, function=False,
   self  =(lambda grad: grad,                                                          "grad"),
   values=(lambda grad, indices: s.index(grad, indices),                               "grad, at the places of values"))

op("gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False)", "GatherBackward0", p.gathered,
   self=(lambda grad, self, dim, index: s.added_at(grad, k.sizes(self), dim, index),   "grad, added at its places in self"))

op("scatter.src(Tensor self, int dim, Tensor index, Tensor src)", "ScatterBackward0", p.scattered, inplace=True,
   self=(lambda grad, dim, index: s.scatter_value(grad, dim, index, 0),                "grad, 0 where src was put"),
   src =(lambda grad, dim, index: s.gather(grad, dim, index),                          "grad, at the places of src"))

op("scatter.value(Tensor self, int dim, Tensor index, Scalar value)", "ScatterBackward1", p.scattered, inplace=True,
   self=(lambda grad, dim, index: s.scatter_value(grad, dim, index, 0),                "grad, 0 where value was put"))

op("scatter_add(Tensor self, int dim, Tensor index, Tensor src)", "ScatterAddBackward0",
   lambda self, dim, index, src: p.scattered(self, dim, index, src, True), inplace=True,
   self=(lambda grad: grad,                                                            "grad"),
   src =(lambda grad, dim, index: s.gather(grad, dim, index),                          "grad, at the places of src"))

op("index_select(Tensor self, int dim, Tensor index)", "IndexSelectBackward0", p.selected_rows,
   self=(lambda grad, self_sym_sizes, dim, index: s.index_select_backward(grad, self_sym_sizes, dim, index), "grad, added at its places in self"))

op("index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1)", "IndexAddBackward0", p.rows_added, inplace=True,
   self  =(lambda grad: grad,                                                          "grad"),
   source=(lambda grad, dim, index, source, alpha:
           s.picked_rows(grad, dim, index, k.sizes(source)) * (1 if alpha == 1 else alpha), "grad · alpha, at the places of source"))

op("index_copy(Tensor self, int dim, Tensor index, Tensor source)", "IndexCopyBackward0", p.rows_copied, inplace=True,
   self  =(lambda grad, dim, index: s.index_fill(grad, dim, index, 0),                 "grad, 0 where source was put"),
   source=(lambda grad, dim, index, source: s.picked_rows(grad, dim, index, k.sizes(source)), "grad, at the places of source"))

op("index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value)", "IndexFillBackward0", p.rows_filled, inplace=True,
   self=(lambda grad, dim, index: s.index_fill(grad, dim, index, 0),                   "grad, 0 where value was put"))

op("index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value)", "IndexFillBackward1", p.rows_filled, inplace=True,
   self =(lambda grad, dim, index: s.index_fill(grad, dim, index, 0),                  "grad, 0 where value was put"),
   value=(lambda grad, dim, index: s.index_select(grad, dim, s.distinct(index)).sum(), "the sum of grad where value was put"))

op("masked_select(Tensor self, Tensor mask)", "MaskedSelectBackward0", p.chosen,
   self=(lambda grad, self, mask: s.masked_select_backward(grad, k.sizes(self), mask), "grad, at its places in self"))

op("masked_scatter(Tensor self, Tensor mask, Tensor source)", "MaskedScatterBackward0", p.filled_from, inplace=True,
   self  =(lambda grad, mask: k.masked_zero(grad, mask),                               "grad where not mask"),
   source=(lambda grad, mask, source_sym_sizes: s.masked_scatter_backward(grad, mask, source_sym_sizes), "grad where mask, in order"))

op("take(Tensor self, Tensor index)", "TakeBackward0", p.taken_flat,
   self=(lambda grad, self, index: s.take_backward(grad, k.sizes(self), index),        "grad, added at its places in self"))

op("put(Tensor self, Tensor index, Tensor source, bool accumulate=False)", "PutBackward0", p.put_flat, inplace=True,
   self  =(lambda grad, index, source, accumulate: grad if accumulate else s.put(grad, index, s.zeros(grad, k.sizes(source)), False), "grad, 0 where source was put"),
   source=(lambda grad, index, source: k.reshape(s.take(grad, index), k.sizes(source)), "grad, at the places of source"))

op("nonzero(Tensor self)", None, p.places_not_zero)
op("argwhere(Tensor self)", None, p.places_not_zero)
op("searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None)",
   None, p.searched, method=False)
op("searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None)",
   None, p.searched, method=False)
