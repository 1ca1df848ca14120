"""Activations as layers: THE TABLE of their arguments and of how they read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import functional as F
from ..errors import PythonError
from .init import constant_
from .linear import fresh
from .module import Module

f = F.NAMES


@dataclass(frozen=True)
class Row:
    """One activation: its function, its arguments with their defaults, and what stands between its brackets."""

    name: str
    function: str
    arguments: dict[str, Any]
    shown: Callable[[Any], str] = lambda self: ""


def _named(*names: str) -> Callable[[Any], str]:
    return lambda self: ", ".join(f"{name}={getattr(self, name)}" for name in names)


def _with_inplace(*names: str, bare: bool = False) -> Callable[[Any], str]:
    """Some arguments, and ``inplace=True`` where it is; ``bare`` arguments stand without their names."""

    def shown(self: Any) -> str:
        parts = [str(getattr(self, name)) if bare else f"{name}={getattr(self, name)}" for name in names]
        return ", ".join([*parts, *(["inplace=True"] if self.inplace else [])])

    return shown


_INPLACE = {"inplace": False}
REQUIRED = object()
# fmt: off
ROWS = (
    Row("ReLU",        "relu",        _INPLACE, _with_inplace()),
    Row("ReLU6",       "relu6",       _INPLACE, _with_inplace()),
    Row("LeakyReLU",   "leaky_relu",  {"negative_slope": 0.01, **_INPLACE}, _with_inplace("negative_slope")),
    Row("ELU",         "elu",         {"alpha": 1.0, **_INPLACE}, _with_inplace("alpha")),
    Row("SELU",        "selu",        _INPLACE, _with_inplace()),
    Row("CELU",        "celu",        {"alpha": 1.0, **_INPLACE}, _with_inplace("alpha")),
    Row("GELU",        "gelu",        {"approximate": "none"}, lambda self: f"approximate={self.approximate!r}"),
    Row("SiLU",        "silu",        _INPLACE, _with_inplace()),
    Row("Mish",        "mish",        _INPLACE, _with_inplace()),
    Row("Softplus",    "softplus",    {"beta": 1.0, "threshold": 20.0}, _named("beta", "threshold")),
    Row("Softsign",    "softsign",    {}),
    Row("Hardtanh",    "hardtanh",    {"min_val": -1.0, "max_val": 1.0, **_INPLACE},
        _with_inplace("min_val", "max_val")),
    Row("Hardsigmoid", "hardsigmoid", _INPLACE),
    Row("Hardswish",   "hardswish",   _INPLACE),
    Row("LogSigmoid",  "logsigmoid",  {}),
    Row("Threshold",   "threshold",   {"threshold": REQUIRED, "value": REQUIRED, **_INPLACE},
        _with_inplace("threshold", "value")),
    Row("GLU",         "glu",         {"dim": -1}, _named("dim")),
    Row("Tanhshrink",  "tanhshrink",  {}),
    Row("Softshrink",  "softshrink",  {"lambd": 0.5}, lambda self: str(self.lambd)),
    Row("Hardshrink",  "hardshrink",  {"lambd": 0.5}, lambda self: str(self.lambd)),
    Row("Sigmoid",     "sigmoid",     {}),
    Row("Tanh",        "tanh",        {}),
    Row("Softmax",     "softmax",     {"dim": None}, _named("dim")),
    Row("LogSoftmax",  "log_softmax", {"dim": None}, _named("dim")),
    Row("Softmin",     "softmin",     {"dim": None}, _named("dim")),
)
# fmt: on


def layer(row: Row) -> type[Module]:
    """The class of an activation."""
    names = list(row.arguments)

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        Module.__init__(self)
        chosen = {**row.arguments, **dict(zip(names, given, strict=False)), **named}
        lacking = [name for name, value in chosen.items() if value is REQUIRED]
        if lacking or len(given) > len(names) or not named.keys() <= row.arguments.keys():
            raise _unfit(row, names, given, named, lacking)
        for name, value in chosen.items():
            setattr(self, name, value)

    def forward(self: Any, input: Any) -> Any:
        arguments = {name: getattr(self, name) for name in names}
        return f[row.function](input, **arguments)

    members = {"__init__": __init__, "forward": forward, "extra_repr": row.shown, "__doc__": f"``{row.function}``."}
    return type(row.name, (Module,), {**members, "__module__": "torch.nn.modules.activation"})


def _unfit(row: Row, names: list[str], given: Any, named: Any, lacking: list[str]) -> PythonError:
    """Python's own words for arguments that a call cannot take."""
    what = f"{row.name}.__init__()"
    strange = [name for name in named if name not in names]
    if strange:
        return PythonError("TypeError", f"{what} got an unexpected keyword argument '{strange[0]}'")
    if lacking:
        listed = " and ".join(f"'{name}'" for name in lacking)
        plural = "s" * (len(lacking) > 1)
        return PythonError("TypeError", f"{what} missing {len(lacking)} required positional argument{plural}: {listed}")
    fewest = 1 + sum(value is REQUIRED for value in row.arguments.values())
    most = 1 + len(names)
    counts = str(most) if fewest == most else f"from {fewest} to {most}"
    return PythonError(
        "TypeError", f"{what} takes {counts} positional argument{'s' * (most > 1)} but {len(given) + 1} were given"
    )


class PReLU(Module):
    """``x``, times a learned number where it is negative."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = fresh((num_parameters,))
        constant_(self.weight, init)

    def forward(self, input: Any) -> Any:
        return f["prelu"](input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class Softmax2d(Module):
    """Softmax over the channels of (N, C, H, W)."""

    def forward(self, input: Any) -> Any:
        return f["softmax"](input, -3)


for _kind in (PReLU, Softmax2d):
    _kind.__module__ = "torch.nn.modules.activation"
NAMES: dict[str, Any] = {row.name: layer(row) for row in ROWS} | {"PReLU": PReLU, "Softmax2d": Softmax2d}
