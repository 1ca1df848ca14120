"""What one run of a program carries: grad mode, recorder, budget and random generator, per thread and task.

A server runs many programs in many threads, so nothing of this is module state: it lives in a ContextVar.
"""

from __future__ import annotations

import math
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from .errors import OutOfBudget
from .memory import LARGE, Memory

# The limits of one run, by name: (value, unit as a student reads it, how to stay below).
LIMITS: dict[str, tuple[float, str, str]] = {
    # the text, before anything runs
    "source_bytes": (20_000, "bytes of program text", "keep only the part you want to see"),
    "lines": (400, "lines", "keep only the part you want to see"),
    "nesting": (60, "levels of nesting", "give the inner parts names of their own"),
    # time: the answer is there within two seconds, its picture included
    "seconds": (1.6, "seconds of run time", "use fewer passes or smaller tensors"),
    "statements": (20_000, "executed statements", "use fewer passes, or one operation on a whole tensor"),
    "loop_passes": (2_000, "passes of one loop", "use fewer passes, or one operation on a whole tensor"),
    "items": (1_000_000, "items looked at one by one", "use a shorter range, or one operation on a whole tensor"),
    "call_depth": (200, "nested calls", "write a loop instead of a function that calls itself"),
    "operations": (4_000, "recorded operations", "use fewer passes, or one operation on a whole tensor"),
    "backward_steps": (20_000, "backward steps", "use fewer passes, or call backward() once on a sum"),
    "inputs": (1_000, "tensors handed to one operation", "stack them in several steps"),
    "flops": (300_000_000, "multiplications", "use smaller tensors"),
    # memory
    "elements": (1_000_000, "numbers in one tensor", "use a smaller shape"),
    "tensor_bytes": (64 * 2**20, "bytes of tensors", "use smaller tensors, or fewer of them"),
    "trace_bytes": (32 * 2**20, "bytes of recorded tensors", "use smaller tensors, or fewer passes"),
    "tensors": (4_000, "tensors", "use fewer passes, or one operation on a whole tensor"),
    "value_bytes": (32 * 2**20, "bytes of lists and strings", "use shorter lists and strings, or tensors"),
    "integer_bits": (4_096, "bits in an integer", "use smaller numbers"),
    "string_length": (20_000, "characters in a string", "use a shorter string"),
    "container_length": (10_000, "items in a container", "use a shorter list, or a tensor"),
    "shown_numbers": (10_000, "numbers in one printed tensor", "print a part of it, such as x[:3]"),
    "printed_bytes": (64 * 2**10, "printed characters", "print less"),
    # between two runs: where a world is larger, the next run starts at the start
    "kept_bytes": (8 * 2**20, "bytes of a run that is kept", "use smaller tensors, or fewer of them"),
}
CLOCK_EVERY = 64  # charges between two looks at the clock


@dataclass(slots=True)
class Budget:
    """Counts what a run has used and stops it *before* work that would pass a limit.

    ``charge(name, n)`` adds up (statements, tensor_bytes, …); ``allow(name, n)`` checks one size (elements, …).
    The bytes of large arrays that are gone are given back before a program is refused. Both raise OutOfBudget.
    """

    limits: Mapping[str, tuple[float, str, str]] = field(default_factory=lambda: LIMITS)
    used: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.thread_time)  # a busy server is not the program's fault
    charges: int = 0
    memory: Memory = field(default_factory=Memory)

    def charge(self, name: str, amount: float = 1) -> None:
        used = self.used.get(name, 0) + amount
        self.used[name] = used
        if used > self.limits[name][0] and (name != "tensor_bytes" or self.sweep() > self.limits[name][0]):
            self.refuse(name)
        self.charges += 1
        if self.charges % CLOCK_EVERY == 0:
            self.check_clock()

    def charge_array(self, array: np.ndarray[Any, Any]) -> None:
        """Count an array that was just made, for as long as it is there."""
        self.charge("tensor_bytes", array.nbytes)
        if array.nbytes >= LARGE:
            self.memory.watch(array, array.nbytes)

    def sweep(self) -> float:
        """The bytes of tensors that are still there."""
        left = self.used["tensor_bytes"] = self.used["tensor_bytes"] - self.memory.freed()
        return left

    def allow(self, name: str, amount: float) -> None:
        if amount > self.limits[name][0]:
            self.refuse(name)

    def check_clock(self) -> None:
        if time.thread_time() - self.started > self.limits["seconds"][0]:
            self.refuse("seconds")

    def refuse(self, name: str) -> None:
        raise self.refusal(name)

    def refusal(self, name: str) -> OutOfBudget:
        """What is raised where a run would pass the limit of that name."""
        value, unit, instead = self.limits[name]
        return OutOfBudget(
            f"This program needs more than {value:,} {unit}, the limit of this page; {instead}.",
            id="budget",
            limit=name,
            allowed=value,
            instead=instead,
        )


