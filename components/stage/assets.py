"""What the browser loads that is made here: vis-network out of pyvis, names to complete, the joined scripts."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyvis

from . import joined, vocabulary

SOURCE = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
FRONTEND = Path(__file__).parent / "frontend"
VENDOR = FRONTEND / "vendor"
SCRIPT = "vis-network.min.js"
NOTICE = "vis-network.LICENSE.txt"
NAMES = "names.json"
STAGE = ("stage.js", "stage.css")  # in VENDOR: main.js and stage.css with all that they import


def ensure() -> None:
    """Write what is missing or differs: vis-network and its licence, the names, the stage. Raises OSError."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    script = VENDOR / SCRIPT
    if not script.exists() or not filecmp.cmp(SOURCE / SCRIPT, script, shallow=False):
        _copy(SOURCE / SCRIPT, script)
    _write(VENDOR / NOTICE, licence_note((SOURCE / SCRIPT).read_text(encoding="utf-8")))
    _write(VENDOR / NAMES, vocabulary.as_json())
    join()


def join() -> None:
    """Write the stage's scripts and sheets again where a source is newer than they are."""
    targets = [VENDOR / name for name in STAGE]
    newest = max(source.stat().st_mtime_ns for source in joined.sources(FRONTEND))
    if all(target.exists() and target.stat().st_mtime_ns >= newest for target in targets):
        return
    _write(targets[0], joined.script(FRONTEND / "main.js"))
    _write(targets[1], joined.sheet(FRONTEND / "stage.css"))
    for target in targets:
        target.touch()


def licence_note(script: str) -> str:
    """The comment vis-network begins with, which names its authors and its two licences."""
    comment = script[script.index("/**") + 3 : script.index("*/")]
    return "\n".join(line.strip().removeprefix("*").strip() for line in comment.strip().splitlines()) + "\n"


def _write(target: Path, text: str) -> None:
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    with _in_place_of(target) as name:
        Path(name).write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    with _in_place_of(target) as name:
        shutil.copyfile(source, name)


@contextmanager
def _in_place_of(target: Path) -> Iterator[str]:
    # Under another name first: a page that loads it at this moment gets the old file or the new one, never half.
    handle, name = tempfile.mkstemp(dir=target.parent)
    os.close(handle)
    yield name
    os.chmod(name, 0o644)
    os.replace(name, target)
