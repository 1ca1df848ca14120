"""The copy of a recorder: its tables go by places in memory, which are others in the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..memory import memory_of
from .refusal import CannotCopy

if TYPE_CHECKING:
    from .twin import Twin

# Tables of what is never changed.
PLAIN = frozenset(
    {"origins", "outputs", "arguments", "views", "node_views", "names_of", "names", "notes", "formulas", "warned_of"}
    | {"calls", "passes", "warnings"}
)
BY_PLACE = frozenset({"pinned", "touched", "touched_nodes"})  # place in memory → what stands there
APART = frozenset({"ids", "tensors", "given", "sharing", "nodes"})  # see below
OTHERS = frozenset({"place", "moment", "ordinals", "passing"})


def fill_recorder(twin: Twin, old: Any, new: Any) -> None:
    if old.passing is not None:
        raise CannotCopy("a pass that is not over")
    mine = vars(new)
    for name, value in vars(old).items():
        if name in PLAIN:
            mine[name] = value.copy()
        elif name in BY_PLACE:
            mine[name] = {id(copy): copy for copy in map(twin, value.values())}
        elif name in OTHERS:
            mine[name] = twin(value)
        elif name not in APART:
            raise CannotCopy(name)
    mine["nodes"] = {id(copy): (copy, key) for node, key in old.nodes.values() for copy in [twin(node)]}
    twin.last.append((_fill_living, old, new))


def _fill_living(twin: Twin, old: Any, new: Any) -> None:
    """What it knows of the tensors that the program still has. All of them must have been met by now."""
    new.ids, new.tensors, new.given, new.sharing = {}, {}, set(), {}
    alive = {place: tensor for place, known in old.tensors.items() if (tensor := known()) is not None}
    for place in alive:
        copy = twin.made.get(place)
        if copy is None:
            raise CannotCopy("a tensor that nobody holds")
        new.ids[id(copy)] = old.ids[place]
        new.watch(copy)
        if place in old.given:
            new.given.add(id(copy))
    for memory, among in old.sharing.items():
        for place in among:
            tensor = alive.get(place)
            if tensor is not None and id(memory_of(tensor._data)) == memory:
                new.share(twin.made[place])
