"""Renaming a variable, and deleting a statement with what needs it: CPython says what a program means."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import dependants, program, variables
from autograd_core.errors import Span
from autograd_core.source import CannotEdit

# Every line may read names that no line before it binds; such programs stop with NameError, renamed or not.
LINES = [
    "a = 1  # a, b and 数",
    "b = a + 1",
    "c = b; a = c + 1",
    "数 = a * 2",
    "a += 数",
    "print(a, 'a', f'{a} é {b:>{c}} {{a}} {a!r}')",
    'print(f"""a\n{a}\n  数 {数}""" \'a\' f\'{f"{b}"}\')',
    "c = [a for a in range(b) if a != b]; print(c)",
    "def f(a, b=a, *, c=3):\n\ta = a + 数\n\treturn [a, b, c]",
    "print(f(a, c=b))",
    "def g():\n    global a\n    a = a + 1\n    def h():\n        d = a\n        return d + b\n    return h()",
    "b = g()",
    "def k(b):\n    def inner():\n        nonlocal b\n        b = b + 1\n    inner()\n    return b",
    "print(k(b=a))",
    "for a in range(3):\n    c = a\n    if c == 2:\n        break\nelse:\n    b = 5",
    "try:\n    b = a // 0\nexcept ZeroDivisionError as c:\n    print(type(c).__name__)\n    b = 1",
    "if (c := a) > 1:\n    b = c\nelse:\n    print('a')",
    "while (a := a + 1) < 3:\n    数 = a",
    "f2 = lambda a, c=b: a + c\nprint(f2(1))",
    "class K:\n    q = 数\n    def m(self):\n        return a\nprint(K.q)",
    "del b",
    "import math as b",
]
NAMES = ["a", "b", "c", "数", "f", "new", "é1", "print", "range", "math"]
programs = st.builds(
    lambda lines, newline, end: newline.join("\n".join(lines).split("\n")) + newline * end,
    st.lists(st.sampled_from(LINES), min_size=1, max_size=9),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)


def outcome(text: str) -> tuple[str, str]:
    """What CPython prints, and the kind of error that stops the program."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(text, {"__name__": "__main__"})
    except Exception as error:
        return printed.getvalue(), type(error).__name__
    return printed.getvalue(), ""


