"""The words on the screen in both languages, from the catalogue files the browser reads too."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parent / "stage" / "frontend" / "locales"
LANGUAGES = ("en", "zh-CN")
PARTS = ("captions", "errors", "stage", "app")

_PLACE = re.compile(r"\{(\w+)\}")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All words of ``lang``, key to template; an unknown language gives the English ones."""
    folder = LOCALES / (lang if lang in LANGUAGES else LANGUAGES[0])
    words: dict[str, str] = {}
    for part in PARTS:
        file = folder / f"{part}.json"
        if file.exists():
            words.update(json.loads(file.read_text(encoding="utf-8")))
    return words


def word(lang: str, key: str, **args: object) -> str:
    """The words for ``key`` with its ``{places}`` filled in; an unknown key gives itself, an unknown place stays."""
    template = catalogue(lang).get(key, key)
    # One pass, so that text a student wrote is never read as a template.
    return _PLACE.sub(lambda found: str(args.get(found[1], found[0])), template)


def places(template: str) -> frozenset[str]:
    """The names of the ``{places}`` in a template."""
    return frozenset(_PLACE.findall(template))
