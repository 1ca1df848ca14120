"""What PyTorch puts together from reductions, sorting and places: ``std``, ``norm``, ``quantile``, ``unique``."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from . import dispatch, forwards
from .creation import allow
from .dtypes import DTYPES, FLOATING, DType, default, float64
from .errors import AutogradError, ValueOutOfRange
from .schema import find
from .shaping import broadcast_tensors, check_tensor, common_shape, meshgrid, movedim, reshape, row
from .tensor import Tensor, build

call, call_several = dispatch.call, dispatch.call_several
_select, _slice, _gather = row("select", "int"), row("slice", "Tensor"), row("gather")
_div, _sub = row("div", "Tensor"), row("sub", "Tensor")
_not, _isnan = row("logical_not"), row("isnan")
_sum, _view, _expand, _stack = row("sum", "dim_IntList"), row("view"), row("expand"), row("stack")


# ── spread ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _spread(name: str) -> Any:
    op = find(name, "correction")

    def function(
        input: Tensor,
        dim: Any = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: Any = None,
        axis: Any = None,
    ) -> Any:
        check_tensor(name, "input", 1, input)
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        dim = axis if dim is None else dim
        if isinstance(dim, int):
            dim = (dim,)
        if unbiased is not None:
            correction = int(unbiased)
        return call(op, (input, dim, correction, keepdim))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"The {name} of all numbers, or along ``dim``; divides by the count less ``correction``, by default 1."
    )
    return function


std, var, std_mean, var_mean = (_spread(name) for name in ("std", "var", "std_mean", "var_mean"))


def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: DType | None = None) -> Tensor:
    """The p-norm of all numbers, or along ``dim``."""
    order = 2.0 if p in ("fro", None) else p
    if isinstance(order, str):
        raise AutogradError(f"linalg.matrix_norm: Order {order} not supported.")
    over = (dim,) if isinstance(dim, int) else dim
    return call(find("linalg_vector_norm"), (input, float(order), over, keepdim, dtype))


def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    """The mean of what is not nan."""
    if input.dtype.category < FLOATING:
        raise AutogradError(
            f"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.title}"
        )
    over = (dim,) if isinstance(dim, int) else dim
    count = _sum(_not(_isnan(input)), over, keepdim)
    return _div(call(find("nansum"), (input, over, keepdim, dtype)), count)


def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """What so large a part of the numbers lies below."""
    if interpolation != "linear":
        raise ValueOutOfRange(f"quantile() with interpolation='{interpolation}' is not computed here; take 'linear'")
    if not input.numel():
        raise AutogradError("quantile() input tensor must be non-empty")
    if not input.dtype.is_floating_point:
        raise AutogradError("quantile() input tensor must be either float or double dtype")
    wanted = q if isinstance(q, Tensor) else build(input._data.dtype.type(q))
    if np.any((wanted._data < 0) | (wanted._data > 1)):
        shown = (
            "values must be in the range [0, 1]"
            if isinstance(q, Tensor)
            else f"must be in the range [0, 1] but got {q:g}"
        )
        raise AutogradError(f"quantile() q {shown}")
    ranked = sorted_values(reshape(input, (-1,)) if dim is None else movedim(input, dim, -1), -1)
    places = np.atleast_1d(wanted._data) * (ranked.shape[-1] - 1)
    shape = (*ranked.shape[:-1], places.size)
    below, above = (np.broadcast_to(one.astype(np.int64), shape) for one in (np.floor(places), np.ceil(places)))
    low, high = _gather(ranked, -1, build(below)), _gather(ranked, -1, build(above))
    weights = build((places - np.floor(places)).astype(ranked._data.dtype))
    found: Any = call(find("lerp", "Tensor"), (low, high, weights))
    if keepdim:
        found = found.unsqueeze(0 if dim is None else dim) if wanted.ndim else found
    if wanted.ndim:
        return movedim(found, -1, 0) if found.ndim > 1 else found
    return call(find("_squeeze_row"), (found, -1))


def cov(input: Tensor, *, correction: int = 1) -> Tensor:
    """How rows vary together."""
    if input.ndim > 2:
        raise AutogradError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input.ndim} dimensions"
        )
    if input.dtype is DTYPES["bool"]:
        raise AutogradError("cov(): bool dtype is not supported for input")
    if not input.numel():
        return build(np.asarray(np.nan, input._data.dtype if input.dtype.category >= FLOATING else np.float32)[()])
    rows: Any = input if input.ndim == 2 else reshape(input, (1, -1))
    count = rows.shape[1]
    centred = rows - (rows.sum((1,)) / count).unsqueeze(1)
    found: Tensor = (centred.mm(centred.t().conj()) / (count - correction)).squeeze()
    return found


def corrcoef(input: Tensor) -> Tensor:
    """How rows vary together, between −1 and 1."""
    found: Any = cov(input)
    scaled = found / found
    if found.ndim:
        deviation = found.diagonal().sqrt()
        scaled = (found / _view(deviation, (-1, 1)) / _view(deviation, (1, -1))).clamp(-1, 1)
    return scaled  # type: ignore[no-any-return]


def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None
) -> Tensor:
    """The differences of neighbours, ``n`` times."""
    if not input.ndim:
        raise AutogradError("diff expects input to be at least one-dimensional")
    parts = [one for one in (prepend, input, append) if one is not None]
    found = input if len(parts) == 1 else call(find("cat"), (parts, dim))
    place = forwards.wrap_dim(dim, found.ndim)
    for _ in range(n):
        size = found.shape[place]
        pair = _slice(found, place, 1, size, 1), _slice(found, place, 0, size - 1, 1)
        found = call(find("logical_xor"), pair) if found._data.dtype.kind == "b" else _sub(*pair)
    return found


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The area under points joined by lines."""
    place = forwards.wrap_dim(dim, y.ndim)
    size = y.shape[place]
    left: Any = _slice(y, place, 0, size - 1, 1)
    if x is not None:
        area = ((left + _slice(y, place, 1, size, 1)) * diff(x, 1, -1)).sum(place) / 2.0
    else:
        first: Any = _select(y, place, 0)
        ends = call(find("mul", "Scalar"), (first + _select(y, place, -1), 0.5))
        area = call(find("mul", "Scalar"), (_sub(_sum(y, (place,)), ends), dx))
    return area  # type: ignore[no-any-return]


