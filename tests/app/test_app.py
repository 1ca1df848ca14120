"""The page as a visitor uses it: every form writes the line it shows, and refuses what PyTorch would refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import examples, link
from components.operations import OPERATIONS
from components.state import State

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "components/stage/frontend/locales"
START = examples.START.text


def open_page(text: str | None = None, **asked: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    if text is not None:
        asked["p"] = str(link.encode(text))
    for name, value in asked.items():
        page.query_params[name] = value
    page.session_state["explorer_built"] = True  # as after a look at the tab of the forms
    return checked(page.run())


def checked(page: AppTest) -> AppTest:
    assert not page.exception, page.exception
    return page


def state_of(page: AppTest) -> State:
    found: State = page.session_state["explorer"]
    return found


def keyed(page: AppTest, kind: str, key: str) -> Any:
    """The widget whose key begins with ``key``; keys end with what makes their contents new."""
    found = [widget for widget in getattr(page, kind) if (widget.key or "").startswith(key)]
    assert len(found) == 1, [widget.key for widget in getattr(page, kind)]
    return found[0]


def card(page: AppTest, name: str) -> AppTest:
    return checked(keyed(page, "button_group", "build-card").set_value(name).run())


def texts(page: AppTest) -> str:
    return "\n".join(str(element.value) for kind in ("text", "code", "caption") for element in getattr(page, kind))


# ── opening ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_visit_opens_the_start_program_and_says_what_it_is() -> None:
    page = open_page()
    assert state_of(page).text == START
    assert state_of(page).run.error is None
    assert any("This is a recording of 7 lines of PyTorch." in element.value for element in page.markdown)


def test_a_link_opens_its_program_and_junk_opens_the_start_program() -> None:
    assert state_of(open_page("import torch\na = torch.tensor(1.)\n")).text == "import torch\na = torch.tensor(1.)\n"
    assert state_of(open_page(p="%%%junk")).text == START
    assert state_of(open_page(l="twice")).text == examples.BY_KEY["twice"].text
    assert state_of(open_page(l="nothing-of-that-name")).text == START


def test_a_program_that_cannot_be_parsed_opens_all_the_same() -> None:
    page = open_page("y = (((\n")
    assert state_of(page).text == "y = (((\n"


def test_user_text_is_never_markdown() -> None:
    page = open_page("import torch\nx = torch.tensor(1.)  # **bold** [a](http://b) <b>c</b>\n")
    assert not any("bold" in element.value for element in [*page.markdown, *page.caption])


def test_chinese() -> None:
    page = open_page(lang="zh-CN")
    assert any("这是 7 行 PyTorch 的录像。" in element.value for element in page.markdown)
    assert keyed(page, "button", "leaf-add").label == "加上这一行"
    checked(keyed(page, "button_group", "language").set_value("en").run())
    assert keyed(page, "button", "leaf-add").label == "Add the line"


DARES = {
    "dare.not_scalar": START.replace("out.backward()", "z.backward()"),
    "dare.twice": START.replace("out.backward()", "out.backward()\nout.backward()"),
    "dare.detach": START.replace("y * y", "y * y.detach()"),
}


@pytest.mark.parametrize("key", DARES)
def test_dares_change_the_program_and_can_be_undone(key: str) -> None:
    page = open_page()
    checked(page.button(key=key).click().run())
    assert state_of(page).text == DARES[key]
    assert state_of(page).plays
    assert state_of(page).past[-1].text == START


# ── build: leaf ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_leaf_is_written_as_shown() -> None:
    page = open_page()
    line = "a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)"
    assert line in texts(page)
    checked(keyed(page, "button", "leaf-add").click().run())
    assert state_of(page).text == START + line + "\n"
    assert keyed(page, "text_input", "leaf-name").value == "b"


def test_a_leaf_takes_name_shape_numbers_and_flag() -> None:
    page = open_page("")
    keyed(page, "text_input", "leaf-name").set_value("weight")
    keyed(page, "button_group", "leaf-shape").set_value("paste")
    page.run()
    keyed(page, "text_area", "leaf-pasted").set_value("1 2; 3 4.5")
    keyed(page, "toggle", "leaf-tracked").set_value(False)
    page.run()
    checked(keyed(page, "button", "leaf-add").click().run())
    assert state_of(page).text == "import torch\nweight = torch.tensor([[1., 2.], [3., 4.5]])\n"


def test_what_was_typed_together_with_the_click_counts() -> None:
    page = open_page("")
    keyed(page, "text_input", "leaf-name").set_value("late")
    keyed(page, "button", "leaf-add").click()
    checked(page.run())
    assert state_of(page).text.startswith("import torch\nlate = torch.tensor(")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("x", "in use already"), ("2x", "does not start with a digit"), ("for", "Python keeps"), ("", "Write a name")],
)
def test_a_name_that_cannot_be_is_refused_with_its_reason(name: str, reason: str) -> None:
    page = open_page()
    checked(keyed(page, "text_input", "leaf-name").set_value(name).run())
    assert reason in texts(page)
    assert keyed(page, "button", "leaf-add").disabled
    assert state_of(page).text == START


def test_pasted_junk_is_refused_with_its_reason() -> None:
    page = open_page()
    keyed(page, "button_group", "leaf-shape").set_value("paste")
    page.run()
    checked(keyed(page, "text_area", "leaf-pasted").set_value("1 2; 3").run())
    assert "same number of columns" in texts(page)
    assert keyed(page, "button", "leaf-add").disabled


# ── build: operation ───────────────────────────────────────────────────────────────────────────────────────────

TWO = "import torch\na = torch.tensor([[1., 2., 3.], [4., 5., 6.]])\nb = torch.tensor([[1., 2.], [3., 4.]])\n"


def operate(page: AppTest, sign: str, first: str, second: str | None = None) -> AppTest:
    card(page, "operation")
    checked(keyed(page, "selectbox", "operation-sign").set_value(sign).run())
    keyed(page, "selectbox", "operation-first").set_value(first)
    if second is not None:
        keyed(page, "selectbox", "operation-second").set_value(second)
    return checked(page.run())


def test_an_operation_is_written_as_shown() -> None:
    page = operate(open_page(TWO), "a @ b", "b", "a")
    assert "x = b @ a" in texts(page)
    checked(keyed(page, "button", "operation-add").click().run())
    assert state_of(page).text == TWO + "x = b @ a\n"
    assert state_of(page).run.error is None


def test_a_number_as_second_operand() -> None:
    page = operate(open_page(TWO), "a * b", "a", "")
    checked(keyed(page, "text_input", "operation-number").set_value("0.5").run())
    checked(keyed(page, "button", "operation-add").click().run())
    assert state_of(page).text == TWO + "x = a * 0.5\n"
    checked(keyed(page, "text_input", "operation-number").set_value("half").run())
    assert "Write a number" in texts(page)
    assert keyed(page, "button", "operation-add").disabled


@pytest.mark.parametrize(
    ("sign", "message"),
    [
        ("a @ b", "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x2)"),
        (
            "a + b",
            "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
        ),
    ],
)
def test_shapes_that_do_not_fit_are_refused_before_anything_is_written(sign: str, message: str) -> None:
    page = operate(open_page(TWO), sign, "a", "b")
    assert message in texts(page)
    assert keyed(page, "button", "operation-add").disabled
    assert state_of(page).text == TWO


def test_after_an_error_nothing_can_be_added_and_the_reason_is_shown() -> None:
    page = operate(open_page(examples.BY_KEY["twice"].text), "sum()", "y")
    assert "stops with an error before this line" in texts(page)
    assert keyed(page, "button", "operation-add").disabled


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.sign)
def test_every_operation_on_offer_runs(operation: Any) -> None:
    text = "import torch\na = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\n"
    page = operate(open_page(text), operation.sign, "a")
    checked(keyed(page, "button", "operation-add").click().run())
    assert state_of(page).run.error is None
    assert state_of(page).text.count("\n") == 3


def test_without_a_tensor_there_is_nothing_to_operate_on() -> None:
    page = card(open_page(""), "operation")
    assert "no tensor to work on yet" in texts(page)


# ── build: backward ────────────────────────────────────────────────────────────────────────────────────────────

FORWARD = START.replace("out.backward()\nprint(x.grad)\n", "")


def test_backward_of_a_scalar_takes_no_gradient() -> None:
    page = card(open_page(FORWARD), "backward")
    checked(keyed(page, "button", "backward-run").click().run())
    assert state_of(page).text == FORWARD + "out.backward()\n"
    assert state_of(page).plays


@pytest.mark.parametrize(
    ("how", "line", "error"),
    [
        ("ones", "z.backward(gradient=torch.ones_like(z))", None),
        ("one_hot", "z.backward(gradient=torch.tensor([[1., 0., 0.], [0., 0., 0.]]))", None),
        ("without", "z.backward()", "E7"),
    ],
)
def test_backward_of_many_numbers_takes_one_weight_for_each(how: str, line: str, error: str | None) -> None:
    page = card(open_page(FORWARD), "backward")
    checked(keyed(page, "selectbox", "backward-tensor").set_value("z").run())
    assert "z holds 6 numbers" in texts(page)
    checked(keyed(page, "button_group", "backward-how").set_value(how).run())
    checked(keyed(page, "button", "backward-run").click().run())
    assert state_of(page).text == FORWARD + line + "\n"
    found = state_of(page).run.error
    assert (found.id if found else None) == error


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def catalogue(lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((LOCALES / lang / "app.json").read_text(encoding="utf-8"))
    return words


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    english, chinese = catalogue("en"), catalogue("zh-CN")
    assert english.keys() == chinese.keys()
    for key in english:
        assert re.findall(r"{\w+}", english[key]) == re.findall(r"{\w+}", chinese[key]), key


def test_every_key_in_the_source_is_in_the_catalogue() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "components").rglob("*.py"))
    used = set(re.findall(r'"(app\.[a-z_.]+[a-z_])"', source))
    assert used and used <= catalogue("en").keys()
