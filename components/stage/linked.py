"""Which cells of its inputs a cell of a result was computed from, as one rule for each input of a call.

``each``: the same cell, after broadcasting · ``flat``: the same place when both are read row by row · ``turned``: row
and column exchanged · ``row``, ``column``: all cells of the row or column · ``all``: every cell.
"""

from __future__ import annotations

from autograd_core.schema import TABLE
from autograd_core.trace import OpCall

from .names import base_op

_EACH = frozenset(
    (
        *("relu", "leaky_relu", "elu", "celu", "gelu", "silu", "mish", "softplus", "_log_sigmoid", "hardtanh"),
        *("hardsigmoid", "hardswish", "threshold", "softshrink", "hardshrink", "where", "clamp", "masked_fill"),
        *("clone", "_copied", "_to_copy", "detach", "expand", "tril", "triu", "square", "abs", "neg"),
    )
)
_FLAT = frozenset(("view", "_reshape_alias", "_unsafe_view", "unsqueeze", "squeeze", "_squeeze_row", "alias"))
_WHOLE = frozenset(  # where they give one number
    (
        *("sum", "mean", "nansum", "prod", "max", "min", "amax", "amin", "logsumexp", "var", "std", "dot"),
        *("linalg_vector_norm", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy"),
    )
)
_OTHERS = {
    "mm": {"self": "row", "mat2": "column"},
    "bmm": {"self": "row", "mat2": "column"},
    "mv": {"self": "row", "vec": "all"},
    "addmm": {"self": "each", "mat1": "row", "mat2": "column"},
    "t": {"self": "turned"},
}


def linked(call: OpCall, one_number: bool) -> list[str | None]:
    """The rule of each input of ``call``, None where none is known; ``one_number`` if the result is a single one."""
    op = base_op(call.op)
    named = _OTHERS.get(op)
    if named is not None:
        return [named.get(name) if tensor else None for name, tensor, _ in call.inputs]
    rows = TABLE.get(op, [])
    rule = None
    if op in _WHOLE and one_number:
        rule = "all"
    elif op in _FLAT:
        rule = "flat"
    elif op in _EACH or any(row.promotes in ("common", "float") for row in rows if op not in _WHOLE):
        rule = "each"
    return [rule if tensor else None for _, tensor, _ in call.inputs]
