"""Runs program texts through the interpreter, without a timeline."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from autograd_core import interpreter, source
from autograd_core.context import Budget, Run, running
from autograd_core.errors import ProgramError


def _run(text: str) -> tuple[str, ProgramError | None]:
    """What a program printed, and the error that stopped it."""
    out: list[str] = []
    stopped = None
    with running(Run(budget=Budget())):
        try:
            interpreter.run(
                source.read(text),
                write=out.append,
                before_statement=lambda node, index, passes, depth: None,
                after_statement=lambda error: None,
            )
        except ProgramError as error:
            stopped = error
    return "".join(out), stopped


@pytest.fixture(scope="session")
def run_text() -> Callable[[str], tuple[str, ProgramError | None]]:
    return _run


@pytest.fixture
def run() -> Callable[[str], tuple[str, ProgramError | None]]:
    return _run


@pytest.fixture
def cpython() -> Callable[[str], tuple[str, str]]:
    """What the same text prints in the Python that runs the tests, and the last line of its traceback."""

    def run_cpython(text: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-c", text], capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout, (done.stderr.strip().splitlines() or [""])[-1]

    return run_cpython
