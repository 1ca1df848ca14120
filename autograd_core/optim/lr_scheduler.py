"""``torch.optim.lr_scheduler``: how the learning rate changes from epoch to epoch."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from ..context import warn
from ..errors import ArgumentError, PythonError, ValueOutOfRange
from ..functional.calls import refused
from .optimizer import Optimizer

TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call "
    "them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in "
    "PyTorch skipping the first value of the learning rate schedule. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
    "form is used instead of the new chainable form, where available. Please open an issue if you are unable to "
    "replicate your use case: https://github.com/pytorch/pytorch/issues/new/choose."
)
LAST_LR = "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."


class LRScheduler:
    """The base of all schedules; ``rates`` gives the learning rate of every group for this epoch."""

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for at, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise PythonError(
                    "KeyError",
                    repr(
                        f"param 'initial_lr' is not specified in param_groups[{at}] when resuming scheduler with "
                        "last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a "
                        "checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 "
                        "for a fresh training run (not recommended)"
                    ),
                )
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        optimizer._opt_called = False
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def step(self, epoch: int | None = None) -> None:
        """The next epoch begins."""
        if self._step_count == 1 and not self.optimizer._opt_called:
            warn(TOO_EARLY)
        self._step_count += 1
        if epoch is None:
            self.last_epoch += 1
            values = self.rates()
        else:
            warn(EPOCH)
            self.last_epoch = epoch
            values = self.closed_form()
        for group, value in zip(self.optimizer.param_groups, values, strict=True):
            group["lr"] = value
        self._last_lr = self.current()

    def current(self) -> list[Any]:
        return [group["lr"] for group in self.optimizer.param_groups]

    def rates(self) -> list[Any]:
        """The learning rate of every group, from the one before; a subclass says it."""
        raise PythonError("NotImplementedError", "")

    def closed_form(self) -> list[Any]:
        """The same from the beginning, where there is such a formula."""
        return self.rates()

    def get_lr(self) -> list[Any]:
        """The next learning rates; ``get_last_lr`` is what is meant."""
        warn(LAST_LR)
        return self.rates()

    def get_last_lr(self) -> list[Any]:
        """The learning rate of every group."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        kept = {key: value for key, value in self.__dict__.items() if key != "optimizer"}
        last = kept.pop("_last_lr")
        return {**kept, "_get_lr_called_within_step": False, "_last_lr": last}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self.__dict__.update({key: value for key, value in state_dict.items() if key != "_get_lr_called_within_step"})


class StepLR(LRScheduler):
    """Times ``gamma`` every ``step_size`` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self.last_epoch == 0 or self.last_epoch % self.step_size:
            return self.current()
        return [rate * self.gamma for rate in self.current()]

    def closed_form(self) -> list[Any]:
        return [base * self.gamma ** (self.last_epoch // self.step_size) for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    """Times ``gamma`` at each milestone."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self.last_epoch not in self.milestones:
            return self.current()
        return [rate * self.gamma ** self.milestones[self.last_epoch] for rate in self.current()]

    def closed_form(self) -> list[Any]:
        passed = bisect_right(sorted(self.milestones.elements()), self.last_epoch)
        return [base * self.gamma**passed for base in self.base_lrs]


class ConstantLR(LRScheduler):
    """Times ``factor`` until ``total_iters`` epochs have passed."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        if factor > 1.0 or factor < 0:
            raise ValueOutOfRange("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self.last_epoch == 0:
            return [rate * self.factor for rate in self.current()]
        if self.last_epoch != self.total_iters:
            return self.current()
        return [rate * (1.0 / self.factor) for rate in self.current()]


class LinearLR(LRScheduler):
    """From one factor to another, in a straight line."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueOutOfRange(
                "Starting multiplicative factor expected to be greater than 0 and less or equal to 1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueOutOfRange("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self.last_epoch == 0:
            return [rate * self.start_factor for rate in self.current()]
        if self._is_initial or self.last_epoch > self.total_iters:
            return self.current()
        rise = self.end_factor - self.start_factor
        below = self.total_iters * self.start_factor + (self.last_epoch - 1) * rise
        return [rate * (1.0 + rise / below) for rate in self.current()]


