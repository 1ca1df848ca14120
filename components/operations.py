"""The operations that the Build tab offers, as data: how each one is written and what it takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """``pattern`` has ``{a}``, and ``{b}`` if it takes two; ``second`` says what ``{b}`` may be."""

    sign: str
    group: str
    pattern: str
    second: str = ""  # "": takes one; "tensor": a tensor only; "any": or a number; "number", "dim": no tensor

    def expression(self, a: str, b: str = "") -> str:
        return self.pattern.format(a=a, b=b)


OPERATIONS: tuple[Operation, ...] = (
    Operation("a + b", "arithmetic", "{a} + {b}", "any"),
    Operation("a - b", "arithmetic", "{a} - {b}", "any"),
    Operation("a * b", "arithmetic", "{a} * {b}", "any"),
    Operation("a / b", "arithmetic", "{a} / {b}", "any"),
    Operation("a ** n", "arithmetic", "{a} ** {b}", "number"),
    Operation("-a", "arithmetic", "-{a}"),
    Operation("a @ b", "matrix", "{a} @ {b}", "tensor"),
    Operation("a.T", "matrix", "{a}.T"),
    Operation("sum()", "reduce", "{a}.sum()"),
    Operation("mean()", "reduce", "{a}.mean()"),
    Operation("sum(dim)", "reduce", "{a}.sum(dim={b})", "dim"),
    Operation("mean(dim)", "reduce", "{a}.mean(dim={b})", "dim"),
    Operation("exp()", "function", "{a}.exp()"),
    Operation("log()", "function", "{a}.log()"),
    Operation("sqrt()", "function", "{a}.sqrt()"),
    Operation("sin()", "function", "{a}.sin()"),
    Operation("cos()", "function", "{a}.cos()"),
    Operation("tanh()", "function", "{a}.tanh()"),
    Operation("sigmoid()", "function", "{a}.sigmoid()"),
    Operation("relu()", "function", "{a}.relu()"),
    Operation("abs()", "function", "{a}.abs()"),
    Operation("detach()", "graph", "{a}.detach()"),
    Operation("clone()", "graph", "{a}.clone()"),
)

BY_SIGN: dict[str, Operation] = {operation.sign: operation for operation in OPERATIONS}
