"""What PyTorch puts together from the rows that repeat and rearrange: ``reshape``, ``movedim``, ``meshgrid``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import dispatch, forwards
from .context import warn
from .creation import allow
from .errors import ArgumentError, AutogradError, DimensionError
from .schema import find
from .tensor import Tensor, build

call = dispatch.call


def row(name: str, overload: str = "") -> Callable[..., Tensor]:
    """One row as a function of all its arguments; those left out have their defaults."""
    op = find(name, overload)
    defaults = [parameter.default for parameter in op.parameters]

    def function(*arguments: Any) -> Tensor:
        return call(op, (*arguments, *defaults[len(arguments) :]))

    return function


_view, _unsafe_view, _clone, _expand = row("view"), row("_unsafe_view"), row("clone"), row("expand")
_unsqueeze, _slice, _permute, _transpose = (
    row("unsqueeze"),
    row("slice", "Tensor"),
    row("permute"),
    row("transpose", "int"),
)
_cat, _stack, _index_select = row("cat"), row("stack"), row("index_select")


def check_tensor(name: str, argument: str, position: int, value: Any) -> None:
    """Raise PyTorch's ArgumentError for anything but a tensor."""
    if not isinstance(value, Tensor):
        kind = type(value).__name__
        raise ArgumentError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {kind}")


# ── shape ──────────────────────────────────────────────────────────────────────────────────────────────────────


def sizes_of(given: Sequence[Any]) -> tuple[int, ...]:
    """Sizes given one by one or as one list."""
    wanted = given[0] if len(given) == 1 and isinstance(given[0], (tuple, list)) else given
    return tuple(int(one) for one in wanted)


def reshape(input: Tensor, *shape: Any, **named: Any) -> Tensor:
    """``input`` in another shape: a view where memory allows it, a copy elsewhere."""
    if "shape" in named:
        shape = (named["shape"],)
    size = forwards.infer_shape(sizes_of(shape), input.numel())
    if input.is_contiguous() or forwards.is_viewable(input._data, size):
        return call(find("view"), (input, size))
    return _unsafe_view(_clone(input, "contiguous"), size)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """``input`` with the dimensions from ``start_dim`` to ``end_dim`` made one."""
    check_tensor("flatten", "input", 1, input)
    if not input.ndim:
        return reshape(input, (1,))
    start, end = forwards.wrap_dim(start_dim, input.ndim), forwards.wrap_dim(end_dim, input.ndim)
    if start > end:
        raise AutogradError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return input
    return reshape(input, (*input.shape[:start], math.prod(input.shape[start : end + 1]), *input.shape[end + 1 :]))


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """``input`` with one dimension cut into several."""
    place = forwards.wrap_dim(dim, input.ndim)
    if not len(sizes):
        raise AutogradError("unflatten: sizes must be non-empty")
    size, wanted = input.shape[place], [int(one) for one in sizes]
    if -1 in wanted:
        known = -math.prod(wanted)
        wanted[wanted.index(-1)] = size // known if known and size % known == 0 else -1
    if math.prod(wanted) != size or -1 in wanted:
        raise AutogradError(
            f"unflatten: Provided sizes {[int(one) for one in sizes]} don't multiply up to the size of dim {place} "
            f"({size}) in the input tensor"
        )
    return _view(input, (*input.shape[:place], *wanted, *input.shape[place + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All numbers of ``input`` in one dimension."""
    return reshape(contiguous(input), (-1,))


def view_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the shape of ``other``."""
    return _view(self, tuple(other.shape))


def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the shape of ``other``, copied where it must be."""
    return reshape(self, tuple(other.shape))


def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor repeated to the shape of ``other``."""
    return _expand(self, tuple(other.shape))


def contiguous(self: Tensor, *_: Any, **__: Any) -> Tensor:
    """This tensor itself if its numbers lie in order in memory, else a copy."""
    return self if self.is_contiguous() else _clone(self, "contiguous")


def reversed_dims(self: Tensor) -> Tensor:
    """``.T``: all dimensions in the opposite order."""
    if self.ndim != 2:
        warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
        )
    return _permute(self, tuple(range(self.ndim - 1, -1, -1)))


def matrix_transposed(self: Tensor) -> Tensor:
    """``.mT``: the last two dimensions exchanged."""
    if not self.ndim:
        return self
    if self.ndim < 2:
        raise AutogradError(
            f"tensor.mT is only supported on matrices or batches of matrices. Got {self.ndim}-D tensor."
        )
    return _transpose(self, -2, -1)


def adjoint(self: Tensor) -> Tensor:
    """``.H``: a matrix transposed, and conjugate if it is complex."""
    if self.ndim not in (0, 2):
        raise AutogradError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {self.ndim}-D tensor."
            + (" For batches of matrices, consider using tensor.mH" if self.ndim > 2 else "")
        )
    turned = _transpose(self, 0, 1) if self.ndim else self
    return call(find("_conj"), (turned,)) if self.dtype.is_complex else turned


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions taken from ``source`` to ``destination``, the others in their order."""
    sources, targets = ((one,) if isinstance(one, int) else tuple(one) for one in (source, destination))
    if len(sources) != len(targets):
        raise AutogradError(
            f"movedim: Invalid source or destination dims: source ({list(sources)} dims) should contain the same "
            f"number of dims as destination ({list(targets)} dims)"
        )
    taken = [forwards.wrap_dim(dim, input.ndim) for dim in sources]
    placed = [forwards.wrap_dim(dim, input.ndim) for dim in targets]
    for word, dims in (("source", taken), ("destination", placed)):
        if len(set(dims)) < len(dims):
            shown = ", ".join(str(one) for one in (sources if word == "source" else targets))
            raise AutogradError(f"movedim: repeated dim in `{word}` ([{shown}])")
    if not input.ndim:
        return call(find("alias"), (input,))
    rest = iter(dim for dim in range(input.ndim) if dim not in taken)
    where = dict(zip(placed, taken, strict=True))
    return _permute(input, tuple(where[dim] if dim in where else next(rest) for dim in range(input.ndim)))


def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """The part of ``length`` of a dimension that begins at ``start``."""
    if not input.ndim:
        raise AutogradError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise AutogradError("narrow(): length must be non-negative.")
    place, begin = forwards.wrap_dim(dim, input.ndim), int(start)
    size = input.shape[place]
    if not -size <= begin <= size:
        raise DimensionError(f"start out of range (expected to be in range of [{-size}, {size}], but got {begin})")
    begin = begin + size if begin < 0 else begin
    if begin > size - length:
        raise AutogradError(f"start ({begin}) + length ({length}) exceeds dimension size ({size}).")
    return _slice(input, place, begin, begin + length, 1)


# ── repeating ──────────────────────────────────────────────────────────────────────────────────────────────────


def tile(input: Tensor, *dims: Any) -> Tensor:
    """``input`` repeated; missing counts are 1."""
    counts = sizes_of(dims)
    return call(find("repeat"), (input, (1,) * (input.ndim - len(counts)) + counts))


def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each number, or each slice along ``dim``, repeated where it stands."""
    if repeats is None:
        counts = input._data
        allow((int(counts.sum()),))
        return build(np.repeat(np.arange(counts.size), counts))
    if dim is None:
        input, dim = reshape(input, (-1,)), 0
    place = forwards.wrap_dim(dim, input.ndim)
    if isinstance(repeats, int):
        if repeats < 0:
            raise AutogradError("Repeats must be non-negative")
        shape = input.shape
        wide = _expand(_unsqueeze(input, place + 1), (*shape[: place + 1], repeats, *shape[place + 1 :]))
        return _view(_clone(wide, "contiguous"), (*shape[:place], shape[place] * repeats, *shape[place + 1 :]))
    counts = np.atleast_1d(repeats._data)
    if counts.size == 1:
        counts = np.repeat(counts, input.shape[place])
    if counts.size != input.shape[place]:
        raise AutogradError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {counts.size} and "
            f"input.size({place}) = {input.shape[place]}"
        )
    allow((int(counts.sum()),))
    return _index_select(input, place, build(np.repeat(np.arange(counts.size), counts)))


