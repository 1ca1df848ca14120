"""Every place where a program writes a name, with the scope it stands in; the rules are Python's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .fields import parts_of
from .source import CannotEdit, Source

_WORD = re.compile(r"\w+")
_GAP = r"(?:\s|\\\r?\n)+"
_DEFINED = re.compile(rf"(?:async{_GAP})?(?:def|class){_GAP}")
_CAUGHT = re.compile(rf"[)\s]*\bas{_GAP}")
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(slots=True, eq=False)
class Scope:
    """What binds names: the program, a function, a class body or a comprehension."""

    number: int
    kind: str  # "program", "function", "class", "comprehension"
    parent: Scope | None
    node: ast.AST | None = None
    bound: set[str] = field(default_factory=set)
    elsewhere: dict[str, str] = field(default_factory=dict)  # name -> "global" or "nonlocal"

    def owner(self, name: str) -> Scope:
        """The scope whose variable ``name`` is here; the program's where nobody binds it."""
        scope: Scope = self
        wanted = self.elsewhere.get(name)
        if wanted is None and name in self.bound:
            return self
        while scope.parent is not None:
            scope = scope.parent
            if scope.parent is None or (wanted != "global" and scope.kind != "class" and name in scope.bound):
                declared = scope.elsewhere.get(name)
                if declared is None:
                    return scope
                return scope.owner(name)
        return scope


@dataclass(frozen=True, slots=True)
class Found:
    """A name in the text, from character ``start`` to ``end``, in statement number ``statement``."""

    start: int
    end: int
    name: str
    scope: Scope
    binds: str  # "name", "parameter", "def", "import", "import as", "except", "del", "declared"; "" where it is read
    statement: int


@dataclass(frozen=True, slots=True)
class Keyword:
    """``name=`` in a call of ``function``; None for ``**``."""

    start: int
    name: str | None
    function: ast.expr
    scope: Scope


class Names(ast.NodeVisitor):
    """Collects ``found`` and ``keywords``; raises CannotEdit where names are bound in a way not known here."""

    def __init__(self, source: Source, statements: list[ast.stmt]) -> None:
        self.source, self.shift = source, 0
        self.numbers = {id(node): index for index, node in enumerate(statements)}
        self.statement = -1
        self.scopes = [Scope(0, "program", None)]
        self.scope = self.scopes[0]
        self.found: list[Found] = []
        self.keywords: list[Keyword] = []
        self.called: set[int] = set()  # where names stand that are called right there

    # ── the walk ────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, node: ast.AST) -> None:
        outer, self.statement = self.statement, self.numbers.get(id(node), self.statement)
        super().visit(node)
        self.statement = outer

    def each(self, *nodes: ast.AST | None) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    @contextmanager
    def inside(self, kind: str, node: ast.AST) -> Iterator[None]:
        outer = self.scope
        self.scope = Scope(len(self.scopes), kind, outer, node)
        self.scopes.append(self.scope)
        yield
        self.scope = outer

    def start(self, node: ast.AST) -> int:
        return self.source.place(node)[0] + self.shift

    def add(self, start: int, name: str, binds: str, scope: Scope | None = None) -> None:
        scope = scope or self.scope
        word = _WORD.match(self.source.text, start - self.shift)
        end = word.end() + self.shift if word else start
        if binds and binds != "declared":
            scope.bound.add(name)
        self.found.append(Found(start, end, name, scope, binds, self.statement))

    # ── names ───────────────────────────────────────────────────────────────────────────────────────────────────

    def visit_Name(self, node: ast.Name) -> None:
        binds = {ast.Load: "", ast.Store: "name", ast.Del: "del"}[type(node.ctx)]
        self.add(self.start(node), node.id, binds)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        self.add(self.start(node.target), node.target.id, "name", scope)

    def visit_alias(self, node: ast.alias) -> None:
        start, end = self.source.place(node)
        if node.asname is not None:
            self.add(end + self.shift - len(node.asname), node.asname, "import as")
        elif node.name != "*":
            self.add(start + self.shift, node.name.partition(".")[0], "import")

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.each(node.type)
        if node.name is not None and node.type is not None:
            self.add(self.after(_CAUGHT, self.source.place(node.type)[1]), node.name, "except")
        self.each(*node.body)

    def declared(self, node: ast.Global | ast.Nonlocal) -> None:
        start, end = self.source.place(node)
        words = list(_WORD.finditer(self.source.text, start, end))[1:]
        for word, name in zip(words, node.names, strict=True):
            self.scope.elsewhere[name] = type(node).__name__.lower()
            self.add(word.start() + self.shift, name, "declared")

    visit_Global = visit_Nonlocal = declared

    def after(self, pattern: re.Pattern[str], start: int) -> int:
        word = pattern.match(self.source.text, start)
        if word is None:
            raise CannotEdit("a name stands where it cannot be found")
        return word.end() + self.shift

    # ── scopes ──────────────────────────────────────────────────────────────────────────────────────────────────

    def defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.each(*node.decorator_list, *_outside(node.args), node.returns)
        self.add(self.after(_DEFINED, self.start(node) - self.shift), node.name, "def")
        self.body(node, node.args, node.body)

    visit_FunctionDef = visit_AsyncFunctionDef = defined

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.each(*_outside(node.args))
        self.body(node, node.args, [node.body])

    def body(self, node: Definition, arguments: ast.arguments, body: list[ast.stmt] | list[ast.expr]) -> None:
        with self.inside("function", node):
            for argument in _parameters(arguments):
                self.add(self.start(argument), argument.arg, "parameter")
            self.each(*body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.each(*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords))
        self.add(self.after(_DEFINED, self.start(node) - self.shift), node.name, "def")
        with self.inside("class", node):
            self.each(*node.body)

    def comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        with self.inside("comprehension", node):
            for place, generator in enumerate(node.generators):
                self.each(generator.iter if place else None, generator.target, *generator.ifs)
            self.each(*((node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    # ── what is not simply a child ──────────────────────────────────────────────────────────────────────────────

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            self.called.add(self.start(node.func))
        self.each(node.func, *node.args)
        for keyword in node.keywords:
            self.keywords.append(Keyword(self.start(keyword), keyword.arg, node.func, self.scope))
            self.visit(keyword.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.each(node.value, *node.targets)

    def visit_For(self, node: ast.For) -> None:
        self.each(node.iter, node.target, *node.body, *node.orelse)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        outer, shift = self.source, self.shift
        for inner, more in parts_of(outer, node):
            self.source, self.shift = inner, shift + more
            self.each(*inner.tree.body)
        self.source, self.shift = outer, shift

    def visit_Match(self, node: ast.Match) -> None:
        raise CannotEdit("names in a match statement are not followed")


def _outside(arguments: ast.arguments) -> list[ast.expr | None]:
    """The parts of parameters that are evaluated where the function is defined."""
    notes = [argument.annotation for argument in _parameters(arguments)]
    return [*arguments.defaults, *arguments.kw_defaults, *notes]


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
