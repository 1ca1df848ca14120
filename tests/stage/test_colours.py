"""The colours of tokens.json can be told from what is behind them, in both themes."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
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


# ── seen by eyes that lack a cone ───────────────────────────────────────────────────────────────────────────────

# What must never be taken for one another; the grey kinds share one hue and differ by shape and border.
CLASSES = ("leaf_grad", "leaf_plain", "result_tracked", "fn", "accumulate", "virtual_L", "error")
LEAST_APART = 10.0

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(colour: str, vision: str) -> np.ndarray:
    """CIELAB (D65) of ``#RRGGBB`` as somebody with this vision sees it."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 (Sharma, Wu and Dalal 2005) of two CIELAB colours."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = math.hypot((1 + g) * a1, b1), math.hypot((1 + g) * a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(much * math.cos(math.radians(times * hue + shift)) for much, times, shift in waves)
    s_light = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    angle = math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2)))
    rotation = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * math.sin(angle)
    d_light, d_chroma = (l2 - l1) / s_light, (c2 - c1) / s_chroma
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / s_hue
    return math.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [  # from the table of Sharma, Wu and Dalal
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_of_ciede2000(one: tuple[float, ...], other: tuple[float, ...], distance: float) -> None:
    assert apart(np.array(one), np.array(other)) == pytest.approx(distance, abs=5e-4)


@BOTH
@pytest.mark.parametrize("vision", sorted(VISION))
def test_kinds_are_told_apart_by_every_eye(name: str, vision: str) -> None:
    seen = {kind: [lab(theme.kind(kind, name)[part], vision) for part in ("fill", "border")] for kind in CLASSES}
    for one, other in combinations(CLASSES, 2):
        assert max(map(apart, seen[one], seen[other])) >= LEAST_APART, f"{one} and {other}"


@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_a_border_can_be_seen_on_a_panel_too(name: str, kind: str) -> None:
    assert theme.contrast(theme.kind(kind, name)["border"], theme.tokens(name)["panel"]) >= 3
