"""``torch.optim``: optimizers, and schedules of their learning rates."""

from __future__ import annotations

from typing import Any

from ..functional.calls import refused
from . import lr_scheduler
from .algorithms import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, RMSprop
from .optimizer import Optimizer

_REFUSED = "ASGD Adafactor LBFGS Muon NAdam RAdam Rprop SparseAdam"
NAMES: dict[str, Any] = {
    kind.__name__: kind for kind in (SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, RMSprop, Optimizer)
} | {name: refused(f"torch.optim.{name}", "use SGD, Adam, AdamW or RMSprop") for name in _REFUSED.split()}
globals().update(NAMES)

__all__ = ["NAMES", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Optimizer", "RMSprop", "lr_scheduler"]
