"""``torch.cuda`` where there is no GPU: the questions a program asks before it uses one, and their answers."""

from __future__ import annotations

from typing import Any

from .context import current
from .errors import PythonError


def unavailable() -> None:
    """A GPU is asked for. On the page that is told once, and the CPU is used; else raises PyTorch's AssertionError."""
    recorder = current().recorder
    if recorder is None:
        raise PythonError("AssertionError", "Torch not compiled with CUDA enabled")
    recorder.noted("device", "cuda", "cpu")


def is_available() -> bool:
    """Whether there is a GPU: no."""
    return False


def is_initialized() -> bool:
    """Whether PyTorch has begun to use a GPU: no."""
    return False


def device_count() -> int:
    """How many GPUs there are: none."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed."""


def empty_cache() -> None:
    """Nothing to empty."""


def get_device_name(device: Any = None) -> str:
    """Raises PyTorch's AssertionError: there is no GPU."""
    raise PythonError("AssertionError", "Torch not compiled with CUDA enabled")


current_device = get_device_name
NAMES = (
    "is_available is_initialized device_count manual_seed manual_seed_all empty_cache get_device_name current_device"
)
