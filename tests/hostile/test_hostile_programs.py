"""Every hostile program ends in time and within its memory, with an answer or an error; nothing else happens."""

from __future__ import annotations

import sys

import pytest
from cases import programs
from page import visit
from trial import outcomes

PROGRAMS = programs()
ALONE = {"corpus/programs_tensor-resources", "corpus/programs_graph-flood"}
WARM = (
    "x = torch.tensor([1., 2.], requires_grad=True)\n(x * x).sum().backward()\nprint(f'{x.grad.sum():.2f}')\nü = 'é'",
    "x = = 1",
    "undefined",
)


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """What is imported or worked out once is not blamed on a case."""
    for text in WARM:
        visit(text)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_input_ends_as_it_should(name, tmp_path):
    cases = PROGRAMS[name]
    told = list(outcomes(cases, tmp_path, at_once=1 if name in ALONE else 25))
    assert len(told) == len(cases)
    assert [f"{case['id']}: {what}" for case, what in told if what] == []
