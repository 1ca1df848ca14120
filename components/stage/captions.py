"""What is said about each step of the way back: a key of the catalogue with the numbers of this run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.trace import BackwardStep, Contribution

from .numbers import MINUS, number
from .told import LONGEST_FACTOR, Told, added, operand, short, whole

Caption = dict[str, Any]

# The slope of functions of one number, as it is written; x is the input and y the result.
SLOPES = {
    "exp": "{y}",
    "log": "1/{a}",
    "log2": "1/({a}·ln 2)",
    "log10": "1/({a}·ln 10)",
    "log1p": "1/(1 + {a})",
    "sqrt": "1/(2·{y})",
    "rsqrt": "−{y}³/2",
    "sin": "cos({a})",
    "cos": "−sin({a})",
    "tan": "1 + {y}²",
    "tanh": "1 − {y}²",
    "sigmoid": "{y}·(1 − {y})",
    "square": "2·{a}",
    "reciprocal": "−{y}²",
}
# Ops that only rearrange or copy numbers.
_SHAPES = ("t", "transpose", "permute", "view", "_unsafe_view", "unsqueeze", "squeeze", "_squeeze_row")
MOVES = frozenset((*_SHAPES, "clone", "alias", "unbind", "_copied", "_to_copy"))
# Ops that pick some of the numbers they are given.
_CHOICES = ("max", "min", "maximum", "minimum", "where", "_masked_zero", "_masked_fill")
PICKS = frozenset((*_CHOICES, "select", "slice", "_gather"))
MATRIX = frozenset(("mm", "mv", "dot", "bmm"))


def caption(key: str, **args: Any) -> Caption:
    """A caption as the payload holds it: all arguments are text."""
    return {"key": key, "args": {name: str(value) for name, value in args.items()}}


def seed(over: str, root: str, grad: np.ndarray, source: str, roots: int) -> Caption:
    """The start at ``root``, which over is or is made of; ``source`` is the text of a root without a name."""
    args = {"L": over, "y": root, "g": short(grad)}
    if roots > 1:
        return caption("cap.seed_one_of", **args)
    if over != root:
        return caption("cap.seed_given", **args)
    return caption("cap.seed_temporary", **args, source=source) if source else caption("cap.seed", **args)


def visit(told: Told) -> Caption:
    """What the function does to what arrived."""
    live = told.live
    if not live:
        return caption("cap.visit.nothing", fn=told.step.name)
    if told.op in SLOPES:
        return _unary(told, live)
    if live[0].formula == "0":
        return caption("cap.visit.zero", fn=told.step.name, a=told.names[live[0].tensor])
    say = _BY_OP.get(told.op) or _family(told.op)
    return (say(told, live) if say else None) or _general(told, live)


def inner(step: BackwardStep, tensor: str) -> Caption:
    """A function that no line called: PyTorch puts it there when part of ``tensor`` is changed in place."""
    sent = next((one for one in step.sent if one.reduced is not None), None)
    if sent is None:
        return caption("cap.visit.nothing", fn=step.name)
    return caption("cap.visit.inner", fn=step.name, x=tensor, r=short(sent.reduced))


def fan_in(name: str, over: str, messages: Sequence[str], total: np.ndarray) -> Caption:
    """Several messages for ``name`` are added; each comes as a short text."""
    text = added(messages) if sum(map(len, messages)) <= 48 else f"{messages[0]} + … ({len(messages)})"
    if len(messages) == 2:
        return caption("cap.fan_in", x=name, L=over, sum=text, r=short(total))
    return caption("cap.fan_in_more", x=name, L=over, sum=text, r=short(total), count=len(messages))


def accumulate(name: str, step: BackwardStep) -> Caption:
    """A leaf's bucket is filled, or filled further."""
    if step.before is None:
        return caption("cap.accumulate_first", x=name, after=whole(step.after))
    sum_of = {"before": whole(step.before), "g": operand(whole(step.incoming)), "after": whole(step.after)}
    return caption("cap.accumulate_more", x=name, **sum_of)


def retain(name: str, grad: np.ndarray) -> Caption:
    """A result that asked for it keeps its gradient."""
    return caption("cap.retain", x=name, after=whole(grad))


def free(functions: Sequence[str]) -> Caption:
    """The names of the functions whose saved tensors were dropped."""
    kinds = Counter(functions)
    name, count = kinds.most_common(1)[0]
    if len(kinds) > 1:
        return caption("cap.free_mixed", count=len(functions))
    return caption("cap.free" if count > 1 else "cap.free_one", count=count, fn=name)


def message(told: Told, sent: Contribution) -> str:
    """One message as it stands in a sum: ``0.5·y`` for a product, the numbers otherwise."""
    if told.op == "mul" and len(told.grad) <= LONGEST_FACTOR:
        other = told.others(sent)
        if len(other) == 1:
            return f"{told.grad}·{other[0][1]}"
    return short(sent.reduced)


# ── one row per family of ops ──────────────────────────────────────────────────────────────────────────────────


def _general(told: Told, live: list[Contribution]) -> Caption:
    rule = told.rule(live[0])
    args = {**told.common(live[0]), "fn": told.step.name}
    if rule is None:
        return caption("cap.visit.words" if len(live) == 1 else "cap.visit.words_more", **args)
    return caption("cap.visit.general" if len(live) == 1 else "cap.visit.general_more", **args, formula=rule)


def _unary(told: Told, live: list[Contribution]) -> Caption:
    args = told.common(live[0])
    slope = SLOPES[told.op].format(y=args["y"], a=args["a"])
    return caption("cap.visit.slope", **args, op=told.op, slope=slope)


