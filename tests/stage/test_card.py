"""The card says which calls led to an error, and which lines do nothing because of what is not here."""

from __future__ import annotations

import json
from pathlib import Path

from tape_player import payload_of

from autograd_core.interpreter.absent import WITHOUT
from components.stage.left_out import USE

LOCALES = Path(__file__).parents[2] / "components/stage/frontend/locales"


def test_the_call_chain_stands_as_in_pythons_traceback() -> None:
    text = (
        "import torch\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return inner(x)\n"
        "def inner(x):\n    return x @ x\nnet = Net()\nnet(torch.ones(2, 3))\n"
    )
    assert payload_of(text)["error"]["frames"] == [
        {"name": "<module>", "line": 8, "text": "net(torch.ones(2, 3))"},
        {"name": "forward", "line": 4, "text": "return inner(x)"},
        {"name": "inner", "line": 6, "text": "return x @ x"},
    ]


def test_an_error_outside_of_functions_has_no_chain() -> None:
    assert payload_of("import torch\ntorch.ones(2) @ torch.ones(3)\n")["error"]["frames"] == []


def test_what_is_not_here_is_told_with_its_lines() -> None:
    text = "import torch, time\nt = time.time()\nx = torch.ones(2).cuda()\nprint(time.time() - t)\n"
    module, device = payload_of(text)["notes"]
    assert (module["key"], module["args"], module["use"]["key"]) == (
        "note.module",
        {"name": "time", "lines": "1, 2, 4"},
        "note.use.timing",
    )
    assert (device["key"], device["args"], device["use"]) == ("note.device", {"name": "cuda", "lines": "3"}, None)


def test_every_module_that_is_left_out_has_its_words_in_both_languages() -> None:
    assert set(WITHOUT.values()) <= USE.keys()
    for language in ("en", "zh-CN"):
        known = json.loads((LOCALES / language / "errors.json").read_text(encoding="utf-8"))
        assert set(USE.values()) | {"note.module", "note.device"} <= known.keys()
