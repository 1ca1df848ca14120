"""Recurrent layers: a cell applied to one step after the other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dispatch
from .. import functional as F
from ..creation import made
from ..dtypes import DType
from ..errors import AutogradError, PythonError, ValueOutOfRange
from ..extras import bump
from ..functional.calls import run
from . import init
from .linear import fresh
from .module import Module

f = F.NAMES
_stack = dispatch.entry("stack", False, "stack")


def rnn_step(activation: str) -> Any:
    """The next state of a plain recurrent layer."""

    def step(mine: Any, hidden: Any, ins: Any, weight: Any, bias: Any) -> Any:
        total = f["linear"](hidden[0], weight, bias).add_(ins)
        return (total.tanh() if activation == "tanh" else total.relu(),)

    return step


def lstm_step(mine: Any, hidden: Any, ins: Any, weight: Any, bias: Any) -> Any:
    """The next state and memory: (i, f, g, o) decide what is taken in, kept, and shown."""
    gates = f["linear"](hidden[0], weight, bias).add_(ins).chunk(4, 1)
    taken, kept, cell, shown = gates[0].sigmoid(), gates[1].sigmoid(), gates[2].tanh(), gates[3].sigmoid()
    memory = (kept * hidden[1]).add_(taken * cell)
    return shown * memory.tanh(), memory


def gru_step(mine: Any, hidden: Any, ins: Any, weight: Any, bias: Any) -> Any:
    """The next state: part of the old one, part of a new one."""
    of_input, of_state = ins.chunk(3, 1), f["linear"](hidden[0], weight, bias).chunk(3, 1)
    reset, update = (of_state[0] + of_input[0]).sigmoid(), (of_state[1] + of_input[1]).sigmoid()
    new = (of_input[2] + of_state[2] * reset).tanh()
    return ((hidden[0] - new).mul_(update).add_(new),)


class _Recurrent(Module):
    mode = "RNN_TANH"
    _gates = 1
    _states = 1

    def _step(self) -> Any:
        return {"LSTM": lstm_step, "GRU": gru_step}.get(self.mode) or rnn_step(self.mode[4:].lower())

    def reset_parameters(self) -> None:
        """New numbers, evenly spread in ± 1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)


