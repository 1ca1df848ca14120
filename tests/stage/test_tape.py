"""The tape tells what happened: each moment ends as its snapshot says, and the last one as PyTorch says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from oracle import catalogue
from tape_player import ARTICLE, captions, ends, fold, line_of, lines, payload_of, program, whole_of

from autograd_core import timeline
from components import examples
from components.stage import plain
from components.stage.numbers import nested

LEAF = "x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
CORPUS = {
    f"{topic}: {name}": text for topic in catalogue.on_the_page() for name, text in catalogue.programs(topic).items()
}
EXAMPLES = {f"example {example.key}": example.text for example in examples.EXAMPLES}


NO_LINE = ("CopySlices", "AsStridedBackward0")  # functions that no line of a program calls


def kinds(payload: dict[str, Any]) -> list[str]:
    return [step["kind"] for step in payload["steps"]]


def back(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for step in payload["steps"] if step["kind"] != "statement"]


def text_at(payload: dict[str, Any], index: int | None) -> str | None:
    return None if index is None else payload["values"][index]["text"]


# ── against the snapshots ──────────────────────────────────────────────────────────────────────────────────────


def assert_tape_is_true(text: str) -> None:
    run, payload = timeline.run(text), whole_of(text)
    last = ends(payload)
    for moment in run.moments:
        if moment.index not in last:  # an error ran through it
            assert run.error is not None
            continue
        if moment.index == max(last) and run.error is not None:
            moment = run.moments[-1]
        folded = fold(payload, last[min(moment.index, max(last))])
        snapshot = run.snapshot(moment.index)
        for id, view in snapshot.tensors.items():
            if id in folded:
                assert_fields_are(payload, folded[id], view, run.held.get(id))
        for id, node in snapshot.nodes.items():
            if id in folded:
                assert folded[id]["state"] == ("recorded" if node.saved is not None else "freed")
                assert len(folded[id]["saved"]) == len(node.saved or ())
        for bucket in (mark for mark in payload["marks"] if mark["role"] == "bucket"):
            if bucket["id"] in folded and bucket["of"] in snapshot.tensors:
                assert folded[bucket["id"]]["value"] == folded[bucket["of"]]["grad"]


def assert_fields_are(payload: dict[str, Any], fields: dict[str, Any], view: Any, held: str | None) -> None:
    named = ("requires_grad", "is_leaf", "retains_grad", "version")
    assert {name: fields[name] for name in named} == {name: getattr(view, name) for name in named}
    assert fields["grad_fn"] == view.grad_fn_name
    variables = [plain.name(name) for name in view.names]
    assert fields["names"] in (variables, [*variables, held])
    assert fields["printed"] == plain.printed(view.printed)
    assert text_at(payload, fields["value"]) == nested(view.data)
    assert text_at(payload, fields["grad"]) == (None if view.grad is None else nested(view.grad))
    assert (fields["why"] is None) == (view.grad is not None)
    hers = view.made_by is None and not view.given
    assert fields["kind"].startswith("leaf") == (view.is_leaf and (view.requires_grad or hers))


@pytest.mark.parametrize("name", [*EXAMPLES, *CORPUS])
def test_every_moment_ends_as_its_snapshot_says(name: str) -> None:
    assert_tape_is_true({**EXAMPLES, **CORPUS}[name])


@settings(max_examples=60, deadline=None)
@given(lines())
def test_every_moment_of_any_program_ends_as_its_snapshot_says(statements: list[str]) -> None:
    assert_tape_is_true(program(statements))


# ── against PyTorch ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("topic", catalogue.on_the_page())
def test_the_tape_ends_where_pytorch_ends(topic: str) -> None:
    for name, text in catalogue.programs(topic).items():
        answer = catalogue.answers(topic).get(name)
        payload = payload_of(text)
        for fields in fold(payload).values():
            for variable in fields.get("names", ()):
                if answer is not None and variable in answer["tensors"]:
                    assert_is_pytorchs(payload, fields, answer["tensors"][variable])
        if answer is not None and answer["error"] is None:
            found = {name for fields in fold(payload).values() for name in fields.get("names", ())}
            assert answer["tensors"].keys() <= found, name


def assert_is_pytorchs(payload: dict[str, Any], fields: dict[str, Any], expected: dict[str, Any]) -> None:
    # Versions are held to the snapshots alone: those of what grad() gives differ by intent, see test_oracle.
    for name in ("requires_grad", "is_leaf", "retains_grad"):
        assert fields[name] == expected[name]
    assert fields["grad_fn"] == (expected["functions"][0][0] if expected["functions"] else None)
    assert_cells_are(payload, fields["value"], expected["values"])
    assert (fields["grad"] is None) == (expected["grad"] is None)
    if expected["grad"] is not None:
        assert_cells_are(payload, fields["grad"], expected["grad"]["values"])


def assert_cells_are(payload: dict[str, Any], index: int, expected: Any) -> None:
    cells = payload["values"][index]["cells"]
    for cell, value in zip(cells or (), np.array(expected).reshape(-1).tolist(), strict=bool(cells)):
        if isinstance(value, bool):
            assert cell == str(value)
        else:
            found = float(cell.replace("−", "-"))
            same = math.isclose(found, value, rel_tol=6e-4, abs_tol=1e-7)
            assert same or found == value or (math.isnan(found) and math.isnan(value))


# ── what a step holds ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [*EXAMPLES, *CORPUS])
def test_a_step_only_mentions_what_is_there(name: str) -> None:
    payload = whole_of({**EXAMPLES, **CORPUS}[name])
    marks = {mark["id"]: mark for mark in payload["marks"]}
    links = {link["id"]: link for link in payload["links"]}
    assert len(marks) == len(payload["marks"])
    assert len(links) == len(payload["links"])
    for index, step in enumerate(payload["steps"]):
        there = [step["who"], *step["freed"], *(term["mark"] for term in step["formula"])]
        assert all(mark is None or marks[mark]["born"] <= index for mark in there)
        assert all(mark in marks for mark, _, _ in step["writes"])
        for pulse in step["in"] + step["out"]:
            assert links[pulse["link"]]["born"] <= index
            assert links[pulse["link"]]["lane"] == "back"
            assert 0 <= pulse["value"] < len(payload["values"])
        folded = fold(payload, index - 1) if index else {}
        assert all(folded.get(mark, {}).get(field, ...) != value for mark, field, value in step["writes"])
    for link in links.values():
        assert link["born"] >= max(marks[link["from"]]["born"], marks[link["to"]]["born"])


@pytest.mark.parametrize("name", [*EXAMPLES, *CORPUS])
def test_a_message_that_leaves_arrives(name: str) -> None:
    """What a function gets is what was sent to its tensors; a leaf gets what its bucket gets."""
    payload = whole_of({**EXAMPLES, **CORPUS}[name])
    links = {link["id"]: link for link in payload["links"]}
    for index, step in enumerate(payload["steps"]):
        if step["kind"] not in ("visit", "accumulate"):
            continue
        for pulse in step["in"]:
            start = links[pulse["link"]]["from"]
            ride = [other for other in payload["steps"][:index] if other["moment"] == step["moment"]]
            sent = {links[out["link"]]["to"] for other in ride for out in other["out"]}
            begun = {other["who"] for other in ride if other["kind"] == "seed"}
            if any(other["label"] in NO_LINE for other in ride):
                continue  # a function without links stood between them
            assert start in sent | begun or pulse["link"] in {out["link"] for other in ride for out in other["out"]}


# ── the rules of the way back ──────────────────────────────────────────────────────────────────────────────────


def test_the_article_takes_the_eight_steps_of_the_design() -> None:
    payload = payload_of(ARTICLE)
    assert kinds(payload)[6:] == ["seed", "visit", "visit", "visit", "fan_in", "visit", "accumulate", "free"]
    steps = {step["label"].split("  ")[0]: step for step in back(payload)}
    assert [pulse["chip"] for pulse in steps["MeanBackward0"]["out"]] == ["∂out/∂z"]
    visits = [step for step in back(payload) if step["kind"] == "visit"]
    assert [len(step["out"]) for step in visits] == [1, 1, 2, 1]
    assert line_of(visits[0]) == "∂out/∂z = ∂out/∂out · 1/6 = 1 · 1/6 = 0.1667 (×6)"
    assert line_of(visits[1]) == "∂out/∂t = ∂out/∂z · 3 = 0.1667 · 3 = 0.5"
    three = next(mark for mark in payload["marks"] if mark["role"] == "constant" and mark["name"] == "3")
    assert {"text": "3", "mark": three["id"]} in visits[1]["formula"]
    assert visits[1]["label"] == "MulBackward0  0.1667 · 3 = 0.5"


def test_the_bucket_is_empty_until_the_message_is_poured_in() -> None:
    payload = payload_of(ARTICLE)
    poured = kinds(payload).index("accumulate")
    bucket = payload["steps"][poured]["who"]
    before, after = fold(payload, poured - 1), fold(payload, poured)
    assert (before[bucket]["value"], before["t1.0"]["grad"], before["t1.0"]["why"]) == (None, None, "not_yet")
    assert text_at(payload, after[bucket]["value"]) == "[[3, 4, 5], [6, 7, 8]]"
    assert (after["t1.0"]["grad"], after["t1.0"]["why"]) == (after[bucket]["value"], None)
    assert after[bucket]["levels"] == [after[bucket]["value"]]


def test_saved_tensors_are_there_until_they_are_freed() -> None:
    payload = payload_of(ARTICLE)
    last = len(payload["steps"]) - 1
    freed = payload["steps"][last]["freed"]
    assert sorted(freed) == ["f3.0", "f3.1"]
    before, after = fold(payload, last - 1), fold(payload, last)
    assert [row["text"] for row in before["f3.0"]["saved"]] == ["y v0", "y v0"]
    assert {before[id]["state"] for id in freed} == {"recorded"}
    assert {after[id]["state"] for id in freed} == {"freed"}


def test_every_pass_of_a_loop_raises_the_level_of_the_bucket() -> None:
    """Derivative of (2w − 4)² at w = 1 is 8w − 16 = −8, three times."""
    loop = "for step in range(3):\n    loss = (w*2 - 4)**2\n    loss.backward()\n"
    payload = payload_of("import torch\nw = torch.tensor(1., requires_grad=True)\n" + loop)
    bucket = next(mark for mark in payload["marks"] if mark["role"] == "bucket")
    assert [text_at(payload, level) for level in fold(payload)[bucket["id"]]["levels"]] == ["−8", "−16", "−24"]
    assert [step["passes"] for step in payload["steps"] if step["kind"] == "seed"] == [[1], [2], [3]]
    said = [text for text in captions(payload, "en") if "bucket:" in text]
    assert said[1] == "Into the bucket: w.grad: −8 + (−8) = −16."


def test_messages_meet_once_however_many_there_are() -> None:
    """x·x + 2x + x at 3: 6 + 2 + 1 = 9."""
    text = "import torch\nx = torch.tensor(3., requires_grad=True)\ny = x * x + x * 2 + x\ny.backward()\n"
    payload = payload_of(text)
    meetings = [step for step in payload["steps"] if step["kind"] == "fan_in"]
    assert [step["who"] for step in meetings] == ["t1.0"]
    assert len(meetings[0]["in"]) == 4
    assert line_of(meetings[0]).endswith(" = 9")
    assert kinds(payload).index("fan_in") == kinds(payload).index("accumulate") - 1


def test_a_result_that_keeps_its_gradient_keeps_it_as_it_passes() -> None:
    text = (
        "import torch\nx = torch.tensor(2., requires_grad=True)\ny = x * 3\ny.retain_grad()\nz = y * y\nz.backward()\n"
    )
    payload = payload_of(text)
    assert kinds(payload)[-6:] == ["visit", "fan_in", "retain", "visit", "accumulate", "free"]
    kept = kinds(payload).index("retain")
    y = fold(payload, kept)["t2.0"]
    assert (text_at(payload, y["grad"]), y["why"], y["retains_grad"]) == ("12", None, True)


def test_grad_shows_the_way_and_pours_nothing() -> None:
    text = "import torch\nx = torch.tensor(4., requires_grad=True)\ny = x * x\ng, = torch.autograd.grad(y, x)\n"
    payload = payload_of(text)
    assert {"seed", "visit", "fan_in"} <= set(kinds(payload))
    assert "accumulate" not in kinds(payload)
    x = fold(payload)["t1.0"]
    assert (x["grad"], x["why"]) == (None, "not_yet")


def test_a_seed_that_is_no_one_is_the_gradient_of_a_hidden_sum() -> None:
    text = LEAF + "z = x * 2\nz.backward(gradient=torch.ones_like(z))\n"
    payload = payload_of("import torch\n" + text)
    chips = {pulse["chip"] for step in payload["steps"] for pulse in step["in"] + step["out"]}
    assert chips == {"∂L/∂z", "∂L/∂x"}
    named = payload_of("import torch\n" + text.replace("z", "L"))
    assert {pulse["chip"] for step in named["steps"] for pulse in step["in"]} == {"∂ℒ/∂L", "∂ℒ/∂x"}


# ── why there is no gradient ───────────────────────────────────────────────────────────────────────────────────


def test_why_there_is_no_gradient() -> None:
    text = """import torch
