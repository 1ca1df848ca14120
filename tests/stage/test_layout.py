"""Marks stand apart, and where they stood before a line was added."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from tape_player import ARTICLE, lines, payload_of, program

from autograd_core import timeline
from autograd_core.graph import graph
from components import examples
from components.stage import layout


def place_of(text: str) -> layout.Layout:
    return layout.place(graph(timeline.run(text)))


def assert_stable(before: layout.Layout, after: layout.Layout) -> None:
    for mark, place in before.places.items():
        assert after.places[mark] == place, mark
    for link, way in before.ways.items():
        assert after.ways[link] == way, link


@settings(max_examples=60, deadline=None)
@given(lines(most=10))
def test_a_line_at_the_end_moves_nothing(statements: list[str]) -> None:
    layouts = [place_of(program(statements[:count])) for count in range(1, len(statements) + 1)]
    for before, after in pairwise(layouts):
        assert_stable(before, after)


def overlaps(one: dict[str, Any], other: dict[str, Any]) -> bool:
    apart_x = abs(one["x"] - other["x"]) - (one["width"] + other["width"]) / 2
    apart_y = abs(one["y"] - other["y"]) - (one["height"] + other["height"]) / 2
    return apart_x < 0 and apart_y < 0


def assert_apart(marks: list[dict[str, Any]]) -> None:
    for place, one in enumerate(marks):
        for other in marks[place + 1 :]:
            assert not overlaps(one, other), (one["id"], other["id"])


@settings(max_examples=60, deadline=None)
@given(lines(most=12))
def test_no_mark_covers_another(statements: list[str]) -> None:
    assert_apart(payload_of(program(statements))["marks"])


def test_no_mark_covers_another_in_the_examples() -> None:
    for example in examples.EXAMPLES:
        assert_apart(payload_of(example.text)["marks"])


def test_the_constants_of_one_function_stand_beside_each_other() -> None:
    text = "import torch\nx = torch.ones(3, requires_grad=True)\ny = torch.add(x, 123456.5, alpha=-0.000012345)\n"
    marks = payload_of(text)["marks"]
    assert sum(mark["role"] == "constant" for mark in marks) >= 2
    assert_apart(marks)


def test_values_run_to_the_right_and_each_mark_has_a_place() -> None:
    text = ARTICLE
    picture = graph(timeline.run(text))
    made = layout.place(picture)
    assert set(made.places) == set(picture.nodes)
    for source, target, data in picture.edges(data=True):
        link = data["link"]
        if link.lane == "value" and picture.nodes[source]["mark"].role != "constant":
            assert made.places[source].x < made.places[target].x


def test_the_first_program_stands_in_one_line() -> None:
    made = place_of(ARTICLE)
    rows = Counter(place.y for id, place in made.places.items() if id[0] in "tf")
    assert rows == {0: 9}


def test_the_same_text_gives_the_same_picture() -> None:
    for example in examples.EXAMPLES:
        assert payload_of(example.text) == payload_of(example.text)
