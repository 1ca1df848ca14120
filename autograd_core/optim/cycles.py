"""Schedules along a curve, in cycles, and one after another."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any

from ..errors import ArgumentError, ValueOutOfRange
from .optimizer import Optimizer
from .schedule import LRScheduler


class PolynomialLR(LRScheduler):
    """Down to 0 in ``total_iters`` epochs along a power."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self._is_initial or self.last_epoch > self.total_iters:
            return self.current()
        left = 1.0 - self.last_epoch / self.total_iters
        before = 1.0 - (self.last_epoch - 1) / self.total_iters
        factor = (left / before) ** self.power
        return [rate * factor for rate in self.current()]

    def closed_form(self) -> list[Any]:
        left = 1.0 - min(self.total_iters, self.last_epoch) / self.total_iters
        return [base * left**self.power for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Down along half a cosine again and again, each time ``T_mult`` times as long."""

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueOutOfRange(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueOutOfRange(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, (float, int)):
            raise ValueOutOfRange(f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}")
        self.T_0 = self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: Any = last_epoch
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        wave = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (base - self.eta_min) * wave / 2 for base in self.base_lrs]

    def step(self, epoch: Any = None) -> None:
        """The next epoch begins, or the given one, which may be a fraction."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        else:
            self._go_to(epoch)
        self.last_epoch = math.floor(epoch)
        self._take(self._asked())

    def _go_to(self, epoch: Any) -> None:
        if epoch < 0:
            raise ValueOutOfRange(f"Expected non-negative epoch, but got {epoch}")
        if epoch < self.T_0:
            self.T_i, self.T_cur = self.T_0, epoch
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            n = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**n - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**n


Phase = tuple[float, str, str, str, str]  # its last step; of the rate and of the momentum, where each goes from and to


class OneCycleLR(LRScheduler):
    """Up to ``max_lr`` and down to nearly nothing; the momentum goes the other way."""

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: Any,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: Any = 0.85,
        max_momentum: Any = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        self._phases = _phases(float(pct_start * self.total_steps), self.total_steps, three_phase)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueOutOfRange(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueOutOfRange(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_func_type = anneal_strategy
        rates = _each("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                first = rate / div_factor
                group.update(initial_lr=first, max_lr=rate, min_lr=first / final_div_factor)
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(base_momentum, max_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)

    def _begin_momentum(self, base: Any, most: Any, last_epoch: int) -> None:
        if not {"momentum", "betas"} & self.optimizer.defaults.keys():
            raise ValueOutOfRange("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
        self.use_beta1 = "betas" in self.optimizer.defaults
        pairs = zip(
            _each("max_momentum", self.optimizer, most), _each("base_momentum", self.optimizer, base), strict=True
        )
        for group, (high, low) in zip(self.optimizer.param_groups, pairs, strict=True):
            if last_epoch == -1:
                self._set_momentum(group, high)
                group.update(max_momentum=high, base_momentum=low)

    def _set_momentum(self, group: dict[str, Any], value: Any) -> None:
        if self.use_beta1:
            group["betas"] = (value, *group["betas"][1:])
        else:
            group["momentum"] = value

    def rates(self) -> list[Any]:
        if self.last_epoch > self.total_steps:
            raise ValueOutOfRange(
                f"Tried to step {self.last_epoch} times. The specified number of total steps is {self.total_steps}"
            )
        return [self._rate(group) for group in self.optimizer.param_groups]

    def _rate(self, group: dict[str, Any]) -> Any:
        first = 0.0
        for end, *_ in self._phases[:-1]:
            if self.last_epoch <= end:
                break
            first = end
        last, low, high, slow, fast = next(
            phase for phase in self._phases if self.last_epoch <= phase[0] or phase is self._phases[-1]
        )
        passed = (self.last_epoch - first) / (last - first)
        if self.cycle_momentum:
            self._set_momentum(group, self._between(group[slow], group[fast], passed))
        return self._between(group[low], group[high], passed)

    def _between(self, start: Any, end: Any, passed: float) -> Any:
        if self._anneal_func_type == "linear":
            return (end - start) * passed + start
        return end + (start - end) / 2.0 * (math.cos(math.pi * passed) + 1)


def _total(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    if total_steps is None and epochs is not None and steps_per_epoch is not None:
        for name, value in (("epochs", epochs), ("steps_per_epoch", steps_per_epoch)):
            if not isinstance(value, int) or value <= 0:
                raise ValueOutOfRange(f"Expected positive integer {name}, but got {value}")
        return epochs * steps_per_epoch
    if total_steps is None:
        raise ValueOutOfRange("You must define either total_steps OR (epochs AND steps_per_epoch)")
    if total_steps <= 0 or not isinstance(total_steps, int):
        raise ValueOutOfRange(f"Expected positive integer total_steps, but got {total_steps}")
    return total_steps


def _phases(rising: float, total: int, three: bool) -> tuple[Phase, ...]:
    up = (rising - 1, "initial_lr", "max_lr", "max_momentum", "base_momentum")
    if not three:
        return (up, (total - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"))
    down = (2 * rising - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum")
    return (up, down, (total - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"))


def _each(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value for every group."""
    count = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * count
    if len(value) != count:
        raise ValueOutOfRange(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, "
            f"param_groups has {count}."
        )
    return list(value)


# ── several schedules ──────────────────────────────────────────────────────────────────────────────────────────


class _Several(LRScheduler):
    _schedulers: list[Any]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer, with the states of the schedules inside."""
        kept = {key: value for key, value in self.__dict__.items() if key not in ("optimizer", "_schedulers")}
        return {**kept, "_schedulers": [one.state_dict() for one in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self.__dict__.update({key: value for key, value in state_dict.items() if key != "_schedulers"})
        for one, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            one.load_state_dict(state)


class SequentialLR(_Several):
    """One schedule after another; each milestone begins the next."""

    def __init__(
        self, optimizer: Optimizer, schedulers: list[Any], milestones: list[int], last_epoch: int = -1
    ) -> None:
        if len(schedulers) < 1:
            raise ValueOutOfRange("SequentialLR expects at least one scheduler to be chained, but got no scheduler.")
        if len(milestones) != len(schedulers) - 1:
            raise ValueOutOfRange(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
                f"milestone points, but got number of schedulers {len(schedulers)} and the number of milestones to be "
                f"equal to {len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        _undo(self)
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """The next epoch begins."""
        self.last_epoch += 1
        at = bisect_right(self._milestones, self.last_epoch)
        chosen = self._schedulers[at]
        if at > 0 and self._milestones[at - 1] == self.last_epoch:
            chosen._begin_at(0)
        else:
            chosen.step()
        self._last_lr = chosen.get_last_lr()


def _undo(several: Any) -> None:
    """Take back the step that each schedule made when it was made."""
    for one in several._schedulers:
        if hasattr(one, "_schedulers"):
            _undo(one)
        else:
            one.last_epoch -= 1


class ChainedScheduler(_Several):
    """Several schedules at once, each going on from what the one before it left."""

    def __init__(self, schedulers: list[Any], optimizer: Optimizer | None = None) -> None:
        if len(schedulers) < 1:
            raise ValueOutOfRange(
                "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler."
            )
        self._schedulers = schedulers
        self.optimizer = optimizer or schedulers[0].optimizer
        self._last_lr = self.current()

    def step(self) -> None:  # type: ignore[override]
        """The next epoch begins for all of them."""
        for one in self._schedulers:
            one.step()
        self._last_lr = self.current()
