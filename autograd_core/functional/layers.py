"""Layers as functions: linear, embedding, normalisation, dropout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import composite, norm_kernels, random
from ..creation import allow, made
from ..dtypes import FLOATING, int64
from ..errors import AutogradError, PythonError, ValueOutOfRange
from ..extras import changed
from ..schema import find
from ..shaping import check_tensor
from ..tensor import build
from .calls import as_in_cpp, call, run, viewed


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """``input @ weight.T + bias``: (…, in), (out, in), (out) -> (…, out)."""
    turned = call(find("t"), (weight,))
    if bias is None or weight.ndim != 2 or not input.ndim:
        found = composite.matmul(input, turned)
        return found if bias is None else found + bias
    if input.ndim == 2:
        return run("addmm", bias, input, turned, 1, 1)
    if not input.is_contiguous():
        return composite.matmul(input, turned) + bias
    flat = viewed(input, math.prod(input.shape[:-1]), input.shape[-1])
    return viewed(run("addmm", bias, flat, turned, 1, 1), *input.shape[:-1], weight.shape[0])


def embedding(
    input: Any,
    weight: Any,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Any:
    """The rows of ``weight`` that ``input`` names; that of ``padding_idx`` gets no gradient."""
    check_tensor("embedding", "weight", 1, weight)
    check_tensor("embedding", "indices", 2, input)
    if max_norm is not None:
        raise PythonError("NotImplementedError", "max_norm of an embedding is not here; scale the weight beforehand")
    if sparse:
        raise PythonError("NotImplementedError", "sparse gradients of an embedding are not here; leave sparse=False")
    return embed(weight, input, _row(padding_idx, weight.shape[0]), scale_grad_by_freq)


def _row(padding_idx: int | None, rows: int) -> int:
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise PythonError("AssertionError", "Padding_idx must be within num_embeddings")
    return padding_idx % rows


def embed(weight: Any, indices: Any, padding_idx: int = -1, scaled: bool = False, sparse: bool = False) -> Any:
    """``torch.embedding``."""
    if indices.dtype.name not in ("int64", "int32"):
        raise AutogradError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{indices.dtype.title}Tensor instead (while checking arguments for embedding)"
        )
    return run("_embedding", weight, indices, padding_idx, scaled, sparse)


def one_hot(tensor: Any, num_classes: int = -1) -> Any:
    """A 1 at each class, 0 elsewhere."""
    if tensor.dtype is not int64:
        raise AutogradError("one_hot is only applicable to index tensor of type LongTensor.")
    classes = np.asarray(tensor._data)
    if num_classes > 0:
        allow((*classes.shape, num_classes))
    if not classes.size:
        if num_classes <= 0:
            raise AutogradError("Can not infer total number of classes from empty tensor.")
        return made(np.zeros((*classes.shape, num_classes), np.int64))
    if classes.min() < 0:
        raise AutogradError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(classes.max()) + 1
    elif classes.max() >= num_classes:
        raise AutogradError("Class values must be smaller than num_classes.")
    allow((*classes.shape, num_classes))
    return made((classes[..., None] == np.arange(num_classes)).astype(np.int64))


# ── normalisation ──────────────────────────────────────────────────────────────────────────────────────────────


def layer_norm(
    input: Any, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-05
) -> Any:
    """Mean 0 and variance 1 over the last dimensions, then ``weight`` and ``bias``."""
    wanted = [int(one) for one in normalized_shape]
    if not wanted:
        raise AutogradError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
            "element, but got normalized_shape = []"
        )
    for name, one in (("weight", weight), ("bias", bias)):
        if one is not None and list(one.shape) != wanted:
            raise AutogradError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {list(one.shape)} "
                f"and normalized_shape = {wanted}"
            )
    if list(input.shape[-len(wanted) :]) != wanted or input.ndim < len(wanted):
        inner = ", ".join(map(str, wanted))
        raise AutogradError(
            f"Given normalized_shape={wanted}, expected input with shape [*, {inner}], but got input of size"
            f"{list(input.shape)}"
        )
    over = norm_kernels.last(input._data, wanted)
    mean, rstd = (build(one) for one in norm_kernels.statistics(input._data, over, eps))
    return run("_layer_norm", input, tuple(wanted), weight, bias, eps, mean, rstd)


def rms_norm(input: Any, normalized_shape: Sequence[int], weight: Any = None, eps: float | None = None) -> Any:
    """``input`` divided by the root of its mean square over the last dimensions, then ``weight``."""
    over = tuple(range(-len(normalized_shape), 0))
    least = float(np.finfo(input._data.dtype).eps) if eps is None else eps
    with as_in_cpp():
        scale = (input.pow(2).mean(over, True) + least).rsqrt()
    found = input * scale
    return found if weight is None else found * weight


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Any:
    """Mean 0 and variance 1 of each channel over the batch, or by the running statistics outside training."""
    if training:
        count = math.prod((input.shape[0], *input.shape[2:]))
        if count == 1:
            raise ValueOutOfRange(f"Expected more than 1 value per channel when training, got input size {input.shape}")
    _check_channels(input, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    x = input._data
    if not training:
        if running_mean is None or running_var is None:
            raise AutogradError("running_mean must be defined in evaluation mode")
        mean = running_mean._data
        rstd = (1 / np.sqrt(running_var._data + x.dtype.type(eps))).astype(x.dtype)
    else:
        over = norm_kernels.all_but_channels(x)
        kept_mean, kept_rstd = norm_kernels.statistics(x, over, eps)
        mean, rstd = kept_mean.ravel(), kept_rstd.ravel()
        _keep(running_mean, mean, momentum)
        if running_var is not None:
            _keep(running_var, x.astype(np.float64).var(axis=over, ddof=1), momentum)
    statistics = (build(np.array(mean)), build(np.array(rstd)))
    return run("_batch_norm", input, weight, bias, running_mean, running_var, training, eps, *statistics)


def _keep(running: Any, new: Any, momentum: float) -> None:
    """Move a running statistic; PyTorch writes it without counting a change."""
    if running is not None:
        running._data[...] = running._data * (1 - momentum) + np.asarray(new) * momentum
        changed(running)


def _check_channels(input: Any, **named: Any) -> None:
    channels = input.shape[1]
    for name, one in named.items():
        if one is not None and one.numel() != channels:
            raise AutogradError(f"{name} should contain {channels} elements not {one.numel()}")


def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-05) -> Any:
    """Mean 0 and variance 1 of each group of channels."""
    if input.ndim < 2:
        raise AutogradError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    if input.shape[1] % num_groups:
        raise AutogradError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    parts = norm_kernels.grouped(np.asarray(input._data), num_groups)
    mean, rstd = (build(one) for one in norm_kernels.statistics(parts, (2,), eps))
    return run("_group_norm", input, weight, bias, num_groups, eps, mean, rstd)


def instance_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Any:
    """Mean 0 and variance 1 of each channel of each sample."""
    if running_mean is not None or weight is not None:
        raise PythonError(
            "NotImplementedError", "instance_norm with weight or running statistics is not here; use group_norm"
        )
    batch, channels = input.shape[:2]
    flat = viewed(input, 1, batch * channels, *input.shape[2:])
    return viewed(batch_norm(flat, None, None, None, None, True, 0.0, eps), *input.shape)


# ── dropout ────────────────────────────────────────────────────────────────────────────────────────────────────


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each number 0 with chance ``p``, else divided by ``1 − p``; ``input`` itself outside training."""
    return _dropped(input, p, training, inplace, tuple(input.shape))


