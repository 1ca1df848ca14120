"""Makes ``oracle`` importable from every test, and marks the tests that need PyTorch itself."""

from __future__ import annotations

import pytest
from hypothesis import settings
from oracle import worlds

settings.register_profile("untimed", deadline=None)  # a busy machine fails nothing
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "torch: needs PyTorch; skipped where it is not installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if worlds.TORCH is None:
        missing = pytest.mark.skip(reason=worlds.NO_TORCH)
        for item in items:
            if item.get_closest_marker("torch"):
                item.add_marker(missing)
