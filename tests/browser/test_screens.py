"""Small screens, large screens, less motion, darkness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from visit import Visit

from components import theme

WHOLE = 0.999999  # of a mark in view: its button is scaled with the picture, and areas of it are rounded

Come = Callable[..., Visit]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# How far the page and Streamlit's own scrolling box are larger than what can be seen of them.
OVERFLOW = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')].map(
  box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight])"""

# Collects the positions of the tape from now on.
WATCH = """root => {
  globalThis.frames_seen = [];
  new MutationObserver(() => globalThis.frames_seen.push(root.dataset.frame))
    .observe(root, { attributeFilter: ['data-frame'] });
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (1440, 900)])
def test_no_page_scrolls_on_a_desktop(visit: Come, width: int, height: int) -> None:
    her = visit(context={"viewport": {"width": width, "height": height}})
    for example, last in ((None, 7), ("not-scalar", 5)):
        her.open(l=example)
        assert her.page.evaluate(OVERFLOW) == [[0, 0], [0, 0]]
        expect(her.button("Replay")).to_be_in_viewport(ratio=1)
        expect(her.mark("x.grad")).to_be_in_viewport(ratio=WHOLE)
        expect(her.line(last)).to_be_in_viewport()
    expect(her.error).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [720, 880])
def test_in_a_narrow_window_the_guide_is_below_and_nothing_is_cut_off(visit: Come, width: int) -> None:
    her = visit(context={"viewport": {"width": width, "height": 800}})
    assert all(across == 0 for across, _ in her.page.evaluate(OVERFLOW))
    expect(her.button("Replay")).to_be_in_viewport(ratio=1)
    expect(her.tape).to_be_in_viewport(ratio=1)
    guide, stage = her.guide.bounding_box(), her.stage.bounding_box()
    assert guide and stage and stage["width"] == width
    assert guide["y"] >= stage["y"] + stage["height"]


def test_the_whole_picture_is_what_is_there_at_this_step(visit: Come) -> None:
    her = visit("import torch\ny = torch.tensor(1., requires_grad=True)\n" + "y = y * 1.01\n" * 40)
    her.button("To the first step").click()
    for step in range(8):
        her.at(step).button("Step forward").click()
    her.at(8).stage.press("f")
    her.at(8).pixels()  # until the view has followed
    for mark in (her.mark("y"), her.mark("y", 2)):
        expect(mark).to_be_in_viewport(ratio=0.99)


def test_nothing_sticks_out_on_a_phone(visit: Come) -> None:
    her = visit(context=PHONE)
    for across, _ in her.page.evaluate(OVERFLOW):
        assert across == 0
    expect(her.button("Replay")).to_be_in_viewport(ratio=1)
    expect(her.caption).to_be_in_viewport(ratio=1)
    x, out = her.mark("x").bounding_box(), her.mark("out").bounding_box()
    assert x and out and out["y"] > x["y"]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in (x, out))
    her.button("To the first step").tap()
    her.at(0).button("Step forward").tap()
    her.at(1).pixels()  # until the view has followed
    her.mark("x").tap(force=True)
    expect(her.inspector.get_by_role("heading", name="x leaf")).to_be_attached()
    her.build("Leaf")
    for across, _ in her.page.evaluate(OVERFLOW):
        assert across == 0


def test_with_reduced_motion_nothing_moves(visit: Come) -> None:
    her = visit(context={"reduced_motion": "reduce"}, autoplay=None)
    assert her.step == 14
    expect(her.stage).to_have_attribute("data-frame", "15.000")
    her.stage.evaluate(WATCH)
    her.stage.get_by_role("combobox", name="Speed").select_option("4×")
    her.button("Replay").click()
    her.reaches(2)
    seen = her.page.evaluate("frames_seen")
    assert seen and all(float(frame).is_integer() for frame in seen)


def test_the_dark_theme(visit: Come) -> None:
    her = visit(context={"color_scheme": "dark"})
    expect(her.stage).to_have_attribute("data-theme", "dark")
    canvas = theme.tokens("dark")["canvas"]
    colour = f"rgb({int(canvas[1:3], 16)}, {int(canvas[3:5], 16)}, {int(canvas[5:7], 16)})"
    expect(her.stage).to_have_css("background-color", colour)
    expect(her.page.get_by_test_id("stApp")).to_have_css("background-color", colour)
    dark = her.pixels()
    her.page.emulate_media(color_scheme="light")
    expect(her.stage).to_have_attribute("data-theme", "light")
    assert her.pixels() != dark
    her.open(theme="dark")
    expect(her.stage).to_have_attribute("data-theme", "dark")