class ExponentialLR(LRScheduler):
    """Times ``gamma`` every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        return self.current() if self._is_initial else [rate * self.gamma for rate in self.current()]

    def closed_form(self) -> list[Any]:
        return [base * self.gamma**self.last_epoch for base in self.base_lrs]


class CosineAnnealingLR(LRScheduler):
    """Down to ``eta_min`` along half a cosine of ``T_max`` epochs, and up again."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        if self._is_initial:
            return self.current()
        if self._step_count == 1 and self.last_epoch > 0:
            return self.closed_form()
        turn = math.pi / self.T_max
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            return [
                rate + (base - self.eta_min) * (1 - math.cos(turn)) / 2
                for base, rate in zip(self.base_lrs, self.current(), strict=True)
            ]
        over = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        below = 1 + math.cos(math.pi * (self.last_epoch - 1) / self.T_max)
        return [over / below * (rate - self.eta_min) + self.eta_min for rate in self.current()]

    def closed_form(self) -> list[Any]:
        wave = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        return [self.eta_min + (base - self.eta_min) * wave / 2 for base in self.base_lrs]


class LambdaLR(LRScheduler):
    """The first learning rate times a function of the epoch."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        count = len(optimizer.param_groups)
        several = isinstance(lr_lambda, (list, tuple))
        self.lr_lambdas: list[Callable[[int], float]] = list(lr_lambda) if several else [lr_lambda] * count
        if len(self.lr_lambdas) != count:
            raise ValueOutOfRange(f"Expected {count} lr_lambdas, but got {len(self.lr_lambdas)}")
        super().__init__(optimizer, last_epoch)

    def rates(self) -> list[Any]:
        return [base * function(self.last_epoch) for function, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]


class MultiplicativeLR(LambdaLR):
    """The learning rate before times a function of the epoch."""

    def rates(self) -> list[Any]:
        if self._is_initial:
            return self.current()
        pairs = zip(self.lr_lambdas, self.current(), strict=True)
        return [rate * function(self.last_epoch) for function, rate in pairs]


class ReduceLROnPlateau(LRScheduler):
    """Times ``factor`` when a measure has not improved for more than ``patience`` epochs."""

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: Any = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueOutOfRange("Factor should be < 1.0.")
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"{type(optimizer).__name__} is not an Optimizer")
        count = len(optimizer.param_groups)
        if isinstance(min_lr, (list, tuple)) and len(min_lr) != count:
            raise ValueOutOfRange(f"expected {count} min_lrs, got {len(min_lr)}")
        if mode not in ("min", "max"):
            raise ValueOutOfRange("mode " + mode + " is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ValueOutOfRange("threshold mode " + threshold_mode + " is unknown!")
        self.optimizer = optimizer
        self.mode, self.factor, self.patience = mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.eps = cooldown, eps
        self.min_lrs = list(min_lr) if isinstance(min_lr, (list, tuple)) else [min_lr] * count
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0
        self._last_lr = self.current()

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Look at this epoch's measure."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        found = float(metrics)
        if self._is_better(found):
            self.best, self.num_bad_epochs = found, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
                new = max(float(group["lr"]) * self.factor, least)
                if group["lr"] - new > self.eps:
                    group["lr"] = new
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = self.current()

    def _is_better(self, found: float) -> bool:
        sign = -1.0 if self.mode == "min" else 1.0
        if self.threshold_mode == "rel":
            return sign * found > sign * self.best * (1.0 + sign * self.threshold)
        return sign * found > sign * (self.best + sign * self.threshold)


_SCHEDULES = (
    *(LRScheduler, StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, CosineAnnealingLR, LambdaLR),
    *(MultiplicativeLR, ReduceLROnPlateau),
)
for _kind in _SCHEDULES:
    _kind.__module__ = "torch.optim.lr_scheduler"
_INSTEAD = "use StepLR, LinearLR, CosineAnnealingLR or LambdaLR"
_REFUSED = "ChainedScheduler CosineAnnealingWarmRestarts CyclicLR OneCycleLR PolynomialLR SequentialLR"
NAMES: dict[str, Any] = {kind.__name__: kind for kind in _SCHEDULES} | {
    name: refused(f"torch.optim.lr_scheduler.{name}", _INSTEAD) for name in _REFUSED.split()
}
globals().update(NAMES)
