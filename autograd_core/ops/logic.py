"""Rows of comparisons and of logic: no gradient passes here."""

import numpy as np

from .. import arithmetic as f
from ..schema import op

# fmt: off
op("eq.Tensor(Tensor self, Tensor other)", None, lambda self, other: self == other, promotes="common", symbol="==", inplace=True)
op("ne.Tensor(Tensor self, Tensor other)", None, lambda self, other: self != other, promotes="common", symbol="!=", inplace=True, also="not_equal")
op("lt.Tensor(Tensor self, Tensor other)", None, lambda self, other: self < other,  promotes="common", symbol="<", inplace=True, also="less")
op("le.Tensor(Tensor self, Tensor other)", None, lambda self, other: self <= other, promotes="common", symbol="<=", inplace=True, also="less_equal")
op("gt.Tensor(Tensor self, Tensor other)", None, lambda self, other: self > other,  promotes="common", symbol=">", inplace=True, also="greater")
op("ge.Tensor(Tensor self, Tensor other)", None, lambda self, other: self >= other, promotes="common", symbol=">=", inplace=True, also="greater_equal")

op("bitwise_and.Tensor(Tensor self, Tensor other)", None, f.bitwise("and"), promotes="common", symbol="&", inplace=True)
op("bitwise_or.Tensor(Tensor self, Tensor other)",  None, f.bitwise("or"),  promotes="common", symbol="|", inplace=True)
op("bitwise_xor.Tensor(Tensor self, Tensor other)", None, f.bitwise("xor"), promotes="common", symbol="^", inplace=True)
op("bitwise_left_shift.Tensor(Tensor self, Tensor other)", None, f.shifted_left, promotes="common", symbol="<<", inplace=True)
op("bitwise_right_shift.Tensor(Tensor self, Tensor other)", None, f.shifted_right, promotes="common", symbol=">>", inplace=True)
op("bitwise_not(Tensor self)", None, f.invert, symbol="~", inplace=True)

op("logical_not(Tensor self)", None, np.logical_not, inplace=True)
op("logical_and(Tensor self, Tensor other)", None, np.logical_and, numbers=False, inplace=True)
op("logical_or(Tensor self, Tensor other)",  None, np.logical_or,  numbers=False, inplace=True)
op("logical_xor(Tensor self, Tensor other)", None, np.logical_xor, numbers=False, inplace=True)

op("isnan(Tensor self)", None, np.isnan)
op("isinf(Tensor self)", None, np.isinf)
op("isfinite(Tensor self)", None, np.isfinite)
op("isposinf(Tensor self)", None, np.isposinf)
op("isneginf(Tensor self)", None, np.isneginf)
op("signbit(Tensor self)", None, np.signbit)
op("isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)", None, f.isclose, numbers=False)
