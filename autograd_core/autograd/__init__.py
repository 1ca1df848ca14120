"""``torch.autograd``: gradients asked for by name, steps written by hand, and the tools around them."""

from __future__ import annotations

from ..modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from . import anomaly, functional, graph
from . import function as _function
from . import gradcheck as _gradcheck
from .anomaly import detect_anomaly, set_detect_anomaly
from .calls import Variable, backward, grad
from .function import Function

gradcheck, gradgradcheck = _gradcheck.gradcheck, _gradcheck.gradgradcheck
function = _function

__all__ = [
    "Function",
    "Variable",
    "anomaly",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
