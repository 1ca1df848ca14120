"""How PyTorch 2.13 prints tensors: the exact text of ``repr``, from a numpy array or a numpy scalar.

The options of ``set_printoptions`` belong to the current run; nothing here is module state.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import context

Array = np.ndarray[Any, np.dtype[Any]] | np.generic
OPENING = "tensor("


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What ``torch.set_printoptions`` sets; ``sci_mode`` None means each tensor decides."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


DEFAULTS = PrintOptions()
PROFILES: Mapping[str, PrintOptions] = {
    "default": DEFAULTS,
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}
# The dtypes a value shows by itself, under the default dtype; any other is named behind it.
_FLOAT32, _WHOLE = np.dtype("float32"), frozenset({np.dtype("int64"), np.dtype("bool")})
_UNNAMED = {
    np.dtype(real): _WHOLE | {np.dtype(real), np.dtype(pair)}
    for real, pair in (("float16", "complex64"), ("float32", "complex64"), ("float64", "complex128"))
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how the current run prints; as in PyTorch, ``sci_mode`` is set by every call, the rest only if given."""
    run = context.current()
    context.allow("string_length", precision or 0)
    # PyTorch passes over a profile it does not know.
    options = PROFILES.get(profile or "", run.print_options or DEFAULTS)
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    run.print_options = replace(options, sci_mode=sci_mode, **changed)


def tensor_repr(array: Array, *, grad_fn: str | None = None, requires_grad: bool = False) -> str:
    """The ``repr`` of a tensor with these values: ``tensor([1., 2.], grad_fn=<MulBackward0>)``."""
    run = context.current()
    options: PrintOptions = run.print_options or DEFAULTS
    default = _FLOAT32 if run.default_dtype is None else run.default_dtype.numpy
    suffixes: list[str] = []
    if not array.size:
        text = OPENING + "[]"
        if array.ndim != 1:
            suffixes.append(f"size={array.shape}")
        if array.dtype != default:
            suffixes.append(f"dtype=torch.{array.dtype}")
    else:
        text = OPENING + _values(array, options)
        if not options.edgeitems:
            suffixes.append(f"size={array.shape}")
        if array.dtype not in _UNNAMED[default]:
            suffixes.append(f"dtype=torch.{array.dtype}")
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    return _with_suffixes(text, suffixes, options.linewidth) if suffixes else text + ")"


def parameter_repr(array: Array, *, grad_fn: str | None = None, requires_grad: bool = True) -> str:
    """The ``repr`` of an ``nn.Parameter``."""
    return "Parameter containing:\n" + tensor_repr(array, grad_fn=grad_fn, requires_grad=requires_grad)


def size_repr(shape: Sequence[int]) -> str:
    """The ``repr`` of a ``torch.Size``."""
    return f"torch.Size({list(shape)})"


def return_type_repr(name: str, fields: Mapping[str, str]) -> str:
    """The ``repr`` of a named result such as ``torch.return_types.max``, from the text of each field."""
    return f"torch.return_types.{name}(\n" + ",\n".join(f"{key}={text}" for key, text in fields.items()) + ")"


def _with_suffixes(text: str, suffixes: list[str], linewidth: int) -> str:
    # PyTorch starts its count two above the length of the last line.
    length = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if length + len(suffix) + 2 > linewidth:
            text += ",\n" + " " * len(OPENING) + suffix
            length = len(OPENING) + len(suffix)
        else:
            text += ", " + suffix
            length += len(suffix) + 2
    return text + ")"


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _values(array: Array, options: PrintOptions) -> str:
    if not array.ndim:
        return _cells(array.dtype.kind, [array.item()], options)[0][0]
    is_cut = [False] * array.ndim
    if array.size > options.threshold:
        if not options.edgeitems:
            return "[...]"
        is_cut = [length > 2 * options.edgeitems for length in array.shape]
        array = _edges(array, is_cut, options.edgeitems)
    context.allow("shown_numbers", array.size)
    context.allow("printed_bytes", array.size * (0 if array.dtype.kind in "iub" else options.precision))
    cells, width = _cells(array.dtype.kind, array.ravel().tolist(), options)
    return _brackets(cells, width, array.shape, is_cut, options)


