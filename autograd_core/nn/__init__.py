"""``torch.nn``: modules, parameters, layers, losses; ``init`` and ``utils``."""

from __future__ import annotations

from typing import Any

from ..functional.calls import refused
from . import (
    activation,
    convolution,
    functional,
    init,
    linear,
    losses,
    normalization,
    parameter,
    recurrent,
    state,
    utils,
)
from .containers import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .module import Module
from .parameter import Parameter

_LAYERS = (
    *(linear.Identity, linear.Linear, linear.Flatten, linear.Unflatten, linear.Embedding, linear.Dropout),
    *(linear.Dropout1d, linear.Dropout2d, linear.Dropout3d),
    *(normalization.LayerNorm, normalization.RMSNorm, normalization.GroupNorm, normalization.BatchNorm1d),
    *(normalization.BatchNorm2d, normalization.BatchNorm3d, normalization.InstanceNorm1d),
    *(normalization.InstanceNorm2d, convolution.Conv1d, convolution.Conv2d, convolution.Conv3d),
    *(convolution.ConvTranspose1d, convolution.ConvTranspose2d, convolution.MaxPool1d, convolution.MaxPool2d),
    *(convolution.AvgPool1d, convolution.AvgPool2d, convolution.AdaptiveAvgPool1d, convolution.AdaptiveAvgPool2d),
    *(convolution.AdaptiveMaxPool1d, convolution.AdaptiveMaxPool2d, convolution.Upsample, convolution.PixelShuffle),
    *(recurrent.RNN, recurrent.LSTM, recurrent.GRU, recurrent.RNNCell, recurrent.LSTMCell, recurrent.GRUCell),
    *(Module, Parameter, Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict),
)
# What to use in place of what is not here.
_REFUSED: dict[str, tuple[str, ...]] = {
    "use MaxPool2d or AvgPool2d": (
        "AdaptiveAvgPool3d", "AdaptiveMaxPool3d", "AvgPool3d", "MaxPool3d", "FractionalMaxPool2d",
        "FractionalMaxPool3d", "LPPool1d", "LPPool2d", "LPPool3d",
    ),
    "use Upsample": (
        "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "UpsamplingBilinear2d", "UpsamplingNearest2d",
    ),
    "use CrossEntropyLoss": (
        "AdaptiveLogSoftmaxWithLoss", "CTCLoss", "MultiLabelMarginLoss", "MultiMarginLoss",
        "LinearCrossEntropyLoss",
    ),
    "use TripletMarginLoss": (
        "TripletMarginWithDistanceLoss",
    ),
    "use Dropout": (
        "AlphaDropout", "FeatureAlphaDropout",
    ),
    "use torch.einsum with a Parameter": (
        "Bilinear",
    ),
    "use reshape and permute": (
        "ChannelShuffle", "PixelUnshuffle", "Fold", "Unfold",
    ),
    "use ReflectionPad1d or ReflectionPad2d": (
        "CircularPad1d", "CircularPad2d", "CircularPad3d",
    ),
    "use ConvTranspose2d": (
        "ConvTranspose3d",
    ),
    "use BatchNorm2d or GroupNorm": (
        "CrossMapLRN2d", "LocalResponseNorm", "SyncBatchNorm", "InstanceNorm3d",
    ),
    "use Embedding and sum": (
        "EmbeddingBag",
    ),
    "use LeakyReLU": (
        "RReLU",
    ),
    "write attention with Linear and softmax": (
        "MultiheadAttention", "Transformer", "TransformerDecoder", "TransformerDecoderLayer",
        "TransformerEncoder", "TransformerEncoderLayer",
    ),
    "name the number of inputs": (
        "LazyLinear", "LazyConv1d", "LazyConv2d", "LazyConv3d", "LazyBatchNorm1d", "LazyBatchNorm2d",
        "LazyBatchNorm3d",
    ),
    "use a plain Module": (
        "DataParallel", "Buffer", "UninitializedParameter",
    ),
}  # fmt: skip
NAMES: dict[str, Any] = {
    **{name: refused(f"torch.nn.{name}", instead) for instead, names in _REFUSED.items() for name in names},
    **{kind.__name__: kind for kind in _LAYERS},
    **activation.NAMES,
    **losses.NAMES,
    **convolution.PADDING,
}
globals().update(NAMES)

__all__ = ["NAMES", "Module", "Parameter", "functional", "init", "parameter", "state", "utils", *NAMES]
