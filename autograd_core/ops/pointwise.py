"""Rows that work number by number: arithmetic, and functions of one number."""

import numpy as np

from .. import arithmetic as f
from .. import kernels as k
from .. import special
from ..schema import op

# fmt: off
# ── arithmetic ─────────────────────────────────────────────────────────────────────────────────────────────────

op("add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1)", "AddBackward0",
   lambda self, other, alpha: self + (other if alpha == 1 else f.scaled(other, alpha)),
   promotes="common", inplace=True, symbol="+",
   self =(lambda grad:        grad,                                                    "grad"),
   other=(lambda grad, alpha: grad if alpha == 1 else grad * alpha,                    "grad · alpha"))

op("sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1)", "SubBackward0",
   f.subtracted,
   promotes="common", inplace=True, symbol="-", also="subtract", check=f.check_difference,
   self =(lambda grad:        grad,                                                    "grad"),
   other=(lambda grad, alpha: -grad if alpha == 1 else -grad * alpha,                  "−grad · alpha"))

op("rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1)", "RsubBackward1",
   lambda self, other, alpha: other - (self if alpha == 1 else f.scaled(self, alpha)),
   promotes="common", symbol="-", method=False, check=f.check_difference,
   self =(lambda grad, alpha: -grad if alpha == 1 else -grad * alpha,                  "−grad"))

op("mul.Tensor(Tensor self, Tensor other)", "MulBackward0",
   lambda self, other: self * other, promotes="common", inplace=True, symbol="*", also="multiply",
   self =(lambda grad, other: grad * other,                                            "grad · other"),
   other=(lambda grad, self:  grad * self,                                             "grad · self"))

# What PyTorch's own derivatives use for a number; in a program a number is wrapped as a tensor.
op("mul.Scalar(Tensor self, Scalar other)", "MulBackward1", lambda self, other: self * other, promotes="common", symbol="*", public=False,
   self =(lambda grad, other: grad * other,                                            "grad · other"))

op("add.Scalar(Tensor self, Scalar other)", "AddBackward1", lambda self, other: self + other, promotes="common", symbol="+", public=False,
   self =(lambda grad:        grad,                                                    "grad"))

op("sub.Scalar(Tensor self, Scalar other)", "SubBackward1", lambda self, other: self - other, promotes="common", symbol="-", public=False,
   self =(lambda grad:        grad,                                                    "grad"))

op("div.Scalar(Tensor self, Scalar other)", "DivBackward1", lambda self, other: self / other, promotes="float", symbol="/", public=False,
   self =(lambda grad, other: grad / other,                                            "grad / other"))

op("div.Tensor(Tensor self, Tensor other)", "DivBackward0",
   lambda self, other: self / other, promotes="float", inplace=True, symbol="/", also="divide true_divide",
   self =(lambda grad, other:       grad / other,                                      "grad / other"),
   other=(lambda grad, self, other: -grad * ((self / other) / other),                  "−grad · self / other²"))

op("div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode)", "DivBackward2", f.divided, promotes="common", inplace=True, symbol="/",
   self =(lambda grad, other, rounding_mode: k.divide_backward(grad, other, rounding_mode), "grad / other, 0 where rounded"),
   other=(lambda grad, self, other, rounding_mode:
          k.zeros_like(grad) if rounding_mode else -grad * ((self / other) / other),   "−grad · self / other², 0 where rounded"))

op("fmod.Tensor(Tensor self, Tensor other)", "FmodBackward1", f.fmod, promotes="common", inplace=True, numbers=False,
   self =(lambda grad:              grad,                                              "grad"),
   other=(lambda grad, self, other: -grad * k.divided(self, other, "trunc"),                     "−grad · trunc(self / other)"))

op("fmod.Scalar(Tensor self, Scalar other)", "FmodBackward0", f.fmod, promotes="common", inplace=True,
   self =(lambda grad:              grad,                                              "grad"))

op("remainder.Tensor(Tensor self, Tensor other)", "RemainderBackward1",
   f.remainder, promotes="common", inplace=True, symbol="%", numbers=False,
   self =(lambda grad:              grad,                                              "grad"),
   other=(lambda grad, self, other: -grad * k.divided(self, other, "floor"),                     "−grad · ⌊self / other⌋"))

