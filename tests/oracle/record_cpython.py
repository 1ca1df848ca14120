"""Asks CPython for the last line of each traceback and writes it down: ``python3.13 tests/oracle/record_cpython.py``.

A topic is a file of programs, ``cpython/<topic>.txt``: a comment, then one program per paragraph. Each program stops
with an error, and stands in ``cpython/<topic>.json`` with what it printed and that last line.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).with_name("cpython")
VERSION = (3, 13)
_FILE = re.compile(r"\(/\S+\)")  # where a module of the machine that asks lies


def topics() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.txt"))


def programs(topic: str) -> list[str]:
    """The programs of a topic, in the order of the file."""
    _, *found = (HERE / f"{topic}.txt").read_text(encoding="utf-8").strip("\n").split("\n\n")
    assert len(set(found)) == len(found), [text for text in found if found.count(text) > 1]
    return [f"{text}\n" for text in found]


def answers(topic: str) -> dict[str, list[str]]:
    """What CPython answered to a topic: by program, what it printed and the last line of the traceback."""
    found: dict[str, list[str]] = json.loads((HERE / f"{topic}.json").read_text(encoding="utf-8"))
    return found


def asked(text: str, python: str = sys.executable) -> list[str]:
    """What a Python says of one program."""
    done = subprocess.run(
        [python, "-I", "-X", "utf8", "-W", "ignore", "-c", text],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    last = (done.stderr.strip("\n").splitlines() or [""])[-1]
    return [done.stdout, _FILE.sub("(unknown location)", last)]


def main() -> None:
    if sys.version_info[:2] != VERSION:
        sys.exit("CPython 3.13 is needed to record its answers")
    for topic in topics():
        lines = [json.dumps(text) + ": " + json.dumps(asked(text)) for text in programs(topic)]
        (HERE / f"{topic}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        sys.stdout.write(f"{topic}: {len(lines)}\n")


if __name__ == "__main__":
    main()
