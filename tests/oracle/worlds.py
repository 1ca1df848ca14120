"""One program text, three worlds: PyTorch, our engine in plain Python, our engine through the timeline.

Each world gives an Answer: a dict of plain values with
    printed   everything it printed
    warnings  the first sentence of each warning, each once (plain Python only)
    error     [type, message] of the error that stopped it, or None
    tensors   by variable: dtype, shape, values, flags, version, grad, and the graph behind it (see ``functions``)
"""

from __future__ import annotations

import io
import math
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from contextvars import Context
from typing import Any
from unittest import mock

try:
    import torch as TORCH
except ImportError:
    TORCH = None

Answer = dict[str, Any]

VERSION = "2.13.0"
NO_TORCH = f"PyTorch {VERSION} is not installed; its recorded answers in tests/oracle stand for it"
if TORCH is not None and not TORCH.__version__.startswith(VERSION):
    TORCH = None


# ── the worlds ─────────────────────────────────────────────────────────────────────────────────────────────────


def in_torch(text: str) -> Answer:
    assert TORCH is not None, NO_TORCH
    threads = TORCH.get_num_threads()
    TORCH.set_num_threads(1)
    TORCH.set_warn_always(True)
    try:
        return _in_python(text, TORCH)
    finally:
        TORCH.set_grad_enabled(True)
        TORCH.set_printoptions(profile="default")
        TORCH.set_num_threads(threads)


def in_engine(text: str) -> Answer:
    """``import autograd_core as torch``, in plain Python."""
    import autograd_core

    with engine_as_torch():
        # An empty context knows no run, so the engine begins a new one, as it does in a new process.
        answer: Answer = Context().run(_in_python, text, autograd_core)
    if answer["error"]:
        answer["error"][1] = answer["error"][1].replace("'autograd_core'", "'torch'")
    return answer


@contextmanager
def engine_as_torch() -> Iterator[None]:
    """``import torch`` finds autograd_core."""
    import autograd_core

    autograd = autograd_core.autograd
    modules = {"torch": autograd_core, "torch.autograd": autograd, "torch.func": autograd_core.func}
    modules |= {f"torch.autograd.{name}": getattr(autograd, name) for name in ("function", "functional", "graph")}
    nn, optim = autograd_core.nn, autograd_core.optim
    modules |= {"torch.nn": nn, "torch.optim": optim, "torch.optim.lr_scheduler": optim.lr_scheduler}
    modules |= {f"torch.nn.{name}": getattr(nn, name) for name in ("functional", "init", "utils", "parameter")}
    modules |= {"torch.linalg": autograd_core.linalg, "torch.utils": autograd_core.utils}
    modules |= {"torch.utils.data": autograd_core.utils.data}
    with mock.patch.dict(sys.modules, modules):
        yield


def in_timeline(text: str) -> Answer:
    from autograd_core import timeline

    run = timeline.run(text)
    error = None if run.error is None else [run.error.type_name, run.error.message]
    last = run.snapshot(len(run.moments) - 1) if run.moments else None
    tensors = {}
    for name, id in sorted(last.names.items()) if last else ():
        if id in last.tensors:
            tensors[name] = _describe_view(last.tensors[id], last.nodes)
    return {"printed": run.printed, "warnings": [], "error": error, "tensors": tensors}


def _in_python(text: str, torch: Any) -> Answer:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    out, error = io.StringIO(), None
    with redirect_stdout(out), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", message=r"the \(type, exc, tb\) signature")  # Python 3.12 to PyTorch itself
        try:
            exec(compile(text, "<program>", "exec"), namespace)
        except Exception as raised:
            error = [getattr(raised, "type_name", type(raised).__name__), str(raised)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {name: value for name, value in sorted(namespace.items()) if isinstance(value, torch.Tensor)}
        tensors = {name: describe(tensor) for name, tensor in found.items()}
    sentences = dict.fromkeys(_first_sentence(str(warning.message)) for warning in caught)
    return {"printed": out.getvalue(), "warnings": list(sentences), "error": error, "tensors": tensors}


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


# ── tensors as plain values ────────────────────────────────────────────────────────────────────────────────────


def describe(tensor: Any) -> dict[str, Any]:
    """A live tensor, of PyTorch or of ours."""
    grad = tensor.grad
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "values": tensor.detach().clone().tolist(),
        "requires_grad": tensor.requires_grad,
        "is_leaf": tensor.is_leaf,
        "retains_grad": tensor.retains_grad,
        "version": None if tensor.is_inference() else tensor._version,
        "grad": None if grad is None else {"dtype": str(grad.dtype)[6:], "values": grad.detach().clone().tolist()},
        "functions": functions(tensor.grad_fn),
    }


def functions(root: Any) -> list[list[Any]]:
    """The graph behind a function, breadth first: [its name, [position in this list, input number] or None per input].

    A function that is reached twice stands here once; a bucket is called AccumulateGrad.
    """
    found = [] if root is None else [root]
    rows = []
    for function in found:
        inputs: list[list[int] | None] = []
        for following, number in function.next_functions:
            if following is None:
                inputs.append(None)
                continue
            position = next((i for i, other in enumerate(found) if other is following), len(found))
            if position == len(found):
                found.append(following)
            inputs.append([position, number])
        rows.append([function.name().rpartition("::")[2], inputs])
    return rows


def _describe_view(view: Any, nodes: Any) -> dict[str, Any]:
    """A TensorView with the NodeViews of its snapshot."""
    grad = view.grad
    return {
        "dtype": view.dtype,
        "shape": list(view.shape),
        "values": view.data.tolist(),
        "requires_grad": view.requires_grad,
        "is_leaf": view.is_leaf,
        "retains_grad": view.retains_grad,
        "version": view.version,
        "grad": None if grad is None else {"dtype": grad.dtype.name, "values": grad.tolist()},
        "functions": _functions_of_views(view.grad_fn, view.grad_fn_name, nodes),
    }


def _functions_of_views(root: str | None, name: str | None, nodes: Any) -> list[list[Any]]:
    found = {} if root is None else {root: name}
    rows = []
    for id in _growing(found):
        inputs: list[list[int] | None] = []
        for following, its_name, number in nodes[id].next_functions if id in nodes else ():
            if following is not None:
                found.setdefault(following, its_name)
            inputs.append(None if following is None else [list(found).index(following), number])
        rows.append([found[id], inputs])
    return rows


def _growing(found: dict[str, Any]) -> Iterator[str]:
    at = 0
    while at < len(found):
        yield list(found)[at]
        at += 1


# ── comparison ─────────────────────────────────────────────────────────────────────────────────────────────────

# How far numbers may differ: relative, and absolute near zero.
NEAR = {"float32": (1e-6, 1e-7), "float64": (1e-12, 1e-14)}
EXACTLY = (0.0, 0.0)


def assert_same(
    actual: Answer, expected: Answer, *, but: tuple[str, ...] = (), near: tuple[float, float] | None = None
) -> None:
    """Everything equal, except that the numbers in tensors may differ in their last digits.

    ``but`` names what is not compared: ``"warnings"``, ``"version of x"``. ``near`` is how far numbers may differ,
    relative and absolute; without it the dtype decides, and what is printed must be the same to the letter.
    """
    for key in ("printed", "error", "warnings"):
        if key == "printed" and near:
            assert_same_text(actual[key], expected[key], near)
        elif key not in but:
            assert actual[key] == expected[key]
    assert list(actual["tensors"]) == list(expected["tensors"])
    for name, tensor in expected["tensors"].items():
        compared = {key: value for key, value in tensor.items() if f"{key} of {name}" not in but}
        assert_same_tensor(actual["tensors"][name], compared, name, near)


_PRINTED_NUMBER = re.compile(r"(-?(?:\d+\.\d*(?:e[-+]\d+)?|inf|nan))")


def assert_same_text(actual: str, expected: str, near: tuple[float, float]) -> None:
    """The same text around numbers that are near each other; columns may be of another width."""
    ours, theirs = (_PRINTED_NUMBER.split(text) for text in (actual, expected))
    assert [" ".join(part.split()) for part in ours[::2]] == [" ".join(part.split()) for part in theirs[::2]]
    for one, other in zip(ours[1::2], theirs[1::2], strict=True):
        assert_near(float(one), float(other), near, "printed")


def assert_same_tensor(
    actual: dict[str, Any], expected: dict[str, Any], name: str, near: tuple[float, float] | None = None
) -> None:
    for key, value in expected.items():
        found = actual[key]
        if key == "grad" and value is not None and found is not None:
            assert found["dtype"] == value["dtype"], f"{name}.grad"
            assert_near(found["values"], value["values"], near or NEAR.get(value["dtype"], EXACTLY), f"{name}.grad")
        elif key == "values":
            assert_near(found, value, near or NEAR.get(expected["dtype"], EXACTLY), name)
        else:
            assert found == value, f"{name}: {key}"


def assert_near(actual: Any, expected: Any, near: tuple[float, float], name: str) -> None:
    """Nested lists of numbers: not a number equals not a number."""
    if isinstance(expected, list):
        assert isinstance(actual, list), name
        assert len(actual) == len(expected), name
        for one, other in zip(actual, expected, strict=True):
            assert_near(one, other, near, name)
        return
    if not isinstance(expected, float):
        assert actual == expected, name
        return
    equal = math.isnan(expected) and math.isnan(actual)
    assert equal or math.isclose(actual, expected, rel_tol=near[0], abs_tol=near[1]), (
        f"{name}: {actual} is not {expected}"
    )
