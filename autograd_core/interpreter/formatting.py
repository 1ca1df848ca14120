"""Text from values: format specs, ``%`` and ``str.format``, with bounded widths, through the attribute tables."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..context import Budget
from .bounded import hostless, kept, text_of, weigh
from .exceptions import error, guarded
from .values import OPAQUE, type_name

_NUMBERS = re.compile(r"\d+")
_PERCENT = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?[-+ #0]*(?P<width>\*|\d*)(?:\.(?P<precision>\*|\d*))?[hlL]?(?P<letter>.)?"
)
_FIELD = re.compile(r"(?P<first>[^.\[]*)(?P<rest>(?:\.[^.\[]+|\[[^\]]+\])*)")
_STEP = re.compile(r"\.(?P<attribute>[^.\[]+)|\[(?P<index>[^\]]+)\]")
WIDEST = 1_000  # of one field

Look = Callable[[Any, Any], Any]


def formatted(budget: Budget, value: Any, spec: str) -> str:
    """``format(value, spec)``."""
    if not spec:
        return text_of(budget, value, format)
    for number in _NUMBERS.findall(spec):
        _allow_width(budget, number)
    if type(value) in OPAQUE or value is None or isinstance(value, (list, dict, set)) or type(value) is tuple:
        raise error("TypeError", f"unsupported format string passed to {type_name(value)}.__format__")
    return kept(budget, str(guarded(format, value, spec)))


def converted(budget: Budget, value: Any, conversion: str | int | None) -> Any:
    """What ``!s``, ``!r`` or ``!a`` makes of a value."""
    match conversion:
        case "s" | 115:
            return text_of(budget, value)
        case "r" | 114:
            return text_of(budget, value, repr)
        case "a" | 97:
            return text_of(budget, value, ascii)
        case None | -1:
            return value
    raise error("ValueError", f"Unknown conversion specifier {conversion}")


def percent(budget: Budget, template: str, values: Any) -> str:
    """``template % values``."""
    budget.allow("string_length", len(template))
    given = values if type(values) is tuple else (values,)
    length = len(template)
    for part in _PERCENT.finditer(template):
        if "*" in (part["width"], part["precision"]):
            for value in given:
                budget.allow("string_length", abs(value) if isinstance(value, int) else 0)
                length += abs(value) if isinstance(value, int) else 0
        for number in (part["width"], part["precision"]):
            if number and number != "*":
                _allow_width(budget, number)
                length += int(number)
    for value in values.values() if isinstance(values, dict) else given:
        weigh(budget, value, limit="string_length")
        length += len(value) if isinstance(value, str) else 0
    budget.allow("string_length", length)
    return kept(budget, hostless(str(guarded(str.__mod__, template, values))))


def braces(
    budget: Budget, template: str, positional: Sequence[Any], named: Mapping[str, Any], look: Look, item: Look
) -> str:
    """``template.format(*positional, **named)``; ``look`` and ``item`` give attributes and items by name."""
    return _Braces(budget, positional, named, look, item).fill(template, nested=2)


class _Braces:
    """One call of ``str.format``: counts ``{}`` fields and looks names up through the program's own tables."""

    def __init__(
        self, budget: Budget, positional: Sequence[Any], named: Mapping[str, Any], look: Look, item: Look
    ) -> None:
        self.budget, self.positional, self.named, self.look, self.item = budget, positional, named, look, item
        self.automatic = 0
        self.by_number = False

    def fill(self, template: str, nested: int) -> str:
        if nested < 0:
            raise error("ValueError", "Max string recursion exceeded")
        out: list[str] = []
        length = 0
        for literal, field, spec, conversion in guarded(list, guarded(string.Formatter().parse, template)):
            out.append(literal)
            if field is not None:
                value = converted(self.budget, self.value(field), conversion)
                out.append(formatted(self.budget, value, self.fill(spec, nested - 1) if spec else ""))
            length += sum(map(len, out[-2:]))
            self.budget.allow("string_length", length)
        return kept(self.budget, "".join(out))

    def value(self, field: str) -> Any:
        parts = _FIELD.fullmatch(field)
        if parts is None:
            raise error("ValueError", "Only '.' or '[' may follow ']' in format field specifier")
        value = self.first(parts["first"])
        for step in _STEP.finditer(parts["rest"]):
            if step["attribute"]:
                value = self.look(value, step["attribute"])
            else:
                place = int(step["index"][:9]) if step["index"].isdecimal() else step["index"]
                value = self.item(value, place)
        return value

    def first(self, name: str) -> Any:
        if name and not name.isdecimal():
            if name not in self.named:
                raise error("KeyError", repr(name))
            return self.named[name]
        if not name and self.by_number:
            before, after = "manual field specification", "automatic field numbering"
            raise error("ValueError", f"cannot switch from {before} to {after}")
        if name and self.automatic:
            before, after = "automatic field numbering", "manual field specification"
            raise error("ValueError", f"cannot switch from {before} to {after}")
        index = int(name[:9]) if name else self.automatic
        self.by_number = bool(name)
        self.automatic += not name
        if index >= len(self.positional):
            raise error("IndexError", f"Replacement index {index} out of range for positional args tuple")
        return self.positional[index]


def _allow_width(budget: Budget, number: str) -> None:
    budget.allow("string_length", int(number[:9]))
