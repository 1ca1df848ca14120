"""Rows of losses: how far from what was wanted."""

from .. import kernels as k
from .. import loss_kernels as n
from ..schema import op

HIDDEN = {"method": False, "function": False}

# fmt: off
op("mse_loss(Tensor self, Tensor target, int reduction=1)", "MseLossBackward0", n.mse_loss, promotes="common", numbers=False, **HIDDEN,
   self  =(lambda grad, self, target, reduction: n.mse_loss_backward(grad, self, target, reduction),  "2 · (self − target) · grad / count"),
   target=(lambda grad, self, target, reduction: n.mse_loss_backward(grad, target, self, reduction),  "2 · (target − self) · grad / count"))

op("mse_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction)", "MseLossBackwardBackward0",
   n.mse_loss_backward, **HIDDEN,
   grad_output=(lambda grad, self, target, reduction, grad_output_sym_sizes:
                n.back(grad, grad_output_sym_sizes, (self - target) * n._norm(self, reduction)), "Σ 2 · (self − target) · grad"),
   self       =(lambda grad, grad_output, self, reduction: grad * grad_output * n._norm(self, reduction),    "2 · grad · grad_output"),
   target     =(lambda grad, grad_output, target, reduction: -grad * grad_output * n._norm(target, reduction), "−2 · grad · grad_output"))

op("smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.)", "SmoothL1LossBackward0", n.smooth_l1_loss,
   promotes="common", numbers=False, **HIDDEN,
   self  =(lambda grad, self, target, reduction, beta: n.smooth_l1_backward(grad, self, target, reduction, beta),
           "grad · (self − target) / beta, at most ± grad"),
   target=(lambda grad, self, target, reduction, beta: n.smooth_l1_backward(grad, target, self, reduction, beta),
           "grad · (target − self) / beta, at most ± grad"))

op("huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.)", "HuberLossBackward0", n.huber_loss,
   promotes="common", numbers=False, **HIDDEN,
   self  =(lambda grad, self, target, reduction, delta: n.huber_backward(grad, self, target, reduction, delta),
           "grad · (self − target), at most ± delta"),
   target=(lambda grad, self, target, reduction, delta: n.huber_backward(grad, target, self, reduction, delta),
           "grad · (target − self), at most ± delta"))

op("_smooth_l1_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction, float beta)", "SmoothL1LossBackwardBackward0",
   n.smooth_l1_backward, **HIDDEN,
   grad_output=(lambda grad, self, target, reduction, beta, grad_output_sym_sizes:
                n.back(n.share(grad, self, reduction), grad_output_sym_sizes, n.smooth_l1_slope(self, target, beta)), "Σ grad · slope"),
   self       =(lambda grad, grad_output, self, target, reduction, beta:
                n.smooth_l1_double(grad, grad_output, self, target, reduction, beta),     "grad · grad_output within beta"),
   target     =(lambda grad, grad_output, self, target, reduction, beta:
                -n.smooth_l1_double(grad, grad_output, self, target, reduction, beta),    "−grad · grad_output within beta"))

op("_huber_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction, float delta)", "HuberLossBackwardBackward0",
   n.huber_backward, **HIDDEN,
   grad_output=(lambda grad, self, target, reduction, delta, grad_output_sym_sizes:
                n.back(n.share(grad, self, reduction), grad_output_sym_sizes, n.huber_slope(self, target, delta)), "Σ grad · slope"),
   self       =(lambda grad, grad_output, self, target, reduction, delta:
                n.huber_double(grad, grad_output, self, target, reduction, delta),     "grad · grad_output within delta"),
   target     =(lambda grad, grad_output, self, target, reduction, delta:
                -n.huber_double(grad, grad_output, self, target, reduction, delta),    "−grad · grad_output within delta"))

op("soft_margin_loss(Tensor self, Tensor target, int reduction=1)", "SoftMarginLossBackward0", n.soft_margin_loss,
   promotes="common", numbers=False, **HIDDEN,
   self=(lambda grad, self, target, reduction: n.soft_margin_backward(grad, self, target, reduction), "−grad · target · σ(−target · self)"))

op("binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1)", "BinaryCrossEntropyBackward0",
   n.binary_cross_entropy, **HIDDEN,
   self  =(lambda grad, self, target, weight, reduction: n.bce_backward(grad, self, target, weight, reduction),
           "grad · (self − target) / (self · (1 − self))"),
   target=(lambda grad, self, weight, reduction: n.bce_backward_target(grad, self, weight, reduction),
           "grad · (log(1 − self) − log(self))"))

op("_bce_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction)", "BinaryCrossEntropyBackwardBackward0",
   n.bce_backward, **HIDDEN,
   grad_output=(lambda grad, self, target, weight, reduction, grad_output_sym_sizes:
                n.bce_double_grad(grad, self, target, weight, reduction, grad_output_sym_sizes), "grad · slope"),
   self       =(lambda grad, grad_output, self, target, weight, reduction:
                n.bce_double_self(grad, grad_output, self, target, weight, reduction),     "grad · grad_output · bend"),
   target     =(lambda grad, grad_output, self, weight, reduction:
                n.bce_double_target(grad, grad_output, self, weight, reduction),           "−grad · grad_output / (self · (1 − self))"))

op("binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1)",
   "BinaryCrossEntropyWithLogitsBackward0", n.bce_with_logits, **HIDDEN,
   self  =(lambda grad, self, target, weight, pos_weight, reduction:
           n.bce_with_logits_backward(grad, self, target, weight, pos_weight, reduction),  "grad · (σ(self) − target)"),
   target=(lambda grad, self, weight, pos_weight, reduction:
           n.bce_with_logits_target(grad, self, weight, pos_weight, reduction),            "−grad · self"))

for _name, _kind in (("_nll_loss", "NllLossBackward0"), ("_nll_loss2d", "NllLoss2DBackward0")):
    op(f"{_name}(Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index, Tensor total_weight)", _kind,
       n.nll_loss, **HIDDEN,
       self=(lambda grad, self, target, weight, reduction, ignore_index, total_weight:
             n.nll_loss_backward(grad, self, target, weight, reduction, ignore_index, total_weight), "−grad / count at the target"))

op("_nll_loss_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index, Tensor total_weight)",
   "NllLossBackwardBackward0", n.nll_loss_backward, **HIDDEN,
   grad_output=(lambda grad, target, weight, reduction, ignore_index, total_weight:
                n.nll_loss_again(grad, target, weight, reduction, ignore_index, total_weight), "grad at the target"),
   self       =(lambda grad: k.zeros_like(grad),                                       "0"))
