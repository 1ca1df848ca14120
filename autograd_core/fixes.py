"""What could be written instead, for the error a timeline ended with: whole new program texts, ready to run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from . import rewrites
from .errors import ProgramError
from .interpreter.imports import MODULES
from .moves import change_afterwards, clone_first, record_again, record_there, with_kept_gradient
from .program import delete_statement, fresh_name, insert_before, replace_statement, set_requires_grad
from .source import CannotEdit, Source, read
from .trace import ErrorView, OpCall, TensorView

if TYPE_CHECKING:
    from .timeline import Timeline

MOST = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """One change that would get past an error: ``label`` is a key of the catalogues, ``preview`` the line it writes."""

    label: str
    args: Mapping[str, str]
    text: str
    preview: str


@dataclass(frozen=True)
class Failure:
    """The error of a timeline with the program around it."""

    timeline: Timeline
    error: ErrorView
    source: Source

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def at(self) -> tuple[int, ast.stmt]:
        """The failing statement: index and node."""
        if self.error.span is None:
            raise CannotEdit("nobody knows where this happened")
        return rewrites.statement_at(self.source, self.error.span)

    @cached_property
    def expression(self) -> ast.AST:
        """The outermost expression that stands exactly where the error happened, or the statement."""
        if self.error.span is not None:
            for node in ast.walk(self.at[1]):
                if isinstance(node, ast.expr) and self.source.span(node) == self.error.span:
                    return node
        return self.at[1]

    @cached_property
    def facts(self) -> dict[str, str]:
        return dict(self.error.facts)

    @cached_property
    def name(self) -> str:
        """The variable it happened to."""
        name = self.facts.get("name", "")
        if not name.isidentifier():
            raise CannotEdit("it happened to no variable")
        return name

    @cached_property
    def tensors(self) -> dict[str, TensorView]:
        """Every tensor, as it was last seen."""
        return {key: view for moment in self.timeline.moments for key, view in moment.tensors.items()}

    @cached_property
    def calls(self) -> list[OpCall]:
        return [call for moment in self.timeline.moments for call in moment.calls]

    def statement_of(self, moment: int) -> int:
        return next(one.statement for one in self.timeline.moments if one.index == moment)

    def node(self, index: int) -> ast.stmt:
        from_text = self.timeline.program.statements[index]
        return rewrites.statement_at(self.source, from_text.span)[1]

    def behind(self) -> list[str]:
        """The tensor of the error and all it was computed from, whether that was recorded or not."""
        makers = {output: call for call in self.calls for output in call.outputs}
        waiting, seen = [self.error.subject or ""], set[str]()
        while waiting:
            tensor = waiting.pop()
            if tensor in seen or tensor not in self.tensors:
                continue
            seen.add(tensor)
            waiting += [key for _, key, _ in makers[tensor].inputs if key] if tensor in makers else []
        return sorted(seen)

    def changed_in_place(self) -> OpCall | None:
        """The call that changed what the node of the error has saved."""
        subject = self.error.subject
        moments = self.timeline.moments
        found = [node for moment in moments for key, node in moment.nodes.items() if key == subject]
        saved = {view.tensor for node in found for view in node.saved or () if view.tensor is not None}
        kept_at = next((call.moment for call in self.calls if call.node == subject), -1)
        later = (call for call in self.calls if call.inplace and call.moment >= kept_at)
        return next((call for call in later if saved & set(call.outputs)), None)

    def written(self, label: str, text: str, preview: str, **args: str) -> Fix:
        """A fix that makes the program ``text``."""
        return Fix(label, args, text, preview)

    def replaced(self, label: str, index: int, line: str, **args: str) -> Fix:
        """A fix that writes ``line`` in place of statement ``index``."""
        written = {"line": str(self.timeline.program.statements[index].span.line), **args}
        return Fix(label, written, replace_statement(self.text, index, line), line)


def mends_of_warning(timeline: Timeline, place: int) -> tuple[Fix, ...]:
    """What can be written instead of a statement that PyTorch warns about; ``place`` is its moment."""
    moment = timeline.moments[place]
    error = ErrorView("W1", "run", "UserWarning", "", moment.span, None, ())
    try:
        failure = Failure(timeline, error, read(timeline.program.text))
        found = list(with_kept_gradient(failure))
    except (ProgramError, CannotEdit):
        return ()
    return tuple(fix for fix in found if _is_useful(fix, timeline.program.text, []))


def fixes(timeline: Timeline) -> tuple[Fix, ...]:
    """At most three ways past the error of ``timeline``, the best one first; () without an error or an idea."""
    error = timeline.error
    if error is None or error.id not in _ROWS:
        return ()
    try:
        failure = Failure(timeline, error, read(timeline.program.text))
    except ProgramError:
        return ()
    found: list[Fix] = []
    for row in _ROWS[error.id]:
        try:
            found += [fix for fix in row(failure) if _is_useful(fix, timeline.program.text, found)]
        except CannotEdit:
            continue
    return tuple(found[:MOST])


def _is_useful(fix: Fix, before: str, others: list[Fix]) -> bool:
    if fix.text == before or any(fix.text == other.text for other in others):
        return False
    try:
        read(fix.text)
    except ProgramError:
        return False
    return True


# ── the rows ───────────────────────────────────────────────────────────────────────────────────────────────────


def keep_graph(failure: Failure) -> Iterator[Fix]:
    """E1: the earlier pass over this graph shall keep it."""
    for moment in failure.timeline.moments:
        if any(failure.error.subject in trace.freed for trace in moment.backward):
            node = failure.node(moment.statement)
            for call in rewrites.calls_of(node, "backward", "grad"):
                line = rewrites.with_keyword(failure.source, node, call, "retain_graph", "True")
                yield failure.replaced("fix.retain_graph", moment.statement, line)
            return


def track_leaves(failure: Failure) -> Iterator[Fix]:
    """E2: the variables it came from shall require gradients."""
    for view in _leaves(failure):
        if view.names and view.dtype.startswith(("float", "bfloat")):
            name = view.names[0]
            text = set_requires_grad(failure.text, name, True)
            yield Fix("fix.requires_grad", {"name": name}, text, _changed_line(failure.text, text))


def remove_detach(failure: Failure) -> Iterator[Fix]:
    """E2: a detach() that cut the road shall go."""
    for index, statement in enumerate(failure.timeline.program.statements):
        node = failure.node(index)
        for call in rewrites.calls_of(node, "detach") if statement.kind in ("assign", "call") else ():
            if isinstance(call.func, ast.Attribute) and not call.args:
                edit = (*failure.source.place(call), failure.source.slice(call.func.value))
                yield failure.replaced("fix.remove_detach", index, rewrites.edited(failure.source, node, [edit]))


def detach_copy(failure: Failure) -> Iterator[Fix]:
    """E3: a copy that is not tracked."""
    index, _ = failure.at
    copy = fresh_name(failure.text, (f"{failure.name}_ng",))
    yield failure.replaced("fix.detach", index, f"{copy} = {failure.name}.detach()", name=failure.name)


def change_later_copy(failure: Failure) -> Iterator[Fix]:
    """E4: the in-place change of a saved tensor shall make a new tensor."""
    change = failure.changed_in_place()
    if change is not None:
        index = failure.statement_of(change.moment)
        line = rewrites.out_of_place(failure.source, failure.node(index))
        yield failure.replaced("fix.out_of_place", index, line)


def without_recording(failure: Failure) -> Iterator[Fix]:
    """E5: the change shall not be recorded."""
    index, node = failure.at
    yield failure.replaced("fix.no_grad", index, rewrites.in_no_grad(failure.source, node))


def new_result(failure: Failure) -> Iterator[Fix]:
    """E5: the change shall make a new tensor."""
    index, node = failure.at
    yield failure.replaced("fix.out_of_place", index, rewrites.out_of_place(failure.source, node))


def ones_as_gradient(failure: Failure) -> Iterator[Fix]:
    """E6, E7: every number counts once."""
    index, node = failure.at
    for call in rewrites.calls_of(node, "backward")[:1]:
        owner = _owner(failure, call)
        ones = f"{rewrites.torch_name(failure.source)}.ones_like({owner})"
        line = rewrites.with_keyword(failure.source, node, call, "gradient", ones, place=0)
        yield failure.replaced("fix.gradient_ones", index, line, name=owner)


def one_number_first(failure: Failure) -> Iterator[Fix]:
    """E7: one number, then backward."""
    index, node = failure.at
    for call in rewrites.calls_of(node, "backward")[:1]:
        for reduction in ("sum", "mean"):
            line = rewrites.reduced_first(failure.source, node, call, reduction)
            yield failure.replaced(f"fix.{reduction}_first", index, line, name=_owner(failure, call))


def write_points(failure: Failure) -> Iterator[Fix]:
    """E8: whole numbers with a point."""
    index, node = failure.at
    try:
        line = rewrites.with_float_literals(failure.source, node, failure.expression)
    except CannotEdit:
        view = next((one for one in failure.tensors.values() if failure.facts.get("name") in one.names), None)
        if view is None:
            raise
        index, node = rewrites.statement_at(failure.source, view.span)
        line = rewrites.with_float_literals(failure.source, node, node)
    yield failure.replaced("fix.float_literal", index, line)


def transpose_right(failure: Failure) -> Iterator[Fix]:
    """E10: the right operand transposed, if it fits then."""
    a, b = (re.findall(r"\d+", failure.facts.get(side, "")) for side in ("a", "b"))
    if len(a) == len(b) == 2 and a[1] != b[1]:
        raise CannotEdit("the shapes do not fit the other way round either")
    index, node = failure.at
    line = rewrites.transposed_right(failure.source, node, failure.expression)
    yield failure.replaced("fix.transpose", index, line)


def delete_line(failure: Failure) -> Iterator[Fix]:
    """E11: nothing is lost without it."""
    index, _ = failure.at
    statement = failure.timeline.program.statements[index]
    args = {"line": str(statement.span.line)}
    yield Fix("fix.delete_line", args, delete_statement(failure.text, index), "")


def allow_unused(failure: Failure) -> Iterator[Fix]:
    """E15: None in the place of a gradient that there is not."""
    index, node = failure.at
    for call in rewrites.calls_of(node, "grad")[:1]:
        line = rewrites.with_keyword(failure.source, node, call, "allow_unused", "True")
        yield failure.replaced("fix.allow_unused", index, line)


def write_suggestion(failure: Failure) -> Iterator[Fix]:
    """A mistyped name or attribute: the nearest one there is."""
    span, wrong, right = failure.error.span, failure.facts.get("name", ""), failure.facts.get("suggestion", "")
    if span is None or not wrong or not right:
        raise CannotEdit("nothing to suggest")
    start, end = failure.source.range(span)
    position = failure.text.rfind(wrong, start, end)
    if position < 0:
        raise CannotEdit("the name does not stand there")
    text = failure.text[:position] + right + failure.text[position + len(wrong) :]
    yield Fix("fix.name", {"name": right, "wrong": wrong}, text, _changed_line(failure.text, text))


def import_first(failure: Failure) -> Iterator[Fix]:
    """A module that was not imported."""
    module = failure.facts.get("name", "torch")
    if module not in MODULES:
        raise CannotEdit("it is not here")
    line = f"import {module}"
    yield Fix("fix.import", {"name": module}, insert_before(failure.text, 0, line), line)


_ROWS: dict[str, tuple[Callable[[Failure], Iterator[Fix]], ...]] = {
    "E1": (keep_graph, record_again),
    "E2": (track_leaves, remove_detach, record_there),
    "E3": (detach_copy,),
    "E4": (change_later_copy, clone_first, change_afterwards),
    "E5": (without_recording, new_result),
    "E6": (ones_as_gradient,),
    "E7": (ones_as_gradient, one_number_first),
    "E8": (write_points,),
    "E10": (transpose_right,),
    "E11": (delete_line,),
    "E12": (new_result,),
    "E14": (track_leaves,),
    "E15": (allow_unused,),
    "E18": (new_result,),
    "E19": (new_result,),
    "E20": (new_result,),
    "name_like": (write_suggestion,),
    "attribute_like": (write_suggestion,),
    "import_first": (import_first,),
}


# ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────


def _owner(failure: Failure, call: ast.Call) -> str:
    if not isinstance(call.func, ast.Attribute) or failure.source.slice(call.func.value) == "autograd":
        raise CannotEdit("backward was not called on a tensor")
    return failure.source.slice(call.func.value)


def _leaves(failure: Failure) -> list[TensorView]:
    """What the tensor of the error was computed from, as far back as recording could have gone, in order."""
    recording = {moment.index for moment in failure.timeline.moments if moment.grad_enabled}
    tracked = [call for call in failure.calls if call.op != "detach" and call.moment in recording]
    makers = {output: call for call in tracked for output in call.outputs}
    waiting, seen = [failure.error.subject or ""], set()
    while waiting:
        tensor = waiting.pop()
        if tensor not in seen:
            seen.add(tensor)
            waiting += [key for _, key, _ in makers[tensor].inputs if key] if tensor in makers else []
    views = [failure.tensors[key] for key in failure.tensors if key in seen]
    return [view for view in views if view.made_by is None]


def _changed_line(before: str, after: str) -> str:
    for old, new in zip(before.split("\n"), after.split("\n"), strict=False):
        if old != new:
            return new.strip()
    return ""
