"""What PyTorch answers, asked live."""

from __future__ import annotations

import importlib
from typing import Any

import pytest


@pytest.fixture(scope="session")
def oracle() -> Any:
    """``tests/oracle/record_values.py``, which needs PyTorch to be imported."""
    return importlib.import_module("oracle.record_values")
