"""Long loops: all passes are told, few are drawn, each can be opened; what is told is what the whole would tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tape_player import fold, payload_of, whole_of

from autograd_core import timeline
from components import events, state
from components.stage import payload
from components.stage.payload import build

TRAINING = """import torch
import torch.nn as nn
torch.manual_seed(0)
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(100):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
"""
DESCENT = """import torch
w = torch.tensor([4.0, -2.0], requires_grad=True)
kept = []
for i in range(30):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    if i == 12:
        half = loss
    print(i)
    w.grad = None
print(half)
"""
CHAIN = (
    "import torch\nw = torch.tensor(1.5, requires_grad=True)\ny = w\nfor i in range(20):\n    y = y * w\ny.backward()\n"
)
NESTED = (
    "import torch\nw = torch.tensor(1.5, requires_grad=True)\nfor e in range(3):\n    for b in range(20):\n"
    "        loss = w * b\n        loss.backward()\n    print(e)\n"
)
WHILE = "def count(n):\n    while n > 0:\n        n = n - 1\n        print(n)\nfor i in range(2):\n    count(20)\n"
LONG = "import torch\nx = torch.ones(3, requires_grad=True)\nfor i in range(300):\n    y = x * 2\n    z = y + 1\n"
PROGRAMS = {
    "training": TRAINING.replace("100", "20"),
    "descent": DESCENT,
    "chain": CHAIN,
    "nested": NESTED,
    "while": WHILE,
    "long": LONG,
}


def state_at_the_end(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of every mark at the end, with the values themselves."""
    found = fold(payload)
    for fields in found.values():
        for name in ("value", "grad", "arrived", "passed"):
            if isinstance(fields.get(name), int):
                fields[name] = payload["values"][fields[name]]
        for name in ("levels", "sent"):
            told = [one[1] if name == "sent" else one for one in fields.get(name) or ()]
            fields[name] = [None if at is None else payload["values"][at] for at in told]
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_folded_tape_ends_where_a_whole_one_does(name: str) -> None:
    everything = state_at_the_end(whole_of(PROGRAMS[name]))
    folded = payload_of(PROGRAMS[name])
    marks = {mark["id"] for mark in folded["marks"]}
    for id, fields in state_at_the_end(folded).items():
        for field, value in fields.items():
            if field in ("grad_fn_id", "saved", "roads"):  # they name marks, or places of values
                continue
            assert value == everything[id][field], f"{id}.{field}"
    assert marks <= {mark["id"] for mark in whole_of(PROGRAMS[name])["marks"]}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_pass_is_told_and_everything_printed_is_there(name: str) -> None:
    folded, run = payload_of(PROGRAMS[name]), timeline.run(PROGRAMS[name])
    assert "".join(text for _, text, *_ in folded["console"]) == run.printed
    told = {(step["line"], *step["passes"][:-1], number) for step in folded["steps"] if "fold" in step for number in
            range(step["fold"]["first"], step["fold"]["last"] + 1)}  # fmt: skip
    assert told, "something is folded"
    ids = {step["fold"]["id"] for step in folded["steps"] if "fold" in step}
    assert len(ids) == sum("fold" in step for step in folded["steps"])


@pytest.mark.parametrize("name", PROGRAMS)
def test_links_and_messages_end_at_marks_that_are_drawn(name: str) -> None:
    folded = payload_of(PROGRAMS[name])
    marks, links = {mark["id"] for mark in folded["marks"]}, {link["id"] for link in folded["links"]}
    assert all({link["from"], link["to"]} <= marks for link in folded["links"])
    for step in folded["steps"]:
        assert {pulse["link"] for pulse in [*step["in"], *step["out"]]} <= links
        assert step["who"] in marks | {None}
        assert {mark for mark, _, _ in step["writes"]} <= marks


def test_a_training_loop_of_100_steps_is_small_and_draws_its_first_and_last_pass() -> None:
    made = payload_of(TRAINING)
    assert len(json.dumps(made)) < 1_000_000
    folds = [step["fold"] for step in made["steps"] if "fold" in step]
    assert [(one["first"], one["last"], one["of"]) for one in folds] == [(n, n, 100) for n in range(2, 100)]
    shown = {tuple(step["passes"]) for step in made["steps"] if step["passes"] and "fold" not in step}
    assert shown == {(1,), (100,)}
    assert [line for line in "".join(text for _, text, *_ in made["console"]).split("\n") if line][-1].startswith(
        "99 0."
    )


