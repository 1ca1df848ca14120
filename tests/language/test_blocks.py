"""Edits of lines, and edits that undo each other: every byte comes back."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import blocks, program
from autograd_core.errors import Span
from autograd_core.source import CannotEdit

LINES = [
    "import torch as T",
    "x = T.ones(2)  # 变量 x",
    "y = x * 2; z = y.sum()",
    "for i in range(3):\n\n    y = y + i\n# out\n    y = y * 2",
    "if x:\n\ty = '''a\n b'''\n\n\tif y: z = (1,\n2)\nelif z:\n\ty = -x\nelse:\n\t# é\n\tpass",
    "try:\n  a = 1\nexcept ValueError as e:\n  a = 2\nfinally:\n  b = 3",
    "# only a comment",
    "",
    "@T.no_grad()\ndef f(v):\n    'é'\n    w = [\n        1,  # one\n    ]\n    return v",
    "with T.enable_grad():\n    q = 1 + \\\n  2",
    "z.backward()",
]
texts = st.builds(
    lambda lines, newline, end: newline.join("\n".join(lines).split("\n")) + newline * end,
    st.lists(st.sampled_from(LINES), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)


@given(texts, st.data())
def test_wrapped_lines_come_back(text, data):
    count = text.count("\n") + 1
    first = data.draw(st.integers(1, count))
    last = data.draw(st.integers(first, count))
    try:
        after = blocks.wrap_in_no_grad(text, first, last)
    except CannotEdit:
        return
    before, now = program.parse(text).statements, program.parse(after).statements
    changed = (at for at, (old, new) in enumerate(zip(before, now, strict=False)) if old.kind != new.kind)
    added = next(changed, next((at for at, new in enumerate(now) if "no_grad():" in new.text.split("\n")[0]), None))
    assert len(now) == len(before) + 1
    backs = []
    for at, one in enumerate(now):
        if one.kind == "with":
            try:
                backs.append(blocks.unwrap(after, at))
            except CannotEdit:
                continue
    assert added is not None
    assert text in backs


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("a = 1\nb = 2\n", (2, 2), "a = 1\nwith torch.no_grad():\n    b = 2\n"),
        ("a = 1\nb = 2", (1, 2), "with torch.no_grad():\n    a = 1\n    b = 2"),
        ("import torch as t\na = 1\r\n", (2, 2), "import torch as t\nwith t.no_grad():\r\n    a = 1\r\n"),
        ("if a:\n\tb\n\tc\n", (3, 3), "if a:\n\tb\n\twith torch.no_grad():\n\t\tc\n"),
        ("s = '''\n  a\n'''\n", (2, 2), "with torch.no_grad():\n    s = '''\n  a\n'''\n"),
        ("for i in x:\n    y\n", (1, 1), "with torch.no_grad():\n    for i in x:\n        y\n"),
        ("for i in x:\n    y\nz", (2, 3), "with torch.no_grad():\n    for i in x:\n        y\n    z"),
        ("# 注\na = 1\n", (1, 2), "with torch.no_grad():\n    # 注\n    a = 1\n"),
        ("a\n\n# b\n", (2, 3), None),
        ("if a:\n    b\nelif c:\n    d\n", (3, 3), None),
        ("if a: b\n", (1, 1), "with torch.no_grad():\n    if a: b\n"),
    ],
)
def test_wrap_in_no_grad(text, lines, expected):
    if expected is None:
        with pytest.raises(CannotEdit):
            blocks.wrap_in_no_grad(text, *lines)
        return
    assert blocks.wrap_in_no_grad(text, *lines) == expected


@pytest.mark.parametrize("text", ["a = 1", "with f() as g:\n    g", "with f(): g"])
def test_only_a_with_that_names_nothing_is_taken_away(text):
    with pytest.raises(CannotEdit):
        blocks.unwrap(text, 0)


# ── other edits and their inverses ─────────────────────────────────────────────────────────────────────────────


@given(texts, st.sampled_from(["out = z", "for k in [1]:\n    out = k", "字 = '字'"]))
def test_deleting_what_was_appended_gives_the_text_back(text, line):
    after = program.append(text, line)
    index = len(program.parse(text).statements)
    assert program.delete_statement(after, index) == text


@given(texts, st.data())
def test_a_replaced_literal_comes_back(text, data):
    constants = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and node.value in (1, 2)]
    if not constants:
        return
    node = data.draw(st.sampled_from(constants))
    line = text.split("\n")[node.lineno - 1]
    column = len(line.encode()[: node.col_offset].decode())
    span = Span(node.lineno, column, node.lineno, column + 1)
    after = program.replace_literal(text, span, "-3.25")
    assert program.replace_literal(after, Span(span.line, column, span.line, column + 5), str(node.value)) == text


@given(texts, st.data())
def test_a_replaced_statement_comes_back(text, data):
    statements = [one for one in program.parse(text).statements if "\n" not in one.text]
    if not statements:
        return
    one = data.draw(st.sampled_from(statements))
    after = program.replace_statement(text, one.index, "new_name = 1")
    assert program.replace_statement(after, one.index, one.text) == text


@given(texts, st.data())
def test_a_line_put_back_after_it_was_deleted_gives_the_text_back(text, data):
    lines = text.split("\n")
    alone = [
        one
        for one in program.parse(text).statements
        if "\n" not in one.text and lines[one.span.line - 1].strip() == one.text
    ]
    if not alone:
        return
    one = data.draw(st.sampled_from(alone))
    after = program.delete_statement(text, one.index)
    following = program.parse(after).statements
    if one.index >= len(following) or following[one.index].span.line != one.span.line:
        return  # it was the last of its block, or other lines stand between
    if ("\r" in text) != ("\r" in after):
        return  # no line is left that says how lines end
    if following[one.index].text == "pass":
        assert program.replace_statement(after, one.index, one.text) == text
    elif following[one.index].span.column == one.span.column and one.span.line < len(lines):
        assert program.insert_before(after, one.index, one.text) == text
