"""The programs of the oracle and the answers PyTorch gave, as files: one of each per topic.

``programs/<topic>.txt`` opens with a sentence about the topic; each program follows a line ``# ── its name``.
``answers/<topic>.json`` holds one answer per program and line (see ``worlds.Answer``), in the same order.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
ANSWERS = HERE / "answers"

# What the page does not run: numbers such as 2j.
PLAIN_PYTHON = {"complexes"}

_TITLE = re.compile(r"^# ── (.+)\n", re.MULTILINE)


def topics() -> list[str]:
    return sorted(path.stem for path in PROGRAMS.glob("*.txt"))


def on_the_page() -> list[str]:
    """The topics whose programs run on the page, too."""
    return [topic for topic in topics() if topic not in PLAIN_PYTHON]


def programs(topic: str) -> dict[str, str]:
    """The programs of a topic by name, each with the ``import torch`` that the file leaves out."""
    _, *parts = _TITLE.split((PROGRAMS / f"{topic}.txt").read_text(encoding="utf-8"))
    names, texts = parts[::2], parts[1::2]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    return {name: f"import torch\n{text.strip()}\n" for name, text in zip(names, texts, strict=True)}


def answers(name: str) -> dict[str, Any]:
    """What PyTorch answered to a topic, by program."""
    found: dict[str, Any] = json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def write_answers(name: str, found: dict[str, Any]) -> None:
    """One line per answer, so that a change reads well in a diff."""
    lines = [f"{json.dumps(key, ensure_ascii=False)}: {_line(answer)}" for key, answer in found.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (ANSWERS / f"{name}.json").write_text(text, encoding="utf-8")


def _line(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
