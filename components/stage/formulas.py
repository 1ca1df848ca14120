"""The second caption line: the same as the first with symbols and numbers, each term linked to its mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.trace import BackwardStep, Contribution

from .captions import minus_one
from .numbers import spread
from .scene import Scene, Term, term
from .told import FUNCTIONS, LONGEST, NAME, Told, added, formula_of, is_formula, operand, short, whole

if TYPE_CHECKING:
    from .ride import Message

# A formula of the op table: names, numbers, and everything between them.
_TOKEN = re.compile(NAME.pattern + r"|\d[\d.]*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """The terms of a line, and its arithmetic alone for the list of steps: ``0.1667 · 3 = 0.5``."""

    terms: list[Term]
    short: str


def visit(told: Told, sums: set[str], scene: Scene) -> Line:
    """What leaves a function, for its first message; ``sums`` are the inputs whose message is one of several."""
    live = told.live
    if not live:
        return Line([], "")
    sent = live[0]
    result = short(sent.reduced) if told.op not in ("mean", "sum") else _counted(sent.reduced)
    head = [_target(told, sent, sums, scene)]
    arrived = term(told.symbol, scene.mark(told.step.tensor))
    symbols, numbers = _sides(told, sent, arrived, scene)
    if np.asarray(sent.raw).shape != np.asarray(sent.reduced).shape:  # the copies of a broadcast input are added
        symbols, numbers = ([term("Σ ("), *side, term(")")] if side else [] for side in (symbols, numbers))
    if any("…" in piece["text"] for piece in numbers):
        numbers = []
    terms = [*head, *_equals(symbols), *_equals(numbers), term(f" = {result}")]
    arithmetic = "".join(piece["text"] for piece in numbers)
    return Line(_joined(terms), f"{arithmetic} = {result}" if arithmetic and arithmetic != result else result)


def sum_of(head: str, mark: str | None, messages: Sequence[Message], total: np.ndarray) -> list[Term]:
    """Several messages added up."""
    numbers = [short(one.sent) for one in messages]
    shown = added(numbers[:4]) + (" + …" if len(numbers) > 4 else "")
    return [term(head, mark), term(f" = {shown} = {short(total)}")]


def poured(name: str, mark: str | None, step: BackwardStep) -> list[Term]:
    """What a leaf's bucket holds after a message was poured in."""
    if step.before is None:
        return kept(name, mark, step.after)
    arithmetic = f"{added([whole(step.before), whole(step.incoming)])} = {whole(step.after)}"
    return [term(f"{name}.grad", mark), term(f" = {arithmetic}")]


def kept(name: str, mark: str | None, grad: np.ndarray | None) -> list[Term]:
    """What a bucket holds."""
    return [term(f"{name}.grad", mark), term(f" = {whole(grad)}")]


# ── the parts of a line ────────────────────────────────────────────────────────────────────────────────────────


def _target(told: Told, sent: Contribution, sums: set[str], scene: Scene) -> Term:
    """What is worked out: a gradient, or one message of several for it."""
    name, mark = told.names[sent.tensor], scene.mark(sent.tensor)
    return term(f"→ {name}", mark) if sent.input in sums else term(f"∂{told.over}/∂{name}", mark)


def _sides(told: Told, sent: Contribution, arrived: Term, scene: Scene) -> tuple[list[Term], list[Term]]:
    """The message in symbols, and in numbers."""
    if told.op == "mul" and len(told.others(sent)) == 1:
        return _product(told, sent, arrived, scene)
    if told.op == "pow" and len(told.inputs()) == 2 and told.is_constant(told.inputs()[1][0]):
        return _power(told, sent, arrived, scene)
    if told.op == "mean":
        return _share(told, sent, arrived)
    return _by_rule(told, sent, arrived, scene)


def _product(told: Told, sent: Contribution, arrived: Term, scene: Scene) -> tuple[list[Term], list[Term]]:
    argument, name, mark = told.others(sent)[0]
    value = None if told.is_constant(argument) else _value(dict(sent.terms).get(argument))
    symbols = [arrived, term(" · "), term(name, scene.mark(mark))]
    return symbols, [term(told.grad), term(" · "), term(operand(value or name), scene.mark(mark))]


def _power(told: Told, sent: Contribution, arrived: Term, scene: Scene) -> tuple[list[Term], list[Term]]:
    (base, name, mark), (_, exponent, constant) = told.inputs()
    n, power = term(exponent, scene.mark(constant)), term(minus_one(exponent))
    value = _value(dict(sent.terms).get(base))
    symbols = [arrived, term(" · "), n, term("·"), term(name, scene.mark(mark)), power]
    if value is None:
        return symbols, []
    return symbols, [term(told.grad), term(" · "), n, term("·"), term(operand(value), scene.mark(mark)), power]


def _share(told: Told, sent: Contribution, arrived: Term) -> tuple[list[Term], list[Term]]:
    count = max(1, np.asarray(sent.reduced).size // max(1, np.size(told.step.incoming)))
    return [arrived, term(f" · 1/{count}")], [term(f"{told.grad} · 1/{count}")]


def _by_rule(told: Told, sent: Contribution, arrived: Term, scene: Scene) -> tuple[list[Term], list[Term]]:
    """The formula of the op table in the names of the program, and with numbers where these are short."""
    formula = formula_of(sent.formula, told.call)
    if not is_formula(formula, told.call) or formula == "0":
        return [], []
    pieces = _TOKEN.findall(formula)
    symbols = [_symbol(told, piece, arrived, scene) for piece in pieces]
    if formula == "grad":
        return symbols, []
    terms = dict(sent.terms)
    numbers = [_number(told, piece, terms, scene, first=not place) for place, piece in enumerate(pieces)]
    known = [piece for piece in numbers if piece is not None]
    return symbols, known if len(known) == len(pieces) else []


def _symbol(told: Told, piece: str, arrived: Term, scene: Scene) -> Term:
    if piece == "grad":
        return arrived
    if piece == "result":
        return term(told.result, scene.mark(told.step.tensor))
    for name, text, mark in told.inputs():
        if name == piece:
            return term(text, scene.mark(mark))
    return term(piece)


def _number(told: Told, piece: str, terms: dict[str, Any], scene: Scene, first: bool) -> Term | None:
    """The number in place of a name, None if there is none or it is not short; a sign stands in brackets."""
    symbol = _symbol(told, piece, term(""), scene)
    if not NAME.fullmatch(piece) or piece in FUNCTIONS:
        return symbol
    text = told.grad if piece == "grad" else _value(terms[piece]) if piece in terms else symbol["text"]
    if text is None or "…" in text or (piece not in terms and symbol["mark"] is None):
        return None
    return term(text if first else operand(text), symbol["mark"])


def _value(value: Any) -> str | None:
    """A number or the numbers of an array; None for whatever else a function has saved."""
    return short(value) if isinstance(value, np.ndarray | np.generic | float | int) else None


def _counted(array: np.ndarray | None) -> str:
    text = spread(np.asarray(array)).replace(", ", ",")
    return text if len(text) <= LONGEST else short(array)


def _equals(terms: list[Term]) -> list[Term]:
    return [term(" = "), *terms] if terms else []


def _joined(terms: list[Term]) -> list[Term]:
    """Neighbours without a mark as one term."""
    joined: list[Term] = []
    for piece in terms:
        if joined and piece["mark"] is None and joined[-1]["mark"] is None:
            joined[-1] = term(joined[-1]["text"] + piece["text"])
        else:
            joined.append(piece)
    return joined
