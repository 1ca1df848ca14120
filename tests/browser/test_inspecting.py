"""What a mark tells about itself, selected by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

from components import examples

Come = Callable[..., Visit]

IN_PLACE = "import torch\na = torch.ones(2)\na.add_(1)\nb = a * 2\n"


def test_a_leaf_and_its_bucket_by_mouse(visit: Come) -> None:
    her = visit()
    her.mark("x").click(force=True)  # the buttons let the mouse through to the canvas under them
    expect(her.mark("x")).to_have_attribute("aria-pressed", "true")
    expect(her.inspector).to_match_aria_snapshot("""
      - heading "x leaf, requires grad" [level=2]
      - text: /leaf. you made it requires_grad True is_leaf True grad_fn None shape \\(2, 3\\) dtype float32 _version 0/
      - heading "Value" [level=3]
      - group "Value":
        - spinbutton "[0, 0]": "1"
        - spinbutton "[1, 2]": "6"
      - heading "grad" [level=3]
      - group "grad":
        - button "[0, 0] 3" [pressed]
        - button "[1, 2] 8"
      - heading "Why x.grad[0, 0] is this number" [level=3]
      - heading "As PyTorch prints it" [level=3]
      - text: "tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)"
    """)
    her.mark("x.grad").click(force=True)
    expect(her.inspector).to_match_aria_snapshot("""
      - heading "x.grad bucket for a gradient" [level=2]
      - group "x.grad": 3 4 5 6 7 8
    """)
    her.inspector.get_by_role("button", name="Close the inspector").click()
    expect(her.inspector.get_by_role("heading")).to_have_text("Variables")


def test_a_result_and_its_grad_fn_by_keyboard(visit: Come) -> None:
    her = visit()
    her.mark("x").focus()
    for key, name in (("ArrowRight", "+ AddBackward0"), ("ArrowRight", "y"), ("ArrowLeft", "+ AddBackward0")):
        her.page.keyboard.press(key)
        expect(her.mark(name)).to_be_focused()
    her.page.keyboard.press("ArrowRight")
    her.page.keyboard.press("Enter")
    expect(her.inspector).to_match_aria_snapshot("""
      - heading "y result, tracked" [level=2]
      - text: result of line 3 requires_grad True is_leaf False grad_fn
      - button "AddBackward0"
      - text: shape (2, 3) dtype float32 _version 0 line 3
      - group "Value": 3 4 5 6 7 8
      - heading "grad" [level=3]
      - paragraph: None
      - paragraph: "It is a result: gradients pass through and are kept only after retain_grad()."
      - text: tensor([[3., 4., 5.], [6., 7., 8.]], grad_fn=<AddBackward0>)
    """)
    her.inspector.get_by_role("button", name="AddBackward0", exact=True).press("Enter")
    expect(her.inspector.get_by_role("heading").first).to_have_text("+  AddBackward0recorded function")
    her.page.keyboard.press("Escape")
    expect(her.inspector.get_by_role("heading")).to_have_text("Variables")


def test_a_function_while_the_gradient_passes_and_after_it_is_freed(visit: Come) -> None:
    her = visit().seek(9)
    her.mark("× MulBackward0").click(force=True)
    expect(her.inspector).to_match_aria_snapshot("""
      - heading "× MulBackward0 recorded function" [level=2]
      - group "What arrived": 0.5 0.5 0.5 0.5 0.5 0.5
      - code: grad · y
      - group "y (self)": 1.5 2 2.5 3 3.5 4
      - group "y (other)": 1.5 2 2.5 3 3.5 4
      - heading "next_functions" [level=3]
      - list:
        - listitem:
          - button "AddBackward0"
          - text: "0"
        - listitem:
          - button "AddBackward0"
          - text: "0"
      - heading "Saved for the way back" [level=3]
      - list:
        - listitem:
          - code: _saved_other
          - button "y v0"
        - listitem:
          - code: _saved_self
          - button "y v0"
    """)
    her.seek(13)
    expect(her.inspector).to_match_aria_snapshot("""
      - heading "× MulBackward0 function, saved tensors freed" [level=2]
      - paragraph: Freed after the first pass. retain_graph=True keeps them.
    """)


def test_why_there_is_no_gradient_yet_and_what_is_not_made_yet(visit: Come) -> None:
    her = visit().seek(4)
    her.mark("x").click(force=True)
    expect(her.inspector.get_by_text("No backward() has reached it yet.")).to_be_visible()
    her.mark("out").click(force=True)
    her.seek(1)
    expect(her.mark("out")).to_have_count(0)
    expect(her.inspector.get_by_text("Not made yet at this step; line 5 makes it.")).to_be_visible()
    her.inspector.get_by_role("button", name="Go to where it is made").click()
    her.at(4)


def test_what_is_not_tracked_and_what_was_changed_in_place(visit: Come) -> None:
    her = visit(IN_PLACE)
    her.mark("a").press("Enter")
    expect(her.inspector.get_by_text("It is not tracked, so no gradient will come.")).to_be_visible()
    expect(her.inspector).to_match_aria_snapshot("""
      - text: /leaf. you made it requires_grad False is_leaf True grad_fn None shape \\(2,\\) dtype float32 _version 1/
    """)
    her.mark("b").press("Enter")
    note = "is True although an operation made it: nothing was recorded, so its history ends here."
    expect(her.inspector.get_by_text(note)).to_be_visible()


def test_the_chain_rule_of_a_picked_number_and_the_numerical_check(visit: Come) -> None:
    her = visit()
    her.mark("y").press("Enter")
    passed = her.inspector.get_by_role("group", name="Passed through, not kept")
    passed.get_by_role("button", name="[1, 2] 8").click()
    expect(her.inspector.get_by_role("heading", name="Why y.grad[1, 2] is this number")).to_be_visible()
    roads = her.inspector.get_by_role("listitem").filter(has_text="chain")
    expect(roads).to_have_count(2)
    for road in roads.all():
        expect(road).to_contain_text("∂t/∂y = y")
        expect(road).to_contain_text("∂out/∂y = ∂out/∂t · y")
        expect(road).to_contain_text("[1, 2]: 0.5 · 8 = 4")
    expect(her.inspector.get_by_text("∂out/∂y[1, 2] = 4 + 4 = 8")).to_be_visible()
    her.inspector.get_by_role("button", name="Check numerically").press("Enter")
    expect(her.inspector.get_by_role("status")).to_have_text(
        re.compile(r"^Autograd: 8\. Central difference: (8|7\.9999999|8\.0000000)\d* \(apart by ")
    )
    her.inspector.get_by_text("Why is this no leaf?").click()
    expect(
        her.inspector.get_by_text("AddBackward0 was recorded when line 3 made it: it has a history.")
    ).to_be_visible()
    her.inspector.get_by_role("button", name="Go to the step that wrote this").click()
    expect(her.stage).not_to_have_attribute("data-step", "14")
    assert her.text() == examples.START.text.rstrip("\n")
