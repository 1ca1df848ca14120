"""What PyTorch itself puts together from other operations: ``matmul``, casts; and all such functions by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import creation, cutting, dispatch, forwards, indexing, kinds, measures, reflected, sampling, shaping
from .cuda import unavailable
from .dtypes import ALIASES, DTYPES, Device, DType
from .dtypes import bfloat16 as BFLOAT16
from .errors import ArgumentError, AutogradError, ValueOutOfRange
from .schema import find
from .shaping import contiguous, reshape
from .tensor import Tensor, build, bump

call = dispatch.call


# ── products ───────────────────────────────────────────────────────────────────────────────────────────────────


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The product of vectors, matrices or batches of them. Raises AutogradError where sizes do not fit."""
    for position, one in enumerate((input, other)):
        if not isinstance(one, Tensor):
            name, kind = ("input", "other")[position], type(one).__name__
            raise ArgumentError(f"matmul(): argument '{name}' (position {position + 1}) must be Tensor, not {kind}")
    dims = (input.ndim, other.ndim)
    if 0 in dims:
        raise AutogradError(
            f"both arguments to matmul need to be at least 1D, but they are {dims[0]}D and {dims[1]}D", subject=input
        )
    if dims == (1, 1):
        return call(find("dot"), (input, other))
    if dims == (2, 2):
        return call(find("mm"), (input, other))
    if dims == (2, 1):
        return call(find("mv"), (input, other))
    if dims == (1, 2):
        row = call(find("mm"), (call(find("unsqueeze"), (input, 0)), other))
        made = call(find("_squeeze_row"), (row, 0))
        bump(made)  # PyTorch squeezes the row in place
        return made
    return _folded(input, other) if should_fold(input, other) else _batched(input, other)


def should_fold(input: Tensor, other: Tensor) -> bool:
    """Whether a batch times one matrix or vector becomes one product of all its rows, as PyTorch decides it."""
    larger, smaller = (input, other) if input.ndim >= other.ndim else (other, input)
    if larger.ndim < 3 or smaller.ndim > 2:
        return False
    if smaller.requires_grad:
        return True
    if input.ndim == 2:
        return False
    shape, strides = list(larger.shape), list(larger.stride())
    if larger is other:
        shape[-2:], strides[-2:] = shape[:-3:-1], strides[:-3:-1]
    return not larger.numel() or all(strides[i] == strides[i + 1] * shape[i + 1] for i in range(larger.ndim - 2))


def _folded(input: Tensor, other: Tensor) -> Tensor:
    turned = other.ndim > input.ndim
    batch = call(find("transpose", "int"), (other, -2, -1)) if turned else input
    one = other if not turned else call(find("t"), (input,)) if input.ndim == 2 else input
    shape = batch.shape
    flat = reshape(batch, (math.prod(shape[:-1]), shape[-1]))
    if one.ndim == 1:
        return call(find("_unsafe_view"), (call(find("mv"), (flat, one)), shape[:-1]))
    product = call(find("_unsafe_view"), (call(find("mm"), (flat, one)), (*shape[:-1], one.shape[1])))
    return contiguous(call(find("transpose", "int"), (product, -2, -1))) if turned else product


def _batched(input: Tensor, other: Tensor) -> Tensor:
    left = call(find("unsqueeze"), (input, 0)) if input.ndim == 1 else input
    try:
        batch = np.broadcast_shapes(left.shape[:-2], other.shape[:-2])
    except ValueError as error:
        raise forwards.mismatch_of_batches(left.shape, other.shape) from error
    rows, inner, columns = left.shape[-2], left.shape[-1], other.shape[-1]
    count = math.prod(batch)
    a = reshape(call(find("expand"), (left, (*batch, rows, inner), False)), (count, rows, inner))
    b = reshape(
        call(find("expand"), (other, (*batch, other.shape[-2], columns), False)), (count, other.shape[-2], columns)
    )
    product = call(find("_unsafe_view"), (call(find("bmm"), (a, b)), (*batch, rows, columns)))
    return call(find("squeeze", "dim"), (product, -2)) if input.ndim == 1 else product


def matmul_operator(self: Tensor, other: Any) -> Any:
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


