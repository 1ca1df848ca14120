"""``torch.nn.functional`` as a module of its own: ``import autograd_core.nn.functional as F``."""

from __future__ import annotations

from .. import functional

globals().update(functional.NAMES)

__all__ = sorted(functional.NAMES)