_UNUSUAL = ("recorder", "budget", "packs", "anomaly", "inference", "deriving")


@dataclass(slots=True)
class Run:
    """The state of one run; ``recorder`` and ``budget`` are None in plain library use, and then cost nothing."""

    grad_enabled: bool = True
    deriving: bool = False  # a derivative runs that is itself recorded: its numbers are C++ scalars in PyTorch
    recorder: Any = None  # a trace.Recorder
    budget: Budget | None = None
    generator: Any = None  # the default random generator, made by random.py on first use
    print_options: Any = None  # what set_printoptions changed, read by printing.py
    warned_of_cycle: bool = False  # PyTorch says it once
    default_dtype: Any = None  # what set_default_dtype chose, read by dtypes.py
    clock: Iterator[int] = field(default_factory=count)  # sequence numbers of Nodes; newest runs first in backward
    inference: bool = False  # within inference_mode
    hooked: bool = False  # somebody may watch in which order things happen in a pass
    anomaly: bool = False  # detect_anomaly: nodes remember where they were made
    checks_nan: bool = True  # and their gradients are searched for nan
    packs: Any = None  # the pairs of saved_tensors_hooks, the innermost last; None: there are none
    plain: bool = False  # nothing of the kind is on: the quick way may be taken

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name in _UNUSUAL or name == "plain":
            object.__setattr__(self, "plain", all(not getattr(self, one, False) for one in _UNUSUAL))

    def place(self) -> str:
        """Where the program is now, as Python's traceback shows it."""
        if self.recorder is not None:
            text, span = self.recorder.place()
            return f'  File "<program>", line {span.line}, in <module>\n    {text}\n'
        here = __file__.rpartition("/")[0]
        frames = [frame for frame in traceback.extract_stack() if not frame.filename.startswith(here)]
        return "".join(traceback.format_list(frames))


# Sets the mode of a Run, as ``run.grad_enabled = …`` does, but past ``__setattr__``: ``plain`` does not depend on it.
set_grad_mode: Callable[[Run, bool], None] = Run.__dict__["grad_enabled"].__set__

_current: ContextVar[Run] = ContextVar("autograd_core.run")


def current() -> Run:
    """The Run of this thread or task; made on first use."""
    try:
        return _current.get()
    except LookupError:
        run = Run()
        _current.set(run)
        np.seterr(all="ignore")  # in this thread or task, like the Run itself: PyTorch is silent about nan and inf
        return run


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make ``run`` the current one for the time of a ``with`` block."""
    token = _current.set(run)
    try:
        with np.errstate(all="ignore"):
            yield run
    finally:
        _current.reset(token)


def charge(name: str, amount: float = 1) -> None:
    """Add to what the run has used of the limit of that name, if it has any."""
    budget = current().budget
    if budget is not None:
        budget.charge(name, amount)


def tick() -> None:
    """One step of work that nothing else counts, such as a visit of a module in a tree."""
    charge("items")


def allow(name: str, amount: float) -> None:
    """Refuse one thing that would be larger than the limit of that name."""
    budget = current().budget
    if budget is not None:
        budget.allow(name, amount)


def allow_text(*values: Any) -> None:
    """Refuse values whose text would be too long or too deep, before it is made: lists may hold one another."""
    budget = current().budget
    waiting = [(value, 0) for value in values]
    seen = 0
    while waiting and budget is not None:
        value, depth = waiting.pop()
        parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        if isinstance(parts, (list, tuple, set)):
            seen += 2 + len(parts)
            budget.allow("string_length", seen)
            budget.allow("call_depth", depth)
            waiting += [(part, depth + 1) for part in parts]


def brackets(shape: Iterable[int]) -> int:
    """The numbers of a tensor, or what it takes to write its empty rows: 6 for (2, 3), (2, 3, 0) and (2, 0, 3)."""
    return math.prod(max(size, 1) for size in shape)


def take(elements: float, itemsize: int = 4) -> None:
    """Refuse an array that is too large for the run, before its memory is taken."""
    budget = current().budget
    if budget is not None:
        budget.allow("elements", elements)
        budget.charge("tensor_bytes", elements * itemsize)


def warn(message: str) -> None:
    """PyTorch's UserWarning: told to the recorder of a run, else Python's own."""
    recorder = current().recorder
    if recorder is not None:
        recorder.warned(message)
    else:
        warnings.warn(message, UserWarning, stacklevel=3)
