"""The dtypes of PyTorch, and which dtype a result has when its operands differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .context import current
from .errors import ArgumentError, AutogradError, NotInSubset

BOOL, INTEGER, FLOATING, COMPLEX = range(4)  # categories, lowest first


@dataclass(frozen=True, slots=True, eq=False)
class DType:
    """One of PyTorch's dtypes; ``numpy`` is the dtype of the array behind a tensor."""

    name: str  # "float32"
    numpy: np.dtype[Any]
    category: int
    title: str  # "Float", as in torch.FloatTensor and in messages
    words: str  # "float", as in the message about the dtype of a gradient

    @property
    def is_floating_point(self) -> bool:
        return self.category == FLOATING

    @property
    def is_complex(self) -> bool:
        return self.category == COMPLEX

    @property
    def is_signed(self) -> bool:
        return self.name not in ("bool", "uint8")

    @property
    def itemsize(self) -> int:
        return self.numpy.itemsize

    def to_complex(self) -> DType:
        """The complex dtype whose parts have this dtype."""
        if self.category != FLOATING and self.category != COMPLEX:
            raise AutogradError(f"Unknown Complex ScalarType for {self.title}")
        return DTYPES["complex128" if self.name in ("float64", "complex128") else "complex64"]

    def to_real(self) -> DType:
        """The dtype of the parts of a complex number."""
        return DTYPES[{"complex64": "float32", "complex128": "float64"}.get(self.name, self.name)]

    def __repr__(self) -> str:
        return f"torch.{self.name}"


class Refused(DType):
    """A dtype that numpy does not have: it has a name, and says so when numbers are asked of it."""

    __slots__ = ()

    def __init__(self, name: str, category: int, title: str) -> None:
        for field, value in (("name", name), ("category", category), ("title", title), ("words", title)):
            object.__setattr__(self, field, value)

    def __getattribute__(self, name: str) -> Any:
        if name == "numpy":
            what = f"torch.{object.__getattribute__(self, 'name')}"
            raise NotInSubset(
                f"tensors of {what} cannot be made here; use torch.float32 or torch.float16",
                id="refused",
                what=what,
                instead="torch.float32, torch.float16",
            )
        return object.__getattribute__(self, name)


_ROWS = (
    ("float32", FLOATING, "Float", "Float"),
    ("float64", FLOATING, "Double", "double"),
    ("float16", FLOATING, "Half", "Half"),
    ("int64", INTEGER, "Long", "long int"),
    ("int32", INTEGER, "Int", "int"),
    ("int16", INTEGER, "Short", "short int"),
    ("int8", INTEGER, "Char", "signed char"),
    ("uint8", INTEGER, "Byte", "unsigned char"),
    ("bool", BOOL, "Bool", "bool"),
    ("complex64", COMPLEX, "ComplexFloat", "c10::complex<float>"),
    ("complex128", COMPLEX, "ComplexDouble", "c10::complex<double>"),
)
DTYPES: dict[str, DType] = {row[0]: DType(row[0], np.dtype(row[0]), *row[1:]) for row in _ROWS}
bfloat16 = Refused("bfloat16", FLOATING, "BFloat16")
ALIASES = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "cfloat": "complex64",
    "cdouble": "complex128",
}
OF_NUMPY: dict[np.dtype[Any], DType] = {dtype.numpy: dtype for dtype in DTYPES.values()}

float32 = DTYPES["float32"]
float64 = DTYPES["float64"]
int64 = DTYPES["int64"]
boolean = DTYPES["bool"]
DEFAULT = float32  # unless set_default_dtype changed it: see ``default``
NUMBERS = (bool, int, float, complex)


def default() -> DType:
    """The dtype of floating numbers without one of their own: float32, unless ``set_default_dtype`` changed it."""
    chosen: DType | None = current().default_dtype
    return float32 if chosen is None else chosen


def set_default_dtype(d: DType) -> None:
    """Let floating numbers without a dtype be of ``d`` from now on."""
    if not isinstance(d, DType):
        raise ArgumentError("invalid dtype object: only floating-point types are supported as the default type")
    if d.category != FLOATING:
        raise ArgumentError("only floating-point types are supported as the default type")
    current().default_dtype = d


