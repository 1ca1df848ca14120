"""Rows that work number by number: arithmetic, functions of one number, comparisons, choices."""

import numpy as np

from .. import forwards as f
from .. import kernels as k
from ..schema import op

# fmt: off
# ── arithmetic ─────────────────────────────────────────────────────────────────────────────────────────────────

op("add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1)", "AddBackward0",
   lambda self, other, alpha: self + (other if alpha == 1 else f.scaled(other, alpha)),
   promotes="common", inplace=True, symbol="+",
   self =(lambda grad:        grad,                                                    "grad"),
   other=(lambda grad, alpha: grad if alpha == 1 else grad * alpha,                    "grad · alpha"))

op("sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1)", "SubBackward0",
   lambda self, other, alpha: self - (other if alpha == 1 else f.scaled(other, alpha)),
   promotes="common", check=f.check_difference, inplace=True, symbol="-",
   self =(lambda grad:        grad,                                                    "grad"),
   other=(lambda grad, alpha: -grad if alpha == 1 else -grad * alpha,                  "−grad · alpha"))

op("rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1)", "RsubBackward1",
   lambda self, other, alpha: other - (self if alpha == 1 else f.scaled(self, alpha)),
   promotes="common", check=f.check_difference, symbol="-", method=False,
   self =(lambda grad, alpha: -grad if alpha == 1 else -grad * alpha,                  "−grad"))

op("mul.Tensor(Tensor self, Tensor other)", "MulBackward0",
   lambda self, other: self * other, promotes="common", inplace=True, symbol="*",
   self =(lambda grad, other: grad * other,                                            "grad · other"),
   other=(lambda grad, self:  grad * self,                                             "grad · self"))

# What PyTorch's own derivatives use for a number; in a program a number is wrapped as a tensor.
op("mul.Scalar(Tensor self, Scalar other)", "MulBackward1", lambda self, other: self * other, promotes="common", symbol="*",
   self =(lambda grad, other: grad * other,                                            "grad · other"))

op("div.Scalar(Tensor self, Scalar other)", "DivBackward1", lambda self, other: self / other, promotes="float", symbol="/",
   self =(lambda grad, other: grad / other,                                            "grad / other"))

op("div.Tensor(Tensor self, Tensor other)", "DivBackward0",
   lambda self, other: self / other, promotes="float", inplace=True, symbol="/",
   self =(lambda grad, other:       grad / other,                                      "grad / other"),
   other=(lambda grad, self, other: -grad * ((self / other) / other),                  "−grad · self / other²"))

op("remainder.Tensor(Tensor self, Tensor other)", "RemainderBackward1",
   f.remainder, promotes="common", inplace=True, symbol="%", numbers=False,
   self =(lambda grad:              grad,                                              "grad"),
   other=(lambda grad, self, other: -grad * k.floor(self / other),                     "−grad · ⌊self / other⌋"))

op("remainder.Scalar(Tensor self, Scalar other)", "RemainderBackward0",
   f.remainder, promotes="common", inplace=True, symbol="%",
   self =(lambda grad:              grad,                                              "grad"))

op("floor_divide(Tensor self, Tensor other)", "NotImplemented", f.floor_divide, promotes="common", inplace=True, symbol="//",
   numbers=False,
   self =(k.floor_divide_backward,                                                     "not implemented"),
   other=(k.floor_divide_backward,                                                     "not implemented"))

op("floor_divide.Scalar(Tensor self, Scalar other)", "NotImplemented", f.floor_divide, promotes="common", symbol="//",
   self =(k.floor_divide_backward,                                                     "not implemented"))

op("neg(Tensor self)", "NegBackward0", f.negative, inplace=True, symbol="-",
   self=(lambda grad: -grad,                                                           "−grad"))

op("pow.Tensor_Tensor(Tensor self, Tensor exponent)", "PowBackward1",
   lambda self, exponent: f.power(self, exponent), promotes="common", inplace=True, symbol="**", numbers=False,
   self    =(k.power_grad_bases,                               "grad · exponent · self^(exponent − 1)"),
   exponent=(k.power_grad_exponent,                            "grad · result · log(self)"))

op("pow.Tensor_Scalar(Tensor self, Scalar exponent)", "PowBackward0",
   lambda self, exponent: f.power(self, exponent), promotes="common", inplace=True, symbol="**",
   self=(k.power_grad_base,                                    "grad · exponent · self^(exponent − 1)"))

op("pow.Scalar(Scalar self, Tensor exponent)", "PowBackward2",
   lambda self, exponent: f.power_of_number(self, exponent), promotes="common", symbol="**",
   exponent=(k.power_grad_exponent_of_number,                  "grad · result · log(self)"))

# ── functions of one number ────────────────────────────────────────────────────────────────────────────────────

op("exp(Tensor self)", "ExpBackward0", np.exp, promotes="float", inplace=True,
   self=(lambda grad, result: grad * result,                                           "grad · result"))

op("log(Tensor self)", "LogBackward0", np.log, promotes="float", inplace=True,
   self=(lambda grad, self: grad / self,                                               "grad / self"))

op("log2(Tensor self)", "Log2Backward0", np.log2, promotes="float", inplace=True,
   self=(lambda grad, self: grad / (self * k.LN2),                                     "grad / (self · ln 2)"))

op("log10(Tensor self)", "Log10Backward0", np.log10, promotes="float", inplace=True,
   self=(lambda grad, self: grad / (self * k.LN10),                                    "grad / (self · ln 10)"))

op("log1p(Tensor self)", "Log1PBackward0", np.log1p, promotes="float", inplace=True,
   self=(lambda grad, self: grad / (self + 1),                                         "grad / (1 + self)"))

