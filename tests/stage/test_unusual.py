"""Rides that are recorded, caught, cut short inside functions, or lead through changes in place."""

from __future__ import annotations

import pytest
from tape_player import ARTICLE, Payload, captions, fold, line_of, payload_of

S = "import torch\nx = torch.tensor(2., requires_grad=True)\n"


def kinds(payload: Payload) -> list[str]:
    return [step["kind"] for step in payload["steps"]]


def mark(payload: Payload, id: str) -> dict[str, object]:
    return next(mark for mark in payload["marks"] if mark["id"] == id)


# ── rides that are recorded ────────────────────────────────────────────────────────────────────────────────────


def test_what_a_ride_records_appears_after_it() -> None:
    """The second derivative of x³ at 2 is 12."""
    text = S + "y = x ** 3\ng, = torch.autograd.grad(y, x, create_graph=True)\ng.backward()\n"
    payload = payload_of(text)
    shown = kinds(payload).index("visit") + 1
    assert payload["steps"][shown]["kind"] == "statement"
    assert captions(payload, "en")[shown].startswith("The way back was recorded as well: g is its result")
    late = [one for one in payload["marks"] if one["born"] == shown]
    assert {one["role"] for one in late} == {"tensor", "function", "constant"}
    assert any(one["name"] == "g" for one in late)
    assert all(link["born"] == shown for link in payload["links"] if link["to"] in {one["id"] for one in late})
    assert payload["steps"][-2]["label"] == "x.grad = 12"


def test_arguments_of_a_ride_are_there_before_it() -> None:
    payload = payload_of(S + "z = x * torch.ones(2)\nz.backward(torch.tensor([1., 3.]) * 2)\n")
    start = kinds(payload).index("seed") - 1
    product = next(one for one in payload["marks"] if one["role"] == "function" and one["born"] == start)
    assert product["op"] == "mul"
    assert line_of(payload["steps"][start + 1]) == "∂L/∂z = [2,6]"


def test_what_is_computed_from_the_result_of_a_ride_comes_after_it() -> None:
    payload = payload_of(S + "g = torch.autograd.grad(x * x, x)[0] * 10\n")
    assert kinds(payload)[2:] == ["statement", "seed", "visit", "fan_in", "free", "statement"]
    assert captions(payload, "en")[-1] == "The way back gave g."
    assert line_of(payload["steps"][-1]) == "g = 40"
    assert mark(payload, "f2.0")["born"] == 2


# ── rides that stop ────────────────────────────────────────────────────────────────────────────────────────────

CAUGHT = (
    S
    + """y = x * x
y.backward()
try:
    y.backward()
except RuntimeError:
    print("caught")
"""
)


def test_a_ride_whose_error_is_caught_stops_and_the_tape_goes_on() -> None:
    payload = payload_of(CAUGHT)
    stop = kinds(payload).index("error")
    assert payload["error"] is None
    assert payload["steps"][stop]["who"] == "f2.0"
    assert captions(payload, "en")[stop] == "It stops at MulBackward0: RuntimeError. The program goes on."
    assert fold(payload, stop)["f2.0"]["error"] is True
    assert fold(payload, stop + 1)["f2.0"]["error"] is False
    assert payload["console"][-1][1] == "caught\n"


INSIDE = (
    S
    + """def f(a):
    b = a * a
    b.backward()
    b.backward()
    return b
y = f(x)
"""
)


def test_an_error_inside_a_function_stands_at_its_line() -> None:
    payload = payload_of(INSIDE)
    last = payload["steps"][-1]
    assert kinds(payload)[-3:] == ["statement", "seed", "error"]
    assert (last["line"], payload["error"]["line"]) == (6, 6)
    assert [(frame["name"], frame["line"]) for frame in payload["error"]["frames"]] == [("<module>", 8), ("f", 6)]
    assert payload["error"]["step"] == len(payload["steps"]) - 1
    assert kinds(payload).count("error") == 1


def test_a_ride_that_stops_leaves_what_was_poured_before() -> None:
    """w is reached first; the road to x leads through a changed tensor."""
    text = S + "w = torch.tensor(3., requires_grad=True)\nt = x * 1\na = t * t\nt.add_(1)\n(w * 2 + a).backward()\n"
    payload = payload_of(text)
    assert [step["label"] for step in payload["steps"] if step["kind"] == "accumulate"] == ["w.grad = 2"]
    assert payload["steps"][-1]["kind"] == "error"
    assert fold(payload)["t1.0"]["why"] == "not_yet"


# ── changes in place ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_in_place_lies_on_the_road() -> None:
    """y = x + 1, then y *= 3: dy/dx = 3."""
    payload = payload_of(S + "y = x + 1\ny.mul_(3)\ny.backward()\n")
    visits = [step for step in payload["steps"] if step["kind"] == "visit"]
    assert [step["who"] for step in visits] == ["f3.0", "f2.0"]
    assert [pulse["link"] for pulse in visits[0]["out"]] == [pulse["link"] for pulse in visits[1]["in"]]
    assert line_of(visits[0]) == "∂y/∂y = ∂y/∂y′ · 3 = 1 · 3 = 3"
    assert fold(payload)["t2.0"]["version"] == 1


