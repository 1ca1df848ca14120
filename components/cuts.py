"""Three ways to cut the road behind a variable, as programs: detach(), .data, and recording nothing."""

from __future__ import annotations

import ast

from autograd_core.blocks import wrap_in_no_grad
from autograd_core.program import replace_statement, statements_of
from autograd_core.rewrites import in_front_of_dot
from autograd_core.source import CannotEdit, read

_BEHIND = {"detach": ".detach()", "data": ".data"}


def cut(text: str, name: str, way: str) -> str:
    """``text`` with what the variable ``name`` was last assigned cut off: ``way`` is detach, data or no_grad.

    Raises CannotEdit where no line of its own assigns to it.
    """
    source = read(text)
    for index, node in reversed(list(enumerate(statements_of(source.tree)))):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                if way == "no_grad":
                    return wrap_in_no_grad(text, node.lineno, node.end_lineno or node.lineno)
                line = f"{name} = {in_front_of_dot(source, value)}{_BEHIND[way]}"
                return replace_statement(text, index, line)
    raise CannotEdit(f"{name} is assigned by no line of its own")
