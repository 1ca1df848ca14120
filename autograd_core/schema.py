"""What a row of the op table is: PyTorch's schema spelling, the name of its grad_fn, a forward, and its derivatives.

A derivative is a plain function. *The names it asks for are what the forward saves*: ``grad`` is what arrives,
``result`` is the output, ``<input>_sizes`` is the shape of an input, every other name is an argument of the op. Where
an op gives several tensors, ``returns`` names them, ``grad`` is what arrives at the differentiable ones (a list if
there are several of those), and each output may be asked for by its name.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rule = tuple[Callable[..., Any], str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of an op; ``kind`` is PyTorch's word, such as Tensor, Scalar, int, int[1]?, bool or ScalarType?."""

    name: str
    kind: str
    default: Any
    required: bool
    keyword_only: bool


@dataclass(frozen=True, slots=True)
class Derivative:
    """How one input's gradient follows from what arrives; ``formula`` says the same on the screen."""

    input: str
    function: Callable[..., Any]
    formula: str
    needs: tuple[str, ...]


@dataclass(eq=False)
class Op:
    """One row of the table."""

    name: str
    parameters: tuple[Parameter, ...]
    grad_fn: str | None
    forward: Callable[..., Any]
    derivatives: dict[str, Derivative]
    overload: str = ""  # "Tensor_Scalar"
    symbol: str | None = None  # how students write it: "+"
    promotes: str | None = None  # None: dtypes as they come; "common": to one dtype; "float": to one floating dtype
    is_view: bool = False  # the result shares memory with ``self``
    inplace: bool = False  # there is also a ``name_``
    numbers: bool = True  # whether a number may stand for the second tensor
    method: bool = True
    function: bool = True
    cost: Callable[..., tuple[int, int]] | None = None  # (elements of the result, multiplications), before the work
    returns: tuple[str, ...] = ()  # the outputs by name, where there are several; ("…",) for as many as it takes
    check: Callable[..., None] | None = None  # looks at two operands before they are brought to one dtype
    public: bool = True  # False: only derivatives of other rows use it
    also: str = ""  # other names of the same op: "subtract"
    lacks: dict[str, str] = field(default_factory=dict)  # kinds of dtype without a kernel, and the kernel: lacking.py
    node_class: Any = None  # made by node.py
    plans: dict[int, Any] = field(default_factory=dict)  # what node.py worked out for each set of wanted inputs

    def __post_init__(self) -> None:
        names = [parameter.name for parameter in self.parameters]
        self.positions = {name: position for position, name in enumerate(names)}
        kinds = [parameter.kind for parameter in self.parameters]
        self.lists = tuple(i for i, kind in enumerate(kinds) if kind in ("Tensor[]", "Tensor?[]"))
        self.tensors = tuple(i for i, kind in enumerate(kinds) if kind.startswith("Tensor") and i not in self.lists)
        # A node has an edge for each of these; what has no derivative, such as a mask, has none.
        self.inputs = tuple(i for i in range(len(names)) if names[i] in self.derivatives)
        self.names_results = not any(name.startswith(("result", "…")) for name in self.returns)
        self.rules = tuple(self.derivatives[names[i]] for i in self.inputs)
        # What is combined element by element: tensors, and the numbers that stand in for one.
        self.operands = tuple(
            i
            for i, p in enumerate(self.parameters)
            if i in self.tensors or (p.kind in ("Scalar", "Scalar?") and p.name in _OPERANDS)
        )
        # PyTorch takes a number in place of a tensor where the two are combined element by element.
        self.takes_numbers = self.numbers and self.promotes is not None and len(self.tensors) > 1

    def __repr__(self) -> str:
        return f"<Op {self.name} {self.grad_fn}>"

    def saves(self, wanted: int) -> tuple[str, ...]:
        """The names to keep when the inputs in the bit set ``wanted`` need a gradient."""
        rules = [rule for bit, rule in enumerate(self.rules) if wanted >> bit & 1]
        return tuple(dict.fromkeys(name for rule in rules for name in rule.needs if name != "grad"))


_OPERANDS = ("self", "other", "exponent", "end", "min", "max")
TABLE: dict[str, list[Op]] = {}


def op(schema: str, grad_fn: str | None, forward: Callable[..., Any], **options: Any) -> Op:
    """Add a row: ``op("exp(Tensor self)", "ExpBackward0", np.exp, self=(lambda grad, result: …, "grad · result"))``.

    Keyword arguments that are pairs are derivatives by input name; the others are fields of Op.
    """
    full_name, parameters = parse_schema(schema)
    name, _, overload = full_name.partition(".")
    rules = {key: options.pop(key) for key in list(options) if isinstance(options[key], tuple) and key != "returns"}
    derivatives = {
        key: Derivative(key, function, formula, tuple(inspect.signature(function).parameters))
        for key, (function, formula) in rules.items()
    }
    row = Op(name, parameters, grad_fn, forward, derivatives, overload, **options)
    TABLE.setdefault(name, []).append(row)
    return row


def find(name: str, overload: str = "") -> Op:
    """The row of an op, as ``find("pow", "Tensor_Scalar")``."""
    return next(row for row in TABLE[name] if row.overload == overload)


def parse_schema(schema: str) -> tuple[str, tuple[Parameter, ...]]:
    """Name and parameters of a schema such as ``"sum(Tensor self, int[]? dim, bool keepdim=False)"``."""
    name, _, inside = schema.partition("(")
    parameters: list[Parameter] = []
    keyword_only = False
    for part in filter(None, (piece.strip() for piece in _COMMA.split(inside.removesuffix(")")))):
        if part == "*":
            keyword_only = True
            continue
        declared, has_default, default = part.partition("=")
        kind, _, argument = declared.rpartition(" ")
        parameters.append(Parameter(argument, kind, _constant(default), not has_default, keyword_only))
    return name, tuple(parameters)


_COMMA = re.compile(r",(?![^\[]*\])")  # not one inside of [0, 1]
_CONSTANTS = {"": None, "None": None, "True": True, "False": False, "[]": ()}


def _constant(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "'\"":
        return text.strip("'\"")
    if text[0] == "[":
        return [int(one) for one in text[1:-1].split(",")]
    if text[0] == '"':
        return text[1:-1]
    return float(text) if "." in text or "e" in text else int(text)
