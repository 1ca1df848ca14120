"""The interpreter: walks the syntax tree of a program; nothing is ever compiled or handed to Python to run."""

from __future__ import annotations

import sys
from collections.abc import Callable

from ..context import LIMITS
from ..source import Source
from .builtins import REFUSED, table
from .generators import Interpreter
from .state import After, Before

BUILTINS = table()
# A call takes some thirty calls of the host, inside one another: as many as the budget allows must fit.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 40 * int(LIMITS["call_depth"][0])))


def prepare(
    source: Source, *, write: Callable[[str], None], before_statement: Before, after_statement: After
) -> Interpreter:
    """An Interpreter for ``source``, not yet running, so that the callbacks can ask it for names and places."""
    return Interpreter(
        source,
        BUILTINS,
        refused_names=REFUSED,
        write=write,
        before_statement=before_statement,
        after_statement=after_statement,
    )


def run(
    source: Source, *, write: Callable[[str], None], before_statement: Before, after_statement: After
) -> Interpreter:
    """Execute ``source``; raises the ProgramError that stops it.

    ``before_statement(node, index, passes, depth)`` and ``after_statement(error)`` surround each simple statement and
    each header; they nest when a statement calls a function. An error may be caught by the program afterwards.
    """
    interpreter = prepare(source, write=write, before_statement=before_statement, after_statement=after_statement)
    interpreter.run()
    return interpreter


__all__ = ["Interpreter", "prepare", "run"]
