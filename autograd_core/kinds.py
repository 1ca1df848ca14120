"""``torch``'s questions about dtypes and tensors: ``result_type``, ``finfo``, ``is_complex``, ``numel``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import dtypes
from .dtypes import DType
from .shaping import check_tensor
from .tensor import Tensor


@dataclass(frozen=True, slots=True)
class Layout:
    """A word for how numbers lie in memory; all tensors here are strided and contiguous or views of such."""

    name: str

    def __repr__(self) -> str:
        return f"torch.{self.name}"


strided, preserve_format = Layout("strided"), Layout("preserve_format")
contiguous_format, channels_last = Layout("contiguous_format"), Layout("channels_last")


def result_type(tensor1: Any, tensor2: Any) -> DType:
    """The dtype that arithmetic of both would have."""
    return dtypes.result_type([one._data if isinstance(one, Tensor) else one for one in (tensor1, tensor2)])


def promote_types(type1: DType, type2: DType) -> DType:
    """The smallest dtype that holds both."""
    found = dtypes.promote(type1, type2)
    assert found is not None
    return found


def can_cast(from_: DType, to: DType) -> bool:
    """Whether numbers of one dtype may be written into a tensor of another."""
    return dtypes.can_cast(from_, to)


def get_default_dtype() -> DType:
    """The dtype of floating numbers without one of their own."""
    return dtypes.default()


def _question(name: str, ask: Callable[[Tensor], Any]) -> Callable[..., Any]:
    def function(input: Any) -> Any:
        check_tensor(name, "input", 1, input)
        return ask(input)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"``input.{name}``."
    return function


def typename(obj: Any) -> str:
    """The name of a type, as ``torch.FloatTensor``."""
    if isinstance(obj, Tensor):
        return f"torch.{obj.dtype.title}Tensor"
    return f"{type(obj).__module__}.{type(obj).__name__}".removeprefix("builtins.")


def is_storage(obj: Any) -> bool:
    """Never: a storage cannot be had here."""
    return False


FUNCTIONS: dict[str, Any] = {
    **{one.__name__: one for one in (result_type, promote_types, can_cast, get_default_dtype, typename, is_storage)},
    **{one.__name__: one for one in (dtypes.set_default_dtype, dtypes.finfo, dtypes.iinfo)},
    "is_complex": _question("is_complex", lambda input: input.dtype.is_complex),
    "is_floating_point": _question("is_floating_point", lambda input: input.dtype.is_floating_point),
    "is_nonzero": _question("is_nonzero", bool),
    "is_conj": _question("is_conj", lambda input: False),
    "numel": _question("numel", Tensor.numel),
    "strided": strided,
    "preserve_format": preserve_format,
    "contiguous_format": contiguous_format,
    "channels_last": channels_last,
    "bfloat16": dtypes.bfloat16,
}
