"""Events change the program as they say, junk changes nothing, and no text is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import events, examples, state
from components.state import HISTORY, Label, State

START = examples.START.text
LEAF = "import torch\nx = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\n"


def event(now: State, op: str, **fields: Any) -> State:
    seq = now.seen[0] + 1 if now.seen else 1
    return events.apply(now, {"seq": seq, "base_rev": now.rev, "op": op, **fields})


def assert_ignored(before: State, after: State) -> None:
    assert (after.text, after.rev, after.past, after.future) == (before.text, before.rev, before.past, before.future)


# ── each event ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "op", "fields", "expected"),
    [
        (LEAF, "append", {"line": "y = x * 2"}, LEAF + "y = x * 2\n"),
        (LEAF, "replace_all", {"text": "x = 1\n"}, "x = 1\n"),
        (LEAF, "flag", {"name": "x", "value": False, "mode": "now"}, LEAF + "x.requires_grad = False\n"),
        (LEAF, "flag", {"name": "x", "value": False, "mode": "history"}, LEAF.replace(", requires_grad=True", "")),
        (LEAF, "flag", {"mark": "t1.0", "value": False, "mode": "now"}, LEAF + "x.requires_grad = False\n"),
        (LEAF, "backward", {"name": "x", "gradient": None}, LEAF + "x.backward()\n"),
        (
            LEAF,
            "backward",
            {"name": "x", "gradient": "torch.ones_like(x)"},
            LEAF + "x.backward(gradient=torch.ones_like(x))\n",
        ),
        (LEAF, "set_element", {"name": "x", "index": [1, 0], "text": "30."}, LEAF.replace("3.", "30.")),
        (LEAF, "set_element", {"name": "x", "index": [1, 0], "text": "30"}, LEAF.replace("3.", "30.")),
        (
            "import torch\nw = torch.tensor(1.)\n",
            "set_element",
            {"name": "w", "index": [], "text": "7"},
            "import torch\nw = torch.tensor(7.)\n",
        ),
        (
            "import torch\nn = torch.tensor([1, 2])\n",
            "set_element",
            {"name": "n", "index": [0], "text": "7"},
            "import torch\nn = torch.tensor([7, 2])\n",
        ),
        (LEAF + "y = x * 2\n", "delete", {"line": 3}, LEAF),
        (LEAF + "# note\ny = x * 2\n", "delete", {"line": 3}, LEAF + "y = x * 2\n"),
        (LEAF + "y = (\n", "delete", {"line": 3}, LEAF),
    ],
)
def test_an_event_writes_its_text(text: str, op: str, fields: dict[str, Any], expected: str) -> None:
    before = state.start(text)
    after = event(before, op, **fields)
    assert after.text == expected
    assert after.rev == before.rev + 1
    assert event(after, "undo").text == text


def test_fix_takes_the_text_that_the_fix_offers() -> None:
    before = state.start(examples.BY_KEY["not-scalar"].text)
    assert before.run.error is not None and before.run.error.id == "E7"
    after = event(before, "fix", index=0)
    assert after.run.error is None
    assert after.text != before.text
    assert_ignored(before, event(before, "fix", index=99))


def test_undo_and_redo_go_through_every_text() -> None:
    now = state.start(LEAF)
    texts = [now.text]
    for line in ("y = x * 2", "z = y + 1", "z.sum().backward()"):
        now = event(now, "append", line=line)
        texts.append(now.text)
    for text in reversed(texts[:-1]):
        now = event(now, "undo")
        assert now.text == text
    assert now.undo is None and now.redo is not None
    for text in texts[1:]:
        now = event(now, "redo")
        assert now.text == text
    assert now.redo is None and now.undo is not None


def test_labels_name_the_edit_they_undo_or_redo() -> None:
    now = event(state.start(LEAF), "append", line="y = x * 2")
    assert now.undo == Label("app.label.append", {"line": "y = x * 2"})
    now = event(now, "undo")
    assert now.undo is None
    assert now.redo == Label("app.label.append", {"line": "y = x * 2"})
    assert event(now, "append", line="y = x * 3").redo is None


def test_a_drag_is_undone_as_a_whole_and_two_drags_one_by_one() -> None:
    now = state.start(LEAF)
    for gesture, text in (("g1", "2"), ("g1", "3"), ("g2", "4"), ("g2", "5")):
        now = event(now, "set_element", name="x", line=2, mark="t1.0", index=[0, 0], text=text, gesture=gesture)
    assert "[[5., 2.]" in now.text
    assert now.undo == Label("app.label.set_element", {"name": "x[0, 0]"})
    now = event(now, "undo")
    assert "[[3., 2.]" in now.text
    now = event(now, "undo")
    assert now.text == LEAF
    now = event(event(now, "redo"), "redo")
    assert "[[5., 2.]" in now.text


def test_other_numbers_and_other_edits_end_a_gesture() -> None:
    now = state.start(LEAF)
    for index, text in (([0, 0], "2"), ([0, 1], "3")):
        now = event(now, "set_element", name="x", index=index, text=text, gesture="g1")
    assert len(now.past) == 2
    now = event(now, "append", line="y = x * 2")
    now = event(now, "set_element", name="x", index=[0, 1], text="4", gesture="g1")
    assert len(now.past) == 4


def test_undo_and_redo_bring_back_the_tape() -> None:
    now = event(state.start(START), "append", line="w = out * 2", t=7.5)
    assert now.back is None
    now = event(now, "undo", t=16.0)
    assert (now.text, now.back) == (START, 7.5)
    now = event(now, "redo", t=3.0)
    assert now.back == 16.0
    assert event(now, "undo", t=1.0).back == 3.0


@pytest.mark.parametrize("t", [-1, "3", None, float("nan"), float("inf"), 1e9])
def test_a_tape_that_stands_nowhere_is_not_kept(t: Any) -> None:
    now = event(event(state.start(START), "append", line="w = out * 2", t=t), "undo")
    assert (now.text, now.back) == (START, None)


def test_the_line_tells_declarations_of_one_name_apart() -> None:
    text = "import torch\nx = torch.tensor(1.)\ny = x * 2\nx = torch.tensor(5.)\n"
    now = state.start(text)
    changed = event(now, "set_element", name="x", line=2, mark="t1.0", index=[], text="3")
    assert changed.text == text.replace("tensor(1.)", "tensor(3.)")
    assert_ignored(now, event(now, "set_element", name="x", line=3, index=[], text="3"))
    assert_ignored(now, event(now, "set_element", name="x", line="2", index=[], text="3"))


def test_history_keeps_the_last_fifty_texts() -> None:
    now = state.start(LEAF)
    for number in range(HISTORY + 5):
        now = event(now, "append", line=f"y{number} = x * 2")
    for _ in range(HISTORY + 5):
        now = event(now, "undo")
    assert now.text.count("\n") == 2 + 5


def test_half_typed_text_is_no_stop_for_undo() -> None:
    now = state.start(LEAF)
    for typed in ("y", "y =", "y = x", "y = x *", "y = x * 2"):
        now = event(now, "replace_all", text=LEAF + typed + "\n")
    assert now.text == LEAF + "y = x * 2\n"
    stops = []
    while now.undo:
        now = event(now, "undo")
        stops.append(now.text.removeprefix(LEAF))
    assert stops == ["y = x\n", ""]


def test_what_a_typed_text_replaces_can_be_reached_even_if_it_fails() -> None:
    broken = event(state.start(LEAF), "replace_all", text="y = (((")
    opened = state.change(broken, START, Label("app.label.example", {"title": "start"}))
    assert event(opened, "undo").text == "y = ((("


# ── the picture while a program fails ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("y = (", "syntax"),
        ("import subprocess", "syntax"),
        ("y = nothing_of_that_name", "run"),
        ("y = x + torch.tensor([1., 2., 3.])", "run"),
        ("y = x @ torch.tensor([[1., 2., 3.]])", "run"),
        ("while True:\n    pass", "budget"),
    ],
)
def test_a_text_that_only_confuses_leaves_the_last_good_picture_dimmed(line: str, kind: str) -> None:
    good = state.start(LEAF)
    bad = event(good, "replace_all", text=LEAF + line + "\n")
    assert bad.text == LEAF + line + "\n"
    assert bad.run.error is not None and bad.run.error.kind == kind
    assert bad.dimmed and bad.shown is good.run
    partial = event(bad, "show_partial")
    assert not partial.dimmed and partial.shown is partial.run
    assert not event(partial, "append", line="# more").partial


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("x.sum().backward(); x.backward()", "E7"),
        ("y = x.sum() * 2\ny.backward(torch.ones(3))", "E6"),
        ("y = (x * x).sum()\ny.backward()\ny.backward()", "E1"),
        ("torch.tensor([1.]).backward()", "E2"),
        ("y = x * 2\ny.requires_grad = False", "E3"),
        ("y = x * 2\nz = (y * y).sum()\ny.add_(1)\nz.backward()", "E4"),
        ("x.add_(1)", "E5"),
        ("i = torch.tensor([1], requires_grad=True)", "E8"),
        ("torch.tensor([1.]).retain_grad()", "E11"),
    ],
)
def test_an_error_of_autograd_shows_what_ran_up_to_it(lines: str, error: str) -> None:
    now = event(state.start("import torch\na = torch.tensor(1.)\n"), "replace_all", text=LEAF + lines + "\n")
    assert now.run.error is not None and now.run.error.id == error
    assert not now.dimmed and now.shown is now.run
    assert now.shown.moments


def test_a_program_that_never_ran_has_a_picture_of_what_it_has() -> None:
    now = state.start("y = (")
    assert now.run.error is not None and not now.dimmed and not now.shown.moments


def fail(*_: object) -> None:
    raise RuntimeError("a fault")


def test_a_fault_of_the_engine_keeps_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    good = state.start(LEAF)
    monkeypatch.setattr(state.rerun, "run", fail)
    monkeypatch.setattr(state.timeline, "run", fail)
    bad = event(good, "append", line="y = x * 2")
    assert bad.text == LEAF + "y = x * 2\n"
    assert bad.dimmed and bad.shown is good.run
    assert bad.run.error is not None and "fault" in bad.run.error.message


def test_a_fault_in_what_was_kept_means_a_run_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    good = state.start(LEAF)
    monkeypatch.setattr(state.rerun, "run", fail)
    now = event(good, "append", line="y = x * 2")
    assert now.run.error is None and len(now.run.moments) == 3 and now.kept is None


# ── stale, repeated, senseless ─────────────────────────────────────────────────────────────────────────────────


def test_a_repeated_event_counts_once() -> None:
    once = {"seq": 1, "base_rev": 0, "op": "append", "line": "y = x * 2"}
    now = events.apply(state.start(LEAF), once)
    assert_ignored(now, events.apply(now, once))


def test_a_stale_event_is_ignored_but_a_whole_new_text_never() -> None:
    now = event(state.start(LEAF), "append", line="y = x * 2")
    assert_ignored(now, events.apply(now, {"seq": 2, "base_rev": 0, "op": "append", "line": "z = x"}))
    assert events.apply(now, {"seq": 3, "base_rev": 0, "op": "replace_all", "text": "a = 1\n"}).text == "a = 1\n"


@pytest.mark.parametrize(
    ("op", "fields"),
    [
        ("append", {}),
        ("append", {"line": 3}),
        ("append", {"line": "  "}),
        ("replace_all", {"text": None}),
        ("replace_all", {"text": "a" * 1_000_000}),
        ("flag", {"name": "x", "value": "yes", "mode": "now"}),
        ("flag", {"name": "x; import os", "value": True, "mode": "now"}),
        ("flag", {"mark": "t99.0", "value": True, "mode": "now"}),
        ("flag", {"name": "nobody", "value": True, "mode": "history"}),
        ("backward", {"name": "x y"}),
        ("backward", {"name": "x", "gradient": 3}),
        ("set_element", {"name": "x", "index": [9, 9], "text": "1"}),
        ("set_element", {"name": "x", "index": [0, True], "text": "1"}),
        ("set_element", {"name": "x", "index": [0, 0], "text": "1)"}),
        ("set_element", {"name": "x", "index": 0, "text": "1"}),
        ("fix", {"index": -1}),
        ("fix", {"index": 0}),
        ("delete", {"line": 0}),
        ("delete", {"line": 3}),
        ("delete", {"line": "1"}),
        ("undo", {}),
        ("redo", {}),
        ("show_partial", {}),
        ("explode", {}),
        (["append"], {"line": "y = x"}),
    ],
)
def test_an_event_without_sense_changes_nothing(op: Any, fields: dict[str, Any]) -> None:
    now = state.start(LEAF)
    assert_ignored(now, event(now, op, **fields))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = ("line", "text", "name", "mark", "value", "mode", "gradient", "index", "a", "b", "sign", "method", "new")
_EVENTS = st.fixed_dictionaries(
    {"seq": st.integers(0, 3), "base_rev": st.integers(0, 2), "op": st.sampled_from(sorted(events._EVENTS)) | _JSON},
    optional={
        name: _JSON | st.sampled_from(["x", "y = x", "now", "history", "1.", "a + b", "print"]) for name in _FIELDS
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_EVENTS | _JSON, max_size=5))
def test_no_event_raises_and_every_text_stays_reachable(sent: list[Any]) -> None:
    now = state.start(LEAF)
    for junk in sent:
        before, now = now, events.apply(now, junk)
        if now.text == before.text:
            continue
        assert now.rev == before.rev + 1
        reachable = {revision.text for revision in (*now.past, *now.future)}
        assert before.text in reachable or state.held_back(before.run)
