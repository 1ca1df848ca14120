"""Which statements could not run without another one, and deleting it together with them.

A statement needs another where a name it reads would have no value without it, on some way through the program on
which it has one. Loops are taken to run at least once. What a statement does to objects is not followed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from .occurrences import Found, Names, Scope
from .program import delete_statement, statements_of
from .source import CannotEdit, read
from .variables import Variable, names_of, variable

State = frozenset[Variable] | None  # the variables that have a value; None where the program never comes
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def dependants(text: str, index: int) -> tuple[int, ...]:
    """The statements that could not run without statement ``index``, in the order of the text, each with its block.

    A function that could not run to its end is listed as a whole. Raises CannotEdit where names are not followed.
    """
    source = read(text)
    names, statements = names_of(source), statements_of(source.tree)
    if not 0 <= index < len(statements):
        raise CannotEdit(f"there is no statement {index}")
    inner = [set(range(at, at + len(statements_of(node)))) for at, node in enumerate(statements)]
    before = _reads(names, source.tree.body, set())
    gone, found = set(inner[index]), set[int]()
    while True:
        after = _reads(names, source.tree.body, gone)
        lost = {one.statement for had, has in zip(before, after, strict=True) for one in had - has} - gone
        if not lost:
            return tuple(at for at in sorted(found) if not any(at in inner[other] for other in found - {at}))
        for at in lost:
            around = (one for one in range(at + 1) if at in inner[one] and index not in inner[one])
            found.add(next((one for one in around if isinstance(statements[one], _DEFINES)), at))
        gone.update(*(inner[at] for at in found))


def delete_statements(text: str, indices: Iterable[int]) -> str:
    """``text`` without these statements, which are numbered as they are in ``text``; see ``delete_statement``."""
    statements = statements_of(read(text).tree)
    chosen = set(indices)
    if chosen and not 0 <= min(chosen) <= max(chosen) < len(statements):
        raise CannotEdit("there is no such statement")
    within = {at + step for at in chosen for step in range(1, len(statements_of(statements[at])))}
    for at in sorted(chosen - within, reverse=True):
        text = delete_statement(text, at)
    return text


def delete_with_dependants(text: str, index: int) -> str:
    """``text`` without statement ``index`` and all that could not run without it."""
    return delete_statements(text, {index, *dependants(text, index)})


# ── the way of values through the program ──────────────────────────────────────────────────────────────────────


def _reads(names: Names, body: list[ast.stmt], gone: set[int]) -> tuple[set[Found], set[Found]]:
    """The reads whose name has a value on every way, and those whose name has one on some way."""
    on_every, on_some = _Flow(names, gone, every=True), _Flow(names, gone, every=False)
    for flow in (on_every, on_some):
        flow.program(body)
    return on_every.valued, on_some.valued


class _Flow:
    """Walks each function once, its loops twice, and collects the reads that find a value in ``valued``."""

    def __init__(self, names: Names, gone: set[int], every: bool) -> None:
        self.names, self.gone, self.every = names, gone, every
        self.valued: set[Found] = set()
        self.of_statement: dict[int, list[Found]] = {}
        for one in names.found:
            self.of_statement.setdefault(one.statement, []).append(one)
        self.bound = {
            variable(one)
            for one in names.found
            if one.binds not in ("", "del", "declared") and one.statement not in gone
        }
        self.frame: Scope = names.scopes[0]
        self.left: list[list[State]] = []  # for each loop around: the states in which it is left or begun again

    def program(self, body: list[ast.stmt]) -> None:
        self.block(body, frozenset())
        for scope in self.names.scopes:
            node = scope.node
            if scope.kind == "function" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.frame = scope
                given = [one for one in self.names.found if one.binds == "parameter" and one.scope is scope]
                self.block(node.body, frozenset(variable(one) for one in given))

    def join(self, *states: State) -> State:
        reached = [state for state in states if state is not None]
        if not reached:
            return None
        combine: Callable[..., frozenset[Variable]] = frozenset.intersection if self.every else frozenset.union
        return combine(*reached)

    def block(self, body: list[ast.stmt], state: State) -> State:
        for node in body:
            if state is not None and self.names.numbers[id(node)] not in self.gone:
                state = self.statement(node, self.names_in(node, state))
        return state

    def names_in(self, node: ast.stmt, state: frozenset[Variable]) -> frozenset[Variable]:
        """Read and bind the names of a statement itself, or of the header of one."""
        for one in self.of_statement.get(self.names.numbers[id(node)], ()):
            meant = variable(one)
            here = meant[0] == self.frame.number and _frame_of(one.scope) is self.frame
            if one.binds == "":
                if meant in (state if here else self.bound):
                    self.valued.add(one)
            elif here:
                state = state - {meant} if one.binds == "del" else state | {meant}
        return state

    def statement(self, node: ast.stmt, state: frozenset[Variable]) -> State:
        match node:
            case ast.Return() | ast.Raise():
                return None
            case ast.Break() | ast.Continue():
                self.left[-1].append(state)
                return None
            case ast.If():
                return self.join(self.block(node.body, state), self.block(node.orelse, state))
            case ast.For() | ast.While():
                return self.block(node.orelse, self.loop(node, state))
            case ast.With() | ast.ClassDef():
                return self.block(node.body, state)
            case ast.Try():
                return self.attempt(node, state)
        return state

    def loop(self, node: ast.For | ast.While, state: frozenset[Variable]) -> State:
        for _ in range(1 if self.every else 2):
            self.left.append([])
            end = self.block(node.body, state)
            after = self.join(end, *self.left.pop())
            state = state if self.every or after is None else self.names_in(node, state | after)
        return after

    def attempt(self, node: ast.Try, state: frozenset[Variable]) -> State:
        tried = self.block(node.body, state)
        failed = state if self.every else state | (tried or state)
        ends = [self.block(node.orelse, tried), *(self.block(handler.body, failed) for handler in node.handlers)]
        return self.block(node.finalbody, self.join(*ends))


def _frame_of(scope: Scope) -> Scope:
    """The function, class or program whose names a comprehension sees."""
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope
