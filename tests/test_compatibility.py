"""The page of what is here is the one that the tables and the oracle make now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from autograd_core.namespace import ATTRIBUTES
from autograd_core.tensor import Tensor

SCRIPT = Path(__file__).parents[1] / "docs" / "compatibility.py"
_spec = importlib.util.spec_from_file_location("compatibility", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
compatibility = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(compatibility)


def test_the_page_is_what_the_script_makes() -> None:
    if compatibility.PAGE.read_text(encoding="utf-8") != compatibility.page():
        pytest.fail("docs/compatibility.md is not up to date: run `make compatibility`", pytrace=False)


def test_every_supported_name_is_on_the_page() -> None:
    here, absent = compatibility.members(compatibility.TENSOR)
    assert {name for name in ATTRIBUTES[Tensor] if not name.startswith("__")} == set(here)
    assert not set(here) & {name for names in absent.values() for name in names}


def test_mentions_are_told_apart_by_module() -> None:
    text = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import Linear
linalg = torch.linalg
Linear(2, 2)
print(F.relu(x), torch.relu(x), x.relu(), nn.ReLU(), linalg.det(x), torch.ones(2).relu())
"""
    counts = compatibility.mentions([text, "import torch\nx = torch.relu(y)\n"])
    assert counts["torch", "relu"] == 2
    assert counts["torch.nn.functional", "relu"] == counts["torch.Tensor", "relu"] == 1
    assert counts["torch.nn", "ReLU"] == counts["torch.nn", "Linear"] == counts["torch.linalg", "det"] == 1


@pytest.mark.torch
def test_what_is_called_absent_is_in_pytorch_and_no_method_is_forgotten() -> None:
    modules = {name: importlib.import_module(name) for name in compatibility.TITLES if name != compatibility.TENSOR}
    kind = modules["torch"].Tensor
    for module, names in compatibility.ABSENT.items():
        assert [name for name in names.split() if not hasattr(modules.get(module, kind), name)] == []
    listed = {*ATTRIBUTES[Tensor], *compatibility.ABSENT[compatibility.TENSOR].split()}
    assert {name for name in dir(kind) if not name.startswith("_")} <= listed
