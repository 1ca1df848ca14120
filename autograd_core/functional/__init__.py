"""``torch.nn.functional``, and what of it ``torch`` itself has: functions put together from rows of the op table."""

from __future__ import annotations

from typing import Any

from .. import dispatch
from ..tensor import Tensor
from . import activations, distances, layers, linalg, losses, pairs, windows
from .calls import checked, refused
from .einsum import einsum

_ACTIVATIONS = (
    "relu relu6 leaky_relu elu selu celu gelu silu mish softplus softsign hardtanh hardsigmoid hardswish logsigmoid "
    "threshold prelu glu tanhshrink softshrink hardshrink sigmoid tanh softmax log_softmax softmin"
)
_LOSSES = (
    "mse_loss l1_loss smooth_l1_loss huber_loss poisson_nll_loss gaussian_nll_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits kl_div soft_margin_loss multilabel_soft_margin_loss nll_loss cross_entropy"
)
_PAIRS = "margin_ranking_loss hinge_embedding_loss cosine_embedding_loss triplet_margin_loss"
_LAYERS = (
    "linear embedding one_hot layer_norm rms_norm batch_norm group_norm instance_norm dropout dropout1d dropout2d "
    "dropout3d"
)
_WINDOWS = (
    "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d max_pool1d max_pool2d avg_pool1d "
    "avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d lp_pool2d "
    "pad unfold interpolate upsample"
)
_REFUSED = {
    **dict.fromkeys(("ctc_loss", "multi_margin_loss", "multilabel_margin_loss"), "use cross_entropy"),
    **dict.fromkeys(("triplet_margin_with_distance_loss",), "use triplet_margin_loss"),
    **dict.fromkeys(("max_pool3d", "adaptive_max_pool3d", "adaptive_avg_pool3d"), "use max_pool2d or avg_pool2d"),
    **dict.fromkeys(("lp_pool1d", "lp_pool3d"), "use lp_pool2d"),
    **dict.fromkeys(("fractional_max_pool2d", "fractional_max_pool3d"), "use max_pool2d"),
    **dict.fromkeys(("max_unpool1d", "max_unpool2d", "max_unpool3d", "upsample_bilinear"), "use interpolate"),
    **dict.fromkeys(("grid_sample", "affine_grid", "fold"), "use reshape and permute"),
    **dict.fromkeys(("pixel_unshuffle", "channel_shuffle"), "use reshape and permute"),
    **dict.fromkeys(("embedding_bag",), "use embedding and sum"),
    **dict.fromkeys(("alpha_dropout", "feature_alpha_dropout"), "use dropout"),
    **dict.fromkeys(("rrelu", "rrelu_"), "use leaky_relu"),
    **dict.fromkeys(("bilinear", "pdist"), "use einsum or cdist"),
    **dict.fromkeys(("multi_head_attention_forward",), "write it with softmax and matmul"),
    **dict.fromkeys(("scaled_dot_product_attention",), "write it with softmax and matmul"),
    **dict.fromkeys(("gumbel_softmax", "local_response_norm", "linear_cross_entropy"), "write it with softmax and log"),
}  # fmt: skip


def _members(module: Any, names: str) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names.split()}


def _written_into(name: str) -> Any:
    function = getattr(activations, name)

    def change(input: Tensor, *arguments: Any, **named: Any) -> Any:
        return function(input, *arguments, inplace=True, **named)

    change.__name__ = change.__qualname__ = f"{name}_"
    change.__doc__ = f"``{name}``, written into its input."
    return change


# What PyTorch's own code is called, and which arguments it insists are tensors.
_CHECKED = {
    **{
        name: (name, "input")
        for name in [
            "relu",
            "relu6",
            "leaky_relu",
            "elu",
            "selu",
            "celu",
            "gelu",
            "silu",
            "mish",
            "softplus",
            "hardtanh",
        ]
    },
    **{name: (name, "input") for name in ["hardsigmoid", "hardswish", "threshold", "glu", "softshrink", "hardshrink"]},
    **{
        name: (name, "input")
        for name in ["layer_norm", "batch_norm", "group_norm", "dropout", "one_hot", "pad", "unfold"]
    },
    **{
        name: (name, "input")
        for name in ["max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d", "adaptive_avg_pool2d"]
    },
    **{name: (name, "input weight bias?") for name in ["linear", "conv1d", "conv2d", "conv3d"]},
    **{name: (name, "input weight bias?") for name in ["conv_transpose1d", "conv_transpose2d"]},
    "logsigmoid": ("log_sigmoid", "input"),
    "prelu": ("prelu", "input weight"),
    "cross_entropy": ("cross_entropy_loss", "input target"),
    "nll_loss": ("nll_loss_nd", "input target"),
    "kl_div": ("kl_div", "input target"),
}
_IN_PLACE = {
    f"{name}_": _written_into(name) for name in ("relu", "leaky_relu", "elu", "selu", "celu", "hardtanh", "threshold")
}
NAMES: dict[str, Any] = {
    **{name: refused(f"torch.nn.functional.{name}", instead) for name, instead in _REFUSED.items()},
    **_members(activations, _ACTIVATIONS),
    **_IN_PLACE,
    **_members(losses, _LOSSES),
    **_members(pairs, _PAIRS),
    **_members(layers, _LAYERS),
    **_members(windows, _WINDOWS),
    **{one.__name__: one for one in (distances.pairwise_distance, distances.cosine_similarity, distances.normalize)},
    "upsample_nearest": windows.upsample,
    "pixel_shuffle": dispatch.entry("pixel_shuffle", False, "pixel_shuffle"),
}
NAMES.update({name: checked(*row, NAMES[name]) for name, row in _CHECKED.items()})

# ── what torch itself has of this, and Tensor as methods ───────────────────────────────────────────────────────

FUNCTIONS: dict[str, Any] = {
    **{
        name: NAMES[name]
        for name in ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]
    },
    **{name: NAMES[name] for name in ["max_pool1d", "max_pool2d", "adaptive_avg_pool1d", "avg_pool1d"]},
    **{name: NAMES[name] for name in ["selu", "prelu", "dropout", "layer_norm", "group_norm", "pairwise_distance"]},
    **{name: NAMES[name] for name in ["cosine_similarity"]},
    "softmax": checked("softmax", "input", activations.softmax_of),
    "log_softmax": checked("log_softmax", "input", activations.log_softmax_of),
    "embedding": layers.embed,
    "cdist": distances.cdist,
    "einsum": einsum,
    "norm": linalg.norm_of,
    "inverse": checked("inverse", "input", linalg.inv),
    "det": checked("det", "input", linalg.det),
    "slogdet": linalg.slogdet_of,
    "logdet": linalg.logdet,
    "cholesky": linalg.cholesky,
    "matrix_power": linalg.matrix_power,
    "outer": linalg.outer,
    "ger": linalg.outer,
    "tensordot": linalg.tensordot,
    "chain_matmul": lambda *matrices: linalg.multi_dot(matrices),
    **{
        name: refused(f"torch.{name}", "use torch.linalg.inv, det or solve")
        for name in ("svd", "qr", "pinverse", "lstsq")
    },
}
_METHODS = "softmax log_softmax norm inverse det slogdet logdet cholesky matrix_power outer ger prelu"
METHODS: dict[str, Any] = {name: FUNCTIONS[name] for name in _METHODS.split()}


def install() -> None:
    """Give Tensor the methods of this package."""
    for name, method in METHODS.items():
        setattr(Tensor, name, method)


__all__ = ["FUNCTIONS", "METHODS", "NAMES", "einsum", "install", "linalg"]
