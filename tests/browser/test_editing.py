"""Edits: typed, undone and done again; and what stays as it was: the view, the selection, the tape."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

from components import examples

Come = Callable[..., Visit]

START = examples.START.text
CUBE = START.replace("y * y * 3", "y * y * y")


def test_typing_undo_and_redo(visit: Come) -> None:
    her = visit()
    expect(her.button("Undo")).to_be_disabled()
    her.write(CUBE)
    assert her.text() == CUBE.rstrip("\n")
    her.end()
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile(r"holds 4\.5 … 32$"))

    her.after_edit(her.button("Undo: typing").click)
    assert her.text() == START.rstrip("\n")
    expect(her.button("Undo")).to_be_disabled()
    her.after_edit(her.button("Redo: typing").click)
    assert her.text() == CUBE.rstrip("\n")
    her.after_edit(lambda: her.stage.press("Control+z"))
    assert her.text() == START.rstrip("\n")
    her.after_edit(lambda: her.stage.press("Control+Shift+z"))
    assert her.text() == CUBE.rstrip("\n")


def test_it_runs_while_she_types(visit: Come) -> None:
    her = visit()
    her.stage.press("e")
    field = her.stage.get_by_role("textbox", name="Program")
    expect(field).to_be_focused()
    field.press("Control+End")
    her.after_edit(lambda: field.press_sequentially("w = out * 2\n"))
    field.press_sequentially("v = w")  # one typing, so one undo
    expect(her.mark("w")).to_be_visible()
    expect(her.stage.get_by_role("option", name="while")).to_be_visible()
    field.press("Escape")  # puts the names away that were offered
    expect(her.stage.get_by_role("option", name="while")).to_have_count(0)
    field.press("Escape")
    expect(field).to_be_hidden()
    her.rest()
    assert her.text().splitlines()[-2:] == ["w = out * 2", "v = w"]


def test_view_selection_and_tape_survive_an_edit(visit: Come) -> None:
    her = visit()
    expect(her.mark("z")).to_be_visible()
    before = places(her)
    her.stage.locator("canvas").hover(position={"x": 470, "y": 40})
    her.page.mouse.wheel(0, -240)
    her.page.mouse.down()
    her.page.mouse.move(550, 180, steps=4)
    her.page.mouse.up()
    her.mark("x").press("Enter")
    her.seek(8).pixels()
    moved = places(her)
    assert moved != before
    assert moved["y"][2] > before["y"][2]

    cell = her.inspector.get_by_role("spinbutton", name="[0, 0]")
    cell.fill("10")
    her.after_edit(lambda: cell.press("Enter")).pixels()
    assert "[[10., 2., 3.]" in her.text()
    assert places(her) == moved
    expect(her.mark("x")).to_have_attribute("aria-pressed", "true")
    her.at(8)

    her.write(START.replace("[[1.", "[[10.") + "w = x + 1\n").pixels()
    now = places(her)
    assert {name: now[name] for name in moved} == moved
    expect(her.mark("x")).to_have_attribute("aria-pressed", "true")
    her.end()
    her.mark("x.grad").press("Enter")
    expect(her.inspector.get_by_role("group", name="x.grad")).to_have_text("1245678")


def places(her: Visit) -> dict[str, list[int]]:
    """Where the buttons over the marks are, and how large: the view, as seen from outside."""
    found = {}
    for mark in her.graph.get_by_role("button").all():
        box = mark.bounding_box()
        name = (mark.get_attribute("aria-label") or "").split(",")[0]
        assert box
        found[f"{name}" if name not in found else f"{name} again"] = [round(box[side]) for side in ("x", "y", "width")]
    return found


def test_the_examples_open_from_the_menu_and_can_be_undone(visit: Come) -> None:
    her = visit()
    for example in examples.EXAMPLES[1:]:
        her.page.get_by_role("button", name="Examples").click()
        her.page.get_by_role("menuitem", name=example.en, exact=True).click()
        expect(her.button(f"Undo: example “{example.en}”")).to_be_enabled()
        assert her.end().text() == example.text.rstrip("\n")
        assert her.step == int(her.tape.get_attribute("max") or -1)
    for _ in examples.EXAMPLES[1:]:
        her.after_edit(lambda: her.stage.press("Control+z"))
    assert her.end().text() == START.rstrip("\n")
