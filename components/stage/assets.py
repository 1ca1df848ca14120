"""Brings the browser's copy of vis-network, which pyvis carries, into the folder the browser loads from."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from pathlib import Path

import pyvis

SOURCE = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
VENDOR = Path(__file__).parent / "frontend" / "vendor"
SCRIPT = "vis-network.min.js"
NOTICE = "vis-network.LICENSE.txt"


def ensure() -> None:
    """Copy vis-network and its licence note where they are missing or differ. Raises OSError if it cannot."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    script = VENDOR / SCRIPT
    if not script.exists() or not filecmp.cmp(SOURCE / SCRIPT, script, shallow=False):
        _copy(SOURCE / SCRIPT, script)
    notice = licence_note((SOURCE / SCRIPT).read_text(encoding="utf-8"))
    if not (VENDOR / NOTICE).exists() or (VENDOR / NOTICE).read_text(encoding="utf-8") != notice:
        (VENDOR / NOTICE).write_text(notice, encoding="utf-8")


def licence_note(script: str) -> str:
    """The comment vis-network begins with, which names its authors and its two licences."""
    comment = script[script.index("/**") + 3 : script.index("*/")]
    return "\n".join(line.strip().removeprefix("*").strip() for line in comment.strip().splitlines()) + "\n"


def _copy(source: Path, target: Path) -> None:
    # Under another name first: a page that loads it at this moment gets the old file or the new one, never half.
    handle, name = tempfile.mkstemp(dir=target.parent)
    os.close(handle)
    shutil.copyfile(source, name)
    os.chmod(name, 0o644)
    os.replace(name, target)