class RNNBase(_Recurrent):
    """Layers of cells over a sequence: (L, N, input_size) -> (L, N, hidden_size) and the last state."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        if bidirectional:
            raise PythonError("NotImplementedError", "bidirectional=True is not here; run two layers, one on x.flip(0)")
        if proj_size:
            raise PythonError("NotImplementedError", "proj_size is not here; put a Linear behind the layer")
        if hidden_size <= 0:
            raise ValueOutOfRange("hidden_size must be greater than zero")
        if num_layers <= 0:
            raise ValueOutOfRange("num_layers must be greater than zero")
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        rows = self._gates * hidden_size
        for layer in range(num_layers):
            width = input_size if layer == 0 else hidden_size
            setattr(self, f"weight_ih_l{layer}", fresh((rows, width), dtype))
            setattr(self, f"weight_hh_l{layer}", fresh((rows, hidden_size), dtype))
            if bias:
                setattr(self, f"bias_ih_l{layer}", fresh((rows,), dtype))
                setattr(self, f"bias_hh_l{layer}", fresh((rows,), dtype))
        self.reset_parameters()

    def forward(self, input: Any, hx: Any = None) -> Any:
        if input.ndim not in (2, 3):
            name = "RNN" if self.mode.startswith("RNN") else self.mode
            raise ValueOutOfRange(f"{name}: Expected input to be 2D or 3D, got {input.ndim}D instead")
        single = input.ndim == 2
        steps = input.unsqueeze(1) if single else input.transpose(0, 1) if self.batch_first else input
        if steps.shape[-1] != self.input_size:
            raise AutogradError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {steps.shape[-1]}"
            )
        states = self._first(steps, hx, single)
        last: list[Any] = []
        for layer in range(self.num_layers):
            steps, state = self._layer(layer, steps, [one[layer] for one in states])
            last.append(state)
            if self.dropout and layer + 1 < self.num_layers:
                steps = f["dropout"](steps, self.dropout, self.training)
        hidden = tuple(_stack([state[at] for state in last], 0) for at in range(self._states))
        out = steps.squeeze(1) if single else run("_transposed", steps, 0, 1) if self.batch_first else steps
        if self.batch_first and not single:
            bump(out)  # PyTorch turns it in place
        hidden = tuple(one.squeeze(1) for one in hidden) if single else hidden
        return out, hidden if self._states == 2 else hidden[0]

    def _first(self, steps: Any, hx: Any, single: bool) -> Any:
        shape = (self.num_layers, steps.shape[1], self.hidden_size)
        if hx is None:
            return [made(np.zeros(shape, steps._data.dtype))] * self._states
        states = list(hx) if self._states == 2 else [hx]
        states = [one.unsqueeze(1) for one in states] if single else states
        for one in states:
            if tuple(one.shape) != shape:
                raise AutogradError(f"Expected hidden size {shape}, got {list(one.shape)}")
        return states

    def _layer(self, layer: int, steps: Any, state: Any) -> Any:
        mine = [getattr(self, f"{name}_l{layer}", None) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        step = self._step()
        found = []
        for ins in f["linear"](steps, mine[0], mine[2]).unbind(0):
            state = step(self, state, ins, mine[1], mine[3])
            found.append(state[0])
        return _stack(found, 0), state

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        for name, usual in (("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0)):
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        return ", ".join(parts)


class RNN(RNNBase):
    """``tanh(W x + b + U h + c)``."""

    def __init__(self, *arguments: Any, nonlinearity: str = "tanh", **named: Any) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueOutOfRange(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        self.__dict__["nonlinearity"] = nonlinearity
        self.__dict__["mode"] = f"RNN_{nonlinearity.upper()}"
        super().__init__(*arguments, **named)


class LSTM(RNNBase):
    """Long short-term memory: state and memory, with four gates."""

    mode = "LSTM"
    _gates = 4
    _states = 2


class GRU(RNNBase):
    """Gated recurrent unit: three gates."""

    mode = "GRU"
    _gates = 3


# ── single steps ───────────────────────────────────────────────────────────────────────────────────────────────


class RNNCellBase(_Recurrent):
    """One step: (N, input_size) and a state -> the next state."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: DType | None = None
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = self._gates * hidden_size
        self.weight_ih = fresh((rows, input_size), dtype)
        self.weight_hh = fresh((rows, hidden_size), dtype)
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, fresh((rows,), dtype) if bias else None)
        self.reset_parameters()

    def forward(self, input: Any, hx: Any = None) -> Any:
        if input.ndim not in (1, 2):
            name = type(self).__name__
            raise ValueOutOfRange(f"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        single = input.ndim == 1
        batch = input.unsqueeze(0) if single else input
        state: list[Any]
        if hx is None:
            state = [made(np.zeros((batch.shape[0], self.hidden_size), batch._data.dtype))] * self._states
        else:
            state = list(hx) if self._states == 2 else [hx]
            state = [one.unsqueeze(0) for one in state] if single else state
        ins = f["linear"](batch, self.weight_ih, self.bias_ih)
        found = self._step()(self, state, ins, self.weight_hh, self.bias_hh)
        found = tuple(one.squeeze(0) for one in found) if single else found
        return found if self._states == 2 else found[0]

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        if self.bias is not True:
            parts.append(f"bias={self.bias}")
        if "nonlinearity" in self.__dict__ and self.nonlinearity != "tanh":
            parts.append(f"nonlinearity={self.nonlinearity}")
        return ", ".join(parts)


class RNNCell(RNNCellBase):
    """One step of RNN."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", **named: Any
    ) -> None:
        super().__init__(input_size, hidden_size, bias, **named)
        if nonlinearity not in ("tanh", "relu"):
            raise PythonError("RuntimeError", f"Unknown nonlinearity: {nonlinearity}")
        self.nonlinearity = nonlinearity
        self.__dict__["mode"] = f"RNN_{nonlinearity.upper()}"


class LSTMCell(RNNCellBase):
    """One step of LSTM."""

    mode = "LSTM"
    _gates = 4
    _states = 2


class GRUCell(RNNCellBase):
    """One step of GRU."""

    mode = "GRU"
    _gates = 3


for _kind in (RNNBase, RNN, LSTM, GRU, RNNCellBase, RNNCell, LSTMCell, GRUCell):
    _kind.__module__ = "torch.nn.modules.rnn"