def test_what_folded_passes_printed_stands_at_the_line_that_printed_it() -> None:
    made = payload_of("for i in range(20):\n    x = i\n    print(x)\n")
    lines = [line[0] if line else made["steps"][step]["line"] for step, _, *line in made["console"]]
    assert lines == [3] * 20


def test_the_parameters_are_told_pass_by_pass() -> None:
    made, run = payload_of(DESCENT), timeline.run(DESCENT)
    (w,) = [mark["id"] for mark in made["marks"] if mark["name"] == "w"]
    for index, step in enumerate(made["steps"]):
        if "fold" in step:
            after = next(one for one in reversed(run.moments) if one.passes == (step["fold"]["last"],))
            data = run.snapshot(after.index).tensors[w].data.tolist()
            value = made["values"][fold(made, index)[w]["value"]]
            shown = [float(number.replace("\u2212", "-").replace("e", "E")) for number in value["cells"]]
            assert shown == pytest.approx(data, rel=1e-3)


def test_what_is_used_after_its_pass_stays_in_the_picture() -> None:
    names = [mark["name"] for mark in payload_of(DESCENT)["marks"]]
    assert "half" in names or any("loss" in name for name in names)


def opened(text: str, *ids: str) -> dict[str, Any]:
    now = state.start(text)
    for seq, id in enumerate(ids):
        now = events.apply(now, {"op": "open_pass", "id": id, "seq": seq, "base_rev": now.rev})
    return build(now)


def test_a_pass_can_be_opened_and_folded_again() -> None:
    made = opened(TRAINING, "pass:8:37")
    assert [id for id, _ in made["opened"]] == ["pass:8:37"]
    first = made["opened"][0][1]
    assert made["steps"][first]["passes"] == [37] and made["steps"][first]["line"] == 9
    assert {tuple(step["passes"]) for step in made["steps"] if step["passes"] and "fold" not in step} == {
        (1,),
        (37,),
        (100,),
    }
    now = state.start(TRAINING)
    there = events.apply(now, {"op": "open_pass", "id": "pass:8:37", "seq": 1, "base_rev": 0})
    back = events.apply(there, {"op": "close_pass", "id": "pass:8:37", "seq": 2, "base_rev": 0})
    assert json.dumps(build(back)) == json.dumps(build(now))


def test_passes_told_together_come_apart_before_one_is_opened() -> None:
    made = payload_of(LONG)
    together = next(step["fold"] for step in made["steps"] if "fold" in step and step["fold"]["last"] > 100)
    assert together["id"].endswith("+")
    apart = opened(LONG, together["id"])
    own = f"pass:3:{together['last']}"
    assert own in {step["fold"]["id"] for step in apart["steps"] if "fold" in step}
    assert [id for id, _ in opened(LONG, together["id"], own)["opened"]] == [own]


def test_a_pass_among_others_told_together_is_shown_when_it_is_opened() -> None:
    assert [id for id, _ in opened(LONG, "pass:3:150")["opened"]] == ["pass:3:150"]


def test_passes_of_a_short_loop_are_folded_where_the_whole_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    text = CHAIN.replace("20", "6")
    assert not any("fold" in step for step in payload_of(text)["steps"])
    monkeypatch.setattr(payload, "MOST_BYTES", 12_000)
    folds = [step["fold"] for step in payload_of(text)["steps"] if "fold" in step]
    assert (folds[0]["first"], folds[-1]["last"]) == (2, 5)


def test_a_short_loop_is_shown_whole() -> None:
    made = payload_of("for i in range(8):\n    print(i)\n")
    assert not any("fold" in step for step in made["steps"])


@pytest.mark.parametrize("event", [{"id": 3}, {"id": "x" * 1000}, {}, {"id": ["pass:8:2"]}, {"id": "pass:8:x"}])
def test_an_event_that_opens_nothing_changes_nothing(event: dict[str, Any]) -> None:
    now = state.start(DESCENT)
    after = events.apply(now, {"op": "open_pass", "seq": 1, "base_rev": 0, **event})
    assert json.dumps(build(after)) == json.dumps(build(now))
