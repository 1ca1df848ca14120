"""The hidden L: the one number that ``z.backward(gradient)`` differentiates without writing it, L = Σ z·gradient."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from autograd_core.trace import BackwardTrace, Moment

from .numbers import Values
from .scene import Scene

Row = dict[str, Any]

LONGEST_SOURCE = 6  # characters of the gradient's name that fit into the sign

_WORD = re.compile(r"[A-Za-z_]\w*")


def hidden_sum(trace: BackwardTrace, moment: Moment, text: str, scene: Scene, values: Values) -> Row | None:
    """What the picture shows of the L of a pass that the statement ``text`` started; None for complex numbers.

    ``terms``: [tensor mark, place of the gradient's value, mark it came from or None].
    """
    total, terms, told = np.float64(0), [], []
    for tensor, gradient in trace.roots:
        view = scene.views.get(tensor)
        if view is None or tensor not in scene.marks or np.iscomplexobj(view.data) or np.iscomplexobj(gradient):
            return None
        with np.errstate(all="ignore"):
            total += (view.data.astype(np.float64) * gradient).sum()
        source = source_of(tensor, gradient, text, moment, scene)
        terms.append([tensor, values.index(gradient), source])
        sign = scene.names[source] if source and not scene.names.is_temporary(source) else ""
        told.append(f"Σ {scene.names[tensor]}·{sign if 0 < len(sign) <= LONGEST_SOURCE else 'g'}")
    kind = np.result_type(*(gradient.dtype for _, gradient in trace.roots))
    with np.errstate(all="ignore"):
        value = values.index(np.asarray(total).astype(kind))
    return {"text": " + ".join(told[:2]) + (" + …" if len(told) > 2 else ""), "value": value, "terms": terms}


def source_of(root: str, gradient: np.ndarray, text: str, moment: Moment, scene: Scene) -> str | None:
    """The mark of the tensor that was given as ``gradient``: made in the statement, or called in it by its name."""
    made = [id for id, view in moment.tensors.items() if view.moment == moment.index and not view.given]
    called = [moment.names[word] for word in _WORD.findall(text) if word in moment.names]
    for id in (*made, *called):
        view = scene.views.get(id)
        alike = id != root and id in scene.marks and view is not None and view.shape == gradient.shape
        if alike and view is not None and np.array_equal(view.data, gradient, equal_nan=True):
            return id
    return None
