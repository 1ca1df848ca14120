"""Whatever the text is, a run ends in time with a result or one of the program's own errors."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from test_python import FAILING, PROGRAMS

from autograd_core.errors import NotInSubset, OutOfBudget, ProgramError

TEXTS = [*PROGRAMS.values(), *FAILING.values()]
TOKENS = sorted({token for text in TEXTS for token in re.findall(r"\w+|[^\w\s]", text)})


@st.composite
def damaged(draw):
    """A program with some of its words replaced, removed or doubled."""
    parts = re.split(r"(\w+|[^\w\s])", draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(parts) - 1))
        parts[at] = draw(st.sampled_from(["", parts[at] * 2, draw(st.sampled_from(TOKENS))]))
    return "".join(parts)


@settings(max_examples=300, deadline=5000)
@given(damaged())
def test_only_errors_of_the_program_come_out(run_text, text):
    _assert_ends_well(run_text, text)


@settings(max_examples=100, deadline=5000)
@given(st.text(max_size=60))
def test_any_characters_may_come(run_text, text):
    _assert_ends_well(run_text, text)


def _assert_ends_well(run, text):
    try:
        printed, error = run(text)
    except (NotInSubset, OutOfBudget) as refusal:  # when it was read
        printed, error = "", refusal
    assert isinstance(printed, str)
    if error is not None:
        assert isinstance(error, ProgramError)
        assert error.span is not None
        assert 1 <= error.span.line <= error.span.end_line <= text.count("\n") + 1
