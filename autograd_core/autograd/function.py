"""``torch.autograd.Function``: a step whose forward and backward somebody wrote by hand.

As in PyTorch, the ``ctx`` that both see *is* the node: what is set on it in forward can be read from ``y.grad_fn``.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..context import allow, current
from ..errors import ArgumentError, AutogradError, Unimplemented
from ..inplace import settle
from ..modes import no_grad
from ..node import Kept, Node, Output, Several, keep, plan_for, saved_value, started
from ..recording import result_kept
from ..saved import FREED
from ..schema import Op
from ..tensor import Tensor, build, bump, counter_of, extra_of, set_flag, shared

LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function "
    "with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)


_INTERNAL = """op plan hooks meta count edges numbers saved shapes dtypes kind value opened unpack apply free told
function takes made keep arrived variable sequence_nr open build is_leaf own_hooks"""
OURS = frozenset(_INTERNAL.split())


class FunctionNode(Several):
    """The node of one call of a Function, and the ``ctx`` its methods see."""

    function: type[Function]
    takes: tuple[bool, ...]  # for each argument of forward, whether it is a tensor
    needs_input_grad: tuple[bool, ...]
    __getattr__ = saved_value

    def __init__(self, arguments: Sequence[Any], recorded: bool) -> None:
        run = current()
        tensors = [one for one in arguments if isinstance(one, Tensor)]
        edges = tuple(one.edge if recorded else None for one in tensors)
        numbers = tuple(0 if edge is None else one._number for one, edge in zip(tensors, edges, strict=True))
        started(self, plan_for(self.op, 0), edges, numbers if any(numbers) else None, next(run.clock))
        self.count = 1
        self.takes = tuple(isinstance(one, Tensor) for one in arguments)
        self.needs_input_grad = tuple(isinstance(one, Tensor) and one.requires_grad for one in arguments)
        self.materialize_grads = True
        self.to_save: tuple[Any, ...] = ()
        self.dirty_tensors: tuple[Any, ...] = ()
        self.non_differentiable: tuple[Any, ...] = ()
        self.own_hooks()  # somebody's own code runs here: it may look at any leaf, so the order matters

    def name(self) -> str:
        return self.kind

    def __repr__(self) -> str:
        return super().__repr__().replace("<", "<torch.autograd.function.", 1)

    # A program may call what it keeps on ctx as it likes: while its own code runs, these names are its own.

    def __setattr__(self, name: str, value: Any) -> None:
        fields = self.__dict__
        if name in OURS and fields.get("_open"):
            fields.setdefault("_own", {})[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattribute__(self, name: str) -> Any:
        if name in OURS:
            fields = object.__getattribute__(self, "__dict__")
            if fields.get("_open") and name in fields.get("_own", ()):
                return fields["_own"][name]
        return object.__getattribute__(self, name)

    @contextmanager
    def open(self, is_open: bool = True) -> Iterator[None]:
        """While the program's own code runs; the interpreter keeps what it sets apart by itself."""
        is_open = is_open and current().recorder is None
        fields = self.__dict__
        before, fields["_open"] = fields.get("_open"), is_open
        try:
            yield
        finally:
            fields["_open"] = before

    # ── what forward says ───────────────────────────────────────────────────────────────────────────────────────

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors for backward, which finds them in ``saved_tensors``."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """For forward-mode differentiation, which is not here."""

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say that forward changed these inputs in place."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say that no gradient comes back from these outputs."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether a missing gradient arrives as zeros, or as None."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What save_for_backward kept. Raises AutogradError where it was freed, or changed in place since."""
        with self.open(False):
            if self.saved is None:
                raise AutogradError(FREED, id="E1", subject=self, fn=self.name())
            return tuple(self.opened(kept, True) for kept in self.saved)

    # ── around forward ──────────────────────────────────────────────────────────────────────────────────────────

    def made(self, output: Any, number: int, inputs: Sequence[Any]) -> Any:
        """One thing that forward returned, as apply gives it on."""
        if not isinstance(output, Tensor):
            return output
        is_input = any(output is one for one in inputs)
        is_dirty = any(output is one for one in self.dirty_tensors)
        differentiable = output._data.dtype.kind in "fc" and not any(output is one for one in self.non_differentiable)
        if not differentiable:
            return output.detach() if output.requires_grad else output
        if is_dirty:
            bump(output)
            if (recorder := current().recorder) is not None:
                recorder.changed(output)
            if output.requires_grad and output.is_leaf:
                raise AutogradError("a leaf Variable that requires grad has been used in an in-place operation.")
            settle(current(), output, self)
            output._number = number
            return output
        if is_input:
            output = alias(output)
        if output._base is not None:
            extra = extra_of(output)
            extra.creation, extra.seen = "function", counter_of(output)[0]
        output._edge, output._number = self, number
        return output

    def keep(self) -> None:
        """Keep what save_for_backward was given."""
        kept: list[Any] = []
        for place, one in enumerate(self.to_save):
            if one is not None and not isinstance(one, Tensor):
                kind = type(one).__name__
                raise ArgumentError(
                    f"save_for_backward can only save variables, but argument {place} is of type {kind}"
                )
            own = one is not None and one._edge is self
            kept.append(one if one is None else result_kept(self, one, False) if own else keep(one))
        self.saved = tuple(kept)
        self.to_save = ()

    # ── the way back ────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, grads: Sequence[Any], create_graph: bool) -> list[Any]:
        given = [self.arrived(number, grad) for number, grad in enumerate(grads)]
        function = self.function
        with self.open():
            answer = function._backward(self, *given)
        answers = answer if isinstance(answer, tuple) else (answer,)
        expected = len(self.takes)
        if len(answers) > expected and all(one is None for one in answers[expected:]):
            answers = answers[:expected]
        if len(answers) != expected:
            raise AutogradError(
                f"function {self.name()} returned an incorrect number of gradients (expected {expected}, got "
                f"{len(answers)})",
                subject=self,
            )
        found: list[Any] = []
        for position, (one, is_tensor) in enumerate(zip(answers, self.takes, strict=True)):
            if not is_tensor and one is not None:
                raise AutogradError(
                    f"function {self.name()} returned a gradient different than None at position {position + 1}, but "
                    "the corresponding forward input was not a Variable",
                    subject=self,
                )
            if one is not None and not isinstance(one, Tensor):
                raise AutogradError(f"expected Variable or None (got {type(one).__name__})", subject=self)
            if is_tensor:
                found.append(one if one is None or create_graph else one._data)
        return found

    def arrived(self, number: int, grad: Any) -> Any:
        if grad is not None:
            return grad if isinstance(grad, Tensor) else build(grad)
        shape, dtype = (self.shapes[number], self.dtypes[number]) if self.count > 1 else (self.shapes, self.dtypes)
        if shape is None or not self.materialize_grads:
            return None
        return build(np.zeros(shape, dtype))

    def free(self) -> bool:
        before, self.saved = self.saved, None
        return bool(before)

    def told(self, index: int, grads: Any, saved: Any, to: Node | None, number: int) -> Any:
        return f"input {index}", to, number, f"{self.function.__name__}.backward", {}


