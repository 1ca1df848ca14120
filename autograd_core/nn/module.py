"""Module: what has parameters, and modules inside it; called like a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

from .. import composite
from ..context import allow, allow_text, tick
from ..creation import check_device
from ..cuda import unavailable
from ..dtypes import DTYPES, FLOATING, Device, DType
from ..errors import ArgumentError, PythonError, UnknownAttribute, ValueOutOfRange
from ..node import RemovableHandle
from ..refused import attribute_of
from ..tensor import Tensor
from .naming import typename
from .parameter import Parameter
from .state import Stateful

_KINDS = ("_parameters", "_buffers", "_modules")


class Module(Stateful):
    """The base of all layers and networks. A subclass calls ``super().__init__()`` and has a ``forward``."""

    training: bool

    def __init__(self) -> None:
        mine = self.__dict__
        mine["training"] = True
        for kind in (*_KINDS, "_forward_pre_hooks", "_forward_hooks"):
            mine[kind] = {}
        mine["_non_persistent_buffers_set"] = set()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        tick()
        if "_modules" not in self.__dict__:
            return self.forward(*arguments, **named)
        for hook, with_kwargs in list(self._forward_pre_hooks.values()):
            answer = hook(self, arguments, named) if with_kwargs else hook(self, arguments)
            if with_kwargs and answer is not None:
                arguments, named = answer
            elif answer is not None:
                arguments = answer if isinstance(answer, tuple) else (answer,)
        result = self.forward(*arguments, **named)
        for hook, with_kwargs in list(self._forward_hooks.values()):
            answer = hook(self, arguments, named, result) if with_kwargs else hook(self, arguments, result)
            result = result if answer is None else answer
        return result

    def forward(self, *arguments: Any, **named: Any) -> Any:
        """What this module computes; a subclass writes it."""
        raise PythonError(
            "NotImplementedError", f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    # ── members ─────────────────────────────────────────────────────────────────────────────────────────────────

    def __setattr__(self, name: str, value: Any) -> None:
        mine = self.__dict__
        if isinstance(value, Parameter):
            if "_parameters" not in mine:
                raise UnknownAttribute("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
        elif name in mine.get("_parameters", ()):
            if value is not None:
                raise ArgumentError(
                    f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if "_modules" not in mine:
                raise UnknownAttribute("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            mine["_modules"][name] = value
        elif name in mine.get("_modules", ()):
            if value is not None:
                raise ArgumentError(
                    f"cannot assign '{typename(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            mine["_modules"][name] = value
        elif name in mine.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise ArgumentError(
                    f"cannot assign '{typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None "
                    "expected)"
                )
            mine["_buffers"][name] = value
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name: str, but: str) -> None:
        """Take what had this name out of everything ``but`` one kind, where its place is kept."""
        self.__dict__.pop(name, None)
        for kind in _KINDS:
            if kind != but:
                self.__dict__[kind].pop(name, None)

    def __getattr__(self, name: str) -> Any:
        for kind in _KINDS:
            among = self.__dict__.get(kind, ())
            if name in among:
                return among[name]
        return attribute_of(self, name)

    def __delattr__(self, name: str) -> None:
        for kind in _KINDS:
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                return
        object.__delattr__(self, name)

    def _check_new(self, what: str, name: Any, known: str) -> None:
        if not isinstance(name, str):
            raise ArgumentError(f"{what} name should be a string. Got {typename(name)}")
        if "." in name:
            raise PythonError(
                "KeyError", repr(f'{what} name can\'t contain "."' + (f", got: {name}" if what == "module" else ""))
            )
        if not name:
            raise PythonError("KeyError", repr(f'{what} name can\'t be empty string ""'))
        if hasattr(self, name) and name not in self.__dict__[known]:
            raise PythonError("KeyError", repr(f"attribute '{name}' already exists"))

    def register_parameter(self, name: str, param: Any) -> None:
        """Count ``param`` among the parameters, under this name."""
        if "_parameters" not in self.__dict__:
            raise UnknownAttribute("cannot assign parameter before Module.__init__() call")
        self._check_new("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise ArgumentError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Keep a tensor that is saved with the module but not learned."""
        if "_buffers" not in self.__dict__:
            raise UnknownAttribute("cannot assign buffer before Module.__init__() call")
        self._check_new("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise ArgumentError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name: str, module: Any) -> None:
        """Count ``module`` among the children, under this name."""
        if module is not None and not isinstance(module, Module):
            raise ArgumentError(f"{typename(module)} is not a Module subclass")
        self._check_new("module", name, "_modules")
        self._modules[name] = module

    register_module = add_module

    # ── what is inside ──────────────────────────────────────────────────────────────────────────────────────────

    def named_modules(
        self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all inside it, each with its path."""
        tick()
        memo = set() if memo is None else memo
        if id(self) in memo:
            return
        if remove_duplicate:
            memo.add(id(self))
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                inner = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, inner, remove_duplicate)

    def _named_members(
        self, kind: str, prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        memo = set()
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in module.__dict__[kind].items():
                if value is None or id(value) in memo:
                    continue
                if remove_duplicate:
                    memo.add(id(value))
                yield f"{path}.{name}" if path else name, value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every parameter with its path."""
        yield from self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Every parameter, once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every buffer with its path."""
        yield from self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Every buffer, once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, with their names."""
        memo = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in memo:
                memo.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        for _, module in self.named_children():
            yield module

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all inside it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def get_submodule(self, target: str) -> Module:
        """The module at a path such as ``"layers.0"``."""
        found: Module = self
        for name in filter(None, target.split(".")):
            if not hasattr(found, name):
                raise UnknownAttribute(f"{type(found).__name__} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise UnknownAttribute(f"`{name}` is not an nn.Module")
        return found

    def get_parameter(self, target: str) -> Any:
        """The parameter at a path such as ``"layers.0.weight"``."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise UnknownAttribute(f"{type(module).__name__} has no attribute `{name}`")
        found = getattr(module, name)
        if not isinstance(found, Parameter):
            raise UnknownAttribute(f"`{name}` is not an nn.Parameter")
        return found

    # ── all of it ───────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call ``fn`` with every module inside, and with this one last."""
        tick()
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Switch dropout and batch norm to training."""
        if not isinstance(mode, bool):
            raise ValueOutOfRange("training mode is expected to be boolean")
        tick()
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Switch dropout and batch norm to use."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set the flag of every parameter."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            if parameter._grad is None:
                continue
            if set_to_none:
                parameter.grad = None
            else:
                if parameter._grad.grad_fn is not None:
                    parameter._grad.detach_()
                else:
                    parameter._grad.requires_grad_(False)
                parameter._grad.zero_()

    def _cast(self, dtype: DType) -> Self:
        tensors = [*self.parameters(), *self.buffers()]
        for tensor in tensors:
            if tensor.dtype.category == FLOATING:
                tensor.data = composite.to(tensor.data, dtype)
                if tensor._grad is not None:
                    tensor._grad.data = composite.to(tensor._grad.data, dtype)
        return self

    def to(self, *arguments: Any, **named: Any) -> Self:
        """All floating parameters and buffers in another dtype; there is one device, the CPU."""
        for value in (*arguments, *named.values()):
            if isinstance(value, (str, Device)):
                check_device(value)
            dtype = value.dtype if isinstance(value, Tensor) else value
            if isinstance(dtype, DType):
                if dtype.category != FLOATING:
                    raise ArgumentError(
                        f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
                    )
                self._cast(dtype)
        return self

    def float(self) -> Self:
        """All floating parameters and buffers as float32."""
        return self._cast(DTYPES["float32"])

    def double(self) -> Self:
        """All floating parameters and buffers as float64."""
        return self._cast(DTYPES["float64"])

    def half(self) -> Self:
        """All floating parameters and buffers as float16."""
        return self._cast(DTYPES["float16"])

    def cpu(self) -> Self:
        """This module: there is one device, the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """There is no GPU: refused in PyTorch's words, or on the page told and passed over."""
        unavailable()
        return self

    # ── hooks ───────────────────────────────────────────────────────────────────────────────────────────────────

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, arguments)`` before ``forward``; what it returns are the arguments then."""
        return self._hook("_forward_pre_hooks", (hook, with_kwargs), prepend)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, arguments, result)`` after ``forward``; what it returns is the result then."""
        return self._hook("_forward_hooks", (hook, with_kwargs), prepend)

    def _hook(self, kind: str, hook: Any, prepend: bool) -> RemovableHandle:
        among = self.__dict__[kind]
        key = max((abs(one) for one in among), default=0) + 1
        if prepend:
            rest = dict(among)
            among.clear()
            among[key] = hook
            among.update(rest)
        else:
            among[key] = hook
        return RemovableHandle(among, key)

    def register_full_backward_hook(self, hook: Any, prepend: bool = False) -> RemovableHandle:
        """Not here: a hook on a tensor sees the same gradient."""
        raise PythonError(
            "NotImplementedError", "register_full_backward_hook is not here; use register_hook of a tensor"
        )

    # ── text ────────────────────────────────────────────────────────────────────────────────────────────────────

    def extra_repr(self) -> str:
        """What stands between the brackets of the text of this module."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        if type(self).extra_repr is not Module.extra_repr:
            allow_text(*vars(self).values())
        said = self.extra_repr()
        extra = said.split("\n") if said else []
        inside = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        allow("string_length", sum(map(len, inside)))
        if len(extra) == 1 and not inside:
            return f"{self._get_name()}({said})"
        lines = extra + inside
        body = "\n  " + "\n  ".join(lines) + "\n" if lines else ""
        return f"{self._get_name()}({body})"


def indented(text: str) -> str:
    """All lines but the first, two spaces further in."""
    return text.replace("\n", "\n  ")


Module.__module__ = "torch.nn.modules.module"
