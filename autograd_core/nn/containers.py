"""Modules that hold modules or parameters: Sequential, lists and dicts."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from ..context import allow, tick
from ..errors import DimensionError, PythonError
from ..tensor import Tensor
from .module import Module, indented
from .naming import typename
from .parameter import Parameter


def _place(index: Any, count: int) -> int:
    """A place from the front. Raises DimensionError where there is none."""
    at = operator.index(index)
    if not -count <= at < count:
        raise DimensionError(f"index {at} is out of range")
    return at % count


class _Numbered(Module):
    """Modules in a row, named by their places."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def append(self, module: Any) -> Self:
        """One more at the end."""
        self.add_module(str(len(self)), module)
        return self

    def _number(self, modules: Iterable[Any]) -> None:
        self.__dict__["_modules"] = {str(at): module for at, module in enumerate(modules)}


class Sequential(_Numbered):
    """Modules one after the other, each given what the one before returned."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__()
        if len(arguments) == 1 and isinstance(arguments[0], Mapping):
            for name, module in arguments[0].items():
                self.add_module(name, module)
        else:
            for at, module in enumerate(arguments):
                self.add_module(str(at), module)

    def forward(self, input: Any) -> Any:
        for module in self._modules.values():
            input = module(input)
        return input

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(dict(list(self._modules.items())[index]))
        return list(self._modules.values())[_place(index, len(self))]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, list(self._modules)[_place(index, len(self))], module)

    def __delitem__(self, index: Any) -> None:
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [names[_place(index, len(self))]]:
            delattr(self, name)
        self._number(self._modules.values())

    def extend(self, sequential: Iterable[Module]) -> Self:
        """More at the end."""
        for module in sequential:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """One more at this place."""
        among = list(self._modules.values())
        among.insert(index, module)
        self._number(among)
        return self


class ModuleList(_Numbered):
    """Modules in a list; it has no ``forward`` of its own."""

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self._modules.values())[index])
        return self._modules[str(_place(index, len(self)))]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, str(_place(index, len(self))), module)

    def __delitem__(self, index: Any) -> None:
        among = list(self._modules.values())
        del among[index]
        self._number(among)

    def extend(self, modules: Iterable[Any]) -> Self:
        """More at the end."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> None:
        """One more at this place."""
        among = list(self._modules.values())
        among.insert(index, module)
        self._number(among)

    def __repr__(self) -> str:
        """Neighbours that read the same are folded: ``(0-1): 2 x Linear(…)``."""
        tick()
        texts = [repr(module) for module in self]
        allow("string_length", sum(map(len, texts)))
        if not texts:
            return self._get_name() + "()"
        blocks: list[list[int]] = []
        for at, text in enumerate(texts):
            if blocks and texts[blocks[-1][0]] == text:
                blocks[-1][1] = at
            else:
                blocks.append([at, at])
        lines = [
            f"({first}): {indented(texts[first])}"
            if first == last
            else f"({first}-{last}): {last - first + 1} x {indented(texts[first])}"
            for first, last in blocks
        ]
        return self._get_name() + "(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    """Modules by name."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __getitem__(self, key: str) -> Any:
        if key not in self._modules:
            raise PythonError("KeyError", repr(key))
        return self._modules[key]

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def items(self) -> Any:
        """Names and modules."""
        return self._modules.items()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def pop(self, key: str) -> Any:
        """Take a module out."""
        found = self[key]
        del self[key]
        return found

    def update(self, modules: Any) -> None:
        """Add all of a mapping or of pairs."""
        for key, module in modules.items() if hasattr(modules, "items") else modules:
            self[key] = module


class _Parameters(Module):
    def _type_of(self, one: Tensor) -> str:
        return f"torch.{one.dtype.title}Tensor"

    def _lines(self, names: Iterable[str]) -> str:
        lines = []
        for name in names:
            one = getattr(self, name)
            if isinstance(one, Tensor):
                kind = "Parameter" if isinstance(one, Parameter) else "Tensor"
                sizes = "x".join(str(size) for size in one.shape)
                lines.append(f"  ({name}): {kind} containing: [{self._type_of(one)} of size {sizes}]")
            else:
                lines.append(f"  ({name}): Object of type: {typename(one)}")
        return "\n".join(lines)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        raise PythonError("RuntimeError", f"{type(self).__name__} should not be called.")


class ParameterList(_Parameters):
    """Parameters in a list; a tensor put into it becomes one."""

    def _type_of(self, one: Tensor) -> str:
        return repr(one.dtype)

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        self.extend(values or ())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)([self[at] for at in range(*index.indices(len(self)))])
        return getattr(self, str(_place(index, len(self))))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, str(_place(index, len(self))), as_parameter(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([self[at] for at in range(len(self))])

    def append(self, value: Any) -> Self:
        """One more at the end."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """More at the end."""
        for value in values:
            self.append(value)
        return self

    def extra_repr(self) -> str:
        return self._lines(str(at) for at in range(len(self)))


class ParameterDict(_Parameters):
    """Parameters by name; a tensor put into it becomes one."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        self.update(parameters or {})

    def __getitem__(self, key: str) -> Any:
        if key not in self._keys:
            raise PythonError("KeyError", repr(key))
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, key, as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def items(self) -> Any:
        """Names and parameters."""
        return [(key, self[key]) for key in self._keys]

    def values(self) -> Any:
        """The parameters."""
        return [self[key] for key in self._keys]

    def update(self, parameters: Any) -> None:
        """Add all of a mapping or of pairs."""
        for key, value in parameters.items() if hasattr(parameters, "items") else parameters:
            self[key] = value

    def extra_repr(self) -> str:
        return self._lines(self._keys)


def as_parameter(value: Any) -> Any:
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


for _kind in (Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict):
    _kind.__module__ = "torch.nn.modules.container"
