"""A small, faithful autograd: ``import autograd_core as torch`` runs a student's snippet in plain Python too."""

from . import autograd, func
from .namespace import TORCH

# ``tensor`` the function stands in front of ``tensor`` the file, as in PyTorch.
globals().update({name: member for name, member in TORCH.items() if name not in ("autograd", "func")})

__all__ = ["autograd", "func", *TORCH]
