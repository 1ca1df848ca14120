"""Complex numbers and their parts: forwards, and the few gradients that are only theirs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .dtypes import OF_NUMPY
from .errors import AutogradError
from .kernels import both, is_array

view_as_real, view_as_complex = both("view_as_real"), both("view_as_complex")


def complex_of(dtype: Any) -> Any:
    """The complex dtype whose parts have ``dtype``."""
    return np.result_type(dtype, np.complex64)


def joined_parts(real: Any, imag: Any) -> Any:
    """Complex numbers of their parts."""
    if real.dtype != imag.dtype:
        names = [OF_NUMPY[one.dtype].title for one in (real, imag)]
        raise AutogradError(
            f"Expected object of scalar type {names[0]} but got scalar type {names[1]} for second argument"
        )
    if real.dtype.kind != "f":
        name = OF_NUMPY[real.dtype].title
        raise AutogradError(f"Expected both inputs to be Half, Float or Double tensors but got {name} and {name}")
    return (real + 1j * imag).astype(complex_of(real.dtype))


def part_of(grad: Any, which: int) -> Any:
    """The real or the imaginary part."""
    if is_array(grad):
        return grad.imag if which else grad.real
    return grad.imag if which else grad.real


def parts_view(array: Any) -> Any:
    """A complex array as pairs of real numbers, in the same memory."""
    if array.dtype.kind != "c":
        raise AutogradError("view_as_real is only supported for complex tensors")
    if type(array) is not np.ndarray:
        return np.array([array.real, array.imag])
    strides = (*array.strides, array.itemsize // 2)
    return np.lib.stride_tricks.as_strided(array.real, (*array.shape, 2), strides)


def complex_view(array: Any) -> Any:
    """Pairs of real numbers as complex ones, in the same memory."""
    if array.dtype.kind != "f":
        title = OF_NUMPY[array.dtype].title
        raise AutogradError(
            "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: "
            f"{title}"
        )
    if not array.ndim or array.shape[-1] != 2:
        raise AutogradError("Tensor must have a last dimension of size 2")
    if array.strides[-1] != array.itemsize:
        array = np.ascontiguousarray(array)  # a gradient that was expanded
    return array.view(complex_of(array.dtype)).reshape(array.shape[:-1])


def angle_backward(grad: Any, self: Any) -> Any:
    """grad · i·self / |self|²; 0 for real numbers, whose angle does not change."""
    if not _is_complex(self):
        return grad * 0
    size = abs(self)
    return grad * (self * 1j) / (size * size)


def sign_backward(grad: Any, self: Any, result: Any) -> Any:
    """What of grad goes round the circle, divided by |self|; 0 for real numbers."""
    if not _is_complex(self):
        return grad * 0
    return (grad - (grad * result.conj()).real * result) / abs(self)


def _is_complex(value: Any) -> bool:
    return value.dtype.kind == "c" if is_array(value) else bool(value.dtype.is_complex)


def angle(array: Any) -> Any:
    """The angle of complex numbers; of real ones 0 or π."""
    if array.dtype.kind == "c":
        return np.angle(array).astype(np.finfo(array.dtype).dtype)[()]
    return np.where(array != array, array, np.where(array < 0, math.pi, 0.0)).astype(array.dtype)[()]
