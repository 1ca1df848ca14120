"""What things are called on the screen: tensors by the student's variable, others by a letter, functions by a sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograd_core.graph import first_names

from . import plain

if TYPE_CHECKING:
    from autograd_core.timeline import Timeline
    from autograd_core.trace import TensorView

# How an op looks on its capsule; every other op shows its own name.
GLYPHS = {
    "add": "+",
    "sub": "−",
    "rsub": "−",
    "mul": "×",
    "div": "÷",
    "neg": "−",
    "matmul": "@",
    "mm": "@",
    "mv": "@",
    "dot": "@",
    "bmm": "@",
    "pow": "xⁿ",
    "square": "x²",
    "sqrt": "√",
    "sum": "Σ",
    "sigmoid": "σ",
    "abs": "|x|",
    "reciprocal": "1/x",
    "t": "T",
    "transpose": "T",
    "detach": "✂",
    "clone": "copy",
    "copied": "copy",
    "to_copy": "copy",
    "unsafe_view": "view",
    "squeeze_row": "squeeze",
    "gather": "index",
    "scatter": "index",
    "masked_zero": "mask",
    "masked_fill": "mask",
}

# A string, which is kept, or a sign for "times"; the star of an argument list stands behind no value.
_TIMES = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<=[\w)\]])[ \t]*(?<!\*)\*(?!\*)[ \t]*""")


def base_op(op: str) -> str:
    """The op without the underscore of its in-place form."""
    return op.removesuffix("_") if not op.startswith("_") else op


def glyph(op: str, inplace: bool = False) -> str:
    """The sign of an op, with ``=`` if it changes its tensor in place."""
    base = base_op(op).strip("_")
    return GLYPHS.get(base, base) + ("=" if inplace and base in ("add", "sub", "mul", "div") else "")


def pretty(expression: str) -> str:
    """Source text as mathematics: ``y * y`` becomes ``y·y``; powers and strings stay as they are."""
    return _TIMES.sub(lambda found: found[1] or "·", expression)


class Names:
    """Short names of all tensors of a run; one that the program cannot reach is ``t``, ``t2``, ``t3`` and so on."""

    def __init__(self, timeline: Timeline) -> None:
        self.named = first_names(timeline.moments)
        taken = set(self.named.values())
        last = timeline.moments[-1].names if timeline.moments else {}
        taken.update(last)
        self._short = {id: plain.name(name) for id, name in self.named.items()}
        self._parameters = self.parameters(timeline)
        self._short |= self._parameters
        count = 0
        for moment in timeline.moments:
            for id, view in moment.tensors.items():
                if id in self._short:
                    continue
                if id in timeline.held:
                    self._short[id] = plain.name(timeline.held[id])
                    continue
                if view.made_by is None and view.expression.endswith(".grad"):
                    self._short[id] = view.expression
                    continue
                count += 1
                while (letter := "t" if count == 1 else f"t{count}") in taken:
                    count += 1
                self._short[id] = letter

    def parameters(self, timeline: Timeline) -> dict[str, str]:
        """Leaves that a model holds go by its name for them, not by that of a variable that runs through them all."""
        given = Counter(self.named.values())
        return {
            id: plain.name(way)
            for moment in timeline.moments
            for id, view in moment.tensors.items()
            if view.is_leaf and view.requires_grad and (way := timeline.held.get(id))
            if "." in way or given[self.named.get(id, way)] > 1 or id not in self.named
        }

    def all(self) -> Iterator[tuple[str, tuple[str, bool, str | None]]]:
        """Each tensor with its name, whether a variable holds it, and what a model calls it."""
        return ((id, (name, id in self.named, self._parameters.get(id))) for id, name in self._short.items())

    def __getitem__(self, tensor: str | None) -> str:
        return self._short.get(tensor or "", tensor or "?")

    def is_temporary(self, tensor: str) -> bool:
        return tensor not in self.named and tensor not in self._parameters

    def known(self, view: TensorView) -> list[str]:
        """What a program can write for a tensor: its variables, and its name in a model."""
        names = [plain.name(name) for name in view.names]
        return names + [name for name in (self._parameters.get(view.id),) if name and name not in names]
