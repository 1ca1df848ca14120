"""What the page promises, by the number of the promise: 2 to 8, 11 to 13 and 15 of the list of acceptance tests.

Promise 12 is looked at in both themes; the ratios of contrast are recomputed by tests/stage/test_colours.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from test_axe import PHONE, assert_nothing_serious
from test_dragging import drag
from test_editing import places
from test_playing import look
from test_screens import OVERFLOW, WATCH
from visit import Visit

from components import examples

Come = Callable[..., Visit]

START = examples.START.text
LAST = 14  # step of the start program
CELLS = "group"  # the role of a grid of numbers
FLIPPED = """import torch
x = torch.tensor([[1.,2.],[3.,4.]])
y = torch.tensor([[2.,2.],[2.,2.]])
z = torch.tensor([[3.,3.],[3.,3.]], requires_grad=True)
a = x + y
b = a + z
x.requires_grad = True
print(a.requires_grad)
"""
BOTH = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\nw = torch.tensor([3., 4.], requires_grad=True)\n"


def grad(her: Visit, name: str = "grad") -> list[str]:
    """The numbers of a gradient in the inspector."""
    cells = her.inspector.get_by_role(CELLS, name=name, exact=True).get_by_role("button")
    return cells.all_text_contents()


def test_2_with_reduced_motion_nothing_moves_and_the_end_is_shown(visit: Come) -> None:
    her = visit(context={"reduced_motion": "reduce"}, autoplay=None)
    her.stage.evaluate(WATCH)
    still = her.at(LAST).pixels()
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds 3 … 8$"))
    expect(her.button("Replay")).to_be_visible()
    her.mark("x").press("Enter")
    assert grad(her) == ["3", "4", "5", "6", "7", "8"]
    her.inspector.get_by_role("button", name="Close the inspector").click()
    assert her.pixels() == still
    assert set(her.page.evaluate("frames_seen")) <= {"15.000"}
    assert her.stage.evaluate("root => root.getAnimations({ subtree: true }).length") == 0


def test_3_dragging_a_number_changes_its_gradient_and_nothing_of_the_view(visit: Come) -> None:
    her = visit()
    her.button("Zoom in").click()
    her.mark("x.grad").press("Enter")
    her.pixels()
    view = places(her)
    drag(her, her.stage.get_by_role("spinbutton", name="x[0, 0]"), 9)
    her.rest().pixels()
    assert her.text().splitlines()[1] == "x = torch.tensor([[10., 2., 3.], [4., 5., 6.]], requires_grad=True)"
    expect(her.inspector.get_by_role(CELLS, name="x.grad")).to_have_text("1245678")
    expect(her.mark("x.grad")).to_have_attribute("aria-pressed", "true")
    assert places(her) == view
    assert her.page.evaluate("document.scrollingElement.scrollTop") == 0
    assert her.page.get_by_test_id("stMain").evaluate("box => box.scrollTop") == 0


def test_4_r_in_the_stage_is_no_rerun(visit: Come) -> None:
    her = visit()
    sent, before = her.sent, her.words()
    for place in (her.stage, her.mark("y"), her.button("Replay"), her.line(3), her.tape):
        place.press("r")
        place.press("Shift+R")
    her.pixels()
    assert her.sent == sent
    assert her.words() == before


def test_5_a_result_stays_white_after_the_flip(visit: Come) -> None:
    her = visit(FLIPPED)
    flip = 6
    her.seek(flip - 1)
    expect(her.mark("x")).to_have_accessible_name(re.compile("requires grad False"))
    her.seek(flip)
    expect(her.mark("x")).to_have_accessible_name(re.compile("requires grad True"))
    for step in (flip, flip + 1):
        expect(her.seek(step).mark("a")).to_have_accessible_name(re.compile(r"^a, result, requires grad False"))
    her.mark("a").press("Enter")
    expect(her.inspector.get_by_role("heading", name="a result, not tracked")).to_be_visible()
    expect(her.program.get_by_text("False", exact=True)).to_be_visible()


def test_6_backward_of_many_numbers_is_pytorchs_error_with_a_way_out(visit: Come) -> None:
    her = visit(START.split("out =")[0] + "z.backward()\n").end()
    message = her.error.get_by_text("grad can be implicitly created only for scalar outputs", exact=False)
    expect(message).to_have_text("RuntimeError: grad can be implicitly created only for scalar outputs")
    for label, line in (("ones_like", "z.backward(gradient=torch.ones_like(z))"), ("sum", "z.sum().backward()")):
        her.after_edit(her.error.get_by_role("button", name=line).click)
        her.end().mark("x").press("Enter")
        assert grad(her) == ["18", "24", "30", "36", "42", "48"], label
        assert her.text().splitlines()[-1] == line
        her.after_edit(lambda: her.stage.press("Control+z"))
        her.end()


def test_7_the_second_backward_stops_at_a_freed_function(visit: Come) -> None:
    her = visit(l="twice").end()
    second = her.program.get_by_role("listitem").filter(has_text="out.backward()").last.get_by_role("list")
    steps = second.get_by_role("button").all_text_contents()
    assert re.sub(r"^\d+", "", steps[1]).startswith("MeanBackward0")
    assert "Trying to backward through the graph a second time" in steps[-1]
    assert len(steps) == 3  # it starts, passes the mean, and stops
    expect(her.caption).to_contain_text("MulBackward0")
    her.error.get_by_role("button", name=re.compile("^line 7, at MulBackward0 of line 4$")).click()
    stopped = her.graph.get_by_role("button", name="MulBackward0", pressed=True)
    expect(stopped).to_have_accessible_name(re.compile("saved tensors freed"))
    expect(her.mark("× MulBackward0", 1)).to_have_accessible_name(re.compile("saved tensors freed"))


@pytest.mark.parametrize("example", ["accumulate", "twice"])
def test_8_every_step_looks_as_if_it_were_opened_there(visit: Come, example: str) -> None:
    her = visit(l=example)
    last = int(her.tape.get_attribute("max") or 0)
    forward = {step: look(her.seek(step)) for step in range(last + 1)}
    back = {step: look(her.seek(step)) for step in range(last, -1, -1)}
    assert forward == back
    for step in range(0, last + 1, 3):
        assert look(her.open(l=example).seek(step)) == forward[step], f"step {step}"


def test_11_the_walk_back_by_keyboard_alone(visit: Come) -> None:
    her = visit()
    keys = her.page.keyboard
    her.page.get_by_role("button", name="Graph", exact=True).focus()
    keys.press("Enter")
    expect(her.graph.locator(":focus")).to_have_count(1)
    for _ in range(12):
        if her.mark("x").evaluate("button => button.matches(':focus')"):
            break
        keys.press("ArrowLeft")
    expect(her.mark("x")).to_be_focused()
    keys.press("Home")
    for step in range(1, LAST + 1):
        keys.press("l")
        her.at(step)
    keys.press("Enter")
    expect(her.inspector.get_by_role("heading", name="x leaf")).to_be_visible()
    keys.press("Enter")
    for _ in range(5):
        keys.press("ArrowRight")
    expect(her.stage.get_by_role("spinbutton", name="x[1, 2]")).to_be_focused()
    keys.type("10")
    her.after_edit(lambda: keys.press("Enter"))
    assert her.text().splitlines()[1].endswith("[4., 5., 10.]], requires_grad=True)")
    assert grad(her) == ["3", "4", "5", "6", "7", "12"]


def test_11_the_walk_back_from_the_list_of_steps_alone(visit: Come) -> None:
    her = visit()
    her.program.get_by_role("button", name="8 steps").press("Enter")
    steps = (
        her.program.get_by_role("listitem").filter(has_text="out.backward()").get_by_role("list").get_by_role("button")
    )
    expect(steps).to_have_count(8)
    said = []
    for i in range(8):
        steps.nth(i).press("Enter")
        her.at(6 + i)
        said.append(her.caption.text_content() or "")
    for words, caption in zip(
        (
            "Start at out",
            "1/6 = 0.1667",
            "0.1667 · 3 = 0.5",
            "y was used twice",
            "They meet at y",
            "passed on",
            "x.grad: None → [[3,4,5],[6,7,8]]",
            "freed",
        ),
        said,
        strict=True,
    ):
        assert words in caption
    her.line(7).press("Enter")
    expect(her.program.get_by_text("tensor([[3., 4., 5.],\n        [6., 7., 8.]])")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_12_axe_finds_nothing_serious(visit: Come, scheme: str) -> None:
    her = visit(context={"color_scheme": scheme})
    assert_nothing_serious(her)
    her.mark("x").press("Enter")
    assert_nothing_serious(her)


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (1440, 900), (1920, 1080)])
def test_13_a_desktop_has_no_scrollbar_of_the_page(visit: Come, width: int, height: int) -> None:
    her = visit(context={"viewport": {"width": width, "height": height}})
    assert her.page.evaluate(OVERFLOW) == [[0, 0], [0, 0]]


def test_13_a_phone_does_not_scroll_sideways(visit: Come) -> None:
    her = visit(context=PHONE)
    assert all(across == 0 for across, _ in her.page.evaluate(OVERFLOW))


def test_15_two_edits_at_once_are_both_applied_in_order(visit: Come) -> None:
    her = visit(BOTH)
    her.mark("x").press("Enter")
    cells = [her.stage.get_by_role("spinbutton", name=name) for name in ("x[0]", "x[1]", "w[0]")]
    # In one turn of the browser: nothing can be answered in between.
    her.stage.evaluate(
        """(root, fields) => fields.forEach(([label, text]) => {
          const field = root.querySelector(`[aria-label="${label}"]`);
          field.focus(); field.value = text; field.dispatchEvent(new Event('change', { bubbles: true }));
        })""",
        [["x[0]", "7"], ["x[1]", "8"], ["w[0]", "9"]],
    )
    for cell, number in zip(cells, "789", strict=True):
        expect(cell).to_have_value(number)
    her.rest()
    assert her.text().splitlines()[1:] == [
        "x = torch.tensor([7., 8.], requires_grad=True)",
        "w = torch.tensor([9., 4.], requires_grad=True)",
    ]
    for name in ("w[0]", "x[1]", "x[0]"):
        her.after_edit(her.button(f"Undo: a number of {name}").click)
    assert her.text() == BOTH.rstrip("\n")
