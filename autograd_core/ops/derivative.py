"""Rows of functions that are the derivatives of others, and have derivatives of their own."""

from .. import kernels as k
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