def broadcast_to(input: Tensor, size: Sequence[int]) -> Tensor:
    """``input`` repeated to ``size`` without copying."""
    return _expand(input, tuple(size))


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Tensors repeated to the one shape that fits all of them."""
    shape = common_shape([tuple(one.shape) for one in tensors])
    return tuple(one if tuple(one.shape) == shape else _expand(one, shape) for one in tensors)


def broadcast_shapes(*shapes: Any) -> Any:
    """The one shape that fits all of ``shapes``."""
    given = [(one,) if isinstance(one, int) else tuple(one) for one in shapes]
    try:
        return type(build(np.zeros(0)).shape)(np.broadcast_shapes(*given))
    except ValueError:
        raise AutogradError("Shape mismatch: objects cannot be broadcast to a single shape") from None


def common_shape(shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape that fits all. Raises AutogradError in PyTorch's words."""
    found: tuple[int, ...] = ()
    for shape in shapes:
        ndim = max(len(found), len(shape))
        a, b = ((1,) * (ndim - len(one)) + tuple(one) for one in (found, shape))
        for dim in range(ndim - 1, -1, -1):
            if a[dim] != b[dim] and 1 not in (a[dim], b[dim]):
                raise AutogradError(
                    f"The size of tensor a ({a[dim]}) must match the size of tensor b ({b[dim]}) at non-singleton "
                    f"dimension {dim}"
                )
        found = tuple(y if x == 1 else x for x, y in zip(a, b, strict=True))
    return found


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinates of all points of a grid."""
    given = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    if indexing is None:
        warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument. (Triggered "
            "internally at /pytorch/aten/src/ATen/native/TensorShape.cpp:4638.)"
        )
    if len({one.dtype for one in given}) > 1:
        raise AutogradError("meshgrid expects all tensors to have the same dtype")
    for one in given:
        if one.ndim > 1:
            raise AutogradError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: one of size {list(one.shape)}"
            )
    if indexing not in (None, "ij", "xy"):
        raise AutogradError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swapped = indexing == "xy" and len(given) > 1
    if swapped:
        given[0], given[1] = given[1], given[0]
    shape = tuple(one.numel() for one in given)
    grids = []
    for place, one in enumerate(given):
        wide = _view(one, (1,) * place + (one.numel(),) + (1,) * (len(given) - place - 1))
        grid = _expand(wide, shape)
        grids.append(_transpose(grid, 0, 1) if swapped else grid)
    if swapped:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)