def test_messages_that_meet_around_a_change_in_place_go_on_from_their_tensor() -> None:
    """w = (y + 2) + 3y with y = x + 1: dw/dy = 4."""
    payload = payload_of(S + "y = x + 1\nz = y + 2\ny.mul_(3)\nw = z + y\nw.backward()\n")
    meeting = next(step for step in payload["steps"] if step["kind"] == "fan_in")
    targets = {link["id"]: link["to"] for link in payload["links"]}
    assert [targets[pulse["link"]] for pulse in meeting["in"]] == ["t2.0", "f2.0"]
    assert line_of(meeting) == "∂w/∂y = 3 + 1 = 4"


def test_a_change_through_a_view_leads_on_to_its_base() -> None:
    """c = x, c[0] = 0: only the other number of x matters."""
    text = "import torch\nx = torch.tensor([2., 5.], requires_grad=True)\nc = x * 1\nc[0] = 0\nc.sum().backward()\n"
    payload = payload_of(text)
    assert captions(payload, "en")[3] == "copy_ changes c in place, on the record: version 0 → 1."
    said = captions(payload, "en", back=True)
    assert "CopySlices: a change in place lies on this way; what goes on to c is [0,1]." in said
    last = next(step for step in payload["steps"] if step["who"] == "f2.0" and step["kind"] == "visit")
    assert [pulse["link"] for pulse in last["in"]] == ["t2.0>f2.0"]
    assert payload["steps"][-2]["label"] == "x.grad = [0,1]"


# ── several roots, words beside the tape ───────────────────────────────────────────────────────────────────────


def test_several_roots_start_one_ride() -> None:
    payload = payload_of(S + "a = x * 2\nb = x * 3\ntorch.autograd.backward([a, b])\n")
    assert kinds(payload)[-7:] == ["seed", "seed", "visit", "visit", "fan_in", "accumulate", "free"]
    assert [step["who"] for step in payload["steps"] if step["kind"] == "seed"] == ["t2.0", "t3.0"]
    assert captions(payload, "en", back=True)[0] == "Start at a: ∂L/∂a = 1, for L = the sum of all the starts."
    assert "x.grad = 5" in [step["label"] for step in payload["steps"]]


def test_a_warning_stands_beside_what_was_printed() -> None:
    payload = payload_of(S + "y = x * 3\ny.backward()\nprint(y.grad)\n")
    (step, text), *more = payload["console"]
    assert more == []
    assert payload["steps"][step]["line"] == 5
    assert text.startswith("UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed.")
    assert text.endswith("\nNone\n")


@pytest.mark.parametrize(
    "header", ["for i in range(2):", "while x < 0:  # never", "if x > 0:", "with torch.no_grad():"]
)
def test_of_a_block_only_its_first_line_is_current(header: str) -> None:
    payload = payload_of(S + f"{header}\n    y = x + 1\n    z = x + 2\n")
    spans = [step["span"] for step in payload["steps"] if step["line"] == 3]
    assert {span[2] for span in spans} == {3}
    assert {span[3] for span in spans} == {len(header.split("#")[0].rstrip())}


def test_a_freed_function_of_the_same_line_has_shown_what_it_saved() -> None:
    payload = payload_of(S + "(x * x).backward()\n")
    seed = kinds(payload).index("seed")
    assert [row["text"] for row in fold(payload, seed)["f2.0"]["saved"]] == ["x v0", "x v0"]
    assert fold(payload)["f2.0"]["saved"] == []


def test_two_inputs_of_one_name_are_told_apart() -> None:
    payload = payload_of(S + "y = x / x\ny.backward()\n")
    function = mark(payload, "f2.0")
    assert [rule["input"] for rule in function["rules"]] == ["x (self)", "x (other)"]  # type: ignore[attr-defined]
    assert [row[0] for row in fold(payload)["f2.0"]["sent"]] == ["x (self)", "x (other)"]


def test_rules_stand_beside_the_functions_they_lead_to() -> None:
    payload = payload_of(S + "y = torch.where(x > 0, x * 2, x)\n")
    function = next(one for one in payload["marks"] if one.get("op") == "where")
    roads = [(rule["formula"], to[0]) for rule, to in zip(function["rules"], function["next"], strict=True)]
    assert roads == [("grad where t", "MulBackward0"), ("grad where not t", "AccumulateGrad")]


def test_numbers_on_the_screen_have_the_true_minus() -> None:
    payload = payload_of(S + "y = x * -3.0 + 1e-05\n")
    assert [one["name"] for one in payload["marks"] if one["role"] == "constant"] == ["−3", "1e−5"]


def test_the_article_in_other_words_gives_the_same_numbers() -> None:
    """out.backward() is z.backward(ones / 6)."""
    given = payload_of(ARTICLE.replace("out.backward()", "z.backward(torch.ones(2, 3) / 6)"))
    assert "x.grad = [[3,4,5],[6,7,8]]" in [step["label"] for step in given["steps"]]
