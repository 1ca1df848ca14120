"""The single statements that fixes write."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from autograd_core import rewrites, source
from autograd_core.errors import Span
from autograd_core.source import CannotEdit

LOCALES = Path(__file__).parents[2] / "components" / "stage" / "frontend" / "locales"


def parsed(text):
    read = source.read(text)
    return read, read.tree.body[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y += 1", "y = y + 1"),
        ("y *= a + b", "y = y * (a + b)"),
        ("y -= -x", "y = y - (-x)"),
        ("y **= 2", "y = y ** 2"),
        ("y.add_(1)", "y = y + 1"),
        ("y.mul_(x - 1)", "y = y * (x - 1)"),
        ("y.add_(x, alpha=2)", "y = y.add(x, alpha=2)"),
        ("y.exp_()", "y = y.exp()"),
        ("y.clamp_(min=0)", "y = y.clamp(min=0)"),
        ("y.zero_()", "y = torch.zeros_like(y)"),
        ("import torch as t\ny.fill_(3)", "y = t.full_like(y, 3)"),
        ("y.copy_(x)", "y = x"),
    ],
)
def test_out_of_place(before, after):
    assert rewrites.out_of_place(*parsed(before)) == after


@pytest.mark.parametrize("text", ["y[0] = 1", "y[0] += 1", "y = x", "y.sum()", "x.data.add_(1)", "f(x)"])
def test_out_of_place_needs_an_in_place_change_of_a_variable(text):
    with pytest.raises(CannotEdit):
        rewrites.out_of_place(*parsed(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("z.backward()", "z.backward(gradient=G)"),
        ("z.backward(retain_graph=True)", "z.backward(retain_graph=True, gradient=G)"),
        ("z.backward(torch.ones(3))", "z.backward(G)"),
        ("z.backward( gradient=None )", "z.backward( gradient=G )"),
        ("z.backward(retain_graph=True, )", "z.backward(retain_graph=True, gradient=G)"),
    ],
)
def test_with_keyword(before, after):
    read, node = parsed(before)
    [call] = rewrites.calls_of(node, "backward")
    assert rewrites.with_keyword(read, node, call, "gradient", "G", place=0).replace(", )", ")") == after


@pytest.mark.parametrize(
    ("before", "after"), [("z.backward()", "z.sum().backward()"), ("(x * y).backward(g)", "(x * y).sum().backward()")]
)
def test_reduced_first(before, after):
    read, node = parsed(before)
    [call] = rewrites.calls_of(node, "backward")
    assert rewrites.reduced_first(read, node, call, "sum") == after


def test_float_literals():
    read, node = parsed("x = torch.tensor([[1, -2], [3., 4]], requires_grad=True)")
    found = rewrites.with_float_literals(read, node, node)
    assert found == "x = torch.tensor([[1., -2.], [3., 4.]], requires_grad=True)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("c = a @ b", "c = a @ b.T"),
        ("c = a @ (b + 1)", "c = a @ (b + 1).T"),
        ("c = torch.mm(a, b)", "c = torch.mm(a, b.T)"),
    ],
)
def test_transposed_right(before, after):
    read, node = parsed(before)
    assert rewrites.transposed_right(read, node, node.value) == after


def test_statement_at_is_the_innermost():
    read = source.read("for i in x:\n    a = 1; b = i + 2\n")
    index, node = rewrites.statement_at(read, Span(2, 15, 2, 20))
    assert (index, read.slice(node)) == (2, "b = i + 2")


def test_no_grad_block_is_valid_python():
    read, node = parsed("if a:\n    x += 1")
    written = rewrites.in_no_grad(read, node.body[0])
    assert written == "with torch.no_grad():\n    x += 1"
    ast.parse(written)


def test_both_languages_say_the_same_things():
    english, chinese = (json.loads((LOCALES / lang / "errors.json").read_text()) for lang in ("en", "zh-CN"))
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        fields = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (words, chinese[key])]
        assert fields[0] == fields[1], key
