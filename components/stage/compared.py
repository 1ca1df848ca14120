"""Several programs run side by side: their lines, what they printed, and every variable at their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core.trace import TensorView
from components import state

from . import plain
from .numbers import as_value

MOST_VARIABLES = 40


def compared(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One dict per column: title, lines, changed (numbers of lines that no other column has), error, printed, rows."""
    texts = [column["text"].split("\n") for column in columns]
    return [
        _column(column, [lines for place, lines in enumerate(texts) if place != at])
        for at, column in enumerate(columns)
    ]


def _column(column: Mapping[str, Any], others: list[list[str]]) -> dict[str, Any]:
    run = state.run_safely(column["text"])
    lines = column["text"].rstrip("\n").split("\n")
    common = set.intersection(*map(set, others)) if others else set()
    world = run.snapshot(len(run.moments) - 1) if run.moments else None
    held = [(name, world.tensors[ref]) for name, ref in world.names.items() if ref in world.tensors] if world else []
    error = run.error
    return {
        "title": column["title"],
        "lines": [plain.line(line) for line in lines],
        "changed": [number for number, line in enumerate(lines, 1) if line not in common],
        "error": plain.shown(f"{error.type_name}: {error.message}") if error else None,
        "printed": plain.shown(run.printed),
        "rows": [_row(name, view) for name, view in held[:MOST_VARIABLES]],
    }


def _row(name: str, view: TensorView) -> dict[str, Any]:
    return {
        "name": plain.name(name),
        "value": as_value(view.data),
        "grad": None if view.grad is None else as_value(view.grad),
        "requires_grad": view.requires_grad,
        "is_leaf": view.is_leaf,
        "grad_fn": view.grad_fn_name,
        "version": view.version,
    }
