"""What a node of an op keeps, and how each of its gradients is computed, for each set of wanted inputs."""

from __future__ import annotations

from collections.abc import Callable
from operator import mul, truediv
from typing import Any

from .schema import Derivative, Op

# What of an input a derivative may ask for besides the input itself.
SIZES: dict[str, Callable[[Any], Any]] = {
    "_sym_sizes": lambda array: array.shape,
    "_sym_numel": lambda array: array.size,
}


class Plan:
    """What one op keeps when the tensor inputs in a bit set need a gradient, and how each gradient is computed.

    ``keeps`` are (name, position of the argument or -1 for the result, whether only its shape is kept);
    ``rules`` are (edge, derivative function, places of its arguments among ``keeps``, where -1 is what arrives).
    """

    __slots__ = ("alone", "frees", "inputs", "keeps", "op", "quick", "result", "rules", "sees_result", "single")

    def __init__(self, op: Op, wanted: int, real: int | None = None) -> None:
        self.op = op
        names = op.saves(wanted)
        self.single = len(op.inputs) == 1
        self.keeps = tuple(_keep(op, name) for name in names)
        formulas = [rule.formula for bit, rule in enumerate(op.rules) if wanted >> bit & 1]
        self.rules = tuple(
            (
                edge,
                _rule(op, rule, edge, real),
                tuple(-1 if need == "grad" else names.index(need) for need in rule.needs),
            )
            for edge, rule in enumerate(op.rules)
            if wanted >> edge & 1
        )
        positions = [position for _, position, _ in self.keeps]
        self.sees_result = any(position < 0 for position in positions)
        self.result = positions.index(-1) if -1 in positions else None  # its place among what is kept
        # Only tensors are dropped after a pass: a function that kept sizes alone can run again.
        tensors = (*op.tensors, *op.lists)
        self.inputs = tuple(i for i, (_, position, size) in enumerate(self.keeps) if position in tensors and not size)
        self.frees = self.sees_result or bool(self.inputs)
        plain = real is None and not op.returns and not op.lists
        self.quick = quick_rules(op.name, self.rules, formulas) if plain else ()
        self.alone = alone(self.quick)


Quick = tuple[tuple[int, Any, int | None, int | None], ...]


_AS_IT_IS = ("grad", "grad · alpha")
PASSED_ON = "passed on"
# Derivatives that are one operation on arrays, which Python does without a call of a function of ours: by the name of
# the op and the formula. Only a pass on plain arrays takes these.
OPERATIONS: dict[tuple[str, str], Callable[..., Any]] = {
    ("mul", "grad · self"): mul,
    ("mul", "grad · other"): mul,
    ("div", "grad / other"): truediv,
    ("exp", "grad · result"): mul,
    ("log", "grad / self"): truediv,
    ("mm", "grad @ mat2ᵀ"): lambda grad, mat2: grad.dot(mat2.T),
    ("mm", "selfᵀ @ grad"): lambda grad, self: self.T.dot(grad),
}


def quick_rules(name: str, rules: tuple[Any, ...], formulas: list[str]) -> Quick:
    """(edge, function, places of its other arguments or None) where all ask for ``grad`` and two things more at most.

    Else nothing. The function is None where what arrives is passed on as it is; ``swift`` leaves alpha at 1.
    """
    if not rules or any(places[:1] != (-1,) or len(places) > 3 or -1 in places[1:] for _, _, places in rules):
        return ()
    return tuple(
        (edge, None, None, None)
        if formula in _AS_IT_IS
        else (edge, OPERATIONS.get((name, formula), function), *(*places[1:], None, None)[:2])
        for (edge, function, places), formula in zip(rules, formulas, strict=True)
    )


def alone(quick: Quick) -> Any:
    """The function of ``grad`` and the first thing kept where that is all, for the first input alone; or PASSED_ON."""
    if len(quick) != 1 or quick[0][0]:
        return None
    _, function, place, other = quick[0]
    if function is None:
        return PASSED_ON
    return function if place == 0 and other is None else None


def _keep(op: Op, name: str) -> tuple[str, int, bool]:
    if name == "result":
        return name, -1, False
    if name in op.returns:
        return name, -1 - op.returns.index(name), False
    for suffix in SIZES:
        if name.endswith(suffix):
            return name, op.positions[name.removesuffix(suffix)], True
    return name, op.positions[name], False


def _rule(op: Op, rule: Derivative, edge: int, real: int | None) -> Callable[..., Any]:
    """The derivative; of complex numbers it is taken conjugate, and ``real`` says which inputs are not complex.

    All that the formulas do is add and multiply, so that the conjugate of what was kept gives that of the slope.
    """
    if real is None or op.name in _OWN_CONJUGATE:
        return rule.function
    is_real = bool(real >> edge & 1)
    kept = [need != "grad" for need in rule.needs]
    if not is_real and not any(kept):
        return rule.function

    def conjugated(*given: Any) -> Any:
        found = rule.function(*[_conjugate(one) if is_kept else one for is_kept, one in zip(kept, given, strict=True)])
        return found.real if is_real and found is not None else found

    return conjugated


_OWN_CONJUGATE = {"complex", "view_as_complex", "sgn"}


def _conjugate(value: Any) -> Any:
    if isinstance(value, complex):
        return value.conjugate()
    return value.conj() if getattr(value, "dtype", None) is not None else value


def complex_plan(op: Op, wanted: int, real: int) -> Plan:
    """The plan where the result is complex; ``real`` are the inputs that are not, as a bit set."""
    key = wanted << 32 | real << 1 | 1 << 63
    plan: Plan | None = op.plans.get(key)
    if plan is None:
        plan = op.plans[key] = Plan(op, wanted, real)
    return plan


def plan_for(op: Op, wanted: int) -> Plan:
    plan: Plan | None = op.plans.get(wanted)
    if plan is None:
        plan = op.plans[wanted] = Plan(op, wanted)
    return plan
