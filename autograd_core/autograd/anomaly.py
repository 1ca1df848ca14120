"""Anomaly mode: every node remembers where it was made, and a pass stops at the first gradient that is not a number."""

from __future__ import annotations

from typing import Self

from ..context import current, warn


class set_detect_anomaly:
    """Switch anomaly mode now; as a context manager, switch it back at the end of the block."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        run = current()
        self.before = (run.anomaly, run.checks_nan)
        run.anomaly, run.checks_nan = mode, check_nan

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        run = current()
        run.anomaly, run.checks_nan = self.before


class detect_anomaly:
    """Anomaly mode for a ``with`` block."""

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging."
        )

    def __enter__(self) -> Self:
        run = current()
        self.before = (run.anomaly, run.checks_nan)
        run.anomaly, run.checks_nan = True, self.check_nan
        return self

    def __exit__(self, *_: object) -> None:
        run = current()
        run.anomaly, run.checks_nan = self.before


def is_anomaly_enabled() -> bool:
    """Whether anomaly mode is on."""
    return current().anomaly


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly mode looks for nan."""
    return current().checks_nan
