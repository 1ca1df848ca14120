"""Functions of networks: one lambda in both worlds, values, gradients, second order and the graph behind them.

``T`` is torch or the engine, ``F`` its functional, ``L`` its linalg. What PyTorch says is asked live; without it the
gradients are still held against finite differences.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from oracle import worlds

import autograd_core
from autograd_core import functional
from autograd_core.nn import functional as OURS

INF = math.inf


@dataclass(frozen=True)
class Case:
    """A function of tensors; ``shapes`` are shapes, or arrays of whole numbers."""

    name: str
    function: Callable[..., Any]
    shapes: tuple[Any, ...]
    smooth: bool = True  # also twice, and against finite differences


def case(name: str, function: Callable[..., Any], *shapes: Any, smooth: bool = True) -> Case:
    return Case(name, function, shapes, smooth)


def applied(name: str, *more: Any, **named: Any) -> Callable[..., Any]:
    return lambda T, F, L, *x: getattr(F, name)(*x, *more, **named)


def of_chances(name: str, **named: Any) -> Callable[..., Any]:
    return lambda T, F, L, x, y: getattr(F, name)(x.sigmoid(), y.sigmoid(), **named)


POOL: tuple[dict[str, Any], ...] = ({}, {"stride": 1}, {"padding": 1}, {"ceil_mode": True})
CONV: tuple[dict[str, Any], ...] = ({}, {"stride": 2}, {"padding": 1}, {"dilation": 2}, {"groups": 2})
TARGETS = np.array([1, 0, 3])
SMOOTH = (
    "elu selu celu gelu silu mish softplus softsign hardswish logsigmoid tanhshrink relu leaky_relu relu6 hardtanh "
    "softshrink hardshrink sigmoid tanh"
)
LOSSES = "mse_loss l1_loss smooth_l1_loss huber_loss kl_div"

CASES = [
    *(case(name, applied(name), (3, 4)) for name in SMOOTH.split()),
    *(case(f"{name} of one number", applied(name), ()) for name in SMOOTH.split()),
    case("hardsigmoid", lambda T, F, L, x: F.hardsigmoid(x.float()).double(), (3, 4), smooth=False),
    case("gelu by tanh", applied("gelu", approximate="tanh"), (3, 4)),
    case("prelu", applied("prelu"), (2, 3, 2), (3,)),
    case("glu", applied("glu", 0), (4, 3)),
    *(
        case(f"{name} along {dim}", applied(name, dim), (3, 4))
        for dim in (0, -1)
        for name in ("softmax", "log_softmax")
    ),
    *(
        case(f"{n}, {r}", applied(n, reduction=r), (3, 4), (3, 4))
        for n in LOSSES.split()[:4]
        for r in ("none", "mean", "sum")
    ),
    *(
        case(f"{n}, {r}", of_chances(n, reduction=r), (3, 4), (3, 4))
        for n in ("binary_cross_entropy",)
        for r in ("none", "mean", "sum")
    ),
    *(
        case(
            f"with logits, {r}",
            lambda T, F, L, x, y, r=r: F.binary_cross_entropy_with_logits(x, y.sigmoid(), reduction=r),
            (3, 4),
            (3, 4),
        )
        for r in ("none", "mean", "sum")
    ),
    *(
        case(f"cross_entropy, {kw}", lambda T, F, L, x, t, kw=kw: F.cross_entropy(x, t, **kw), (3, 4), TARGETS)
        for kw in ({}, {"reduction": "none"}, {"reduction": "sum"}, {"ignore_index": 0}, {"label_smoothing": 0.1})
    ),
    case(
        "cross_entropy, weighted",
        lambda T, F, L, x, t: F.cross_entropy(x, t, weight=T.arange(4.0).double() + 1),
        (3, 4),
        TARGETS,
    ),
    case("cross_entropy of chances", lambda T, F, L, x, t: F.cross_entropy(x, t.softmax(1)), (3, 4), (3, 4)),
    case("nll_loss of sequences", applied("nll_loss"), (2, 3, 4), np.arange(8).reshape(2, 4) % 3),
    case("kl_div", lambda T, F, L, x, y: F.kl_div(x, y.softmax(1), reduction="batchmean"), (3, 4), (3, 4)),
    case("triplet_margin_loss", applied("triplet_margin_loss"), (3, 4), (3, 4), (3, 4)),
    case("cosine_similarity", applied("cosine_similarity"), (3, 4), (3, 4)),
    case("normalize", applied("normalize"), (3, 4)),
    *(case(f"linear of {shape}", applied("linear"), shape, (4, 3), (4,)) for shape in ((3,), (2, 3), (2, 2, 3))),
    *(case(f"linear of {shape}, no bias", applied("linear"), shape, (4, 3)) for shape in ((3,), (2, 3), (2, 2, 3))),
    *(
        case(
            f"conv{d}d, {kw}",
            applied(f"conv{d}d", **kw),
            (2, 4, *(5, 4, 5)[:d]),
            (6, 4 // kw.get("groups", 1), *(2, 2, 2)[:d]),
            (6,),
        )
        for d in (1, 2, 3)
        for kw in CONV
    ),
    *(
        case(
            f"conv_transpose{d}d, {kw}",
            applied(f"conv_transpose{d}d", **kw),
            (2, 4, *(3, 3, 2)[:d]),
            (4, 3, *(2, 3, 2)[:d]),
            (3 * kw.get("groups", 1),),
        )
        for d in (1, 2)
        for kw in CONV
    ),
    case("conv2d, padded the same", applied("conv2d", padding="same"), (1, 2, 4, 4), (3, 2, 1, 3)),
    case("conv1d without a batch", applied("conv1d"), (2, 5), (3, 2, 2), (3,)),
    *(
        case(
            f"{kind}_pool{d}d, {kw}",
            applied(f"{kind}_pool{d}d", 2, **kw),
            (2, *(5, 6, 4)[: d + 1]) if d < 3 else (1, 2, 4, 5, 4),
        )
        for kind in ("max", "avg")
        for d in (1, 2)
        for kw in POOL
    ),
    case(
        "avg_pool2d without padding counted", applied("avg_pool2d", 3, padding=1, count_include_pad=False), (1, 2, 5, 4)
    ),
    *(
        case(f"adaptive_avg_pool2d to {size}", applied("adaptive_avg_pool2d", size), (2, 5, 4))
        for size in (1, 2, 3, (2, 4))
    ),
    case("adaptive_max_pool2d", applied("adaptive_max_pool2d", (2, 3)), (2, 5, 4)),
    *(
        case(f"pad by {how}", applied("pad", (1, 2, 1, 0), mode=how), (2, 3, 4))
        for how in ("constant", "reflect", "replicate")
    ),
    case("pad by less", applied("pad", (-1, 1)), (2, 4)),
    case("unfold", applied("unfold", 2, padding=1), (1, 2, 3, 4)),
    case("interpolate", applied("interpolate", scale_factor=2), (1, 2, 2, 3)),
    case("pixel_shuffle", applied("pixel_shuffle", 2), (1, 4, 2, 2)),
    case("layer_norm", lambda T, F, L, x, w, b: F.layer_norm(x, (4,), w, b), (2, 3, 4), (4,), (4,)),
    case("rms_norm", lambda T, F, L, x, w: F.rms_norm(x, (4,), w), (2, 3, 4), (4,)),
    *(
        case(
            f"batch_norm of {shape}",
            lambda T, F, L, x, w, b: F.batch_norm(x, None, None, w, b, True),
            shape,
            (3,),
            (3,),
        )
        for shape in ((4, 3), (3, 3, 2), (2, 3, 2, 2))
    ),
    case(
        "batch_norm in use",
        lambda T, F, L, x, w, b: F.batch_norm(x, T.zeros(3).double(), T.ones(3).double(), w, b),
        (4, 3),
        (3,),
        (3,),
    ),
    case("group_norm", lambda T, F, L, x, w, b: F.group_norm(x, 2, w, b), (2, 4, 3), (4,), (4,)),
    case("instance_norm", applied("instance_norm"), (2, 3, 4)),
    case(
        "embedding",
        lambda T, F, L, w, i: F.embedding(i, w, padding_idx=2),
        (4, 3),
        np.array([[1, 2], [2, 0]]),
        smooth=False,
    ),
    *(case(f"dropout of {p}", applied("dropout", p), (5, 5)) for p in (0.2, 0.5, 1.0)),
    case("dropout of channels", applied("dropout2d", 0.5), (4, 3, 2, 2)),
    *(
        case(f"norm {p}", lambda T, F, L, x, p=p: L.vector_norm(x, p, 1), (2, 3), smooth=p not in (-INF, INF))
        for p in (0.5, 1, 1.5, 2, 3, INF, -INF)
    ),
    *(case(f"dist {p}", lambda T, F, L, x, y, p=p: T.dist(x, y, p), (2, 3), (2, 3)) for p in (1, 2, 3)),
    case("cdist", lambda T, F, L, x, y: T.cdist(x, y), (2, 3), (4, 3), smooth=False),
    *(case(f"matrix norm {p}", lambda T, F, L, x, p=p: L.norm(x, p), (2, 3)) for p in ("fro", 1, INF)),
    case("inverse", lambda T, F, L, x: T.inverse(x), (2, 3, 3)),
    case("det", lambda T, F, L, x: T.det(x), (2, 3, 3), smooth=False),
    case("slogdet", lambda T, F, L, x: T.slogdet(x)[1], (3, 3), smooth=False),
    case("solve", lambda T, F, L, x, y: L.solve(x, y), (3, 3), (3, 2)),
    case("solve of a vector", lambda T, F, L, x, y: L.solve(x, y), (3, 3), (3,)),
    case("cholesky", lambda T, F, L, x: L.cholesky(x @ x.mT + T.eye(3).double()), (3, 3)),
    case("matrix_power", lambda T, F, L, x: T.matrix_power(x, 3), (3, 3)),
    case("trace", lambda T, F, L, x: T.trace(x), (2, 3)),
    case("outer", lambda T, F, L, x, y: T.outer(x, y), (2,), (3,)),
    case("tensordot", lambda T, F, L, x, y: T.tensordot(x, y, dims=([1, 2], [1, 0])), (2, 3, 4), (4, 3, 2)),
    case("addmm", lambda T, F, L, s, a, b: T.addmm(s, a, b, beta=0.5, alpha=2), (4,), (2, 3), (3, 4)),
    case("addmv", lambda T, F, L, s, a, v: T.addmv(s, a, v), (2,), (2, 3), (3,)),
    case("baddbmm", lambda T, F, L, s, a, b: T.baddbmm(s, a, b), (2, 3, 3), (2, 3, 4), (2, 4, 3)),
    *(
        case(f"einsum {text}", lambda T, F, L, *x, text=text: T.einsum(text, *x), *shapes)
        for text, shapes in {
            "ij,jk->ik": ((2, 3), (3, 4)),
            "ij->ji": ((2, 3),),
            "ij->": ((2, 3),),
            "ii->i": ((3, 3),),
            "i,j->ij": ((2,), (3,)),
            "bij,bjk->bik": ((2, 3, 4), (2, 4, 3)),
            "...ij,...jk->...ik": ((2, 3, 4), (2, 4, 3)),
            "ij,jk,kl->il": ((2, 3), (3, 4), (4, 2)),
            "bhqd,bhkd->bhqk": ((2, 2, 3, 4), (2, 2, 5, 4)),
            "ijk,jil->kl": ((2, 3, 4), (3, 2, 5)),
            "ijj->i": ((2, 3, 3),),
        }.items()
    ),
]

every_case = pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
every_smooth = pytest.mark.parametrize("case", [one for one in CASES if one.smooth], ids=lambda one: one.name)


def world(T: Any) -> tuple[Any, Any, Any]:
    return (T, T.nn.functional, T.linalg) if T is worlds.TORCH else (T, OURS, functional.linalg)


def leaves(case: Case, T: Any) -> list[Any]:
    source = np.random.default_rng(7)
    made = [one if isinstance(one, np.ndarray) else source.normal(size=one) for one in case.shapes]
    return [T.tensor(one, requires_grad=one.dtype.kind == "f") for one in made]


def weights(tensor: Any, T: Any) -> Any:
    return T.arange(tensor.numel()).reshape(tuple(tensor.shape)).to(tensor.dtype) * 0.1 + 0.5


def answer(case: Case, T: Any) -> dict[str, Any]:
    inputs = leaves(case, T)
    T.manual_seed(3)
    out = case.function(*world(T), *inputs)
    followed = [one for one in inputs if one.requires_grad]
    grads = T.autograd.grad((out * weights(out, T)).sum(), followed, create_graph=True)
    found = {
        "functions": worlds.functions(out.grad_fn),
        "value": out.tolist(),
        "grads": [one.tolist() for one in grads],
    }
    tracked = [one for one in grads if one.requires_grad]
    if tracked and case.smooth:
        total = sum((one * weights(one, T)).sum() for one in tracked)
        second = T.autograd.grad(total, followed, allow_unused=True)
        found["second"] = [None if one is None else one.detach().clone().tolist() for one in second]
    return found


@pytest.mark.torch
@every_case
def test_it_is_pytorchs(case: Case) -> None:
    expected, actual = answer(case, worlds.TORCH), answer(case, autograd_core)
    assert actual["functions"] == expected["functions"]
    worlds.assert_near(actual["value"], expected["value"], (1e-9, 1e-9), "value")
    worlds.assert_near(actual["grads"], expected["grads"], (1e-9, 1e-9), "grads")
    for one, other in zip(actual.get("second", ()), expected.get("second", ()), strict=False):
        zero = np.zeros(())
        np.testing.assert_allclose(zero if one is None else one, zero if other is None else other, rtol=1e-8, atol=1e-9)


@every_smooth
def test_its_gradients_are_finite_differences(case: Case) -> None:
    inputs = leaves(case, autograd_core)

    def function(*values: Any) -> Any:
        autograd_core.manual_seed(3)
        return case.function(*world(autograd_core), *values)

    followed = [at for at, one in enumerate(inputs) if one.requires_grad]
    out = function(*inputs)
    grads = autograd_core.autograd.grad((out * weights(out, autograd_core)).sum(), [inputs[at] for at in followed])
    direction = [np.random.default_rng(at).normal(size=tuple(inputs[at].shape)) for at in followed]
    ends = []
    for step in (1e-6, -1e-6):
        moved = list(inputs)
        for at, along in zip(followed, direction, strict=True):
            moved[at] = autograd_core.tensor(np.asarray(inputs[at].detach().numpy() + step * along))
        ends.append((function(*moved) * weights(out, autograd_core)).sum().item())
    slope = sum(float(np.sum(grad.numpy() * along)) for grad, along in zip(grads, direction, strict=True))
    np.testing.assert_allclose(slope, (ends[0] - ends[1]) / 2e-6, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", ["ctc_loss", "grid_sample", "multi_margin_loss", "rrelu"])
def test_what_is_not_here_says_so(name: str) -> None:
    with pytest.raises(Exception, match=rf"torch\.nn\.functional\.{name} is not here; use "):
        functional.NAMES[name](1)


@pytest.mark.torch
def test_every_name_of_pytorchs_functional_is_here_or_refused_by_name() -> None:
    assert worlds.TORCH is not None
    theirs = worlds.TORCH.nn.functional
    helpers = (
        "handle_",
        "has_torch",
        "scaled_mm",
        "scaled_grouped",
        "boolean_",
        "assert_",
        "conv_tbc",
        "grouped_",
        "native_",
    )
    public = {name for name in dir(theirs) if name[0].islower() and callable(getattr(theirs, name))}
    known = {name for name in public if name.startswith(helpers) or name.endswith("_with_indices")}
    assert public - known - functional.NAMES.keys() == set()


@pytest.mark.torch
def test_every_name_of_pytorchs_linalg_is_here_or_refused_by_name() -> None:
    assert worlds.TORCH is not None
    theirs = worlds.TORCH.linalg
    public = {name for name in dir(theirs) if name[0].islower() and callable(getattr(theirs, name))}
    assert public - functional.linalg.NAMES.keys() == set()
