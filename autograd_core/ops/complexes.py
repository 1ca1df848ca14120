"""Rows of complex numbers."""

import numpy as np

from .. import complexes as s
from .. import kernels as k
from ..schema import op

# fmt: off
op("complex(Tensor real, Tensor imag)", "ComplexBackward0", s.joined_parts, method=False,
   real=(lambda grad: s.part_of(grad, 0),                                              "the real part of grad"),
   imag=(lambda grad: s.part_of(grad, 1),                                              "the imaginary part of grad"))

op("view_as_real(Tensor(a) self)", "ViewAsRealBackward0", s.parts_view, is_view=True, method=False,
   self=(lambda grad: s.view_as_complex(grad),                                         "grad, as complex numbers"))

op("view_as_complex(Tensor(a) self)", "ViewAsComplexBackward0", s.complex_view, is_view=True, method=False,
   self=(lambda grad: s.view_as_real(grad),                                            "grad, as pairs"))

op("_conj(Tensor(a) self)", "ConjBackward0", np.conj, method=False, function=False,
   self=(lambda grad: k.conj(grad),                                                    "the conjugate of grad"))

op("angle(Tensor self)", "AngleBackward0", s.angle, promotes="float",
   self=(lambda grad, self: s.angle_backward(grad, self),                              "grad · i·self / |self|², 0 for real numbers"))
