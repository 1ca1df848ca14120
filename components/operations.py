"""The operations and methods that the app offers to write: the rows of operations.json, which the browser reads too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_TABLE = json.loads((Path(__file__).parent / "stage/frontend/operations.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Operation:
    """``pattern`` has ``{a}``, and ``{b}`` if it takes two; ``second`` says what ``{b}`` may be."""

    sign: str
    group: str
    pattern: str
    second: str = ""  # "": takes one; "tensor": a tensor only; "any": or a number; "number", "dim": no tensor

    def expression(self, a: str, b: str = "") -> str:
        return self.pattern.format(a=a, b=b)


OPERATIONS: tuple[Operation, ...] = tuple(Operation(**row) for row in _TABLE["operations"])

BY_SIGN: dict[str, Operation] = {operation.sign: operation for operation in OPERATIONS}

# Lines about one variable: {x} is its name, {new} a fresh one.
METHODS: dict[str, str] = _TABLE["methods"]