x = torch.tensor(2., requires_grad=True)
w = torch.tensor(5., requires_grad=True)
c = torch.tensor(1.)
y = x * 3
y.backward()
x.grad = None
late = torch.tensor(1., requires_grad=True)
(w * 2).backward()
"""
    payload = payload_of(text)
    last = ends(payload)
    why = [
        {field["names"][0]: field["why"] for field in fold(payload, last[moment]).values() if field.get("names")}
        for moment in last
    ]
    assert why[4] == {"x": "not_yet", "w": "not_yet", "c": "untracked", "y": "not_retained"}
    assert why[5] == {"x": None, "w": "no_path", "c": "untracked", "y": "not_retained"}
    assert why[6]["x"] == "not_yet"
    assert why[7]["late"] == "not_yet"
    assert why[8] == {"x": "no_path", "w": None, "c": "untracked", "y": "not_retained", "late": "no_path"}


def test_a_leaf_that_was_missed_and_then_reached_waits_again_when_it_is_emptied() -> None:
    text = """import torch
x = torch.tensor(2., requires_grad=True)
w, done = torch.tensor(5., requires_grad=True), (x * 3).backward()
(w * 2).backward()
w.grad = None
"""
    payload = payload_of(text)
    last = ends(payload)
    assert [fold(payload, last[moment])["t2.0"]["why"] for moment in (2, 3, 4)] == ["no_path", None, "not_yet"]


# ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_ride_stops_at_the_first_function_whose_luggage_is_gone() -> None:
    payload = payload_of(ARTICLE + "out.backward()\n")
    error = payload["steps"][-1]
    assert kinds(payload)[-3:] == ["seed", "visit", "error"]
    assert error["who"] == "f3.1"
    assert [(pulse["link"], pulse["chip"]) for pulse in error["in"]] == [("t3.1>f3.1", "∂out/∂z")]
    assert fold(payload)["f3.1"]["error"] is True
    assert payload["error"]["step"] == len(payload["steps"]) - 1
    assert text_at(payload, fold(payload)["t1.0"]["grad"]) == "[[3, 4, 5], [6, 7, 8]]"


def test_a_pass_that_cannot_begin_stops_at_its_tensor() -> None:
    payload = payload_of(ARTICLE.replace("out.backward", "z.backward"))
    assert kinds(payload)[-2:] == ["statement", "error"]
    assert payload["steps"][-1]["who"] == payload["error"]["mark"] == "t3.1"


def test_an_error_on_the_first_line_is_a_tape_of_its_own() -> None:
    payload = payload_of("x = 1 / 0\n")
    assert kinds(payload) == ["statement", "error"]
    assert payload["error"]["line"] == 1
