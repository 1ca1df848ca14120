"""Links hold a program and give back exactly that program, whatever else may stand in them."""

from __future__ import annotations

import base64
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import examples, link


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


@given(st.text(max_size=300))
def test_a_link_gives_back_its_program(text: str) -> None:
    parameter = link.encode(text)
    assert parameter is not None
    assert link.decode(parameter) == text


@pytest.mark.parametrize("example", examples.EXAMPLES, ids=lambda example: example.key)
def test_examples_fit_in_a_link(example: examples.Example) -> None:
    parameter = link.encode(example.text)
    assert parameter is not None and len(parameter) < 400
    assert link.decode(parameter) == example.text


def test_chinese_and_line_ends_survive() -> None:
    text = "# 梯度\r\nx = 1\n"
    assert link.decode(link.encode(text)) == text


def test_a_program_too_long_for_a_link_has_none() -> None:
    letters = random.Random(0)
    assert link.encode("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=5_000))) is None


@given(st.one_of(st.text(), st.none(), st.integers(), st.binary(max_size=50)))
def test_junk_is_no_program_and_no_error(junk: object) -> None:
    assert link.decode(junk) is None or isinstance(junk, str)


@given(st.binary(max_size=200))
def test_any_bytes_in_base64_are_no_error(raw: bytes) -> None:
    found = link.decode(base64.urlsafe_b64encode(raw).decode().rstrip("="))
    assert found is None or isinstance(found, str)


def test_a_small_link_cannot_grow_into_a_large_text() -> None:
    bomb = packed(b" " * 50_000_000)
    assert len(bomb) < 70_000
    assert link.decode(bomb[: 4 * 1_800]) is None
    assert link.decode(packed(b" " * (link.MAX_BYTES + 1))) is None
    assert link.decode(packed(b" " * link.MAX_BYTES)) == " " * link.MAX_BYTES


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"x\x80"])
def test_bytes_that_are_no_text_are_no_program(raw: bytes) -> None:
    assert link.decode(packed(raw)) is None


def test_a_cut_link_is_no_program() -> None:
    parameter = link.encode(examples.START.text)
    assert parameter is not None
    assert link.decode(parameter[:-6]) is None
