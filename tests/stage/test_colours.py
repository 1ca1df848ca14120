"""The colours of tokens.json can be told from what is behind them, in both themes."""

from __future__ import annotations

import pytest

from components import theme

KINDS = sorted(theme.tokens("light")["kinds"])
EDGES = sorted(theme.tokens("light")["edges"])
RAMPS = sorted(theme.tokens("light")["ramp"])
BOTH = pytest.mark.parametrize("name", theme.THEMES)


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert theme.contrast("#0B57D0", "#FFFFFF") == pytest.approx(6.39, abs=0.005)


@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_can_be_read_and_seen(name: str, kind: str) -> None:
    paint, canvas = theme.kind(kind, name), theme.tokens(name)["canvas"]
    assert theme.contrast(paint["text"], paint["fill"]) >= 4.5
    assert theme.contrast(paint["border"], canvas) >= 3


@BOTH
@pytest.mark.parametrize("edge", EDGES)
def test_a_lane_can_be_seen(name: str, edge: str) -> None:
    canvas, colour = theme.tokens(name)["canvas"], theme.edge(edge, name)
    assert theme.contrast(colour, canvas) >= 3
    if edge == "back":  # at rest it lies at 65 %
        assert theme.contrast(theme.mix(colour, canvas, 0.65), canvas) >= 3


@BOTH
def test_words_can_be_read(name: str) -> None:
    paint = theme.tokens(name)
    for text in ("text", "text2", "primary", "error"):
        for behind in ("canvas", "panel"):
            assert theme.contrast(paint[text], paint[behind]) >= 4.5
    assert theme.contrast(paint["text"], paint["current"]) >= 4.5
    assert theme.contrast(paint["pulse"], paint["canvas"]) >= 4.5


@BOTH
def test_code_can_be_read_on_every_line(name: str) -> None:
    """Text, hints and comments, numbers, strings and what is wrong: read, edited, and where the tape is."""
    paint = theme.tokens(name)
    inks = (paint["text"], paint["text2"], paint["primary"], paint["error"], theme.kind("accumulate", name)["border"])
    behind = [paint["canvas"], paint["panel"], paint["current"]]
    behind += [
        theme.mix(theme.edge("back", name), paint["panel"], 0.09),
        theme.mix(paint["primary"], paint["panel"], 0.1),
    ]
    for ink in inks:
        assert min(theme.contrast(ink, ground) for ground in behind) >= 4.5
    # The step of the tape beside a line: passed, now, on the way back.
    assert theme.contrast(paint["text2"], theme.mix(paint["line"], paint["panel"], 0.14)) >= 4.5
    assert theme.contrast(paint["canvas"], paint["text2"]) >= 4.5
    assert theme.contrast(paint["canvas"], theme.edge("back", name)) >= 4.5


@BOTH
@pytest.mark.parametrize("ramp", RAMPS)
def test_numbers_can_be_read_on_every_step_of_a_ramp(name: str, ramp: str) -> None:
    for colour in theme.tokens(name)["ramp"][ramp]:
        assert max(theme.contrast("#1B1F27", colour), theme.contrast("#FFFFFF", colour)) >= 4.5


def test_both_themes_have_the_same_colours() -> None:
    light, dark = (
        {part: sorted(theme.tokens(name)[part]) for part in ("kinds", "edges", "ramp")} for name in theme.THEMES
    )
    assert light == dark
    assert theme.tokens("no such theme") == theme.tokens("light")
