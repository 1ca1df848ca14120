"""Rows of layers that keep statistics or look things up: layer, batch and group norm, embedding."""

from .. import kernels as k
from .. import network_kernels as e
from .. import norm_kernels as n
from ..forwards import swapped
from ..schema import op

HIDDEN = {"method": False, "function": False}

# fmt: off
op("_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps, Tensor result1, Tensor result2)",
   "NativeLayerNormBackward0",
   lambda input, normalized_shape, weight, bias, eps, result1, result2: n.layer_norm(input, weight, bias, result1, result2), **HIDDEN,
   input =(lambda grad, input, normalized_shape, weight, eps, result1, result2:
           n.layer_norm_input(grad, input, normalized_shape, weight, eps, result1, result2), "(grad − mean − part along result) / deviation"),
   weight=(lambda grad, input, normalized_shape, eps, result1, result2:
           n.layer_norm_weight(grad, input, normalized_shape, eps, result1, result2),  "grad · (input − mean) / deviation"),
   bias  =(lambda grad: grad,                                                          "grad"))

op("_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float eps, "
   "Tensor result1, Tensor result2)", "NativeBatchNormBackward0",
   lambda input, weight, bias, running_mean, running_var, training, eps, result1, result2:
   n.batch_norm(input, weight, bias, result1, result2), **HIDDEN,
   input =(lambda grad, input, weight, training, eps, result1, result2:
           n.batch_norm_input(grad, input, weight, training, eps, result1, result2),   "(grad − mean − part along result) / deviation"),
   weight=(lambda grad, input, training, eps, result1, result2:
           n.batch_norm_weight(grad, input, training, eps, result1, result2),          "Σ grad · (input − mean) / deviation"),
   bias  =(lambda grad: n.channel_sums(grad),                                          "Σ grad"))

op("_group_norm(Tensor input, Tensor? weight, Tensor? bias, int group, float eps, Tensor result1, Tensor result2)",
   "NativeGroupNormBackward0",
   lambda input, weight, bias, group, eps, result1, result2: n.group_norm(input, weight, bias, group, result1, result2), **HIDDEN,
   input =(lambda grad, input, weight, group, eps, result1, result2:
           n.group_norm_input(grad, input, weight, group, eps, result1, result2),      "(grad − mean − part along result) / deviation"),
   weight=(lambda grad, input, group, eps, result1, result2:
           n.group_norm_weight(grad, input, group, eps, result1, result2),             "Σ grad · (input − mean) / deviation"),
   bias  =(lambda grad: n.channel_sums(grad),                                          "Σ grad"))

# What a recurrent layer does to its output where the batch comes first.
op("_transposed(Tensor self, int dim0, int dim1)", "TransposeBackward1", swapped, **HIDDEN,
   self=(lambda grad, dim0, dim1: k.swap(grad, dim0, dim1),                            "grad, transposed"))

op("_embedding(Tensor weight, Tensor indices, SymInt padding_idx, bool scale_grad_by_freq, bool sparse)", "EmbeddingBackward0",
   lambda weight, indices, padding_idx, scale_grad_by_freq, sparse: e.embedding(weight, indices), **HIDDEN,
   weight=(lambda grad, indices, weight_sym_sizes, padding_idx, scale_grad_by_freq:
           e.embedding_backward(grad, indices, weight_sym_sizes[0], padding_idx, scale_grad_by_freq), "grad, added to its rows"))

op("_embedding_backward(Tensor grad, Tensor indices, SymInt rows, SymInt padding_idx, bool scaled)", "EmbeddingDenseBackwardBackward0",
   e.embedding_backward, **HIDDEN,
   grad=(lambda grad, indices, padding_idx: e.embedding_double(grad, indices, padding_idx), "the rows of grad"))

op("_embedding_rows(Tensor grad, Tensor indices, SymInt padding_idx)", "EmbeddingBackward0", e.embedding_double, **HIDDEN,
   grad=(lambda grad, indices, grad_sym_sizes, padding_idx:
         e.embedding_backward(grad, indices, grad_sym_sizes[0], padding_idx, False),   "grad, added to its rows"))