def _edges(array: Array, is_cut: list[bool], edgeitems: int) -> Array:
    """The values a summary shows: the first and last few along each axis that is cut."""
    for axis, cut in enumerate(is_cut):
        if cut:
            length = array.shape[axis]
            shown = [*range(edgeitems), *range(length - edgeitems, length)]
            array = array.take(shown, axis=axis)
    return array


def _cells(kind: str, values: list[Any], options: PrintOptions) -> tuple[list[str], int]:
    """The text of each value, padded to one width, and the width PyTorch breaks lines by."""
    if kind == "f":
        return _floats(values, options)
    if kind == "c":
        reals, real_width = _floats([value.real for value in values], options)
        imaginaries, imaginary_width = _floats([value.imag for value in values], options)
        pairs = [_complex(real, imaginary) for real, imaginary in zip(reals, imaginaries, strict=True)]
        return pairs, real_width + imaginary_width + 1
    texts = [str(value) for value in values]
    width = max([len(text) for text in texts])
    return [text.rjust(width) for text in texts], width


def _complex(real: str, imaginary: str) -> str:
    imaginary = imaginary.lstrip() + "j"
    return real + imaginary if imaginary[0] in "+-" else f"{real}+{imaginary}"


def _floats(values: list[float], options: PrintOptions) -> tuple[list[str], int]:
    # Zero, inf and nan have no say in the form, nor in the width.
    telling = [value for value in values if value and math.isfinite(value)]
    if not telling:
        return [_integral(value) for value in values], 1
    is_integral = all(value.is_integer() for value in telling)
    is_scientific = _is_scientific(telling) if options.sci_mode is None else options.sci_mode
    if is_scientific:
        form = f"%.{options.precision}e"
    elif is_integral:
        width = max([len(f"{value:.0f}") for value in telling]) + 1
        return [_integral(value).rjust(width) for value in values], width
    else:
        form = f"%.{options.precision}f"
    texts = [form % value for value in values]
    if len(telling) == len(values):
        width = max([len(text) for text in texts])
    else:
        width = max([len(form % value) for value in telling])
    return [text.rjust(width) for text in texts], width


def _integral(value: float) -> str:
    return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"


def _is_scientific(telling: list[float]) -> bool:
    sizes = [abs(value) for value in telling]
    low, high = min(sizes), max(sizes)
    return high / low > 1000.0 or high > 1.0e8 or low < 1.0e-4


# ── brackets and lines ───────────────────────────────────────────────────────────────────────────────────────────


def _brackets(cells: list[str], width: int, shape: tuple[int, ...], is_cut: list[bool], options: PrintOptions) -> str:
    """The nested rows, joined from the innermost axis outwards."""
    depth = len(shape) - 1
    indent = len(OPENING) + depth
    length, edge = shape[-1], options.edgeitems
    per_line = max(1, (options.linewidth - indent) // (width + 2))
    line_break = ",\n" + " " * (indent + 1)
    blocks = []
    for start in range(0, len(cells), length):
        row = cells[start : start + length]
        if is_cut[-1]:
            row.insert(edge, " ...")
        if len(row) <= per_line:
            blocks.append(f"[{', '.join(row)}]")
        else:
            lines = [", ".join(row[first : first + per_line]) for first in range(0, len(row), per_line)]
            blocks.append(f"[{line_break.join(lines)}]")
    for axis in range(depth - 1, -1, -1):
        block_break = "," + "\n" * (depth - axis) + " " * (len(OPENING) + axis + 1)
        length, inner = shape[axis], blocks
        blocks = []
        for start in range(0, len(inner), length):
            group = inner[start : start + length]
            if is_cut[axis]:
                group.insert(edge, "...")
            blocks.append(f"[{block_break.join(group)}]")
    return blocks[0]
