"""Programs that stop with an error of Python say what CPython 3.13 says, whichever Python runs this.

The answers under ``tests/oracle/cpython`` were given by CPython 3.13; see ``tests/oracle/record_cpython.py``.
"""

from __future__ import annotations

import pytest
from oracle import record_cpython

from autograd_core import timeline

ANSWERS = {topic: record_cpython.answers(topic) for topic in record_cpython.topics()}


@pytest.mark.parametrize("topic", ANSWERS)
def test_every_program_is_recorded(topic: str) -> None:
    assert list(ANSWERS[topic]) == record_cpython.programs(topic)


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic in ANSWERS for text in record_cpython.programs(topic)]
)
def test_the_last_line_is_that_of_cpython(topic: str, text: str) -> None:
    run = timeline.run(text)
    assert run.error is not None
    told = f"{run.error.type_name}: {run.error.message}" if run.error.message else run.error.type_name
    assert [run.printed, told] == ANSWERS[topic][text]
