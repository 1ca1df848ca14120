"""The payload as a whole: strict JSON for every program, small and quick for the first one, linear for long ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tape_player import ARTICLE, lines, payload_of, program

from components import events, examples, state, words
from components.stage.payload import build
from components.state import Label

KEYS = {
    *("rev", "lang", "theme", "text", "shown", "dimmed", "autoplay", "at", "fresh", "undo", "redo"),
    *("values", "marks", "links", "steps", "groups", "hidden", "console", "error", "warnings", "notes", "opened"),
}


def test_the_start_program_is_small_and_quick() -> None:
    now = state.start(ARTICLE)
    build(now)
    took = min(_seconds(lambda: build(now)) for _ in range(5))
    size = len(json.dumps(build(now), allow_nan=False, ensure_ascii=False).encode("utf-8"))
    assert size < 60_000
    assert took < 0.015


def _seconds(work: Callable[[], object]) -> float:
    """Of this process alone, whatever else the machine does."""
    start = time.process_time()
    work()
    return time.process_time() - start


def test_a_payload_has_all_its_parts() -> None:
    payload = payload_of(ARTICLE)
    assert payload.keys() == KEYS
    step = {
        "kind",
        "moment",
        "line",
        "span",
        "passes",
        "who",
        "in",
        "out",
        "freed",
        "writes",
        "label",
        "cap",
        "formula",
    }
    assert all(made.keys() == step for made in payload["steps"])
    tensor = {"temp", "expression", "dims", "shape", "dtype", "made_by", "given", "literal"}
    function = {"op", "glyph", "grad_fn", "rules", "next", "off", "cells"}
    mark = {"id", "role", "kind", "name", "x", "y", "width", "height", "born", "line"}
    more = {"tensor": tensor, "function": function, "bucket": {"of"}, "constant": {"of"}}
    assert all(made.keys() == mark | more[made["role"]] for made in payload["marks"])
    link = {"id", "from", "to", "lane", "argument", "tracked", "born", "way"}
    assert all(made.keys() == link for made in payload["links"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only words\n",
        "pass\n",
        "x = (((\n",
        "import os\n",
        "x = 1 / 0\n",
        "print('\\ud800 \\u202e')\n",
        "\ud800 = 1\n",
    ],
)
def test_programs_without_a_picture(text: str) -> None:
    payload = payload_of(text)
    assert payload["marks"] == []
    assert payload["links"] == []


def test_text_a_program_prints_can_be_sent_and_seen() -> None:
    payload = payload_of("print('a\\u202eb', '\\x00')\nprint('c')\n")
    assert payload["console"] == [[0, "a\\u202eb \\x00\n"], [1, "c\n"]]


@settings(max_examples=80, deadline=None)
@given(lines(most=12))
def test_every_program_has_a_payload(statements: list[str]) -> None:
    payload = payload_of(program(statements))
    assert payload.keys() == KEYS
    for step in payload["steps"]:
        template = words.catalogue("en")[step["cap"]["key"]]
        assert words.places(template) <= step["cap"]["args"].keys()


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_has_a_payload(text: str) -> None:
    assert payload_of(text).keys() == KEYS


def test_long_programs_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        body = "".join(f"a{i} = a{i - 1} * x + 1\n" for i in range(1, count))
        text = f"import torch\nx = torch.tensor(1., requires_grad=True)\na0 = x + 1\n{body}a{count - 1}.backward()\n"
        now = state.start(text)
        return min(_seconds(lambda: build(now)) for _ in range(5))

    seconds(10)
    assert seconds(180) < 6 * seconds(60)


# ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_says_what_pytorch_says_and_what_to_write() -> None:
    error = payload_of(ARTICLE.replace("out.backward", "z.backward"))["error"]
    assert (error["type"], error["message"]) == (
        "RuntimeError",
        "grad can be implicitly created only for scalar outputs",
    )
    assert (error["kind"], error["line"], error["partial"]) == ("run", 6, False)
    said = words.word("en", error["explain"]["key"], **error["explain"]["args"])
    assert said.startswith("z holds 6 numbers.")
    assert error["fixes"][0]["preview"] == "z.backward(gradient=torch.ones_like(z))"
    assert len(error["fixes"]) == 3


def test_a_broken_text_keeps_the_last_picture() -> None:
    before = state.start(ARTICLE)
    after = state.change(before, ARTICLE + "y = ((\n", Label("app.label.edit"))
    payload = build(after)
    assert payload["dimmed"]
    assert payload["shown"] == ARTICLE
    assert payload["steps"] == build(before)["steps"]
    error = payload["error"]
    assert (error["kind"], error["step"], error["line"], error["partial"]) == ("syntax", None, 7, False)


def test_a_run_that_stopped_early_can_be_shown() -> None:
    before = state.start(ARTICLE)
    typed = state.change(before, ARTICLE + "print(nothing)\n", Label("app.label.edit"))
    assert build(typed)["error"]["partial"] is True
    shown = build(events.apply(typed, {"op": "show_partial", "seq": 1, "base_rev": typed.rev}))
    assert not shown["dimmed"]
    assert shown["error"]["step"] == len(shown["steps"]) - 1


@pytest.mark.parametrize("example", examples.EXAMPLES, ids=lambda example: example.key)
def test_every_word_an_error_asks_for_is_there(example: examples.Example) -> None:
    error = payload_of(example.text)["error"]
    if error is None:
        return
    asked = [error["explain"], *(fix["label"] for fix in error["fixes"])]
    for label in filter(None, asked):
        for lang in words.LANGUAGES:
            template = words.catalogue(lang)[label["key"]]
            assert words.places(template) <= label["args"].keys()


# ── the shell around it ────────────────────────────────────────────────────────────────────────────────────────


def test_undo_and_redo_are_named() -> None:
    now = state.append_line(state.start(ARTICLE), "a = 1")
    assert build(now)["undo"] == {"key": "app.label.append", "args": {"line": "a = 1"}}
    assert build(now)["redo"] is None
    assert build(state.undo(now))["redo"] == {"key": "app.label.append", "args": {"line": "a = 1"}}


def test_what_plays_by_itself() -> None:
    assert build(state.start(ARTICLE, plays=True))["autoplay"] is True
    assert build(state.start(ARTICLE))["autoplay"] is False