op("remainder.Scalar(Tensor self, Scalar other)", "RemainderBackward0",
   f.remainder, promotes="common", inplace=True, symbol="%",
   self =(lambda grad:              grad,                                              "grad"))

op("remainder.Scalar_Tensor(Scalar self, Tensor other)", "NotImplemented", f.remainder, promotes="common", symbol="%", method=False,
   other=(k.refused("remainder"),                                                      "not implemented"))

op("floor_divide(Tensor self, Tensor other)", "NotImplemented", f.floor_divide, promotes="common", inplace=True, symbol="//",
   numbers=False,
   self =(k.floor_divide_backward,                                                     "not implemented"),
   other=(k.floor_divide_backward,                                                     "not implemented"))

op("floor_divide.Scalar(Tensor self, Scalar other)", "NotImplemented", f.floor_divide, promotes="common", inplace=True, symbol="//",
   self =(k.floor_divide_backward,                                                     "not implemented"))

op("neg(Tensor self)", "NegBackward0", f.negative, inplace=True, symbol="-", also="negative",
   self=(lambda grad: -grad,                                                           "−grad"))

op("addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1)", "AddcmulBackward0",
   lambda self, tensor1, tensor2, value: self + (tensor1 * tensor2 if value == 1 else tensor1 * tensor2 * f.whole(self, value)),
   promotes="common", inplace=True, numbers=False,
   self   =(lambda grad:                 grad,                                         "grad"),
   tensor1=(lambda grad, tensor2, value: grad * (tensor2 * value),                     "grad · tensor2 · value"),
   tensor2=(lambda grad, tensor1, value: grad * (tensor1 * value),                     "grad · tensor1 · value"))

op("addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1)", "AddcdivBackward0", f.addcdiv,
   promotes="common", inplace=True, numbers=False,
   self   =(lambda grad:                          grad,                                "grad"),
   tensor1=(lambda grad, tensor2, value:          grad * (value / tensor2),            "grad · value / tensor2"),
   tensor2=(lambda grad, tensor1, tensor2, value: -grad * (tensor1 * value / (tensor2 * tensor2)), "−grad · value · tensor1 / tensor2²"))

op("lerp.Scalar(Tensor self, Tensor end, Scalar weight)", "LerpBackward0", f.lerp, inplace=True, numbers=False,
   self=(lambda grad, weight: grad * (1 - weight),                                     "grad · (1 − weight)"),
   end =(lambda grad, weight: grad * weight,                                           "grad · weight"))

op("lerp.Tensor(Tensor self, Tensor end, Tensor weight)", "LerpBackward1", f.lerp, inplace=True, numbers=False,
   self  =(lambda grad, weight:    grad * (1 - weight),                                "grad · (1 − weight)"),
   end   =(lambda grad, weight:    grad * weight,                                      "grad · weight"),
   weight=(lambda grad, self, end: grad * (end - self),                                "grad · (end − self)"))

op("hypot(Tensor self, Tensor other)", "HypotBackward0", np.hypot, promotes="common", inplace=True, numbers=False,
   self =(lambda grad, self, result:  grad * (self / result),                          "grad · self / result"),
   other=(lambda grad, other, result: grad * (other / result),                         "grad · other / result"))

op("atan2(Tensor self, Tensor other)", "Atan2Backward0", np.arctan2, promotes="float", inplace=True, numbers=False, also="arctan2",
   self =(lambda grad, self, other: grad * other * k.reciprocal(self * self + other * other),      "grad · other / (self² + other²)"),
   other=(lambda grad, self, other: grad * -self * k.reciprocal(self * self + other * other),      "−grad · self / (self² + other²)"))

op("logaddexp(Tensor self, Tensor other)", "LogaddexpBackward0", np.logaddexp, promotes="common", numbers=False,
   self =(lambda grad, self, other: grad / (1 + k.exp(other - self)),                  "grad / (1 + exp(other − self))"),
   other=(lambda grad, self, other: grad / (1 + k.exp(self - other)),                  "grad / (1 + exp(self − other))"))

op("logaddexp2(Tensor self, Tensor other)", "Logaddexp2Backward0", np.logaddexp2, promotes="common", numbers=False,
   self =(lambda grad, self, other: grad / (1 + 2 ** (other - self)),                 "grad / (1 + 2^(other − self))"),
   other=(lambda grad, self, other: grad / (1 + 2 ** (self - other)),                 "grad / (1 + 2^(self − other))"))