def _dropped(input: Any, p: float, training: bool, inplace: bool, shape: tuple[int, ...]) -> Any:
    if not 0.0 <= p <= 1.0:
        raise ValueOutOfRange(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0 or not input.numel():
        return input
    if input.dtype.category != FLOATING:
        raise AutogradError(f"result type Float can't be cast to the desired output type {input.dtype.title}")
    kind = input._data.dtype
    if p == 1:
        noise = made(np.zeros((), kind))
    else:
        kept = random.generator().bernoulli(shape, kind, 1 - p)
        noise = made(np.asarray(kept / kind.type(1 - p)))
    return input.mul_(noise) if inplace else input * noise


def _feature_dropout(input: Any, p: float, training: bool, inplace: bool) -> Any:
    shape = tuple(size if i < 2 else 1 for i, size in enumerate(input.shape))
    return _dropped(input, p, training, inplace, shape)


def dropout1d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Whole channels 0 with chance ``p``: (N, C, L) or (C, L)."""
    if input.ndim not in (2, 3):
        raise AutogradError(f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input.")
    if input.ndim == 3:
        return _feature_dropout(input, p, training, inplace)
    return call(find("squeeze", "dim"), (_feature_dropout(input.unsqueeze(0), p, training, inplace), 0))


def dropout2d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Whole channels 0 with chance ``p``: (N, C, H, W)."""
    return _feature_dropout(input, p, training, inplace)


def dropout3d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Whole channels 0 with chance ``p``: (N, C, D, H, W)."""
    return _feature_dropout(input, p, training, inplace)
