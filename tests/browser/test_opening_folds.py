"""Folding: by line, by block, by operation; capsules that open in place; the hidden L."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

Come = Callable[..., Visit]

SEED = """import torch
x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)
y = x + 2
z = y * y * 3
z.backward(gradient=torch.ones_like(z))
"""
LOOP = """import torch
w = torch.tensor(1., requires_grad=True)
for step in range(3):
    loss = (w * 2 - 4) ** 2
    loss.backward()
"""


def test_a_line_folds_into_a_capsule_that_opens_in_place(visit: Come) -> None:
    her = visit()
    expect(her.mark("× MulBackward0", 1)).to_be_visible()
    her.button("Lines").click()
    capsule = her.graph.get_by_role("button", name=re.compile("^y·y·3, 2 operations folded"))
    expect(capsule).to_be_visible()
    expect(her.mark("× MulBackward0")).to_have_count(0)
    step, sent = her.step, her.sent
    capsule.press("Enter")
    expect(her.mark("× MulBackward0", 1)).to_be_visible()
    expect(her.button("Fold y·y·3")).to_be_focused()
    her.button("Fold y·y·3").press("Enter")
    expect(capsule).to_be_focused()
    assert (her.step, her.sent) == (step, sent)  # nothing was asked of the server, and the tape stands still
    her.stage.press("o")
    expect(her.button("Ops")).to_have_attribute("aria-pressed", "true")


def test_the_folding_is_part_of_the_link(visit: Come) -> None:
    her = visit()
    her.button("Lines").click()
    expect(her.page).to_have_url(re.compile("[?&]f=lines"))
    her.page.reload()
    her.ready()
    expect(her.button("Lines")).to_have_attribute("aria-pressed", "true")
    expect(her.graph.get_by_role("button", name=re.compile("operations folded"))).to_be_visible()


def test_passes_of_a_loop_fold_into_blocks(visit: Come) -> None:
    her = visit(LOOP)
    her.button("Blocks").click()
    for number in (1, 2, 3):
        expect(her.graph.get_by_role("button", name=re.compile(f"^pass {number}, 3 operations"))).to_be_visible()
    expect(her.mark("w.grad")).to_be_visible()


def test_the_hidden_l_is_shown_on_request(visit: Come) -> None:
    her = visit(SEED)
    hexagon = her.graph.get_by_role("button", name=re.compile("^L = Σ z·g = 597"))
    expect(hexagon).to_have_count(0)
    her.button("Show hidden L").click()
    expect(hexagon).to_be_visible()
    z, box = her.mark("z").bounding_box(), hexagon.bounding_box()
    assert z and box and box["x"] > z["x"] + z["width"]
    her.stage.press("h")
    expect(hexagon).to_have_count(0)


def test_one_number_needs_no_hidden_l(visit: Come) -> None:
    expect(visit().button("Show hidden L")).to_have_count(0)


def test_a_name_is_found(visit: Come) -> None:
    her = visit()
    her.at(14).stage.press("Home")
    her.at(0).stage.press("/")
    field = her.stage.get_by_role("combobox", name="Find a name")
    expect(field).to_be_focused()
    found = her.stage.get_by_role("listbox", name="Find a name").get_by_role("option")
    field.fill("out")
    expect(found.first).to_contain_text("out")
    field.press("Enter")
    expect(her.mark("out")).to_be_focused()
    expect(her.inspector.get_by_role("heading", name=re.compile("^out"))).to_be_attached()
    her.stage.press("/")
    field.fill("nobody")
    expect(found).to_have_count(0)
    field.press("Escape")
    expect(field).to_be_hidden()


LONG_LOOP = """import torch
w = torch.tensor(4., requires_grad=True)
for step in range(30):
    loss = (w * w).sum()
    loss.backward()
    print('at', step)
    w.grad = None
"""


def test_a_long_loop_is_folded_on_the_tape_and_each_pass_opens(visit: Come) -> None:
    her = visit(LONG_LOOP)
    her.button("28 passes folded").press("Enter")
    opener = her.button("Open pass 17").first
    expect(her.stage.get_by_role("button", name=re.compile("^pass 17 +at 16"))).to_be_attached()
    opener.press("Enter")
    again = her.button("Fold pass 17 again")
    expect(again).to_be_visible()
    expect(her.stage.get_by_text("pass 17/30", exact=True)).to_be_visible()
    again.press("Enter")
    expect(her.button("Open pass 17").first).to_be_attached()
    expect(her.stage.get_by_text("Pass 17 of 30 in one step").first).to_be_attached()