# ── dtypes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def to(
    self: Tensor,
    *arguments: Any,
    dtype: DType | None = None,
    device: Any = None,
    other: Any = None,
    non_blocking: bool = False,
    copy: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """This tensor in another dtype; itself where that is its dtype. There is one device, the CPU."""
    given = [*arguments, device, other]
    for one in given:
        if isinstance(one, DType):
            dtype = one
        elif isinstance(one, Tensor):
            dtype = one.dtype
        elif isinstance(one, (str, Device)):
            creation.check_device(one)
    if dtype is None or dtype is self.dtype:
        return call(find("clone"), (self, None)) if copy else self
    return call(find("_to_copy"), (self, dtype))


def cast_to(name: str) -> Any:
    dtype = DTYPES[ALIASES.get(name, name)]

    def cast(self: Tensor, memory_format: Any = None) -> Tensor:
        return to(self, dtype)

    cast.__name__ = cast.__qualname__ = name
    cast.__doc__ = f"This tensor as {dtype!r}."
    return cast


def bfloat16(self: Tensor) -> Tensor:
    """Refused: numpy has no such numbers."""
    return to(self, BFLOAT16)


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype of ``other``."""
    return to(self, other.dtype)


def type_of(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """Its old type name, such as torch.FloatTensor; with a dtype, this tensor in that dtype."""
    if dtype is None:
        return f"torch.{self.dtype.title}Tensor"
    if isinstance(dtype, str):
        dtype = next((one for one in DTYPES.values() if dtype == f"torch.{one.title}Tensor"), dtype)
    dtype = getattr(dtype, "stands_for", dtype)
    if not isinstance(dtype, DType):
        raise ValueOutOfRange(f"invalid type: '{dtype}'")
    return to(self, dtype)


def itself(self: Tensor, *_: Any, **__: Any) -> Tensor:
    """The same tensor: there is one device, the CPU."""
    return self


def cuda(self: Tensor, *_: Any, **__: Any) -> Tensor:
    """There is no GPU: refused in PyTorch's words, or on the page told and passed over."""
    unavailable()
    return self


# ── complex numbers ────────────────────────────────────────────────────────────────────────────────────────────


def real(input: Tensor) -> Tensor:
    """The real parts; a real tensor itself."""
    return (
        call(find("select", "int"), (call(find("view_as_real"), (input,)), -1, 0)) if input.dtype.is_complex else input
    )


def imag(input: Tensor) -> Tensor:
    """The imaginary parts."""
    if not input.dtype.is_complex:
        raise AutogradError("imag is not implemented for tensors with non-complex dtypes.")
    return call(find("select", "int"), (call(find("view_as_real"), (input,)), -1, 1))


def isreal(input: Tensor) -> Tensor:
    """Where the imaginary part is 0; everywhere in real numbers."""
    return build(np.isreal(input._data) if input.ndim else np.bool_(np.isreal(input._data)))


def conj(input: Tensor) -> Tensor:
    """The complex conjugate; a real tensor itself."""
    return call(find("_conj"), (input,)) if input.dtype.is_complex else input


# ── others ─────────────────────────────────────────────────────────────────────────────────────────────────────


def copied(self: Tensor) -> Tensor:
    """A copy as ``.grad`` holds it after a recorded pass."""
    return call(find("_copied"), (build(self._data), self))


def positive(input: Tensor) -> Tensor:
    """The same tensor."""
    if input.dtype is DTYPES["bool"]:
        raise AutogradError("The `+` operator, on a bool tensor is not supported.")
    return input


def flipped(self: Tensor) -> Tensor:
    """``reversed(x)``: turned round along all dimensions."""
    return call(find("flip"), (self, tuple(range(self.ndim)))) if self.ndim else self


def sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """Summed until it has ``size``."""
    wanted = shaping.sizes_of(size)
    extra = self.ndim - len(wanted)
    fits = extra >= 0 and all(one in (1, has) for one, has in zip(wanted, self.shape[max(extra, 0) :], strict=False))
    if not fits:
        raise AutogradError(f"size {{{list(wanted)}}} is not expandable to size {{{list(self.shape)}}}.")
    dims = list(range(extra)) + [i + extra for i, one in enumerate(wanted) if one == 1 and self.shape[i + extra] != 1]
    made = call(find("sum", "dim_IntList"), (self, tuple(dims), True, None)) if dims else self
    return call(find("view"), (made, wanted)) if extra else made


