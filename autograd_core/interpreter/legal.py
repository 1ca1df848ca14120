"""What is refused before anything runs: Python's own errors of structure, and what is never run here.

CPython finds errors of structure when it compiles, after it has parsed; as nothing is compiled here, they are found by
walking the tree, in CPython 3.13's words. The walk keeps a list of its own, so no depth of a tree can hurt it.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..context import current
from ..errors import NotInSubset, ProgramError
from ..source import Source
from .classes import IGNORED, SPECIAL
from .scope import all_arguments, names_bound_in

DEEPEST = 200  # expressions inside one another; a sum of so many terms
MOST_BLOCKS = 20  # loops, with and try inside one another, as in CPython

Function = ast.FunctionDef | ast.Lambda

# Syntax that is not run here: what it is, and what to write instead.
REFUSED: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.AsyncFunctionDef: ("async def", "write def"),
    ast.AsyncFor: ("async for", "write for"),
    ast.AsyncWith: ("async with", "write with"),
    ast.Await: ("await", "call the function without it"),
    ast.Match: ("match", "write if and elif"),
    ast.TryStar: ("except*", "write except"),
}
# Names with two underscores on both sides that a program may give a value.
OWN_NAMES = frozenset({"__all__", "__author__", "__name__", "__version__"})


OF_CLASS = SPECIAL | IGNORED  # and those that a class body may


@dataclass(frozen=True, slots=True)
class Around:
    """What an inner part of the tree stands in."""

    function: Function | None = None
    of_class: bool = False  # directly in the body of a class
    loop: bool = False
    depth: int = 0  # of expressions
    blocks: int = 0
    outer: tuple[frozenset[str], ...] = ()  # the local names of the functions around, outermost first


def refuse_illegal(
    source: Source, refused_names: Mapping[str, str], after: int = 0, given: frozenset[str] = frozenset()
) -> None:
    """Raise NotInSubset, with its place, for the first thing in the text that cannot run.

    ``refused_names`` are builtin names that are not here, and what to write instead; a program may have its own.
    ``after`` so many outermost statements, which were found legal before and gave values to the names ``given``.
    """
    Walk(source, refused_names, after, given).go()


def names_in(body: list[ast.stmt]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that statements give a value to, and those they use."""
    nodes = [*ast.walk(ast.Module(body, []))]
    used = frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return frozenset(name for node in nodes for name in _given(node)), used


