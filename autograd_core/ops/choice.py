"""Rows that choose, number by number: the larger one, the one inside bounds, the one where a mask says so."""

import numpy as np

from .. import arithmetic as f
from .. import complexes as c
from .. import kernels as k
from ..schema import op

# fmt: off
op("maximum(Tensor self, Tensor other)", "MaximumBackward0", np.maximum, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self < other),  "grad where self > other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, self > other),  "grad where other > self"))

op("minimum(Tensor self, Tensor other)", "MinimumBackward0", np.minimum, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.share_of_extreme(grad, self == other, self > other),  "grad where self < other"),
   other=(lambda grad, self, other: k.share_of_extreme(grad, self == other, self < other),  "grad where other < self"))

op("fmax(Tensor self, Tensor other)", "FmaxBackward0", np.fmax, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.masked_zero(grad, ~((self >= other) | (other != other))), "grad where self ≥ other"),
   other=(lambda grad, self, other: k.masked_zero(grad, (self >= other) | (other != other)),    "grad where other > self"))

op("fmin(Tensor self, Tensor other)", "FminBackward0", np.fmin, promotes="common", numbers=False,
   self =(lambda grad, self, other: k.masked_zero(grad, ~((self <= other) | (other != other))), "grad where self ≤ other"),
   other=(lambda grad, self, other: k.masked_zero(grad, (self <= other) | (other != other)),    "grad where other < self"))

op("clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None)", "ClampBackward0", f.clamp, promotes="common", inplace=True, numbers=False,
   self=(lambda grad, self, min, max: k.where(k.inside(self, min, max), grad, 0.0),     "grad where min ≤ self ≤ max"),
   min =(lambda grad, self, min, max: k.where(k.below(self, min, max), grad, 0.0),      "grad where self < min"),
   max =(lambda grad, self, min, max: k.where(k.above(self, min, max), grad, 0.0),      "grad where self > max"))

op("clamp(Tensor self, Scalar? min=None, Scalar? max=None)", "ClampBackward1", f.clamp, promotes="common", inplace=True, numbers=False, also="clip",
   self=(lambda grad, self, min, max: k.where(k.inside(self, min, max), grad, 0.0),     "grad where min ≤ self ≤ max"))

op("clamp_min(Tensor self, Scalar min)", "ClampMinBackward0", np.maximum, promotes="common", inplace=True, numbers=False,
   self=(lambda grad, self, min: k.where(self >= min, grad, 0.0),                       "grad where self ≥ min"))

op("clamp_min.Tensor(Tensor self, Tensor min)", "ClampMinBackward1", np.maximum, promotes="common", inplace=True, numbers=False,
   self=(lambda grad, self, min: k.where(self >= min, grad, 0.0),                       "grad where self ≥ min"),
   min =(lambda grad, self, min: k.where(self < min, grad, 0.0),                        "grad where self < min"))

op("clamp_max(Tensor self, Scalar max)", "ClampMaxBackward0", np.minimum, promotes="common", inplace=True, numbers=False,
   self=(lambda grad, self, max: k.where(self <= max, grad, 0.0),                       "grad where self ≤ max"))

op("clamp_max.Tensor(Tensor self, Tensor max)", "ClampMaxBackward1", np.minimum, promotes="common", inplace=True, numbers=False,
   self=(lambda grad, self, max: k.where(self <= max, grad, 0.0),                       "grad where self ≤ max"),
   max =(lambda grad, self, max: k.where(self > max, grad, 0.0),                        "grad where self > max"))

op("where.self(Tensor condition, Tensor self, Tensor other)", "WhereBackward0",
   f.where_forward, promotes="chosen", method=False,
   self =(lambda grad, condition: k.where(condition, grad, 0.0),                       "grad where condition"),
   other=(lambda grad, condition: k.where(condition, 0.0, grad),                       "grad where not condition"))

op("masked_fill.Tensor(Tensor self, Tensor mask, Tensor value)", "MaskedFillBackward1", f.masked_fill, inplace=True,
   self =(lambda grad, mask: k.masked_zero(grad, mask),                                "grad where not mask"),
   value=(lambda grad, mask: k.where(mask, grad, 0.0).sum(),                           "the sum of grad where mask"))

op("masked_fill.Scalar(Tensor self, Tensor mask, Scalar value)", "MaskedFillBackward0", f.masked_fill, inplace=True,
   self =(lambda grad, mask: k.masked_zero(grad, mask),                                "grad where not mask"))

op("heaviside(Tensor self, Tensor values)", "NotImplemented", f.heaviside, promotes="same", inplace=True, numbers=False,
   self  =(k.refused("heaviside"),                                                     "not implemented"),
   values=(k.refused("heaviside"),                                                     "not implemented"))

op("sgn(Tensor self)", "SgnBackward0", f.sgn, inplace=True,
   self=(lambda grad, self, result: c.sign_backward(grad, self, result),               "0; of complex numbers, what of grad goes round the circle, / |self|"))

op("sign(Tensor self)", "SignBackward0", f.sgn, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))
