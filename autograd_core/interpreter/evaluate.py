"""Expressions: one function per kind of syntax in a table, the last one refuses by name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..errors import ProgramError
from . import arrays
from .access import Access
from .bounded import FLOATS, binary, compare, keep, kept, truth, unary, weigh
from .exceptions import error, guarded
from .formatting import converted, formatted, percent
from .scope import Scope, names_bound_in, names_of_targets
from .values import Bound, Builtin, Function, Kind, Method, Stream, type_name


class Expressions(Access):
    """Evaluates expressions."""

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression; an error gets the place of the innermost expression it happened in."""
        try:
            kind = type(node)
            if kind is ast.Name:
                return scope.get(node.id, self.builtins)  # type: ignore[attr-defined]
            if kind is ast.Constant and type(node.value) is not int:  # type: ignore[attr-defined]
                return node.value  # type: ignore[attr-defined]
            form = _FORMS.get(kind)
            return self.display(node, scope) if form is None else form(self, node, scope)
        except ProgramError as raised:
            self.place(raised, node)
            raise

    def attribute_of(self, node: ast.Attribute, scope: Scope) -> Any:
        owner = node.value
        if node.attr == "__name__" and isinstance(owner, ast.Attribute) and owner.attr == "__class__":
            return self.type_of(self.evaluate(owner.value, scope)).name
        value = self.evaluate(owner, scope)
        self.current_expression = node
        return self.attribute(value, node.attr)

    def item_of(self, node: ast.Subscript, scope: Scope) -> Any:
        value, place = self.evaluate(node.value, scope), self.evaluate(node.slice, scope)
        self.current_expression = node
        return self.item(value, place)

    def either(self, node: ast.IfExp, scope: Scope) -> Any:
        return self.evaluate(node.body if truth(self.evaluate(node.test, scope)) else node.orelse, scope)

    def display(self, node: ast.expr, scope: Scope) -> Any:
        """The rarer expressions: containers written out, comprehensions, f-strings, lambda."""
        match node:
            case ast.Tuple(elts=parts):
                return tuple(self.elements(parts, scope))
            case ast.List(elts=parts):
                return self.elements(parts, scope)
            case ast.Set(elts=parts):
                return guarded(set, self.hashable(self.elements(parts, scope, "")))
            case ast.Dict():
                return self.dictionary(node, scope)
            case ast.JoinedStr(values=parts):
                return self.joined(parts, scope)
            case ast.FormattedValue():
                return self.formatted_value(node, scope)
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*(None if part is None else self.evaluate(part, scope) for part in (lower, upper, step)))
            case ast.Lambda(args=arguments, body=body):
                return self.function("<lambda>", arguments, body, node, scope)
            case ast.NamedExpr(target=target, value=value):
                found = self.evaluate(value, scope)
                self.assign(target, found, scope)
                return found
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self.comprehension(node, scope)
            case _:
                raise self.refuse(node, type(node).__name__, "write it another way")

    # ── operators ───────────────────────────────────────────────────────────────────────────────────────────────

    def constant(self, node: ast.Constant, scope: Scope) -> Any:
        value = node.value
        if type(value) is int:
            self.budget.allow("integer_bits", value.bit_length())
        return value

    def binary(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        self.current_expression = node
        if type(left) is float and type(right) is float and (plain := FLOATS.get(type(node.op))) is not None:
            return plain(left, right)
        return self.operate(node.op, left, right)

    def operate(self, op: ast.operator, left: Any, right: Any, in_place: bool = False) -> Any:
        if isinstance(op, ast.Mod) and isinstance(left, str):
            return percent(self.budget, left, right)
        if in_place and isinstance(op, ast.Add) and isinstance(left, list):
            self.budget.charge("value_bytes", 8)
            left.extend(self.more(left, right))
            return left
        if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
            return arrays.operate(self.budget, op, left, right, in_place)
        return binary(self.budget, op, left, right, in_place)

    def more(self, before: list[Any], value: Any) -> list[Any]:
        items = self.collect(value)
        self.budget.allow("container_length", len(before) + len(items))
        return items

    def unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.evaluate(node.operand, scope)
        self.current_expression = node
        return not truth(value) if isinstance(node.op, ast.Not) else unary(self.budget, node.op, value)

    def compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.evaluate(node.left, scope)
        result: Any = True
        for position, (op, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
            if position and not truth(result):
                return result
            right = self.evaluate(comparator, scope)
            self.current_expression = node
            result, left = compare(self.budget, op, left, right), right
        return result

    def bool_op(self, node: ast.BoolOp, scope: Scope) -> Any:
        stops_at = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values[:-1]:
            value = self.evaluate(part, scope)
            if truth(value) is stops_at:
                return value
        return self.evaluate(node.values[-1], scope)

    # ── containers ──────────────────────────────────────────────────────────────────────────────────────────────

    def elements(self, nodes: list[ast.expr], scope: Scope, called: str = "Value") -> list[Any]:
        """The values of the items of a display or of the positional arguments of a call, ``*`` unpacked."""
        items: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.evaluate(node.value, scope)
                if called and not isinstance(value, Stream) and not hasattr(type(value), "__iter__"):
                    raise error("TypeError", f"{called} after * must be an iterable, not {type_name(value)}")
                items += self.more(items, value)
            else:
                items.append(self.evaluate(node, scope))
        self.budget.allow("container_length", len(items))
        self.budget.charge("value_bytes", 40 * len(items))
        return items

    def hashable(self, items: list[Any]) -> list[Any]:
        for item in items:
            weigh(self.budget, item)
        return items

    def dictionary(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                other = self.evaluate(value, scope)
                if not isinstance(other, dict):
                    raise error("TypeError", f"'{type_name(other)}' object is not a mapping")
                self.budget.allow("container_length", len(found) + len(other))
                keep(self.budget, other)
                found |= other
            else:
                self.set_item(found, self.evaluate(key, scope), self.evaluate(value, scope))
        return found

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope) -> Any:
        first = self.evaluate(node.generators[0].iter, scope)
        around = scope.seen_from_inside
        inner = Scope({}, around, names_of_targets(node.generators), name=scope.name, is_comprehension=True)
        passes = self.passes_of(node.generators, self.iterate(first), inner)
        if isinstance(node, ast.DictComp):
            pairs: dict[Any, Any] = {}
            for _ in passes:
                self.set_item(pairs, self.evaluate(node.key, inner), self.evaluate(node.value, inner))
            return pairs
        values = (self.evaluate(node.elt, inner) for _ in passes)
        if isinstance(node, ast.GeneratorExp):
            self.budget.charge("value_bytes", 1_000)
            return Stream("generator", values)
        items = self.collect(Stream("generator", values))
        return items if isinstance(node, ast.ListComp) else guarded(set, self.hashable(items))

    def passes_of(self, generators: list[ast.comprehension], iterator: Iterator[Any], scope: Scope) -> Iterator[None]:
        """Give control back once for each pass of the innermost ``for``, its targets assigned."""
        generator, *others = generators
        for item in self.each(Stream("iterator", iterator)):
            self.budget.charge("statements")
            self.assign(generator.target, item, scope)
            if not all(truth(self.evaluate(test, scope)) for test in generator.ifs):
                continue
            if others:
                yield from self.passes_of(others, self.iterate(self.evaluate(others[0].iter, scope)), scope)
            else:
                yield

    # ── text ────────────────────────────────────────────────────────────────────────────────────────────────────

    def joined(self, parts: list[ast.expr], scope: Scope) -> str:
        texts, length = [], 0
        for part in parts:
            texts.append(str(self.evaluate(part, scope)))
            length += len(texts[-1])
            self.budget.allow("string_length", length)
        return kept(self.budget, "".join(texts))

    def formatted_value(self, node: ast.FormattedValue, scope: Scope) -> str:
        value = converted(self.budget, self.evaluate(node.value, scope), node.conversion)
        spec = "" if node.format_spec is None else self.evaluate(node.format_spec, scope)
        self.current_expression = node.value
        return formatted(self.budget, value, spec)

    # ── calls and functions ─────────────────────────────────────────────────────────────────────────────────────

    def call_expression(self, node: ast.Call, scope: Scope) -> Any:
        function = self.evaluate(node.func, scope)
        positional = self.elements(node.args, scope, f"{called_name(function)}() argument")
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
                continue
            self.add_keywords(function, named, value)
        self.current_expression = node
        return self.call(function, positional, named)

    def add_keywords(self, function: Any, named: dict[str, Any], value: Any) -> None:
        if not isinstance(value, dict):
            raise error(
                "TypeError", f"{called_name(function)}() argument after ** must be a mapping, not {type_name(value)}"
            )
        for name, item in value.items():
            if not isinstance(name, str):
                raise error("TypeError", "keywords must be strings")
            if name in named:
                message = f"{called_name(function)}() got multiple values for keyword argument '{name}'"
                raise error("TypeError", message)
            named[name] = item

    def function(
        self, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr, node: ast.AST, scope: Scope
    ) -> Function:
        """The Function that a ``def`` or ``lambda`` makes; defaults are evaluated now."""
        self.budget.charge("value_bytes", 1_000)
        local, elsewhere = names_bound_in(body, arguments)
        if scope.is_class:
            name = f"{scope.name}.{name}"
        elif scope.parent is not None and not scope.is_comprehension:
            name = f"{scope.name}.<locals>.{name}"
        return Function(
            name,
            arguments,
            body,
            scope.seen_from_inside,
            node,
            tuple(self.evaluate(default, scope) for default in arguments.defaults),
            {
                argument.arg: self.evaluate(default, scope)
                for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                if default is not None
            },
            local=local,
            elsewhere=elsewhere,
        )


_FORMS: dict[type[ast.expr], Callable[[Any, Any, Scope], Any]] = {
    ast.Constant: Expressions.constant,
    ast.Call: Expressions.call_expression,
    ast.BinOp: Expressions.binary,
    ast.Attribute: Expressions.attribute_of,
    ast.Subscript: Expressions.item_of,
    ast.UnaryOp: Expressions.unary,
    ast.Compare: Expressions.compare,
    ast.BoolOp: Expressions.bool_op,
    ast.IfExp: Expressions.either,
}


def called_name(function: Any) -> str:
    """What CPython calls a function in complaints about ``*`` and ``**``."""
    if isinstance(function, (Function, Bound)):
        return f"__main__.{function.name}"
    if isinstance(function, Method):
        return f"{type_name(function.owner)}.{function.name}"
    return function.name if isinstance(function, (Builtin, Kind)) else type_name(function)
