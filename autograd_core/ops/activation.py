"""Rows of activations and softmax: what stands between the layers of a network."""

from .. import kernels as k
from .. import network_kernels as n
from ..schema import op

HIDDEN = {"method": False, "function": False}

# fmt: off
op("leaky_relu(Tensor self, Scalar negative_slope=0.01)", "LeakyReluBackward0", n.leaky_relu, **HIDDEN,
   self=(lambda grad, self, negative_slope: n.leaky_relu_backward(grad, self, negative_slope, False),
         "grad where self > 0, else grad · slope"))

op("leaky_relu_backward(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result)",
   "LeakyReluBackwardBackward0", n.leaky_relu_backward, **HIDDEN,
   grad_output=(lambda grad, self, negative_slope: n.leaky_relu_backward(grad, self, negative_slope, False),
                "grad where self > 0, else grad · slope"),
   self       =(lambda grad: k.zeros_like(grad),                                       "0"))

op("elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1)", "EluBackward0", n.elu, **HIDDEN,
   self=(lambda grad, self, alpha, scale, input_scale: n.elu_backward(grad, alpha, scale, input_scale, False, self),
         "grad where self > 0, else grad · alpha · exp(self)"))

op("celu(Tensor self, Scalar alpha=1.0)", "CeluBackward0",
   lambda self, alpha: n.elu(self, alpha, 1, 1 / alpha), method=False,
   self=(lambda grad, self, alpha: n.elu_backward(grad, alpha, 1, 1.0 / alpha, False, self),
         "grad where self > 0, else grad · exp(self / alpha)"))

op("elu_backward(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor self_or_result)",
   "EluBackwardBackward0", n.elu_backward, **HIDDEN,
   grad_output   =(lambda grad, alpha, scale, input_scale, is_result, self_or_result:
                   n.elu_backward(grad, alpha, scale, input_scale, is_result, self_or_result), "grad · slope"),
   self_or_result=(lambda grad, grad_output, alpha, scale, input_scale, is_result, self_or_result:
                   n.elu_double_backward(grad, grad_output, alpha, scale, input_scale, is_result, self_or_result),
                   "grad · grad_output · bend"))

op("gelu(Tensor self, *, str approximate='none')", "GeluBackward0", n.gelu, **HIDDEN,
   self=(lambda grad, self, approximate: n.gelu_backward(grad, self, approximate),     "grad · (Φ(self) + self · φ(self))"))

op("gelu_backward(Tensor grad_output, Tensor self, *, str approximate='none')", "GeluBackwardBackward0",
   n.gelu_backward, **HIDDEN,
   grad_output=(lambda grad, self, approximate: n.gelu_backward(grad, self, approximate), "grad · (Φ(self) + self · φ(self))"),
   self       =(lambda grad, grad_output, self, approximate: n.gelu_double_backward(grad, grad_output, self, approximate),
                "grad · grad_output · φ(self) · (2 − self²)"))

op("silu(Tensor self)", "SiluBackward0", n.silu, **HIDDEN,
   self=(lambda grad, self: n.silu_backward(grad, self),                                                   "grad · σ(self) · (1 + self · (1 − σ(self)))"))

op("mish(Tensor self)", "MishBackward0", n.mish, **HIDDEN,
   self=(lambda grad, self: n.mish_backward(grad, self),                                                   "grad · slope of self · tanh(softplus(self))"))

op("softplus(Tensor self, Scalar beta=1, Scalar threshold=20)", "SoftplusBackward0", n.softplus, **HIDDEN,
   self=(lambda grad, self, beta, threshold: n.softplus_backward(grad, self, beta, threshold), "grad · σ(beta · self)"))

op("softplus_backward(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold)", "SoftplusBackwardBackward0",
   n.softplus_backward, **HIDDEN,
   grad_output=(lambda grad, self, beta, threshold: n.softplus_backward(grad, self, beta, threshold), "grad · σ(beta · self)"),
   self       =(lambda grad, grad_output, self, beta, threshold:
                n.softplus_double_backward(grad * grad_output, self, beta, threshold), "grad · grad_output · bend"))

op("_log_sigmoid(Tensor self, Tensor buffer)", "LogSigmoidBackward0", n.log_sigmoid, **HIDDEN,
   self=(lambda grad, self, buffer: n.log_sigmoid_backward(grad, self, buffer),        "grad · σ(−self)"))

op("_log_sigmoid_backward(Tensor grad_output, Tensor self, Tensor buffer)", "LogSigmoidBackwardBackward0",
   n.log_sigmoid_backward, **HIDDEN,
   grad_output=(lambda grad, self, buffer: n.log_sigmoid_backward(grad, self, buffer), "grad · σ(−self)"),
   self       =(lambda grad, grad_output, self: n.log_sigmoid_double_backward(grad * grad_output, self), "grad · grad_output · bend"))

op("hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1)", "HardtanhBackward0", n.hardtanh, **HIDDEN,
   self=(lambda grad, self, min_val, max_val: n.hardtanh_backward(grad, self, min_val, max_val), "grad between the bounds"))

