"""What a tensor says of itself: sizes, dtype, its numbers as Python's, its text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .context import allow, brackets, charge, warn
from .dtypes import CPU, OF_NUMPY, Device, DType
from .errors import ArgumentError, AutogradError, DimensionError, ValueOutOfRange
from .printing import size_repr, tensor_repr

if TYPE_CHECKING:
    from .node import Node


TO_SCALAR = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


class Size(tuple[int, ...]):
    """The shape of a tensor."""

    __slots__ = ()

    def __repr__(self) -> str:
        return size_repr(self)

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, tuple(other)))

    def numel(self) -> int:
        """How many numbers a tensor of this shape holds."""
        return math.prod(self)


class Readable:
    """The part of Tensor that only reads; ``_data`` is an array or a numpy scalar."""

    __slots__ = ()

    _data: Any

    if TYPE_CHECKING:

        @property
        def grad_fn(self) -> Node | None: ...

        @property
        def requires_grad(self) -> bool: ...

    @property
    def shape(self) -> Size:
        """Its sizes, one for each dimension."""
        return Size(self._data.shape)

    def size(self, dim: int | None = None) -> Size | int:
        """Its sizes, or the one of dimension ``dim``."""
        if dim is None:
            return self.shape
        bound = max(self._data.ndim, 1)
        if not -bound <= dim < bound or not self._data.ndim:
            bounds = f"[{-bound}, {bound - 1}]"
            raise DimensionError(f"Dimension out of range (expected to be in range of {bounds}, but got {dim})")
        return int(self._data.shape[dim])

    @property
    def dtype(self) -> DType:
        """Its dtype."""
        return OF_NUMPY[self._data.dtype]

    @property
    def device(self) -> Device:
        """Where it lives: the CPU."""
        return CPU

    @property
    def is_cuda(self) -> bool:
        """Whether it lives on a GPU: never, here."""
        return False

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return int(self._data.ndim)

    def dim(self) -> int:
        """How many dimensions it has."""
        return int(self._data.ndim)

    def numel(self) -> int:
        """How many numbers it holds."""
        return int(self._data.size)

    nelement = numel

    ndimension = dim

    @property
    def itemsize(self) -> int:
        """How many bytes one number takes."""
        return int(self._data.itemsize)

    def element_size(self) -> int:
        """How many bytes one number takes."""
        return int(self._data.itemsize)

    @property
    def nbytes(self) -> int:
        """How many bytes its numbers take."""
        return int(self._data.nbytes)

    def storage_offset(self) -> int:
        """How far into its memory its first number lies, in numbers."""
        array = np.asarray(self._data)
        base = array
        while isinstance(base.base, np.ndarray):
            base = base.base
        start = array.__array_interface__["data"][0] - base.__array_interface__["data"][0]
        return int(start // array.itemsize)

    def data_ptr(self) -> int:
        """Where its first number lies in memory."""
        return int(np.asarray(self._data).__array_interface__["data"][0])

    def is_same_size(self, other: Readable) -> bool:
        """Whether both have the same shape."""
        return self.shape == other.shape

    def get_device(self) -> int:
        """The number of its GPU: −1 on the CPU."""
        return -1

    @property
    def is_sparse(self) -> bool:
        """Whether only its numbers that are not zero are kept: never, here."""
        return False

    def is_complex(self) -> bool:
        """Whether its dtype is a complex one."""
        return self.dtype.is_complex

    def is_signed(self) -> bool:
        """Whether its dtype has negative numbers."""
        return self.dtype.is_signed

    def is_conj(self) -> bool:
        """Whether its numbers are yet to be conjugated: never, here."""
        return False

    def is_floating_point(self) -> bool:
        """Whether its dtype is a floating one."""
        return self.dtype.is_floating_point

    def is_contiguous(self) -> bool:
        """Whether its numbers lie in memory in the order of its indices."""
        return bool(np.asarray(self._data).flags.c_contiguous)

    def stride(self, dim: int | None = None) -> Any:
        """How far apart in memory neighbours of each dimension are, in numbers."""
        array = np.asarray(self._data)
        if not array.size:  # numpy gives no steps where nothing is to be reached
            sizes = [max(size, 1) for size in array.shape]
            steps = tuple(math.prod(sizes[at + 1 :]) for at in range(array.ndim))
        else:
            steps = tuple(step // array.itemsize for step in array.strides)
        if dim is None:
            return steps
        self.size(dim)
        return steps[dim]

    def item(self) -> Any:
        """The one number it holds, as a Python number. Raises AutogradError if it holds another count of them."""
        if self._data.size != 1:
            raise AutogradError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar", subject=self)
        return self._data.item()

    def tolist(self) -> Any:
        """Its numbers as nested lists; a Python number if it has no dimensions."""
        allow("container_length", max(self._data.shape, default=0))
        charge("value_bytes", 40 * brackets(self._data.shape))
        return self._data.tolist()

    def __repr__(self) -> str:
        try:
            fn = self.grad_fn
            name = None if fn is None else fn.kind
        except AutogradError:  # a view that something else has changed
            name = "Invalid"
        return tensor_repr(self._data, grad_fn=name, requires_grad=self.requires_grad)

    def __format__(self, spec: str) -> str:
        if self._data.ndim == 0:
            return format(self.item(), spec)
        if spec:
            raise ArgumentError("unsupported format string passed to Tensor.__format__")
        return repr(self)

    def __len__(self) -> int:
        if not self._data.ndim:
            raise ArgumentError("len() of a 0-d tensor")
        return len(self._data)

    def __bool__(self) -> bool:
        if self._data.size != 1:
            how = "no values" if not self._data.size else "more than one value"
            raise AutogradError(f"Boolean value of Tensor with {how} is ambiguous", subject=self)
        return bool(self._data.item())

    def __float__(self) -> float:
        return float(self._one_number())

    def __int__(self) -> int:
        return int(self._one_number())

    def __index__(self) -> int:
        if self._data.size != 1 or self.dtype.is_floating_point:
            raise ArgumentError("only integer tensors of a single element can be converted to an index")
        return int(self._data.item())

    def _one_number(self) -> Any:
        if self._data.size != 1:
            raise ValueOutOfRange("only one element tensors can be converted to Python scalars", subject=self)
        if self.requires_grad:
            warn(TO_SCALAR)
        return self._data.item()

    __hash__ = object.__hash__

    def __contains__(self, item: Any) -> bool:
        return bool(np.any(self._data == getattr(item, "_data", item)))
