"""The optimizers: how one step follows from a gradient, in PyTorch's order of operations."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ValueOutOfRange
from ..tensor import Tensor, build
from .arithmetic import add, addcdiv, addcmul, array_of, lerp, scaled, store
from .optimizer import Optimizer, at_least_zero, number


def zeros(param: Tensor, value: float = 0.0) -> Tensor:
    return build(np.full_like(array_of(param), value)[()])


def decayed(grad: Any, param: Tensor, weight_decay: float) -> Any:
    """The gradient of the loss and of ½ · weight_decay · param²."""
    return add(grad, array_of(param), weight_decay) if weight_decay else grad


def check_learning_rate(lr: Any) -> None:
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueOutOfRange("Tensor lr must be 1-element")
    if not number(lr) >= 0.0:
        raise ValueOutOfRange(f"Invalid learning rate: {lr}")


def check_betas(betas: Any) -> None:
    for at, beta in enumerate(betas):
        if not 0.0 <= number(beta) < 1.0:
            raise ValueOutOfRange(f"Invalid beta parameter at index {at}: {beta}")


class SGD(Optimizer):
    """``param −= lr · grad``, with momentum."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_learning_rate(lr)
        at_least_zero(momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueOutOfRange("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """buf = momentum · buf + (1 − dampening) · grad; the first time buf = grad."""
        grad = decayed(grad, param, settings["weight_decay"])
        momentum = settings["momentum"]
        if momentum:
            kept = state.get("momentum_buffer")
            if kept is None:
                state["momentum_buffer"] = build(np.array(grad)[()])
            else:
                store(kept, add(scaled(array_of(kept), momentum), grad, 1 - settings["dampening"]))
            buffer = array_of(state["momentum_buffer"])
            grad = add(grad, buffer, momentum) if settings["nesterov"] else buffer
        store(param, add(array_of(param), grad, -settings["lr"]))


class Adam(Optimizer):
    """Steps by running means of the gradient and of its square."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_learning_rate(lr)
        at_least_zero(epsilon=eps)
        check_betas(betas)
        at_least_zero(weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """param −= lr · mean / (√square + eps), both corrected for their start at zero."""
        first, second = (number(beta) for beta in settings["betas"])
        step, lr, weight_decay = self.counted(state), settings["lr"], settings["weight_decay"]
        for name in ("exp_avg", "exp_avg_sq", *(("max_exp_avg_sq",) if settings["amsgrad"] else ())):
            state.setdefault(name, zeros(param))
        if weight_decay and settings["decoupled_weight_decay"]:
            store(param, scaled(array_of(param), 1 - lr * weight_decay))
        else:
            grad = decayed(grad, param, weight_decay)
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        store(mean, lerp(array_of(mean), grad, 1 - first))
        store(square, addcmul(scaled(array_of(square), second), grad, grad, 1 - second))
        size = array_of(square)
        if settings["amsgrad"]:
            largest = state["max_exp_avg_sq"]
            store(largest, np.maximum(array_of(largest), size))
            size = array_of(largest)
        kind = size.dtype.type
        below = np.sqrt(size) / kind((1 - second**step) ** 0.5) + kind(settings["eps"])
        store(param, addcdiv(array_of(param), array_of(mean), below, -(lr / (1 - first**step))))


class AdamW(Adam):
    """Adam, with the weights themselves decayed instead of the gradient."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of the squared gradient."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_learning_rate(lr)
        at_least_zero(epsilon=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """param −= lr · grad / (√square + eps)."""
        self.counted(state)
        alpha, momentum = settings["alpha"], settings["momentum"]
        names = [
            "square_avg",
            *(["momentum_buffer"] if momentum > 0 else []),
            *(["grad_avg"] if settings["centered"] else []),
        ]
        for name in names:
            state.setdefault(name, zeros(param))
        grad = decayed(grad, param, settings["weight_decay"])
        square = state["square_avg"]
        store(square, addcmul(scaled(array_of(square), alpha), grad, grad, 1 - alpha))
        size = array_of(square)
        if settings["centered"]:
            mean = state["grad_avg"]
            store(mean, lerp(array_of(mean), grad, 1 - alpha))
            size = addcmul(size, array_of(mean), array_of(mean), -1)
        below = np.sqrt(size) + size.dtype.type(settings["eps"])
        if momentum > 0:
            buffer = state["momentum_buffer"]
            store(buffer, addcdiv(scaled(array_of(buffer), momentum), grad, below, 1))
            store(param, add(array_of(param), array_of(buffer), -settings["lr"]))
        else:
            store(param, addcdiv(array_of(param), grad, below, -settings["lr"]))


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_learning_rate(lr)
        at_least_zero(lr_decay=lr_decay, weight_decay=weight_decay)
        at_least_zero(initial_accumulator_value=initial_accumulator_value, epsilon=eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for param in group["params"]:
                self.state[param]["step"] = build(np.float32(0))
                self.state[param]["sum"] = zeros(param, group["initial_accumulator_value"])

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """param −= lr · grad / (√sum + eps)."""
        step = self.counted(state)
        grad = decayed(grad, param, settings["weight_decay"])
        total = state["sum"]
        store(total, addcmul(array_of(total), grad, grad, 1))
        below = np.sqrt(array_of(total)) + grad.dtype.type(settings["eps"])
        store(param, addcdiv(array_of(param), grad, below, -(settings["lr"] / (1 + (step - 1) * settings["lr_decay"]))))


class Adadelta(Optimizer):
    """Steps of the size of earlier steps, divided by the size of the gradient."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_learning_rate(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueOutOfRange(f"Invalid rho value: {rho}")
        at_least_zero(epsilon=eps, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """param −= lr · grad · √(earlier + eps) / √(square + eps)."""
        self.counted(state)
        for name in ("square_avg", "acc_delta"):
            state.setdefault(name, zeros(param))
        rho, eps = settings["rho"], grad.dtype.type(settings["eps"])
        grad = decayed(grad, param, settings["weight_decay"])
        square, earlier = state["square_avg"], state["acc_delta"]
        store(square, addcmul(scaled(array_of(square), rho), grad, grad, 1 - rho))
        delta = np.sqrt(array_of(earlier) + eps) / np.sqrt(array_of(square) + eps) * grad
        store(earlier, addcmul(scaled(array_of(earlier), rho), delta, delta, 1 - rho))
        store(param, add(array_of(param), delta, -settings["lr"]))


class Adamax(Optimizer):
    """Adam with the largest gradient in place of the mean square."""

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_learning_rate(lr)
        at_least_zero(epsilon=eps)
        check_betas(betas)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def update(self, param: Tensor, grad: Any, settings: dict[str, Any], state: dict[str, Any]) -> None:
        """param −= lr · mean / largest, the mean corrected for its start at zero."""
        step = self.counted(state)
        for name in ("exp_avg", "exp_inf"):
            state.setdefault(name, zeros(param))
        first, second = settings["betas"]
        grad = decayed(grad, param, settings["weight_decay"])
        mean, largest = state["exp_avg"], state["exp_inf"]
        store(mean, lerp(array_of(mean), grad, 1 - first))
        floor = np.abs(grad) + grad.dtype.type(settings["eps"])
        store(largest, np.maximum(scaled(array_of(largest), second), floor))
        rate = settings["lr"] / (1 - first**step)
        store(param, addcdiv(array_of(param), array_of(mean), array_of(largest), -rate))


for _kind in (SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax):
    _kind.__module__ = f"torch.optim.{_kind.__name__.lower()}"
