"""``torch.utils``: the loaders of ``torch.utils.data``."""

from . import data

__all__ = ["data"]
