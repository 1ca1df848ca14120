"""Optimizer: groups of parameters, what is remembered of each, and one step for all that have a gradient."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..context import allow_text, warn
from ..errors import ArgumentError, PythonError, ValueOutOfRange
from ..modes import enable_grad, no_grad
from ..node import RemovableHandle
from ..tensor import Tensor, build
from .arithmetic import array_of


def typename(value: Any) -> str:
    """PyTorch's name of the type of a value."""
    if type(value) is Tensor:
        return f"torch.{value.dtype.title}Tensor"
    kind = type(value)
    return kind.__qualname__ if kind.__module__ in ("builtins", "") else f"{kind.__module__}.{kind.__qualname__}"


def number(value: Any) -> Any:
    """A hyperparameter given as a tensor, as a number."""
    return value.item() if isinstance(value, Tensor) else value


def at_least_zero(**named: Any) -> None:
    """Raise PyTorch's ValueError for the first that is negative; names are the words of the message."""
    for word, value in named.items():
        if not value >= 0.0:
            raise ValueOutOfRange(f"Invalid {word} value: {value}")


class Optimizer:
    """The base of all optimizers; ``update`` says what one step does to one parameter."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._before: dict[int, Any] = {}
        self._after: dict[int, Any] = {}
        self._opt_called = False
        if isinstance(params, Tensor):
            raise ArgumentError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + typename(params)
            )
        self.state: dict[Any, Any] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups = list(params)
        if not groups:
            raise ValueOutOfRange("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    # ── groups ──────────────────────────────────────────────────────────────────────────────────────────────────

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """More parameters, with settings of their own."""
        if not isinstance(param_group, dict):
            raise ArgumentError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise ArgumentError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        among: list[Any] = [params] if isinstance(params, Tensor) else list(params)
        if any(isinstance(one, tuple) for one in among):
            param_group["param_names"] = [one[0] for one in among if isinstance(one, tuple)]
            if len(param_group["param_names"]) != len(among):
                raise ValueOutOfRange("all optimizer params should be with/without names. Some param names are missing")
            among = [one[1] for one in among]
        param_group["params"] = among
        self._check(among)
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        if len({id(one) for one in among}) != len(among):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information"
            )
        known = {id(one) for group in self.param_groups for one in group["params"]}
        if known & {id(one) for one in among}:
            raise ValueOutOfRange("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def _check(self, params: Iterable[Any]) -> None:
        for one in params:
            if not isinstance(one, Tensor):
                raise ArgumentError("optimizer can only optimize Tensors, but one of the params is " + typename(one))
            if not (one.is_leaf or one.retains_grad):
                raise ValueOutOfRange("can't optimize a non-leaf Tensor")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        for group in self.param_groups:
            for one in group["params"]:
                if one._grad is None:
                    continue
                if set_to_none:
                    one.grad = None
                    continue
                if one._grad.grad_fn is not None:
                    one._grad.detach_()
                else:
                    one._grad.requires_grad_(False)
                one._grad.zero_()

    # ── a step ──────────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient; ``closure`` computes the loss anew first, and is returned."""
        self._opt_called = True
        for hook in list(self._before.values()):
            hook(self, (), {})
        loss = None
        with no_grad():
            if closure is not None:
                with enable_grad():
                    loss = closure()
            for group in self.param_groups:
                settings = {key: number(value) for key, value in group.items() if key != "params"}
                for one in group["params"]:
                    if one._grad is not None:
                        self.move(one, settings)
        for hook in list(self._after.values()):
            hook(self, (), {})
        return loss

    def move(self, param: Tensor, settings: dict[str, Any]) -> None:
        grad = array_of(param._grad)  # type: ignore[arg-type]
        state = self.state.get(param, {})
        self.update(param, -grad if settings.get("maximize") else grad, settings, state)
        if state:
            self.state[param] = state

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """Move one parameter by its gradient, an array; a subclass says how."""
        raise PythonError("NotImplementedError", "")

    def counted(self, state: dict[str, Any]) -> float:
        """The number of this step for one parameter."""
        step: Tensor = state.setdefault("step", build(np.float32(0)))
        step._data = step._data + np.float32(1)
        return float(step._data)

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step."""
        key = len(self._before) + 1
        self._before[key] = hook
        return RemovableHandle(self._before, key)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        key = len(self._after) + 1
        self._after[key] = hook
        return RemovableHandle(self._after, key)

    # ── saving ──────────────────────────────────────────────────────────────────────────────────────────────────

    def state_dict(self) -> dict[str, Any]:
        """What is remembered of each parameter, by its number, and the settings of each group."""
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for one in group["params"]:
                numbers.setdefault(id(one), len(numbers))
            settings = {key: value for key, value in group.items() if key != "params"}
            groups.append({**settings, "params": [numbers[id(one)] for one in group["params"]]})
        state = {numbers[id(one)]: kept for one, kept in self.state.items() if id(one) in numbers}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state. Raises ValueOutOfRange where the groups do not fit."""
        saved = state_dict["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueOutOfRange("loaded state dict has a different number of parameter groups")
        if any(len(one["params"]) != len(mine["params"]) for one, mine in zip(saved, self.param_groups, strict=True)):
            raise ValueOutOfRange(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        by_number: dict[int, Any] = {}
        for one, mine in zip(saved, self.param_groups, strict=True):
            by_number |= dict(zip(one["params"], mine["params"], strict=True))
            mine.update({key: copy.deepcopy(value) for key, value in one.items() if key != "params"})
        self.state = defaultdict(dict)
        for key, kept in state_dict["state"].items():
            self.state[by_number[key]] = {
                name: build(np.array(value._data)) if isinstance(value, Tensor) else copy.deepcopy(value)
                for name, value in kept.items()
            }

    def __repr__(self) -> str:
        allow_text(self.param_groups)
        lines = [f"{type(self).__name__} ("]
        for at, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {at}")
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
            lines.append("" if at + 1 < len(self.param_groups) else ")")
        return "\n".join(lines)


Optimizer.__module__ = "torch.optim.optimizer"
