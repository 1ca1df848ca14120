"""The heading over an error names whose words it is in."""

from __future__ import annotations

import pytest
from tape_player import payload_of

X = "import torch\nx = torch.ones(2, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("text", "says", "type_name"),
    [
        ("import subprocess\n", "page", None),
        ("x = 1j\n", "page", None),
        ("while True:\n    x = 1\n", "page", None),
        ("x = (((\n", "python", "SyntaxError"),
        ("x = 1 / 0\n", "python", "ZeroDivisionError"),
        ("x = 'a' + 1\n", "python", "TypeError"),
        (f"{X}y = x.foo\n", "python", "AttributeError"),
        ("raise ValueError('a')\n", "program", "ValueError"),
        ("assert False, 'b'\n", "program", "AssertionError"),
        (f"{X}x.backward()\n", "pytorch", "RuntimeError"),
        (f"{X}y = x + torch.ones(3)\n", "pytorch", "RuntimeError"),
    ],
)
def test_who_says_an_error(text: str, says: str, type_name: str | None) -> None:
    error = payload_of(text)["error"]
    assert (error["says"], error["type"]) == (says, type_name)


def test_a_refusal_is_of_no_type_on_the_tape() -> None:
    last = payload_of("import subprocess\n")["steps"][-1]
    assert last["label"] == "subprocess is not here; only torch, math and what is like them are here"
    assert "SyntaxError" not in str(last["cap"])
