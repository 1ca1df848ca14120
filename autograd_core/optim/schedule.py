"""What all schedules of ``torch.optim.lr_scheduler`` share, and what a program derives its own from."""

from __future__ import annotations

from typing import Any

from ..context import warn
from ..errors import ArgumentError, PythonError
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
    """The base of all schedules: ``rates``, or the program's ``get_lr``, gives the learning rates of this epoch."""

    _is_initial = False
    _get_lr_called_within_step = False

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
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def step(self, epoch: int | None = None) -> None:
        """The next epoch begins."""
        if self._step_count == 1 and not self.optimizer._opt_called:
            warn(TOO_EARLY)
        self._step_count += 1
        if epoch is None:
            self.last_epoch += 1
            self._take(self._asked())
        else:
            warn(EPOCH)
            self._begin_at(epoch)

    def _begin_at(self, epoch: int) -> None:
        self.last_epoch = epoch
        closed = type(self).closed_form is not LRScheduler.closed_form
        self._take(self.closed_form() if closed else self._asked())

    def _asked(self) -> list[Any]:
        """What ``get_lr`` says, without its warning."""
        self._get_lr_called_within_step = True
        try:
            return self.get_lr()
        finally:
            self._get_lr_called_within_step = False

    def _take(self, values: list[Any]) -> None:
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
        if not self._get_lr_called_within_step and type(self).rates is not LRScheduler.rates:
            warn(LAST_LR)
        return self.rates()

    def get_last_lr(self) -> list[Any]:
        """The learning rate of every group."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self.__dict__.update(state_dict)