op("xlogy.Tensor(Tensor self, Tensor other)", "XlogyBackward0", special.xlogy, promotes="float", inplace=True, numbers=False,
   self =(lambda grad, self, other: k.masked_zero(k.xlogy(grad, other), (self == 0) & (other <= 0)), "grad · log(other)"),
   other=(lambda grad, self, other: grad * self / other,                               "grad · self / other"))

op("copysign.Tensor(Tensor self, Tensor other)", "CopysignBackward0", np.copysign, promotes="float", inplace=True, numbers=False,
   self =(lambda grad, self, result: k.copysign_backward(grad, self, result),          "grad · result / self"),
   other=(lambda grad:               k.zeros_like(grad),                              "0"))

op("pow.Tensor_Tensor(Tensor self, Tensor exponent)", "PowBackward1",
   lambda self, exponent: f.power(self, exponent), promotes="common", inplace=True, symbol="**", numbers=False,
   self    =(k.power_grad_bases,                               "grad · exponent · self^(exponent − 1)"),
   exponent=(k.power_grad_exponent,                            "grad · result · log(self)"))

op("pow.Tensor_Scalar(Tensor self, Scalar exponent)", "PowBackward0",
   f.power_to_number, promotes="common", inplace=True, symbol="**",
   self=(k.power_grad_base,                                    "grad · exponent · self^(exponent − 1)"))

op("pow.Scalar(Scalar self, Tensor exponent)", "PowBackward2",
   lambda self, exponent: f.power_of_number(self, exponent), promotes="common", symbol="**",
   exponent=(k.power_grad_exponent_of_number,                  "grad · result · log(self)"))

# ── functions of one number ────────────────────────────────────────────────────────────────────────────────────

op("exp(Tensor self)", "ExpBackward0", np.exp, promotes="float", inplace=True,
   self=(lambda grad, result: grad * result,                                           "grad · result"))

op("exp2(Tensor self)", "Exp2Backward0", np.exp2, promotes="float", inplace=True,
   self=(lambda grad, result: grad * result * k.LN2,                                   "grad · result · ln 2"))

op("expm1(Tensor self)", "Expm1Backward0", np.expm1, promotes="float", inplace=True,
   self=(lambda grad, result: grad * (result + 1),                                     "grad · (result + 1)"))

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

op("asin(Tensor self)", "AsinBackward0", np.arcsin, promotes="float", inplace=True, also="arcsin",
   self=(lambda grad, self: grad * k.rsqrt(-self * self + 1),                          "grad / √(1 − self²)"))

op("acos(Tensor self)", "AcosBackward0", np.arccos, promotes="float", inplace=True, also="arccos",
   self=(lambda grad, self: grad * -k.rsqrt(-self * self + 1),                         "−grad / √(1 − self²)"))

op("atan(Tensor self)", "AtanBackward0", np.arctan, promotes="float", inplace=True, also="arctan",
   self=(lambda grad, self: grad / (self * self + 1),                                  "grad / (1 + self²)"))

op("sinh(Tensor self)", "SinhBackward0", np.sinh, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.cosh(self),                                       "grad · cosh(self)"))

op("cosh(Tensor self)", "CoshBackward0", np.cosh, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.sinh(self),                                       "grad · sinh(self)"))

op("asinh(Tensor self)", "AsinhBackward0", np.arcsinh, promotes="float", inplace=True, also="arcsinh",
   self=(lambda grad, self: grad * k.rsqrt(self ** 2 + 1),                             "grad / √(self² + 1)"))

op("acosh(Tensor self)", "AcoshBackward0", np.arccosh, promotes="float", inplace=True, also="arccosh",
   self=(lambda grad, self: grad * k.rsqrt(self * self - 1),                           "grad / √(self² − 1)"))

op("atanh(Tensor self)", "AtanhBackward0", np.arctanh, promotes="float", inplace=True, also="arctanh",
   self=(lambda grad, self: grad * 1 / (1 - self ** 2),                                "grad / (1 − self²)"))

op("erf(Tensor self)", "ErfBackward0", special.erf, promotes="float", inplace=True,
   self=(lambda grad, self: special.TWO_OVER_ROOT_PI * k.exp(-(self ** 2)) * grad,     "grad · 2/√π · exp(−self²)"))

