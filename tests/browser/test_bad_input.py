"""Programs that cannot run: the last good picture stays, one message says why, nothing is lost, nothing gets out."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

from components import examples

Come = Callable[..., Visit]

START = examples.START.text
IMAGE = "<img src=x onerror=alert(1)>"

# What is added to the start program, the line that is to blame, and what is said about it.
BAD = {
    "syntax": ("y = (((\n", 8, "SyntaxError: '(' was never closed"),
    "name": ("w = xx * 2\n", 8, "NameError: name 'xx' is not defined"),
    "import": ("import subprocess\n", 8, "subprocess is not here"),
    "shape": ("w = x + torch.ones(2, 2)\n", 8, "The size of tensor a (3) must match the size of tensor b (2)"),
    "loop": ("while True:\n    w = x\n", 8, "loop"),
    "huge": ("w = torch.zeros(10**9)\n", 8, "more than 1,000,000 numbers in one tensor"),
    "string": (f'w = xx + "{IMAGE}"\n', 8, "NameError: name 'xx' is not defined"),
    "raised": (f'raise ValueError("{IMAGE}")\n', 8, f"ValueError: {IMAGE}"),
    "comment": (f"w = (  # {IMAGE}\n", 8, "SyntaxError"),
}


def test_the_last_good_picture_stays_and_nothing_is_lost(visit: Come) -> None:
    her = visit()
    good = her.graph.get_by_role("button").all()
    names = [mark.get_attribute("aria-label") for mark in good]
    for case, (more, line, words) in BAD.items():
        her.write(START + more)
        expect(her.error, case).to_have_count(1)
        expect(her.error, case).to_contain_text(words)
        expect(her.error.get_by_role("button", name=f"line {line}"), case).to_be_visible()
        expect(her.stage, case).to_have_attribute("data-dimmed", "true")
        expect(her.caption, case).to_contain_text("The picture is of the last version that ran.")
        assert [mark.get_attribute("aria-label") for mark in her.graph.get_by_role("button").all()] == names, case
        assert her.text() == (START + more).rstrip("\n"), case
        expect(her.page.locator("img[src]"), case).to_have_count(0)
        her.after_edit(her.button("Undo: typing").click)
        expect(her.error, case).to_have_count(0)
        expect(her.stage, case).to_have_attribute("data-dimmed", "false")
        assert her.text() == START.rstrip("\n"), case


def test_text_is_never_markup(visit: Come) -> None:
    text = f'# {IMAGE}\nprint("{IMAGE}")\nx = {{"{IMAGE}": 1}}\nprint(x)\n'
    her = visit(text)
    expect(her.program.get_by_text(IMAGE).last).to_be_visible()
    assert her.text() == text.rstrip("\n")
    expect(her.page.locator("img[src]")).to_have_count(0)
    expect(her.error).to_have_count(0)


def test_an_error_of_pytorch_keeps_the_picture_up_to_it(visit: Come) -> None:
    her = visit(l="twice")
    expect(her.error).to_contain_text("RuntimeError: Trying to backward through the graph a second time")
    expect(her.stage).to_have_attribute("data-dimmed", "false")
    expect(her.mark("× MulBackward0")).to_have_accessible_name(re.compile("saved tensors freed"))
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds 3 … 8$"))
    her.stage.press("Home")
    expect(her.error).to_have_count(0)
    her.stage.press("End")
    her.after_edit(her.error.get_by_role("button", name="Keep the recording after the first pass").click).end()
    expect(her.error).to_have_count(0)
    assert "out.backward(retain_graph=True)" in her.text()
    expect(her.mark("x.grad")).to_have_accessible_name(re.compile("holds 6 … 16$"))
