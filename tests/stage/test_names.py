"""What things are called: the student's names, letters for what has none, and nothing that plays tricks on the eye."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.stage import plain
from components.stage.names import base_op, glyph, pretty


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("y * y", "y·y"),
        ("y*y * 3", "y·y·3"),
        ("x ** 2 * y", "x ** 2·y"),
        ("f(*args)", "f(*args)"),
        ("f(x, **named)", "f(x, **named)"),
        ("g('a * b') * 2", "g('a * b')·2"),
        ('g("a \\" * b") * 2', 'g("a \\" * b")·2'),
        ("(a + b) * [1, 2][0]", "(a + b)·[1, 2][0]"),
    ],
)
def test_source_as_mathematics(source: str, shown: str) -> None:
    assert pretty(source) == shown


def test_signs() -> None:
    assert (glyph("add"), glyph("mul"), glyph("mm"), glyph("mean")) == ("+", "×", "@", "mean")
    assert (glyph("add_", inplace=True), glyph("relu_", inplace=True)) == ("+=", "relu")
    assert (base_op("mul_"), base_op("mul"), base_op("_to_copy")) == ("mul", "mul", "_to_copy")


def test_hidden_characters_are_shown_and_long_names_shortened() -> None:
    assert plain.shown("a\u202eb\x00c\ud800d\n") == "a\\u202eb\\x00c\\ud800d\n"
    assert plain.line("a\nb\tc") == "a\\nb\\tc"
    assert plain.name("n" * 40) == "n" * 40
    assert plain.name("a" * 30 + "b" * 30) == "a" * 20 + "…" + "b" * 19
    assert plain.printed("p" * 5000) == "p" * 2000 + "…"
    assert plain.sendable("a\ud800b\u202e") == "a\ufffdb\u202e"


@given(st.text(st.characters()))
def test_text_for_the_screen_can_be_sent_and_shown(text: str) -> None:
    for made in (plain.shown(text), plain.line(text), plain.name(text), plain.printed(text), plain.sendable(text)):
        json.dumps(made, ensure_ascii=False).encode("utf-8")
    assert len(plain.name(text)) <= 40
    assert "\n" not in plain.line(text)
