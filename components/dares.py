"""Things to try with a program: small changes of it, made from its own names, each with a surprise at its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograd_core import program
from autograd_core.errors import ProgramError
from autograd_core.rewrites import edited
from autograd_core.source import CannotEdit, Source, read
from autograd_core.timeline import Timeline
from autograd_core.trace import TensorView


@dataclass(frozen=True, slots=True)
class Dare:
    """``key`` of the catalogue with its arguments, the ``line`` it writes, and the program with it."""

    key: str
    line: str
    text: str
    args: Mapping[str, str]


def dares(run: Timeline) -> list[Dare]:
    """What can be tried with a program that ran to its end, in a fixed order; nothing for any other."""
    if run.error is not None or not run.moments:
        return []
    try:
        source = read(run.program.text)
    except ProgramError:
        return []
    world = run.snapshot(len(run.moments) - 1)
    tensors = {name: world.tensors[ref] for name, ref in world.names.items() if ref in world.tensors}
    found: list[Dare] = []
    saves = any(trace.freed for moment in run.moments for trace in moment.backward)
    for rule in (_not_scalar, _twice, _detach) if saves else (_not_scalar, _detach):
        try:
            found += list(rule(source, tensors))[:1]
        except CannotEdit:
            continue
    return [dare for dare in found if dare.text != source.text]


def _last_backward(source: Source) -> tuple[int, ast.stmt, str]:
    """The last ``name.backward()`` that stands alone at the top of the program: its number, itself, and the name."""
    numbers = {id(node): index for index, node in enumerate(program.statements_of(source.tree))}
    for node in reversed(source.tree.body):
        match node:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=name), "backward"), [], [])):
                return numbers[id(node)], node, name
    raise CannotEdit("no variable is differentiated")


def _not_scalar(source: Source, tensors: Mapping[str, TensorView]) -> Iterator[Dare]:
    """backward() from the last result before it that holds several numbers."""
    index, _, name = _last_backward(source)
    before = _assigned_before(source, index)
    many = [one for one in before if one in tensors and tensors[one].data.size > 1 and tensors[one].grad_fn]
    if many and many[-1] != name:
        line = f"{many[-1]}.backward()"
        args = {"name": many[-1], "count": str(tensors[many[-1]].data.size)}
        yield Dare("dare.not_scalar", line, program.replace_statement(source.text, index, line), args)


def _twice(source: Source, tensors: Mapping[str, TensorView]) -> Iterator[Dare]:
    """The same backward() once more: there is something to see where the first one has freed what it used."""
    index, node, name = _last_backward(source)
    if name in tensors:
        line = source.slice(node)
        yield Dare("dare.twice", f"{line} ×2", program.insert_after(source.text, index, line), {"name": name})


def _detach(source: Source, tensors: Mapping[str, TensorView]) -> Iterator[Dare]:
    """One of two roads of a result cut: the second use of a variable in one expression."""
    index, _, _ = _last_backward(source)
    statements = program.statements_of(source.tree)
    for place, node in enumerate(statements[:index]):
        if not isinstance(node, ast.Assign) or node not in source.tree.body:
            continue
        seen: set[str] = set()
        for name in sorted(_names(node.value), key=lambda one: (one.lineno, one.col_offset)):
            cut = source.text[source.place(name)[1] :].startswith(".detach")
            if name.id in seen and not cut and name.id in tensors and tensors[name.id].requires_grad:
                line = edited(source, node, [(*source.place(name), f"{name.id}.detach()")])
                yield Dare("dare.detach", line, program.replace_statement(source.text, place, line), {"name": name.id})
            seen.add(name.id)


def _names(node: ast.expr) -> list[ast.Name]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]


def _assigned_before(source: Source, index: int) -> list[str]:
    """The variables that statements before number ``index`` assign to, in their order."""
    targets = [node.targets for node in program.statements_of(source.tree)[:index] if isinstance(node, ast.Assign)]
    return [one.id for several in targets for one in several if isinstance(one, ast.Name)]
