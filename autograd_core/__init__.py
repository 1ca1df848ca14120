"""A small, faithful autograd: ``import autograd_core as torch`` runs a student's snippet in plain Python too."""

from types import SimpleNamespace

from . import autograd, data, func, nn, optim
from .functional import linalg
from .namespace import TORCH
from .refused import REFUSED, refusal

# ``tensor`` the function stands in front of ``tensor`` the file, as in PyTorch.
_MODULES = ("autograd", "func", "linalg", "nn", "optim", "utils")
globals().update({name: member for name, member in TORCH.items() if name not in _MODULES})
utils = SimpleNamespace(data=data)


def __getattr__(name: str) -> object:
    """What PyTorch has and this engine has not is refused by name."""
    if name in REFUSED:
        raise refusal(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["autograd", "func", "linalg", "nn", "optim", "utils", *TORCH]
