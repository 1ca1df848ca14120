"""Rows that only exist in place: numbers written over what was there."""

from .. import forwards as f
from .. import kernels as k
from .. import random
from ..schema import op

# fmt: off
op("zero_(Tensor(a!) self)", "ZeroBackward0", lambda self: f.filled_like(self, 0), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("fill_.Tensor(Tensor(a!) self, Tensor value)", "FillBackward3", f.filled_with, function=False, inplace=True,
   self =(lambda grad: k.zeros_like(grad),                                             "0"),
   value=(lambda grad: grad.sum(),                                                     "the sum of grad"))

op("fill_.Scalar(Tensor(a!) self, Scalar value)", "FillBackward2", f.filled_like, function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("copy_(Tensor(a!) self, Tensor src, bool non_blocking=False)", "CopyBackwards",
   lambda self, src, non_blocking: f.copied_into(self, src), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"),
   src =(lambda grad: grad,                                                            "grad"))

op("normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None)", "NormalBackward0", random.normal_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None)", "UniformBackward0", random.uniform_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None)", "RandomBackward0", random.integers_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("random_.to(Tensor(a!) self, int to, *, Generator? generator=None)", "RandomBackward1",
   lambda self, to, generator: random.integers_like(self, 0, to, generator), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("random_(Tensor(a!) self, *, Generator? generator=None)", "RandomBackward2",
   lambda self, generator: random.integers_like(self, 0, None, generator), function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None)", "BernoulliBackward2", random.bernoulli_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))

op("bernoulli_.Tensor(Tensor(a!) self, Tensor p, *, Generator? generator=None)", "BernoulliBackward1", random.bernoulli_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"),
   p   =(lambda grad: k.zeros_like(grad),                                              "0"))

op("exponential_(Tensor(a!) self, float lambd=1., *, Generator? generator=None)", "ExponentialBackward0", random.exponential_like,
   function=False, inplace=True,
   self=(lambda grad: k.zeros_like(grad),                                              "0"))
