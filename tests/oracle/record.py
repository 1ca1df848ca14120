"""Asks PyTorch for all answers and writes them down: ``python tests/oracle/record.py [topic …]``.

A topic is a file of programs, ``operations`` (the rows of the op table) or ``order`` (of the backward pass).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from oracle import catalogue, operations, order, worlds


def answers(topic: str) -> dict[str, Any]:
    """Everything PyTorch says about a topic."""
    if topic == "operations":
        return operations.all_answers(worlds.TORCH)
    if topic == "order":
        return {str(seed): worlds.in_torch(order.program(seed))["printed"] for seed in order.SEEDS}
    return {name: worlds.in_torch(text) for name, text in catalogue.programs(topic).items()}


def main(wanted: list[str]) -> None:
    if worlds.TORCH is None:
        sys.exit(f"torch {worlds.VERSION} is needed to record answers")
    for topic in wanted or [*catalogue.topics(), "operations", "order"]:
        found = answers(topic)
        catalogue.write_answers(topic, found)
        print(f"{topic}: {len(found)}")


if __name__ == "__main__":
    main(sys.argv[1:])
