"""What a visitor gets for a program: run, drawn and made ready to send, the way the page does it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograd_core import timeline
from components.stage import payload
from components.state import State

SECRET = "canary-7f3a9c51e2"
HER_OWN = ("text", "shown")  # her text goes back as it is, into the editor


@dataclass(frozen=True)
class Seen:
    """``said`` is what was printed, and the error; ``drawn`` every text of the page but the program's own."""

    printed: str
    error: str | None
    said: str
    drawn: list[str]
    seconds: float  # of CPU, of the run alone


def visit(program: str) -> Seen:
    """Run ``program``, with the ``import torch`` that the page writes above it. Raises for a fault of the engine."""
    text = f"import torch\n{program}"
    started = time.thread_time()
    run = timeline.run(text)
    seconds = time.thread_time() - started
    sent = payload.build(State(text=text, run=run, good=run, partial=True))
    json.dumps(sent, allow_nan=False).encode()
    error = None if run.error is None else f"{run.error.type_name}: {run.error.message}"
    drawn = [text for key, value in sent.items() if key not in HER_OWN for text in texts(value)]
    said = run.printed + (error or "")
    said.encode()
    return Seen(run.printed, error, said, drawn, seconds)


def texts(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
