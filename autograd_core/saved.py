"""What a node keeps for the way back, and the check that nobody has changed it since.

An input is kept as the Tensor itself; as Kept where its version or its past must be remembered. A result is kept as
its bare array, since the Tensor would point back at its node and such a circle is only freed by the garbage
collector; as Output from the moment somebody may change it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from .context import current
from .dtypes import OF_NUMPY
from .errors import AutogradError

if TYPE_CHECKING:
    from .tensor import Tensor

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not supported, please "
    "use out-of-place `.detach()` instead"
)
INFERENCE = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
    "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in "
    "autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
)
_LOOK = (
    " Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False)."
)
_LOOKED = (
    " Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in "
    "question was changed in there or anywhere later. Good luck!"
)


class Keeper(Protocol):
    """A node, as far as it keeps things."""

    def name(self) -> str: ...


class Output:
    """A result kept by the node that made it: its array and its version counter."""

    __slots__ = ("array", "counter", "number", "version")

    def __init__(self, array: Any, counter: list[int], number: int) -> None:
        self.array = array
        self.counter = counter
        self.number = number
        self.version = counter[0]


class Kept:
    """An input kept by a node: the Tensor itself, the version it had, and whether it was a leaf."""

    __slots__ = ("leaf", "tensor", "version")

    def __init__(self, tensor: Tensor, version: int) -> None:
        self.tensor = tensor
        self.version = version
        self.leaf = tensor.is_leaf


class KeptList(list[Any]):
    """What a node keeps of a list of tensors: one thing for each."""

    __slots__ = ()


class Packed:
    """What the hooks of ``saved_tensors_hooks`` made of a tensor, and how to get it back."""

    __slots__ = ("unpack", "value")

    def __init__(self, value: Any, unpack: Any) -> None:
        self.value = value
        self.unpack = unpack


def keep(tensor: Tensor) -> Any:
    """An input as a node keeps it. Raises AutogradError for a tensor made in inference mode."""
    extra = tensor._extra
    if extra is None:
        return tensor
    if extra.inference:
        raise AutogradError(INFERENCE, id="E16", subject=tensor)
    if extra.detached or (extra.counter is not None and extra.counter[0]):
        return Kept(tensor, 0 if extra.counter is None else extra.counter[0])
    return tensor


def pack(kept: Any, packs: list[tuple[Any, Any]], as_tensor: Any) -> Any:
    """The same after the innermost pair of hooks, which sees tensors alone."""
    if type(kept) is KeptList:
        return KeptList([pack(one, packs, as_tensor) for one in kept])
    tensor = as_tensor(kept)
    if tensor is None:
        return kept
    hook, unpack = packs[-1]
    run = current()
    mode, run.grad_enabled = run.grad_enabled, False
    try:
        return Packed(hook(tensor), unpack)
    finally:
        run.grad_enabled = mode


def input_data(node: Keeper, kept: Any) -> Tensor:
    """The Tensor behind what is kept of an input. Raises AutogradError where it was changed or detached since."""
    tensor: Tensor = kept
    expected, leaf = 0, False
    if type(kept) is Kept:
        tensor, expected, leaf = kept.tensor, kept.version, kept.leaf
    extra = tensor._extra
    if extra is None:
        return tensor
    if extra.detached and not leaf:
        raise AutogradError(DETACHED, id="E17", subject=node, fn=node.name())
    version = 0 if extra.counter is None else extra.counter[0]
    if version != expected:
        raise changed(node, tensor._data, expected, version, (tensor.grad_fn, tensor.output_nr))
    return tensor


def changed(node: Keeper, array: Any, expected: int, version: int, made_by: tuple[Any, int]) -> AutogradError:
    """The error of a node whose saved tensor has been changed in place."""
    kind = f"torch.{OF_NUMPY[array.dtype].title}Tensor {list(array.shape)}"
    maker, number = made_by
    which = "" if maker is None else f", which is output {number} of {op_name(maker)},"
    return AutogradError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{kind}]{which} is at version {version}; expected version {expected} instead."
        f"{_LOOKED if current().anomaly else _LOOK}",
        id="E4",
        subject=node,
        fn=node.name(),
        expected=expected,
        version=version,
    )


def op_name(node: Any) -> str:
    """The forward op of a node as PyTorch writes it in messages: ``Exp`` for ExpBackward0."""
    return re.sub(r"Backward(0$|(?=\d*$))", "", node.name())


def plain(kept: Any) -> Any:
    """What a node keeps, as an array or number, unchecked."""
    if type(kept) is Output:
        return kept.array
    if type(kept) is KeptList:
        return [plain(one) for one in kept]
    if type(kept) is Kept:
        return kept.tensor._data
    if type(kept) is Packed:
        return None
    return getattr(kept, "_data", kept)