# ── distinct values, sets ──────────────────────────────────────────────────────────────────────────────────────


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Each number, or each slice along ``dim``, once, in order."""
    found = np.unique(input._data, return_inverse=True, return_counts=True, axis=dim)
    inverse = np.asarray(found[1]).reshape(-1 if dim is not None else input._data.shape)
    return _with_extras(found[0], inverse, found[2], return_inverse, return_counts)


def unique_consecutive(input: Tensor, return_inverse: bool = False, return_counts: bool = False) -> Any:
    """Each run of equal numbers once."""
    flat = np.asarray(input._data).reshape(-1)
    starts = np.concatenate([np.ones(min(flat.size, 1), bool), flat[1:] != flat[:-1]])
    inverse = np.cumsum(starts) - 1
    counts = np.bincount(inverse, minlength=int(starts.sum()))
    return _with_extras(flat[starts], inverse.reshape(input._data.shape), counts, return_inverse, return_counts)


def _with_extras(values: Any, inverse: Any, counts: Any, with_inverse: bool, with_counts: bool) -> Any:
    made = [build(values)]
    if with_inverse:
        made.append(build(np.asarray(inverse).astype(np.int64)))
    if with_counts:
        made.append(build(np.asarray(counts).astype(np.int64)))
    return made[0] if len(made) == 1 else tuple(made)


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each number is one of others."""
    first, second = (one._data if isinstance(one, Tensor) else np.asarray(one) for one in (elements, test_elements))
    return build(np.isin(first, second, invert=invert)[()])


def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """Between which of the ``boundaries`` each number lies."""
    overload = "Tensor" if isinstance(input, Tensor) else "Scalar"
    return call(find("searchsorted", overload), (boundaries, input, out_int32, right, None, None))


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of ``r`` of the numbers of a vector."""
    if input.ndim != 1:
        raise AutogradError("Expect a 1D vector, but got shape " + str(list(input.shape)))
    size = input.numel()
    numbers = meshgrid(*[input] * r, indexing="ij") if r else ()
    allow((r, *(size,) * r))
    places = np.indices((size,) * r)
    mask = np.ones((size,) * r, bool)
    for first, second in itertools.pairwise(places):
        mask &= first <= second if with_replacement else first < second
    return _stack([call(find("masked_select"), (one, build(mask))) for one in numbers], 1)


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All pairs, triples … of the numbers of vectors."""
    if len(tensors) == 1:
        return tensors[0]
    shape = tuple(one.numel() for one in tensors)
    grids = []
    for place, one in enumerate(tensors):
        wide = _view(one, (1,) * place + (one.numel(),) + (1,) * (len(tensors) - place - 1))
        grids.append(reshape(_expand(wide, shape), (-1,)))
    return _stack(grids, 1)


