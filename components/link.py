"""A program as part of a link, and back: zlib and base64url, safe against anything a link may hold."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from autograd_core.context import LIMITS

MAX_BYTES = int(LIMITS["source_bytes"][0])  # of program text
MAX_LINK = 1_800  # characters of the parameter; longer links break in mail and chat programs

_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,20000}")


def encode(text: str) -> str | None:
    """The parameter that stands for ``text``, or None if it would be too long for a link."""
    packed = zlib.compress(text.encode("utf-8", "replace"), 9)
    parameter = base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
    return parameter if len(parameter) <= MAX_LINK else None


def decode(parameter: object) -> str | None:
    """The program that ``parameter`` stands for, or None if it stands for none; never raises."""
    if not isinstance(parameter, str) or not _PARAMETER.fullmatch(parameter):
        return None
    try:
        packed = base64.urlsafe_b64decode(parameter + "=" * (-len(parameter) % 4))
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(packed, MAX_BYTES + 1)
        if len(raw) > MAX_BYTES or not unpacking.eof:
            return None
        return raw.decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        return None