def of_number(number: complex) -> DType:
    """The dtype PyTorch gives a Python number."""
    if isinstance(number, bool):
        return boolean
    if isinstance(number, int):
        return int64
    return default() if isinstance(number, float) else default().to_complex()


def promote(a: DType | None, b: DType | None) -> DType | None:
    """The smallest dtype that holds both; a float wins over any integer without growing."""
    if a is None or b is None or a is b:
        return a or b
    if a.category != b.category and COMPLEX in (a.category, b.category):
        higher, lower = (a, b) if a.category > b.category else (b, a)
        return DTYPES["complex128"] if lower is float64 else higher
    if a.category != b.category:
        return a if a.category > b.category else b
    return OF_NUMPY[np.promote_types(a.numpy, b.numpy)]


def result_type(operands: Iterable[Any]) -> DType:
    """The dtype of a result computed from arrays, numpy scalars and Python numbers.

    Tensors with dimensions count first, then tensors without, then numbers: a later class only counts where its
    category is higher (PyTorch, "Type promotion" in the documentation of tensor attributes).
    """
    with_dimensions = without = numbers = None
    for operand in operands:
        if isinstance(operand, NUMBERS) and not isinstance(operand, np.generic):
            numbers = promote(numbers, of_number(operand))
        elif operand.ndim:
            with_dimensions = promote(with_dimensions, OF_NUMPY[operand.dtype])
        else:
            without = promote(without, OF_NUMPY[operand.dtype])
    result = _combine(with_dimensions, _combine(without, numbers))
    assert result is not None
    return result


def _combine(higher: DType | None, lower: DType | None) -> DType | None:
    if higher is None or lower is None:
        return higher or lower
    if lower.category <= higher.category:
        return higher
    if lower.category == COMPLEX and higher.category == FLOATING:
        return higher.to_complex()
    return lower


def can_cast(from_: DType, to: DType) -> bool:
    """Whether PyTorch lets a result of dtype ``from_`` be written into a tensor of dtype ``to``."""
    return from_.category <= to.category


@dataclass(frozen=True, slots=True)
class Limits:
    """What ``torch.finfo`` and ``torch.iinfo`` say of a dtype."""

    dtype: str
    bits: int
    max: float
    min: float
    eps: float = 0.0
    tiny: float = 0.0
    smallest_normal: float = 0.0
    resolution: float = 0.0

    def __repr__(self) -> str:
        if not self.eps:
            return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
        named = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in named)}, dtype={self.dtype})"


def finfo(type: DType | None = None) -> Limits:
    """The range and the precision of a floating dtype."""
    dtype = default() if type is None else type
    if dtype.category < FLOATING:
        raise ArgumentError(
            "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
        )
    found = np.finfo(dtype.to_real().numpy)
    tiny = float(found.tiny)
    real = dtype.to_real().name
    return Limits(
        real, found.bits, float(found.max), float(found.min), float(found.eps), tiny, tiny, float(found.resolution)
    )


def iinfo(type: DType) -> Limits:
    """The range of a dtype of whole numbers."""
    if type.category >= FLOATING:
        raise ArgumentError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
    if type.category == BOOL:
        raise ArgumentError("torch.bool is not supported by torch.iinfo")
    found = np.iinfo(type.numpy)
    return Limits(type.name, found.bits, int(found.max), int(found.min))


_DEVICES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a tensor lives: here, always the CPU."""

    type: str = "cpu"
    index: int | None = None

    def __post_init__(self) -> None:
        kind, colon, number = self.type.partition(":")
        if kind not in _DEVICES.split(", "):
            raise AutogradError(f"Expected one of {_DEVICES} device type at start of device string: {kind}")
        if colon:
            object.__setattr__(self, "type", kind)
            object.__setattr__(self, "index", int(number))

    def __repr__(self) -> str:
        return f"device(type='{self.type}'" + ("" if self.index is None else f", index={self.index}") + ")"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"


CPU = Device()

for _kind in (DType, Device):
    _kind.__name__ = _kind.__qualname__ = "dtype" if _kind is DType else "device"
    _kind.__module__ = "torch"
