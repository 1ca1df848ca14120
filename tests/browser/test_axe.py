"""axe-core finds nothing serious on the page: both themes, a phone, and with everything open that can be opened.

``axe/axe.min.js`` is axe-core 4.10.3 as npm has it, under the Mozilla Public License 2.0; only these tests load it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visit import Visit

Come = Callable[..., Visit]

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# The worst findings, each with where it was found; what surrounds the app is Streamlit's.
_FINDINGS = """() => axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.flat().join(' ')}: ${node.failureSummary}`)))"""


def as_it_opened(her: Visit) -> None:
    """Nothing more."""


def with_the_legend(her: Visit) -> None:
    her.button("Legend and keys").click()


def with_the_search(her: Visit) -> None:
    her.button("Find a name").click()


def with_a_mark_selected(her: Visit) -> None:
    her.mark("y").press("Enter")


def with_lines_folded(her: Visit) -> None:
    her.button("Lines").click()


def assert_nothing_serious(her: Visit) -> None:
    her.page.evaluate(AXE)
    assert her.page.evaluate(_FINDINGS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "act", [as_it_opened, with_the_legend, with_the_search, with_a_mark_selected, with_lines_folded]
)
def test_nothing_serious_is_found(visit: Come, scheme: str, act: Callable[[Visit], None]) -> None:
    her = visit(context={"color_scheme": scheme})
    act(her)
    assert_nothing_serious(her)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_at_an_error(visit: Come, scheme: str) -> None:
    assert_nothing_serious(visit(context={"color_scheme": scheme}, l="not-scalar"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_on_a_phone(visit: Come, scheme: str) -> None:
    assert_nothing_serious(visit(context={**PHONE, "color_scheme": scheme}))
