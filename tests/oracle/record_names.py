"""Asks PyTorch for all its public names and writes them down: ``python tests/oracle/record_names.py``.

A public name is what ``dir`` of a module or class lists without an underscore in front.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

NAMES = Path(__file__).with_name("names.json")
MODULES = (
    *("torch", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.nn.parameter"),
    *("torch.optim", "torch.optim.lr_scheduler", "torch.linalg", "torch.autograd", "torch.autograd.functional"),
    *("torch.autograd.graph", "torch.func", "torch.utils", "torch.utils.data"),
)
CLASSES = {
    "torch.Tensor": ("torch", "Tensor"),
    "torch.nn.Module": ("torch.nn", "Module"),
    "torch.optim.Optimizer": ("torch.optim", "Optimizer"),
    "torch.utils.data.DataLoader": ("torch.utils.data", "DataLoader"),
    "torch.Generator": ("torch", "Generator"),
}


def names(torch: Any) -> dict[str, list[str]]:
    """The public names of every module and class, sorted."""
    found: dict[str, Any] = {name: importlib.import_module(name) for name in MODULES}
    found |= {name: getattr(importlib.import_module(module), kind) for name, (module, kind) in CLASSES.items()}
    assert found["torch"] is torch
    return {name: sorted(one for one in dir(owner) if not one.startswith("_")) for name, owner in found.items()}


def recorded() -> dict[str, list[str]]:
    """What PyTorch said."""
    said: dict[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))
    return said


if __name__ == "__main__":
    try:
        import torch
    except ImportError:
        sys.exit("torch is needed to record its names")
    lines = [f"{json.dumps(owner)}: {json.dumps(listed)}" for owner, listed in names(torch).items()]
    NAMES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
