"""Everything a caption needs to know about one function that ran on the way back, in the words of the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.graph import constant_id
from autograd_core.trace import BackwardStep, Contribution, OpCall

from . import plain
from .names import Names, base_op
from .numbers import factor, preview

LONGEST = 34  # characters of a value in a sentence
LONGEST_FORMULA = 60

NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")  # in a formula of the op table: grad, result, self, other, …


def short(array: Any) -> str:
    """A value in a sentence: one number if all are equal, all of them if that is short, else the preview."""
    text = factor(np.asarray(array)).replace(", ", ",")
    return text if len(text) <= LONGEST else preview(np.asarray(array))


def is_formula(text: str) -> bool:
    """Whether a rule of the op table is arithmetic; the others say in words what they do."""
    return bool(text) and "," not in text and " where " not in text


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
        """The name of what the function made."""
        return self.names[self.step.tensor or (self.call.outputs[0] if self.call.outputs else None)]

    @property
    def grad(self) -> str:
        """What arrived."""
        return short(self.step.incoming)

    def inputs(self) -> list[tuple[str, str, str]]:
        """(argument name, what it is called, mark id) of every input."""
        found = []
        for place, (name, tensor, text) in enumerate(self.call.inputs):
            if tensor is None:
                found.append((name, plain.name(text, plain.LONGEST_CONSTANT), constant_id(self.call.id, place)))
            else:
                found.append((name, self.names[tensor], tensor))
        return found

    def others(self, sent: Contribution) -> list[tuple[str, str, str]]:
        """The inputs beside the one ``sent`` goes to."""
        return [row for row in self.inputs() if row[0] != sent.input]

    def rule(self, sent: Contribution) -> str | None:
        """The formula of a message in the names of the program; None if it is put in words, or endless."""
        if not is_formula(sent.formula):
            return None
        words = {name: text for name, text, _ in self.inputs()}
        words |= {"grad": f"∂{self.over}/∂{self.result}", "result": self.result}
        text = NAME.sub(lambda found: words.get(found[0], found[0]), sent.formula)
        return text if len(text) <= LONGEST_FORMULA else None

    def is_constant(self, argument: str) -> bool:
        return any(name == argument and tensor is None for name, tensor, _ in self.call.inputs)

    def common(self, sent: Contribution) -> dict[str, str]:
        """The arguments most captions share: L, y, a, g and r."""
        return {
            "L": self.over,
            "y": self.result,
            "a": self.names[sent.tensor],
            "g": self.grad,
            "r": short(sent.reduced),
        }
