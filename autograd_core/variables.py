"""Which names of a program are the same variable, by Python's rules of scope, and renaming one of them everywhere."""

from __future__ import annotations

import ast
import builtins
import keyword
import unicodedata

from .errors import Span
from .occurrences import Found, Keyword, Names, Scope
from .program import statements_of
from .source import CannotEdit, Source, read

Variable = tuple[int, str]  # number of the scope it belongs to, and its name


def names_of(source: Source) -> Names:
    """All names of a program. Raises CannotEdit where it is too deep, or binds names in a way that is not followed."""
    names = Names(source, statements_of(source.tree))
    try:
        names.visit(source.tree)
    except (RecursionError, ValueError, IndexError) as error:
        raise CannotEdit("the names of this program cannot be followed") from error
    return names


def variable(found: Found) -> Variable:
    """What a name stands for: two names are the same variable when this is equal."""
    return found.scope.owner(found.name).number, found.name


def uses(text: str, name: str, span: Span | None = None) -> list[Span]:
    """Where the variable ``name`` stands in ``text``: that of the program, or the one at the start of ``span``.

    Keywords of calls that name it as a parameter come last. Raises CannotEdit where it is no variable.
    """
    source = read(text)
    return [_span(source, start, len(name)) for start in _places(source, name, span)]


def rename(text: str, name: str, new: str, span: Span | None = None) -> str:
    """``text`` with the variable ``name`` called ``new`` wherever it stands, and nothing else changed.

    ``span`` points at one of its places; without it, the variable of the program is meant. Raises CannotEdit where
    ``new`` is no name or some name would then mean something else, and where a name is not followed: in a class body,
    of a module without ``as``, of a parameter that calls may name in ways that cannot be seen.
    """
    if not new.isidentifier() or keyword.iskeyword(new) or unicodedata.normalize("NFKC", new) != new:
        raise CannotEdit(f"{new!r} is not a name")
    if name == new:
        return text
    if new.startswith("__") or name.startswith("__"):
        raise CannotEdit("names with two underscores in front belong to Python")
    if hasattr(builtins, new):
        raise CannotEdit(f"{new} already means something in Python")
    source = read(text)
    starts = _places(source, name, span, new)
    after = text
    for start in sorted(starts, reverse=True):
        after = after[:start] + new + after[start + len(name) :]
    _assert_same_meaning(names_of(source), names_of(read(after)), name, new, set(starts))
    return after


def _assert_same_meaning(before: Names, after: Names, name: str, new: str, starts: set[int]) -> None:
    """Raise CannotEdit unless names that were the same variable still are, and no others."""
    meant: dict[Variable, Variable] = {}
    for old, now in zip(before.found, after.found, strict=True):
        expected = new if old.start in starts else old.name
        if now.name != expected or meant.setdefault(variable(old), variable(now)) != variable(now):
            raise CannotEdit(f"{new} already means something else")
    if len(set(meant.values())) != len(meant):
        raise CannotEdit(f"{new} already means something else")


def _places(source: Source, name: str, span: Span | None, new: str = "") -> list[int]:
    names = names_of(source)
    wanted = _meant(names, source, name, span)
    found = [one for one in names.found if variable(one) == wanted]
    if not any(one.binds and one.binds != "declared" for one in found):
        raise CannotEdit(f"{name} is not a variable of this program")
    if wanted[0] == 0 and hasattr(builtins, name):
        raise CannotEdit(f"where it has no value yet, {name} means something else")  # Python's own
    if names.scopes[wanted[0]].kind == "class" or any(one.binds == "import" for one in found):
        raise CannotEdit(f"{name} is also known by this name elsewhere")
    starts = sorted(one.start for one in found)
    if any(one.binds == "parameter" for one in found):
        starts += _keywords(names, names.scopes[wanted[0]], name, new)
    if any(not source.text.startswith(name, start) for start in starts) or any(
        one.end - one.start != len(name) for one in found
    ):
        raise CannotEdit(f"{name} is written in another way somewhere")
    return starts


def _meant(names: Names, source: Source, name: str, span: Span | None) -> Variable:
    if span is None:
        return 0, name
    start = source.offset(span.line, span.column)
    for one in names.found:
        if one.start == start and one.name == name:
            return variable(one)
    raise CannotEdit(f"{name} does not stand there")


def _span(source: Source, start: int, length: int) -> Span:
    line = source.text.count("\n", 0, start)
    column = start - source.starts[line]
    return Span(line + 1, column, line + 1, column + length)


# ── parameters named in calls ──────────────────────────────────────────────────────────────────────────────────


def _keywords(names: Names, scope: Scope, name: str, new: str) -> list[int]:
    """Where calls name the parameter ``name`` of the function of ``scope``; CannotEdit where that cannot be known."""
    own = _own_name(names, scope)
    hidden = own is None or _escapes(names, own)
    found = []
    for one in names.keywords:
        calls = _is_call_of(one, own)
        if one.name not in (name, new, None) or not (calls or hidden) or _is_of_module(names, one):
            continue
        if not calls or one.name != name:
            raise CannotEdit(f"a call may name {one.name or name}")
        found.append(one.start)
    return found


def _own_name(names: Names, scope: Scope) -> Variable | None:
    """The variable that holds the function, if only its ``def`` binds it and it is no method."""
    if not isinstance(scope.node, ast.FunctionDef):
        return None
    outer = scope.parent
    if outer is None or outer.kind == "class":
        return None
    wanted = (outer.owner(scope.node.name).number, scope.node.name)
    return wanted if [one.binds for one in names.found if one.binds and variable(one) == wanted] == ["def"] else None


def _is_call_of(one: Keyword, own: Variable | None) -> bool:
    function = one.function
    return isinstance(function, ast.Name) and (one.scope.owner(function.id).number, function.id) == own


def _escapes(names: Names, own: Variable) -> bool:
    """Whether the function is used otherwise than by calling it."""
    read_at = {one.start for one in names.found if not one.binds and variable(one) == own}
    return not read_at <= names.called


def _is_of_module(names: Names, one: Keyword) -> bool:
    """Whether the call is of something of an imported module, or of Python itself."""
    function = one.function
    while isinstance(function, ast.Attribute):
        function = function.value
    if not isinstance(function, ast.Name):
        return False
    wanted = (one.scope.owner(function.id).number, function.id)
    return all(found.binds.startswith("import") for found in names.found if found.binds and variable(found) == wanted)