op("sqrt(Tensor self)", "SqrtBackward0", np.sqrt, promotes="float", inplace=True,
   self=(lambda grad, result: grad / (2 * result),                                     "grad / (2 · result)"))

op("rsqrt(Tensor self)", "RsqrtBackward0", lambda self: 1 / np.sqrt(self), promotes="float", inplace=True,
   self=(lambda grad, result: -0.5 * grad * result ** 3,                               "−½ · grad · result³"))

op("sin(Tensor self)", "SinBackward0", np.sin, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.cos(self),                                        "grad · cos(self)"))

op("cos(Tensor self)", "CosBackward0", np.cos, promotes="float", inplace=True,
   self=(lambda grad, self: grad * -k.sin(self),                                       "grad · −sin(self)"))

op("tan(Tensor self)", "TanBackward0", np.tan, promotes="float", inplace=True,
   self=(lambda grad, result: grad * (1 + result ** 2),                                "grad · (1 + result²)"))

op("tanh(Tensor self)", "TanhBackward0", np.tanh, promotes="float", inplace=True,
   self=(k.tanh_backward,                                                              "grad · (1 − result²)"))

op("sigmoid(Tensor self)", "SigmoidBackward0", f.sigmoid, promotes="float", inplace=True,
   self=(k.sigmoid_backward,                                                           "grad · result · (1 − result)"))

op("relu(Tensor self)", "ReluBackward0", f.relu, inplace=True,
   self=(lambda grad, result: k.threshold_backward(grad, result, 0),                   "grad where result > 0"))

op("abs(Tensor self)", "AbsBackward0", np.abs, inplace=True,
   self=(lambda grad, self: grad * k.sign(self),                                       "grad · sign(self)"))

op("square(Tensor self)", "PowBackward0", lambda self: self * self, inplace=True,
   self=(lambda grad, self: grad * (2 * self),                                         "grad · 2 · self"))

op("reciprocal(Tensor self)", "ReciprocalBackward0", lambda self: 1 / self, promotes="float", inplace=True,
   self=(lambda grad, result: -grad * (result * result),                               "−grad · result²"))

op("sgn(Tensor self)", "SgnBackward0", np.sign, inplace=True,
   self=(lambda grad, self, result: k.zeros_like(grad),                                              "0"))

op("sign(Tensor self)", "SignBackward0", np.sign, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("floor(Tensor self)", "FloorBackward0", np.floor, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("ceil(Tensor self)", "CeilBackward0", np.ceil, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("trunc(Tensor self)", "TruncBackward0", np.trunc, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("round(Tensor self)", "RoundBackward0", np.round, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

# ── choices ────────────────────────────────────────────────────────────────────────────────────────────────────

op("maximum(Tensor self, Tensor other)", "MaximumBackward0", np.maximum, promotes="common",
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self < other),  "grad where self > other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, other < self),  "grad where other > self"))

op("minimum(Tensor self, Tensor other)", "MinimumBackward0", np.minimum, promotes="common",
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self > other),  "grad where self < other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, other > self),  "grad where other < self"))

op("where.self(Tensor condition, Tensor self, Tensor other)", "WhereBackward0",
   f.where_forward, promotes="chosen", method=False,
   self =(lambda grad, condition: k.where(condition, grad, 0.0),                       "grad where condition"),
   other=(lambda grad, condition: k.where(condition, 0.0, grad),                       "grad where not condition"))

op("_masked_zero(Tensor self, Tensor mask)", "MaskedFillBackward0", k.masked_zero, method=False, function=False,
   self=(lambda grad, mask: k.masked_zero(grad, mask),                                 "grad where not mask"))

op("_masked_fill(Tensor self, Tensor mask, Tensor value)", "MaskedFillBackward1", f.masked_fill, method=False, function=False,
   self =(lambda grad, mask: k.masked_zero(grad, mask),                                "grad where not mask"),
   value=(lambda grad, mask: k.where(mask, grad, 0.0).sum(),                           "the sum of grad where mask"))

# ── comparisons and logic: no gradient passes here ─────────────────────────────────────────────────────────────

op("eq.Tensor(Tensor self, Tensor other)", None, lambda self, other: self == other, promotes="common", symbol="==")
op("ne.Tensor(Tensor self, Tensor other)", None, lambda self, other: self != other, promotes="common", symbol="!=")
op("lt.Tensor(Tensor self, Tensor other)", None, lambda self, other: self < other,  promotes="common", symbol="<")
op("le.Tensor(Tensor self, Tensor other)", None, lambda self, other: self <= other, promotes="common", symbol="<=")
op("gt.Tensor(Tensor self, Tensor other)", None, lambda self, other: self > other,  promotes="common", symbol=">")
op("ge.Tensor(Tensor self, Tensor other)", None, lambda self, other: self >= other, promotes="common", symbol=">=")

op("bitwise_and.Tensor(Tensor self, Tensor other)", None, lambda self, other: self & other, promotes="common", symbol="&")
op("bitwise_or.Tensor(Tensor self, Tensor other)",  None, lambda self, other: self | other, promotes="common", symbol="|")
op("bitwise_xor.Tensor(Tensor self, Tensor other)", None, lambda self, other: self ^ other, promotes="common", symbol="^")
op("bitwise_not(Tensor self)", None, f.invert, symbol="~")
op("logical_not(Tensor self)", None, np.logical_not)

op("isnan(Tensor self)", None, np.isnan)
op("isinf(Tensor self)", None, np.isinf)
op("isfinite(Tensor self)", None, np.isfinite)

# ── the derivatives of some functions are functions of their own ───────────────────────────────────────────────

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