op("hardtanh_backward(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val)", "HardtanhBackwardBackward0",
   n.hardtanh_backward, **HIDDEN,
   grad_output=(lambda grad, self, min_val, max_val: n.hardtanh_backward(grad, self, min_val, max_val), "grad between the bounds"),
   self       =(lambda grad: k.zeros_like(grad),                                       "0"))

op("hardsigmoid(Tensor self)", "HardsigmoidBackward0", n.hardsigmoid, **HIDDEN,
   self=(lambda grad, self: n.hardsigmoid_backward(grad, self),                        "grad / 6 between −3 and 3"))

op("hardsigmoid_backward(Tensor grad_output, Tensor self)", "NotImplemented", n.hardsigmoid_backward, **HIDDEN,
   grad_output=(n.no_derivative("hardsigmoid_backward"),                               "not implemented"),
   self       =(n.no_derivative("hardsigmoid_backward"),                               "not implemented"))

op("hardswish(Tensor self)", "HardswishBackward0", n.hardswish, **HIDDEN,
   self=(lambda grad, self: n.hardswish_backward(grad, self),                          "grad · (self / 3 + ½) between −3 and 3"))

op("hardswish_backward(Tensor grad_output, Tensor self)", "HardswishBackwardBackward0", n.hardswish_backward, **HIDDEN,
   grad_output=(lambda grad, self: n.hardswish_backward(grad, self),                   "grad · (self / 3 + ½) between −3 and 3"),
   self       =(lambda grad, grad_output, self: n.hardswish_double_backward(grad, grad_output, self),
                "grad · grad_output / 3 between −3 and 3"))

op("threshold(Tensor self, Scalar threshold, Scalar value)", "ThresholdBackward0", n.threshold, method=False,
   self=(lambda grad, self, threshold: k.threshold_backward(grad, self, threshold),    "grad where self > threshold"))

op("softshrink(Tensor self, Scalar lambd=0.5)", "SoftshrinkBackward0", n.softshrink, **HIDDEN,
   self=(lambda grad, self, lambd: n.shrink_backward(grad, self, lambd),               "grad outside ± lambd"))

op("softshrink_backward(Tensor grad_output, Tensor self, Scalar lambd)", "SoftshrinkBackwardBackward0", n.shrink_backward, **HIDDEN,
   grad_output=(lambda grad, self, lambd: n.shrink_backward(grad, self, lambd),        "grad outside ± lambd"),
   self       =(lambda grad: k.zeros_like(grad),                                       "0"))

op("hardshrink(Tensor self, Scalar lambd=0.5)", "HardshrinkBackward0", n.hardshrink,
   self=(lambda grad, self, lambd: n.shrink_backward(grad, self, lambd),               "grad outside ± lambd"))

op("glu(Tensor self, int dim=-1)", "GluBackward0", n.glu, **HIDDEN,
   self=(lambda grad, self, dim: n.glu_backward(grad, self, dim),                      "grad · σ(b), and grad · a · σ′(b)"))

op("_prelu_kernel(Tensor self, Tensor weight)", "PreluKernelBackward0",
   n.prelu, **HIDDEN,
   self  =(lambda grad, self, weight: n.prelu_grad(grad, self, weight),                "grad where self > 0, else grad · weight"),
   weight=(lambda grad, self: n.prelu_grad_weight(grad, self),                         "0 where self > 0, else grad · self"))

# ── softmax ────────────────────────────────────────────────────────────────────────────────────────────────────

op("_softmax(Tensor self, int dim)", "SoftmaxBackward0", n.softmax, **HIDDEN,
   self=(lambda grad, result, dim: n.softmax_backward(grad, result, dim),              "result · (grad − Σ grad · result)"))

op("_softmax_backward_data(Tensor grad_output, Tensor output, int dim)", "SoftmaxBackwardDataBackward0", n.softmax_backward, **HIDDEN,
   grad_output=(lambda grad, output, dim: n.softmax_backward(grad, output, dim),       "output · (grad − Σ grad · output)"),
   output     =(lambda grad, grad_output, output, dim: n.softmax_double_backward(grad, grad_output, output, dim),
                "grad · (grad_output − Σ output · grad_output) − grad_output · Σ output · grad"))

op("_log_softmax(Tensor self, int dim)", "LogSoftmaxBackward0", n.log_softmax, **HIDDEN,
   self=(lambda grad, result, dim: n.log_softmax_backward(grad, result, dim),          "grad − exp(result) · Σ grad"))

op("_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim)", "LogSoftmaxBackwardDataBackward0",
   n.log_softmax_backward, **HIDDEN,
   grad_output=(lambda grad, output, dim: grad - n.summed(grad * k.exp(output), dim),  "grad − Σ grad · exp(output)"),
   output     =(lambda grad, grad_output, output, dim: n.log_softmax_double_backward(grad, grad_output, output, dim),
                "−Σ grad_output · exp(output) · grad"))
