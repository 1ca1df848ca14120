"""Which row of the table a call means, and its arguments in the order of the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .dtypes import DType
from .errors import ArgumentError
from .schema import Op, Parameter
from .tensor import Tensor


class Unfit(Exception):
    """This row does not take these arguments; ``str`` says why, as PyTorch would."""


def choose(
    name: str, rows: Sequence[Op], arguments: Sequence[Any], named: Mapping[str, Any], is_method: bool = False
) -> tuple[Op, list[Any]]:
    """The first row that takes the arguments. Raises ArgumentError in PyTorch's words where none does."""
    reason = ""
    for row in rows:
        try:
            return row, bind(name, row, arguments, named, is_method)
        except Unfit as unfit:
            reason = reason or str(unfit)
    plausible = [row for row in rows if _plausible(row, len(arguments) + len(named), is_method)]
    if len(plausible) == 1 and len(rows) > 1:
        try:
            bind(name, plausible[0], arguments, named, is_method)
        except Unfit as unfit:
            raise ArgumentError(str(unfit)) from None
    if len(rows) > 1 or ("alpha" in rows[0].positions and "missing" in reason):
        raise ArgumentError(invalid_combination(name, rows, arguments, named, is_method))
    raise ArgumentError(reason)


def _plausible(row: Op, count: int, is_method: bool) -> bool:
    """Whether a row takes so many arguments."""
    return sum(parameter.required for parameter in row.parameters) <= count <= len(row.parameters)


def invalid_combination(
    name: str, rows: Sequence[Op], arguments: Sequence[Any], named: Mapping[str, Any], is_method: bool
) -> str:
    """PyTorch's list of what it would have taken."""
    given = [_kind_of(one) for one in arguments[is_method:]] + [f"{key}={_kind_of(one)}" for key, one in named.items()]
    taken = [f"({_signature(row, is_method)})" for row in rows]
    got = f"{name}() received an invalid combination of arguments - got ({', '.join(given)})"
    if len(taken) == 1:
        return f"{got}, but expected {taken[0]}"
    return f"{got}, but expected one of:\n" + "".join(f" * {one}\n" for one in taken)


def _kind_of(value: Any) -> str:
    return "Tensor" if isinstance(value, Tensor) else type(value).__name__


def _signature(op: Op, is_method: bool) -> str:
    parts, star = [], False
    for parameter in op.parameters[is_method:]:
        if parameter.keyword_only and not star:
            parts.append("*")
            star = True
        shown = "input" if parameter.name == "self" else parameter.name
        kind = _WORDS.get(parameter.kind, parameter.kind.split("(")[0])
        default = "" if parameter.required else f" = {parameter.default}"
        parts.append(f"{kind} {shown}{default}")
    return ", ".join(parts)


def bind(name: str, op: Op, arguments: Sequence[Any], named: Mapping[str, Any], is_method: bool = False) -> list[Any]:
    parameters = op.parameters
    places = [i for i, parameter in enumerate(parameters) if not parameter.keyword_only]
    given = list(arguments)
    if len(given) > len(places):
        if is_method and len(places) == 1:
            raise Unfit(f"TensorBase.{name}() takes no arguments ({len(given) - 1} given)")
        if (
            places
            and len(places) - is_method == 1
            and parameters[places[-1]].kind in ("int[]", "SymInt[]", "int[1]?", "int[1]")
            and all(isinstance(one, (int, Tensor)) for one in given[1:])
        ):
            given = [*given[: len(places) - 1], tuple(given[len(places) - 1 :])]  # x.view(2, 3)
        else:
            plural = "s" if len(places) != 1 else ""
            were = "was" if len(given) == 1 else "were"
            raise Unfit(f"{name}() takes {len(places)} positional argument{plural} but {len(given)} {were} given")
    missing = object()
    values: list[Any] = [missing] * len(parameters)
    for place, value in zip(places, given, strict=False):
        values[place] = value
    for key, value in named.items():
        position = op.positions.get("self" if key == "input" and "self" in op.positions else _alias(key))
        if position is None:
            raise Unfit(f"{name}() got an unexpected keyword argument '{key}'")
        if values[position] is not missing:
            raise Unfit(f"{name}() got multiple values for argument '{key}'")
        values[position] = value
    lacking = [p.name for p, value in zip(parameters, values, strict=True) if value is missing and p.required]
    if lacking:
        names = ", ".join(f'"{one}"' for one in _shown(lacking))
        raise Unfit(f"{name}() missing {len(lacking)} required positional arguments: {names}")
    by_position = {position: place for place, position in enumerate(places[: len(given)])}
    return [
        parameter.default
        if value is missing
        else fitted(name, op, position, parameter, value, by_position.get(position, -9) - is_method)
        for position, (parameter, value) in enumerate(zip(parameters, values, strict=True))
    ]


