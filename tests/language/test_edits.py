"""Edits of program text: what they write, and that they keep every other byte."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import program
from autograd_core.errors import NotInSubset, OutOfBudget, Span
from autograd_core.program import CannotEdit

LINES = [
    "import torch",
    "x = torch.tensor([1., 2.])",
    "x = torch.tensor([1., 2.], requires_grad=True)  # 变量",
    "y = x * 2; z = y.sum()",
    "for i in range(3):\n    y = y + i\n    y = y * 2",
    "if x.sum() > 0:\n\ty = x\nelse:\n\ty = -x",
    "# only a comment",
    "",
    "z.backward()",
    "def f(v):\n    'é'\n    return v",
    "w = [\n    1,  # one\n    2,\n]",
]
texts = st.builds(
    lambda lines, newline, end: newline.join("\n".join(lines).split("\n")) + newline * end,
    st.lists(st.sampled_from(LINES), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)


@given(texts, st.sampled_from(["out = z", "for k in [1]:\n    out = k", "字 = '字'"]))
def test_append_adds_at_the_end_and_keeps_the_rest(text, line):
    after = program.append(text, line)
    assert after.startswith(text)
    statements = program.parse(after).statements
    before = program.parse(text).statements
    assert statements[: len(before)] == before
    assert statements[len(before)].text.replace("\r\n", "\n") == line
    if text:
        assert after.endswith("\n") == text.endswith("\n")


@given(texts)
def test_statements_hold_the_text_at_their_span(text):
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for statement in program.parse(text).statements:
        span = statement.span
        start, end = starts[span.line - 1] + span.column, starts[span.end_line - 1] + span.end_column
        assert text[start:end] == statement.text


@given(texts, st.data())
def test_replace_statement_changes_that_statement_only(text, data):
    statements = program.parse(text).statements
    if not statements:
        return
    index = data.draw(st.integers(0, len(statements) - 1))
    after = program.replace_statement(text, index, "new_name = 1")
    old = statements[index].text
    starts = [
        at for at in range(len(text)) if text.startswith(old, at) and after.startswith(text[:at] + "new_name = 1")
    ]
    start = starts[0]
    assert after == text[:start] + "new_name = 1" + text[start + len(old) :]
    assert program.parse(after).statements[index].text == "new_name = 1"


@given(texts, st.data())
def test_delete_statement_leaves_the_others(text, data):
    statements = program.parse(text).statements
    if not statements:
        return
    index = data.draw(st.integers(0, len(statements) - 1))
    after = program.delete_statement(text, index)
    gone = ast.parse(statements[index].text)
    inner = len([node for node in ast.walk(gone) if isinstance(node, ast.stmt)])
    kept = [one.text for one in statements if one.kind not in ("loop", "if", "def")]
    left = [one.text for one in program.parse(after).statements if one.kind not in ("loop", "if", "def", "pass")]
    removed = [one.text for one in statements[index : index + inner] if one.kind not in ("loop", "if", "def")]
    position = len([one for one in statements[:index] if one.kind not in ("loop", "if", "def")])
    assert left == kept[:position] + kept[position + len(removed) :]


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("a = 1\nb = 2\nc = 3\n", 1, "a = 1\nc = 3\n"),
        ("a = 1\nb = 2", 1, "a = 1"),
        ("a = 1; b = 2; c = 3\n", 1, "a = 1; c = 3\n"),
        ("a = 1; b = 2\n", 1, "a = 1\n"),
        ("for i in x:\n    a = 1\n", 1, "for i in x:\n    pass\n"),
        ("a = 1  # one\nb = 2\n", 0, "b = 2\n"),
        ("@torch.no_grad()\ndef f():\n    pass\nb = 2\n", 0, "b = 2\n"),
        ("if a:\n    b\nelif c:\n    d\n", 2, None),
    ],
)
def test_delete_statement(before, index, after):
    found = program.delete_statement(before, index)
    program.parse(found)
    if after is not None:
        assert found == after


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ("x = torch.tensor([1., 2.])", True, "x = torch.tensor([1., 2.], requires_grad=True)"),
        ("x = torch.tensor([1.], requires_grad=False)", True, "x = torch.tensor([1.], requires_grad=True)"),
        ("x = torch.tensor([1.], requires_grad=True)", False, "x = torch.tensor([1.])"),
        ("x = torch.tensor(requires_grad=True, data=[1.])", False, "x = torch.tensor(data=[1.])"),
        ("x = torch.ones(2, 3)  # 注", True, "x = torch.ones(2, 3, requires_grad=True)  # 注"),
        ("x = torch.randn(()) * 2", True, "x = (torch.randn(()) * 2).requires_grad_()"),
        ("x = (torch.randn(()) * 2).requires_grad_()", False, "x = torch.randn(()) * 2"),
        ("x = torch.ones(2).requires_grad_()", False, "x = torch.ones(2)"),
        ("x, y = torch.ones(2), torch.zeros(2)", True, "x, y = torch.ones(2, requires_grad=True), torch.zeros(2)"),
        ("x = torch.tensor(\n    [1.],  # a)\n)", True, "x = torch.tensor(\n    [1.], requires_grad=True,  # a)\n)"),
        ("x = torch.ones(2)\nx.requires_grad = True", False, "x = torch.ones(2)\nx.requires_grad = False"),
        ("x = torch.ones(2)\nx.requires_grad_()", False, "x = torch.ones(2)\nx.requires_grad_(False)"),
        ("x = Variable(torch.ones(2), requires_grad=True)", False, "x = Variable(torch.ones(2))"),
        ("x = torch.FloatTensor([1, 2])", True, "x = torch.FloatTensor([1, 2]).requires_grad_()"),
    ],
)
def test_set_requires_grad(line, value, expected):
    before, after = "import torch\n", "\ny = x * 2\n"
    assert program.set_requires_grad(before + line + after, "x", value) == before + expected + after


def test_set_requires_grad_twice_is_the_same_as_once():
    once = program.set_requires_grad("x = torch.ones(3)\n", "x", True)
    assert program.set_requires_grad(once, "x", True) == once
    assert program.set_requires_grad(once, "x", False) == "x = torch.ones(3)\n"


@pytest.mark.parametrize(
    ("line", "index", "expected"),
    [
        ("x = torch.tensor([[1., 2.], [3, -4.5]])", (1, 1), "x = torch.tensor([[1., 2.], [3, 9.]])"),
        ("x = torch.tensor(2.5, requires_grad=True)", (), "x = torch.tensor(9., requires_grad=True)"),
        ("x = torch.FloatTensor([1, 2])  # 数", (0,), "x = torch.FloatTensor([9., 2])  # 数"),
        ("x = Variable(torch.Tensor([1, 2]), True)", (1,), "x = Variable(torch.Tensor([1, 9.]), True)"),
        ("x = torch.tensor([1.]).requires_grad_()", (0,), "x = torch.tensor([9.]).requires_grad_()"),
    ],
)
def test_set_element(line, index, expected):
    assert program.set_element("import torch\n" + line + "\nx.sum()", "x", index, " 9. ") == (
        "import torch\n" + expected + "\nx.sum()"
    )


@pytest.mark.parametrize(
    ("line", "index", "number"),
    [
        ("x = torch.ones(2)", (0,), "3"),
        ("x = torch.tensor([1., 2.])", (2,), "3"),
        ("x = torch.tensor([1., 2.])", (), "3"),
        ("x = torch.tensor([1., 2.])", (0,), "3); import os; ("),
        ("x = torch.tensor([1., 2.])", (0,), "y"),
        ("y = torch.tensor([1., 2.])", (0,), "3"),
    ],
)
def test_set_element_refuses_what_is_no_number_of_the_declaration(line, index, number):
    with pytest.raises(CannotEdit):
        program.set_element(line, "x", index, number)


def test_replace_literal_replaces_the_span():
    assert program.replace_literal("名 = 1.0 # é\n", Span(1, 4, 1, 7), "2.5") == "名 = 2.5 # é\n"


@given(texts)
def test_fresh_names_are_not_in_the_text(text):
    name = program.fresh_name(text)
    assert name.isidentifier()
    assert name not in {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def test_fresh_names_come_in_order():
    assert program.fresh_name("") == "x"
    assert program.fresh_name("x = y = 1") == "z"
    assert program.fresh_name("x, y, z, out, a = 1") == "b"


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\x00", "\ufeff", "\r", "\u2028"])
def test_hidden_characters_are_refused_where_they_stand(character):
    with pytest.raises(NotInSubset) as caught:
        program.parse(f"x = 1\ny = {character}2 + 1\n")
    assert (caught.value.span.line, caught.value.span.column) == (2, 4)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("x" * 20_001, "source_bytes"),
        ("\n" * 401, "lines"),
        ("(" * 61 + ")" * 61, "nesting"),
        ("x = " + "-" * 100 + "1", "nesting"),
        ("not " * 100 + "1", "nesting"),
    ],
)
def test_text_that_is_too_large_is_refused_before_it_is_parsed(text, limit):
    with pytest.raises(OutOfBudget) as caught:
        program.parse(text)
    assert caught.value.facts["limit"] == limit


@pytest.mark.parametrize("text", ["x = ", "x = (1", "for", "  x = 1", "if 1:\nx", "'abc", "x = 1 +* 2"])
def test_syntax_errors_carry_the_words_and_the_line_of_cpython(text):
    with pytest.raises(SyntaxError) as expected:
        ast.parse(text)
    with pytest.raises(NotInSubset) as caught:
        program.parse(text)
    assert str(caught.value) == expected.value.msg
    assert caught.value.type_name == type(expected.value).__name__
    assert caught.value.span.line == min(expected.value.lineno, text.count("\n") + 1)


def test_brackets_in_strings_and_comments_do_not_nest():
    program.parse("s = '" + "(" * 100 + "'  # " + "[" * 100)


def test_the_numbers_that_can_be_rewritten_are_those_of_declarations_made_of_numbers_alone() -> None:
    text = (
        "import torch\n"
        "x = torch.tensor([[1., -2.], [3, True]], requires_grad=True)\n"
        "a, b = torch.tensor(2.), torch.ones(2)\n"
        "v = torch.tensor([x.sum(), 1.])\n"
        "r = torch.tensor([[1.], [2., 3.]])\n"
        "e = torch.tensor([])\n"
        "p = torch.nn.Parameter(torch.tensor([1.]))\n"
        "c = x + torch.tensor(1.)\n"
        "for i in range(2):\n"
        "    x = torch.tensor([5.]).requires_grad_()\n"
    )
    assert program.literals(text) == {("x", 2): (2, 2), ("a", 3): (), ("p", 7): (1,), ("x", 10): (1,)}
    assert program.literals("x = (") == {}


def test_a_number_is_rewritten_in_the_declaration_of_its_line() -> None:
    text = "x = torch.tensor(1.)\ny = x\nx = torch.tensor(2.)\n"
    assert program.set_element(text, "x", [], "7.", 1) == text.replace("1.", "7.")
    assert program.set_element(text, "x", [], "7.", 3) == text.replace("2.", "7.")
    with pytest.raises(program.CannotEdit):
        program.set_element(text, "x", [], "7.", 2)
