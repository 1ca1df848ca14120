"""The tape: play, step, scrub; all of it in the browser, and always the same picture at the same step."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

Come = Callable[..., Visit]

LAST = 14  # step of the start program


def test_play_pause_and_replay(visit: Come) -> None:
    her = visit()
    her.button("Replay").click()
    expect(her.stage).to_have_attribute("data-playing", "true")
    her.reaches(2).button("Pause").click()
    expect(her.stage).to_have_attribute("data-playing", "false")
    stands = her.stage.get_attribute("data-frame")
    her.pixels()
    assert her.step < LAST
    expect(her.stage).to_have_attribute("data-frame", str(stands))
    her.button("Play").press("k")
    expect(her.button("Pause")).to_be_visible()
    her.stage.press(" ")
    expect(her.button("Play")).to_be_visible()
    her.seek(12).button("Play").click()
    expect(her.button("Replay")).to_be_visible()
    her.at(LAST)


def test_speed_is_a_factor(visit: Come) -> None:
    her = visit()
    slow, fast = (_seconds(her, speed) for speed in ("0.5×", "4×"))
    assert slow > 3 * fast
    her.stage.press("[")
    expect(her.stage.get_by_role("combobox", name="Speed")).to_have_value("2")
    her.stage.press("]")
    expect(her.stage.get_by_role("combobox", name="Speed")).to_have_value("4")


def _seconds(her: Visit, speed: str) -> float:
    """How long the page plays from one step to the next at a speed."""
    her.stage.get_by_role("combobox", name="Speed").select_option(speed)
    her.seek(10)
    her.stage.evaluate(_CLOCK)
    her.button("Play").click()
    took: float = her.page.evaluate("took")
    her.stage.press("Home")
    return took


# From the step after the one the tape stands at to the next: milliseconds.
_CLOCK = """root => {
  let begun = null;
  globalThis.took = new Promise(done => new MutationObserver((_, watch) => {
    const step = Number(root.dataset.step);
    if (step === 11) begun ??= performance.now();
    if (step >= 12) { watch.disconnect(); done(performance.now() - begun); }
  }).observe(root, { attributeFilter: ['data-step'] }));
}"""


def test_stepping_by_button_and_by_key(visit: Come) -> None:
    her = visit()
    for act, step in (
        (her.button("To the first step").click, 0),
        (her.button("Step forward").click, 1),
        (lambda: her.stage.press("l"), 2),
        (lambda: her.stage.press("Shift+L"), 3),
        (her.button("To the last step").click, LAST),
        (her.button("Step back").click, LAST - 1),
        (lambda: her.stage.press("j"), LAST - 2),
        (lambda: her.stage.press("Shift+J"), 5),
        (lambda: her.stage.press("Home"), 0),
        (lambda: her.stage.press("End"), LAST),
        (her.line(4).click, 3),
    ):
        act()
        her.at(step)


def test_the_slider_scrubs_and_the_steps_of_a_line_can_be_chosen(visit: Come) -> None:
    her = visit()
    her.tape.focus()
    her.tape.press("ArrowLeft")
    her.at(LAST - 1)
    expect(her.program.get_by_role("button", name=re.compile("^8 steps?"))).to_have_attribute("aria-expanded", "true")
    steps = her.program.get_by_role("listitem").filter(has_text="out.backward()").get_by_role("list")
    expect(steps.get_by_role("listitem")).to_have_count(8)
    steps.get_by_role("button", name="MulBackward0").first.click()
    her.at(8)
    expect(her.caption).to_contain_text("z = t · 3")
    expect(steps.get_by_role("button", name="MulBackward0").first).to_have_attribute("aria-current", "step")


def test_a_step_looks_the_same_whichever_way_it_is_reached(visit: Come) -> None:
    her = visit()
    forward, back = {}, {}
    her.button("To the first step").click()
    for step in range(LAST + 1):
        forward[her.at(step).step] = look(her)
        her.stage.press("l")
    for step in range(LAST, -1, -1):
        back[her.at(step).step] = look(her)
        her.stage.press("j")
    assert len({pixels for pixels, _ in forward.values()}) > LAST // 2
    for step in range(LAST + 1):
        fresh = look(her.open().seek(step))
        assert fresh[1] == forward[step][1] == back[step][1], f"the words of step {step}"
        assert fresh[0] == forward[step][0] == back[step][0], f"the pixels of step {step}"


def look(her: Visit) -> tuple[str, str]:
    return her.pixels(), her.words()


def test_nothing_is_asked_of_the_server_while_playing_and_looking(visit: Come) -> None:
    her = visit()
    sent = her.sent
    assert sent > 0
    her.stage.get_by_role("combobox", name="Speed").select_option("4×")
    her.button("Replay").click()
    her.reaches(3).button("Pause").click()
    for step in (0, 9, 12):
        her.seek(step)
    her.button("Step forward").click()
    her.mark("y").click(force=True)
    expect(her.inspector.get_by_role("heading", name="y result")).to_be_visible()
    her.inspector.get_by_role("button", name="AddBackward0").first.click()
    for name in ("Zoom in", "Zoom out", "Fit the whole picture", "Forward", "Both", "Legend and keys"):
        her.button(name).click()
    her.stage.press("Escape")
    her.button("Show or hide the guide").click()
    her.button("Show or hide the guide").click()
    her.pixels()
    assert her.sent == sent


def test_r_and_c_do_not_reach_streamlit(visit: Come) -> None:
    her = visit()
    sent, step = her.sent, her.seek(7).step
    for key in ("r", "c", "Shift+R", "Shift+C"):
        for place in (her.stage, her.button("Play"), her.mark("x"), her.line(3)):
            place.press(key)
    her.button("Step forward").click()
    her.at(step + 1).pixels()
    assert her.sent == sent
    expect(her.page.get_by_role("dialog")).to_have_count(0)
    assert her.socket
    with her.socket.expect_event("framesent"):  # while outside the stage Streamlit runs again
        her.page.get_by_role("tab", name="Build").press("r")


def test_eight_squarings_are_nine_tensors_and_eight_functions(visit: Come) -> None:
    leaf = "x = torch.tensor(1.01, requires_grad=True)"
    her = visit(f"import torch\n{leaf}\nfor _ in range(8):\n    x = x * x\n")
    marks = [mark.get_attribute("aria-label") or "" for mark in her.graph.get_by_role("button").all()]
    assert len([name for name in marks if re.match(r"(x|[a-z]+\d* = ).*(leaf|result)", name)]) == 9
    assert len([name for name in marks if "MulBackward0" in name]) == 8
    expect(her.caption).to_contain_text("Step 11/11")