class Walk:
    """One walk over one tree."""

    def __init__(self, source: Source, refused_names: Mapping[str, str], after: int, given: frozenset[str]) -> None:
        self.source, self.after = source, after
        own = given | {name for node in ast.walk(ast.Module(source.tree.body[after:], [])) for name in _given(node)}
        # Each yield that stands alone, or is all that is assigned or returned, and each __class__ that is compared or
        # asked for its name.
        self.whole: set[int] = set()
        self.refused = {name: instead for name, instead in refused_names.items() if name not in own}

    def go(self) -> None:
        self.futures()
        body = self.source.tree.body[self.after :]
        waiting: list[tuple[ast.AST, Around]] = [(node, Around()) for node in reversed(body)]
        while waiting:
            node, around = waiting.pop()
            self.look(node, around)
            waiting += [*self.inside(node, around)][::-1]

    # ── the walk ────────────────────────────────────────────────────────────────────────────────────────────────

    def inside(self, node: ast.AST, around: Around) -> Iterator[tuple[ast.AST, Around]]:
        """The parts of a node, each with what it stands in."""
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            body, parts = _body(node)
            local, _ = names_bound_in(node.body, node.args)
            within = Around(node, outer=(*around.outer, local))
            yield from ((part, around) for part in parts)
            yield from ((part, within) for part in body)
            return
        if isinstance(node, ast.ClassDef):
            within = replace(around, function=None, of_class=True, loop=False)
            yield from ((part, within if name == "body" else around) for name, part in _fields(node))
            return
        if isinstance(node, ast.For | ast.While):
            looped = replace(around, loop=True, blocks=around.blocks + 1)
            for name, part in _fields(node):
                yield part, looped if name == "body" else around
            return
        deeper = around
        if isinstance(node, ast.With | ast.Try):
            deeper = replace(around, blocks=around.blocks + 1)
        elif isinstance(node, ast.expr):
            deeper = replace(around, depth=around.depth + 1)
        elif isinstance(node, ast.stmt):
            deeper = replace(around, depth=0)
        yield from ((part, deeper) for _, part in _fields(node))

    def look(self, node: ast.AST, around: Around) -> None:
        """Raise what is wrong with one node."""
        if type(node) in REFUSED:
            what, instead = REFUSED[type(node)]
            raise self.refusal(node, what, instead)
        if around.depth > DEEPEST:
            raise self.too_deep("nesting", node)
        if around.blocks > MOST_BLOCKS:
            raise self.illegal(node, "too many statically nested blocks")
        if isinstance(node, ast.expr):
            self.look_at_expression(node, around)
        else:
            self.look_at_statement(node, around)

    def look_at_statement(self, node: ast.AST, around: Around) -> None:
        if isinstance(node, ast.Expr | ast.Assign | ast.Return):
            self.whole.add(id(node.value))
        match node:
            case ast.Return() if around.function is None:
                raise self.illegal(node, "'return' outside function")
            case ast.Break() if not around.loop:
                raise self.illegal(node, "'break' outside loop")
            case ast.Continue() if not around.loop:
                raise self.illegal(node, "'continue' not properly in loop")
            case ast.FunctionDef():
                self.check_function(node, around)
                if node.type_params if hasattr(node, "type_params") else None:
                    raise self.refusal(node, "a type parameter", "leave the square brackets out")
            case ast.ClassDef(keywords=[keyword, *_]):
                raise self.refusal(node, f"{keyword.arg or '**'}= in a class statement", "leave it out")
            case ast.Nonlocal(names=names):
                self.check_nonlocal(node, names, around)
            case ast.Global(names=names):
                self.check_names(node, names)
            case ast.Try(handlers=handlers):
                for handler in handlers[:-1]:
                    if handler.type is None:
                        raise self.illegal(handler, "default 'except:' must be last")
            case ast.ImportFrom(level=level, module=module) if level or module is None:
                raise self.refusal(node, "a relative import", "import torch")
            case ast.ImportFrom(names=[ast.alias(name="*")], module=module):
                raise self.refusal(node, f"from {module} import *", f"write import {module}")
            case ast.Assign(targets=targets, value=value):
                self.check_assignment(targets, value)
            case ast.comprehension(is_async=1):
                raise self.refusal(around.function or self.source.tree.body[0], "async", "leave it out")
            case ast.alias() | ast.ExceptHandler() | ast.arg():
                self.check_names(node, _given(node))

    def look_at_expression(self, node: ast.expr, around: Around) -> None:
        match node:
            case ast.Attribute(attr="__name__" | "__qualname__", value=ast.Attribute(attr="__class__") as of_a_name):
                self.whole.add(id(of_a_name))
            case ast.Attribute(value=ast.Name(id="time"), attr="sleep"):
                raise self.refusal(node, "time.sleep()", "leave it out")
            case ast.Compare(left=left, comparators=others):
                self.whole.update(id(one) for one in (left, *others))
            case ast.Attribute(attr="__class__") if id(node) not in self.whole:
                raise self.refusal(node, "__class__", "write type(x).__name__, or isinstance(x, …)")
            case ast.Name(id=name, ctx=ast.Load()) if name in self.refused:
                raise self.refusal(node, f"{name}()", self.refused[name])
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if not (around.of_class and name in OF_CLASS):
                self.check_names(node, [name])
            case ast.Yield() | ast.YieldFrom():
                if around.function is None:
                    raise self.illegal(node, "'yield' outside function")
                if id(node) not in self.whole:
                    raise self.refusal(node, "yield inside a larger expression", "give it a statement of its own")
            case ast.Constant(value=bytes()):
                raise self.refusal(node, "a bytes literal", "write a string without b in front")
            case ast.Constant(value=complex()):
                raise self.refusal(node, "a complex number", "write real numbers")
            case ast.Lambda():
                self.check_parameters(node)
            case ast.Tuple(ctx=ast.Store(), elts=parts) | ast.List(ctx=ast.Store(), elts=parts):
                if sum(isinstance(part, ast.Starred) for part in parts) > 1:
                    raise self.illegal(node, "multiple starred expressions in assignment")
            case ast.Call(keywords=keywords):
                names = [keyword.arg for keyword in keywords if keyword.arg is not None]
                twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
                if twice is not None:
                    raise self.illegal(node, f"keyword argument repeated: {twice}")
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self.check_comprehension(node)

    # ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────

    def futures(self) -> None:
        """``from __future__ import …`` stands first, and asks for what exists."""
        first = True
        for place, node in enumerate(self.source.tree.body):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    if alias.name == "braces":
                        raise self.illegal(node, "not a chance")
                    if alias.name not in __future__.all_feature_names:
                        raise self.illegal(node, f"future feature {alias.name} is not defined")
                if not first:
                    raise self.illegal(node, "from __future__ imports must occur at the beginning of the file")
            elif place or not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                # The page writes ``import torch`` above everything where a program lacks it.
                first = first and not place and self.source.text.startswith("import torch\n")

    def check_names(self, node: ast.AST, names: list[str]) -> None:
        """Names that Python or this page keeps for itself."""
        for name in names:
            if name == "__debug__":
                raise self.illegal(node, "cannot assign to __debug__")
            if is_special(name) and name not in OWN_NAMES:
                raise self.refusal(node, name, "choose another name")

    def check_function(self, node: ast.FunctionDef, around: Around) -> None:
        self.check_parameters(node)
        if is_special(node.name) and not (around.of_class and node.name in SPECIAL):
            raise self.refusal(node, node.name, "give the function another name")
        parameters = {one.arg for one in all_arguments(node.args)}
        declared: dict[str, str] = {}
        used: dict[str, str] = {}
        for inner in _own_nodes(node):
            if not isinstance(inner, ast.Global | ast.Nonlocal):
                for name in _given(inner):
                    used[name] = "assigned to before"
                if isinstance(inner, ast.Name):
                    used.setdefault(inner.id, "used prior to")
                continue
            word = type(inner).__name__.lower()
            for name in inner.names:
                if name in parameters:
                    raise self.illegal(inner, f"name '{name}' is parameter and {word}")
                if declared.setdefault(name, word) != word:
                    raise self.illegal(inner, f"name '{name}' is nonlocal and global")
                if name in used:
                    raise self.illegal(inner, f"name '{name}' is {used[name]} {word} declaration")

    def check_parameters(self, node: Function) -> None:
        seen: set[str] = set()
        for one in all_arguments(node.args):
            if one.arg in seen:
                raise self.illegal(one, f"duplicate argument '{one.arg}' in function definition")
            seen.add(one.arg)

    def check_nonlocal(self, node: ast.AST, names: list[str], around: Around) -> None:
        if around.function is None:
            raise self.illegal(node, "nonlocal declaration not allowed at module level")
        for name in names:
            if not any(name in local for local in around.outer[:-1]):
                raise self.illegal(node, f"no binding for nonlocal '{name}' found")

    def check_assignment(self, targets: list[ast.expr], value: ast.expr) -> None:
        for target in targets:
            if isinstance(target, ast.Starred):
                raise self.illegal(target, "starred assignment target must be in a list or tuple")
        if isinstance(value, ast.Starred):
            raise self.illegal(value, "can't use starred expression here")
        match value:
            case ast.Call(func=ast.Name(id="type"), args=[_]):
                raise self.refusal(value, "a type in a variable", "write type(x).__name__, or isinstance(x, …)")

    def check_comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        iterated = {
            inner.id
            for generator in node.generators
            for inner in ast.walk(generator.target)
            if isinstance(inner, ast.Name)
        }
        within = [part for one in node.generators for part in ast.walk(one.iter)]
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr) and isinstance(inner.target, ast.Name):
                if any(inner is part for part in within):
                    message = "assignment expression cannot be used in a comprehension iterable expression"
                    raise self.illegal(inner, message)
                if inner.target.id in iterated:
                    message = "assignment expression cannot rebind comprehension iteration variable"
                    raise self.illegal(inner, f"{message} '{inner.target.id}'")

    # ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────

    def illegal(self, node: ast.AST, message: str) -> NotInSubset:
        """A SyntaxError in CPython's words."""
        span = self.source.span(node)
        return NotInSubset(message, id="syntax", line=span.line, says=message).at(span)

    def refusal(self, node: ast.AST, what: str, instead: str) -> NotInSubset:
        """What is not run here, and what to write instead."""
        refusal = NotInSubset(f"{what} cannot be used here; {instead}", id="refused", what=what, instead=instead)
        return refusal.at(self.source.span(node))

    def too_deep(self, limit: str, node: ast.AST) -> ProgramError:
        budget = current().budget
        refusal: ProgramError = budget.refusal(limit) if budget else NotInSubset("nested too deeply")
        return refusal.at(self.source.span(node))


def is_special(name: str) -> bool:
    """Whether Python keeps names of this form for itself: two underscores on both sides."""
    return name.startswith("__") and name.endswith("__")


def _fields(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST):
                yield name, part


def _body(node: Function) -> tuple[list[ast.AST], list[ast.AST]]:
    """The parts of a function that run when it is called, and those that run when it is made."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
    return body, [part for name, part in _fields(node) if name != "body"]


def _own_nodes(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function's body in the order of the text, without those of inner functions."""
    waiting: list[ast.AST] = [*reversed(node.body)]
    while waiting:
        inner = waiting.pop()
        yield inner
        if not isinstance(inner, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting += [*ast.iter_child_nodes(inner)][::-1]


def _given(node: ast.AST) -> list[str]:
    """The names that a node gives a value to."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return [name]
        case ast.alias(name=name, asname=asname):
            return [asname or name.partition(".")[0]]
    return []