def _shared(told: Told, live: list[Contribution]) -> Caption:
    """mean and sum; ``times`` says how often the same number leaves."""
    sent = live[0]
    array = np.asarray(sent.reduced)
    count = max(1, array.size // max(1, np.size(told.step.incoming)))
    equal = array.size > 1 and bool((array == array.flat[0]).all())
    key = f"cap.visit.{told.op}" + ("" if equal else "_each")
    times = {"times": array.size} if equal else {}
    return caption(key, **told.common(sent), n=count, **times)


def _folded(told: Told, sent: Contribution) -> bool:
    """Whether the message was summed to fit an input that had been broadcast."""
    return np.asarray(sent.raw).shape != np.asarray(sent.reduced).shape


def _add(told: Told, live: list[Contribution]) -> Caption | None:
    folded = next((sent for sent in live if _folded(told, sent)), None)
    if folded is not None:
        return caption("cap.visit.add_folded", **told.common(folded))
    if told.op != "add" or any(not np.array_equal(np.asarray(sent.reduced), told.step.incoming) for sent in live):
        return None
    a, b = _two(told)
    if len(live) == 1:
        return caption("cap.visit.add", y=told.result, a=a, b=b, x=told.names[live[0].tensor])
    return caption("cap.visit.add_both", y=told.result, a=a, b=b)


def _sub(told: Told, live: list[Contribution]) -> Caption | None:
    if any(_folded(told, sent) for sent in live):
        return caption("cap.visit.add_folded", **told.common(next(sent for sent in live if _folded(told, sent))))
    a, b = _two(told)
    if told.op == "rsub":
        a, b = b, a
    if len(live) > 1:
        return caption("cap.visit.sub_both", y=told.result, a=a, b=b)
    x = told.names[live[0].tensor]
    key = "cap.visit.sub" if np.array_equal(np.asarray(live[0].reduced), told.step.incoming) else "cap.visit.sub_second"
    return caption(key, y=told.result, a=a, b=b, x=x)


def _two(told: Told) -> tuple[str, str]:
    rows = told.inputs()
    return rows[0][1], rows[1][1] if len(rows) > 1 else "?"


def _mul(told: Told, live: list[Contribution]) -> Caption | None:
    rows = told.inputs()
    if len(rows) != 2:
        return None
    folded = next((sent for sent in live if _folded(told, sent)), None)
    if folded is not None:
        return caption("cap.visit.mul_folded", **told.common(folded), c=told.others(folded)[0][1])
    sent = live[0]
    name, text, _ = told.others(sent)[0]
    if len(live) == 2 and live[0].tensor == live[1].tensor:
        return caption("cap.visit.mul_same", y=told.result, a=text, g=told.factor)
    if len(live) == 2:
        return caption("cap.visit.mul_both", y=told.result, a=rows[0][1], b=rows[1][1], g=told.factor)
    constant = "cap.visit.mul_constant" if told.factor == told.grad else "cap.visit.mul_constant_long"
    return caption(constant if told.is_constant(name) else "cap.visit.mul_one", **told.common(sent), c=text)


def _div(told: Told, live: list[Contribution]) -> Caption | None:
    a, b = _two(told)
    if any(_folded(told, sent) for sent in live):
        return None
    if len(live) == 2:
        return caption("cap.visit.div_both", y=told.result, a=a, b=b, g=told.factor)
    args = {"L": told.over, "y": told.result, "a": a, "b": b, "g": told.factor, "r": short(live[0].reduced)}
    first = live[0].input == told.inputs()[0][0]
    return caption("cap.visit.div" if first else "cap.visit.div_second", **args)


def _pow(told: Told, live: list[Contribution]) -> Caption | None:
    base, exponent = _two(told)
    if len(live) != 1 or live[0].input != told.inputs()[0][0]:
        return None
    if not told.is_constant(told.inputs()[1][0]):
        return None
    return caption("cap.visit.pow", **told.common(live[0]), n=exponent, slope=f"{exponent}·{base}{minus_one(exponent)}")


def minus_one(exponent: str) -> str:
    """The power that is left of one: ``^2`` of 3, nothing of 2."""
    try:
        less = number(float(exponent.strip("()").replace(MINUS, "-")) - 1)
    except ValueError:
        less = f"({exponent} − 1)"
    return "" if less == "1" else f"^{operand(less)}"


def _neg(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.neg", **told.common(live[0]))


def _matrix(told: Told, live: list[Contribution]) -> Caption:
    a, b = _two(told)
    sent = live[0]
    if len(live) == 2:
        return caption("cap.visit.matmul_both", y=told.result, a=a, b=b)
    args = {"y": told.result, "a": a, "b": b, "x": told.names[sent.tensor], "r": short(sent.reduced)}
    return caption("cap.visit.matmul", **args)


def _relu(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.relu", **told.common(live[0]))


def _abs(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.abs", **told.common(live[0]))


def _moves(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.moves", y=told.result, op=told.op.strip("_"))


def _picks(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.picks", op=told.op.strip("_"), **told.common(live[0]))


def _expand(told: Told, live: list[Contribution]) -> Caption:
    return caption("cap.visit.add_folded", **told.common(live[0]))


def _family(op: str) -> Callable[[Told, list[Contribution]], Caption | None] | None:
    if op in MATRIX:
        return _matrix
    return _moves if op in MOVES else _picks if op in PICKS else None


_BY_OP: dict[str, Callable[[Told, list[Contribution]], Caption | None]] = {
    "mean": _shared,
    "sum": _shared,
    "add": _add,
    "sub": _sub,
    "rsub": _sub,
    "mul": _mul,
    "div": _div,
    "true_divide": _div,
    "pow": _pow,
    "neg": _neg,
    "relu": _relu,
    "abs": _abs,
    "expand": _expand,
}
