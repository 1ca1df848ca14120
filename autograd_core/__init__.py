"""A small, faithful autograd: ``import autograd_core as torch`` runs a student's snippet in plain Python too."""

from types import SimpleNamespace

from . import autograd, data, func, nn, optim
from .functional import linalg
from .namespace import TORCH

# ``tensor`` the function stands in front of ``tensor`` the file, as in PyTorch.
_MODULES = ("autograd", "func", "linalg", "nn", "optim", "utils")
globals().update({name: member for name, member in TORCH.items() if name not in _MODULES})
utils = SimpleNamespace(data=data)

__all__ = ["autograd", "func", "linalg", "nn", "optim", "utils", *TORCH]
