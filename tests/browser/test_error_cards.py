"""Cards of errors and warnings: whose words they are, where it happened, and buttons that write what helps."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

Come = Callable[..., Visit]

LEAF = "import torch\nx = torch.tensor([1., 2., 3.], requires_grad=True)\n"
SQUARES = LEAF + "z = (x * x).sum()\nz.backward()\nz.backward()\n"


def test_where_a_freed_graph_stopped_the_pass_and_running_it_again(visit: Come) -> None:
    her = visit(SQUARES).end()
    expect(her.error).to_contain_text("Trying to backward through the graph a second time")
    expect(her.error).to_contain_text("messages: PyTorch 2.13")
    her.error.get_by_role("button", name="line 5, at MulBackward0 of line 3").click()
    expect(her.mark("× MulBackward0")).to_have_attribute("aria-pressed", "true")
    her.after_edit(her.error.get_by_role("button", name="Run the forward lines again").click)
    assert her.text().splitlines()[3:] == ["z.backward()", "z = (x * x).sum()", "z.backward()"]
    her.end()
    expect(her.error).to_be_hidden()
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile(r"holds \[4, 8, 12\]$"))  # 2 x, twice


def test_shapes_that_do_not_fit_are_seen_one_above_the_other(visit: Come) -> None:
    her = visit(LEAF + "y = torch.ones(2, 2)\n").write(LEAF + "y = torch.ones(2, 2)\nz = y + x\n")
    expect(her.error.get_by_role("row")).to_have_text(["a22", "b3"])


def test_a_warning_and_keeping_the_gradient_of_a_result(visit: Come) -> None:
    her = visit(LEAF + "y = x * 2\ny.sum().backward()\nprint(y.grad)\n").end()
    expect(her.error).to_contain_text("PyTorch warns")
    expect(her.error).to_contain_text("The .grad attribute of a Tensor that is not a leaf Tensor is being accessed.")
    her.seek(0)
    expect(her.error).to_be_hidden()
    her.end()
    her.after_edit(her.error.get_by_role("button", name="Keep the gradient of y").click)
    assert her.text().splitlines()[3] == "y.retain_grad()"
    her.end()
    expect(her.error).to_be_hidden()
    expect(her.mark("y.grad")).to_have_accessible_name(re.compile(r"holds 1 ×3|holds \[1, 1, 1\]$"))
