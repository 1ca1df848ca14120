"""Names, labels and links stay data: shown escaped and short, decoded within bounds, never run."""

from __future__ import annotations

import json
import time

import pytest
from cases import load, text_of
from page import visit
from trial import HIDDEN

from components import link

LABELS = {case["id"]: text_of(case).replace("@ID@", "7").replace("@PORT@", "9") for case in load("corpus/labels")}
SINKS = {
    "printed": "print({text!r})",
    "a variable": "s = {text!r}\nx = torch.ones(1)",
    "an error": "raise ValueError({text!r})",
    "a key that is not there": "d = {{}}\nd[{text!r}]",
    "in a list": "l = [{text!r}, 1]",
    "an attribute": "getattr(torch, {text!r})",
    "an argument": "torch.sum(torch.ones(2), {text!r})",
    "a keyword": "torch.ones(2).sum(**{{{text!r}: 1}})",
    "a module": "m = torch.nn.Module()\nm.add_module({text!r}.replace('.', ''), torch.nn.ReLU())\nprint(m)",
}


@pytest.mark.parametrize("sink", SINKS)
def test_a_text_is_shown_as_text(sink: str) -> None:
    for name, text in LABELS.items():
        seen = visit(SINKS[sink].format(text=text[:15_000]))
        hidden = [one for one in seen.drawn if HIDDEN.search(one)]
        assert hidden == [], name
        assert all(len(one) <= 20_100 for one in seen.drawn), name


@pytest.mark.parametrize("id", LABELS)
def test_a_text_alone_is_no_program_that_does_anything(id: str) -> None:
    seen = visit(LABELS[id])
    assert seen.error is not None or id == "label-036"
    assert not any(HIDDEN.search(one) for one in seen.drawn)


@pytest.mark.parametrize("case", load("corpus/share"), ids=lambda case: case["id"])
def test_a_link_is_decoded_within_bounds_or_not_at_all(case: dict[str, str]) -> None:
    started = time.thread_time()
    text = link.decode(text_of(case))
    assert time.thread_time() - started < 0.5
    assert text is None or (len(text.encode()) <= link.MAX_BYTES and json.dumps(text).isascii())
    if case["expect"] != "ok or clean error":
        assert (text is None) == (case["expect"] == "clean error")


@pytest.mark.parametrize("name", ["ᴇxec", "ｅxec", "𝒸ompile", "eval"])
def test_a_name_in_disguise_is_the_name(name: str) -> None:
    seen = visit(f"{name}('1')")
    assert seen.error is not None and "(" not in seen.printed
