"""The code pane as an editor: completion, errors in place, folding, moments, keys, and a text that is never lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from server import Server
from visit import Visit

from components import examples, link

Come = Callable[..., Visit]

START = examples.START.text
LOOP = """import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
for i in range(3):
    y = x * i
    z = y.sum()
z.backward()
"""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def field(her: Visit) -> Locator:
    return her.stage.get_by_role("textbox", name="Program")


def edit_at_the_end(her: Visit) -> Locator:
    """Opens the editor with the keyboard, the caret behind the last line."""
    her.stage.press("e")
    expect(field(her)).to_be_focused()
    field(her).press("Control+End")
    return field(her)


def option(her: Visit, name: str) -> Locator:
    return her.stage.get_by_role("option", name=name, exact=True)


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_runs_here_is_offered_and_nothing_else(visit: Come) -> None:
    her = visit()
    editor = edit_at_the_end(her)
    editor.press_sequentially("v = torch.ones_l")
    expect(option(her, "ones_like")).to_be_visible()
    editor.press("Tab")
    editor.press_sequentially("(x)\nv.req")
    expect(option(her, "requires_grad_")).to_be_visible()
    editor.press("ArrowDown")
    editor.press("ArrowDown")
    editor.press("Enter")
    editor.press_sequentially("()\ntorch.comp")
    expect(option(her, "complex")).to_be_visible()
    expect(option(her, "compile")).to_have_count(0)
    editor.press("Escape")
    editor.press("Control+Backspace")
    editor.press("Control+Backspace")
    editor.press("Control+Backspace")
    her.after_edit(lambda: editor.press("Control+Enter"))
    her.button("Done").click()
    assert her.text().splitlines()[-2:] == ["v = torch.ones_like(x)", "v.requires_grad_()"]
    expect(her.mark("v")).to_be_visible()


def test_one_click_into_the_text_edits_there(visit: Come) -> None:
    her = visit()
    her.program.get_by_role("code").filter(has_text="y = x + 2").click()
    expect(field(her)).to_be_focused()
    field(her).press("End")
    her.after_edit(lambda: field(her).press_sequentially("0"))
    field(her).press("Escape")
    expect(her.button("Edit")).to_be_focused()
    assert "y = x + 20" in her.text().splitlines()


def test_the_keys_of_the_stage_are_letters_here(visit: Come) -> None:
    her = visit()
    her.seek(4)
    editor = edit_at_the_end(her)
    her.after_edit(lambda: editor.press_sequentially("# jlkfvbeduhor?"))
    expect(editor).to_contain_text("# jlkfvbeduhor?")
    her.at(4)


def test_tab_leaves_the_editor_until_it_is_told_to_indent(visit: Come) -> None:
    her = visit()
    editor = edit_at_the_end(her)
    editor.press("Tab")
    expect(editor).not_to_be_focused()
    toggle = her.button("Tab indents")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(her.stage.get_by_role("status").filter(has_text="Tab indents now")).to_be_visible()
    expect(editor).to_be_focused()
    editor.press_sequentially("if True:")
    editor.press("Enter")
    editor.press("Shift+Tab")
    editor.press("Tab")
    her.after_edit(lambda: editor.press_sequentially("w = x"))
    editor.press("Control+m")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    editor.press("Escape")
    editor.press("Escape")
    expect(her.button("Edit")).to_be_focused()
    assert her.text().splitlines()[-2:] == ["if True:", "    w = x"]


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_says_what_it_made_and_it_is_not_copied(visit: Come) -> None:
    her = visit(context={"permissions": ["clipboard-read", "clipboard-write"]})
    her.seek(3)
    expect(her.program.get_by_text("y  (2,3)  AddBackward0", exact=True)).to_be_visible()
    expect(her.program.get_by_text("x  (2,3)  requires_grad=True", exact=True)).to_be_attached()
    expect(her.program.get_by_text("out  ()  MeanBackward0", exact=True)).to_have_count(0)
    editor = edit_at_the_end(her)
    expect(editor.get_by_text("y  (2,3)  AddBackward0", exact=True)).to_be_visible()
    editor.press("Control+a")
    editor.press("Control+c")
    assert her.page.evaluate("navigator.clipboard.readText()") == START


def test_the_gutter_goes_to_the_moment_of_a_line(visit: Come) -> None:
    her = visit(LOOP)
    expect(her.line(4)).to_have_attribute("title", "Line 4 on the tape: step 4, 6, 8")
    her.button("To the first step").click()
    her.line(4).click()
    her.at(3)
    editor = edit_at_the_end(her)
    her.stage.locator(".cm-gutters").get_by_title("Line 5 on the tape: step 5, 7, 9").click()
    her.at(4)
    editor.press("Control+Home")
    editor.press("Alt+Enter")
    her.at(0)


def test_a_block_can_be_folded_while_reading_and_while_editing(visit: Come) -> None:
    her = visit(LOOP)
    fold = her.stage.get_by_role("button", name="Fold 3–5", exact=True)
    fold.press("Enter")
    unfold = her.stage.get_by_role("button", name="Unfold 3–5", exact=True)
    expect(unfold).to_be_focused()
    expect(unfold).to_have_attribute("aria-expanded", "false")
    expect(her.line(4)).to_be_hidden()
    expect(her.line(6)).to_be_visible()
    her.seek(4)
    expect(her.line(3)).to_have_attribute("aria-current", "step")
    unfold.press("Enter")
    expect(her.line(4)).to_be_visible()
    expect(her.line(5)).to_have_attribute("aria-current", "step")

    editor = edit_at_the_end(her)
    for _ in range(4):
        editor.press("ArrowUp")
    editor.press("Control+Shift+BracketLeft")
    expect(editor.get_by_role("button", name="2 lines")).to_be_visible()
    expect(editor).not_to_contain_text("z = y.sum()")
    editor.get_by_role("button", name="2 lines").click()
    expect(editor).to_contain_text("z = y.sum()")
    her.stage.locator(".cm-gutters").get_by_title("Fold", exact=True).click()
    expect(editor).not_to_contain_text("z = y.sum()")
    editor.press("Control+Shift+BracketRight")
    expect(editor).to_contain_text("z = y.sum()")


def test_an_error_is_explained_where_it_is(visit: Come) -> None:
    her = visit(START + "w = xx * 2\n")
    wrong = her.program.get_by_role("code").get_by_text("xx", exact=True)
    note = her.stage.get_by_role("tooltip")
    expect(note).to_be_hidden()
    wrong.hover()
    expect(note).to_contain_text("NameError: name 'xx' is not defined")
    expect(note).to_contain_text("Nothing has been assigned to xx")
    her.tape.hover()
    expect(note).to_be_hidden()
    wrong.focus()
    expect(note).to_be_visible()
    wrong.press("Escape")
    expect(note).to_be_hidden()

    editor = edit_at_the_end(her)
    note = her.stage.locator(".cm-tooltip").get_by_text("NameError: name 'xx' is not defined")
    editor.press("F8")
    expect(note).to_be_visible()
    editor.press("Escape")
    expect(note).to_have_count(0)
    expect(editor).to_be_focused()
    editor.get_by_text("xx", exact=True).hover()
    expect(note).to_be_visible()
    her.error.get_by_role("button", name="line 8").click()
    her.after_edit(lambda: editor.press("Delete"))
    expect(her.error).to_have_count(0)
    assert editor.get_by_text("xx", exact=True).count() == 0


# ── nothing is lost ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_just_before_a_reload_is_there_after_it(visit: Come) -> None:
    her = visit()
    edit_at_the_end(her).press_sequentially("w = x * 7\nv = xx")
    her.page.reload()
    her.ready()
    expect(her.stage).to_have_attribute("data-dimmed", "true")
    assert her.text().splitlines()[-2:] == ["w = x * 7", "v = xx"]
    expect(her.button("Undo: typing")).to_be_enabled()


def test_a_program_too_long_for_the_address_survives_a_reload(visit: Come) -> None:
    her = visit()
    text = START + "".join(f"# {n * 7919 % 99991} {n * 104729 % 99991} {n * 1299709 % 99991}\n" for n in range(200))
    assert link.encode(text) is None
    her.write(text)
    her.page.reload()
    her.ready()
    expect(her.line(207)).to_be_attached()
    assert her.text() == text.rstrip("\n")


def test_what_is_typed_while_the_server_is_gone_comes_through(visit: Come, server: Server) -> None:
    her = visit()
    editor = edit_at_the_end(her)
    server.stop()
    try:
        editor.press_sequentially("w = x * 7")
        expect(her.stage).to_have_attribute("data-waiting", "true")
    finally:
        server.start()
    expect(her.program.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(editor).to_contain_text("w = x * 7")
    her.button("Load the page again").click()
    expect(her.mark("w")).to_be_visible()
    assert her.rest().text().splitlines()[-1] == "w = x * 7"
    her.troubles.clear()  # that the connection was lost


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import torch\r\nx = torch.ones(2)\r\n\r\ny = x\t+ 1\r\n", id="line ends"),
        pytest.param("x = 'a\u202eb\u2066c'  # \u200bדלג \x0c\ny = '😀'\n\tz = 1\n", id="hidden characters"),
        pytest.param("x = 'a\rb'\r\ny = 1\n", id="mixed line ends"),
    ],
)
def test_editing_one_line_leaves_the_others_as_they_are(visit: Come, text: str) -> None:
    her = visit(text, wait=False)  # what is hidden is refused, so there may be no picture
    expect(her.button("Edit")).to_be_visible()
    editor = edit_at_the_end(her)
    her.after_edit(lambda: editor.press_sequentially("# more"))
    expect(her.page).to_have_url(re.compile(f"p={link.encode(text + '# more')}"))


def test_what_cannot_be_seen_is_shown_by_its_number(visit: Come) -> None:
    her = visit(START + "# a\u202eb\n")
    assert her.text().splitlines()[-1] == "# a\u202eb"
    expect(her.program.get_by_role("code").last.locator("[data-code]")).to_have_attribute("data-code", "\\u202e")
    editor = edit_at_the_end(her)
    expect(editor.get_by_title("Control character right-to-left override")).to_have_text("\\u202e")
    expect(editor).to_contain_text("# a\\u202eb")


def test_a_line_of_hostile_length_can_be_edited(visit: Come) -> None:
    her = visit()
    edit_at_the_end(her)
    long = "# " + "na" * 50_000 + "\n"
    field(her).fill(START + long)
    her.after_edit(lambda: field(her).press("Control+Enter"))
    expect(her.error).to_contain_text("the limit of this page is 20,000")
    her.button("Done").click()
    assert her.text() == (START + long).rstrip("\n")


def test_on_a_phone_the_text_is_read_until_the_button_is_tapped(visit: Come) -> None:
    her = visit(context=PHONE)
    her.program.get_by_role("code").filter(has_text="y = x + 2").tap()
    expect(field(her)).to_be_hidden()
    her.button("Edit").tap()
    expect(field(her)).to_be_focused()
    expect(field(her)).to_be_in_viewport()
    assert float(field(her).evaluate("element => parseFloat(getComputedStyle(element).fontSize)")) >= 16
    across = "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
    assert her.page.evaluate(across) <= 0
