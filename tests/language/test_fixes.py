"""The fixes offered for an error: what they write, and that the error is gone after them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograd_core import timeline
from autograd_core.fixes import fixes

LOCALES = Path(__file__).parents[2] / "components" / "stage" / "frontend" / "locales"
LEAF = "x = torch.tensor([1., 2., 3.], requires_grad=True)"

# id, program after "import torch", what each fix writes
CASES = {
    "E1": (
        "E1",
        f"{LEAF}\nz = (x * x).sum()\nz.backward()\nz.backward()",
        ["z.backward(retain_graph=True)", "z = (x * x).sum()"],
    ),
    "E1 grad": (
        "E1",
        f"{LEAF}\nz = (x * x).sum()\ng = torch.autograd.grad(z, x)\nz.backward()",
        ["g = torch.autograd.grad(z, x, retain_graph=True)", "z = (x * x).sum()"],
    ),
    "E2": (
        "E2",
        "x = torch.tensor([1., 2.])\nz = x.sum()\nz.backward()",
        ["x = torch.tensor([1., 2.], requires_grad=True)"],
    ),
    "E2 detached": (
        "E2",
        f"{LEAF}\ny = x.detach() * 2\nz = y.sum()\nz.backward()",
        ["y = x * 2"],
    ),
    "E3": ("E3", f"{LEAF}\ny = x * 2\ny.requires_grad = False", ["y_ng = y.detach()"]),
    "E4 method": (
        "E4",
        f"{LEAF}\ny = x.exp()\ny.add_(1)\ny.sum().backward()",
        ["y = y + 1", "y = y.clone()", "y.add_(1)"],
    ),
    "E4 operator": (
        "E4",
        f"{LEAF}\ny = x.exp()\ny *= 2\ny.sum().backward()",
        ["y = y * 2", "y = y.clone()", "y *= 2"],
    ),
    "E2 not recorded": (
        "E2",
        f"{LEAF}\nwith torch.no_grad():\n    y = x * 2\ny.sum().backward()",
        ["y = x * 2"],
    ),
    "E5": ("E5", f"{LEAF}\nx += 1", ["with torch.no_grad():\n    x += 1", "x = x + 1"]),
    "E6": (
        "E6",
        f"{LEAF}\ny = x * 2\ny.backward(torch.tensor([1., 2.]))",
        ["y.backward(torch.ones_like(y))"],
    ),
    "E7": (
        "E7",
        f"{LEAF}\nz = x * 2\nz.backward()",
        ["z.backward(gradient=torch.ones_like(z))", "z.sum().backward()", "z.mean().backward()"],
    ),
    "E8": (
        "E8",
        "x = torch.tensor([1, 2], requires_grad=True)",
        ["x = torch.tensor([1., 2.], requires_grad=True)"],
    ),
    "E8 later": (
        "E8",
        "x = torch.tensor([1, 2])\nx.requires_grad_()",
        ["x = torch.tensor([1., 2.])"],
    ),
    "E10": (
        "E10",
        "a = torch.ones(2, 3)\nb = torch.ones(2, 3)\nc = a @ b",
        ["c = a @ b.T"],
    ),
    "E11": ("E11", "x = torch.ones(2)\nx.retain_grad()", [""]),
    "E12": ("E12", f"{LEAF}\ny = x * 2\na, b, c = y.unbind()\na += 1", ["a = a + 1"]),
    "E14": (
        "E14",
        f"{LEAF}\nw = torch.tensor([1., 2., 3.])\ng = torch.autograd.grad((x * w).sum(), w)",
        ["w = torch.tensor([1., 2., 3.], requires_grad=True)"],
    ),
    "E15": (
        "E15",
        f"{LEAF}\nw = torch.ones(3, requires_grad=True)\ng = torch.autograd.grad(x.sum(), w)",
        ["g = torch.autograd.grad(x.sum(), w, allow_unused=True)"],
    ),
    "E18": ("E18", "y = torch.ones(1).expand(3)\ny += 1", ["y = y + 1"]),
    "E19": ("E19", "y = torch.ones(3, dtype=torch.int64)\ny += 0.5", ["y = y + 0.5"]),
    "E20": ("E20", "y = torch.ones(3)\ny += torch.ones(2, 3)", ["y = y + torch.ones(2, 3)"]),
    "E21": ("E21", f"{LEAF}\ny = x * 2\ny.register_post_accumulate_grad_hook(print)", []),
    "E22": ("E22", f"{LEAF}\nx.grad = torch.ones(2)", []),
    "E13": (
        "E13",
        "x = torch.tensor([0.], requires_grad=True)\n"
        "with torch.autograd.detect_anomaly():\n    (x.sqrt() * 0).sum().backward()",
        [],
    ),
    "E16": ("E16", "with torch.inference_mode():\n    x = torch.ones(2)\nx.requires_grad_()", []),
    "E17": ("E17", f"{LEAF}\ny = x * 2\nz = y * y\ny.detach_()\nz.sum().backward()", []),
    "E23": ("E23", f"{LEAF}\nx.numpy()", []),
    "name": ("name_like", "value = torch.ones(2)\ny = valeu * 2", ["y = value * 2"]),
    "attribute": ("attribute_like", "x = torch.onez(2)", ["x = torch.ones(2)"]),
}


@pytest.mark.parametrize("name", CASES)
def test_fixes_write_this_and_the_error_is_gone(name):
    id, text, previews = CASES[name]
    before = timeline.run("import torch\n" + text + "\n")
    assert before.error is not None
    assert before.error.id == id
    found = fixes(before)
    assert [fix.preview for fix in found] == previews
    for fix in found:
        after = timeline.run(fix.text)
        assert after.error is None


def test_import_first():
    found = fixes(timeline.run("x = torch.ones(2)\n"))
    assert [fix.text for fix in found] == ["import torch\nx = torch.ones(2)\n"]


def test_names_that_torch_was_given_are_used():
    text = "import torch as t\nx = t.ones(2, requires_grad=True)\nx.backward()\n"
    assert fixes(timeline.run(text))[0].preview == "x.backward(gradient=t.ones_like(x))"


@pytest.mark.parametrize("text", ["x = 1\n", "x = (\n", "1 / 0\n", "while True: pass\n", "raise ValueError('a')\n"])
def test_no_fix_without_an_idea(text):
    assert fixes(timeline.run(text)) == ()


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_label_has_words_that_its_arguments_fill(lang):
    words = json.loads((LOCALES / lang / "errors.json").read_text())
    for _, text, _ in CASES.values():
        for fix in fixes(timeline.run("import torch\n" + text + "\n")):
            assert "{" not in words[fix.label].format(**fix.args)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_explanation_has_words_that_the_facts_fill(lang):
    words = json.loads((LOCALES / lang / "errors.json").read_text())
    for id, text, _ in CASES.values():
        error = timeline.run("import torch\n" + text + "\n").error
        assert "{" not in words[f"err.{id}.plain"].format(**dict(error.facts))
