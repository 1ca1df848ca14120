"""Tensors that the student makes: ``tensor``, ``zeros``, ``arange``, ``randn`` and the other factories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .context import brackets, current, warn
from .cuda import unavailable
from .dtypes import (
    COMPLEX,
    DTYPES,
    FLOATING,
    NUMBERS,
    OF_NUMPY,
    Device,
    DType,
    boolean,
    default,
    float32,
    of_number,
)
from .errors import ArgumentError, AutogradError, NotInSubset, ValueOutOfRange
from .tensor import Tensor, build, set_flag

COPY = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)
_FLOATS = "float64, float32, float16, complex64, complex128"
KINDS = f"{_FLOATS}, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool"


def made(array: Any, requires_grad: bool = False) -> Tensor:
    """A new leaf around ``array``, told to the recorder. Raises AutogradError for whole numbers that ask for "
    "gradients."""
    run = current()
    if run.budget is not None:
        run.budget.allow("elements", array.size)
        run.budget.charge_array(array)
        run.budget.charge("items")
    tensor = build(array[()] if not array.ndim else array)
    if run.recorder is not None:
        run.recorder.created(tensor)
    if requires_grad:
        if OF_NUMPY[array.dtype].category < FLOATING:
            message = "Only Tensors of floating point and complex dtype can require gradients"
            raise AutogradError(message, id="E8", subject=tensor)
        set_flag(tensor, True)
    return tensor


# ── from values ────────────────────────────────────────────────────────────────────────────────────────────────