# ── choosing ───────────────────────────────────────────────────────────────────────────────────────────────────


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """``input`` where ``condition`` is true, ``other`` elsewhere; alone, the places where it is."""
    check_tensor("where", "condition", 1, condition)
    if input is None and other is None:
        return nonzero_tuple(condition)
    first, second = input, other
    if not isinstance(first, Tensor) and not isinstance(second, Tensor):
        kinds = [default().numpy if isinstance(one, float) else np.dtype(type(one)) for one in (first, second)]
        kind = np.result_type(*kinds)
        first, second = build(kind.type(first)), build(kind.type(second))
    return call(find("where", "self"), (condition, first, second))


def where_method(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor where ``condition`` is true, ``other`` elsewhere."""
    check_tensor("where", "condition", 1, condition)
    found: Tensor = where(condition, self, other)
    return found


def nonzero_tuple(input: Tensor) -> tuple[Tensor, ...]:
    """The places of what is not zero, one tensor for each dimension."""
    array = np.atleast_1d(input._data)
    return tuple(build(one.astype(np.int64)) for one in np.nonzero(array))


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of what is not zero: one row for each, or one tensor for each dimension."""
    check_tensor("nonzero", "input", 1, input)
    return nonzero_tuple(input) if as_tuple else call(find("nonzero"), (input,))


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """gather, with sizes that broadcast."""
    if dim is None:
        return _gather(reshape(input, (-1,)), 0, reshape(indices, (-1,)))
    if input.ndim != indices.ndim:
        raise AutogradError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{input.ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    place = forwards.wrap_dim(dim, input.ndim)
    sizes = [tuple(one.shape) for one in (input, indices)]
    open_sizes = [(*one[:place], 1, *one[place + 1 :]) for one in sizes]
    shape = common_shape(open_sizes)
    shapes = [(*shape[:place], one[place], *shape[place + 1 :]) for one in sizes]
    return _gather(_expand(input, shapes[0]), place, _expand(indices, shapes[1]))


def msort(input: Tensor) -> Tensor:
    """Sorted along the first dimension."""
    return sorted_values(input, 0)


def sorted_values(input: Tensor, dim: int) -> Tensor:
    """Sorted along ``dim``."""
    values: Tensor = call_several(find("sort"), (input, dim, False))[0]
    return values


# ── made of products ───────────────────────────────────────────────────────────────────────────────────────────


def square(input: Tensor) -> Tensor:
    """Each number times itself."""
    check_tensor("square", "input", 1, input)
    return call(find("pow", "Tensor_Scalar"), (input, 2))


def float_power(input: Any, exponent: Any) -> Tensor:
    """A power, computed in float64."""
    kind = find("_to_copy")
    double: list[Any] = [
        call(kind, (one, float64)) if isinstance(one, Tensor) and one.dtype is not float64 else one
        for one in (input, exponent)
    ]
    power: Tensor = double[0] ** double[1]
    return power


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product of vectors of three numbers."""
    if dim is None:
        dim = next((at for at, size in enumerate(input.shape) if size == 3), None)
        if dim is None:
            raise AutogradError("no dimension of size 3 in input")
    first, second = broadcast_tensors(input, other) if input.shape != other.shape else (input, other)
    return call(find("linalg_cross"), (first, second, dim))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A matrix with ``input`` on its diagonal, or the diagonal of a matrix."""
    if input.ndim not in (1, 2):
        raise AutogradError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    if input.ndim == 1:
        return call(find("diag_embed"), (input, diagonal, -2, -1))
    return call(find("diagonal_copy"), (input, diagonal, 0, 1))


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with all numbers of ``input`` on its diagonal."""
    return call(find("diag_embed"), (reshape(input, (-1,)), offset, -2, -1))


def fliplr(input: Tensor) -> Tensor:
    """A matrix turned round from left to right."""
    if input.ndim < 2:
        raise AutogradError("Input must be >= 2-d.")
    return call(find("flip"), (input, (1,)))


def flipud(input: Tensor) -> Tensor:
    """A matrix turned upside down."""
    if input.ndim < 1:
        raise AutogradError("Input must be >= 1-d.")
    return call(find("flip"), (input, (0,)))


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all numbers are as close as ``atol + rtol · |other|``."""
    check_tensor("allclose", "other", 2, other)
    return bool(np.all(call(find("isclose"), (input, other, rtol, atol, equal_nan))._data))


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both tensors have the same shape and numbers."""
    check_tensor("equal", "other", 2, other)
    return bool(input.shape == other.shape and np.array_equal(input._data, other._data))
