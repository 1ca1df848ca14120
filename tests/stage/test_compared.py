"""Programs side by side: each is run as it is, and lines of their own are pointed out."""

from __future__ import annotations

import pytest

from components import events, state
from components.cuts import cut
from components.stage.compared import compared
from components.state import State

LEAF = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n"
TEXT = LEAF + "y = x * 2\nz = (y * x).sum()\nz.backward()\n"


def asked(now: State, **fields: object) -> State:
    return events.apply(now, {"op": "compare", "seq": 9, "base_rev": now.rev, **fields})


def test_before_and_after_the_last_edit() -> None:
    now = state.change(state.start(TEXT), TEXT.replace("[1.", "[5."), state.Label("app.label.edit"))
    answer = asked(now, **{"with": "before"}).answer
    assert answer is not None and answer["label"] == {"key": "app.label.edit", "args": {}}
    before, after = compared(answer["columns"])
    assert (before["changed"], after["changed"]) == ([2], [2])
    assert [row["grad"] and row["grad"]["cells"] for row in before["rows"]] == [["4", "8"], None, None]  # 4 x
    assert after["rows"][0]["grad"]["cells"] == ["20", "8"]


def test_three_ways_to_cut_a_road() -> None:
    answer = asked(state.start(TEXT), **{"with": "cut", "name": "y"}).answer
    assert answer is not None
    columns = compared(answer["columns"])
    assert [column["title"] for column in columns] == [
        f"compare.{way}" for way in ("as_is", "detach", "data", "no_grad")
    ]
    assert [column["lines"][2] for column in columns[1:]] == [
        "y = (x * 2).detach()",
        "y = (x * 2).data",
        "with torch.no_grad():",
    ]
    for column in columns[1:]:
        rows = {row["name"]: row for row in column["rows"]}
        assert rows["x"]["grad"]["cells"] == ["2", "4"]  # only z = y * x is left of the two roads
        assert (rows["y"]["requires_grad"], rows["y"]["grad_fn"]) == (False, None)


def test_what_cannot_be_compared_is_ignored() -> None:
    now = state.start(TEXT)
    for fields in ({"with": "before"}, {"with": "cut", "name": "w"}, {"with": "cut"}, {}):
        after = asked(now, **fields)
        assert (after.answer, after.text) == (None, TEXT)


@pytest.mark.parametrize("way", ["detach", "data", "no_grad"])
def test_the_last_assignment_is_cut(way: str) -> None:
    text = LEAF + "y = x\ny = x + 1\nz = y\n"
    lines = cut(text, "y", way).splitlines()
    assert lines[2] == "y = x"
    assert lines[-1] == "z = y"
