"""What ``torch`` and ``math`` mean inside a program, and which attributes of each type a program may read or set.

Allow-lists: a name that is in no table here does not exist for a program.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import (
    autograd,
    composite,
    creation,
    cuda,
    data,
    dispatch,
    func,
    functional,
    kinds,
    modes,
    network,
    nn,
    optim,
    refused,
    returns,
    sampling,
    swift,
    utils,
)
from .dtypes import ALIASES, DTYPES, Device, DType, Limits
from .node import AccumulateGrad, RemovableHandle, class_of, saved_names
from .options import checked
from .printing import set_printoptions
from .random import Generator
from .reading import Size
from .schema import TABLE, Op
from .tensor import Tensor
from .views import CopySlices


@dataclass(frozen=True, slots=True)
class Facade:
    """A module as a program sees it."""

    name: str
    members: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"


_TABLE_FUNCTIONS, _TABLE_METHODS = dispatch.install()
composite.install()
swift.install()


def _facade(name: str, module: Any, members: str, **more: Any) -> Facade:
    return Facade(name, {**{member: getattr(module, member) for member in members.split()}, **more})


_FUNCTIONAL = _facade("torch.autograd.functional", autograd.functional, "jacobian hessian vjp jvp vhp hvp")
_GRAPH = _facade(
    "torch.autograd.graph", autograd.graph, "saved_tensors_hooks save_on_cpu increment_version get_gradient_edge"
)
_FUNCTION = _facade("torch.autograd.function", autograd.function, "Function FunctionCtx once_differentiable")
_AUTOGRAD = _facade(
    "torch.autograd",
    autograd,
    "Function Variable backward grad no_grad enable_grad set_grad_enabled inference_mode detect_anomaly "
    "set_detect_anomaly gradcheck gradgradcheck",
    function=_FUNCTION,
    functional=_FUNCTIONAL,
    graph=_GRAPH,
)
_CUDA = _facade("torch.cuda", cuda, cuda.NAMES)
_FUNC = _facade("torch.func", func, "grad grad_and_value vjp jvp jacrev jacfwd hessian vmap")
_MODES = "no_grad enable_grad set_grad_enabled is_grad_enabled inference_mode is_inference_mode_enabled"


def _is_tensor(value: Any) -> bool:
    """Whether ``value`` is a tensor."""
    return isinstance(value, Tensor)


_NETWORK = {name: Facade(name, members) for name, members in network.MODULES.items()}
_INNER = {
    outer: {name.rpartition(".")[2]: facade for name, facade in _NETWORK.items() if name.rpartition(".")[0] == outer}
    for outer in ("torch", *_NETWORK)
}
for _outer, _facades in _INNER.items():
    if _facades and _outer != "torch":
        _NETWORK[_outer].members.update(_facades)  # type: ignore[attr-defined]

TORCH: dict[str, Any] = {
    **_TABLE_FUNCTIONS,
    **composite.FUNCTIONS,
    **composite.in_place(),
    **network.FUNCTIONS,
    **_INNER["torch"],
    **{name: checked(name, make) for name, make in {**creation.FUNCTIONS, **sampling.FUNCTIONS}.items()},
    **kinds.FUNCTIONS,
    **creation.LEGACY,
    **DTYPES,
    **{alias: DTYPES[name] for alias, name in ALIASES.items()},
    "Tensor": Tensor,
    "Size": Size,
    "dtype": DType,
    "Generator": Generator,
    "device": Device,
    "autograd": _AUTOGRAD,
    **{name: getattr(modes, name) for name in _MODES.split()},
    "is_anomaly_enabled": autograd.anomaly.is_anomaly_enabled,
    "is_anomaly_check_nan_enabled": autograd.anomaly.is_anomaly_check_nan_enabled,
    "is_inference": Tensor.is_inference,
    "func": _FUNC,
    "cuda": _CUDA,
    "vmap": func.vmap,
    "is_tensor": _is_tensor,
    "set_printoptions": set_printoptions,
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "__version__": "2.13.0",
}
_MATH = (
    "pi e inf nan tau sqrt exp log log2 log10 log1p expm1 sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil "
    "trunc fabs isnan isinf isfinite isclose degrees radians hypot copysign fmod pow cbrt exp2 gcd isqrt erf erfc "
    "gamma lgamma asinh acosh atanh remainder modf"
)
MODULES: dict[str, Facade] = {
    "torch": Facade("torch", TORCH),
    "torch.autograd": _AUTOGRAD,
    "torch.autograd.function": _FUNCTION,
    "torch.autograd.functional": _FUNCTIONAL,
    "torch.autograd.graph": _GRAPH,
    "torch.func": _FUNC,
    "torch.cuda": _CUDA,
    **_NETWORK,
    "math": Facade("math", {name: getattr(math, name) for name in _MATH.split()}),
}

_TENSOR = (
    "data grad requires_grad requires_grad_ is_leaf grad_fn output_nr retains_grad retain_grad register_hook "
    "register_post_accumulate_grad_hook backward detach detach_ _version _base shape size dtype ndim dim numel "
    "nelement itemsize nbytes element_size storage_offset is_same_size get_device layout is_sparse ndimension "
    "is_signed is_complex is_conj mT mH H real imag is_floating_point is_contiguous stride type item tolist T numpy "
    "device is_cuda is_inference grad_dtype resize_ set_"
)
_CTX = (
    "save_for_backward save_for_forward saved_tensors needs_input_grad mark_dirty mark_non_differentiable "
    "set_materialize_grads"
)
_NODE = "next_functions name register_hook register_prehook metadata _sequence_nr __call__"


def node_classes() -> dict[type, Op]:
    """The class of the nodes of every row that has any, and the row."""
    rows = [row for rows in TABLE.values() for row in rows if row.grad_fn is not None]
    return {class_of(row): row for row in rows}


def return_types() -> list[type[returns.Returned]]:
    """The class of every named tuple that a row returns."""
    rows = [row for rows in TABLE.values() for row in rows if row.returns and row.names_results]
    return [returns.return_type(row.name, row.returns) for row in rows]


ATTRIBUTES: dict[type, frozenset[str]] = {
    Tensor: frozenset([*_TENSOR.split(), "is_cpu", *composite.ELSEWHERE.split()])
    | _TABLE_METHODS
    | composite.METHODS.keys()
    | network.METHODS.keys(),
    **{
        cls: frozenset(_NODE.split()) | {f"_saved_{name}" for name in saved_names(row)}
        for cls, row in node_classes().items()
    },
    Device: frozenset({"type", "index"}),
    autograd.Function: frozenset({"apply", "forward", "backward", "setup_context", "vjp"}),
    autograd.function.FunctionNode: frozenset(f"{_NODE} {_CTX}".split()),
    CopySlices: frozenset(_NODE.split()),
    AccumulateGrad: frozenset(_NODE.split()) | {"variable"},
    RemovableHandle: frozenset({"remove", "id"}),
    Size: frozenset({"numel", "count", "index"}),
    DType: frozenset({"is_floating_point", "is_complex", "is_signed", "itemsize", "to_complex", "to_real"}),
    Limits: frozenset(Limits.__slots__),
    **{kind: frozenset(kind._fields) for kind in return_types()},
    Generator: frozenset({"manual_seed", "initial_seed"}),
    modes.no_grad: frozenset({"__call__"}),
    modes.enable_grad: frozenset({"__call__"}),
    modes.set_grad_enabled: frozenset({"__call__"}),
    modes.inference_mode: frozenset({"__call__"}),
    autograd.detect_anomaly: frozenset(),
    autograd.set_detect_anomaly: frozenset(),
    autograd.graph.saved_tensors_hooks: frozenset(),
    autograd.graph.GradientEdge: frozenset({"node", "output_nr"}),
    **network.ATTRIBUTES,
}
ATTRIBUTES[nn.Parameter] = ATTRIBUTES[Tensor]
SETTABLE: dict[type, frozenset[str]] = dict.fromkeys(
    (Tensor, nn.Parameter), frozenset({"grad", "requires_grad", "data", "grad_dtype"})
)
own_names = network.own_names

# What plain Python sees of a name that PyTorch has and this engine has not.
HAVE_MORE = (Tensor, nn.Module, optim.Optimizer, data.DataLoader, Generator)
refused.refuse_all(Tensor)
for _kind in HAVE_MORE[1:]:
    if "__getattr__" not in _kind.__dict__:
        setattr(_kind, "__getattr__", refused.attribute_of)  # noqa: B010
for _name, _module in {
    "torch.nn": nn,
    "torch.nn.functional": nn.functional,
    "torch.nn.init": nn.init,
    "torch.nn.utils": nn.utils,
    "torch.nn.parameter": nn.parameter,
    "torch.optim": optim,
    "torch.optim.lr_scheduler": optim.lr_scheduler,
    "torch.linalg": functional.linalg,
    "torch.autograd": autograd,
    "torch.func": func,
    "torch.autograd.functional": autograd.functional,
    "torch.autograd.graph": autograd.graph,
    "torch.utils": utils,
    "torch.utils.data": data,
}.items():
    setattr(_module, "__getattr__", refused.members_of(_name))  # noqa: B010
