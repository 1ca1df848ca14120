"""Lines written by forms and by the inspector: a leaf, an operation, requires_grad both ways, backward()."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, TimeoutError, expect
from visit import Visit

from components import examples

Come = Callable[..., Visit]

FORWARD = examples.START.text.replace("out.backward()\nprint(x.grad)\n", "")
SHAPES = "import torch\na = torch.ones(2, 3)\nb = torch.tensor([[1., 2.], [3., 4.]])\n"
PLAIN = "import torch\nx = torch.tensor([[1., 2.], [3., 4.]])\na = x + 1\n"
NOT_SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs"


def choose(her: Visit, label: str, option: str) -> None:
    """Chooses from a select box of the form, again where a rerun of Streamlit has just closed it."""
    box = her.guide.get_by_role("combobox", name=label, exact=True)
    wanted = her.page.get_by_role("option", name=re.compile("^" + re.escape(option)))
    for _ in range(5):
        box.click()
        try:
            wanted.click(timeout=3_000)
            break
        except TimeoutError:
            her.page.keyboard.press("Escape")
    expect(box).to_have_value(re.compile("^" + re.escape(option)))


def add(her: Visit, line: str) -> None:
    """Waits until the form shows the line it writes, lets it write, and sees it in the program."""
    expect(her.guide.get_by_role("code")).to_have_text(line)
    her.after_edit(her.guide.get_by_role("button", name=re.compile("^(Add|Run) the line$")).click)
    assert her.text().splitlines()[-1] == line


# ── leaves ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_leaf_from_a_shape_from_pasted_numbers_and_from_the_grid(visit: Come) -> None:
    her = visit("import torch\n")
    form = her.build("Leaf")
    form.get_by_role("textbox", name="Name").fill("w")
    form.get_by_role("radio", name="3", exact=True).click(force=True)
    expect(form.get_by_role("code")).to_have_text("w = torch.tensor([1., 2., 3.], requires_grad=True)")
    form.get_by_role("switch", name=re.compile("requires_grad")).click(force=True)
    add(her, "w = torch.tensor([1., 2., 3.])")
    expect(her.mark("w")).to_have_accessible_name(
        "w, leaf, requires grad False, line 2, shape 3, value [1, 2, 3], grad none"
    )

    form.get_by_role("switch", name=re.compile("requires_grad")).click(force=True)
    expect(form.get_by_role("code")).to_contain_text("requires_grad=True")
    form.get_by_role("radio", name="paste").click(force=True)
    numbers = form.get_by_role("textbox", name="Numbers, one row per line")
    numbers.fill("1, 2; 3")
    numbers.press("Control+Enter")
    expect(form.get_by_text("Every row needs the same number of columns.")).to_be_visible()
    expect(form.get_by_role("button", name="Add the line")).to_be_disabled()
    numbers.fill("[[1, 2], [3, 4]]")
    numbers.press("Control+Enter")
    add(her, "x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)")
    expect(her.mark("x")).to_have_accessible_name(
        "x, leaf, requires grad True, line 3, shape 2×2, value 1 … 4, grad none"
    )
    expect(her.mark("x.grad")).to_have_accessible_name("x.grad, bucket for a gradient, holds none")

    form.get_by_role("radio", name="2×2").click(force=True)
    type_over(her, form.get_by_test_id("data-grid-canvas"), "3", "7.5")
    add(her, "y = torch.tensor([[1., 2.], [7.5, 4.]], requires_grad=True)")


def type_over(her: Visit, grid: Locator, old: str, new: str) -> None:
    """Goes from wherever a click lands in a grid of two rows to the lower left cell, and types over it."""
    picked = her.guide.get_by_role("gridcell", include_hidden=True, selected=True)
    grid.hover(force=True)
    grid.click(force=True, delay=60)
    expect(picked).to_have_count(1)
    grid.press("ArrowLeft")
    grid.press("ArrowDown")
    expect(picked).to_have_text(old)
    grid.press("Enter")
    cell = her.page.get_by_test_id("portal").get_by_role("textbox")
    cell.fill(new)
    cell.press("Enter")


def test_a_name_that_cannot_be_is_refused(visit: Come) -> None:
    her = visit()
    form = her.build("Leaf")
    name = form.get_by_role("textbox", name="Name")
    name.fill("x")
    name.press("Enter")
    expect(form.get_by_text("This name is in use already.")).to_be_visible()
    expect(form.get_by_role("button", name="Add the line")).to_be_disabled()


# ── operations ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_operation_and_what_does_not_fit(visit: Come) -> None:
    her = visit(SHAPES)
    form = her.build("Operation")
    choose(her, "Operation", "a @ b")
    choose(her, "First tensor (a)", "a")
    choose(her, "Second tensor (b)", "b")
    expect(form.get_by_text("PyTorch would refuse this line:")).to_be_visible()
    expect(form.get_by_text("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x2)")).to_be_visible()
    expect(form.get_by_role("button", name="Add the line")).to_be_disabled()
    choose(her, "First tensor (a)", "b")
    choose(her, "Second tensor (b)", "a")
    add(her, "x = b @ a")
    expect(her.mark("x")).to_have_accessible_name(re.compile("^x, result, requires grad False, line 4, shape 2×3"))
    choose(her, "Operation", "a * b")
    choose(her, "Second tensor or number (b)", "a number")
    expect(form.get_by_role("code")).to_have_text("y = x * 2")
    number = form.get_by_role("textbox", name="Number", exact=True)
    number.fill("0.5")
    number.press("Enter")
    add(her, "y = x * 0.5")


# ── requires_grad ──────────────────────────────────────────────────────────────────────────────────────────────


def test_requires_grad_from_now_on_and_in_history(visit: Come) -> None:
    her = visit(PLAIN)
    expect(her.mark("a")).to_have_accessible_name(re.compile("result, requires grad False"))
    her.mark("x").click(force=True)
    her.after_edit(her.inspector.get_by_role("button", name="From now on").click)
    assert her.text() == PLAIN + "x.requires_grad = True"
    expect(her.mark("x")).to_have_accessible_name(re.compile("^x, leaf, requires grad True"))
    expect(her.mark("a")).to_have_accessible_name(re.compile("^a, result, requires grad False"))

    her.after_edit(her.button("Undo: requires_grad of x").click)
    assert her.text() == PLAIN.rstrip("\n")
    her.after_edit(her.inspector.get_by_role("button", name="Rewrite history").click)
    assert her.text() == PLAIN.replace("]])", "]], requires_grad=True)").rstrip("\n")
    expect(her.mark("x")).to_have_accessible_name(re.compile("^x, leaf, requires grad True"))
    expect(her.mark("a")).to_have_accessible_name(re.compile("^a, result, requires grad True"))

    her.after_edit(her.inspector.get_by_role("button", name="Rewrite history").click)
    expect(her.mark("a")).to_have_accessible_name(re.compile("^a, result, requires grad False"))


# ── backward ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_backward_from_one_number(visit: Come) -> None:
    her = visit(FORWARD)
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds none$"))
    her.mark("out").click(force=True)
    her.inspector.get_by_role("button", name="Run backward").click()
    expect(her.stage).to_have_attribute("data-playing", "true")
    her.end()
    assert her.text().splitlines()[-1] == "out.backward()"
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds 3 … 8$"))


def test_backward_from_a_matrix_with_weights(visit: Come) -> None:
    her = visit(FORWARD)
    her.mark("z").press("b")
    form = her.inspector.get_by_role("form", name="z.backward(gradient=…)")
    expect(form.get_by_text("z holds 6 numbers. How much does each of them count?")).to_be_visible()
    expect(form.get_by_role("textbox")).to_have_count(6)
    form.get_by_role("button", name="0.5").click()
    form.get_by_role("textbox", name="[1, 2]").fill("many")
    expect(form.get_by_role("button", name="Run backward")).to_be_disabled()
    form.get_by_role("textbox", name="[1, 2]").fill("1")
    her.after_edit(form.get_by_role("button", name="Run backward").click).end()
    weights = "torch.tensor([[0.5, 0.5, 0.5], [0.5, 0.5, 1.]])"
    assert her.text().splitlines()[-1] == f"z.backward(gradient={weights})"
    her.mark("x.grad").click(force=True)
    expect(her.inspector.get_by_role("group", name="x.grad")).to_have_text("91215182148")


def test_backward_from_a_matrix_without_weights_is_pytorchs_error_with_a_way_out(visit: Come) -> None:
    her = visit(FORWARD)
    her.build("Backward")
    choose(her, "Start from", "z")
    her.guide.get_by_role("radio", name="none").click(force=True)
    her.after_edit(her.guide.get_by_role("button", name="Run the line").click).end()
    expect(her.error).to_contain_text(NOT_SCALAR)
    expect(her.error.get_by_role("button", name="line 6")).to_be_visible()
    expect(her.error).to_contain_text("z holds 6 numbers. Say how much each of them counts")
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds none$"))
    her.after_edit(her.error.get_by_role("button", name="Count every number once").click).end()
    expect(her.error).to_have_count(0)
    assert her.text().splitlines()[-1] == "z.backward(gradient=torch.ones_like(z))"
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds 18 … 48$"))
