"""Losses as modules: THE TABLE of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import functional as F
from ..errors import ArgumentError, ValueOutOfRange
from ..functional.reduction import chosen
from ..tensor import Tensor
from .module import Module

f = F.NAMES
_OF_THREE = {"GaussianNLLLoss", "MarginRankingLoss", "CosineEmbeddingLoss", "TripletMarginLoss"}
_OLD = {"size_average": None, "reduce": None}
_MEAN = {"reduction": "mean"}
_CLASSES = {"weight": None, "size_average": None, "ignore_index": -100, "reduce": None, **_MEAN}
# name: function, arguments in the order of the constructor, those passed on (tensors are kept as buffers)
# fmt: off
ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "MSELoss":              ("mse_loss",            {**_OLD, **_MEAN}),
    "L1Loss":               ("l1_loss",             {**_OLD, **_MEAN}),
    "SmoothL1Loss":         ("smooth_l1_loss",      {**_OLD, **_MEAN, "beta": 1.0}),
    "HuberLoss":            ("huber_loss",          {**_MEAN, "delta": 1.0}),
    "NLLLoss":              ("nll_loss",            _CLASSES),
    "CrossEntropyLoss":     ("cross_entropy",       {**_CLASSES, "label_smoothing": 0.0}),
    "BCELoss":              ("binary_cross_entropy", {"weight": None, **_OLD, **_MEAN}),
    "BCEWithLogitsLoss":    ("binary_cross_entropy_with_logits", {"weight": None, **_OLD, **_MEAN, "pos_weight": None}),
    "KLDivLoss":            ("kl_div",              {**_OLD, **_MEAN, "log_target": False}),
    "PoissonNLLLoss":       ("poisson_nll_loss",    {"log_input": True, "full": False,
                                                     "size_average": None, "eps": 1e-8,
                                                     "reduce": None, **_MEAN}),
    "GaussianNLLLoss":      ("gaussian_nll_loss",   {"full": False, "eps": 1e-6, **_MEAN}),
    "SoftMarginLoss":       ("soft_margin_loss",    {**_OLD, **_MEAN}),
    "MultiLabelSoftMarginLoss": ("multilabel_soft_margin_loss", {"weight": None, **_OLD, **_MEAN}),
    "HingeEmbeddingLoss":   ("hinge_embedding_loss", {"margin": 1.0, **_OLD, **_MEAN}),
    "MarginRankingLoss":    ("margin_ranking_loss", {"margin": 0.0, **_OLD, **_MEAN}),
    "CosineEmbeddingLoss":  ("cosine_embedding_loss", {"margin": 0.0, **_OLD, **_MEAN}),
    "TripletMarginLoss":    ("triplet_margin_loss", {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False, **_OLD,
                                                     **_MEAN}),
}
# fmt: on


def loss(name: str, function: str, arguments: dict[str, Any]) -> type[Module]:
    """The class of a loss."""
    names = list(arguments)

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        Module.__init__(self)
        if len(given) > len(names):
            raise ArgumentError(
                f"{name}.__init__() takes from 1 to {len(names) + 1} positional arguments but {len(given) + 1} were "
                "given"
            )
        for one in named:
            if one not in arguments:
                raise ArgumentError(f"{name}.__init__() got an unexpected keyword argument '{one}'")
        found = {**arguments, **dict(zip(names, given, strict=False)), **named}
        found["reduction"] = chosen(found.pop("size_average", None), found.pop("reduce", None), found["reduction"])
        _check(name, found)
        for key, value in found.items():
            if key in ("weight", "pos_weight"):
                self.register_buffer(key, value)
            else:
                setattr(self, key, value)

    def forward_of_several(self: Any, *inputs: Tensor) -> Any:
        kept = {key: getattr(self, key) for key in names if key not in _OLD}
        return f[function](*inputs, **kept)

    def forward_of_two(self: Any, input: Tensor, target: Tensor) -> Any:
        return forward_of_several(self, input, target)

    forward = forward_of_several if name in _OF_THREE else forward_of_two
    forward.__qualname__ = f"{name}.forward"

    doc = f"``{function}`` as a module."
    return type(name, (Module,), {"__init__": __init__, "forward": forward, "__doc__": doc, "__module__": _ROOM})


def _check(name: str, found: dict[str, Any]) -> None:
    if name == "HuberLoss" and found["delta"] <= 0:
        pass  # refused when it is called
    if name == "TripletMarginLoss" and found["margin"] <= 0:
        raise ValueOutOfRange(f"TripletMarginLoss: expected margin to be greater than 0, got {found['margin']} instead")


_ROOM = "torch.nn.modules.loss"


class CosineSimilarity(Module):
    """The cosine of the angle between vectors along ``dim``."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Any, x2: Any) -> Any:
        return f["cosine_similarity"](x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """The norm of the difference along the last dimension."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Any, x2: Any) -> Any:
        return f["pairwise_distance"](x1, x2, self.norm, self.eps, self.keepdim)


for _kind in (CosineSimilarity, PairwiseDistance):
    _kind.__module__ = "torch.nn.modules.distance"
_make: Callable[..., type[Module]] = loss
NAMES: dict[str, Any] = {name: _make(name, *row) for name, row in ROWS.items()} | {
    "CosineSimilarity": CosineSimilarity,
    "PairwiseDistance": PairwiseDistance,
}
