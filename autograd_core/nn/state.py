"""What a module saves and loads: its state dict, with PyTorch's complaints about what does not fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..context import tick
from ..errors import ArgumentError, AutogradError
from ..modes import no_grad
from ..tensor import Tensor


class IncompatibleKeys(NamedTuple):
    """The keys that a state dict lacked, and those that had no place."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    def __str__(self) -> str:
        return repr(self)


class Stateful:
    """The part of Module that saves and loads."""

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    def state_dict(self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """Parameters and buffers by path, detached, sharing memory."""
        tick()
        found = OrderedDict() if destination is None else destination
        for name, value in self._saved().items():
            found[prefix + name] = value if keep_vars else value.detach()
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=found, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return found

    def _saved(self) -> dict[str, Any]:
        kept = {name: one for name, one in self._buffers.items() if name not in self._non_persistent_buffers_set}
        return {name: one for name, one in {**self._parameters, **kept}.items() if one is not None}

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> IncompatibleKeys:
        """Copy numbers from a state dict. Raises AutogradError with a list of all that does not fit."""
        if not isinstance(state_dict, Mapping):
            raise ArgumentError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing: list[str] = []
        errors: list[str] = []
        known: set[str] = set()
        self._load(state_dict, "", missing, errors, known)
        unexpected = [key for key in state_dict if key not in known]
        if strict and unexpected:
            names = ", ".join(f'"{key}"' for key in unexpected)
            errors.insert(0, f"Unexpected key(s) in state_dict: {names}. ")
        if strict and missing:
            names = ", ".join(f'"{key}"' for key in missing)
            errors.insert(0, f"Missing key(s) in state_dict: {names}. ")
        if errors:
            listed = "\n\t".join(errors)
            raise AutogradError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}")
        return IncompatibleKeys(missing, unexpected)

    def _load(
        self, given: Mapping[str, Any], prefix: str, missing: list[str], errors: list[str], known: set[str]
    ) -> None:
        tick()
        for name, mine in self._saved().items():
            key = prefix + name
            known.add(key)
            if key not in given:
                missing.append(key)
                continue
            value = given[key]
            if not isinstance(value, Tensor):
                errors.append(
                    f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                    f"checkpoint but received {type(value)}"
                )
            elif value.shape != mine.shape:
                errors.append(
                    f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in "
                    f"current model is {mine.shape}."
                )
            else:
                with no_grad():
                    mine.copy_(value)
        for name, module in self._modules.items():
            if module is not None:
                module._load(given, f"{prefix}{name}.", missing, errors, known)
