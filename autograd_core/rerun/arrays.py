"""Copies of arrays that share memory as the originals do: a view becomes the same view of the copy of its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib import stride_tricks

from .refusal import CannotCopy

Array = np.ndarray[Any, np.dtype[Any]]
Twin = Callable[[Any], Any]
_STAND_IN: Any = type(stride_tricks.as_strided(np.zeros(2), (1,), (8,)).base)  # the base of what as_strided gives


def array_twin(array: Array, twin: Twin) -> Array:
    """A copy of an array, laid out in memory as it is; ``twin`` copies the array whose memory it sees.

    Raises CannotCopy for memory that is no array's, and for arrays of objects.
    """
    if type(array) is not np.ndarray or array.dtype.hasobject:
        raise CannotCopy(type(array).__name__)
    base = array.base
    if base is None:
        made = array.copy(order="K")
        if made.strides != array.strides:
            raise CannotCopy("an array with gaps")
    elif isinstance(base, np.generic) and not array.flags.writeable and not any(array.strides):
        made = np.broadcast_to(base, array.shape)  # one number, seen many times
    elif type(base) is np.ndarray:
        made = _seen_again(array, base, twin(base))
    elif type(base) is _STAND_IN and type(base.base) is np.ndarray and _start(array) == _start(base.base):
        made = stride_tricks.as_strided(twin(base.base), array.shape, array.strides)
    else:
        raise CannotCopy("memory that is no array's")
    if made.flags.writeable != array.flags.writeable:
        made.flags.writeable = array.flags.writeable
    return made


def _seen_again(view: Array, owner: Array, copied: Array) -> Array:
    """What ``view`` is of ``owner``, of the copy of the owner."""
    if copied.base is not None:
        raise CannotCopy("a view of a view")
    order = sorted(range(copied.ndim), key=lambda axis: -copied.strides[axis])
    memory = copied.transpose(order)  # in the order of memory
    writeable, copied.flags.writeable = copied.flags.writeable, True
    made: Array = np.ndarray(view.shape, view.dtype, memory, _start(view) - _start(owner), view.strides)
    copied.flags.writeable = writeable
    if made.base is not copied:
        raise CannotCopy("a view of a view")
    return made


def _start(array: Array) -> int:
    start: int = array.__array_interface__["data"][0]
    return start
