"""Numbers of a leaf: dragged in the picture, stepped and typed with the keyboard alone, and undone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect
from test_editing import places
from visit import Visit

from components import examples

Come = Callable[..., Visit]

START = examples.START.text
PX_PER_STEP = 7


def drag(her: Visit, field: Locator, steps: int) -> None:
    """Drags a number by so many steps, in small moves."""
    field.hover()
    her.page.mouse.down()
    box = field.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    her.page.mouse.move(x + steps * PX_PER_STEP + (2 if steps > 0 else -2), y, steps=4 * abs(steps))
    her.page.mouse.up()


def first_row(her: Visit) -> str:
    return her.text().splitlines()[1]


def test_dragging_a_number_in_the_picture_moves_everything_downstream(visit: Come) -> None:
    her = visit()
    her.mark("x").press("Enter")
    before = places(her)
    number = her.stage.get_by_role("spinbutton", name="x[0, 0]")
    drag(her, number, 9)
    expect(number).to_have_value("10")
    her.rest()
    assert first_row(her) == "x = torch.tensor([[10., 2., 3.], [4., 5., 6.]], requires_grad=True)"
    # d mean(3 (x + 2)²) / dx = x + 2 for six numbers
    expect(her.inspector.get_by_role("group", name="grad")).to_have_text("1245678")
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile(r"holds 4 … 12$"))
    expect(her.mark("x")).to_have_attribute("aria-pressed", "true")
    assert places(her) == before
    assert her.page.evaluate("document.scrollingElement.scrollTop") == 0
    her.after_edit(her.button("Undo: a number of x[0, 0]").click)
    assert her.text() == START.rstrip("\n")
    expect(her.button("Undo")).to_be_disabled()


def test_numbers_by_keyboard_alone(visit: Come) -> None:
    her = visit()
    her.mark("x").focus()
    for _ in range(2):
        her.page.keyboard.press("Enter")
    first, second = (her.stage.get_by_role("spinbutton", name=f"x[0, {column}]") for column in (0, 1))
    expect(first).to_be_focused()
    her.after_edit(lambda: her.page.keyboard.press("ArrowUp"))
    expect(first).to_have_value("2")
    her.page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    her.after_edit(lambda: her.page.keyboard.press("Shift+ArrowDown"))
    expect(second).to_have_value("−8")
    her.page.keyboard.type("0.5")
    her.after_edit(lambda: her.page.keyboard.press("Enter"))
    assert first_row(her) == "x = torch.tensor([[2., 0.5, 3.], [4., 5., 6.]], requires_grad=True)"
    her.page.keyboard.type("junk")
    her.page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-invalid", "true")
    her.page.keyboard.press("Escape")
    expect(second).to_have_value("0.5")
    her.page.keyboard.press("Escape")
    expect(her.mark("x")).to_be_focused()
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile(r"holds 2\.5 … 8$"))


def test_a_number_of_the_inspector_is_stepped_and_dragged(visit: Come) -> None:
    her = visit()
    her.mark("x").press("Enter")
    cell = her.inspector.get_by_role("spinbutton", name="[1, 2]")
    cell.focus()
    for _ in range(4):
        cell.press("ArrowUp")
    expect(cell).to_have_value("10")
    expect(cell).to_be_focused()
    her.rest()
    assert first_row(her).endswith("[4., 5., 10.]], requires_grad=True)")
    cell.blur()
    drag(her, cell, -3)
    her.rest()
    assert first_row(her).endswith("[4., 5., 7.]], requires_grad=True)")


def test_two_edits_at_once_are_both_applied_in_order(visit: Come) -> None:
    her = visit("import torch\nx = torch.tensor(3., requires_grad=True)\ny = x * 2\n")
    her.mark("y").press("Enter")
    her.stage.press("b")
    her.inspector.get_by_role("button", name=re.compile("^Run backward")).press("Enter")
    expect(her.stage).to_have_attribute("data-waiting", "false")
    assert her.text().splitlines()[-2:] == ["y.backward()", "y.backward()"]


def test_only_numbers_that_stand_in_the_program_can_be_changed(visit: Come) -> None:
    her = visit("import torch\nw = torch.ones(2)\na = torch.tensor([1., 2.])\na.add_(1)\nb = a * 2\n")
    expect(her.mark("a")).to_be_visible()
    expect(her.stage.get_by_role("spinbutton")).to_have_count(0)
    her.seek(2)
    expect(her.stage.get_by_role("spinbutton", name="a[1]")).to_have_value("2")