op("erfc(Tensor self)", "ErfcBackward0", special.erfc, promotes="float", inplace=True,
   self=(lambda grad, self: -special.TWO_OVER_ROOT_PI * k.exp(-(self ** 2)) * grad,    "−grad · 2/√π · exp(−self²)"))

op("erfinv(Tensor self)", "ErfinvBackward0", special.erfinv, promotes="float", inplace=True,
   self=(lambda grad, self: (1 / special.TWO_OVER_ROOT_PI) * k.exp(k.erfinv(self) ** 2) * grad, "grad · √π/2 · exp(erfinv(self)²)"))

op("lgamma(Tensor self)", "LgammaBackward0", special.lgamma, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.digamma(self),                                    "grad · digamma(self)"))

op("digamma(Tensor self)", "DigammaBackward0", special.digamma, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.polygamma(1, self),                               "grad · polygamma(1, self)"))

op("polygamma(int n, Tensor self)", "PolygammaBackward0", special.polygamma, promotes="float", method=False,
   self=(lambda grad, n, self: grad * k.polygamma(n + 1, self),                        "grad · polygamma(n + 1, self)"))

op("i0(Tensor self)", "I0Backward0", special.i0, promotes="float", inplace=True,
   self=(lambda grad, self: grad * k.i1(self),                                         "grad · i1(self)"))

op("special_i1(Tensor self)", "SpecialI1Backward0", special.i1, promotes="float", method=False, function=False,
   self=(lambda grad, self, result: grad * (k.i0(self) - k.where(self == 0, 0.5, result * k.reciprocal(self))), "grad · (i0(self) − result / self)"))

op("sinc(Tensor self)", "SincBackward0", special.sinc, promotes="float", inplace=True,
   self=(k.sinc_backward,                                                              "grad · (cos(πx) − result) / self"))

op("logit(Tensor self, float? eps=None)", "LogitBackward0", special.logit, promotes="float", inplace=True,
   self=(k.logit_backward,                                                             "grad / (self · (1 − self))"))

op("tanh(Tensor self)", "TanhBackward0", np.tanh, promotes="float", inplace=True,
   self=(k.tanh_backward,                                                              "grad · (1 − result²)"))

op("sigmoid(Tensor self)", "SigmoidBackward0", f.sigmoid, promotes="float", inplace=True,
   self=(k.sigmoid_backward,                                                           "grad · result · (1 − result)"))

op("relu(Tensor self)", "ReluBackward0", f.relu, inplace=True,
   self=(lambda grad, result: k.threshold_backward(grad, result, 0),                   "grad where result > 0"))

op("abs(Tensor self)", "AbsBackward0", f.absolute, inplace=True, also="absolute",
   self=(lambda grad, self: grad * k.sign(self),                                       "grad · sign(self)"))

op("square(Tensor self)", "PowBackward0", lambda self: self * self, inplace=True,
   self=(lambda grad, self: grad * (2 * self),                                         "grad · 2 · self"))

op("reciprocal(Tensor self)", "ReciprocalBackward0", lambda self: 1 / self, promotes="float", inplace=True,
   self=(lambda grad, result: -grad * (result * result),                               "−grad · result²"))

op("floor(Tensor self)", "FloorBackward0", np.floor, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("ceil(Tensor self)", "CeilBackward0", np.ceil, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("trunc(Tensor self)", "TruncBackward0", np.trunc, inplace=True, also="fix",
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("round(Tensor self)", "RoundBackward0", np.round, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("round.decimals(Tensor self, *, int decimals)", "RoundBackward1", lambda self, decimals: np.round(self, decimals), inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("frac(Tensor self)", "FracBackward0", lambda self: self - np.trunc(self), inplace=True,
   self=(lambda grad: grad,                                                            "grad"))

op("deg2rad(Tensor self)", "Deg2RadBackward0", lambda self: self * (np.pi / 180), promotes="float", inplace=True,
   self=(lambda grad: grad * (np.pi / 180),                                            "grad · π/180"))

op("rad2deg(Tensor self)", "Rad2DegBackward0", lambda self: self * (180 / np.pi), promotes="float", inplace=True,
   self=(lambda grad: grad * (180 / np.pi),                                            "grad · 180/π"))

op("nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None)", "NanToNumBackward0", f.nan_to_num, inplace=True,
   self=(lambda grad, self: grad * k.isfinite(self),                                   "grad where self is finite"))
