"""Why a world is not copied."""

from __future__ import annotations


class CannotCopy(Exception):
    """Something in the world of a run has no faithful copy, or the world is too large to be kept."""