@given(programs, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_renamed_program_does_the_same_and_the_inverse_gives_the_same_bytes(text, name, new):
    try:
        places = variables.uses(text, name)
        after = variables.rename(text, name, new)
    except CannotEdit:
        return
    assert outcome(after) == outcome(text)
    assert len(after) - len(text) == len(places) * (len(new) - len(name))
    assert variables.rename(after, new, name) == text


@given(programs, st.data())
def test_any_place_of_a_variable_stands_for_all_of_them(text, data):
    named = [span for name in NAMES for span in places(text, name)]
    if not named:
        return
    span = data.draw(st.sampled_from(named))
    lines = text.split("\n")
    name = lines[span.line - 1][span.column : span.end_column]
    try:
        after = variables.rename(text, name, "somewhere", span)
    except CannotEdit:
        return
    assert outcome(after) == outcome(text)
    first = variables.uses(text, name, span)[0]
    back = variables.rename(after, "somewhere", name, first)
    assert back == text


def places(text: str, name: str) -> list[Span]:
    lines = text.split("\n")
    return [
        Span(row + 1, column, row + 1, column + len(name))
        for row, line in enumerate(lines)
        for column in range(len(line))
        if line.startswith(name, column)
    ]


@pytest.mark.parametrize(
    ("text", "name", "new", "expected"),
    [
        ("x = 1\ndef f(x): return x\nprint(x)", "x", "w", "w = 1\ndef f(x): return x\nprint(w)"),
        ("x = 1\ndef f(v=x): return v + x\n", "x", "w", "w = 1\ndef f(v=w): return v + w\n"),
        ("x = [1]\ny = [x for x in x]", "x", "w", "w = [1]\ny = [x for x in w]"),
        ("y = [(x := i) for i in range(3)]\nx", "x", "w", "y = [(w := i) for i in range(3)]\nw"),
        ("x = 1\nx.x = obj.x(x=x)", "x", "w", "w = 1\nw.x = obj.x(x=w)"),
        ("x = 1\ns = f'{x=} {x:{x}} x {{x}}'", "x", "w", "w = 1\ns = f'{w=} {w:{w}} x {{x}}'"),
        ("import torch as T\nT.ones(2)", "T", "torch", "import torch as torch\ntorch.ones(2)"),
        ("def x():\n  return x()", "x", "w", "def w():\n  return w()"),
        ("x = 1\nclass C:\n  x = x\n  def f(self): return x", "x", "w", None),
    ],
)
def test_rename(text, name, new, expected):
    if expected is None:
        with pytest.raises(CannotEdit):
            variables.rename(text, name, new, Span(3, 2, 3, 3))
    else:
        assert variables.rename(text, name, new) == expected


def test_a_parameter_is_renamed_where_calls_name_it():
    text = "def f(a, b=2):\n    return a + b\nf(1, b=3)\ng(b=4)\ntorch.ones(b=1)\n"
    assert variables.rename(text, "b", "c", Span(1, 9, 1, 10)) == (
        "def f(a, c=2):\n    return a + c\nf(1, c=3)\ng(b=4)\ntorch.ones(b=1)\n"
    )


@pytest.mark.parametrize(
    "calls",
    ["f(**{'b': 1})", "g = f\ng(b=1)", "model = wrap(f)\nmodel(b=2)"],
)
def test_a_parameter_that_calls_may_name_unseen_keeps_its_name(calls):
    with pytest.raises(CannotEdit):
        variables.rename("def f(b):\n    return b\n" + calls, "b", "c", Span(1, 6, 1, 7))


@pytest.mark.parametrize("new", ["y", "print", "if", "1x", "a b", "", "__x", "x.y", "ﬁ"])
def test_a_name_that_means_something_else_is_refused(new):
    with pytest.raises(CannotEdit):
        variables.rename("x = 1\ny = 2\nprint(x)\n", "x", new)


@pytest.mark.parametrize("name", ["print", "z", "torch", "nn"])
def test_what_is_no_variable_is_not_renamed(name):
    with pytest.raises(CannotEdit):
        variables.rename("import torch\nfrom torch import nn\nprint(torch.z)", name, "other")


# ── deleting ───────────────────────────────────────────────────────────────────────────────────────────────────


@given(programs, st.data())
def test_without_a_statement_and_what_needs_it_a_program_still_finds_its_names(text, data):
    index = data.draw(st.integers(0, len(program.parse(text).statements) - 1))
    if outcome(text)[1]:
        return
    after = dependants.delete_with_dependants(text, index)
    assert outcome(after)[1] not in ("NameError", "UnboundLocalError")


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd1")), max_size=8), st.data())
def test_only_what_needs_a_statement_is_listed(pairs, data):
    """In a program without branches: exactly the lines at which CPython stops, one after the other."""
    lines = [f"{target} = {read}" for target, read in pairs]
    if not lines or outcome("\n".join(lines))[1]:
        return
    index = data.draw(st.integers(0, len(lines) - 1))
    stopped: list[int] = []
    known: set[str] = set()
    for at, (target, read) in enumerate(pairs):
        if at == index:
            continue
        if read != "1" and read not in known:
            stopped.append(at)
        else:
            known.add(target)
    assert list(dependants.dependants("\n".join(lines), index)) == stopped


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("x = 1\ny = x\nz = 2\nw = y + z", 0, [1, 3]),
        ("x = 1\nx = 2\ny = x", 0, []),
        ("x = 1\nx = 2\ny = x", 1, []),
        ("x = 1\nx = x + 1\ny = x", 0, [1, 2]),
        ("x = 1\ndef f():\n    a = x\n    return a\ny = f()", 0, [1, 4]),
        ("def f():\n    a = 1\n    b = 2\n    return a", 1, [3]),
        ("if c:\n    x = 1\nelse:\n    x = 2\ny = x", 1, [3]),
        ("for i in range(3):\n    x = i\n    y = x\nprint(x)", 1, [2, 3]),
        ("for i in range(3):\n    if i:\n        print(x)\n    x = i", 3, [2]),
        ("q = [1]\nfor i in q:\n    print(i)\n", 0, [1]),
        ("x = 1\nclass C:\n    y = x\nC()", 0, [1, 3]),
        ("import torch\nx = torch.ones(2)\nprint('x')", 0, [1]),
    ],
)
def test_dependants(text, index, expected):
    assert list(dependants.dependants(text, index)) == expected


def test_statements_are_deleted_by_their_numbers_in_the_text():
    text = "a = 1\r\nif a:\r\n    b = 2  # b\r\n    c = 3\r\nd = 4"
    assert dependants.delete_statements(text, [0, 2, 3]) == "if a:\r\n    pass  # b\r\nd = 4"
    assert dependants.delete_statements(text, [1, 2]) == "a = 1\r\nd = 4"
    assert dependants.delete_statements(text, []) == text
    with pytest.raises(CannotEdit):
        dependants.delete_statements(text, [9])
