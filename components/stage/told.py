"""Everything a caption needs to know about one function that ran on the way back, in the words of the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.graph import constant_id
from autograd_core.trace import BackwardStep, Contribution, OpCall

from . import plain
from .names import Names, base_op
from .numbers import MINUS, factor, literal, nested, preview

LONGEST = 34  # characters of a value in a sentence
LONGEST_FACTOR = 12
LONGEST_FORMULA = 60

FUNCTIONS = frozenset({"log", "ln", "sin", "cos", "sign"})
NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")  # in a formula of the op table: grad, result, self, other, …


def short(array: Any) -> str:
    """A value in a sentence: one number if all are equal, all of them if that is short, else the preview."""
    text = factor(np.asarray(array)).replace(", ", ",")
    return text if len(text) <= LONGEST else preview(np.asarray(array))


def whole(array: Any) -> str:
    """Like ``short``, but says how many numbers there are: a bucket with four ones holds ``1 ×4``."""
    array = np.asarray(array)
    if array.size > 3 and array.dtype != bool and (array == array.flat[0]).all():
        return preview(array)
    text = nested(array).replace(", ", ",")
    return text if len(text) <= LONGEST else preview(array)


def operand(text: str) -> str:
    """A value behind an operator: a negative one stands in brackets."""
    return f"({text})" if text.startswith(MINUS) else text


def added(texts: Sequence[str]) -> str:
    """Values with plus signs between them."""
    return " + ".join([*texts[:1], *(operand(text) for text in texts[1:])])


def formula_of(text: str, call: OpCall) -> str:
    """A rule of the op table as it holds for a call: PyTorch's ``alpha`` is nearly always 1 and then left out."""
    given = {name for name, _, _ in call.inputs}
    return text if "alpha" in given else text.replace(" · alpha", "")


def is_formula(text: str, call: OpCall) -> bool:
    """Whether a rule of the op table is arithmetic with known names; the others say in words what they do."""
    known = {"grad", "result", *FUNCTIONS, *(name for name, _, _ in call.inputs)}
    return bool(text) and "," not in text and known.issuperset(NAME.findall(text))


@dataclass(frozen=True, slots=True)
class Told:
    """A BackwardStep of a function with its call; ``over`` is the name of what is differentiated."""

    step: BackwardStep
    call: OpCall
    names: Names
    over: str

    @property
    def op(self) -> str:
        return base_op(self.call.op)

    @property
    def live(self) -> list[Contribution]:
        """The messages that leave, in the order of the inputs."""
        return [sent for sent in self.step.sent if sent.to is not None and sent.reduced is not None]

    @property
    def result(self) -> str:
        """The name of what the function made; a tensor it changed in place has a prime from then on."""
        name = self.names[self.step.tensor or (self.call.outputs[0] if self.call.outputs else None)]
        return f"{name}′" if self.call.inplace else name

    @property
    def grad(self) -> str:
        """What arrived."""
        return short(self.step.incoming)

    @property
    def symbol(self) -> str:
        """What arrived, as a derivative."""
        return f"∂{self.over}/∂{self.result}"

    @property
    def factor(self) -> str:
        """What arrived, in a product: the number if it is short."""
        return self.grad if len(self.grad) <= LONGEST_FACTOR else self.symbol

    def inputs(self) -> list[tuple[str, str, str]]:
        """(argument name, what it is called, mark id) of every input."""
        found = []
        for place, (name, tensor, text) in enumerate(self.call.inputs):
            if tensor is None:
                number = operand(literal(plain.name(text, plain.LONGEST_CONSTANT)))
                found.append((name, number, constant_id(self.call.id, place)))
            else:
                found.append((name, self.names[tensor], tensor))
        return found

    def others(self, sent: Contribution) -> list[tuple[str, str, str]]:
        """The inputs beside the one ``sent`` goes to."""
        return [row for row in self.inputs() if row[0] != sent.input]

    def rule(self, sent: Contribution) -> str | None:
        """The formula of a message in the names of the program; None if it is put in words, or endless."""
        formula = formula_of(sent.formula, self.call)
        if not is_formula(formula, self.call):
            return None
        words = {name: text for name, text, _ in self.inputs()}
        words |= {"grad": self.symbol, "result": self.result}
        text = NAME.sub(lambda found: words.get(found[0], found[0]), formula)
        return text if len(text) <= LONGEST_FORMULA else None

    def is_constant(self, argument: str) -> bool:
        return any(name == argument and tensor is None for name, tensor, _ in self.call.inputs)

    def common(self, sent: Contribution) -> dict[str, str]:
        """The arguments most captions share: L, y, a, g and r."""
        return {
            "L": self.over,
            "y": self.result,
            "a": self.names[sent.tensor],
            "g": self.factor,
            "r": short(sent.reduced),
        }