def alias(tensor: Tensor) -> Tensor:
    """Another tensor on the same memory, as a view of it."""
    made = build(shared(tensor))
    extra = extra_of(made)
    extra.base = tensor if tensor._base is None else tensor._base
    extra.counter = counter_of(tensor)
    return made


class _FunctionMeta(type):
    """Gives every Function the class of its nodes."""

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
        super().__init__(name, bases, members)
        op = Op(name, (), f"{name}Backward", lambda: None, {})
        cls._backward_cls = type(
            f"{name}Backward", (FunctionNode,), {"op": op, "function": cls, "__module__": "torch.autograd.function"}
        )


class Function(metaclass=_FunctionMeta):
    """The base of steps written by hand: ``forward`` and ``backward`` as static methods, called by ``apply``."""

    _backward_cls: type[FunctionNode]

    def __init__(self, *_: Any, **__: Any) -> None:
        warnings.warn(
            f"{self.__class__} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise AutogradError(LEGACY)

    @staticmethod
    def forward(*_: Any, **__: Any) -> Any:
        """What the step computes."""
        raise Unimplemented("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: FunctionNode, inputs: tuple[Any, ...], output: Any) -> Any:
        """What backward will need, where forward has no ``ctx``."""
        raise Unimplemented("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: FunctionNode, *grads: Any) -> Any:
        """The gradient of each argument of forward."""
        raise Unimplemented(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    vjp = backward

    @classmethod
    def _backward(cls, ctx: FunctionNode, *grads: Any) -> Any:
        own = cls.backward if cls.vjp is Function.vjp else cls.vjp
        if own is not cls.backward and cls.backward is not Function.backward:
            raise AutogradError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                "implement one of them."
            )
        return own(ctx, *grads)

    @classmethod
    def apply(cls, *arguments: Any, **named: Any) -> Any:
        """Run forward on the arguments and record the step."""
        splits = cls.setup_context is not Function.setup_context
        if splits:
            bound = inspect.signature(cls.forward).bind(*arguments, **named)
            bound.apply_defaults()
            arguments, named = bound.args, {}
        run = current()
        allow("inputs", len(arguments))
        recorded = run.grad_enabled and any(isinstance(one, Tensor) and one.edge is not None for one in arguments)
        ctx = cls._backward_cls(arguments, recorded)
        with no_grad(), ctx.open():
            if splits:
                output = cls.forward(*arguments)
                cls.setup_context(ctx, arguments, output)
            else:
                output = cls.forward(ctx, *arguments, **named)
        if not recorded:
            return _unrecorded(output)
        outputs = output if isinstance(output, tuple) else (output,)
        ctx.count = len(outputs)
        shapes = tuple(one._data.shape if isinstance(one, Tensor) else None for one in outputs)
        dtypes = tuple(one._data.dtype if isinstance(one, Tensor) else None for one in outputs)
        ctx.shapes, ctx.dtypes = (shapes, dtypes) if len(outputs) > 1 else (shapes[0], dtypes[0])
        made = tuple(ctx.made(one, number, arguments) for number, one in enumerate(outputs))
        # What is returned may be another tensor than forward saw: the same is saved.
        swapped = {id(before): after for before, after in zip(outputs, made, strict=True)}
        ctx.to_save = tuple(
            one if any(one is given for given in arguments) else swapped.get(id(one), one) for one in ctx.to_save
        )
        ctx.keep()
        if run.recorder is not None:
            run.recorder.applied(ctx, arguments, made)
        return made if isinstance(output, tuple) else made[0]


def _unrecorded(output: Any) -> Any:
    if isinstance(output, tuple):
        return tuple(_unrecorded(one) for one in output)
    if isinstance(output, Tensor) and output.requires_grad:
        return output.detach()
    return output


class Error(Function):
    """What ``once_differentiable`` hangs behind its gradients: it cannot be passed."""

    @staticmethod
    def forward(ctx: FunctionNode, *tensors: Any) -> Any:
        return tuple(one if one is None else one.detach() for one in tensors)

    @staticmethod
    def backward(ctx: FunctionNode, *_: Any) -> Any:
        raise AutogradError("trying to differentiate twice a function that was marked with @once_differentiable")


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a backward that cannot itself be differentiated, as it is not written in torch operations alone."""

    @functools.wraps(function)
    def wrapper(ctx: FunctionNode, *grads: Any) -> Any:
        with no_grad():
            outputs = function(ctx, *grads)
        if not (current().grad_enabled and any(isinstance(one, Tensor) and one.requires_grad for one in grads)):
            return outputs
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        flagged = [one if one is None else one.detach() for one in several]
        for one in flagged:
            if one is not None:
                set_flag(one, True)
        return Error.apply(*flagged)

    return wrapper


FunctionCtx = FunctionNode
__all__ = ["Function", "FunctionCtx", "Kept", "Output", "once_differentiable"]
