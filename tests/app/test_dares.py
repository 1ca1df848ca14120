"""Things to try are made from the program's own names, and only where they show something."""

from __future__ import annotations

import pytest

from components import state
from components.dares import dares

LEAF = "import torch\na = torch.tensor([1., 2.], requires_grad=True)\n"


def tried(text: str) -> dict[str, tuple[str, str | None]]:
    """Key -> the line it writes, and the error it ends with."""
    run = state.run_safely(text)
    assert run.error is None
    found = {}
    for dare in dares(run):
        error = state.run_safely(dare.text).error
        found[dare.key] = (dare.line, error and error.id)
    return found


def test_names_are_those_of_the_program() -> None:
    text = LEAF + "b = a * a\nloss = b.sum()\nloss.backward()\nprint(a.grad)\n"
    assert tried(text) == {
        "dare.not_scalar": ("b.backward()", "E7"),
        "dare.twice": ("loss.backward() ×2", "E1"),
        "dare.detach": ("b = a * a.detach()", None),
    }


def test_a_second_pass_is_offered_only_where_the_first_has_freed_something() -> None:
    assert tried(LEAF + "b = a + 2\nloss = b.sum()\nloss.backward()\n") == {"dare.not_scalar": ("b.backward()", "E7")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = (",
        LEAF,
        LEAF + "b = a * a\n",
        LEAF + "for i in range(2):\n    (a * a).sum().backward()\n",
        LEAF + "b = a * a\nb.backward()\n",
        LEAF + "b = a.detach() * a\nb.sum().backward()\n",
    ],
)
def test_there_is_not_always_something_to_try(text: str) -> None:
    assert dares(state.run_safely(text)) == []


def test_a_use_that_is_cut_already_is_left_alone() -> None:
    text = LEAF + "b = a * a.detach()\nloss = b.sum()\nloss.backward()\n"
    assert "dare.detach" not in tried(text)
