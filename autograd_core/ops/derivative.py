"""Rows of functions that are the derivatives of others, and have derivatives of their own."""

from .. import forwards as f
from .. import kernels as k
from .. import shapes
from ..schema import op

# fmt: off
op("tanh_backward(Tensor grad_output, Tensor output)", "TanhBackwardBackward0",
   k.tanh_backward, method=False, function=False,
   grad_output=(lambda grad, output: k.tanh_backward(grad, output),                    "grad · (1 − output²)"),
   output     =(lambda grad, grad_output, output: grad * (-2 * output * grad_output),  "grad · −2 · output · grad_output"))

op("sigmoid_backward(Tensor grad_output, Tensor output)", "SigmoidBackwardBackward0",
   k.sigmoid_backward, method=False, function=False,
   grad_output=(lambda grad, output: k.sigmoid_backward(grad, output),                 "grad · output · (1 − output)"),
   output     =(lambda grad, grad_output, output: grad * grad_output * (-2 * output + 1), "grad · grad_output · (1 − 2 · output)"))

op("threshold_backward(Tensor grad_output, Tensor self, Scalar threshold)", "ThresholdBackwardBackward0",
   k.threshold_backward, method=False, function=False,
   grad_output=(lambda grad, self, threshold: k.threshold_backward(grad, self, threshold), "grad where self > threshold"),
   self       =(lambda grad: k.zeros_like(grad),                                       "0"))

# ── of views: a part of a gradient in zeros of the whole shape ─────────────────────────────────────────────────

op("select_backward(Tensor grad_output, SymInt[] input_sizes, int dim, SymInt index)", "SelectBackwardBackward0",
   lambda grad_output, input_sizes, dim, index: k.scatter(grad_output, input_sizes, k.places(input_sizes, f.selected, dim, index)),
   method=False, function=False,
   grad_output=(lambda grad, dim, index: k.select(grad, dim, index),                   "grad, at this place"))

op("slice_backward(Tensor grad_output, SymInt[] input_sizes, int dim, SymInt start, SymInt end, SymInt step)", "SliceBackwardBackward0",
   lambda grad_output, input_sizes, dim, start, end, step:
   k.scatter(grad_output, input_sizes, k.places(input_sizes, f.sliced, dim, start, end, step)), method=False, function=False,
   grad_output=(lambda grad, dim, start, end, step: k.slice_of(grad, dim, start, end, step), "grad, at these places"))

op("diagonal_backward(Tensor grad_output, SymInt[] input_sizes, int offset, int dim1, int dim2)", "DiagonalBackwardBackward0",
   lambda grad_output, input_sizes, offset, dim1, dim2:
   k.scatter(grad_output, input_sizes, k.places(input_sizes, shapes.diagonal, offset, dim1, dim2)), method=False, function=False,
   grad_output=(lambda grad, offset, dim1, dim2: k.diagonal(grad, offset, dim1, dim2), "grad, on the diagonal"))

op("unfold_backward(Tensor grad_in, SymInt[] input_sizes, int dim, int size, int step)", "UnfoldBackwardBackward0",
   lambda grad_in, input_sizes, dim, size, step:
   k.scatter(grad_in, input_sizes, k.places(input_sizes, shapes.windows, dim, size, step)), method=False, function=False,
   grad_in=(lambda grad, dim, size, step: k.unfold(grad, dim, size, step),             "grad, in windows"))
