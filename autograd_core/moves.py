"""Fixes that move, repeat or insert whole lines: each row yields the new text and the line that shows what it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import rewrites
from .blocks import unwrap
from .program import delete_statement, insert_after, insert_before, statements_of
from .source import CannotEdit

if TYPE_CHECKING:
    from .fixes import Failure, Fix


def record_again(failure: Failure) -> Iterator[Fix]:
    """E1: the lines that recorded what was freed shall run once more before the second pass."""
    index, node = failure.at
    freed = {id for moment in failure.timeline.moments for trace in moment.backward for id in trace.freed}
    nodes = {id for moment in failure.timeline.moments for id in moment.nodes}
    made = {failure.statement_of(call.moment) for call in failure.calls if call.node in nodes}
    if failure.error.subject not in freed or node not in failure.source.tree.body:
        raise CannotEdit("nothing was freed, or this is no line of its own")
    lines = []
    for place in sorted(made - {index}):
        statement = failure.node(place)
        if not isinstance(statement, ast.Assign) or statement not in failure.source.tree.body:
            raise CannotEdit("what recorded it is no plain line")
        lines.append(failure.source.slice(statement))
    if not lines or any(place >= index for place in made - {index}):
        raise CannotEdit("no line before it recorded anything")
    text = failure.text
    for place, line in enumerate(lines):
        text = insert_before(text, index + place, line)
    yield failure.written("fix.record_again", text, "; ".join(lines))


def record_there(failure: Failure) -> Iterator[Fix]:
    """E2: what turned recording off around the line that made it shall go."""
    lines = {failure.tensors[key].span.line for key in failure.behind()}
    for index, node in enumerate(statements_of(failure.source.tree)):
        if not isinstance(node, ast.With) or not lines & set(range(node.lineno, (node.end_lineno or 0) + 1)):
            continue
        if rewrites.calls_of(node.items[0].context_expr, "no_grad", "inference_mode"):
            line = failure.source.slice(statements_of(ast.Module(node.body, []))[0])
            yield failure.written("fix.record_there", unwrap(failure.text, index), line, line=str(node.lineno))


def clone_first(failure: Failure) -> Iterator[Fix]:
    """E4: the change in place shall be of a copy."""
    index, name = changed_at(failure)
    line = f"{name} = {name}.clone()"
    yield failure.written("fix.clone_first", insert_before(failure.text, index, line), line)


def change_afterwards(failure: Failure) -> Iterator[Fix]:
    """E4: the change in place shall wait until after the pass."""
    index, _ = changed_at(failure)
    last, node = failure.at
    body = failure.source.tree.body
    changed = failure.node(index)
    if changed not in body or node not in body or index >= last:
        raise CannotEdit("the two are no lines of one block")
    line = failure.source.slice(changed)
    text = delete_statement(insert_after(failure.text, last, line), index)
    yield failure.written("fix.change_afterwards", text, line, line=str(node.lineno))


def changed_at(failure: Failure) -> tuple[int, str]:
    """The statement that changed a saved tensor in place, and the variable it changed."""
    change = failure.changed_in_place()
    if change is None:
        raise CannotEdit("nothing was changed in place")
    index = failure.statement_of(change.moment)
    match failure.node(index):
        case ast.AugAssign(target=ast.Name(id=name)) | ast.Expr(ast.Call(ast.Attribute(ast.Name(id=name)))):
            return index, name
    raise CannotEdit("what was changed is no variable")


def with_kept_gradient(failure: Failure) -> Iterator[Fix]:
    """W1: the result shall keep its gradient from when it is made."""
    _, node = failure.at
    for owner in (one.value for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr == "grad"):
        views = [view for view in failure.tensors.values() if isinstance(owner, ast.Name) and owner.id in view.names]
        results = [view for view in views if view.grad_fn is not None]
        if results and isinstance(owner, ast.Name):
            line = f"{owner.id}.retain_grad()"
            text = insert_after(failure.text, failure.statement_of(results[-1].moment), line)
            yield failure.written("fix.retain_grad", text, line, name=owner.id)
            return
