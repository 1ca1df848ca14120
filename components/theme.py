"""The colours of the pictures, from the tokens.json the browser reads too, and how far apart they are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

TOKENS = Path(__file__).parent / "stage" / "frontend" / "tokens.json"
THEMES = ("light", "dark")


@cache
def tokens(theme: str = "light") -> dict[str, Any]:
    """The colours of ``theme``; an unknown or missing theme gives the light ones."""
    everything = json.loads(TOKENS.read_text(encoding="utf-8"))
    return everything[theme if theme in THEMES else "light"]


def kind(name: str, theme: str = "light") -> dict[str, str]:
    """``fill``, ``border`` and ``text`` of one kind of mark."""
    return tokens(theme)["kinds"][name]


def edge(name: str, theme: str = "light") -> str:
    """The colour of one kind of link."""
    return tokens(theme)["edges"][name]


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance of ``#RRGGBB``, in 0..1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two ``#RRGGBB`` colours, in 1..21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(top: str, below: str, share: float) -> str:
    """The colour seen when ``top`` covers ``below`` with opacity ``share`` in 0..1."""
    pairs = [(int(top[at : at + 2], 16), int(below[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in pairs)
