"""Where a program can reach a tensor that no variable holds: ``net.fc1.weight``, ``layers[0]``, ``state["w"]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .nn.containers import ModuleList, Sequential
from .nn.module import Module
from .tensor import Tensor

DEEPEST, MOST = 5, 2_000  # how far it looks, and at how many values


def held(variables: Mapping[str, Any]) -> Iterator[tuple[Tensor, str]]:
    """Each tensor inside the modules, objects and containers of ``variables``, with the text that reaches it.

    Shorter ways come first. The search ends after ``DEEPEST`` steps and ``MOST`` values.
    """
    seen: set[int] = set()
    rank = [(name, value) for name, value in variables.items() if not isinstance(value, Tensor)]
    for _ in range(DEEPEST):
        following: list[tuple[str, Any]] = []
        for name, value in rank:
            if id(value) in seen:
                continue
            seen.add(id(value))
            for way, inner in _inside(value):
                if isinstance(inner, Tensor):
                    yield inner, name + way
                elif len(following) + len(seen) < MOST:
                    following.append((name + way, inner))
        rank = following


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Module):
        numbered = isinstance(value, Sequential | ModuleList)
        own = value.__dict__  # without its own __init__, a module has none of them
        kept = [own.get(kind, {}) for kind in ("_parameters", "_buffers", "_modules")]
        for name, member in [pair for table in kept for pair in table.items()]:
            yield f"[{name}]" if numbered and name.isdigit() else f".{name}", member
        yield from _attributes(value)
    elif type(value) in (list, tuple):
        yield from ((f"[{place}]", one) for place, one in enumerate(value[:MOST]))
    elif type(value) is dict:
        yield from ((f"[{key!r}]", one) for key, one in [*value.items()][:MOST] if type(key) in (str, int))
    elif type(value).__module__ == "__main__":
        yield from _attributes(value)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    own: dict[str, Any] = getattr(value, "__dict__", {})
    yield from ((f".{name}", one) for name, one in [*own.items()][:MOST] if not name.startswith("_"))
