"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

Come = Callable[..., Visit]


def test_before_and_after_an_edit_and_ways_to_cut_a_road(visit: Come) -> None:
    her = visit()
    her.button("Compare two runs").click()
    expect(her.stage.get_by_role("menuitem", name="Before and after the last edit")).to_be_disabled()
    her.page.keyboard.press("Escape")
    her.mark("x").press("Enter")
    cell = her.inspector.get_by_role("spinbutton", name="[0, 0]")
    her.after_edit(lambda: cell.press("ArrowUp"))
    her.button("Compare two runs").click()
    her.stage.get_by_role("menuitem", name="Before and after the last edit").click()
    panel = her.stage.get_by_role("dialog", name="Before and after: a number of x[0, 0]")
    before, after = (panel.get_by_role("article", name=name) for name in ("Before", "After"))
    expect(before).to_contain_text("tensor([[1., 2., 3.]")
    expect(before.get_by_role("group", name="grad").first).to_have_text("345678")
    expect(after.get_by_role("group", name="grad").first).to_have_text("445678")
    panel.press("Escape")
    expect(panel).to_be_hidden()
    expect(her.button("Compare two runs")).to_be_focused()
    her.rest().mark("y").press("Enter")
    her.button("Compare two runs").click()
    her.stage.get_by_role("menuitem", name="Cut y: detach(), .data, no_grad()").click()
    ways = her.stage.get_by_role("dialog", name="Ways to cut a road")
    expect(ways.get_by_role("article")).to_have_count(4)
    expect(ways.get_by_role("article", name="no_grad()")).to_contain_text("element 0 of tensors does not require grad")
    ways.get_by_role("button", name="Close").click()
    expect(ways).to_be_hidden()
