"""What the browser loads that is made here: vis-network, which pyvis carries, and the names an editor completes."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from pathlib import Path

import pyvis

from . import vocabulary

SOURCE = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
VENDOR = Path(__file__).parent / "frontend" / "vendor"
SCRIPT = "vis-network.min.js"
NOTICE = "vis-network.LICENSE.txt"
NAMES = "names.json"


def ensure() -> None:
    """Write what is missing or differs: vis-network, its licence note, the names. Raises OSError if it cannot."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    script = VENDOR / SCRIPT
    if not script.exists() or not filecmp.cmp(SOURCE / SCRIPT, script, shallow=False):
        _copy(SOURCE / SCRIPT, script)
    _write(VENDOR / NOTICE, licence_note((SOURCE / SCRIPT).read_text(encoding="utf-8")))
    _write(VENDOR / NAMES, vocabulary.as_json())


def licence_note(script: str) -> str:
    """The comment vis-network begins with, which names its authors and its two licences."""
    comment = script[script.index("/**") + 3 : script.index("*/")]
    return "\n".join(line.strip().removeprefix("*").strip() for line in comment.strip().splitlines()) + "\n"


def _write(target: Path, text: str) -> None:
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    # Under another name first: a page that loads it at this moment gets the old file or the new one, never half.
    handle, name = tempfile.mkstemp(dir=target.parent)
    os.close(handle)
    shutil.copyfile(source, name)
    os.chmod(name, 0o644)
    os.replace(name, target)
