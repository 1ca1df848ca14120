"""What a student wrote or a program printed, made fit for the screen: nothing invisible, nothing endless."""

from __future__ import annotations

import re

LONGEST_NAME = 40
LONGEST_CONSTANT = 24
LONGEST_PRINT = 2_000

# What is not drawn, or changes the order in which its neighbours are drawn.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_BREAKS = str.maketrans({"\n": "\\n", "\t": "\\t"})
_ALONE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """``text`` with hidden characters and lone surrogates written as escapes; line breaks and tabs stay."""
    return _HIDDEN.sub(lambda found: _escape(found[0]), text)


def line(text: str) -> str:
    """``shown`` on one line."""
    return shown(text).translate(_BREAKS)


def name(text: str, most: int = LONGEST_NAME) -> str:
    """``text`` on one line of at most ``most`` characters, shortened in the middle."""
    text = line(text)
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def beginning(text: str, most: int) -> str:
    """``text`` on one line, cut at its end."""
    text = line(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def printed(text: str) -> str:
    """``shown``, cut above 2,000 characters."""
    return shown(text if len(text) <= LONGEST_PRINT else text[:LONGEST_PRINT] + "…")


def sendable(text: str) -> str:
    """``text`` as it is, but for lone surrogates, which cannot be sent to a browser."""
    return _ALONE.sub("\ufffd", text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
