"""What is shown of a value beside the program is a few of its items, however many it has."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict

import numpy as np
import pytest

from autograd_core import timeline
from autograd_core.creation import FUNCTIONS
from autograd_core.shortening import shortened


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.arange(3), "array([0, 1, 2])"),
        (np.arange(1_000), "array([0, 1, 2, 3, 4, 5, 6, 7], …)"),
        (np.arange(100).reshape(50, 2), "array([[0, 1],\n       [2, 3],\n       [4, 5]], …)"),
        (np.zeros((3, 3, 3, 3)), "array(…, shape=(3, 3, 3, 3))"),
        (list(range(10_000)), "[0, 1, 2, 3, 4, 5, 6, 7, …]"),
        (Counter("ab"), "{'a': 1, 'b': 1}"),
        (OrderedDict(a=1), "{'a': 1}"),
        (defaultdict(list), "{}"),
        ([FUNCTIONS["zeros"](1_000)], "[tensor(…, size=(1000,))]"),
    ],
)
def test_a_corner_stands_for_many(value: object, text: str) -> None:
    assert shortened(value) == text


@pytest.mark.parametrize("made", ["np.linspace(0, 1, 1_000)", "[torch.zeros(900)] * 8", "[0.5] * 1_000"])
def test_a_long_loop_beside_a_large_value_runs_to_its_end(made: str) -> None:
    run = timeline.run(f"import torch\nimport numpy as np\na = {made}\nfor i in range(1_000):\n    k = i\nprint(k)\n")
    assert (run.printed, run.error) == ("999\n", None)
