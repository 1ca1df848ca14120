"""Who is told what while a program runs: statements, passes, depth, names and places."""

from __future__ import annotations

import pytest

from autograd_core import interpreter, source
from autograd_core.errors import ProgramError


def heard(text):
    """(line, passes, depth) of each announced statement in order, "ok" or an error's type after each."""
    told = []
    try:
        interpreter.run(
            source.read(text),
            write=lambda text: None,
            before_statement=lambda node, index, passes, depth: told.append((node.lineno, passes, depth)),
            after_statement=lambda error: told.append("ok" if error is None else error.type_name),
        )
    except ProgramError as error:
        told.append(f"stopped by {error.type_name}")
    return told


def test_simple_statements():
    assert heard("a = 1\npass\na + 1\ndel a") == [(1, (), 0), "ok", (3, (), 0), "ok", (4, (), 0), "ok"]


def test_loop_passes_count_from_one_outermost_first():
    told = heard("for i in [0, 1]:\n    for j in [0]:\n        a = 1")
    assert [one for one in told if one != "ok"] == [
        (1, (), 0),
        (2, (1,), 0),
        (3, (1, 1), 0),
        (2, (2,), 0),
        (3, (2, 1), 0),
    ]


def test_each_test_of_while_is_a_statement():
    told = heard("n = 2\nwhile n:\n    n -= 1")
    assert [one for one in told if one != "ok"] == [
        (1, (), 0),
        (2, (1,), 0),
        (3, (1,), 0),
        (2, (2,), 0),
        (3, (2,), 0),
        (2, (3,), 0),
    ]


def test_statements_of_a_function_are_told_inside_the_call():
    assert heard("def f():\n    return 1\nx = f()") == [(1, (), 0), "ok", (3, (), 0), (2, (), 1), "ok", "ok"]


def test_an_error_is_told_to_every_statement_it_leaves():
    assert heard("def f():\n    1 / 0\nx = f()\ny = 1") == [
        (1, (), 0),
        "ok",
        (3, (), 0),
        (2, (), 1),
        "ZeroDivisionError",
        "ZeroDivisionError",
        "stopped by ZeroDivisionError",
    ]


def test_a_caught_error_is_told_once():
    told = heard("try:\n    1 / 0\nexcept ZeroDivisionError:\n    x = 1")
    assert told == [(2, (), 0), "ZeroDivisionError", (4, (), 0), "ok"]


def test_a_generator_is_told_for_each_item():
    told = heard("for v in (k * 2 for k in [1, 2]):\n    v")
    assert [one for one in told if one != "ok"] == [
        (1, (), 0),
        (1, (0,), 0),
        (2, (1,), 0),
        (1, (1,), 0),
        (2, (2,), 0),
        (1, (2,), 0),
    ]


def prepared(text, after):
    made = []
    made.append(
        interpreter.prepare(
            source.read(text),
            write=lambda text: None,
            before_statement=lambda *_: None,
            after_statement=lambda error: after(made[0]),
        )
    )
    return made[0]


def test_names_are_her_data_only_and_locals_while_in_a_function():
    text = "import math\nx = 1\ndef f(a):\n    b = a\n    return b\ny = f([2])\nk = int\n"
    seen = []
    prepared(text, lambda running: seen.append(running.names())).run()
    assert seen[3] == {"x": 1, "a": [2], "b": [2]}
    assert seen[-1] == {"x": 1, "y": [2]}


def test_names_of_handlers_end_with_them():
    running = prepared("try:\n    1 / 0\nexcept Exception as e:\n    pass\nx = 1", lambda running: None)
    running.run()
    assert running.top.values == {"x": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a = 1 + 2 * 3", "1 + 2 * 3"), ("a = 1\na += 2", "a += 2"), ("a = max(1, 2)", "max(1, 2)"), ("a = -(1)", "-(1)")],
)
def test_current_expression_is_the_last_operation(text, expected):
    running = prepared(text, lambda running: None)
    running.run()
    assert running.source.slice(running.current_expression) == expected


def test_calls_in_which_an_error_happened():
    running = prepared("def f():\n    1 / 0\ndef g():\n    f()\n\ng()\n", lambda running: None)
    with pytest.raises(ProgramError):
        running.run()
    assert running.failed_in == (("g", 6), ("f", 4))