def _alias(key: str) -> str:
    return {"axis": "dim", "keepdims": "keepdim", "min": "min", "max": "max"}.get(key, key)


def _shown(names: Sequence[str]) -> list[str]:
    return ["input" if name == "self" else name for name in names]


def fitted(name: str, op: Op, position: int, parameter: Parameter, value: Any, shown: int) -> Any:
    """The value of one argument; ``shown`` is its position in the call, negative if it was named."""
    kind = parameter.kind
    if value is None and kind.endswith("?"):
        return None
    if position in op.lists:
        if isinstance(value, (tuple, list)) and (value or kind == "Tensor[]"):
            return _tensors(name, shown, parameter, value)
    elif kind.startswith("Tensor"):
        if isinstance(value, Tensor) or (op.takes_numbers and position in op.tensors[-1:] and _is_number(value)):
            return value
    elif "int" in kind or "Int" in kind:
        return _integers(name, shown, parameter, value)
    elif kind.rstrip("?") in _CHECKS:
        check, convert = _CHECKS[kind.rstrip("?")]
        if check(value):
            return value
        if convert and isinstance(value, Tensor) and value._data.ndim == 0 and not value.requires_grad and position:
            return value.item()
    else:
        return value
    raise Unfit(_complaint(name, shown, parameter, value))


def _integers(name: str, position: int, parameter: Parameter, value: Any) -> Any:
    if value is None and parameter.kind.endswith("?"):
        return None
    if isinstance(value, Tensor) and value._data.ndim == 0 and value._data.dtype.kind in "iu":
        value = int(value._data)
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) if "[" in parameter.kind else value
    if isinstance(value, (tuple, list)) and "[" in parameter.kind:
        items = [int(one) if isinstance(one, (int, np.integer)) else one for one in value]
        if len(items) == 1 and isinstance(items[0], (tuple, list)):
            return _integers(name, position, parameter, items[0])
        if all(isinstance(one, int) for one in items):
            return tuple(items)
    raise Unfit(_complaint(name, position, parameter, value))


def _tensors(name: str, position: int, parameter: Parameter, value: Any) -> list[Any]:
    for place, one in enumerate(value):
        if not isinstance(one, Tensor):
            raise Unfit(
                f"{name}(): argument '{parameter.name}' (position {position + 1}) must be tuple of Tensors, not "
                f"{type(value).__name__}"
                if parameter.kind == "Tensor?[]"
                else f"expected Tensor as element {place} in argument {position}, but got {type(one).__name__}"
            )
    return list(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex))


# What each kind of argument takes, and whether a tensor with one number may stand for it.
_CHECKS: dict[str, tuple[Callable[[Any], bool], bool]] = {
    "Scalar": (_is_number, True),
    "float": (lambda value: isinstance(value, (int, float)), True),
    "bool": (lambda value: isinstance(value, bool), False),
    "str": (lambda value: isinstance(value, str), False),
    "ScalarType": (lambda value: isinstance(value, DType), False),
}


def _complaint(name: str, position: int, parameter: Parameter, value: Any) -> str:
    wanted = _WORDS.get(parameter.kind.split("(")[0], parameter.kind)
    shown = "input" if parameter.name == "self" else parameter.name
    place = "" if position < 0 else f" (position {position + 1})"
    return f"{name}(): argument '{shown}'{place} must be {wanted}, not {type(value).__name__}"


_WORDS = {
    "Scalar": "Number",
    "SymInt[]": "tuple of ints",
    "int[]": "tuple of ints",
    "int[1]?": "tuple of ints",
    "int[1]": "tuple of ints",
    "int[]?": "tuple of ints",
    "SymInt[1]": "tuple of ints",
    "SymInt": "int",
    "SymInt?": "int",
    "int?": "int",
    "float?": "float",
    "bool?": "bool",
    "str?": "str",
    "Scalar?": "Number",
    "Tensor?": "Tensor",
    "Tensor[]": "tuple of Tensors",
    "ScalarType?": "torch.dtype",
    "ScalarType": "torch.dtype",
}
