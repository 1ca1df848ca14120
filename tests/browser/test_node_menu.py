"""Lines that are written from the picture: the bar of operations, the menus of a mark, renaming, deleting."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect
from visit import Visit

from components import examples

Come = Callable[..., Visit]

FLIP = examples.BY_KEY["leaves"].text
MENU = "Shift+F10"


def bar(her: Visit, name: str) -> Locator:
    return her.stage.get_by_role("toolbar", name=f"Operations on {name}", exact=True)


def item(her: Visit, name: str) -> Locator:
    return her.stage.get_by_role("menuitem", name=re.compile("^" + re.escape(name)))


def last_line(her: Visit) -> str:
    return her.text().splitlines()[-1]


def test_operations_on_one_tensor_and_on_two(visit: Come) -> None:
    her = visit()
    her.mark("y").press("Enter")
    tools = bar(her, "y")
    tools.get_by_role("textbox", name="Number").fill("0.5")
    tools.get_by_role("button", name="a * b", exact=True).focus()
    expect(tools).to_contain_text("a = y * 0.5")
    her.after_edit(lambda: her.page.keyboard.press("Enter"))
    assert last_line(her) == "a = y * 0.5"
    her.mark("x").press("m")
    pair = bar(her, "y, x")
    refused = pair.get_by_role("button", name="a @ b: 2×3 and 2×3 do not fit @: the inner sizes differ.")
    expect(refused).to_be_disabled()
    her.after_edit(pair.get_by_role("button", name="a - b", exact=True).click)
    assert last_line(her) == "b = y - x"
    her.after_edit(
        lambda: (
            pair.get_by_role("button", name="Swap the two").click(),
            bar(her, "x, y").get_by_role("button", name="a / b").click(),
        )
    )
    assert last_line(her) == "c = x / y"
    her.page.keyboard.press("Escape")
    expect(her.stage.get_by_role("toolbar", name=re.compile("^Operations"))).to_be_hidden()


def test_the_menu_of_a_mark_by_keyboard(visit: Come) -> None:
    her = visit()
    her.mark("y").press(MENU)
    expect(item(her, "y.backward()")).to_be_focused()
    for _ in range(2):
        her.page.keyboard.press("ArrowDown")
    expect(item(her, "y.retain_grad()")).to_be_focused()
    her.after_edit(lambda: her.page.keyboard.press("Enter"))
    assert her.text().splitlines()[3] == "y.retain_grad()"
    her.end()
    expect(her.mark("y.grad")).to_have_accessible_name(re.compile(r"holds 3 … 8$"))
    her.mark("x").press(MENU)
    expect(item(her, "x.retain_grad()")).to_be_disabled()
    her.after_edit(item(her, "x.grad = None").click)
    assert last_line(her) == "x.grad = None"
    her.mark("y").press("Enter")
    her.mark("z").press(MENU)
    item(her, "Choose together with y").click()
    expect(bar(her, "y, z")).to_be_visible()
    her.mark("z").press(MENU)
    item(her, "z.backward(gradient=…)").click()
    form = her.inspector.get_by_role("form", name=re.compile("z.backward"))
    expect(form).to_be_visible()
    her.page.keyboard.press("Escape")
    expect(form).to_be_hidden()


def test_renaming_and_deleting_what_needs_a_line(visit: Come) -> None:
    her = visit()
    her.mark("y").press("F2")
    field = her.stage.get_by_role("textbox", name="Rename y")
    for bad in ("", "2y", "for", "y y", "y"):
        field.fill(bad)
        expect(her.stage.get_by_role("button", name="Rename", exact=True)).to_be_disabled()
    field.fill("hidden")
    her.after_edit(lambda: field.press("Enter"))
    assert her.text().splitlines()[2:4] == ["hidden = x + 2", "z = hidden * hidden * 3"]
    her.mark("hidden").press("Delete")
    question = her.stage.get_by_role("dialog", name="Delete line 3?")
    expect(question.get_by_role("listitem")).to_have_text(
        ["3hidden = x + 2", "4z = hidden * hidden * 3", "5out = z.mean()", "6out.backward()"]
    )
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    her.rest().mark("hidden").press("Delete")
    her.after_edit(question.get_by_role("button", name="Delete 4 lines").click)
    assert her.text().splitlines()[2:] == ["print(x.grad)"]
    her.after_edit(lambda: her.stage.press("Control+z"))
    assert her.text().splitlines()[2] == "hidden = x + 2"


def test_the_flag_from_now_on_and_from_the_start(visit: Come) -> None:
    her = visit(FLIP)
    her.mark("x").press("g")
    expect(item(her, "From now on")).to_be_focused()
    her.page.keyboard.press("ArrowDown")
    expect(item(her, "Rewrite history")).to_be_focused()
    expect(her.stage).to_have_attribute("data-waiting", "false")
    her.page.keyboard.press("ArrowUp")
    her.after_edit(lambda: her.page.keyboard.press("Enter"))
    assert last_line(her) == "x.requires_grad = True"
    expect(her.mark("a")).to_have_accessible_name(re.compile("result, requires grad False"))
    her.after_edit(her.button("Undo: requires_grad of x").click)
    her.mark("x").press("g")
    her.after_edit(item(her, "Rewrite history").click)
    assert her.text().splitlines()[1].endswith("requires_grad=True)")
    expect(her.mark("a")).to_have_accessible_name(re.compile("result, requires grad True"))
    her.mark("b").press("g")
    expect(item(her, "From now on")).to_be_disabled()
