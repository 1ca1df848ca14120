"""The methods of plain values: one table per type, each method with what must be checked before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..context import Budget
from .bounded import search, weigh

Check = Callable[..., None]


def _table(host: type, names: str) -> dict[str, Callable[..., Any]]:
    # The names are ours; what a program writes is only ever looked up among the keys.
    return {name: getattr(host, name) for name in names.split() if hasattr(host, name)}


METHODS: Mapping[type, Mapping[str, Callable[..., Any]]] = {
    str: _table(
        str,
        "capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal "
        "isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition "
        "removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith "
        "strip swapcase title upper zfill",
    ),
    list: _table(list, "append clear copy count extend index insert pop remove reverse sort"),
    tuple: _table(tuple, "count index"),
    dict: _table(dict, "clear copy get items keys pop popitem setdefault update values"),
    set: _table(
        set,
        "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset "
        "issuperset pop remove symmetric_difference symmetric_difference_update union update",
    ),
    int: _table(int, "bit_count bit_length conjugate is_integer"),
    float: _table(float, "conjugate hex is_integer as_integer_ratio"),
    range: _table(range, "count index"),
}
# Attributes that are values, not methods.
FIELDS: Mapping[type, frozenset[str]] = {
    int: frozenset({"real", "imag", "numerator", "denominator"}),
    float: frozenset({"real", "imag"}),
    range: frozenset({"start", "stop", "step"}),
    slice: frozenset({"start", "stop", "step"}),
}


# Methods whose result was there before.
GIVES_BACK = frozenset({"get", "pop", "popitem", "setdefault"})


def check(budget: Budget, owner: Any, name: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a call of a method whose result, or work, would be too large."""
    for argument in arguments:
        weigh(budget, argument)
    found = _CHECKS.get((type(owner), name))
    if found is not None:
        found(budget, owner, *arguments)
    if isinstance(owner, (list, tuple, str)) and name in ("count", "index", "remove", "find", "rfind", "rindex"):
        search(budget, owner, arguments[0] if arguments else None)
    elif name == "sort":
        weigh(budget, owner)
        budget.charge("items", len(owner))


def _width(budget: Budget, owner: str, width: Any = 0, *_: Any) -> None:
    budget.allow("string_length", width if isinstance(width, int) else 0)


def _tabs(budget: Budget, owner: str, size: Any = 8, *_: Any) -> None:
    budget.allow("string_length", len(owner) + owner.count("\t") * (max(size, 0) if isinstance(size, int) else 0))


def _replacement(budget: Budget, owner: str, old: Any = "", new: Any = "", *_: Any) -> None:
    if isinstance(old, str) and isinstance(new, str):
        times = owner.count(old)
        budget.allow("string_length", len(owner) + times * max(len(new) - len(old), 0))


def _joined(budget: Budget, owner: str, parts: Any = (), *_: Any) -> None:
    if isinstance(parts, (list, tuple, set, dict)):
        length = sum(len(part) for part in parts if isinstance(part, str)) + len(owner) * len(parts)
        budget.allow("string_length", length)


def _one_more(budget: Budget, owner: Any, *_: Any) -> None:
    budget.allow("container_length", len(owner) + 1)
    budget.charge("value_bytes", 40)


def _more(budget: Budget, owner: Any, *others: Any) -> None:
    lengths = [len(other) for other in others if hasattr(other, "__len__")]
    budget.allow("container_length", len(owner) + sum(lengths))
    budget.charge("value_bytes", 8 * sum(lengths))


def _searched(budget: Budget, owner: range, item: Any = 0, *_: Any) -> None:
    if not isinstance(item, int):
        budget.allow("container_length", len(owner))


_CHECKS: Mapping[tuple[type, str], Check] = {
    **{(str, name): _width for name in ("center", "ljust", "rjust", "zfill")},
    (str, "expandtabs"): _tabs,
    (str, "replace"): _replacement,
    (str, "join"): _joined,
    (list, "append"): _one_more,
    (list, "insert"): _one_more,
    (list, "extend"): _more,
    (dict, "update"): _more,
    (dict, "setdefault"): _one_more,
    (set, "add"): _one_more,
    **{(set, name): _more for name in ("union", "update", "symmetric_difference", "symmetric_difference_update")},
    (range, "count"): _searched,
    (range, "index"): _searched,
}
