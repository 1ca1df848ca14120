"""What a program sees of networks: the modules ``torch.nn``, ``torch.optim``, ``torch.linalg``, ``torch.utils.data``,
and which attributes of their objects it may read and set."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from typing import Any

from . import data, functional, nn, optim, returns

# By full name; those inside another one are members of it, too.
MODULES: dict[str, dict[str, Any]] = {
    "torch.nn": nn.NAMES,
    "torch.nn.functional": functional.NAMES,
    "torch.nn.init": nn.init.NAMES,
    "torch.nn.utils": nn.utils.NAMES,
    "torch.nn.parameter": {"Parameter": nn.Parameter},
    "torch.optim": optim.NAMES,
    "torch.optim.lr_scheduler": optim.lr_scheduler.NAMES,
    "torch.linalg": functional.linalg.NAMES,
    "torch.utils": {},
    "torch.utils.data": data.NAMES,
}
FUNCTIONS: dict[str, Any] = functional.FUNCTIONS
METHODS: dict[str, Any] = functional.METHODS

functional.install()


def _public(kind: type) -> frozenset[str]:
    return frozenset(name for name in dir(kind) if not name.startswith("_"))


_KINDS = [
    member
    for members in MODULES.values()
    for member in members.values()
    if isinstance(member, type) and member is not nn.Parameter
]
_SLOGDET = ("slogdet", "linalg_slogdet", "_linalg_slogdet")
_MAPPING = frozenset(["keys", "values", "items", "get", "pop", "popitem", "setdefault", "update", "clear", "copy"])
ATTRIBUTES: dict[type, frozenset[str]] = {
    kind: _public(kind) | ({"__call__"} if issubclass(kind, nn.Module) else frozenset()) for kind in _KINDS
} | {
    OrderedDict: _MAPPING | {"move_to_end"},
    defaultdict: _MAPPING,
    Counter: _MAPPING | {"most_common"},
    **{returns.return_type(name, ("sign", "logabsdet")): frozenset({"sign", "logabsdet"}) for name in _SLOGDET},
    nn.state.IncompatibleKeys: frozenset({"missing_keys", "unexpected_keys"}),
}
_HAVE_NAMES = (nn.Module, optim.Optimizer, optim.lr_scheduler.LRScheduler, data.Dataset, data.DataLoader)


def own_names(value: Any) -> frozenset[str]:
    """The attributes that one object of a network has beside those of its class, such as its parameters."""
    if not isinstance(value, _HAVE_NAMES):
        return frozenset()
    if not isinstance(value, nn.Module) or "_modules" not in value.__dict__:
        return frozenset(name for name in value.__dict__ if not name.startswith("_"))
    inside = [value.__dict__.get(kind, ()) for kind in ("_parameters", "_buffers", "_modules")]
    names = {*value.__dict__, *(name for among in inside for name in among)}
    return frozenset(name for name in names if not name.startswith("_"))
