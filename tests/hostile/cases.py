"""The inputs that tried to break interpreters of this kind, and what is asked of the answer to each.

A case has an ``id``, a ``class``, a ``program`` (or ``program_rle``: pieces and how often each is repeated) and what is
expected: "clean error", "ok or clean error" or "ok" (then ``stdout`` is what it prints). ``then`` is a program that
another visitor runs afterwards, and ``then_stdout`` what that prints, None for an error. ``corpus`` was written for
interpreters in general, ``variants`` for this one, class by class.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Case = dict[str, Any]

# What stands for the surroundings of a case: a file to write, one to read, a port, a variable with a secret.
PLACES = ("@FILE@", "@READ@", "@PORT@", "@ENV@")


def load(name: str) -> list[Case]:
    """The cases of one file, such as ``corpus/controls``."""
    found: list[Case] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def programs() -> dict[str, list[Case]]:
    """All program cases by the name of their file."""
    files = [*(HERE / "corpus").glob("programs_*.json"), *(HERE / "variants").glob("*.json")]
    names = sorted(f"{file.parent.name}/{file.stem}" for file in files)
    return {name: load(name) for name in [*names, "corpus/controls"]}


def text_of(case: Case) -> str:
    """The program of a case, written out."""
    if case.get("program_rle"):
        return "".join(piece * times for piece, times in case["program_rle"])
    text: str = case["program"]
    return text