_SHAPING = "reshape flatten unflatten ravel movedim narrow tile repeat_interleave broadcast_to"
_MEASURES = (
    "std var norm nanmean quantile cov corrcoef diff unique unique_consecutive nonzero take_along_dim msort square "
    "float_power cross diag diagflat fliplr flipud allclose equal"
)
_JOINING = "split vstack hstack dstack column_stack block_diag atleast_1d atleast_2d atleast_3d"


def _named(module: Any, names: str) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names.split()}


_BOTH = {
    **_named(shaping, _SHAPING),
    **_named(cutting, "chunk tensor_split hsplit vsplit dsplit"),
    **_named(measures, _MEASURES),
    **_named(sampling, "bernoulli multinomial"),
    "matmul": matmul,
    "conj": conj,
    "positive": positive,
    "moveaxis": shaping.movedim,
    "unbind": indexing.unbind,
}
METHODS: dict[str, Any] = {
    **_BOTH,
    **_named(shaping, "view_as reshape_as expand_as contiguous"),
    **creation.METHODS,
    **{name: cast_to(name) for name in (*ALIASES, "bool")},
    "char": cast_to("int8"),
    "byte": cast_to("uint8"),
    "bfloat16": bfloat16,
    "to": to,
    "type": type_of,
    "type_as": type_as,
    "sum_to_size": sum_to_size,
    "split": cutting.split_method,
    "where": measures.where_method,
    "cpu": itself,
    "cuda": cuda,
    "resolve_conj": itself,
    "is_nonzero": kinds.FUNCTIONS["is_nonzero"],
    "isreal": isreal,
}
FUNCTIONS: dict[str, Any] = {
    **_BOTH,
    **_named(shaping, "broadcast_tensors broadcast_shapes meshgrid"),
    **_named(cutting, _JOINING),
    **_named(measures, "std_mean var_mean trapezoid isin bucketize combinations cartesian_prod where"),
    "real": real,
    "imag": imag,
    "isreal": isreal,
    "row_stack": cutting.vstack,
    "trapz": measures.trapezoid,
}
ELSEWHERE = (
    "is_meta is_quantized is_nested is_mps is_xpu is_sparse_csr is_mkldnn is_vulkan is_xla is_ipu is_maia is_mtia"
)
PROPERTIES = {
    "T": property(shaping.reversed_dims),
    "mT": property(shaping.matrix_transposed),
    "mH": property(shaping.matrix_transposed),
    "H": property(shaping.adjoint),
    "real": property(real),
    "imag": property(imag),
    "layout": property(lambda self: kinds.strided),
    "is_cpu": property(lambda self: True),
    **dict.fromkeys(ELSEWHERE.split(), property(lambda self: False)),  # there is one device, and one layout
}


def install() -> None:
    """Give Tensor the methods of this file."""
    members: dict[str, Any] = {"__matmul__": matmul_operator, "copied": copied, "__reversed__": flipped, **PROPERTIES}
    members |= reflected.OPERATORS
    members |= {"__pos__": positive}
    members |= {"__getitem__": indexing.get, "__setitem__": indexing.put}
    for name, member in (METHODS | members).items():
        setattr(Tensor, name, member)


_IN_PLACE = (
    "abs_ acos_ acosh_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ asin_ asinh_ atan_ atanh_ ceil_ clamp_ "
    "clamp_max_ clamp_min_ clip_ cos_ cosh_ deg2rad_ detach detach_ erf_ erfc_ exp2_ exp_ expm1_ fill_ fix_ floor_ "
    "frac_ i0_ index_put_ is_same_size is_signed log10_ log1p_ log2_ log_ logit_ nan_to_num_ neg_ negative_ rad2deg_ "
    "reciprocal_ relu_ round_ rsqrt_ sigmoid_ sin_ sinc_ sinh_ sqrt_ tan_ tanh_ trunc_ xlogy_ zero_"
)


def in_place() -> dict[str, Any]:
    """The methods that are ``torch`` functions too; known once Tensor has them."""
    return {name: getattr(Tensor, name) for name in _IN_PLACE.split()} | {"newaxis": None}
