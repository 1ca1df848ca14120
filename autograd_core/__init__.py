"""A small, faithful autograd: ``import autograd_core as torch`` runs a student's snippet in plain Python too."""

from . import autograd, cuda, func, nn, optim, utils
from .functional import linalg
from .namespace import TORCH
from .refused import members_of

# ``tensor`` the function stands in front of ``tensor`` the file, as in PyTorch.
_MODULES = ("autograd", "cuda", "func", "linalg", "nn", "optim", "utils")
globals().update({name: member for name, member in TORCH.items() if name not in _MODULES})
__getattr__ = members_of("torch")  # what PyTorch has and this engine has not is refused by name

__all__ = ["autograd", "cuda", "func", "linalg", "nn", "optim", "utils", *TORCH]