def tensor(
    data: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A leaf that copies ``data``. Raises ValueOutOfRange for ragged lists, ArgumentError for what holds no numbers."""
    if isinstance(data, Tensor):
        warn(COPY)
    check_device(device)
    return made(array_of(data, dtype), requires_grad)


def as_tensor(data: Any, dtype: DType | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor; a tensor of the right dtype is returned as it is."""
    check_device(device)
    if isinstance(data, Tensor) and dtype in (None, data.dtype):
        return data
    if isinstance(data, np.ndarray) and (dtype is None or dtype.numpy == data.dtype):
        return from_numpy(data)
    return made(array_of(data, dtype))


def asarray(
    obj: Any, *, dtype: DType | None = None, device: Any = None, copy: bool | None = None, requires_grad: bool = False
) -> Tensor:
    """``obj`` as a tensor, sharing memory where that can be."""
    found = made(array_of(obj, dtype)) if copy else as_tensor(obj, dtype, device)
    return found.requires_grad_() if requires_grad else found


def from_numpy(array: Any) -> Tensor:
    """A tensor that shares the memory of a numpy array."""
    if not isinstance(array, np.ndarray):
        raise ArgumentError(f"expected np.ndarray (got {type(array).__name__})")
    check_array(array)
    run = current()
    shared = build(array)
    if run.recorder is not None:
        run.recorder.created(shared)
    return shared


def array_of(data: Any, dtype: DType | None) -> Any:
    """The numbers of ``data`` as an array: float32 if one of them is a float, else int64, or bool if all are."""
    if isinstance(data, Tensor):
        return np.array(data._data, dtype=(dtype or data.dtype).numpy)
    if isinstance(data, (np.ndarray, np.generic)):
        check_array(data)
        return np.array(data, dtype=None if dtype is None else dtype.numpy)
    kinds: list[DType] = []
    rows = _checked(data, _shape_of(data), kinds)
    if dtype is None:
        dtype = max(kinds, key=lambda kind: kind.category, default=default())
    current()  # numpy is as silent as PyTorch about what becomes infinite
    if dtype.category == COMPLEX or all(kind.category != COMPLEX for kind in kinds):
        return converted(rows, dtype)
    raise AutogradError("value cannot be converted to type double without overflow")


def converted(rows: Any, dtype: DType) -> Any:
    """Plain numbers as an array. Raises what PyTorch raises where one does not fit."""
    try:
        found = np.array(rows, dtype=dtype.numpy)
    except OverflowError:
        try:
            wide = np.array(rows, dtype=np.int64)
        except OverflowError:
            raise ValueOutOfRange("Overflow when unpacking long long") from None
        limit = 2 ** (8 * dtype.itemsize)
        if np.any((wide >= limit) | (wide < -limit)) or (dtype.is_signed and np.any(wide >= limit // 2)):
            raise AutogradError(f"value cannot be converted to type {dtype.name} without overflow") from None
        return wide.astype(dtype.numpy)
    return found


def check_array(array: Any) -> None:
    """Raise PyTorch's ArgumentError for an array that holds no numbers."""
    if array.dtype not in OF_NUMPY:
        raise ArgumentError(
            f"can't convert np.ndarray of type numpy.{array.dtype.type.__name__}. "
            f"The only supported types are: {KINDS}."
        )


def check_device(device: Any) -> None:
    """Raise what PyTorch raises for a device that is not here: all but the CPU."""
    kind = device.type if isinstance(device, Device) else str(device).partition(":")[0]
    if device is None or kind == "cpu":
        return
    if kind == "cuda":
        unavailable()
        return
    raise NotInSubset(
        f"tensors on '{kind}' cannot be made here; there is one device, 'cpu'",
        id="refused",
        what=f"device '{kind}'",
        instead="'cpu'",
    )


def _shape_of(data: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(data, (list, tuple, range)):
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return tuple(shape)


def _checked(data: Any, shape: tuple[int, ...], kinds: list[DType], dim: int = 0) -> Any:
    """The items of ``data`` as plain numbers, each level as long as the first was."""
    if isinstance(data, Tensor):
        if data.ndim:
            raise ValueOutOfRange("only one element tensors can be converted to Python scalars")
        kinds.append(data.dtype)
        return data.tolist()
    if isinstance(data, (list, tuple, range)):
        if dim >= len(shape):
            kind = type(data).__name__
            whole = bool(kinds) and all(one.category != FLOATING for one in kinds)
            raise ArgumentError(
                f"'{kind}' object cannot be interpreted as an integer" if whole else f"must be real number, not {kind}"
            )
        if len(data) != shape[dim]:
            raise ValueOutOfRange(f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)})")
        return [_checked(item, shape, kinds, dim + 1) for item in data]
    if dim < len(shape):
        raise ArgumentError("not a sequence")
    if isinstance(data, (np.generic, *NUMBERS)):
        kinds.append(OF_NUMPY[data.dtype] if isinstance(data, np.generic) else of_number(data))
        return data
    if isinstance(data, str):
        if dim and not kinds:
            raise ValueOutOfRange("too many dimensions 'str'")
        raise ArgumentError("new(): invalid data type 'str'")
    raise AutogradError(f"Could not infer dtype of {type(data).__name__}")


# ── of one number ──────────────────────────────────────────────────────────────────────────────────────────────


def factory(name: str, value: float, said: str) -> Callable[..., Tensor]:
    """``torch.zeros`` and its kind: a leaf of one number, in a shape."""

    def make(
        *sizes: Any,
        size: Any = None,
        dtype: DType | None = None,
        layout: Any = None,
        device: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        memory_format: Any = None,
    ) -> Tensor:
        check_device(device)
        shape = allow(size_of(name, sizes if size is None else (size,)))
        return made(np.full(shape, value, dtype=(dtype or default()).numpy), requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = said
    return make


zeros = factory("zeros", 0, "A leaf full of 0.")
ones = factory("ones", 1, "A leaf full of 1.")
empty = factory("empty", 0, "A leaf whose numbers mean nothing; here they are 0, so that a run is the same each time.")


def full(
    size: Any,
    fill_value: Any = None,
    *,
    dtype: DType | None = None,
    layout: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    pin_memory: bool = False,
) -> Tensor:
    """A leaf of one number, of that number's dtype."""
    check_device(device)
    if fill_value is None:
        raise ArgumentError('full() missing 1 required positional arguments: "fill_value"')
    shape = allow(size_of("full", (size,)))
    kind = dtype or (of_number(fill_value) if isinstance(fill_value, NUMBERS) else fill_value.dtype)
    return made(np.full(shape, getattr(fill_value, "_data", fill_value), dtype=kind.numpy), requires_grad)


def scalar_tensor(s: Any, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    """A tensor without dimensions."""
    return made(np.array(s, (dtype or default()).numpy), requires_grad)


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: DType | None = None,
    layout: Any = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    """A leaf with ones on its diagonal."""
    check_device(device)
    for name, side in (("n", n), ("m", m)):
        if side is not None and side < 0:
            raise AutogradError(f"{name} must be greater or equal to 0, got {side}")
    allow((n, n if m is None else m))
    return made(np.eye(n, m, dtype=(dtype or default()).numpy), requires_grad)


# ── like another tensor ────────────────────────────────────────────────────────────────────────────────────────


def like(name: str, make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``torch.zeros_like`` and its kind."""

    def function(
        input: Tensor,
        *,
        dtype: DType | None = None,
        layout: Any = None,
        device: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        memory_format: Any = None,
    ) -> Tensor:
        if not isinstance(input, Tensor):
            kind = type(input).__name__
            raise ArgumentError(f"{name}(): argument 'input' (position 1) must be Tensor, not {kind}")
        return make(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad, device=device)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"``{make.__name__}`` in the shape and dtype of ``input``."
    return function


zeros_like, ones_like, empty_like = like("zeros_like", zeros), like("ones_like", ones), like("empty_like", empty)


def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    dtype: DType | None = None,
    requires_grad: bool = False,
    device: Any = None,
    memory_format: Any = None,
) -> Tensor:
    """``full`` in the shape and dtype of ``input``."""
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype, requires_grad=requires_grad, device=device)


def new(name: str, make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``x.new_zeros`` and its kind: in a shape of their own, in the dtype of a tensor."""

    def method(self: Tensor, *sizes: Any, dtype: DType | None = None, **named: Any) -> Tensor:
        return make(*sizes, dtype=dtype or self.dtype, **named)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"``{make.__name__}`` in the dtype of this tensor."
    return method


METHODS: dict[str, Callable[..., Tensor]] = {
    "new": lambda self, *arguments: legacy(self.dtype)(*arguments),  # an old name
    **{f"new_{make.__name__}": new(f"new_{make.__name__}", make) for make in (zeros, ones, empty, full, tensor)},
}


# ── old names ──────────────────────────────────────────────────────────────────────────────────────────────────


def legacy(dtype: DType) -> Callable[..., Tensor]:
    """The constructor ``torch.FloatTensor`` and its kind: from numbers, or of a shape."""

    def construct(*arguments: Any) -> Tensor:
        if len(arguments) == 1 and isinstance(arguments[0], (float, str)):
            raise ArgumentError(f"new(): data must be a sequence (got {type(arguments[0]).__name__})")
        if len(arguments) == 1 and not isinstance(arguments[0], int):
            return made(array_of(arguments[0], dtype))
        return full(size_of("new", arguments) if arguments else (0,), 0, dtype=dtype)

    construct.__name__ = construct.__qualname__ = f"{dtype.title}Tensor"
    construct.stands_for = dtype  # type: ignore[attr-defined]
    return construct


def new_tensor(cls: type, *arguments: Any, **named: Any) -> Tensor:
    """``torch.Tensor(…)``: always float32."""
    return legacy(float32)(*arguments, **named)


Tensor.__new__ = new_tensor  # type: ignore[assignment]
LEGACY = {f"{dtype.title}Tensor": legacy(dtype) for dtype in DTYPES.values()}
LEGACY["BoolTensor"] = legacy(boolean)


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def size_of(name: str, given: Sequence[Any]) -> tuple[int, ...]:
    """The shape that was asked for, as separate numbers or as one list."""
    if not given:
        raise ArgumentError(f'{name}() missing 1 required positional arguments: "size"')
    sizes = given[0] if len(given) == 1 and isinstance(given[0], (tuple, list)) else given
    if not isinstance(sizes, (tuple, list)):
        sizes = (sizes,)
    shape = []
    for position, size in enumerate(sizes):
        if isinstance(size, Tensor) and size.numel() == 1:
            size = size.item()
        if not isinstance(size, int) or isinstance(size, bool):
            kind = type(size).__name__
            if position:
                raise ArgumentError(
                    f"{name}(): argument 'size' failed to unpack the object at pos {position + 1} with error "
                    f'"type must be tuple of ints,but got {kind}"'
                )
            raise ArgumentError(f"{name}(): argument 'size' (position 1) must be tuple of ints, not {kind}")
        if size < 0 and name == "zeros":
            raise AutogradError("zeros: Dimension size must be non-negative.")
        if size < 0:
            raise AutogradError(f"Trying to create tensor with negative dimension {size}: {list(sizes)}")
        shape.append(size)
    return tuple(shape)


def allow(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Refuse a shape that is too large, before its memory is taken."""
    budget = current().budget
    if budget is not None:
        budget.allow("elements", brackets(shape))
    return shape


FUNCTIONS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        *(tensor, as_tensor, asarray, from_numpy, zeros, ones, empty, full, scalar_tensor, eye),
        *(zeros_like, ones_like, empty_like, full_like),
    )
}
