"""Tensors that the student makes: ``tensor``, ``zeros``, ``arange``, ``randn`` and the other factories."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import random
from .context import current, warn
from .dtypes import DTYPES, FLOATING, OF_NUMPY, DType, boolean, default, float32, int64, of_number
from .errors import ArgumentError, AutogradError, PythonError, ValueOutOfRange
from .tensor import Tensor, build, set_flag

COPY = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)


def made(array: Any, requires_grad: bool = False) -> Tensor:
    """A new leaf around ``array``, told to the recorder. Raises AutogradError for whole numbers that ask for "
    "gradients."""
    run = current()
    if run.budget is not None:
        run.budget.allow("elements", array.size)
        run.budget.charge("tensor_bytes", array.nbytes)
    tensor = build(array[()] if not array.ndim else array)
    if run.recorder is not None:
        run.recorder.created(tensor)
    if requires_grad:
        if OF_NUMPY[array.dtype].category != FLOATING:
            message = "Only Tensors of floating point and complex dtype can require gradients"
            raise AutogradError(message, id="E8", subject=tensor)
        set_flag(tensor, True)
    return tensor


# ── from values ────────────────────────────────────────────────────────────────────────────────────────────────


def tensor(
    data: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A leaf that copies ``data``: a number, nested lists of one shape, or a tensor.

    Raises ValueOutOfRange for ragged lists and ArgumentError for what holds no numbers.
    """
    if isinstance(data, Tensor):
        warn(COPY)
    return made(array_of(data, dtype), requires_grad)


def as_tensor(data: Any, dtype: DType | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor; a tensor of the right dtype is returned as it is."""
    if isinstance(data, Tensor) and dtype in (None, data.dtype):
        return data
    return made(array_of(data, dtype))


def from_numpy(array: Any) -> Tensor:
    """A tensor that shares the memory of a numpy array."""
    if not isinstance(array, np.ndarray):
        raise ArgumentError(f"expected np.ndarray (got {type(array).__name__})")
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
        return np.array(data, dtype=None if dtype is None else dtype.numpy)
    kinds: list[DType] = []
    rows = _checked(data, _shape_of(data), kinds)
    if dtype is None:
        dtype = max(kinds, key=lambda kind: kind.category, default=default())
    current()  # numpy is as silent as PyTorch about what becomes infinite
    try:
        return np.array(rows, dtype=dtype.numpy)
    except OverflowError:
        raise ValueOutOfRange("Overflow when unpacking long long") from None


def _shape_of(data: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(data, (list, tuple, range)) or (isinstance(data, Tensor) and data.ndim):
        shape.append(len(data))
        if not len(data) or isinstance(data, Tensor):
            break
        data = data[0]
    return tuple(shape)


def _checked(data: Any, shape: tuple[int, ...], kinds: list[DType], dim: int = 0) -> Any:
    """The items of ``data`` as plain numbers, each level as long as the first was."""
    if isinstance(data, Tensor):
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
    if isinstance(data, (np.generic, bool, int, float)):
        kinds.append(OF_NUMPY[data.dtype] if isinstance(data, np.generic) else of_number(data))
        return data
    if isinstance(data, str):
        if dim and not kinds:
            raise ValueOutOfRange("too many dimensions 'str'")
        raise ArgumentError("new(): invalid data type 'str'")
    raise AutogradError(f"Could not infer dtype of {type(data).__name__}")


# ── of one number ──────────────────────────────────────────────────────────────────────────────────────────────


def zeros(
    *sizes: Any, size: Any = None, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf full of 0."""
    return full(
        _size("zeros", sizes if size is None else (size,)), 0.0, dtype=dtype or default(), requires_grad=requires_grad
    )


def ones(
    *sizes: Any, size: Any = None, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf full of 1."""
    return full(
        _size("ones", sizes if size is None else (size,)), 1.0, dtype=dtype or default(), requires_grad=requires_grad
    )


def empty(
    *sizes: Any, size: Any = None, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf whose numbers mean nothing; here they are 0, so that a run is the same each time."""
    return full(
        _size("empty", sizes if size is None else (size,)), 0.0, dtype=dtype or default(), requires_grad=requires_grad
    )


def full(
    size: Sequence[int], fill_value: Any, *, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf of one number, of that number's dtype."""
    shape = _size("full", (size,))
    allow(shape)
    kind = dtype or (of_number(fill_value) if isinstance(fill_value, (int, float)) else fill_value.dtype)
    return made(np.full(shape, getattr(fill_value, "_data", fill_value), dtype=kind.numpy), requires_grad)


def eye(
    n: int, m: int | None = None, *, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf with ones on its diagonal."""
    for name, side in (("n", n), ("m", m)):
        if side is not None and side < 0:
            raise AutogradError(f"{name} must be greater or equal to 0, got {side}")
    allow((n, n if m is None else m))
    return made(np.eye(n, m, dtype=(dtype or default()).numpy), requires_grad)


def arange(
    *bounds: Any, dtype: DType | None = None, requires_grad: bool = False, device: Any = None, **named: Any
) -> Tensor:
    """A leaf that counts from ``start`` up to, not including, ``end`` in steps of ``step``."""
    start, end, step = _bounds(bounds, named)
    if step == 0:
        raise AutogradError("step must be nonzero")
    if (end - start) / step < 0:
        raise AutogradError("upper bound and lower bound inconsistent with step sign")
    length = math.ceil((end - start) / step)
    allow((length,))
    kind = dtype or (default() if any(isinstance(one, float) for one in (start, end, step)) else int64)
    return made((start + np.arange(length) * step).astype(kind.numpy), requires_grad)


def _bounds(bounds: Sequence[Any], named: dict[str, Any]) -> tuple[Any, Any, Any]:
    values = [one.item() if isinstance(one, Tensor) else one for one in bounds]
    found = dict(zip(("end",) if len(values) == 1 else ("start", "end", "step"), values, strict=False)) | named
    return found.get("start", 0), found["end"], found.get("step", 1)


def linspace(
    start: float, end: float, steps: int, *, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf of ``steps`` numbers, evenly spaced, both ends included."""
    if steps < 0:
        raise AutogradError("number of steps must be non-negative")
    allow((steps,))
    kind = (dtype or default()).numpy
    step = (end - start) / (steps - 1) if steps > 1 else 0.0
    places = np.arange(steps)
    # From both ends towards the middle, as PyTorch does it.
    values = np.where(places < steps / 2, start + step * places, end - step * (steps - 1 - places))
    return made(values.astype(kind), requires_grad)


# ── of random numbers ──────────────────────────────────────────────────────────────────────────────────────────


def rand(
    *sizes: Any, size: Any = None, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf of numbers evenly spread over [0, 1)."""
    check_random(dtype, "check_uniform_bounds")
    shape = allow(_size("rand", sizes if size is None else (size,)))
    return made(random.generator().uniform(shape, (dtype or default()).numpy), requires_grad)


def randn(
    *sizes: Any, size: Any = None, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """A leaf of standard normal numbers."""
    check_random(dtype, "normal_kernel_cpu")
    shape = allow(_size("randn", sizes if size is None else (size,)))
    return made(random.generator().normal(shape, (dtype or default()).numpy), requires_grad)


def check_random(dtype: DType | None, kernel: str) -> None:
    """Raise what PyTorch raises where random numbers are asked for in whole ones."""
    if dtype is not None and dtype.category != FLOATING:
        raise PythonError("NotImplementedError", f"\"{kernel}\" not implemented for '{dtype.title}'")


def randint(
    low: int, high: Any = None, size: Any = None, *, dtype: DType | None = None, requires_grad: bool = False
) -> Tensor:
    """A leaf of whole numbers from ``low`` up to, not including, ``high``."""
    if size is None:
        low, high, size = 0, low, high
    shape = allow(_size("randint", (size,)))
    return made(random.generator().integers(low, high, shape, (dtype or int64).numpy), requires_grad)


def randperm(n: int, *, dtype: DType | None = None, requires_grad: bool = False) -> Tensor:
    """The numbers 0 … n−1 in random order."""
    allow((n,))
    return made(random.generator().permutation(n).astype((dtype or int64).numpy), requires_grad)


def manual_seed(seed: int) -> random.Generator:
    """Start the random numbers of this run from ``seed``."""
    return random.generator().manual_seed(int(seed))


# ── like another tensor ────────────────────────────────────────────────────────────────────────────────────────


def _like(name: str, make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def like(input: Tensor, *, dtype: DType | None = None, requires_grad: bool = False, device: Any = None) -> Tensor:
        if not isinstance(input, Tensor):
            kind = type(input).__name__
            raise ArgumentError(f"{name}(): argument 'input' (position 1) must be Tensor, not {kind}")
        return make(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)

    like.__name__ = like.__qualname__ = name
    like.__doc__ = f"``{make.__name__}`` in the shape and dtype of ``input``."
    return like


zeros_like = _like("zeros_like", zeros)
ones_like = _like("ones_like", ones)
empty_like = _like("empty_like", empty)
rand_like = _like("rand_like", rand)
randn_like = _like("randn_like", randn)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: DType | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    """``full`` in the shape and dtype of ``input``."""
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype, requires_grad=requires_grad)


# ── old names ──────────────────────────────────────────────────────────────────────────────────────────────────


def legacy(dtype: DType) -> Callable[..., Tensor]:
    """The constructor ``torch.FloatTensor`` and its kind: from numbers, or of a shape."""

    def construct(*arguments: Any) -> Tensor:
        if len(arguments) == 1 and not isinstance(arguments[0], int):
            return made(array_of(arguments[0], dtype))
        return full(_size("new", arguments) if arguments else (0,), 0, dtype=dtype)

    construct.__name__ = construct.__qualname__ = f"{dtype.title}Tensor"
    return construct


def new_tensor(cls: type, *arguments: Any, **named: Any) -> Tensor:
    """``torch.Tensor(…)``: always float32."""
    return legacy(float32)(*arguments, **named)


Tensor.__new__ = new_tensor  # type: ignore[assignment]
LEGACY = {f"{dtype.title}Tensor": legacy(dtype) for dtype in DTYPES.values()}
LEGACY["BoolTensor"] = legacy(boolean)


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _size(name: str, given: Sequence[Any]) -> tuple[int, ...]:
    """The shape that was asked for, as separate numbers or as one list."""
    sizes = given[0] if len(given) == 1 and isinstance(given[0], (tuple, list)) else given
    if not isinstance(sizes, (tuple, list)):
        sizes = (sizes,)
    shape = []
    for position, size in enumerate(sizes):
        if isinstance(size, Tensor) and size.numel() == 1:
            size = size.item()
        if not isinstance(size, int) or isinstance(size, bool):
            kind = type(size).__name__
            raise ArgumentError(
                f"{name}(): argument 'size' (position {position + 1}) must be tuple of ints, not {kind}"
            )
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
        budget.allow("elements", math.prod(shape))
    return shape
